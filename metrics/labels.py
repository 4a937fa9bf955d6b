"""Which period the label of a spreadsheet's row or column means: `W40`, `2026-W40`, `28/09/2026`, `28 Sep`. Pure.

A label that could mean two periods means neither: it is refused with words that say how to write it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from core.periods import DAILY, MONTHLY, MONTHS, QUARTERLY, WEEKLY, WORDS, Period, number_of, parse_slug, period_of


class LabelError(ValueError):
    """A label that cannot be used; the message says why, and what would be understood."""


YEAR, MONTH = r"(?P<y>\d{4})", "(?P<month>[a-z]{3,9})"
EXAMPLES = {DAILY: "2026-09-28", WEEKLY: "W40 or 2026-09-28", MONTHLY: "2026-09", QUARTERLY: "2026-Q3"}
SHORT = {name[:3].lower(): i for i, name in enumerate(MONTHS, 1)} | {"sept": 9}
NAMES = SHORT | {name.lower(): i for i, name in enumerate(MONTHS, 1)}
WEEKDAY = re.compile(r"^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\b[.,]?\s+")
WEEK_WORD = r"(?:w|wk|week|kw|cw)"
FORMS = [
    ("week", rf"(?:{YEAR}[\s/.-]*)?{WEEK_WORD}\.?\s*(?P<n>\d{{1,2}})"),
    ("week", rf"{WEEK_WORD}\.?\s*(?P<n>\d{{1,2}})[\s,/.-]+{YEAR}"),
    ("quarter", rf"(?:{YEAR}[\s/.-]*)?(?:q|quarter)\s*(?P<n>[1-4])"),
    ("quarter", rf"(?:q|quarter)\s*(?P<n>[1-4])[\s,/.'-]+{YEAR}"),
    ("day", rf"{YEAR}[/.-](?P<m>\d{{1,2}})[/.-](?P<d>\d{{1,2}})(?:[t ]\d\d?:\d\d.*)?"),
    ("order", r"(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4}|\d{2})(?: \d\d?:\d\d.*)?"),
    ("order", r"(?P<a>\d{1,2})/(?P<b>\d{1,2})"),
    ("month", rf"{YEAR}[/.-](?P<m>\d{{1,2}})"),
    ("month", rf"(?P<m>\d{{1,2}})[/-]{YEAR}"),
    ("month", rf"{MONTH}\.?(?:[\s,'-]+{YEAR})?"),
    ("day", rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s.-]*(?:of )?{MONTH}\.?(?:[\s,.-]+(?P<y>\d{{4}}|\d{{2}}))?"),
    ("day", rf"{MONTH}\.?[\s-]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+{YEAR})?"),
]
PATTERNS = [(kind, re.compile(form, re.ASCII)) for kind, form in FORMS]
BARE = re.compile(r"\d{1,2}", re.ASCII)
SERIAL = re.compile(r"[3-6]\d{4}", re.ASCII)  # a date as a spreadsheet stores it: days since the end of 1899
AFTER = "no|nr|number|of|start|starting|beginning|commencing|from|end|ending|ended|#"
HEADING = re.compile(rf"(?:calendar |iso )?(week|wk|w|kw|cw|date|day|month|quarter|period)s?\b\.?(?: (?:{AFTER})\.?)?")
OF_WORD = {"week": WEEKLY, "wk": WEEKLY, "w": WEEKLY, "kw": WEEKLY, "cw": WEEKLY, "month": MONTHLY,
           "quarter": QUARTERLY}  # fmt: skip


@dataclass(frozen=True)
class Label:
    """One label taken apart: a kind of period, and its parts as numbers (0 = not said)."""

    kind: str  # week, month, quarter, day, order (two numbers of which one is the day)
    year: int = 0
    n: int = 0  # the number of the week or quarter, the month of a day or month, the first of the two
    d: int = 0  # the day of a day, the second of the two


def take_apart(text: str) -> Label | None:
    """What a text says when it cannot be a mere number; None when it names no period."""
    plain = WEEKDAY.sub("", " ".join(text.split()).casefold())
    for kind, pattern in PATTERNS:
        match = pattern.fullmatch(plain)
        if not match:
            continue
        said = {name: value for name, value in match.groupdict().items() if value}
        if "month" in said and said["month"] not in NAMES:
            continue
        year = int(said.get("y", 0))
        first = NAMES[said["month"]] if "month" in said else int(said.get("n") or said.get("m") or said.get("a") or 0)
        return Label(kind, year + 2000 if 0 < year < 100 else year, first, int(said.get("d") or said.get("b") or 0))
    return None


def names_period(text: str) -> bool:
    """Whether it can only be a period: `W40`, `28 Sep`, and not `40`."""
    return take_apart(text) is not None


def is_bare(text: str) -> bool:
    """Whether it is a number that can be a period where a heading says so: `40`, or a date as spreadsheets store it."""
    return bool(BARE.fullmatch(text) or SERIAL.fullmatch(text))


def heads_periods(text: str) -> bool:
    """Whether it stands above periods: `Week`, `Date`, `Week no.`, `Month`."""
    return bool(HEADING.fullmatch(" ".join(text.split()).casefold()))


def read_labels(texts: Sequence[str], heading: str, newest: Period, years: Sequence[str] = ()) -> list[Period | None]:
    """The period of each label, in the rhythm of `newest`; None for an empty one.

    `newest` is the last period that has ended: a label without a year means the last such period up to the one after
    it. `years` stand in a column of their own. Raises LabelError for what is no such period, could be two, or comes
    twice.
    """
    found = [_label(text, heading, newest.cadence, years[i] if i < len(years) else "") for i, text in enumerate(texts)]
    first_of_two = _order(texts, found, newest)
    periods = [
        None if label is None else _period(text, label, newest, first_of_two)
        for text, label in zip(texts, found, strict=True)
    ]
    seen: dict[Period, str] = {}
    for text, period in zip(texts, periods, strict=True):
        if period is not None and period in seen:
            both = f"“{seen[period]}” and “{text}” are" if seen[period] != text else f"“{text}” stands there twice:"
            raise LabelError(f"{both} the same {period.word}, {period.name}. Give each {period.word} one line.")
        if period is not None:
            seen[period] = text
    return periods


def _label(text: str, heading: str, cadence: str, year: str) -> Label | None:
    text = text.strip()
    if not text:
        return None
    label = take_apart(text)
    if label is None and BARE.fullmatch(text):
        word = HEADING.fullmatch(" ".join(heading.split()).casefold())
        of = OF_WORD.get(word[1]) if word else None
        if cadence != DAILY and of in (None, cadence) and (word is None or word[1] not in ("date", "day")):
            label = Label(WORDS[cadence][0], n=int(text))
    elif label is None and SERIAL.fullmatch(text):
        day = date(1899, 12, 30) + timedelta(days=int(text))
        label = Label("day", day.year, day.month, day.day)
    if label is None:
        raise LabelError(f"“{text[:40]}” names no {WORDS[cadence][0]}. Write it like {EXAMPLES[cadence]}.")
    said = year.strip()
    if not label.year and re.fullmatch(r"\d{4}", said, re.ASCII):
        label = Label(label.kind, int(said), label.n, label.d)
    return label


def _order(texts: Sequence[str], found: Sequence[Label | None], newest: Period) -> str:
    """Which of two numbers is the day: "a" or "b", decided by all labels together. Raises LabelError when open."""
    pairs = [(text, label) for text, label in zip(texts, found, strict=True) if label and label.kind == "order"]
    if not pairs:
        return ""
    fits: dict[str, list[date]] = {}
    for order in "ab":
        try:
            days = [_day(label, newest, order) for _, label in pairs]
        except ValueError:
            continue
        if all(day <= newest.shift(1).end for day in days):
            fits[order] = days
    if len(fits) == 2 and fits["a"] != fits["b"]:
        steady = {order: days for order, days in fits.items() if _one_apart(days, newest)}
        fits = steady or fits
    if not fits:
        raise LabelError(f"“{pairs[0][0]}” is no day that has been. Write it like 2026-09-28.")
    if len(fits) == 2 and fits["a"] != fits["b"]:
        text, one, other = pairs[0][0], fits["a"][0], fits["b"][0]
        raise LabelError(
            f"“{text}” could be {one.day} {MONTHS[one.month - 1]} or {other.day} {MONTHS[other.month - 1]}. "
            f"Write it like {one.isoformat()}."
        )
    return next(iter(fits))


def _one_apart(days: Sequence[date], newest: Period) -> bool:
    """Whether each lies in the period after the one before (or before it, the newest first)."""
    at = [number_of(day, newest.cadence, newest.first_day) for day in days]
    return len(at) > 1 and {b - a for a, b in pairwise(at)} in ({1}, {-1})


def _period(text: str, label: Label, newest: Period, first_of_two: str) -> Period:
    """The period a label means. Raises LabelError when it is not of this rhythm, or there is none."""
    word = newest.word
    try:
        if label.kind in ("day", "order"):
            return period_of(_day(label, newest, first_of_two), newest.cadence, newest.first_day)
        if label.kind == word:
            return _latest(lambda year: _numbered(label, year, newest.first_day), label.year, newest)
    except (ValueError, OverflowError):
        pass
    raise LabelError(f"“{text[:40]}” names no {word}. Write it like {EXAMPLES[newest.cadence]}.")


def _numbered(label: Label, year: int, first_day: int) -> Period:
    marks = {"week": f"w{label.n:02}", "month": f"{label.n:02}", "quarter": f"q{label.n}"}
    found = parse_slug(f"{year:04}-{marks[label.kind]}", first_day)
    if found is None:
        raise ValueError(f"no such {label.kind}")
    return found


def _day(label: Label, newest: Period, first_of_two: str) -> date:
    month, day = label.n, label.d
    if label.kind == "order" and first_of_two == "a":
        month, day = day, month
    at = _latest(lambda year: Period(date(year, month, day), DAILY), label.year, newest)
    return at.start


def _latest(of_year: Callable[[int], Period], year: int, newest: Period) -> Period:
    """That of the year said, else the last one that has begun by the end of the period after `newest`."""
    if year:
        return of_year(year)
    last = newest.shift(1).end
    for candidate in range(last.year + 1, last.year - 6, -1):  # 29 February and week 53 are not in every year
        try:
            period = of_year(candidate)
        except ValueError:
            continue
        if period.start <= last:
            return period
    raise ValueError("no such period")
