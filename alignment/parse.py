"""From the case file of section 7 to a `Case`. Nothing is repaired or dropped in silence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from alignment import strict
from alignment.case import (
    Activity,
    Cadence,
    Case,
    CaseError,
    Chain,
    Combine,
    Direction,
    Handoff,
    Input,
    Kind,
    Link,
    Metric,
    Plan,
    System,
)
from alignment.check import check
from alignment.periods import WEEKDAYS, parse_day
from alignment.strict import Fields, at_least_zero, each, identifier, number, or_null, text

CADENCES: dict[str, Cadence] = {"weekly": "weekly", "monthly": "monthly", "quarterly": "quarterly"}
WORK_CADENCES: dict[str, Cadence] = {"daily": "daily", "weekday": "weekday", **CADENCES}
KINDS: dict[str, Kind] = {"input": "input", "output": "output", "outcome": "outcome"}
DIRECTIONS: dict[str, Direction] = {"higher": "higher", "lower": "lower", "range": "range"}
COMBINES: dict[str, Combine] = {"sum": "sum", "mean": "mean", "last": "last"}
SYSTEM_KINDS: dict[str, Literal["chain", "support"]] = {"chain": "chain", "support": "support"}

CASE_KEYS = (
    "id", "cadence", "until", "week_starts", "systems", "metrics", "links", "handoffs", "desired", "activities",
    "chain",
)  # fmt: skip
METRIC_KEYS = (
    "id", "name", "system", "kind", "unit", "of", "cadence", "combine", "direction", "target", "lo", "hi", "targets",
    "zero", "tol", "weight", "statement", "values",
)  # fmt: skip
SYSTEM_KEYS = ("id", "name", "kind", "owner", "people", "process", "technology", "inputs")
ACTIVITY_KEYS = ("id", "name", "system", "hours", "cadence", "rate", "cost", "must_do", "serves")


def load_case(source: str | bytes) -> Case:
    """The case of a JSON text; CaseError with the path of what is wrong."""
    return case_from_dict(strict.parse_json(source))


def case_from_dict(source: object) -> Case:
    """The case of JSON already read; the same rules, the same errors."""
    fields = Fields(source, "", CASE_KEYS)
    cadence = fields.choice("cadence", CADENCES, "monthly")
    case = Case(
        id=fields.read("id", identifier),
        cadence=cadence,
        until=fields.optional("until", _date, None),
        week_starts=fields.choice("week_starts", {day: i for i, day in enumerate(WEEKDAYS)}, 0),
        systems=fields.read("systems", lambda value, path: each(value, path, _system)),
        metrics=fields.read("metrics", lambda value, path: each(value, path, lambda v, p: _metric(v, p, cadence))),
        links=fields.optional("links", lambda value, path: each(value, path, _link), ()),
        desired=fields.optional("desired", lambda value, path: each(value, path, identifier), ()),
        activities=fields.optional("activities", lambda value, path: each(value, path, _activity), ()),
        chain=fields.optional("chain", or_null(_chain), None),
    )
    if "handoffs" in fields:  # read last: their defaults come from the metrics
        case = replace(
            case, handoffs=fields.read("handoffs", lambda v, p: each(v, p, lambda e, q: _handoff(e, q, case)))
        )
    check(case)
    return case


def _date(value: object, path: str) -> int:
    day = parse_day(text(value, path))
    if day is None:
        raise CaseError(f"{path}: must be a date like 2026-01-31")
    return day


def _texts(value: object, path: str) -> tuple[str, ...]:
    return each(value, path, text)


def _flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise CaseError(f"{path}: must be true or false")
    return value


def _system(value: object, path: str) -> System:
    fields = Fields(value, path, SYSTEM_KEYS)
    name = fields.read("id", identifier)
    return System(
        id=name,
        name=fields.optional("name", text, name),
        kind=fields.choice("kind", SYSTEM_KINDS, "chain"),
        owner=fields.optional("owner", or_null(text), None),
        people=fields.optional("people", _texts, ()),
        process=fields.optional("process", _texts, ()),
        technology=fields.optional("technology", _texts, ()),
        inputs=fields.optional("inputs", lambda v, p: each(v, p, _input), ()),
    )


def _input(value: object, path: str) -> Input:
    fields = Fields(value, path, ("id", "name", "source"))
    name = fields.read("id", identifier)
    source: Literal["flow", "outside"] | None = None
    if fields.optional("source", lambda found, _: found, None) is not None:
        try:
            source = fields.choice("source", _SOURCES)
        except CaseError as error:
            raise CaseError(f"{error} or null") from error
    return Input(name, fields.optional("name", text, name), source)


_SOURCES: Mapping[str, Literal["flow", "outside"]] = {"flow": "flow", "outside": "outside"}


def _metric(value: object, path: str, main: Cadence) -> Metric:
    fields = Fields(value, path, METRIC_KEYS)
    name = fields.read("id", identifier)
    unit = fields.optional("unit", text, "")
    direction = fields.choice("direction", DIRECTIONS, "higher")
    of = fields.optional("of", identifier, None)
    if of is not None and "weight" in fields:
        raise fields.error("weight", "belongs to the main series, not to one with of")
    plans = _plans(fields, direction)
    return Metric(
        id=name,
        name=fields.optional("name", text, name),
        system=fields.read("system", identifier),
        kind=fields.choice("kind", KINDS),
        unit=unit,
        of=of,
        cadence=fields.choice("cadence", CADENCES, main),
        combine=fields.choice("combine", COMBINES, "mean" if unit == "%" else "sum"),
        direction=direction,
        plans=plans,
        zero=_zero(fields, direction, plans),
        tol=_tol(fields, direction),
        weight=fields.optional("weight", at_least_zero, 1.0),
        statement=fields.optional("statement", text, ""),
        values=fields.optional("values", strict.readings, ()),
    )


def _plans(fields: Fields, direction: Direction) -> tuple[Plan, ...]:
    own, foreign = (("lo", "hi"), ("target",)) if direction == "range" else (("target",), ("lo", "hi"))
    for key in foreign:
        if fields.optional(key, or_null(number), None) is not None:
            raise fields.error(key, f"does not belong to direction {direction}")
    given = [fields.optional(key, or_null(number), None) for key in own]
    if "targets" in fields:
        for key, found in zip(own, given, strict=True):
            if found is not None:
                raise fields.error(key, "must not stand beside targets")
        return fields.read("targets", lambda value, path: _dated(value, path, direction))
    if len(given) == 2 and (given[0] is None) != (given[1] is None):
        raise fields.error("lo" if given[0] is None else "hi", "must be given, as the other end is")
    lo, hi = given[0], given[-1]
    if lo is None or hi is None:
        return ()
    if lo > hi:
        raise fields.error("lo", "must not be above hi")
    return (Plan(lo, hi),)


def _dated(value: object, path: str, direction: Direction) -> tuple[Plan, ...]:
    plans = each(value, path, lambda v, p: _dated_plan(v, p, direction))
    for i in range(1, len(plans)):
        if (plans[i].start or 0) <= (plans[i - 1].start or 0):
            raise CaseError(f"{path}[{i}].from: must be later than the one before")
    return plans


def _dated_plan(value: object, path: str, direction: Direction) -> Plan:
    own = ("lo", "hi") if direction == "range" else ("value",)
    if isinstance(value, Mapping):
        for key in {"lo", "hi", "value"} & set(value) - set(own):
            raise CaseError(f"{strict.at(path, key)}: does not belong to direction {direction}")
    fields = Fields(value, path, ("from", *own))
    start = fields.read("from", _date)
    lo, hi = fields.read(own[0], number), fields.read(own[-1], number)
    if lo > hi:
        raise fields.error("lo", "must not be above hi")
    return Plan(lo, hi, start)


def _zero(fields: Fields, direction: Direction, plans: tuple[Plan, ...]) -> float | None:
    if "zero" not in fields:
        return None
    zero = fields.read("zero", number)
    if direction == "range":
        raise fields.error("zero", "does not belong to direction range")
    for plan in plans:
        if not (zero < plan.target if direction == "higher" else zero > plan.target):
            side = "below" if direction == "higher" else "above"
            raise fields.error("zero", f"must be {side} every target")
    return zero


def _tol(fields: Fields, direction: Direction) -> float | None:
    if "tol" not in fields:
        return None
    tol = fields.read("tol", number)
    if direction != "range":
        raise fields.error("tol", f"does not belong to direction {direction}")
    if tol <= 0:
        raise fields.error("tol", "must be above 0")
    return tol


def _sign(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value not in (1, -1):
        raise CaseError(f"{path}: must be 1 or -1")
    return value


def _link(value: object, path: str) -> Link:
    fields = Fields(value, path, ("from", "to", "sign", "lag"))
    lag = fields.optional("lag", or_null(lambda v, p: strict.whole(v, p, 0)), None)
    return Link(fields.read("from", identifier), fields.read("to", identifier), fields.optional("sign", _sign, 1), lag)


def _handoff(value: object, path: str, case: Case) -> Handoff:
    fields = Fields(value, path, ("from", "to", "output", "system", "needs_unit", "lag", "lookback"))
    source, target = fields.read("from", identifier), fields.read("to", or_null(identifier))
    if target is not None and target not in case.metric:
        raise fields.error("to", f"there is no metric {strict.quoted(target)}")
    if target is None and "system" not in fields:
        raise fields.error("system", "is missing, and to is null")
    return Handoff(
        source=source,
        target=target,
        output=fields.optional("output", identifier, source),
        system=fields.optional("system", identifier, "" if target is None else case.metric[target].system),
        needs_unit=fields.optional("needs_unit", text, None),
        lag=fields.optional("lag", lambda v, p: strict.whole(v, p, 0), 0),
        lookback=fields.optional("lookback", lambda v, p: strict.whole(v, p, 3), 6),
    )


def _activity(value: object, path: str) -> Activity:
    fields = Fields(value, path, ACTIVITY_KEYS)
    name = fields.read("id", identifier)
    return Activity(
        id=name,
        name=fields.optional("name", text, name),
        system=fields.optional("system", or_null(identifier), None),
        hours=fields.read("hours", at_least_zero),
        cadence=fields.choice("cadence", WORK_CADENCES, "monthly"),
        rate=fields.optional("rate", at_least_zero, 0.0),
        cost=fields.optional("cost", at_least_zero, 0.0),
        must_do=fields.optional("must_do", _flag, False),
        serves=fields.optional("serves", lambda v, p: each(v, p, identifier), ()),
    )


def _chain(value: object, path: str) -> Chain:
    fields = Fields(value, path, ("entry", "convs", "caps", "goals", "final", "names"))
    convs = fields.read("convs", lambda v, p: each(v, p, at_least_zero))
    if not convs:
        raise fields.error("convs", "must hold at least one rate")
    none: tuple[float | None, ...] = (None,) * (len(convs) + 1)
    caps = fields.optional("caps", lambda v, p: each(v, p, or_null(at_least_zero)), none)
    if len(caps) != len(convs) + 1:
        raise fields.error("caps", f"must hold {len(convs) + 1} entries, one more than convs")
    levers = ("entry", *(f"conv{i}" for i in range(len(convs))), *(f"cap{i}" for i in range(len(caps))))
    goals = fields.optional("goals", lambda v, p: Fields(v, p, levers), None)
    names = fields.optional("names", lambda v, p: Fields(v, p, levers), None)
    return Chain(
        entry=fields.read("entry", at_least_zero),
        convs=convs,
        caps=caps,
        goals={} if goals is None else {key: goals.read(key, at_least_zero) for key in goals.value},
        names={} if names is None else {key: names.read(key, text) for key in names.value},
        final=fields.read("final", identifier),
    )
