"""Writes of reports: computing them, deciding about findings, planning actions."""

from reports.actions.compute import compute_report, ensure_nightly, report_write
from reports.actions.findings import dismiss_finding, reopen_finding
from reports.actions.plans import edit_action, move_action, plan_action
from reports.actions.thinning import thin_reports

__all__ = [
    "compute_report", "dismiss_finding", "edit_action", "ensure_nightly", "move_action", "plan_action",
    "reopen_finding", "report_write", "thin_reports",
]  # fmt: skip
