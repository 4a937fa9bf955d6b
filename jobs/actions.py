"""Asking for work, mail and timetable rows. Claiming and running them is in work.py, mail.py and timetable.py."""

import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Least
from django.utils import timezone
from kombu.exceptions import OperationalError

from jobs.clock import latest_date, next_hour, next_instant
from jobs.models import Due, Job, OutboxMail

# The first change is answered at once; all others within this time share the next run (performance.md goals 11, 12).
QUIET = timedelta(seconds=60)
AWAY_FOR = 15.0
LONGEST_QUIET = timedelta(hours=1)

log = logging.getLogger(__name__)


@transaction.atomic
def request_job(*, kind: str, business_id: int, at: datetime | None = None, send_wake: bool = True) -> Job:
    """Ask for the work of this kind for one business. Any number of requests before it runs are one run.

    At once when the last run started over a minute ago, otherwise when that minute is over; a request that arrives
    while it runs makes it run once more. A worker is woken after the transaction commits, once for the first request;
    with `send_wake=False` the tick finds the row (for thousands at once).
    """
    now = at or timezone.now()
    job, made = Job.objects.select_for_update().get_or_create(
        key=f"{kind}:{business_id}", defaults={"kind": kind, "business_id": business_id, "run_after": now}
    )
    if not made:
        if job.state == Job.State.QUEUED:
            return job
        if job.state == Job.State.RUNNING:
            job.again = True
            job.save(update_fields=["again"])
            return job
        job.state, job.attempts, job.error = Job.State.QUEUED, 0, ""
        job.run_after = max(now, job.started_at + QUIET) if job.started_at else now
        job.save(update_fields=["state", "attempts", "error", "run_after"])
    if send_wake:
        wake_later(job.pk, job.run_after, now)
    return job


@transaction.atomic
def request_mail(*, kind: str, key: str, not_before: datetime | None = None, **ids: int | None) -> OutboxMail:
    """Decide that a mail is sent, in the transaction of what caused it. The key names the fact; twice is once.

    `ids` are business_id or practice_id, and object_id. The text is composed when it is sent (settings.MAIL_COMPOSERS,
    MAIL_TOGETHER).
    """
    fields = {"kind": kind, "message_id": message_id(key), "not_before": not_before or timezone.now(), **ids}
    mail, made = OutboxMail.objects.get_or_create(key=key, defaults=fields)
    if made:
        after_commit(lambda: publish("jobs.send_mail", mail.pk))
    return mail


@transaction.atomic
def request_mail_after_quiet(*, kind: str, quiet: timedelta, at: datetime, object_id: int, **ids: int | None) -> None:
    """One mail about everything of this kind and object that follows each other within `quiet`, and the next for what
    comes once it was sent. At the latest it goes an hour after the first. The caller holds what it is about."""
    mine = OutboxMail.objects.filter(kind=kind, object_id=object_id)
    waiting = mine.filter(state=OutboxMail.State.PENDING, attempts=0)
    latest = F("created_at") + LONGEST_QUIET
    if not waiting.update(not_before=Least(Value(at + quiet, DateTimeField()), latest, output_field=DateTimeField())):
        key = f"{kind}:{object_id}:{mine.count() + 1}"
        request_mail(kind=kind, key=key, not_before=at + quiet, object_id=object_id, **ids)


def request_mails(mails: Iterable[OutboxMail]) -> None:
    """The same for many at once, by their keys, kinds and ids. Nobody is woken: the tick that decides also sends."""
    for mail in (rows := list(mails)):
        mail.message_id = message_id(mail.key)
    OutboxMail.objects.bulk_create(rows, ignore_conflicts=True)


def message_id(key: str) -> str:
    """The same for the same fact, so that a receiver can tell a repeat."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


@transaction.atomic
def set_due(
    *, kind: str, key: str, local_time: time, zone: str, business_id: int | None = None,
    practice_id: int | None = None, hourly: bool = False, at: datetime | None = None,
) -> Due:  # fmt: skip
    """Put a row into the timetable, or move it to another time or zone. A local date that was served stays served."""
    now, mine = at or timezone.now(), Due.objects.filter(key=key)
    same = mine.filter(local_time=local_time, zone=zone, hourly=hourly).first()
    if same is not None:
        return same
    due = mine.select_for_update().first()
    served = latest_date(now, local_time, zone)
    if due is not None and due.last_date is not None:
        served = max(served, due.last_date)
    fields: dict[str, Any] = {
        "kind": kind,
        "business_id": business_id,
        "practice_id": practice_id,
        "hourly": hourly,
        "local_time": local_time,
        "zone": zone,
        "next_due": next_hour(now, zone) if hourly else next_instant(served, local_time, zone),
    }
    return Due.objects.update_or_create(key=key, defaults=fields)[0]


def drop_due(key: str) -> None:
    """Take a row out of the timetable."""
    Due.objects.filter(key=key).delete()


def cancel_mails(*, kind: str, object_ids: list[int]) -> int:
    """Take mails back that have not left; a worker that holds one finds it taken before it hands it over. How many."""
    waiting = [OutboxMail.State.PENDING, OutboxMail.State.SENDING]
    mails = OutboxMail.objects.filter(kind=kind, object_id__in=object_ids, state__in=waiting)
    return mails.update(state=OutboxMail.State.CANCELLED, lease_token="", lease_until=None)


@transaction.atomic
def drop_work(*, business_id: int) -> None:
    """Everything that waits to be done for a business that is going: work, timetable and mail."""
    for model in (Job, Due, OutboxMail):
        model.objects.filter(business_id=business_id).delete()


def wake_later(job_id: int, run_after: datetime, now: datetime) -> None:
    """After the commit: tell a worker to run the job at that moment. Only within a minute; later is the tick's."""
    wait = (run_after - now).total_seconds()
    if wait <= QUIET.total_seconds():
        after_commit(lambda: publish("jobs.run_job", job_id, wait=max(0.0, wait)))


def after_commit(call: Callable[[], None]) -> None:
    """Robust: what fails after the commit is logged and never breaks the request that is already saved."""
    transaction.on_commit(call, robust=True)


class Broker:
    """What this process knows of the broker: one that was just away is not waited for in every request."""

    away_until = 0.0


def publish(task: str, row_id: int, wait: float = 0.0) -> None:
    """Send a wake-up. One that is lost costs only the time to the next tick: the row stays."""
    if monotonic() < Broker.away_until:
        return
    try:
        current_app.send_task(task, (row_id,), countdown=wait or None, ignore_result=True)
    except (OperationalError, OSError) as error:
        Broker.away_until = monotonic() + AWAY_FOR
        log.warning("%s was not sent, the tick will find the row: %s", task, type(error).__name__)
