"""Work that gets done while the change it is meant for falls short: a level test (section 3.12)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from alignment.handoff import Handed
from alignment.series import MR_TO_SD, mean_moving_range, present_of
from alignment.state import MetricState
from alignment.stats import normal_cdf

GOING_WELL, FALLING_SHORT = 0.75, 0.65
LEAST_VALUES = 6
SURE = 1.645  # one-sided 95 %
MOST_CONFIDENT = 0.95
STARVED = 0.5  # a starved system is not falsely productive: halve the confidence and say so


@dataclass(frozen=True, slots=True)
class FalseProductivity:
    """Output x and outcome y of one link. `improving`: the outcome is already on its way, shown and not counted."""

    source: str
    target: str
    improving: bool
    z: float  # distance of the level from the plan in standard errors
    confidence: float
    explained_by: Handed | None  # the short hand-off into y's system


def false_productivity(x: MetricState, y: MetricState, handoffs: Sequence[Handed]) -> FalseProductivity | None:
    """Attainment of x >= 0.75, of y < 0.65, six values of y, z > 1.645; None where it does not hold (3.12)."""
    if x.attainment is None or y.attainment is None or x.attainment < GOING_WELL or y.attainment >= FALLING_SHORT:
        return None
    if len(present_of(y.metric.values)[1]) < LEAST_VALUES:
        return None
    z = _distance(y)
    if not z > SURE:
        return None
    short = [one for one in handoffs if one.class_ == "short" and _into(one, y)]
    starving = min(short, key=lambda one: (one.sufficiency or 0.0, one.subject), default=None)
    confidence = min(normal_cdf(z), MOST_CONFIDENT) * (1.0 if starving is None else STARVED)
    return FalseProductivity(x.metric.id, y.metric.id, y.course == "better", z, confidence, starving)


def _distance(y: MetricState) -> float:
    """z = (T - level) / (s / sqrt(w)), s = mean moving range / 1.128, towards the bad side; infinite when s is 0."""
    level, plan = y.level.value, y.plan
    mean_range = mean_moving_range(y.metric.values)
    if level is None or plan is None or mean_range is None:
        return 0.0
    if y.metric.direction == "range":
        short = max(plan.lo - level, level - plan.hi)
    else:
        short = plan.target - level if y.metric.direction == "higher" else level - plan.target
    error = mean_range / MR_TO_SD / math.sqrt(len(y.level.readings))
    return short / error if error > 0 else math.copysign(math.inf, short) if short else 0.0


def _into(one: Handed, y: MetricState) -> bool:
    return one.flow.target == y.metric.id or one.flow.system == y.metric.system
