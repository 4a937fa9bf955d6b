"""What a check-in recorded, what moved, and whose health changed."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from businesses.models import Business
from core.periods import MONTHS, Period, last_complete
from metrics.checkin import CheckIn
from metrics.rows import Row
from metrics.words import in_words

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True)
class Move:
    """One reading beside the one before it."""

    metric_id: int
    name: str
    now: str
    before: str
    word: str  # up, down, same, first
    tone: str  # better, worse or nothing
    health: str  # empty where the period is still running: such a number is kept, not judged


def finished(business: Business, found: CheckIn) -> dict[str, Any]:
    """The page after Finish."""
    recorded = [row for row in found.rows if row.value is not None]
    missing = [row.metric.name for row in found.rows if not row.done]
    counts = [
        f"{len(recorded)} reading{'' if len(recorded) == 1 else 's'} recorded",
        f"{skipped} skipped" if (skipped := sum(row.skipped for row in found.rows)) else "",
        f"{len(missing)} still missing" if missing else "",
    ]
    return {
        "ci": found,
        "moves": [move_of(row) for row in recorded],
        "counts": ", ".join(filter(None, counts)),
        "missing": missing,
        "turned": [group for group in found.groups if group.health != group.before] if found.is_current else [],
        "next_due": next_due(found),
        "due_count": found.due,
    }


def moves(found: CheckIn) -> list[Move]:
    """Readings that are not what they were, the largest change first."""
    return [m for row in found.rows if row.value is not None and row.last is not None for m in [move_of(row)] if m.tone]


def move_of(row: Row) -> Move:
    """How one reading differs from the one before."""
    word, tone = "first", ""
    if row.value is not None and row.last is not None:
        word = "same" if row.value == row.last else "up" if row.value > row.last else "down"
        tone = direction_of(row, row.last, row.value)
    return Move(
        metric_id=row.metric.pk,
        name=row.metric.name,
        now=in_words(row.value, row.metric.unit, row.number_format),
        before=in_words(row.last, row.metric.unit, row.number_format) if row.last is not None else "",
        word=word,
        tone=tone,
        health="" if row.early else row.standing.health,
    )


def direction_of(row: Row, before: Decimal, now: Decimal) -> str:
    """Whether the change goes towards what is better."""
    if before == now:
        return ""
    if row.metric.direction == "range":
        if row.plan is None:
            return ""
        far_before = max(row.plan.low - before, before - row.plan.high, Decimal(0))
        far_now = max(row.plan.low - now, now - row.plan.high, Decimal(0))
        return "" if far_before == far_now else "better" if far_now < far_before else "worse"
    return "better" if (now > before) == (row.metric.direction == "higher") else "worse"


def next_due(found: CheckIn) -> str:
    """`Monday 30 November`: the day after the running period."""
    current: Period = last_complete(found.today, found.page.cadence, found.page.first_day)
    day = current.shift(1).end + timedelta(days=1)
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"
