"""Public numbers of alignment.md 6.1 and agreement with scipy, statsmodels and pymannkendall to 1e-9."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pymannkendall
import pytest
from scipy import stats as scipy_stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from alignment import rows, stats
from alignment.pairwise import lines_of, pairs_of
from alignment.permutation import correlations_at

NIST = np.array([49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1])
BH_1995 = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1,
]  # fmt: skip


def rho_of(x: stats.Array, y: stats.Array) -> float:
    """The engine's rank correlation of two series without gaps."""
    return float(correlations_at(x[None], y[None], [0])[0][0])


def kendall_of(series: stats.Array) -> tuple[float, float, float, float]:
    """(S, its variance, z, p) of Mann-Kendall, from the engine's parts."""
    told = pairs_of(series[None])
    present = series[np.isfinite(series)]
    s = float(told.signs[0])
    var = stats.kendall_variance(present if told.tied[0] else None, present.size)
    z = stats.kendall_z(s, var)
    return s, var, z, stats.two_sided(z)


def line_through(series: stats.Array) -> tuple[float, float]:
    """(slope, intercept) of Theil and Sen, both ways the engine works them out."""
    slope, intercept = (float(part[0]) for part in lines_of(series[None]))
    told = pairs_of(series[None])
    assert (slope, intercept) == (told.slope[0], told.middle[0] - told.slope[0] * told.centre[0])
    return slope, intercept


def test_mann_kendall_and_sen_on_the_nist_flow_rates() -> None:
    """S 27, var 125, z 2.32551, p 0.020045, tau 0.6; slope 0.5, intercept 49.0."""
    s, var, z, p = kendall_of(NIST)
    assert (s, var) == (27.0, 125.0)
    assert z == pytest.approx(2.32551, abs=5e-6)
    assert p == pytest.approx(0.020045, abs=5e-7)
    assert s / pairs_of(NIST[None]).pairs[0] == pytest.approx(0.6)  # tau
    assert line_through(NIST) == pytest.approx((0.5, 49.0))


def test_mann_kendall_on_one_to_a_hundred() -> None:
    """S 4950, var 112750, z 14.73869998208331, slope 1."""
    series = np.arange(1.0, 101.0)
    s, var, z, _ = kendall_of(series)
    assert (s, var) == (4950.0, 112750.0)
    assert z == pytest.approx(14.73869998208331, abs=1e-12)
    assert line_through(series)[0] == 1.0


def test_spearman_of_iq_and_hours_of_television() -> None:
    """-29/165."""
    iq = np.array([106.0, 86, 100, 101, 99, 103, 97, 113, 112, 110])
    hours = np.array([7.0, 0, 27, 50, 28, 29, 20, 12, 6, 17])
    assert rho_of(iq, hours) == pytest.approx(-29 / 165, abs=1e-12)


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
    """Thirty series a block, ties and gaps: Mann-Kendall, Sen, Spearman, Benjamini-Hochberg and Wilson to 1e-9."""
    for number in range(block * 30, block * 30 + 30):
        series = random_series(number)
        theirs = pymannkendall.original_test(series)
        assert kendall_of(series) == pytest.approx((theirs.s, theirs.var_s, theirs.z, theirs.p), abs=1e-9)
        there = np.isfinite(series)
        slope = scipy_stats.theilslopes(series[there], np.flatnonzero(there).astype(float))
        assert line_through(series) == pytest.approx((slope.slope, slope.intercept), abs=1e-9)
        other = random_series(number + 1000)[: series.size]
        both = there[: other.size] & np.isfinite(other)
        if np.unique(other[both]).size > 1 and np.unique(series[: other.size][both]).size > 1:
            rho, pairs = correlations_at(series[None, : other.size], other[None], [0])
            expected = scipy_stats.spearmanr(series[: other.size][both], other[both]).statistic
            assert (rho[0], pairs[0]) == (pytest.approx(expected, abs=1e-9), both.sum())
        p = np.random.default_rng(number).random(there.sum()) ** 2
        assert stats.benjamini_hochberg(list(p)) == pytest.approx(multipletests(p, method="fdr_bh")[1], abs=1e-9)
        whole = int(there.sum()) * 7
        part = number % (whole + 1)
        assert stats.wilson(part, whole) == pytest.approx(proportion_confint(part, whole, method="wilson"), abs=1e-9)


def test_the_300_series_have_ties_and_gaps() -> None:
    """Otherwise agreement would say less than it seems to."""
    made = [random_series(number) for number in range(300)]
    assert sum(np.isnan(series).any() for series in made) > 200
    tied = [np.unique(series[np.isfinite(series)]).size < np.isfinite(series).sum() for series in made]
    assert 100 < sum(tied) < 250


def test_the_rainfall_of_pymannkendall() -> None:
    """Thirty years of months, full of ties. Their slope counts readings, as if no month were missing; ours months."""
    lines = (Path(__file__).parent / "rainfall.txt").read_text("utf-8").splitlines()
    cells = [cell for line in lines if not line.startswith("#") for cell in line.split()[1:]]
    rain = np.array([math.nan if cell == "-" else float(cell) for cell in cells])
    s, var, z, p = kendall_of(rain)
    assert (rain.size, s) == (360, -1959)
    assert var == pytest.approx(4889800.3333, abs=5e-5)
    assert (z, p) == pytest.approx((-0.885456, 0.375911), abs=5e-7)
    assert line_through(rain[np.isfinite(rain)])[0] == pytest.approx(-0.00645161, abs=5e-9)
    assert line_through(rain)[0] == pytest.approx(pymannkendall.original_test(rain).slope, abs=1e-12)


def test_phi_without_gaps_is_the_textbook_one() -> None:
    """r1 = sum of neighbour products over sum of squares; phi = r1 + (1 + 3 r1) / n."""
    series = np.array([1.0, 2.0, 4.0, 3.0, 5.0, 7.0, 6.0, 8.0])
    centred = series - series.mean()
    r1 = float(centred[1:] @ centred[:-1] / (centred @ centred))
    assert rows.lag_one(series[None])[0] == pytest.approx(r1)
    assert rows.corrected_phi(series[None])[0] == pytest.approx(r1 + (1 + 3 * r1) / 8)


def test_nothing_to_see_is_no_number_out_of_thin_air() -> None:
    """Too short or constant: no trend, no autocorrelation, NaN for a slope that does not exist."""
    assert kendall_of(np.array([5.0])) == (0.0, 0.0, 0.0, 1.0)
    assert kendall_of(np.full(9, 5.0)) == (0.0, 0.0, 0.0, 1.0)
    assert math.isnan(lines_of(np.array([[np.nan, 1.0]]))[0][0])
    assert rows.corrected_phi(np.full((1, 9), 5.0))[0] == pytest.approx(1 / 9)
    assert rows.row_means(np.full((1, 3), np.nan))[0] == 0.0


def test_equal_values_have_their_value_as_mean() -> None:
    """Ten tenths add up to a little less than one."""
    assert rows.row_means(np.full((1, 10), 0.1))[0] == 0.1
