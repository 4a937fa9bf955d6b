"""Findings that hold on the day the map is drawn: structure, missing numbers and plans, unclear words (3.14, 3.15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from alignment.case import Metric, System
from alignment.effort import cost_a_month, hours_a_month
from alignment.findings import URGENCY, Finding
from alignment.numbers import same_unit
from alignment.picture import Picture
from alignment.words.names import Numbers

SURE = 0.95
LEAST_W = 0.3  # a metric that reaches nothing yet still counts this much where a number or a plan is missing


def structure_findings(picture: Picture) -> Iterator[Finding]:
    """Every finding that the map, the plans and the presence of readings raise."""
    for metric in picture.case.metrics:
        yield from _number_findings(picture, metric)
    for metric in picture.case.mains:
        yield from _element_findings(picture, metric)
    for system in picture.case.systems:
        yield from _system_findings(picture, system)
    yield from _activity_findings(picture)
    yield from _unit_findings(picture)
    if not picture.case.desired:
        yield Finding("no_desired", "business", 0.15, SURE)
    if picture.structure.loop is not None:
        element, links = picture.structure.loop
        yield Finding("loop", "links", 0.04, SURE, {"x": picture.case.metric[element].name, "links": links})


def _orphan(picture: Picture, metric: Metric) -> bool:
    return metric.kind == "output" and metric.main_id not in picture.structure.reached


def _number_findings(picture: Picture, metric: Metric) -> Iterator[Finding]:
    """unmeasured, no_target, stale; not for an output that should say what it is for first."""
    if _orphan(picture, metric):
        return
    state = picture.states[metric.id]
    weight = max(LEAST_W, picture.weight(metric))
    urgency = URGENCY[state.course] if metric.kind == "outcome" else 1.0
    base: Numbers = {"m": metric.name, "cadence": metric.cadence}
    if state.level.age is None:
        yield Finding("unmeasured", metric.id, 0.25 * weight, SURE, base)
    elif state.level.stale:
        numbers = {**base, "age": state.level.age}
        yield Finding("stale", metric.id, 0.15 * weight, SURE, numbers, urgency)
    if metric.kind != "input" and state.plan is None:
        numbers = {**base, "level": state.level.value, "unit": metric.unit}
        yield Finding("no_target", metric.id, 0.20 * weight, SURE, numbers, urgency)


def _element_findings(picture: Picture, metric: Metric) -> Iterator[Finding]:
    weight = max(LEAST_W, picture.weight(metric))
    if _orphan(picture, metric):
        yield Finding("orphan_output", metric.id, 0.10 * weight, SURE, {"x": metric.name})
    if metric.kind != "outcome":
        return
    urgency = URGENCY[picture.states[metric.id].course]
    if metric.id not in picture.structure.fed:
        yield Finding("unsupported_outcome", metric.id, 0.25 * weight, SURE, {"y": metric.name}, urgency)
    if metric.id not in picture.structure.reached:
        yield Finding("dead_end_outcome", metric.id, 0.04, SURE, {"y": metric.name}, urgency)
    statement = picture.statements.get(metric.id)
    if statement is not None and statement.cls != "specific":
        numbers: Numbers = {
            "y": metric.name,
            "statement": metric.statement,
            "class": statement.cls,
            "questions": list(statement.questions),
        }
        yield Finding("vague_outcome", metric.id, 0.12 * weight, SURE, numbers, urgency)


def _system_findings(picture: Picture, system: System) -> Iterator[Finding]:
    if not any(metric.kind == "outcome" and metric.system == system.id for metric in picture.case.mains):
        yield Finding("no_outcome", system.id, 0.10, SURE, {"s": system.name})
    if system.owner is None:
        yield Finding("no_owner", system.id, 0.04, SURE, {"s": system.name})
    for facet in ("people", "process", "technology"):
        if not getattr(system, facet):
            yield Finding(f"missing_{facet}", system.id, 0.04, SURE, {"s": system.name})
    shared = Counter(part.id for other in picture.case.systems for part in other.inputs)
    weight = max(LEAST_W, picture.structure.system_weight(system.id))
    for part in system.inputs:
        if part.source is None:
            # the same input id in two systems names two inputs: keep their findings apart
            subject = part.id if shared[part.id] == 1 else f"{system.id}.{part.id}"
            yield Finding("unfed_input", subject, 0.10 * weight, SURE, {"i": part.name, "s": system.name})


def _activity_findings(picture: Picture) -> Iterator[Finding]:
    whole = picture.effort.all_hours
    for activity in picture.effort.misaligned:
        hours = hours_a_month(activity)
        share = hours / whole if whole > 0 else 0.0
        numbers: Numbers = {"a": activity.name, "hours": hours, "cost": cost_a_month(activity)}
        yield Finding("misaligned_activity", activity.id, 0.5 * share, 0.9, numbers)


def _unit_findings(picture: Picture) -> Iterator[Finding]:
    """A flow measured in one thing where the receiver needs another (3.10); needs no readings."""
    for flow in picture.case.handoffs:
        given = picture.case.metric[flow.source]
        needed = (flow.needs_unit or "").partition(":")[0].strip()
        if not given.unit.strip() or not needed or same_unit(given.unit, needed):
            continue
        target = None if flow.target is None else picture.case.metric[flow.target]
        weight = picture.structure.system_weight(flow.system) if target is None else picture.weight(target)
        course = picture.states[target.id].course if target is not None and target.kind == "outcome" else None
        yield Finding(
            "unit_mismatch",
            f"{flow.source}>{flow.target or flow.system}",
            0.15 * weight,
            0.9,
            {
                "s1": picture.case.system[given.system].name,
                "s2": picture.case.system[flow.system].name,
                "u": given.unit,
                "v": needed,
            },
            URGENCY[course],
        )
