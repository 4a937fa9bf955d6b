"""Findings that need readings: hand-offs, false productivity, trends, links, the constraint (3.9-3.13, 3.15)."""

from __future__ import annotations

from collections.abc import Iterator

from alignment import words
from alignment.case import Metric
from alignment.findings import URGENCY, Finding
from alignment.handoff import Handed
from alignment.numbers import whole_numbers
from alignment.periods import rate_factor
from alignment.picture import Compared, Picture
from alignment.words.names import Numbers

LEAST_GAP = 0.1  # a link's outcome at its plan still counts this much
LEAST_DECLINE = 0.2


def number_findings(picture: Picture) -> Iterator[Finding]:
    """Every finding that readings raise."""
    for one in picture.handoffs:
        if one.scarce:
            yield _handoff(picture, one)
    yield from _false_productivity(picture)
    yield from _declining(picture)
    for pair in picture.compared:
        yield from _link(picture, pair)
    yield from _constraint(picture)


def _urgency(picture: Picture, metric: Metric) -> float:
    """1.25 when the outcome is falling, 0.75 when improving, else 1; outputs have none."""
    return URGENCY[picture.states[metric.id].course] if metric.kind == "outcome" else 1.0


def _handoff(picture: Picture, one: Handed) -> Finding:
    giver = picture.case.metric[one.flow.source]
    taker = picture.case.metric[one.flow.target or ""]
    needed = None if not one.level or one.target is None else one.target / one.level
    numbers: Numbers = {
        "x": giver.name, "y": taker.name, "x_unit": giver.unit, "y_unit": taker.unit, "class": one.class_,
        "x_whole": whole_numbers(giver.values), "cadence": one.cadence, "lookback": one.flow.lookback,
        "target": one.target, "required": one.required, "low": one.low, "high": one.high, "level": one.level,
        "shortfall": one.shortfall, "conversion": one.conversion, "conversion_needed": needed,
    }  # fmt: skip
    impact = picture.weight(taker) * (1 - (one.sufficiency or 0.0))
    confidence = 0.9 if one.class_ == "short" else 0.5
    return Finding("handoff_short", one.subject, impact, confidence, numbers, _urgency(picture, taker))


def _false_productivity(picture: Picture) -> Iterator[Finding]:
    for found in picture.false_productivity:
        if found.improving:
            continue
        y = picture.case.metric[found.target]
        numbers: Numbers = {}
        for key, name in (("x", found.source), ("y", found.target)):
            numbers |= _side(picture, key, name)
        numbers["z"] = found.z if found.z < 1e9 else None
        explained = None
        if found.explained_by is not None:
            explained = f"handoff_short:{found.explained_by.subject}"
            numbers["explained_title"] = words.render("handoff_short", _handoff(picture, found.explained_by).numbers)[0]
        impact = picture.weight(y) * picture.states[y.id].gap
        subject = f"{found.source}>{found.target}"
        urgency = _urgency(picture, y)
        yield Finding("false_productivity", subject, impact, found.confidence, numbers, urgency, explained)


def _side(picture: Picture, key: str, name: str) -> Numbers:
    state = picture.states[name]
    plan = state.plan
    return {
        key: state.metric.name,
        f"{key}_unit": state.metric.unit,
        f"{key}_cadence": state.metric.cadence,
        f"{key}_direction": state.metric.direction,
        f"{key}_level": state.level.value,
        f"{key}_lo": None if plan is None else plan.lo,
        f"{key}_hi": None if plan is None else plan.hi,
        f"{key}_readings": len(state.level.readings),
        f"{key}_run": state.level.run,
    }


def _declining(picture: Picture) -> Iterator[Finding]:
    for metric in picture.case.mains:
        state = picture.states[metric.id]
        if metric.kind != "outcome" or state.course != "worse" or state.level.stale:
            continue
        numbers: Numbers = {
            "y": metric.name, "unit": metric.unit, "cadence": metric.cadence,
            "start": state.trend.start, "end": state.trend.end, "periods": state.trend.periods,
        }  # fmt: skip
        impact = picture.weight(metric) * max(LEAST_DECLINE, state.gap)
        confidence = 1 - (state.trend.p or 0.0)
        yield Finding("declining_outcome", metric.id, impact, confidence, numbers, URGENCY["worse"])


def _link(picture: Picture, pair: Compared) -> Iterator[Finding]:
    x, y = picture.case.metric[pair.link.source], picture.case.metric[pair.link.target]
    impact = picture.weight(y) * max(LEAST_GAP, picture.states[y.id].gap)
    urgency, subject = _urgency(picture, y), f"{x.id}>{y.id}"
    base: Numbers = {"x": x.name, "y": y.name, "cadence": pair.cadence}
    evidence, shape = pair.evidence, pair.shape
    if evidence.cls == "contradicted":
        numbers = base | {"sign": pair.link.sign, "lag": evidence.lag, "rho": evidence.rho, "n": evidence.n}
        yield Finding("contradicted_link", subject, impact, 1 - (evidence.p_con or 0.0), numbers, urgency)
    if shape is not None and shape.cls is not None:
        numbers = base | {
            "dx": shape.dx, "dy": shape.dy, "upper": shape.upper, "early": shape.early, "late": shape.late,
            "window": shape.window,
        }  # fmt: skip
        confidence = 0.8 if shape.cls == "over_optimised" else 0.65
        yield Finding(shape.cls, subject, impact, confidence, numbers, urgency)


def _constraint(picture: Picture) -> Iterator[Finding]:
    chain, found = picture.case.chain, picture.constraint
    if chain is None or found is None or found.lever is None:
        return
    state = picture.states[chain.final]
    final = state.metric
    share = 0.0
    if state.plan is not None and final.direction != "lower":
        lacking = state.plan.lo * rate_factor(final.combine, final.cadence, picture.case.cadence) - found.result
        share = min(1.0, found.gain / lacking) if lacking > 0 else 0.0
    numbers: Numbers = {
        "lever": chain.names.get(found.lever, found.lever), "basis": found.basis, "gain": found.gain,
        "f": final.name, "unit": final.unit, "cadence": picture.case.cadence,
    }  # fmt: skip
    impact = picture.weight(final) * state.gap * share
    yield Finding("constraint", found.lever, impact, 0.7, numbers, _urgency(picture, final))
