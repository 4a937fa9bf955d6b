"""The history in words: audit rows as days of sentences."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from accounts.models import called
from businesses.models import Business
from businesses.queries import day_words
from businesses.words import HIDDEN, field_words, sentence, value_words
from core.flat import Statement, moment, rows
from core.text import escaped

PAGE = 50
# Edits of one thing by one person within this time are told as one (design.md §12, 13).
TOGETHER = timedelta(minutes=10)
LONGEST = 200


CHANGES = Statement(
    """
SELECT r.at, r.actor_id, u.name, u.email, r.what, r.object_type, r.object_id, r.label,
       CAST(r.before AS TEXT), CAST(r.after AS TEXT)
FROM businesses_auditrow r
LEFT JOIN accounts_user u ON u.id = r.actor_id
WHERE r.business_id = %s AND (CAST(%s AS bigint) IS NULL OR r.actor_id = %s)
ORDER BY r.at DESC, r.id DESC
LIMIT %s OFFSET %s
""",
    "bigint, bigint, bigint, integer, integer",
)


@dataclass
class Change:
    """One audit row, or several that are told as one."""

    at: datetime
    actor_id: int | None
    who: str
    what: str
    object_type: str
    object_id: int | None
    label: str
    before: dict[str, Any]
    after: dict[str, Any]


class Line(TypedDict):
    """One change, ready to print."""

    time: str  # by the clock of the business: a template would show it in the zone of the server
    what: str
    pairs: str  # of each field that changed: its name, before and after


@dataclass
class Day:
    """A day with its changes, newest first."""

    day: date
    name: str
    lines: list[Line]

    @property
    def iso(self) -> str:
        """`2026-11-23`, for addresses."""
        return self.day.isoformat()


def log_page(business: Business, today: date, page: int = 1, by: int | None = None) -> tuple[list[Day], bool]:
    """The days of one page of 50 changes, and whether there are older ones. One query."""
    found = [change_of(row) for row in rows(CHANGES, business.pk, by, by, PAGE + 1, (page - 1) * PAGE)]
    zone = ZoneInfo(business.time_zone)
    days: list[Day] = []
    for change in _together(found[:PAGE]):
        at = change.at.astimezone(zone)
        if not days or days[-1].day != at.date():
            name = day_words(at.date(), today)
            days.append(Day(at.date(), name[0].upper() + name[1:], []))
        days[-1].lines.append(line_of(change, at, business.number_format))
    return days, len(found) > PAGE


def change_of(row: tuple[Any, ...]) -> Change:
    """A row of CHANGES."""
    at, actor_id, name, email, what, object_type, object_id, label, before, after = row
    who = called(name or "", email) if email else "Outcomes"
    kept = (json.loads(text) or {} if text and text != "{}" else {} for text in (before, after))
    return Change(moment(at), actor_id, who, what, object_type, object_id, label, *kept)


def _together(rows: list[Change]) -> list[Change]:
    """Rows newest first; an edit that follows another of the same thing by the same person swallows it."""
    kept: list[Change] = []
    for row in rows:
        newer = kept[-1] if kept else None
        if newer is not None and _same_edit(newer, row):
            newer.before = {**newer.before, **row.before}
            newer.after = {**row.after, **newer.after}
        else:
            kept.append(row)
    return kept


def _same_edit(newer: Change, older: Change) -> bool:
    same = ("actor_id", "what", "object_type", "object_id")
    return (
        newer.what.endswith("_edit")
        and newer.object_id is not None
        and all(getattr(newer, name) == getattr(older, name) for name in same)
        and newer.at - older.at <= TOGETHER
    )


def line_of(change: Change, at: datetime, number_format: str) -> Line:
    """The sentence of a change, and what was before and after of the fields a person would know."""
    about = f" <bdi>“{escaped(change.label)}”</bdi>" if change.label else ""
    pairs = "".join(pair_of(*pair) for pair in pairs_of(change, number_format)) if change.before else ""
    said = at.isoformat(timespec="seconds")  # hours and minutes stand in it, and would cost as much again to write
    return Line(
        time=SafeString(f'<time datetime="{said}">{said[11:16]}</time>'),
        what=SafeString(f"<b><bdi>{escaped(change.who)}</bdi></b> {told(change.what)}{about}"),
        pairs=SafeString(f'<dl class="log__pairs">{pairs}</dl>' if pairs else ""),
    )


@lru_cache(maxsize=256)
def told(what: str) -> SafeString:
    """What was done, in words."""
    return escaped(sentence(what))


def pair_of(label: str, before: str, after: str) -> str:
    return (
        f"<div><dt>{escaped(label)}</dt>"
        f'<dd dir="auto"><span class="vh">before: </span><del>{escaped(before)}</del></dd>'
        f'<dd dir="auto"><span class="vh">after: </span><ins>{escaped(after)}</ins></dd></div>'
    )


def pairs_of(change: Change, number_format: str) -> list[tuple[str, str, str]]:
    """(field, before, after), where the words differ."""
    before, after = change.before, change.after
    if not before:
        return []
    found = [
        (field_words(change.what, name), *(_short(name, row.get(name), number_format) for row in (before, after)))
        for name in dict.fromkeys([*after, *before])
        if name not in HIDDEN and not name.endswith("_id") and before.get(name) != after.get(name)
        if _sayable(before.get(name)) and _sayable(after.get(name))
    ]
    return [(label, was, now) for label, was, now in found if was != now]


def _sayable(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool)


def _short(name: str, value: Any, number_format: str) -> str:
    text = value_words(name, value, number_format)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
