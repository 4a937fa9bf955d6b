"""Hours and money a month, and how many of them serve something that is wanted (section 3.14)."""

from __future__ import annotations

from dataclasses import dataclass

from alignment.case import Activity, Case
from alignment.series import total_of
from alignment.structure import Structure

A_MONTH = {"daily": 30.44, "weekday": 21.74, "weekly": 4.348, "monthly": 1.0, "quarterly": 1 / 3}


@dataclass(frozen=True, slots=True)
class Effort:
    """Hours a month; `alignment` = 1 - freed / (all - must-do), None without hours to choose about."""

    all_hours: float
    freed: float
    alignment: float | None
    misaligned: tuple[Activity, ...]


def hours_a_month(activity: Activity) -> float:
    """Hours x factor of the cadence."""
    return activity.hours * A_MONTH[activity.cadence]


def cost_a_month(activity: Activity) -> float:
    """Money a month = hours a month x rate + cost x factor, in the currency of the case."""
    return hours_a_month(activity) * activity.rate + activity.cost * A_MONTH[activity.cadence]


def effort_of(case: Case, structure: Structure) -> Effort:
    """Activities outside the reached set and not must-do, and the share of hours that is inside it (3.14)."""
    misaligned = tuple(
        activity for activity in case.activities if not activity.must_do and not structure.serves_something(activity)
    )
    whole = total_of([hours_a_month(activity) for activity in case.activities])
    free = total_of([hours_a_month(activity) for activity in case.activities if not activity.must_do])
    freed = total_of([hours_a_month(activity) for activity in misaligned])
    share = max(1 - freed / free, 0.0) if free > 0 else None
    return Effort(whole, freed, share, misaligned)
