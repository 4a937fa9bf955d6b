"""Writes of reports: computing them, deciding about findings, planning actions."""

from reports.actions.compute import compute_report, ensure_nightly, report_write

__all__ = ["compute_report", "ensure_nightly", "report_write"]
