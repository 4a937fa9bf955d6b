"""What is said about a whole system or metric, outside findings (sections 3.4, 3.5, 3.7, 3.11b, 3.16).

Read from a case and its assessment as section 7 prints it, so a page can say it from a stored report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from alignment.case import Case, Metric
from alignment.numbers import ENGLISH, NumberStyle, amount, between, percent
from alignment.state import MetricState, state_of
from alignment.words.level import over_words, span_words
from alignment.words.names import cut, inside, opening

Result = Mapping[str, Any]


def level_line(case: Case, metric_id: str, style: NumberStyle = ENGLISH) -> str | None:
    """ "Replies within three days: 14.4%, plan 17% (last 2 readings)" (3.16); None without a level."""
    state = state_of(case, case.metric[metric_id])
    metric = state.metric
    if state.level.value is None:
        return None
    name = opening(inside(cut(metric.name)))
    shown = amount(state.level.value, metric.unit, metric.name, style)
    span = span_words(len(state.level.readings), state.level.run, metric.cadence, style).removeprefix("the ")
    if state.plan is None:
        return f"{name}: {shown} ({span})"
    plan = between(state.plan.lo, state.plan.hi, metric.unit, metric.name, style)
    over = over_words(state.level.value, metric.direction, state.plan, metric.unit, metric.name, style)
    return f"{name}: {shown}, plan {plan} ({f'{over}, ' if over else ''}{span})"


def judged_with(case: Case, result: Result, system: str | None = None) -> str | None:
    """ "can only be judged with numbers for x, y" (3.5); None when every number is there."""
    metrics = [*case.of_kind("outcome", system), *case.of_kind("output", system)]
    missing = [metric for metric in metrics if result["metrics"][metric.id]["attainment"] is None]
    names = ", ".join(inside(cut(metric.name)) for metric in missing)
    return f"can only be judged with numbers for {names}" if names else None


def too_early(case: Case, result: Result, system: str | None = None) -> str | None:
    """What is missing for a verdict (3.7), most basic first: "2 of 4 readings"; None when nothing is."""
    outcomes, outputs = case.of_kind("outcome", system), case.of_kind("output", system)
    if not outcomes:
        return "nothing named that it should change"
    if not outputs:
        return "nothing named that it should produce"
    states = [state_of(case, metric) for metric in (*outcomes, *outputs)]
    for state in states:
        if state.plan is None:
            return f"no plan for {inside(cut(state.metric.name))}"
    for state in states:
        if state.level.stale:
            return f"no recent number for {inside(cut(state.metric.name))}"
    readings = (result if system is None else result["systems"][system])["readings"]
    return None if readings is None else f"{readings[0]} of {readings[1]} readings"


def first_broken(case: Case, result: Result, style: NumberStyle = ENGLISH) -> str | None:
    """The sentence of 3.11b; None when no system qualifies. Never "because of"."""
    found = result["first_broken"]
    if found["system"] is None:
        return None
    name = cut(case.system[found["system"]].name)
    if found["why"] == "unmeasured":
        return f"Nobody can see past {name}: {_unseen(case, found['system'])}."
    enough = any(
        flow.system == found["system"] and handed["class"] == "enough"
        for flow, handed in zip(case.handoffs, result["handoffs"], strict=True)
    )
    said = f"The chain breaks first at {name}: {'enough comes in, ' if enough else ''}too little changes."
    share = found["downstream"]
    return f"{said} {percent(share, style)} of what you want hangs on it." if share and share >= 0.005 else said


def _unseen(case: Case, system: str) -> str:
    """Why the outcomes of a system cannot be seen: the first that lacks readings, then a plan."""
    outcomes: Sequence[Metric] = case.of_kind("outcome", system)
    if not outcomes:
        return "nothing is named that it should change"
    states: list[MetricState] = [state_of(case, metric) for metric in outcomes]
    for state in states:
        if not state.level.fresh:
            lacking = "no numbers" if state.level.age is None else "no recent numbers"
            return f"{lacking} for {inside(cut(state.metric.name))}"
    for state in states:
        if state.plan is None:
            return f"no plan for {inside(cut(state.metric.name))}"
    return f"nothing counts of {inside(cut(states[0].metric.name))}"
