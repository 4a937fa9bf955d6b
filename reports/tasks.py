"""What durable work calls (settings.JOB_HANDLERS, DUE_HANDLERS): ids in, safe to do twice."""

from collections.abc import Callable

from django.utils import timezone

from jobs.actions import request_job
from jobs.timetable import Turn
from reports.actions import report_write, thin_reports


def compute_alignment(business_id: int) -> Callable[[], object] | None:
    """Compute the report; the function handed back stores it in the transaction that ends the job."""
    return report_write(business_id=business_id, at=timezone.now())


def nightly_alignment(turn: Turn) -> None:
    """Once a local date: a new period may have ended, or a series gone stale. The tick runs it, without a wake-up."""
    request_job(kind="alignment", business_id=turn.business_id, send_wake=False)
    thin_reports(business_id=turn.business_id, at=turn.at)
