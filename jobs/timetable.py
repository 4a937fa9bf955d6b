"""Timetable rows: claimed one by one, each served at most once a local date."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from jobs.clock import database_now, latest_date, next_instant
from jobs.models import Due

BATCH = 500  # rows a tick serves at most; the next one goes on
PUSHED_AHEAD = timedelta(minutes=15)  # a row whose handler fails must not stop the others

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """What a handler is told: whose row, which local date it is served for, and when that happens."""

    key: str
    business_id: int
    day: date
    at: datetime


Handler = Callable[[Turn], object]


@cache
def handler_at(path: str) -> Handler:
    """The function at a dotted path of settings.DUE_HANDLERS."""
    handler: Handler = import_string(path)
    return handler


def serve_due(at: datetime | None = None, kind: str = "") -> int:
    """Serve the rows whose time has come, of one kind when it is named. Returns how many."""
    served = 0
    while served < BATCH and serve_one(at or database_now(), kind):
        served += 1
    return served


def serve_one(now: datetime, kind: str = "") -> bool:
    """Claim one row, call its handler and set the next date, in one transaction: a crash leaves it as it was."""
    with transaction.atomic():
        waiting = Due.objects.select_for_update(skip_locked=True).filter(next_due__lte=now)
        due = (waiting.filter(kind=kind) if kind else waiting).order_by("next_due", "pk").first()
        if due is None:
            return False
        day = latest_date(now, due.local_time, due.zone)
        if due.last_date is None or day > due.last_date:
            if not handled(due, day, now):
                Due.objects.filter(pk=due.pk).update(next_due=now + PUSHED_AHEAD)
                return True
        else:
            day = due.last_date
        next_due = next_instant(day, due.local_time, due.zone)
        # The handler may have taken its own row out of the timetable.
        Due.objects.filter(pk=due.pk).update(last_date=day, next_due=next_due)
        return True


def handled(due: Due, day: date, now: datetime) -> bool:
    """Call the handler; what it wrote before an error is undone."""
    try:
        with transaction.atomic():
            handler_at(settings.DUE_HANDLERS[due.kind])(Turn(due.key, due.business_id or 0, day, now))
    except Exception:
        log.exception("due row %s of kind %s failed", due.pk, due.kind)
        return False
    return True
