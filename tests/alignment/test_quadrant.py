"""Section 3.7: sides with hysteresis, minimum readings, replay, and what is remembered."""

from __future__ import annotations

from typing import Any

import pytest

from alignment.quadrant import replay
from tests.alignment.build import business, outcome, output, quadrant, run, system

N = None
WORKING, BUSY, LUCK, STUCK = "working", "false_productivity", "outcome_without_output", "stalled"


def marks(outputs: list[float | None], outcomes: list[float | None]) -> str:
    """The quadrant after replaying scores as they are, one metric an axis."""
    return replay([[(1.0, a)] for a in outputs], [[(1.0, a)] for a in outcomes])[0]


@pytest.mark.parametrize(
    ("made", "moved", "expected"),
    [
        (1.0, 1.0, WORKING),
        (1.0, 0.0, BUSY),
        (0.0, 1.0, LUCK),
        (0.0, 0.0, STUCK),
        (0.75, 0.75, WORKING),  # enters at 0.75
        (0.7499, 0.75, LUCK),
        (0.75, 0.7, BUSY),  # the first side is found with the cut 0.75
    ],
)
def test_the_four(made: float, moved: float, expected: str) -> None:
    assert marks([made], [moved]) == expected


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ([0.8, 0.7], WORKING),  # once high, high down to 0.65
        ([0.8, 0.65], WORKING),
        ([0.8, 0.6], WORKING),  # low now, but a change must appear twice
        ([0.8, 0.6, 0.6], BUSY),
        ([0.8, 0.6, 0.7], BUSY),  # low is left at 0.75 only
        ([0.8, 0.6, 0.8], WORKING),
        ([0.8, 0.6, 0.8, 0.6], WORKING),  # a change that went away starts again
        ([0.6, 0.8], BUSY),
        ([0.6, 0.8, 0.8], WORKING),
        ([0.6, 0.7, 0.74], BUSY),
        ([0.8, N], "unknown"),  # unknown at once
        ([0.8, N, 0.7], WORKING),  # and the side is remembered
        ([0.8, 0.6, N, 0.6], WORKING),  # unknown clears a pending change
        ([0.8, 0.6, N, 0.6, 0.6], BUSY),
        ([N, 0.6], BUSY),  # the first known one holds at once
        ([N, N], "unknown"),
    ],
)
def test_memory(moved: list[float | None], expected: str) -> None:
    assert marks([1.0] * len(moved), moved) == expected


def test_a_band_that_straddles_the_line_is_unknown() -> None:
    assert replay([[(1.0, 1.0)]], [[(1.0, 0.9), (1.0, N)]])[0] == "unknown"
    assert replay([[(1.0, 1.0)]], [[(3.0, 1.0), (1.0, N)]])[0] == WORKING  # high whatever the missing one says
    assert replay([[(1.0, 1.0)]], [[(3.0, 0.2), (1.0, N)]])[0] == BUSY


@pytest.mark.parametrize(
    ("cadence", "count", "expected"),
    [
        ("weekly", 3, [3, 4]), ("weekly", 4, None), ("monthly", 2, [2, 3]), ("monthly", 3, None),
        ("quarterly", 1, [1, 2]), ("quarterly", 2, None), ("weekly", 0, [0, 4]),
    ],
)  # fmt: skip
def test_minimum_readings(cadence: str, count: int, expected: list[int] | None) -> None:
    case = business(output(values=[100.0] * 8), outcome(values=[90.0] * count), cadence=cadence)
    result = run(case)
    assert result["readings"] == expected
    assert result["quadrant"] == (WORKING if expected is None else "unknown")
    if count:
        assert result["effectiveness"]["proven"] == pytest.approx(0.9)  # the score uses any fresh level


def test_readings_are_those_of_the_one_that_lacks_most() -> None:
    case = business(output(values=[1.0]), outcome(values=[1.0, 2.0]), outcome("z", values=[]), cadence="weekly")
    assert run(case)["readings"] == [0, 4]


def test_replay_through_readings() -> None:
    """Quarterly levels average two readings: 80, 80 then 40, 40 gives 0.8, 0.6, 0.4."""
    assert quadrant([1, 1], [0.8, 0.8]) == WORKING
    assert quadrant([1, 1, 1], [0.8, 0.8, 0.4]) == WORKING
    assert quadrant([1, 1, 1, 1], [0.8, 0.8, 0.4, 0.4]) == BUSY
    assert quadrant([1, 1, 1, 1], [0.8, 0.8, 0.6, 0.7]) == WORKING


def test_a_corrected_reading_replays_everything() -> None:
    assert quadrant([1, 1, 1], [0.8, 0.8, 0.5]) == WORKING  # 0.8, then 0.65: still high
    assert quadrant([1, 1, 1], [0.6, 0.8, 0.5]) == BUSY  # 0.7: never high


def dated(targets: list[dict[str, Any]], values: list[float | None], until: str = "2026-06-30") -> dict[str, Any]:
    moved = outcome(values=values)
    del moved["target"]
    return run(business(output(values=[100.0] * 6), moved | {"targets": targets}, until=until))


def test_each_period_is_judged_by_the_plan_in_force_then() -> None:
    steady: list[float | None] = [50.0] * 6  # January to June
    low = [{"from": "2026-01-01", "value": 50}]
    assert dated(low, steady)["quadrant"] == WORKING
    raised = [*low, {"from": "2026-06-01", "value": 100}]
    assert dated(raised, steady)["quadrant"] == WORKING  # low for one period only
    assert dated(raised, steady)["effectiveness"]["proven"] == 0.5
    earlier = [*low, {"from": "2026-05-01", "value": 100}]
    assert dated(earlier, steady)["quadrant"] == BUSY
    midway = [*low, {"from": "2026-06-02", "value": 100}]  # begins after the first day of June
    assert dated(midway, steady)["effectiveness"]["proven"] == 1


def test_there_is_no_plan_before_the_first() -> None:
    result = dated([{"from": "2026-07-01", "value": 50}], [50.0] * 6)
    assert result["metrics"]["y"]["attainment"] is None
    assert "no_target:y" in [finding["id"] for finding in result["findings"]]
    assert result["quadrant"] == "unknown"


def test_another_cadence_enters_with_its_newest_period_complete_by_then() -> None:
    weekly = output(values=[25.0] * 30, target=25, cadence="weekly")
    case = business(weekly, outcome(values=[90.0] * 4), cadence="monthly", until="2026-07-31")
    assert run(case)["quadrant"] == WORKING
    late = business(
        output(values=[*[25.0] * 26, *[0.0] * 4], target=25, cadence="weekly"),
        outcome(values=[90.0] * 4),
        cadence="monthly",
        until="2026-07-31",
    )
    assert run(late)["quadrant"] == WORKING  # fell in July alone: one period
    assert run(late)["productivity"]["proven"] == 0


def test_every_system_and_the_business_have_one() -> None:
    case = business(
        output(values=[100.0] * 3),
        outcome(values=[20.0] * 3),
        {**output("p", [10.0] * 3), "system": "t"},
        {**outcome("q", [100.0] * 3), "system": "t"},
        systems=[system("s"), system("t"), system("empty")],
    )
    result = run(case)
    assert result["systems"]["s"]["quadrant"] == BUSY
    assert result["systems"]["t"]["quadrant"] == LUCK
    assert result["systems"]["empty"]["quadrant"] == "unknown"
    assert result["quadrant"] == STUCK


def test_without_outcome_numbers_it_is_unknown_whatever_the_outputs_say() -> None:
    for values in ([], [N, N, N]):
        result = run(business(output(values=[500.0] * 24), outcome(values=values)))
        assert result["quadrant"] == "unknown"
        assert "false_productivity" not in [finding["kind"] for finding in result["findings"]]
