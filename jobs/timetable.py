"""Timetable rows: each served at most once a local date, or each full hour, by whichever tick holds it.

The handler of a kind in settings.DUE_TOGETHER is told up to a hundred turns at once; if that fails, one by one, so
that a row that cannot be served stops no other. Those of settings.DUE_HANDLERS are told one turn.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from core.periods import local_today
from jobs.clock import database_now, latest_date, next_hour, next_instant
from jobs.models import Due

BATCH = 500  # rows a tick serves at most; the next one goes on
TOGETHER = 100
PUSHED_AHEAD = timedelta(minutes=15)  # a row whose handler fails must not stop the others

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Turn:
    """What a handler is told: whose row, which local date it is served for, and when that happens."""

    key: str
    business_id: int  # 0: of none
    day: date
    at: datetime
    practice_id: int = 0


Handler = Callable[[Any], object]  # of a turn, or of a list of turns


@cache
def handler_at(path: str) -> Handler:
    """The function at a dotted path of settings.DUE_HANDLERS."""
    handler: Handler = import_string(path)
    return handler


def serve_due(at: datetime | None = None, kind: str = "") -> int:
    """Serve the rows whose time has come, of one kind when it is named. Returns how many."""
    served = 0
    while served < BATCH:
        together = serve_some(at or database_now(), kind)
        if not together:
            break
        served += together
    return served


def serve_some(now: datetime, kind: str = "") -> int:
    """Claim the row that waits longest, of some kinds a hundred at once, call the handler and set the next dates.

    All in one transaction: a crash leaves the rows as they were, and rows that another tick holds are passed over.
    """
    with transaction.atomic():
        waiting = Due.objects.select_for_update(skip_locked=True).filter(next_due__lte=now)
        waiting = (waiting.filter(kind=kind) if kind else waiting).order_by("next_due", "pk")
        first = waiting.first()
        if first is None:
            return 0
        rows = [first]
        if first.kind in settings.DUE_TOGETHER:
            rows += waiting.filter(kind=first.kind).exclude(pk=first.pk)[: TOGETHER - 1]
        serve(rows, now)
        return len(rows)


def serve(rows: list[Due], now: datetime) -> None:
    """Serve rows of one kind that this transaction holds."""
    turns = {row.pk: turn for row in rows if (turn := turn_of(row, now))}
    failed = call(settings.DUE_TOGETHER.get(rows[0].kind, ""), settings.DUE_HANDLERS.get(rows[0].kind, ""), turns)
    for row in rows:
        turn = turns.get(row.pk)
        if row.pk in failed:
            row.next_due = now + PUSHED_AHEAD
        elif row.hourly:
            row.next_due = next_hour(now, row.zone)
        else:
            row.last_date = turn.day if turn else row.last_date
            row.next_due = next_instant(row.last_date or now.date(), row.local_time, row.zone)
    # A handler may have taken its own row out of the timetable: that one is left out.
    Due.objects.bulk_update(rows, ["last_date", "next_due"])


def turn_of(row: Due, now: datetime) -> Turn | None:
    """What its handler is told; None when that date was served already."""
    ids = {"business_id": row.business_id or 0, "practice_id": row.practice_id or 0}
    if row.hourly:
        return Turn(row.key, day=local_today(now, row.zone), at=now, **ids)
    day = latest_date(now, row.local_time, row.zone)
    return Turn(row.key, day=day, at=now, **ids) if row.last_date is None or day > row.last_date else None


def call(together: str, alone: str, turns: dict[int, Turn]) -> set[int]:
    """Call the handler, once for all or once for each; the rows whose handler failed. What those wrote is undone."""
    if together and len(turns) > 1 and handled(together, list(turns.values())):
        return set()
    if together:
        return {pk for pk, turn in turns.items() if not handled(together, [turn])}
    return {pk for pk, turn in turns.items() if not handled(alone, turn)}


def handled(path: str, told: Turn | list[Turn]) -> bool:
    """Whether it did; an error is logged, with the key of the row where it is one."""
    try:
        with transaction.atomic():
            handler_at(path)(told)
    except Exception:
        log.exception("due rows failed: %s", told.key if isinstance(told, Turn) else f"{len(told)} of {told[0].key} …")
        return False
    return True
