"""One case in, one assessment out, spelled as section 7 prints it: keys in order, nine digits, never NaN."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from types import NoneType

from alignment.broken import Broken
from alignment.case import Case, Metric
from alignment.findings import DAY_COST, Finding, printed, ranked
from alignment.findings_numbers import number_findings
from alignment.findings_structure import structure_findings
from alignment.handoff import Handed
from alignment.known import Parts
from alignment.numbers import sig9
from alignment.picture import Compared, Picture
from alignment.scores import Band
from alignment.version import VERSION

Json = dict[str, object]


def assess(case: Case, day_cost: float = DAY_COST, parts: Parts | None = None) -> dict[str, object]:
    """The assessment of one business (section 7). The same case gives the same result, always.

    `parts`: brings what the report before worked out, and carries away what the next one may take over (section 5);
    the result is the same with and without.
    """
    picture = Picture(case, Parts() if parts is None else parts)
    verdict = picture.verdicts[None]
    result: Json = {
        "engine": VERSION,
        "productivity": _band(picture.productivity()),
        "effectiveness": _band(picture.effectiveness()),
        "quadrant": verdict.quadrant,
        "readings": _pair(verdict.readings),
        "alignment": {"proven": picture.alignment.proven, "possible": picture.alignment.possible},
        "components": dict(picture.components),
        "systems": {system.id: _system(picture, system.id) for system in case.systems},
        "metrics": {metric.id: _metric(picture, metric) for metric in case.metrics},
        "links": [_link(pair) for pair in picture.compared],
        "handoffs": [_handoff(one) for one in picture.handoffs],
        "constraint": _constraint(picture),
        "first_broken": _broken(picture.broken),
        "effort": {
            "hours_freed_month": picture.effort.freed,
            "misaligned": [activity.id for activity in picture.effort.misaligned],
            "alignment": picture.effort.alignment,
        },
        "findings": [printed(finding, day_cost) for finding in ranked(_findings(picture), day_cost)],
    }
    cleaned = clean(result)
    assert isinstance(cleaned, dict)  # noqa: S101 - a dict goes in
    return cleaned


def dumps(result: dict[str, object]) -> str:
    """The assessment as one line of JSON in ASCII, the same bytes on every machine."""
    return json.dumps(result, allow_nan=False, separators=(", ", ": "))


_AS_THEY_ARE = frozenset((str, int, bool, NoneType))


class Plain(list[Json]):
    """A long list that holds nothing to clean: whole numbers, words and flags."""


def clean(value: object) -> object:
    """Numbers at nine significant digits, null for what is no finite number (section 7)."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if isinstance(value, float):
        return sig9(value) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: entry if type(entry) in _AS_THEY_ARE else clean(entry) for key, entry in value.items()}
    if isinstance(value, Plain):
        return value
    if isinstance(value, list | tuple):
        return [clean(entry) for entry in value]
    raise TypeError(f"{kind.__name__} has no place in a result")


def _findings(picture: Picture) -> Iterator[Finding]:
    yield from structure_findings(picture)
    yield from number_findings(picture)


def _band(band: Band) -> Json:
    return {"proven": band.proven, "possible": band.possible, "coverage": band.coverage}


def _pair(readings: tuple[int, int] | None) -> list[int] | None:
    return None if readings is None else list(readings)


def _system(picture: Picture, system: str) -> Json:
    verdict = picture.verdicts[system]
    return {
        "productivity": _band(picture.productivity(system)),
        "effectiveness": _band(picture.effectiveness(system)),
        "quadrant": verdict.quadrant,
        "readings": _pair(verdict.readings),
    }


def _metric(picture: Picture, metric: Metric) -> Json:
    state = picture.states[metric.id]
    signals = () if state.usual is None else state.usual.signals
    return {
        "level": state.level.value,
        "attainment": state.attainment,
        "n": state.level.present,
        "fresh": state.level.fresh,
        "trend": state.trend.name,
        "signals": Plain(
            {"index": signal.index, "rule": signal.rule, "side": signal.side, "said": signal.said} for signal in signals
        ),
    }


def _link(pair: Compared) -> Json:
    told = pair.evidence
    return {
        "from": pair.link.source,
        "to": pair.link.target,
        "class": told.cls,
        "rho": told.rho,
        "lag": told.lag,
        "n": told.n,
        "q": told.q,
    }


def _handoff(one: Handed) -> Json:
    return {
        "from": one.flow.source,
        "to": one.flow.target,
        "class": one.class_,
        "conversion": one.conversion,
        "required": one.required,
        "low": one.low,
        "high": one.high,
        "level": one.level,
        "shortfall": one.shortfall,
        "sufficiency": one.sufficiency,
    }


def _constraint(picture: Picture) -> Json | None:
    found = picture.constraint
    return None if found is None else {"lever": found.lever, "basis": found.basis, "tie": found.tie}


def _broken(found: Broken) -> Json:
    return {
        "system": found.system,
        "why": found.why,
        "downstream": found.downstream,
        "starved": list(found.starved),
        "too_early": list(found.too_early),
    }
