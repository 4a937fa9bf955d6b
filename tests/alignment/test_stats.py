"""Public numbers of alignment.md 6.1 and agreement with scipy, statsmodels and pymannkendall to 1e-9."""

from __future__ import annotations

import math

import numpy as np
import pymannkendall
import pytest
from scipy import stats as scipy_stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from alignment import stats

NIST = np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
BH_1995 = [
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1,
]


def test_mann_kendall_and_sen_on_the_nist_flow_rates() -> None:
    """S 27, var 125, z 2.32551, p 0.020045, tau 0.6; slope 0.5, intercept 49.0."""
    told = stats.mann_kendall(NIST)
    assert (told.s, told.var) == (27.0, 125.0)
    assert told.z == pytest.approx(2.32551, abs=5e-6)
    assert told.p == pytest.approx(0.020045, abs=5e-7)
    assert told.tau == pytest.approx(0.6)
    line = stats.theil_sen(NIST)
    assert line.slope == pytest.approx(0.5)
    assert line.intercept == pytest.approx(49.0)


def test_mann_kendall_on_one_to_a_hundred() -> None:
    """S 4950, var 112750, z 14.73869998208331, slope 1."""
    series = np.arange(1.0, 101.0)
    told = stats.mann_kendall(series)
    assert (told.s, told.var) == (4950.0, 112750.0)
    assert told.z == pytest.approx(14.73869998208331, abs=1e-12)
    assert stats.theil_sen(series).slope == 1.0


def test_spearman_of_iq_and_hours_of_television() -> None:
    """-29/165."""
    iq = np.array([106.0, 86, 100, 101, 99, 103, 97, 113, 112, 110])
    hours = np.array([7.0, 0, 27, 50, 28, 29, 20, 12, 6, 17])
    assert stats.spearman(iq, hours) == pytest.approx(-29 / 165, abs=1e-12)


def test_benjamini_hochberg_of_1995() -> None:
    """Four rejected at .05; adjusted .0015 .003 .0095 .035625 .0603 ..."""
    adjusted = stats.benjamini_hochberg(BH_1995)
    assert adjusted[:5] == pytest.approx([0.0015, 0.003, 0.0095, 0.035625, 0.0603])
    assert sum(q <= 0.05 for q in adjusted) == 4
    assert stats.benjamini_hochberg([]) == []


def test_wilson_of_ten_in_a_hundred() -> None:
    """0.055229 .. 0.174366."""
    assert stats.wilson(10, 100) == pytest.approx((0.055229, 0.174366), abs=1e-6)


def random_series(number: int) -> np.ndarray:
    """Short and long, smooth and full of ties, with gaps."""
    rng = np.random.default_rng(number)
    n = int(rng.integers(4, 70))
    series = rng.normal(size=n).cumsum() if number % 3 == 0 else rng.normal(size=n)
    if number % 2:
        series = np.round(series * 2) / 2
    series[rng.random(n) < 0.15] = np.nan
    series[:2] = rng.normal(size=2)
    return series


@pytest.mark.parametrize("block", range(10))
def test_agreement_on_300_random_series(block: int) -> None:
    """Thirty series a block: Mann-Kendall, Sen, Spearman, Benjamini-Hochberg and Wilson to 1e-9."""
    for number in range(block * 30, block * 30 + 30):
        series = random_series(number)
        told, theirs = stats.mann_kendall(series), pymannkendall.original_test(series)
        assert (told.s, told.var) == pytest.approx((theirs.s, theirs.var_s), abs=1e-9)
        assert (told.z, told.p) == pytest.approx((theirs.z, theirs.p), abs=1e-9)
        present = series[np.isfinite(series)]
        at = np.flatnonzero(np.isfinite(series)).astype(float)
        slope = scipy_stats.theilslopes(present, at)
        line = stats.theil_sen(series)
        assert (line.slope, line.intercept) == pytest.approx((slope.slope, slope.intercept), abs=1e-9)
        other = np.random.default_rng(number + 1000).integers(0, 5, present.size).astype(float)
        if np.unique(other).size > 1 and np.unique(present).size > 1:
            assert stats.spearman(present, other) == pytest.approx(
                scipy_stats.spearmanr(present, other).statistic, abs=1e-9
            )
        p = np.random.default_rng(number).random(present.size) ** 2
        assert stats.benjamini_hochberg(list(p)) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-9)
        whole = int(present.size) * 7
        part = number % (whole + 1)
        assert stats.wilson(part, whole) == pytest.approx(proportion_confint(part, whole, method="wilson"), abs=1e-9)


def test_phi_without_gaps_is_the_textbook_one() -> None:
    """r1 = sum of neighbour products over sum of squares; phi = r1 + (1 + 3 r1) / n."""
    series = np.array([1.0, 2.0, 4.0, 3.0, 5.0, 7.0, 6.0, 8.0])
    centred = series - series.mean()
    r1 = float(centred[1:] @ centred[:-1] / (centred @ centred))
    assert stats.lag_one(series) == pytest.approx(r1)
    assert stats.corrected_phi(series) == pytest.approx(r1 + (1 + 3 * r1) / 8)


def test_nothing_to_see_is_no_number_out_of_thin_air() -> None:
    """Too short or constant: no trend, no autocorrelation, NaN for a correlation that does not exist."""
    assert stats.mann_kendall(np.array([5.0])).p == 1.0
    assert stats.mann_kendall(np.full(9, 5.0)) == (0.0, 0.0, 0.0, 1.0, 0.0)
    assert math.isnan(stats.spearman(np.ones(5), np.arange(5.0)))
    assert math.isnan(stats.theil_sen(np.array([np.nan, 1.0])).slope)
    assert stats.corrected_phi(np.full(9, 5.0)) == pytest.approx(1 / 9)
