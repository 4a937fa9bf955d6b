"""Periods: weeks, months and quarters as the business counts them (model.md §4, alignment.md 3.3).

A period is known by its first day. A week is named by the ISO week of its Thursday, whatever its first day is.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEKLY, MONTHLY, QUARTERLY = "weekly", "monthly", "quarterly"
DAILY = "daily"
CADENCES = [(WEEKLY, "every week"), (MONTHLY, "every month"), (QUARTERLY, "every quarter"), (DAILY, "every day")]
WORDS = {
    DAILY: ("day", "days"),
    WEEKLY: ("week", "weeks"),
    MONTHLY: ("month", "months"),
    QUARTERLY: ("quarter", "quarters"),
}
MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
SLUG = re.compile(r"(\d{4})-(?:w(\d{2})|(\d{2})|q([1-4])|(\d{2})-(\d{2}))", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """One day, week, month or quarter. `start` is its first day, `first_day` the weekday weeks start on (Monday 0)."""

    start: date
    cadence: str
    first_day: int = 0

    @property
    def end(self) -> date:
        """Its last day."""
        return self.shift(1).start - timedelta(days=1)

    def shift(self, by: int) -> "Period":
        """The period `by` later (or earlier)."""
        if self.cadence == DAILY:
            start = self.start + timedelta(days=by)
        elif self.cadence == WEEKLY:
            start = self.start + timedelta(weeks=by)
        else:
            step = 3 if self.cadence == QUARTERLY else 1
            months = self.start.year * 12 + self.start.month - 1 + by * step
            start = date(months // 12, months % 12 + 1, 1)
        return Period(start, self.cadence, self.first_day)

    def until(self, later: "Period") -> int:
        """How many periods `later` lies after this one (negative when before)."""
        if self.cadence == DAILY:
            return (later.start - self.start).days
        if self.cadence == WEEKLY:
            return (later.start - self.start).days // 7
        months = (later.start.year - self.start.year) * 12 + later.start.month - self.start.month
        return months // (3 if self.cadence == QUARTERLY else 1)

    @property
    def slug(self) -> str:
        """`2026-w47`, `2026-11`, `2026-q4`, `2026-11-23`: its name in addresses."""
        if self.cadence == WEEKLY:
            year, week = self._iso()
            return f"{year}-w{week:02}"
        if self.cadence == MONTHLY:
            return f"{self.start:%Y-%m}"
        if self.cadence == QUARTERLY:
            return f"{self.start.year}-q{(self.start.month + 2) // 3}"
        return self.start.isoformat()

    @property
    def name(self) -> str:
        """`Week 47`, `November 2026`, `Quarter 4 2026`, `23 November`."""
        if self.cadence == WEEKLY:
            return f"Week {self._iso()[1]}"
        if self.cadence == MONTHLY:
            return f"{MONTHS[self.start.month - 1]} {self.start.year}"
        if self.cadence == QUARTERLY:
            return f"Quarter {(self.start.month + 2) // 3} {self.start.year}"
        return f"{self.start.day} {MONTHS[self.start.month - 1]}"

    @property
    def short(self) -> str:
        """`47`, `Nov`, `Q4`, `23`: its name along an axis."""
        if self.cadence == WEEKLY:
            return str(self._iso()[1])
        if self.cadence == MONTHLY:
            return MONTHS[self.start.month - 1][:3]
        if self.cadence == QUARTERLY:
            return f"Q{(self.start.month + 2) // 3}"
        return str(self.start.day)

    @property
    def dates(self) -> str:
        """`16–22 November`, `30 November – 6 December`."""
        a, b = self.start, self.end
        if a == b:
            return f"{a.day} {MONTHS[a.month - 1]}"
        if a.month == b.month:
            return f"{a.day}–{b.day} {MONTHS[a.month - 1]}"
        return f"{a.day} {MONTHS[a.month - 1]} – {b.day} {MONTHS[b.month - 1]}"

    @property
    def word(self) -> str:
        """`week`, `month`, `quarter`, `day`."""
        return WORDS[self.cadence][0]

    def _iso(self) -> tuple[int, int]:
        thursday = self.start + timedelta(days=(3 - self.first_day) % 7)
        iso = thursday.isocalendar()
        return iso.year, iso.week


def period_of(day: date, cadence: str, first_day: int = 0) -> Period:
    """The period that holds `day`."""
    if cadence == WEEKLY:
        start = day - timedelta(days=(day.weekday() - first_day) % 7)
    elif cadence == MONTHLY:
        start = day.replace(day=1)
    elif cadence == QUARTERLY:
        start = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    else:
        start = day
    return Period(start, cadence, first_day)


def number_of(day: date, cadence: str, first_day: int = 0) -> int:
    """The number of the period that holds `day`; the periods of a cadence are numbered without a gap."""
    if cadence == DAILY:
        return day.toordinal()
    if cadence == WEEKLY:
        return (day.toordinal() - 1 - first_day) // 7
    months = day.year * 12 + day.month - 1
    return months // 3 if cadence == QUARTERLY else months


@lru_cache(maxsize=1024)
def starts(first: Period, count: int) -> tuple[date, ...]:
    """The first days of `count` periods from `first` on. Kept: the rows of a page nearly all ask for the same ones."""
    return tuple(first.shift(i).start for i in range(count))


@lru_cache(maxsize=1024)
def last_complete(today: date, cadence: str, first_day: int = 0) -> Period:
    """The newest period that has ended before `today`: the one that is due."""
    return period_of(today, cadence, first_day).shift(-1)


def local_today(at: datetime, time_zone: str) -> date:
    """The date at that moment in that zone."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def parse_slug(slug: str, first_day: int = 0) -> Period | None:
    """The period an address names, or None when it names none."""
    match = SLUG.fullmatch(slug)
    if not match:
        return None
    year, week, month, quarter, m, d = match.groups()
    try:
        if week:
            thursday = date.fromisocalendar(int(year), int(week), 4)
            return period_of(thursday, WEEKLY, first_day)
        if month:
            return Period(date(int(year), int(month), 1), MONTHLY, first_day)
        if quarter:
            return Period(date(int(year), int(quarter) * 3 - 2, 1), QUARTERLY, first_day)
        return Period(date(int(year), int(m), int(d)), DAILY, first_day)
    except (ValueError, OverflowError):
        return None


def count(n: int, cadence: str) -> str:
    """`1 week`, `3 months`."""
    one, many = WORDS[cadence]
    return f"{n} {one if n == 1 else many}"
