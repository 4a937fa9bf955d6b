"""Periods of a cadence and what it takes to compare two of them (section 3.3).

A period is an integer: weeks, months and quarters are numbered without a gap, so arithmetic on them is plain
arithmetic, and no calendar library's first or last year can be reached. A day is its number since 1970-01-01.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from alignment.case import Cadence, Case, Combine, Metric, Plan
from alignment.series import mean_of

STANDARD_DAYS: dict[str, float] = {"weekly": 7.0, "monthly": 30.4375, "quarterly": 91.3125}
WINDOW: dict[str, int] = {"weekly": 4, "monthly": 3, "quarterly": 2}  # w of 3.4: readings in a level
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
COVERAGE = 0.75  # a flow or mean with less of its days covered is missing (3.3)

_ORDER = ("weekly", "monthly", "quarterly")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_MONDAY = -3  # 1969-12-29, the Monday of the week that holds day 0
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_number(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01 in the Gregorian calendar, for any year."""
    year -= month <= 2
    era, year_of_era = divmod(year, 400)
    day_of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def parse_day(text: str) -> int | None:
    """Day number of an ISO date such as 2024-02-29; None when it is none."""
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups())
    if not (1 <= month <= 12 and year >= 1):
        return None
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return day_number(year, month, day) if 1 <= day <= _MONTH_DAYS[month - 1] + leap else None


def month_of(day: int) -> int:
    """Number of the month (12 x year + month - 1) that holds the day, for any day."""
    era, day_of_era = divmod(day + 719468, 146097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    return 12 * (400 * era + year_of_era) + (5 * day_of_year + 2) // 153 + 2


def _month_start(month: int) -> int:
    return day_number(month // 12, month % 12 + 1, 1)


def first_day(cadence: Cadence, period: int, week_starts: int = 0) -> int:
    """Day number of a period's first day."""
    if cadence == "weekly":
        return 7 * period + _MONDAY + week_starts
    return _month_start(period if cadence == "monthly" else 3 * period)


def last_day(cadence: Cadence, period: int, week_starts: int = 0) -> int:
    """Day number of a period's last day."""
    return first_day(cadence, period + 1, week_starts) - 1


def newest_complete(cadence: Cadence, day: int, week_starts: int = 0) -> int:
    """The newest period of the cadence whose last day is on or before `day`."""
    if cadence == "weekly":
        return (day + 1 - _MONDAY - week_starts) // 7 - 1
    month = month_of(day + 1) - 1  # the month before the one that holds tomorrow
    return month if cadence == "monthly" else (month + 1) // 3 - 1


def first_from(cadence: Cadence, day: int, week_starts: int = 0) -> int:
    """The first period that starts on the day or after it."""
    return newest_complete(cadence, day - 2, week_starts) + 2


def coarser(one: Cadence, other: Cadence) -> Cadence:
    """The cadence at which two metrics are compared (3.3)."""
    return max(one, other, key=_ORDER.index)


def parent(fine: Cadence, coarse: Cadence, period: int, week_starts: int = 0) -> int:
    """The coarse period a finer one belongs to: weeks go to the month or quarter that holds their Thursday."""
    if fine == coarse:
        return period
    if fine == "monthly":
        return period // 3
    start = first_day("weekly", period, week_starts)
    month = month_of(start + (3 - week_starts) % 7)
    return month if coarse == "monthly" else month // 3


def children(fine: Cadence, coarse: Cadence, period: int, week_starts: int = 0) -> range:
    """The finer periods that belong to a coarse one."""
    if fine == coarse:
        return range(period, period + 1)
    if fine == "monthly":
        return range(3 * period, 3 * period + 3)
    week = newest_complete("weekly", first_day(coarse, period) - 1, week_starts)
    while parent(fine, coarse, week, week_starts) < period:
        week += 1
    first = week
    while parent(fine, coarse, week, week_starts) == period:
        week += 1
    return range(first, week)


def newest_period(case: Case, cadence: Cadence) -> int:
    """The period of the newest entry of a series; 0 without `until`, where all series share one cadence."""
    return 0 if case.until is None else newest_complete(cadence, case.until, case.week_starts)


def plan_in_force(plans: Sequence[Plan], day: int | None) -> Plan | None:
    """The newest plan that starts on or before `day`, the first day of the period being judged (3.1)."""
    chosen = None
    for plan in plans:
        if plan.start is None or (day is not None and plan.start <= day):
            chosen = plan
    return chosen


def rate_factor(combine: Combine, own: Cadence, common: Cadence) -> float:
    """What a plan or level is multiplied by at a coarser cadence: flows by day rate, rates and stocks not (3.3)."""
    return STANDARD_DAYS[common] / STANDARD_DAYS[own] if combine == "sum" else 1.0


def at_cadence(case: Case, metric: Metric, common: Cadence) -> tuple[int, tuple[float | None, ...]]:
    """A series at a coarser cadence (3.3): (period of the first entry, values up to the newest complete period).

    Flow: sum of present values / their days x standard length; mean: day-weighted; stock: the last present value.
    A flow or mean with less than 0.75 of its days covered is missing. Nothing is interpolated.
    """
    newest = newest_period(case, metric.cadence)
    oldest = newest - len(metric.values) + 1
    if metric.cadence == common:
        return oldest, metric.values
    if not metric.values:
        return newest_period(case, common) + 1, ()
    first = parent(metric.cadence, common, oldest, case.week_starts)
    last = newest_period(case, common)
    out = tuple(_combined(case, metric, common, period, oldest) for period in range(first, last + 1))
    return first, out


def _combined(case: Case, metric: Metric, common: Cadence, period: int, oldest: int) -> float | None:
    days = covered = 0
    weighted: list[float] = []
    present: list[float] = []
    for fine in children(metric.cadence, common, period, case.week_starts):
        length = (
            last_day(metric.cadence, fine, case.week_starts) - first_day(metric.cadence, fine, case.week_starts) + 1
        )
        days += length
        at = fine - oldest
        value = metric.values[at] if 0 <= at < len(metric.values) else None
        if value is not None:
            covered += length
            present.append(value)
            weighted.append(value * length)
    if not present:
        return None
    if metric.combine == "last":
        return present[-1]
    if covered < COVERAGE * days:
        return None
    if metric.combine == "mean":
        return mean_of(weighted) * len(weighted) / covered
    return mean_of(present) * len(present) / covered * STANDARD_DAYS[common]
