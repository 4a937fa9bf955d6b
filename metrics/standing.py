"""How a metric and a system stand today: level, score, health. Pure; the arithmetic is that of `alignment`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from alignment.attainment import Ruler, noise_of, over_delivery, ruler
from alignment.case import Cadence, Direction, Plan
from alignment.level import Level, level
from alignment.periods import WINDOW
from alignment.series import mean_of
from core.periods import DAILY, WEEKLY, Period, last_complete, period_of, starts
from metrics.words import PlanLine

NONE, OFF, SLIP, ON = "none", "off", "slip", "on"
WORST_FIRST = (OFF, NONE, SLIP, ON)


@dataclass(frozen=True)
class Gauge:
    """What of a metric the arithmetic needs."""

    direction: str
    cadence: str
    combine: str
    zero: Decimal | None = None
    tolerance: Decimal | None = None
    first_day: int = 0

    @property
    def judged_cadence(self) -> str:
        """Days are combined to weeks before anything is judged."""
        return WEEKLY if self.cadence == DAILY else self.cadence

    @property
    def need(self) -> int:
        """How many readings a level is judged with."""
        return WINDOW[self.judged_cadence]


@dataclass(frozen=True)
class Standing:
    """Where a metric stands. `score` 0 to 100, None without a plan or a fresh reading; `n` readings in the window.

    `health` is `none` with fewer than `need` readings, however good they are.
    """

    level: Level
    plan: PlanLine | None
    ruler: Ruler | None
    score: float | None
    health: str
    need: int
    over: tuple[str, float] | None

    @property
    def n(self) -> int:
        """Readings that the level rests on."""
        return len(self.level.readings)


def series(gauge: Gauge, readings: Mapping[date, Decimal], newest: Period) -> list[float | None]:
    """Values of the complete periods up to `newest`, oldest first, gaps as None. Days become weeks."""
    if gauge.cadence == DAILY:
        readings = by_week(gauge, readings, newest)
    past = [day for day in readings if day <= newest.start]
    if not past:
        return []
    first = Period(min(past), newest.cadence, gauge.first_day)
    found = (readings.get(day) for day in starts(first, first.until(newest) + 1))
    return [None if value is None else float(value) for value in found]


def by_week(gauge: Gauge, readings: Mapping[date, Decimal], newest: Period) -> dict[date, Decimal]:
    """Days combined to weeks (alignment.md 3.3); a sum or mean with under 0.75 of its days is missing."""
    weeks: dict[date, list[tuple[date, Decimal]]] = {}
    for day, value in readings.items():
        weeks.setdefault(period_of(day, WEEKLY, gauge.first_day).start, []).append((day, value))
    combined: dict[date, Decimal] = {}
    for start, days in weeks.items():
        if gauge.combine == "last":
            combined[start] = max(days)[1]
        elif len(days) >= 6:
            mean = Decimal(repr(mean_of([float(v) for _, v in days])))
            combined[start] = mean * 7 if gauge.combine == "sum" else mean
    return combined


def plan_in_force(plans: Sequence[PlanLine], day: date) -> PlanLine | None:
    """The newest plan that starts on or before `day`; `plans` oldest first."""
    return next((p for p in reversed(plans) if p.since <= day), None)


def measure(gauge: Gauge, plan: PlanLine | None, values: Sequence[float | None]) -> Ruler | None:
    """The plan as the engine measures with it; None without one."""
    if plan is None:
        return None
    factor = 7 if gauge.cadence == DAILY and gauge.combine == "sum" else 1
    bounds = Plan(float(plan.low) * factor, float(plan.high) * factor)
    zero = None if gauge.zero is None else float(gauge.zero) * factor
    tolerance = None if gauge.tolerance is None else float(gauge.tolerance) * factor
    return ruler(cast(Direction, gauge.direction), bounds, zero, tolerance, noise_of(values))


def standing(
    gauge: Gauge, readings: Mapping[date, Decimal], plans: Sequence[PlanLine], today: date, back: int = 0
) -> Standing:
    """How the metric stands with its complete periods; `back` = as it stood that many periods ago."""
    newest = last_complete(today, gauge.judged_cadence, gauge.first_day).shift(-back)
    values = series(gauge, readings, newest)
    now = level(values, cast(Cadence, gauge.judged_cadence))
    plan = plan_in_force(plans, newest.start)
    measuring = measure(gauge, plan, values)
    attained = now.score(measuring)
    enough = now.present >= gauge.need
    over = None
    if measuring is not None and now.value is not None:
        over = over_delivery(now.value, measuring.direction, Plan(measuring.lo, measuring.hi))
    return Standing(
        level=now,
        plan=plan,
        ruler=measuring,
        score=None if attained is None else attained * 100,
        health=health_of(attained) if attained is not None and enough else NONE,
        need=gauge.need,
        over=over,
    )


def health_of(attained: float) -> str:
    """On track from 0.90, slipping from 0.75 (design.md §3)."""
    return ON if attained >= 0.90 else SLIP if attained >= 0.75 else OFF


def system_health(outputs: Iterable[tuple[float, Standing]], outcomes: Iterable[tuple[float, Standing]]) -> str:
    """The worse of productivity and effectiveness, each from (weight, standing) of its metrics."""
    return min((_axis(outputs), _axis(outcomes)), key=WORST_FIRST.index)


def _axis(parts: Iterable[tuple[float, Standing]]) -> str:
    """The level of several metrics together, where it is the same whatever the missing ones turn out to be."""
    known = [(weight, s.score / 100 if s.score is not None and s.health != NONE else None) for weight, s in parts]
    whole = sum(weight for weight, _ in known)
    if not whole:
        return NONE
    proven = sum(weight * score for weight, score in known if score is not None) / whole
    possible = proven + sum(weight for weight, score in known if score is None) / whole
    # Sums of parts such as 1/3 may miss a cut by their rounding alone.
    low, high = health_of(proven + 1e-9), health_of(possible + 1e-9)
    return low if low == high else NONE


def over_words(over: tuple[str, float] | None, show: Any) -> str:
    """`11% over plan`, `11% under the limit`, `inside the plan`; `show` prints a distance in the metric's unit."""
    if over is None:
        return ""
    kind, much = over
    if kind == "inside":
        return "inside the plan"
    amount = show(much) if kind.endswith("_by") else f"{round(much * 100)}%"
    return f"{amount} over plan" if kind.startswith("over") else f"{amount} under the limit"
