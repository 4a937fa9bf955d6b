"""Readings as the engine takes them: oldest first, up to the last complete period, gaps as None, days as weeks."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.periods import DAILY, WEEKLY, number_of
from metrics.models import Metric, Plan

DAYS = 7
COVERED = Decimal("0.75")  # of a period's days; below it the period is missing (alignment.md 3.3)


def case_cadence(cadence: str) -> str:
    """Daily series reach the engine as weeks."""
    return WEEKLY if cadence == DAILY else cadence


def main_cadence(outcomes: Iterable[Metric], fallback: str) -> str:
    """That of most outcome metrics; the business's own at a tie or without any."""
    found = Counter(case_cadence(metric.cadence) for metric in outcomes)
    most = max(found.values(), default=0)
    leaders = [cadence for cadence, n in found.items() if n == most]
    return leaders[0] if len(leaders) == 1 else fallback


def values_of(metric: Metric, readings: Mapping[date, Decimal], until: date, first_day: int) -> list[float | None]:
    """One entry a period from the first reading to the last complete period. Nothing is ever filled in."""
    cadence = case_cadence(metric.cadence)
    if metric.cadence == DAILY:
        found = days_as_weeks(readings, metric.combine, first_day)
    else:
        # A week is named by its middle, also after the business changed the day its weeks start on.
        into = timedelta(days=3 if cadence == WEEKLY else 0)
        found = {number_of(day + into, cadence, first_day): value for day, value in readings.items()}
    last = number_of(until + timedelta(days=1), cadence, first_day) - 1
    first = min((number for number in found if number <= last), default=last + 1)
    series = (found.get(number) for number in range(first, last + 1))
    return [None if value is None else float(value) for value in series]


def days_as_weeks(readings: Mapping[date, Decimal], combine: str, first_day: int) -> dict[int, Decimal]:
    """By number of the week its sum at its daily rate, its mean, or its last day; none below 3/4 of the days."""
    weeks: dict[int, list[Decimal]] = defaultdict(list)
    for day in sorted(readings):
        weeks[number_of(day, WEEKLY, first_day)].append(readings[day])
    found = {}
    for week, values in weeks.items():
        if combine == Metric.Combine.LAST:
            found[week] = values[-1]
        elif len(values) >= COVERED * DAYS:
            mean = sum(values, Decimal(0)) / len(values)
            found[week] = mean * DAYS if combine == Metric.Combine.SUM else mean
    return found


def fits(plan: Plan, metric: Metric) -> bool:
    """A plan made before the direction was changed does not count for the new one."""
    return (plan.value is None) == (metric.direction == Metric.Direction.RANGE)


def plans_of(metric: Metric, plans: Iterable[Plan]) -> list[dict[str, Any]]:
    """Dated plans as the case spells them; a daily amount becomes a weekly one."""
    times = DAYS if metric.cadence == DAILY and metric.combine == Metric.Combine.SUM else 1
    found: list[dict[str, Any]] = []
    for plan in plans:
        if not fits(plan, metric):
            continue
        entry: dict[str, Any] = {"from": plan.since.isoformat()}
        if plan.value is not None:
            entry["value"] = float(plan.value * times)
        elif plan.low is not None and plan.high is not None:
            entry["lo"], entry["hi"] = float(plan.low * times), float(plan.high * times)
        found.append(entry)
    return found


def plan_on(plans: list[dict[str, Any]], day: date) -> float | None:
    """The amount planned for the period that starts on that day."""
    found = [plan["value"] for plan in plans if "value" in plan and plan["from"] <= day.isoformat()]
    return found[-1] if found else None
