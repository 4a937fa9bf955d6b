"""Asking for work. Claiming and running it is in jobs/work.py."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from jobs.models import Job
from jobs.tasks import run_job

# The first change is answered at once; all others within this time share the next run (performance.md goals 11, 12).
QUIET = timedelta(seconds=60)


def request_job(*, kind: str, business_id: int, at: datetime | None = None) -> Job:
    """Ask for the work of this kind for one business. Any number of requests before it runs are one run.

    At once when the last run started over a minute ago, otherwise when that minute is over; a request that arrives
    while it runs makes it run once more. The wake-up is sent after the transaction commits.
    """
    now = at or timezone.now()
    job, made = Job.objects.select_for_update().get_or_create(
        key=f"{kind}:{business_id}", defaults={"kind": kind, "business_id": business_id, "run_after": now}
    )
    if not made:
        if job.state == Job.State.RUNNING:
            job.again = True
        elif job.state in (Job.State.IDLE, Job.State.FAILED):
            job.state, job.attempts, job.error = Job.State.QUEUED, 0, ""
            job.run_after = max(now, job.started_at + QUIET) if job.started_at else now
        job.save()
    if job.state == Job.State.QUEUED and job.run_after <= now:
        transaction.on_commit(lambda: wake(job.pk))
    return job


def wake(job_id: int) -> None:
    """Tell a worker. A message that is lost costs only the time to the next tick."""
    try:
        run_job.delay(job_id)
    except run_job.OperationalError:  # the broker is away: the row stays queued and the tick finds it
        return
