"""Section 3.8: usual range, signals, trend; the public numbers of 6.1 that belong to them."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment.series import moving_ranges
from alignment.signals import limits, memory, usual_range
from alignment.trend import trend
from tests.alignment.reference import autocorrelation

NIST = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
N = None


def rows(values: list[float | None]) -> np.ndarray:
    """A block of one series."""
    return np.array([values], dtype=np.float64)


def test_nist_flow_rates() -> None:
    found = limits(NIST)
    assert found is not None
    assert found.mean == pytest.approx(50.81)
    assert found.mean_range == pytest.approx(1.8778, abs=5e-5)
    assert [found.upper, found.lower] == pytest.approx([55.8049, 45.8151], abs=5e-5)
    assert found.mean + 3 * found.mean_range / 1.128 == pytest.approx(55.8041, abs=5e-5)
    chart = usual_range(NIST)
    assert chart is not None
    assert not chart.provisional
    assert chart.signals == ()


def test_statprocon_three_values() -> None:
    found = limits([3, 4, 5])
    assert found is not None
    assert (found.upper, found.lower, found.range_upper) == pytest.approx((6.66, 1.34, 3.268))
    assert usual_range([3, 4, 5]) is None  # below our minimum length


def test_the_trend_of_the_nist_values() -> None:
    found = trend(NIST)
    assert found.slope == pytest.approx(0.5)
    assert [found.start, found.end, found.periods] == pytest.approx([49, 53.5, 10])


def test_moving_ranges_skip_gaps_unless_few_are_left() -> None:
    assert moving_ranges([1, 2, N, 9, 10, 12, 13]) == [1, 1, 2, 1]
    assert moving_ranges([1, N, 3, N, 6]) == [2, 3]
    assert moving_ranges([1, 2, N, 5]) == [1, 3]


@pytest.mark.parametrize(("n", "provisional"), [(6, True), (9, True), (10, False)])
def test_a_range_is_provisional_below_ten_readings(n: int, provisional: bool) -> None:
    chart = usual_range([1.0, 2.0] * (n // 2) + [1.0] * (n % 2))
    assert chart is not None
    assert chart.provisional is provisional


def rules(values: list[float | None]) -> list[tuple[int, int, str]]:
    chart = usual_range(values)
    assert chart is not None
    return [(signal.index, signal.rule, signal.side) for signal in chart.signals]


def test_rule_1_outside_the_limits() -> None:
    quiet: list[float | None] = [10.0, 11.0] * 8
    assert [one for one in rules([*quiet, N, 20.0]) if one[1] == 1] == [(17, 1, "up")]
    assert [one for one in rules([*quiet, 1.0]) if one[1] == 1] == [(16, 1, "down")]


def test_rule_2_three_of_four_nearer_the_limit() -> None:
    values: list[float | None] = [*[10.0, 11.0] * 8, 12.5, 12.6, 10.5, 12.5]
    found = rules(values)
    assert (19, 2, "up") in found
    assert (18, 2, "up") not in found


def test_rule_3_eight_on_one_side() -> None:
    values: list[float | None] = [*[10.0, 11.0] * 6, *[10.9, 11.1] * 4]
    assert [index for index, rule, _ in rules(values) if rule == 3] == [18, 19]


def test_equal_values_raise_nothing() -> None:
    for value in (0.0, 0.1, 1e300, -7.3):
        chart = usual_range([value] * 30)
        assert chart is not None
        assert chart.signals == ()
        assert trend([value] * 30).name == "flat"


def test_what_is_said_needs_the_newest_periods_and_wider_limits() -> None:
    quiet: list[float | None] = [10.0, 11.0] * 12
    chart = usual_range([*quiet, 30.0])
    assert chart is not None
    assert [(signal.index, signal.said) for signal in chart.signals if signal.rule == 1] == [(24, True)]
    old = usual_range([*quiet, 30.0, *quiet[:8]])
    assert old is not None
    assert [(signal.index, signal.said) for signal in old.signals if signal.rule == 1] == [(24, False)]


def test_limits_for_words_widen_with_memory() -> None:
    draw = random.Random(3)
    slow: list[float | None] = [0.0]
    for _ in range(60):
        slow.append(0.8 * (slow[-1] or 0.0) + draw.gauss(0, 1))
    chart = usual_range(slow)
    assert chart is not None
    phi = autocorrelation(slow)
    assert 0.3 < phi <= 0.8
    assert chart.said_half == pytest.approx(2.66 * chart.limits.mean_range / math.sqrt(1 - phi))


def test_memory_is_corrected_and_held() -> None:
    """phi = r1 + (1 + 3 r1) / n in 0..0.8; 0 for what never changes or is not there."""
    assert memory(rows([1.0, -1.0] * 10))[0] == 0
    assert memory(rows([float(i) for i in range(40)]))[0] == 0.8
    assert memory(rows([5.0] * 9))[0] == 0
    assert memory(rows([N] * 9))[0] == 0
    draw = random.Random(8)
    for gaps in (0.0, 0.3, 0.7):
        values = [None if draw.random() < gaps else draw.gauss(0, 1) for _ in range(30)]
        assert memory(rows(values))[0] == pytest.approx(autocorrelation(values))


@pytest.mark.parametrize(
    ("values", "target", "name"),
    [
        ([1.0] * 7, N, "not_enough"),
        ([N] * 40, N, "not_enough"),
        ([100 + 2.0 * i for i in range(12)], 100, "rising"),
        ([100 - 2.0 * i for i in range(12)], 100, "falling"),
        ([100 + 0.1 * i for i in range(12)], 100, "flat"),  # significant, but under 5 % of the plan
        ([100 + 0.1 * i for i in range(12)], 10, "rising"),  # over 5 % of this plan
        ([100, 101, 99, 100, 102, 98, 100, 101, 99, 100, 100, 101], 100, "flat"),
        ([100, 160, 40, 120, 70, 150, 60, 100, 140, 50], 100, "unclear"),
        ([100, N, 104, 106, N, N, 112, 114, 116, 118, 120], N, "rising"),
    ],
)
def test_trend_classes(values: list[float | None], target: float | None, name: str) -> None:
    assert trend(values, target).name == name


def test_slopes_use_the_true_distance() -> None:
    values: list[float | None] = [N] * 30
    for i in range(0, 30, 3):
        values[i] = 5.0 * i
    found = trend(values)
    assert [found.slope, found.start, found.end, found.periods] == pytest.approx([5, 0, 135, 28])


@pytest.mark.parametrize("size", [1e300, 1.7e308, 1e-300, 5e-324, 1.0])
def test_numbers_near_the_ends_of_a_double(size: float) -> None:
    values: list[float | None] = [size / 12 * (i + 1) for i in range(12)]
    assert trend(values, size).name == ("rising" if values[0] != values[-1] else "flat")
    usual_range(values)
    assert trend([size, -size] * 10, size).name == "flat"


@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)), max_size=60))
def test_any_series_has_a_class(values: list[float | None]) -> None:
    assert trend(values).name in ("not_enough", "rising", "falling", "flat", "unclear")
    chart = usual_range(values)
    assert chart is None or all(values[signal.index] is not None for signal in chart.signals)
