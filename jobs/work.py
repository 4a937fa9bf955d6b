"""Claiming and running durable work.

A row is claimed by one conditional update that writes a token and a lease; while the handler runs a heartbeat renews
the lease, so a killed worker's row is free again within seconds and a paused one finds its token gone. A handler may
hand back a function that writes its result: it runs in the transaction that marks the job done, and only if the token
still holds, so that each result appears exactly once.
"""

import logging
import secrets
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string

from core.logs import about, milliseconds_since
from jobs.actions import QUIET, wake_later
from jobs.clock import database_now
from jobs.health import touch
from jobs.mail import send_due_mails
from jobs.models import Job
from jobs.outbox import free_mails
from jobs.timetable import serve_due

Write = Callable[[], object]
Handler = Callable[[int], Write | None]

MAX_ATTEMPTS = 5
BACK_OFF = (10, 40, 160, 640)  # seconds before the second, third, … attempt
MAX_RUN = timedelta(minutes=5)  # a handler that hangs longer loses its lease
DRAIN_FOR = 8.0  # seconds a tick may spend on waiting jobs, so that fresh wake-ups get their turn

log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Somebody else has the row now: nothing of ours may be written."""


@cache
def handler_at(path: str) -> Handler:
    """The function at a dotted path of settings.JOB_HANDLERS."""
    handler: Handler = import_string(path)
    return handler


def lease() -> timedelta:
    """How long a claim holds without a sign of life."""
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def claim(job_id: int, now: datetime) -> Job | None:
    """Take the job if it waits and is due. Of any number that try, one gets it."""
    token = secrets.token_hex(16)
    taken = Job.objects.filter(pk=job_id, state=Job.State.QUEUED, run_after__lte=now).update(
        state=Job.State.RUNNING,
        again=False,
        attempts=F("attempts") + 1,
        lease_token=token,
        lease_until=now + lease(),
        started_at=now,
    )
    return Job.objects.get(pk=job_id) if taken else None


def run_job(job_id: int, at: datetime | None = None) -> bool:
    """Claim the job and run it; False when it was not to be had."""
    job = claim(job_id, at or database_now())
    if job is None:
        return False
    with about(job_id=job.pk, business_id=job.business_id, kind=job.kind):
        log.info("job started", extra={"attempt": job.attempts})
        started = time.monotonic()
        outcome = run_claimed(job, at)
        log.info("job ended", extra={"outcome": outcome, "ms": milliseconds_since(started)})
    touch("worker")
    return True


def run_claimed(job: Job, at: datetime | None) -> str:
    """Run the handler under the lease; how it went."""
    try:
        with heartbeat(job):
            write = handler_at(settings.JOB_HANDLERS[job.kind])(job.business_id or 0)
            finish(job, write, at)
    except LeaseLost:
        log.warning("job %s of kind %s was taken over while it ran", job.pk, job.kind)
        return "taken over"
    except Exception as error:
        log.exception("job %s of kind %s failed, attempt %s", job.pk, job.kind, job.attempts)
        retry_or_park(job, short(error), at or database_now())
        return "failed"
    return "done"


def finish(job: Job, write: Write | None, at: datetime | None = None) -> None:
    """Mark it done, or waiting when it was asked for meanwhile, and write its result, as one."""
    with transaction.atomic():
        now = at or database_now()
        mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_token=job.lease_token)
        done = mine.update(
            attempts=0, error="", lease_token="", lease_until=None, finished_at=now, state=Job.State.IDLE
        )
        if not done:
            raise LeaseLost
        if write is not None:
            write()
        wanted_again = Job.objects.filter(pk=job.pk, again=True)
        run_after = max(now, (job.started_at or now) + QUIET)
        if wanted_again.update(again=False, state=Job.State.QUEUED, run_after=run_after):
            wake_later(job.pk, run_after, now)


def retry_or_park(job: Job, error: str, now: datetime) -> None:
    """After a failure: wait a little longer each time, and after the fifth stay failed with the reason."""
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, lease_token=job.lease_token)
    if job.attempts >= MAX_ATTEMPTS:
        mine.update(state=Job.State.FAILED, error=error, lease_token="", lease_until=None, finished_at=now)
        log.error("job %s of kind %s is parked after %s attempts: %s", job.pk, job.kind, job.attempts, error)
    else:
        wait = timedelta(seconds=BACK_OFF[min(job.attempts, len(BACK_OFF)) - 1])
        mine.update(state=Job.State.QUEUED, error=error, lease_token="", lease_until=None, run_after=now + wait)


def short(error: BaseException) -> str:
    """What failed and where. Never the message: it may quote what somebody typed."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"[:500]


@contextmanager
def heartbeat(job: Job) -> Iterator[None]:
    """While the block runs, the lease is renewed from a thread of its own."""
    stopped = threading.Event()
    thread = threading.Thread(target=_renew, args=(job.pk, job.lease_token, stopped), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _renew(job_id: int, token: str, stopped: threading.Event) -> None:
    started, touched = time.monotonic(), False
    try:
        while not stopped.wait(lease().total_seconds() / 4) and time.monotonic() - started < MAX_RUN.total_seconds():
            touched = True
            try:
                until = database_now() + lease()
                if not Job.objects.filter(pk=job_id, lease_token=token).update(lease_until=until):
                    return
            except DatabaseError:  # the writer of SQLite is busy, or the server is away: the next beat tries again
                log.warning("the lease of job %s was not renewed", job_id)
    finally:
        if touched:
            connection.close()


def free_expired(now: datetime) -> int:
    """Rows whose worker is gone wait again at once; what was running for the fifth time is parked."""
    expired = Job.objects.filter(state=Job.State.RUNNING).filter(Q(lease_until=None) | Q(lease_until__lt=now))
    gone = "The worker ended while it ran"
    parked = expired.filter(attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED, error=gone, lease_token="", lease_until=None, finished_at=now
    )
    freed = expired.update(state=Job.State.QUEUED, error=gone, lease_token="", lease_until=None, run_after=now)
    return parked + freed


def run_waiting(at: datetime | None = None) -> int:
    """Run what waits, oldest first, for a few seconds; the next tick goes on."""
    end, done = time.monotonic() + DRAIN_FOR, 0
    tried: set[int] = set()
    while time.monotonic() < end:
        now = at or database_now()
        waiting = Job.objects.filter(state=Job.State.QUEUED, run_after__lte=now).exclude(pk__in=tried)
        job_id = waiting.order_by("run_after", "pk").values_list("pk", flat=True).first()
        if job_id is None:
            return done
        tried.add(job_id)
        done += run_job(job_id, at)
    return done


def tick(at: datetime | None = None) -> None:
    """One round over what is due. Any number of them at once, and none for a while, change nothing but the delay."""
    now = at or database_now()
    free_expired(now)
    free_mails(now)
    serve_due(at)
    send_due_mails(at)
    run_waiting(at)
    touch("worker", "tick")
