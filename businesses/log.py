"""The history in words: audit rows as days of sentences."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from businesses.models import AuditRow, Business
from businesses.queries import day_words
from businesses.words import FIELDS, HIDDEN, sentence, value_words

PAGE = 50
# Edits of one thing by one person within this time are told as one (design.md §12, 13).
TOGETHER = timedelta(minutes=10)
LONGEST = 200


@dataclass
class Line:
    """One change as the page tells it."""

    row: AuditRow
    at: datetime
    who: str
    did: str
    about: str
    pairs: list[tuple[str, str, str]] = field(default_factory=list)

    # Written out here: a template would show the time in the zone of the server.
    @property
    def clock(self) -> str:
        """`09:14`, by the clock of the business."""
        return f"{self.at:%H:%M}"

    @property
    def iso(self) -> str:
        """For machines."""
        return self.at.isoformat(timespec="seconds")


@dataclass
class Day:
    """A day with its changes, newest first."""

    day: date
    name: str
    lines: list[Line]


def log_page(business: Business, today: date, page: int = 1, by: int | None = None) -> tuple[list[Day], bool]:
    """The days of one page of 50 changes, and whether there are older ones."""
    rows = AuditRow.objects.filter(business=business).select_related("actor").order_by("-at", "-pk")
    if by is not None:
        rows = rows.filter(actor_id=by)
    start = (page - 1) * PAGE
    found = list(rows[start : start + PAGE + 1])
    zone = ZoneInfo(business.time_zone)
    days: list[Day] = []
    for row in _together(found[:PAGE]):
        at = row.at.astimezone(zone)
        if not days or days[-1].day != at.date():
            name = day_words(at.date(), today)
            days.append(Day(at.date(), name[0].upper() + name[1:], []))
        days[-1].lines.append(line_of(row, at))
    return days, len(found) > PAGE


def _together(rows: list[AuditRow]) -> list[AuditRow]:
    """Rows newest first; an edit that follows another of the same thing by the same person swallows it."""
    kept: list[AuditRow] = []
    for row in rows:
        newer = kept[-1] if kept else None
        if newer is not None and _same_edit(newer, row):
            newer.before = {**(newer.before or {}), **(row.before or {})}
            newer.after = {**(row.after or {}), **(newer.after or {})}
        else:
            kept.append(row)
    return kept


def _same_edit(newer: AuditRow, older: AuditRow) -> bool:
    same = ("actor_id", "what", "object_type", "object_id")
    return (
        newer.what.endswith("_edit")
        and newer.object_id is not None
        and all(getattr(newer, name) == getattr(older, name) for name in same)
        and newer.at - older.at <= TOGETHER
    )


def line_of(row: AuditRow, at: datetime) -> Line:
    """The sentence of a row, and what was before and after of the fields a person would know."""
    who = row.actor.called if row.actor else "Outcomes"
    before, after = row.before or {}, row.after or {}
    pairs = [
        (FIELDS.get(name, name.replace("_", " ")), _short(name, before.get(name)), _short(name, after.get(name)))
        for name in dict.fromkeys([*after, *before])
        if name not in HIDDEN and not name.endswith("_id") and before.get(name) != after.get(name)
        if _sayable(before.get(name)) and _sayable(after.get(name))
    ]
    return Line(row=row, at=at, who=who, did=sentence(row.what), about=row.label, pairs=pairs if before else [])


def _sayable(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _short(name: str, value: Any) -> str:
    text = value_words(name, value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
