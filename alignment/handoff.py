"""What one system hands to the next, and how much of it a plan needs (section 3.10)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from alignment import periods
from alignment.case import Cadence, Case, Handoff, Metric
from alignment.series import mean_of, total_of
from alignment.state import MetricState
from alignment.stats import Z_80, wilson

LEAST_PAIRS = 3
RULE_OF_THREE = 3.0  # none seen in n tries: the rate is below 3/n


@dataclass(frozen=True, slots=True)
class Handed:
    """One hand-off u -> v. Amounts of u a period of `cadence`; conversion = v for each u; sufficiency 0..1.

    `class_` is "no_conversion_known" and the rest None where there is no arithmetic: nothing limited, no plan to reach,
    no recent level, or fewer than three pairs.
    """

    flow: Handoff
    class_: str = "no_conversion_known"
    cadence: Cadence = "monthly"
    conversion: float | None = None
    required: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    shortfall: float | None = None
    sufficiency: float | None = None
    target: float | None = None  # T_v at `cadence`

    @property
    def scarce(self) -> bool:
        """Not surely enough: short, or borderline."""
        return self.class_ in ("short", "borderline")

    @property
    def subject(self) -> str:
        return f"{self.flow.source}>{self.flow.target or self.flow.system}"


def handed(case: Case, states: Mapping[str, MetricState], flow: Handoff) -> Handed:
    """Conversion, required amount and sufficiency of one hand-off (3.10)."""
    if flow.target is None:
        return Handed(flow)
    giver, taker = states[flow.source], states[flow.target]
    common = periods.coarser(giver.metric.cadence, taker.metric.cadence)
    target = _at(taker, taker.plan.target, common) if taker.plan and taker.metric.direction == "higher" else None
    level = None if giver.level.value is None else _at(giver, giver.level.value, common)
    given, taken = _sums(case, flow, giver.metric, taker.metric, common)
    if target is None or level is None or given <= 0 or taken < 0:
        return Handed(flow)
    if taken == 0:
        least = target * given / RULE_OF_THREE
        return Handed(flow, "no_conversion_seen", common, 0.0, least, least, None, level, target=target)
    conversion = taken / given
    required = target / conversion
    low = high = None
    if conversion <= 1 and giver.metric.combine == "sum" and taker.metric.combine == "sum":
        bounds = wilson(taken, given, Z_80)
        low, high = (target / bounds[1], target / bounds[0]) if target > 0 and bounds[0] > 0 else (None, None)
    name = "enough" if level >= required else "short" if low is None or level < low else "borderline"
    # Less than a target of nothing, or than a negative one, is no part of it.
    part = max(level / required, 0.0) if required > 0 else 0.0
    sufficiency = 1.0 if level >= required else part
    shortfall = max(required - level, 0.0)
    return Handed(flow, name, common, conversion, required, low, high, level, shortfall, sufficiency, target)


def _at(state: MetricState, value: float, common: Cadence) -> float:
    """A plan or level of a metric at the compared cadence (3.3)."""
    return value * periods.rate_factor(state.metric.combine, state.metric.cadence, common)


def _sums(case: Case, flow: Handoff, giver: Metric, taker: Metric, common: Cadence) -> tuple[float, float]:
    """Sums of u and of v, v shifted by the lag, over the pairs of the look-back; (0, 0) with fewer than three."""
    pairs = list(_pairs(case, flow, giver, taker, common))
    if len(pairs) < LEAST_PAIRS:
        return 0.0, 0.0
    return total_of([u for u, _ in pairs]), total_of([v for _, v in pairs])


def _pairs(case: Case, flow: Handoff, giver: Metric, taker: Metric, common: Cadence) -> Iterator[tuple[float, float]]:
    first_u, u = periods.at_cadence(case, giver, common)
    first_v, v = periods.at_cadence(case, taker, common)
    newest = periods.newest_period(case, common)
    for period in range(max(newest - flow.lookback + 1, first_v), newest + 1):
        before = period - flow.lag - first_u
        if 0 <= before < len(u) and period - first_v < len(v):
            given, taken = u[before], v[period - first_v]
            if given is not None and taken is not None:
                yield given, taken


def chain_required(target: float, conversions: list[float]) -> list[float]:
    """Required amounts back from the final target: required[i] = required[i+1] / c[i], entry first (3.10)."""
    out = [target]
    for conversion in reversed(conversions):
        out.append(out[-1] / conversion)
    return out[::-1]


def hand_off_component(found: list[Handed]) -> float | None:
    """Mean sufficiency (3.6); None where no hand-off has one."""
    known = [one.sufficiency for one in found if one.sufficiency is not None]
    return mean_of(known) if known else None
