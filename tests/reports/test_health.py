"""Health of today and the words of a verdict (design.md §3, alignment.md 3.7)."""

from typing import Any

import pytest

from reports.health import axis_health, level_of, metric_health, system_health, what_is_missing, worst
from reports.queries import points_apart
from reports.shapes import Band


def metric(id: str, kind: str = "outcome", **fields: Any) -> dict[str, Any]:
    plan = {"targets": [{"from": "2026-01-05", "value": 10}], "values": [1.0]}
    return {"id": id, "name": f"m {id}", "system": "s1", "kind": kind, "cadence": "weekly", **plan, **fields}


def scored(attainment: float | None, n: int = 4, fresh: bool = True) -> dict[str, Any]:
    return {"attainment": attainment, "n": n, "fresh": fresh, "level": 1.0}


def case(*metrics: dict[str, Any]) -> dict[str, Any]:
    return {
        "cadence": "weekly",
        "until": "2026-11-22",
        "metrics": list(metrics),
        "systems": [{"id": "s1", "name": "S"}],
    }


def result(readings: Any = None, **metrics: Any) -> dict[str, Any]:
    return {"metrics": metrics, "systems": {"s1": {"readings": readings}}, "readings": readings}


@pytest.mark.parametrize(
    ("attainment", "level"), [(1.0, "on"), (0.9, "on"), (0.8999, "slip"), (0.75, "slip"), (0.7499, "off"), (0.0, "off")]
)
def test_the_cuts(attainment: float, level: str) -> None:
    assert level_of(attainment) == level
    m = metric("a")
    assert metric_health(m, case(m), result(a=scored(attainment))) == level


@pytest.mark.parametrize(
    ("found", "cadence"),
    [(scored(None), "weekly"), (scored(1.0, n=3), "weekly"), (scored(1.0, n=2), "monthly"), ({}, "weekly")],
)
def test_without_a_plan_or_with_too_few_readings_it_is_not_measured_and_never_green(found: Any, cadence: str) -> None:
    m = metric("a", cadence=cadence)
    assert metric_health(m, case(m), result(a=found)) == "none"


@pytest.mark.parametrize(("cadence", "need"), [("weekly", 4), ("monthly", 3), ("quarterly", 2)])
def test_how_many_readings_are_enough(cadence: str, need: int) -> None:
    m = metric("a", cadence=cadence)
    assert metric_health(m, case(m), result(a=scored(1.0, n=need))) == "on"


def test_the_worst_is_off_track_then_not_measured_then_slipping() -> None:
    assert worst(["on", "slip", "none", "off"]) == "off"
    assert worst(["on", "slip", "none"]) == "none"
    assert worst(["on", "slip"]) == "slip"
    assert worst(["on", "on"]) == "on"
    assert worst([]) == "none"


def test_a_system_is_the_worse_of_its_two_sides() -> None:
    made, changed = metric("a", "output"), metric("b")
    both = case(made, changed)
    assert system_health(both, result(a=scored(1.0), b=scored(0.8)), "s1") == "slip"
    assert system_health(both, result(a=scored(0.5), b=scored(0.95)), "s1") == "off"
    assert system_health(case(made), result(a=scored(1.0)), "s1") == "none"  # nothing named that it should change
    assert system_health(case(made), result(a=scored(0.1)), "s1") == "off"


def test_a_missing_number_leaves_the_level_open_unless_it_cannot_matter() -> None:
    a, b = metric("a"), metric("b")
    two = case(a, b)
    assert axis_health([a, b], two, result(a=scored(1.0), b=scored(None))) == "none"  # 50 to 100
    assert axis_health([a, b], two, result(a=scored(0.2), b=scored(None))) == "off"  # 10 to 60
    assert axis_health([a, b], two, result(a=scored(1.0), b=scored(0.8))) == "on"  # 90


def test_the_series_of_one_element_share_its_weight() -> None:
    a, a2, b = metric("a"), metric("a2", of="a"), metric("b")
    scores = result(a=scored(1.0), a2=scored(0.0), b=scored(1.0))
    assert axis_health([a, a2, b], case(a, a2, b), scores) == "slip"  # (0.5 + 1) / 2 = 75, not 67


def test_too_early_says_what_is_missing_the_first_that_applies() -> None:
    made, changed = metric("a", "output"), metric("b")
    full = {"a": scored(1.0), "b": scored(1.0, n=2)}
    assert what_is_missing(case(made), result(**full), "s1") == "nothing named that it should change"
    assert what_is_missing(case(changed), result(**full), "s1") == "nothing named that it should produce"
    unplanned = metric("b", targets=[{"from": "2026-12-01", "value": 1}])
    assert what_is_missing(case(made, unplanned), result(**full), "s1") == "no plan for m b"
    stale = result(a=scored(1.0), b=scored(None, n=2, fresh=False))
    assert what_is_missing(case(made, changed), stale, "s1") == "no recent number for m b"
    assert what_is_missing(case(made, changed), result([2, 4], **full), "s1") == "2 of 4 readings"
    never = metric("b", values=[])
    assert what_is_missing(case(made, never), result([0, 4], a=scored(1.0)), None) == "no number yet for m b"
    two = what_is_missing(case(made, never, metric("c", values=[None])), result([0, 4], a=scored(1.0)), None)
    assert two == "no number yet for m b and 1 other"
    assert what_is_missing(case(metric("a", "output", values=[]), never), result([0, 4]), "s1") == "0 of 4 readings"


@pytest.mark.parametrize(
    ("work", "change", "expected"),
    [
        (Band(1.0, 1.0), Band(0.6, 0.6), (40, 40, 40)),
        (Band(1.0, 1.0), Band(0.0, 1.0), (None, 0, 100)),
        (Band(0.78, 0.78), Band(1.0, 1.0), (-22, -22, -22)),
        (Band(None, None), Band(1.0, 1.0), (None, None, None)),
    ],
)
def test_points_apart_are_an_interval(work: Band, change: Band, expected: tuple[int | None, ...]) -> None:
    assert tuple(points_apart(work, change).values()) == expected
