"""Over-optimisation (alignment.md 3.13): found where planted, silent where the outcome follows or nothing moves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignment import overopt
from tests.alignment.generator import gen_pair


def flags(kind: str, n: int, runs: int = 150) -> list[str | None]:
    """The class of each planted pair, at 8 % noise."""
    rng = np.random.default_rng(3)
    found = [overopt.shape(*gen_pair(rng, kind, n, sd=0.08).readings()) for _ in range(runs)]
    return [one.cls if one else None for one in found]


def test_the_floors_at_24_periods() -> None:
    """6.8.8: at least 0.70 found, at most 0.05 of those that follow."""
    assert flags("over_optimised", 24).count("over_optimised") / 150 >= 0.70
    assert sum(cls is not None for cls in flags("follows", 24)) / 150 <= 0.05
    assert sum(cls is not None for cls in flags("both_flat", 24)) / 150 <= 0.07


def test_never_helped_is_told_from_stopped_helping() -> None:
    """An output that grew alone is "not following"; called over-optimised at most one time in eight."""
    told = flags("never_related", 24)
    assert told.count("not_following") / 150 >= 0.65
    assert told.count("over_optimised") / 150 <= 0.125


def test_below_18_pairs_only_two_halves_and_only_not_following() -> None:
    """Short series never say "over-optimised"."""
    assert "over_optimised" not in flags("over_optimised", 12)
    rng = np.random.default_rng(1)
    short = overopt.shape(*gen_pair(rng, "never_related", 17, sd=0.05, miss=0.0).readings())
    assert short is not None
    assert (short.window, short.cls, short.early) == ("half", "not_following", None)


def test_the_numbers_of_a_clear_case() -> None:
    """Output up by half a third at a time; the outcome followed at 0.9 and then stood still."""
    x = [10.0] * 8 + [15.0] * 8 + [22.5] * 8
    y = [100.0] * 8 + [100.0 * 1.5**0.9] * 8 + [100.0 * 1.5**0.9] * 8
    told = overopt.shape(x, y)
    assert told is not None
    assert (told.cls, told.window, told.n) == ("over_optimised", "third", 24)
    assert told.dx == pytest.approx(0.5)
    assert told.dy == pytest.approx(0.0)
    assert told.early == pytest.approx(0.9)
    assert told.late == pytest.approx(0.0)
    assert told.upper > 0.0


def test_changes_are_in_the_direction_of_the_plan() -> None:
    """Days to get paid fall from 40 to 30: improved by a quarter."""
    days = [40.0] * 6 + [30.0] * 6
    told = overopt.shape(days, [5.0] * 12, x_lower=True)
    assert told is not None
    assert told.dx == pytest.approx(0.25)
    assert told.cls == "not_following"
    other = overopt.shape(days, [5.0] * 12)
    assert other is not None
    assert other.cls is None


def test_a_known_lag_moves_the_outcome() -> None:
    """Pairs are made of an output and the outcome `lag` periods later; series end together."""
    x: list[float | None] = [1.0, 2.0, 3.0, None, 5.0]
    y: list[float | None] = [9.0, 10.0, 20.0, 30.0, 40.0, 50.0]
    early, late = overopt.pairs(x, y, 1)
    assert early.tolist() == [1.0, 2.0, 3.0]
    assert late.tolist() == [20.0, 30.0, 40.0]
    assert overopt.pairs(x, y, 99)[0].size == 0


def test_negative_numbers_are_measured_by_their_usual_size() -> None:
    """No logs below zero: a change is a share of the mean size."""
    x = [-1.0, 1.0] * 6 + [3.0, 5.0] * 6
    told = overopt.shape(x, [1.0, 1.1] * 12)
    assert told is not None
    assert told.dx > 0


readings = st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)), max_size=60)


@given(x=readings, y=readings, down=st.booleans(), lag=st.integers(0, 100))
@settings(max_examples=120, deadline=None)
def test_any_numbers_get_a_finite_answer(x: list[float | None], y: list[float | None], down: bool, lag: int) -> None:
    """No exception, no warning, no NaN out."""
    told = overopt.shape(x, y, down, not down, lag)
    if told is not None:
        numbers = [told.dx, told.dy, told.upper, told.early, told.late]
        assert all(number is None or math.isfinite(number) for number in numbers)


def test_the_unit_does_not_matter() -> None:
    """The same shape in cents and in millions."""
    rng = np.random.default_rng(7)
    x, y = gen_pair(rng, "over_optimised", 36, sd=0.08).readings()
    one = overopt.shape(x, y)
    other = overopt.shape([None if v is None else v * 1e9 for v in x], [None if v is None else v * 1e-9 for v in y])
    assert one is not None
    assert other is not None
    assert one.cls == other.cls
    assert one.dx == pytest.approx(other.dx)
