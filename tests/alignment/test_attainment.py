"""Section 3.2: every row of the table, and its properties."""

from __future__ import annotations

import math
import sys
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from alignment.attainment import attainment, noise_of, ruler
from alignment.case import Plan
from alignment.words.level import over_words

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-3)
DIRECTIONS = st.sampled_from(["higher", "lower"])


@pytest.mark.parametrize(
    ("value", "keys", "expected"),
    [
        (50, {"direction": "higher", "target": 100}, 0.5),  # zero point 0
        (100, {"direction": "higher", "target": 100}, 1),
        (250, {"direction": "higher", "target": 100}, 1),  # over-delivery is capped
        (-5, {"direction": "higher", "target": 100}, 0),
        (75, {"direction": "higher", "target": 100, "zero": 50}, 0.5),
        (40, {"direction": "higher", "target": 100, "zero": 50}, 0),
        (-50, {"direction": "higher", "target": 0, "zero": -100}, 0.5),
        (100, {"direction": "lower", "target": 100}, 1),
        (150, {"direction": "lower", "target": 100}, 0.5),  # zero point 2T
        (200, {"direction": "lower", "target": 100}, 0),
        (900, {"direction": "lower", "target": 100}, 0),
        (0, {"direction": "lower", "target": 100}, 1),
        (7, {"direction": "lower", "target": 6, "zero": 8}, 0.5),
        (-15, {"direction": "higher", "target": -10}, 0.5),  # s = abs(T)
        (-20, {"direction": "higher", "target": -10}, 0),
        (-5, {"direction": "lower", "target": -10}, 0.5),
        (0, {"direction": "lower", "target": -10}, 0),
        (-1.128, {"direction": "higher", "target": 0, "history": [1, 2, 3]}, 1 - 1.128**2 / 3),  # s = 3 x 1 / 1.128
        (1.128, {"direction": "lower", "target": 0, "history": [1, 2, 3]}, 1 - 1.128**2 / 3),
        (0, {"direction": "lower", "target": 0}, 1),  # no scale: all or nothing
        (0.001, {"direction": "lower", "target": 0}, 0),
        (-0.001, {"direction": "higher", "target": 0, "history": [5, 5, 5]}, 0),
        (12, {"direction": "range", "lo": 10, "hi": 14}, 1),
        (10, {"direction": "range", "lo": 10, "hi": 14}, 1),
        (16, {"direction": "range", "lo": 10, "hi": 14}, 0.5),  # tolerance hi - lo
        (8, {"direction": "range", "lo": 10, "hi": 14}, 0.5),
        (5, {"direction": "range", "lo": 10, "hi": 14}, 0),
        (16, {"direction": "range", "lo": 10, "hi": 14, "tol": 8}, 0.75),
        (15, {"direction": "range", "lo": 10, "hi": 10}, 0.5),  # a point: s = abs(10)
        (12, {"direction": "range", "lo": 10, "hi": 10, "tol": 4}, 0.5),
        (0, {"direction": "range", "lo": 0, "hi": 0}, 1),
        (0.5, {"direction": "range", "lo": 0, "hi": 0}, 0),
    ],
)
def test_every_row_of_the_table(value: float, keys: dict[str, Any], expected: float) -> None:
    assert attainment(value, **keys) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_what_is_missing_has_no_attainment(value: float | None) -> None:
    assert attainment(value, "higher", target=100) is None


def test_without_a_plan_there_is_no_attainment() -> None:
    assert attainment(5, "higher") is None
    assert attainment(5, "range", lo=3) is None


@pytest.mark.parametrize(
    "keys",
    [
        {"direction": "higher", "target": 10, "zero": 10},
        {"direction": "higher", "target": 10, "zero": 11},
        {"direction": "lower", "target": 10, "zero": 10},
        {"direction": "lower", "target": 10, "zero": 9},
        {"direction": "range", "lo": 3, "hi": 2},
    ],
)
def test_a_zero_point_on_the_wrong_side_and_a_turned_range_are_errors(keys: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        attainment(5, **keys)


def test_the_scale_is_frozen_after_twelve_readings() -> None:
    first: list[float | None] = [float(i % 2) for i in range(12)]
    assert noise_of([*first, 900, -900]) == noise_of(first) == pytest.approx(3 / 1.128)
    gaps: list[float | None] = [None, *first[:6], None, None, *first[6:], None, 900.0]
    assert noise_of(gaps) == pytest.approx(3 / 1.128)


def test_all_or_nothing_is_marked() -> None:
    assert ruler("higher", Plan(0, 0)).all_or_nothing
    assert not ruler("higher", Plan(0, 0), noise=1.0).all_or_nothing
    assert ruler("range", Plan(0, 0)).all_or_nothing


@given(DIRECTIONS, NUMBERS, NUMBERS, NUMBERS, st.lists(NUMBERS, max_size=5))
@example("higher", 0.0, 0.0, 0.0, [sys.float_info.max, 0.0] * 2)
def test_it_is_bounded_and_one_when_met(way: Any, target: float, x: float, other: float, history: list[float]) -> None:
    score = attainment(x, way, target=target, history=history)
    assert score is not None
    assert 0 <= score <= 1
    if (x >= target) if way == "higher" else (x <= target):
        assert score == 1


@given(DIRECTIONS, NUMBERS, NUMBERS, NUMBERS, st.lists(NUMBERS, max_size=5))
def test_it_rises_towards_the_plan(way: Any, target: float, x: float, y: float, history: list[float]) -> None:
    worse, better = (min(x, y), max(x, y)) if way == "higher" else (max(x, y), min(x, y))
    a, b = (attainment(v, way, target=target, history=history) for v in (worse, better))
    assert a is not None
    assert b is not None
    assert a <= b


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_a_range_is_bounded_and_falls_on_both_sides(lo: float, hi: float, x: float, y: float) -> None:
    assume(lo <= hi)
    a, b = (attainment(v, "range", lo=lo, hi=hi) for v in sorted((x, y)))
    assert a is not None
    assert b is not None
    assert 0 <= a <= 1
    if y <= lo and x <= lo:
        assert a <= b
    if x >= hi and y >= hi:
        assert a >= b


@given(DIRECTIONS, PLAIN, PLAIN, st.one_of(st.none(), PLAIN), st.floats(1e-3, 1e3))
def test_it_does_not_depend_on_the_unit(way: Any, target: float, x: float, zero: float | None, k: float) -> None:
    if zero is not None:
        assume(zero < target if way == "higher" else zero > target)
        assume(abs(zero - target) > 1e-6 * max(abs(zero), abs(target)))
    assume(abs(x - target) > 1e-9 * max(abs(x), abs(target)))
    one = attainment(x, way, target=target, zero=zero)
    scaled = None if zero is None else k * zero
    other = attainment(k * x, way, target=k * target, zero=scaled)
    assert other == pytest.approx(one, abs=1e-6)


@pytest.mark.parametrize("size", [1e300, 1e-300, 1.7e308, 5e-324])
@pytest.mark.parametrize("way", ["higher", "lower"])
def test_numbers_near_the_ends_of_a_double(size: float, way: Any) -> None:
    for target in (size, -size):
        for x in (size, -size, 0.0, size / 2):
            score = attainment(x, way, target=target, history=[size, -size, size])
            assert score is not None
            assert 0 <= score <= 1
    assert attainment(1e300, "higher", target=2e300) == pytest.approx(0.5)
    assert attainment(1e-300, "higher", target=2e-300) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("level", "way", "plan", "unit", "words"),
    [
        (486, "higher", Plan(450, 450), "", "8% over plan"),
        (111, "higher", Plan(100, 100), "", "11% over plan"),
        (100.9, "higher", Plan(100, 100), "", ""),
        (101, "higher", Plan(100, 100), "", "1% over plan"),
        (99, "higher", Plan(100, 100), "", ""),
        (89, "lower", Plan(100, 100), "", "11% under the limit"),
        (110, "lower", Plan(100, 100), "", ""),
        (5, "higher", Plan(0, 0), "$", "$5 over plan"),
        (-4, "lower", Plan(0, 0), "calls", "4 calls under the limit"),
        (-8, "higher", Plan(-10, -10), "%", "2% over plan"),
        (0, "higher", Plan(0, 0), "", ""),
        (12, "range", Plan(10, 14), "", "inside the plan"),
        (15, "range", Plan(10, 14), "", ""),
    ],
)
def test_over_delivery_in_words(level: float, way: Any, plan: Plan, unit: str, words: str) -> None:
    assert over_words(level, way, plan, unit) == words
