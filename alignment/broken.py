"""The first broken link: where the chain first fails with enough coming in (section 3.11b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from alignment.case import Case, System
from alignment.handoff import Handed
from alignment.quadrant import Verdict
from alignment.state import MetricState
from alignment.structure import Structure


@dataclass(frozen=True, slots=True)
class Broken:
    """`why`: "low" or "unmeasured"; `downstream` 0..1 of desired weight; all three None when no system qualifies."""

    system: str | None = None
    why: str | None = None
    downstream: float | None = None
    starved: tuple[str, ...] = ()
    too_early: tuple[str, ...] = ()


def first_broken(
    case: Case,
    structure: Structure,
    states: Mapping[str, MetricState],
    verdicts: Mapping[str | None, Verdict],
    handoffs: Sequence[Handed],
) -> Broken:
    """Walk the chain's systems in order; stop at the first that is low or unmeasured and not starved (3.11b)."""
    scarce = {one.flow.system for one in handoffs if one.scarce}
    starved: list[str] = []
    too_early: list[str] = []
    for system in case.systems:
        if system.kind != "chain":
            continue
        why = _why(case, system, states, verdicts[system.id])
        if why is None:
            continue
        if why == "too_early":
            too_early.append(system.id)
        elif system.id in scarce:
            starved.append(system.id)
        else:
            share = structure.downstream(_carriers(case, system))
            return Broken(system.id, why, share, tuple(starved), tuple(too_early))
    return Broken(starved=tuple(starved), too_early=tuple(too_early))


def _why(case: Case, system: System, states: Mapping[str, MetricState], verdict: Verdict) -> str | None:
    """low, unmeasured, too_early (too few readings only), or None where the outcomes are on their way."""
    if verdict.outcome_high is not None:
        return None if verdict.outcome_high else "low"
    outcomes = [states[metric.id] for metric in case.of_kind("outcome", system.id)]
    blind = not outcomes or any(state.plan is None or not state.level.fresh for state in outcomes)
    return "unmeasured" if blind or not any(case.shares[state.metric.id] > 0 for state in outcomes) else "too_early"


def _carriers(case: Case, system: System) -> list[str]:
    """The system's outcomes, or its outputs when it has none."""
    for kind in ("outcome", "output"):
        found = [metric.id for metric in case.mains if metric.kind == kind and metric.system == system.id]
        if found:
            return found
    return []
