"""Section 7, "Strict": every rule, with the path it names; and what may be left out."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import pytest

from alignment import CaseError, assess, case_from_dict, load_case

BASE: dict[str, Any] = {
    "id": "gym",
    "systems": [{"id": "s", "inputs": [{"id": "i1", "source": "flow"}]}, {"id": "t"}],
    "metrics": [
        {"id": "calls", "system": "s", "kind": "output", "unit": "calls", "target": 35, "values": [34, 38, None, 42]},
        {"id": "churn", "system": "s", "kind": "outcome", "unit": "%", "direction": "lower", "target": 6},
        {"id": "calls2", "system": "s", "kind": "output", "of": "calls"},
        {"id": "temp", "system": "t", "kind": "outcome", "direction": "range", "lo": 1, "hi": 2},
        {"id": "stock", "system": "t", "kind": "input"},
    ],
    "links": [{"from": "calls", "to": "churn", "sign": 1, "lag": 1}],
    "handoffs": [{"from": "calls", "to": "temp", "needs_unit": "calls", "lag": 0, "lookback": 6}],
    "desired": ["churn"],
    "activities": [{"id": "a", "hours": 5, "cadence": "weekday", "serves": ["calls"]}],
    "chain": {"entry": 60, "convs": [0.5, 0.1], "final": "calls", "goals": {"entry": 70}, "names": {"conv0": "x"}},
}

DELETE = object()


def changed(path: str, value: object) -> dict[str, Any]:
    """The base case with one place set, or removed."""
    case: Any = copy.deepcopy(BASE)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    inside = case
    for part in way:
        inside = inside[part]
    if value is DELETE:
        del inside[last]
    elif isinstance(inside, list) and last == len(inside):
        inside.append(value)
    else:
        inside[last] = value
    return dict(case)


def test_the_base_case_is_read_and_assessed() -> None:
    case = load_case(json.dumps(BASE))
    assert assess(case)["engine"] == "1.0.0"
    assert case == case_from_dict(BASE)


WRONG: list[tuple[str, object, str]] = [
    # unknown keys
    ("colour", 1, "colour: is not a known key"),
    ("metrics.0.colour", 1, "metrics[0].colour: is not a known key"),
    ("systems.0.inputs.0.x", 1, "systems[0].inputs[0].x: is not a known key"),
    ("links.0.strength", 1, "links[0].strength: is not a known key"),
    ("chain.goals.conv2", 1, "chain.goals.conv2: is not a known key"),
    ("chain.goals.cap3", 1, "chain.goals.cap3: is not a known key"),
    ("chain.names.exit", "x", "chain.names.exit: is not a known key"),
    ("two words\n", 1, '["two words\\n"]: is not a known key'),
    # required keys
    ("id", DELETE, "id: is missing"),
    ("systems", DELETE, "systems: is missing"),
    ("metrics", DELETE, "metrics: is missing"),
    ("metrics.0.system", DELETE, "metrics[0].system: is missing"),
    ("metrics.0.kind", DELETE, "metrics[0].kind: is missing"),
    ("links.0.to", DELETE, "links[0].to: is missing"),
    ("handoffs.0.to", DELETE, "handoffs[0].to: is missing"),
    ("activities.0.hours", DELETE, "activities[0].hours: is missing"),
    ("chain.final", DELETE, "chain.final: is missing"),
    # types
    ("id", 1, "id: must be text"),
    ("systems", {}, "systems: must be a list"),
    ("systems.0", [], "systems[0]: must be an object"),
    ("systems.0.people", "ann", "systems[0].people: must be a list"),
    ("systems.0.people", [1], "systems[0].people[0]: must be text"),
    ("systems.0.owner", 3, "systems[0].owner: must be text"),
    ("metrics.0.target", "5", "metrics[0].target: must be a number"),
    ("metrics.0.target", True, "metrics[0].target: must be a number"),
    ("metrics.0.target", [5], "metrics[0].target: must be a number"),
    ("metrics.0.weight", None, "metrics[0].weight: must be a number"),
    ("metrics.0.values", 5, "metrics[0].values: must be a list"),
    ("metrics.0.values", [1, False], "metrics[0].values[1]: must be a number"),
    ("metrics.0.of", None, "metrics[0].of: must be text"),
    ("metrics.0.unit", None, "metrics[0].unit: must be text"),
    ("links.0.sign", 0, "links[0].sign: must be 1 or -1"),
    ("links.0.sign", True, "links[0].sign: must be 1 or -1"),
    ("links.0.sign", 1.0, "links[0].sign: must be 1 or -1"),
    ("links.0.lag", 1.5, "links[0].lag: must be a whole number of 0 or more"),
    ("links.0.lag", -1, "links[0].lag: must be a whole number of 0 or more"),
    ("links.0.lag", True, "links[0].lag: must be a whole number of 0 or more"),
    ("handoffs.0.lookback", 2, "handoffs[0].lookback: must be a whole number of 3 or more"),
    ("handoffs.0.lag", None, "handoffs[0].lag: must be a whole number of 0 or more"),
    ("activities.0.must_do", 1, "activities[0].must_do: must be true or false"),
    ("activities.0.hours", -1, "activities[0].hours: must be 0 or more"),
    ("activities.0.rate", -1, "activities[0].rate: must be 0 or more"),
    ("metrics.0.weight", -1, "metrics[0].weight: must be 0 or more"),
    ("chain", [], "chain: must be an object"),
    ("chain.entry", -1, "chain.entry: must be 0 or more"),
    ("chain.convs", [], "chain.convs: must hold at least one rate"),
    ("chain.convs", [0.1, -1], "chain.convs[1]: must be 0 or more"),
    ("chain.caps", [None], "chain.caps: must hold 3 entries, one more than convs"),
    # numbers
    ("metrics.0.target", math.nan, "metrics[0].target: must be a finite number that fits a double"),
    ("metrics.0.values", [math.inf], "metrics[0].values[0]: must be a finite number that fits a double"),
    ("metrics.0.target", 10**400, "metrics[0].target: must be a finite number that fits a double"),
    # ids
    ("id", "", "id: must not be empty"),
    ("metrics.0.id", "", "metrics[0].id: must not be empty"),
    ("systems.1.id", "s", 'systems[1].id: "s" is there twice'),
    ("systems.0.inputs.1", {"id": "i1"}, 'systems[0].inputs[1].id: "i1" is there twice'),
    ("metrics.1.id", "calls", 'metrics[1].id: "calls" is there twice'),
    ("activities.0.id", "calls", 'activities[0].id: "calls" is there twice'),
    ("desired", ["churn", "churn"], 'desired[1]: "churn" is there twice'),
    ("activities.0.serves", ["calls", "calls"], 'activities[0].serves[1]: "calls" is there twice'),
    ("metrics.0.system", "u", 'metrics[0].system: there is no system "u"'),
    ("activities.0.system", "u", 'activities[0].system: there is no system "u"'),
    ("handoffs.0.system", "u", 'handoffs[0].system: there is no system "u"'),
    ("links.0.from", "nobody", 'links[0].from: there is no metric "nobody"'),
    ("links.0.to", "nobody", 'links[0].to: there is no metric "nobody"'),
    ("handoffs.0.from", "nobody", 'handoffs[0].from: there is no metric "nobody"'),
    ("handoffs.0.to", "nobody", 'handoffs[0].to: there is no metric "nobody"'),
    ("handoffs.0.output", "nobody", 'handoffs[0].output: there is no metric "nobody"'),
    ("handoffs.0.to", None, "handoffs[0].system: is missing, and to is null"),
    ("desired", ["nobody"], 'desired[0]: there is no metric "nobody"'),
    ("activities.0.serves", ["nobody"], 'activities[0].serves[0]: there is no metric "nobody"'),
    ("metrics.2.of", "nobody", 'metrics[2].of: there is no metric "nobody"'),
    ("chain.final", "nobody", 'chain.final: there is no metric "nobody"'),
    ("metrics.0.name", "\ud800", "metrics[0].name: must be text that UTF-8 can hold"),
    # values outside those listed
    ("cadence", "yearly", "cadence: must be one of weekly, monthly, quarterly"),
    ("cadence", "daily", "cadence: must be one of weekly, monthly, quarterly"),
    ("metrics.0.cadence", "weekday", "metrics[0].cadence: must be one of weekly, monthly, quarterly"),
    ("activities.0.cadence", "hourly",
     "activities[0].cadence: must be one of daily, weekday, weekly, monthly, quarterly"),
    ("week_starts", "Monday",
     "week_starts: must be one of monday, tuesday, wednesday, thursday, friday, saturday, sunday"),
    ("until", "2026-02-30", "until: must be a date like 2026-01-31"),
    ("until", 20260101, "until: must be text"),
    ("systems.0.kind", "core", "systems[0].kind: must be one of chain, support"),
    ("systems.0.inputs.0.source", "me", "systems[0].inputs[0].source: must be one of flow, outside or null"),
    ("metrics.0.kind", "goal", "metrics[0].kind: must be one of input, output, outcome"),
    ("metrics.0.combine", "max", "metrics[0].combine: must be one of sum, mean, last"),
    ("metrics.0.direction", ["higher"], "metrics[0].direction: must be one of higher, lower, range"),
    # keys that do not belong to the direction
    ("metrics.0.lo", 1, "metrics[0].lo: does not belong to direction higher"),
    ("metrics.1.hi", 1, "metrics[1].hi: does not belong to direction lower"),
    ("metrics.0.tol", 1, "metrics[0].tol: does not belong to direction higher"),
    ("metrics.3.target", 1, "metrics[3].target: does not belong to direction range"),
    ("metrics.3.zero", 1, "metrics[3].zero: does not belong to direction range"),
    # plans
    ("metrics.0.targets", [], "metrics[0].target: must not stand beside targets"),
    ("metrics.3.targets", [], "metrics[3].lo: must not stand beside targets"),
    ("metrics.3.hi", DELETE, "metrics[3].hi: must be given, as the other end is"),
    ("metrics.3.lo", None, "metrics[3].lo: must be given, as the other end is"),
    ("metrics.3.lo", 3, "metrics[3].lo: must not be above hi"),
    ("metrics.3.tol", 0, "metrics[3].tol: must be above 0"),
    ("metrics.0.zero", 35, "metrics[0].zero: must be below every target"),
    ("metrics.1.zero", 6, "metrics[1].zero: must be above every target"),
    ("metrics.2.targets", [{"from": "2026-01-01", "lo": 1}],
     "metrics[2].targets[0].lo: does not belong to direction higher"),
    ("metrics.2.targets", [{"from": "2026-01-01"}], "metrics[2].targets[0].value: is missing"),
    ("metrics.2.targets", [{"value": 1}], "metrics[2].targets[0].from: is missing"),
    ("metrics.2.targets", [{"from": "1 May", "value": 1}],
     "metrics[2].targets[0].from: must be a date like 2026-01-31"),
    (
        "metrics.2.targets",
        [{"from": "2026-01-01", "value": 1}, {"from": "2026-01-01", "value": 2}],
        "metrics[2].targets[1].from: must be later than the one before",
    ),
    ("metrics.2.targets", [{"from": "2026-01-01", "value": 1}], "until: is missing, and metrics[2] has targets"),
    ("metrics.0.cadence", "weekly", "until: is missing, and metrics[0] is weekly, the business monthly"),
    # series of one element
    ("metrics.2.weight", 2, "metrics[2].weight: belongs to the main series, not to one with of"),
    ("metrics.2.system", "t", "metrics[2].of: must be of the same system and kind"),
    ("metrics.2.kind", "outcome", "metrics[2].of: must be of the same system and kind"),
    ("metrics.2.of", "calls2", "metrics[2].of: must be a main series, not one with of"),
    ("links.0.from", "calls2", "links[0].from: must be a main series, not one with of"),
    ("activities.0.serves", ["calls2"], "activities[0].serves[0]: must be a main series, not one with of"),
    # links, desired, chain
    ("links.0.from", "stock", "links[0].from: must be an output or outcome"),
    ("links.0.to", "calls", "links[0].to: must be an outcome"),
    ("links.0.from", "churn", "links[0].to: must not be the metric it comes from"),
    ("links.1", {"from": "calls", "to": "churn"}, "links[1]: the pair is there twice"),
    ("desired", ["calls"], "desired[0]: must be an outcome"),
    ("metrics.1.weight", 0, "desired: the weights of these outcomes must add up to more than 0"),
    ("activities.0.serves", ["stock"], "activities[0].serves[0]: must be an output or outcome"),
    ("handoffs.0.output", "churn", "handoffs[0].output: must be an output"),
    ("chain.final", "stock", "chain.final: must be an output or outcome"),
    ("chain.final", "calls2", "chain.final: must have a plan"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "message"), WRONG)
def test_each_wrong_thing_names_its_path(path: str, value: object, message: str) -> None:
    with pytest.raises(CaseError) as caught:
        case_from_dict(changed(path, value))
    assert str(caught.value) == message


FINE: list[tuple[str, object]] = [
    ("metrics.1.target", None), ("metrics.0.lo", None), ("metrics.0.target", 1e300), ("metrics.0.target", -1),
    ("metrics.0.target", 0), ("metrics.0.values", []), ("metrics.0.values", [None] * 5), ("metrics.0.zero", -3),
    ("systems.0.inputs.0.source", None), ("systems.0.owner", None), ("links.0.lag", None), ("links.0.lag", 10**30),
    ("links.0.sign", -1), ("chain", None), ("chain.caps", [None, 4, 0]), ("chain.goals.cap2", 5), ("desired", []),
    ("week_starts", "sunday"), ("until", "2026-01-31"), ("until", "0001-01-01"), ("metrics.4.cadence", "monthly"),
    ("handoffs.0.output", "calls2"), ("handoffs.0.from", "calls2"), ("activities.0.cost", 0), ("metrics.0.name", ""),
    ("handoffs.1", {"from": "calls", "to": None, "system": "t"}), ("systems.1.inputs", [{"id": "i1"}]),
    ("metrics.3.tol", 0.5), ("metrics.0.weight", 0),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value"), FINE)
def test_what_is_allowed(path: str, value: object) -> None:
    assert assess(load_case(json.dumps(changed(path, value))))["engine"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"\xff\xfe", "case: must be UTF-8 text (byte 0)"),
        ("", "case: must be JSON (line 1, column 1: Expecting value)"),
        ("{", "case: must be JSON (line 1, column 2: Expecting property name enclosed in double quotes)"),
        ("[]", "case: must be an object"),
        ("null", "case: must be an object"),
        ("[" * 100_000, "case: must be JSON (nested too deep)"),
        ('{"id": "a", "id": "b"}', "id: is given twice"),
        ('{"id": "a", "systems": [], "metrics": [{"id": "m", "id": "m"}]}', "metrics[0].id: is given twice"),
        (
            '{"id": "a", "systems": [], "metrics": [], "chain": {"goals": {"entry": 1, "entry": 1}, "final": "x", '
            '"entry": 1, "convs": [1]}}',
            "chain.goals.entry: is given twice",
        ),
    ],
)
def test_what_is_no_case_at_all(text: str | bytes, message: str) -> None:
    with pytest.raises(CaseError) as caught:
        load_case(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1e-400", "9" * 5000])
def test_numbers_that_no_double_holds(literal: str) -> None:
    text = json.dumps(changed("metrics.0.target", "HERE")).replace('"HERE"', literal)
    with pytest.raises(CaseError, match=r"^metrics\[0\]\.target: must be a finite number that fits a double$"):
        load_case(text)


def test_a_message_is_one_line_whatever_the_names() -> None:
    long = "x\n\u2028" * 1000
    for path in ("metrics.0.system", "links.0.from", long):
        with pytest.raises(CaseError) as caught:
            case_from_dict(changed(path, long))
        assert len(str(caught.value).splitlines()) == 1
        assert len(str(caught.value)) < 600


def test_defaults() -> None:
    case = case_from_dict(
        {"id": "b", "systems": [{"id": "s"}], "metrics": [{"id": "m", "system": "s", "kind": "outcome"},
                                                          {"id": "p", "system": "s", "kind": "outcome", "unit": "%"}],
         "handoffs": [{"from": "m", "to": "p"}]}
    )  # fmt: skip
    metric, flow = case.metrics[0], case.handoffs[0]
    assert (case.cadence, case.week_starts, case.until, case.chain) == ("monthly", 0, None, None)
    assert (metric.name, metric.unit, metric.combine, metric.direction, metric.weight) == ("m", "", "sum", "higher", 1)
    assert case.metrics[1].combine == "mean"
    assert (case.systems[0].name, case.systems[0].kind, case.systems[0].owner) == ("s", "chain", None)
    assert (flow.output, flow.system, flow.lag, flow.lookback, flow.needs_unit) == ("m", "s", 0, 6, None)
