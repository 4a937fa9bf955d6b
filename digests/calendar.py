"""On which local dates a digest is due, and which week or month such a date stands for."""

from datetime import date, timedelta

from core.periods import WEEKLY, period_of
from digests.models import Subscription

Kind = Subscription.Kind


def next_day(kind: str, weekday: int, after: date) -> date:
    """The first digest day after this one: the weekday of each week, or its first one of each month."""
    day = after + timedelta(days=1)
    day += timedelta(days=(weekday - day.weekday()) % 7)
    if kind == Kind.MONTHLY and day.day > 7:
        first = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        day = first + timedelta(days=(weekday - first.weekday()) % 7)
    return day


def period_name(kind: str, day: date) -> str:
    """`weekly 2026-w48`: the local week, month or day that gets one digest, whatever else changes."""
    if kind == Kind.CHANGE:
        return f"{kind} {day.isoformat()}"
    return f"{kind} {period_of(day, WEEKLY).slug}" if kind == Kind.WEEKLY else f"{kind} {day:%Y-%m}"


def days_until(kind: str, weekday: int, first: date, last: date) -> list[date]:
    """The digest days from `first`, the one that was due, up to and with `last`."""
    days = [first] if first <= last else []
    while days and (following := next_day(kind, weekday, days[-1])) <= last:
        days.append(following)
    return days
