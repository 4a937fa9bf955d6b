"""What one metric says by itself: its plan, ruler, level, score and trend. Everything later is built from these."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from alignment import periods
from alignment.attainment import Ruler, noise_of, ruler
from alignment.case import Case, Metric, Plan
from alignment.known import Course, Parts, metric_key
from alignment.level import Level, level
from alignment.signals import UsualRange, usual_range, usual_ranges
from alignment.trend import Trend, trend, trends


@dataclass(frozen=True)
class MetricState:
    """One metric now. `attainment` 0..1, None when stale, nothing, or without a plan; `need` is its w (3.4)."""

    metric: Metric
    plan: Plan | None
    ruler: Ruler | None
    level: Level
    attainment: float | None
    newest: int  # period of the newest entry
    course_known: Course | None = None  # trend and usual range, where a block or an earlier report worked them out

    @property
    def need(self) -> int:
        return periods.WINDOW[self.metric.cadence]

    @property
    def gap(self) -> float:
        """Distance to its plan, 0..1; 0.5 when unknown (3.1)."""
        return 0.5 if self.attainment is None else 1 - self.attainment

    @cached_property
    def trend(self) -> Trend:
        return self.course_known[0] if self.course_known else trend(self.metric.values, self.aim)

    @property
    def aim(self) -> float | None:
        return aim_of(self.metric, self.plan)

    @cached_property
    def usual(self) -> UsualRange | None:
        return self.course_known[1] if self.course_known else usual_range(self.metric.values)

    @cached_property
    def course(self) -> str | None:
        """ "better" or "worse" when the trend class goes towards or away from the plan; None otherwise, or a range."""
        name = self.trend.name
        if self.metric.direction == "range" or name not in ("rising", "falling"):
            return None
        return "better" if (name == "rising") == (self.metric.direction == "higher") else "worse"


def aim_of(metric: Metric, plan: Plan | None) -> float | None:
    """What a change is measured by (3.8): the target, none for a range."""
    return None if plan is None or metric.direction == "range" else plan.target


def ruler_for(metric: Metric, plan: Plan | None, end: int | None = None) -> Ruler | None:
    """The ruler of 3.2, its scale from the readings before position `end` alone."""
    if plan is None:
        return None
    noise = noise_of(metric.values[:end]) if _asks_scale(metric, plan) else None
    return ruler(metric.direction, plan, metric.zero, metric.tol, noise)


def fixed_rulers(case: Case, metric: Metric) -> list[tuple[int | None, Ruler]] | None:
    """(first period, ruler) of every plan, oldest first; None where a scale comes from the readings (3.2).

    The first period is None for a plan that holds from ever.
    """
    if any(_asks_scale(metric, plan) for plan in metric.plans):
        return None
    rulers = (ruler_for(metric, plan) for plan in metric.plans)
    return [
        (None if plan.start is None else periods.first_from(metric.cadence, plan.start, case.week_starts), measure)
        for plan, measure in zip(metric.plans, rulers, strict=True)
        if measure is not None
    ]


def _asks_scale(metric: Metric, plan: Plan) -> bool:
    """Plans at or below 0 and points take their scale from the first readings (3.2)."""
    if metric.direction == "range":
        return metric.tol is None and plan.lo == plan.hi
    return metric.zero is None and plan.target <= 0


def plan_at(case: Case, metric: Metric, period: int) -> Plan | None:
    """The plan in force for a period of the metric's own cadence."""
    if len(metric.plans) == 1 and metric.plans[0].start is None:
        return metric.plans[0]
    if not metric.plans or case.until is None:
        return None
    return periods.plan_in_force(metric.plans, periods.first_day(metric.cadence, period, case.week_starts))


def state_of(case: Case, metric: Metric, course: Course | None = None) -> MetricState:
    """One metric now; `course`: its trend and usual range where they are known already."""
    newest = periods.newest_period(case, metric.cadence)
    plan = plan_at(case, metric, newest)
    measure = ruler_for(metric, plan)
    now = level(metric.values, metric.cadence)
    return MetricState(metric, plan, measure, now, now.score(measure), newest, course)


def states_of(case: Case, parts: Parts) -> dict[str, MetricState]:
    """All metrics of a case, trends and usual ranges from the report before, else worked out in blocks (section 5)."""
    aims = [
        aim_of(metric, plan_at(case, metric, periods.newest_period(case, metric.cadence))) for metric in case.metrics
    ]
    keys = [metric_key(metric, aim) for metric, aim in zip(case.metrics, aims, strict=True)]
    courses = {key: found for key in keys if (found := parts.course(key)) is not None}
    new = {
        key: (metric.values, aim)
        for key, metric, aim in zip(keys, case.metrics, aims, strict=True)
        if key not in courses
    }
    usual = usual_ranges([values for values, _ in new.values()])
    for key, way, chart in zip(new, trends(list(new.values())), usual, strict=True):
        courses[key] = (way, chart)
        parts.keep_course(key, courses[key])
    return {metric.id: state_of(case, metric, courses[key]) for key, metric in zip(keys, case.metrics, strict=True)}
