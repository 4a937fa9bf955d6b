"""Section 3.4: the level, and when it no longer counts."""

from __future__ import annotations

from typing import Any

import pytest

from alignment.level import level
from tests.alignment.build import business, outcome, output, run

N = None


@pytest.mark.parametrize(
    ("cadence", "values", "value", "present", "age", "run_"),
    [
        ("weekly", [9, 1, 2, 3, 4], 2.5, 5, 0, True),
        ("monthly", [9, 1, 2, 3], 2, 4, 0, True),
        ("quarterly", [9, 1, 2], 1.5, 3, 0, True),
        ("monthly", [34, 38, N, 42], 38, 3, 0, False),
        ("monthly", [5], 5, 1, 0, False),
        ("monthly", [], N, 0, N, False),
        ("monthly", [N, N], N, 0, N, False),
        ("monthly", [1, 2, 3, N], 2, 3, 1, False),
        ("monthly", [1, 2, 3, N, N], 2, 3, 2, False),
        ("monthly", [1, 2, 3, N, N, N], N, 3, 3, False),  # three complete periods without a reading
        ("monthly", [1, N, N, N, N, N, 8], 8, 1, 0, False),  # readings before the last 2w periods do not count
        ("quarterly", [1, 2, N, N, N, N, N], N, 0, 5, False),
    ],
)
def test_level(
    cadence: Any, values: list[float | None], value: float | None, present: int, age: int | None, run_: bool
) -> None:
    found = level(values, cadence)
    assert (found.value, found.present, found.age, found.run) == (value, present, age, run_)
    assert found.fresh == (value is not None)
    assert found.stale == (age is not None and age > 2)


def test_a_series_cut_back_reads_as_it_did_then() -> None:
    values = [1.0, 2.0, N, 4.0, N, N, N]
    for end in range(len(values) + 1):
        assert level(values, "monthly", end) == level(values[:end], "monthly")


def test_a_range_is_scored_by_its_readings_and_not_by_their_mean() -> None:
    swinging = outcome(values=[10, 2, 10, 2], direction="range", lo=5, hi=7, target=None, cadence="weekly")
    result = run(business(swinging, cadence="weekly"))["metrics"]["y"]
    assert result["level"] == 6
    assert result["attainment"] == 0


def test_stale_has_a_level_no_more_and_says_so() -> None:
    result = run(business(output(values=[90, 90, 90]), outcome(values=[80, 80, 80, N, N, N])))
    assert result["metrics"]["y"] == {
        "level": None, "attainment": None, "n": 3, "fresh": False, "trend": "not_enough", "signals": [],
    }  # fmt: skip
    assert result["effectiveness"] == {"proven": 0, "possible": 1, "coverage": 0}
    assert "stale:y" in [finding["id"] for finding in result["findings"]]
