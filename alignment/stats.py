"""Small statistics the engine shares, each with its source; tests compare them with scipy and its like.

Series are float64 arrays of shape (n,), oldest first, with NaN for a missing period, unless said otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

Z_95 = 1.959963984540054  # two-sided 95 %
Z_80 = 1.2815515655446004  # two-sided 80 %


class MannKendall(NamedTuple):
    """Trend test: S (sign sum), its variance under no trend, z with continuity correction, two-sided p, tau."""

    s: float
    var: float
    z: float
    p: float
    tau: float


class Line(NamedTuple):
    """A straight line over the period index 0, 1, 2 ..."""

    slope: float
    intercept: float


def normal_cdf(z: float) -> float:
    """Share of the standard normal below z."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def two_sided(z: float) -> float:
    """Two-sided p of a standard normal z."""
    return math.erfc(abs(z) / math.sqrt(2.0))


def ranks(values: Array) -> Array:
    """Average ranks 1..n of values without NaN; equal values share the mean of their ranks."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    out = np.empty(values.size)
    out[order] = np.arange(1.0, values.size + 1.0)
    new = np.empty(values.size, dtype=bool)
    new[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    if not new.all():
        starts = np.flatnonzero(new)
        counts = np.diff(np.append(starts, values.size))
        out[order] = np.repeat(starts + (counts + 1) / 2.0, counts)
    return out


def spearman(x: Array, y: Array) -> float:
    """Rank correlation with ties by average ranks; NaN when one side is constant. No missing values."""
    rx, ry = ranks(x), ranks(y)
    rx -= rx.mean()
    ry -= ry.mean()
    spread = math.sqrt(float(rx @ rx) * float(ry @ ry))
    return float(rx @ ry) / spread if spread > 0 else math.nan


def wilson(part: float, whole: float, z: float = Z_95) -> tuple[float, float]:
    """Wilson score interval of part / whole (0 <= part <= whole, whole > 0)."""
    share = part / whole
    width = 1.0 + z * z / whole
    middle = (share + z * z / (2.0 * whole)) / width
    half = z / width * math.sqrt(share * (1.0 - share) / whole + z * z / (4.0 * whole * whole))
    return max(0.0, middle - half), min(1.0, middle + half)


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Adjusted p-values (Benjamini and Hochberg 1995) in the order given; q <= level controls the false share."""
    values = np.asarray(p, dtype=np.float64)
    if values.size == 0:
        return []
    order = np.argsort(values, kind="stable")
    scaled = values[order] * values.size / np.arange(1, values.size + 1)
    lowest = np.minimum.accumulate(scaled[::-1])[::-1]
    adjusted = np.empty_like(lowest)
    adjusted[order] = np.minimum(lowest, 1.0)
    return [float(q) for q in adjusted]


def median(values: Array) -> float:
    """Median of at least one value without NaN; a third of the time of numpy's, which looks for NaN first."""
    half = values.size // 2
    if values.size % 2:
        return float(np.partition(values, half)[half])
    near = np.partition(values, (half - 1, half))
    return float((near[half - 1] + near[half]) / 2.0)


@lru_cache(maxsize=64)
def _pairs(n: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Positions of the earlier and the later value of every pair of n."""
    first, second = np.triu_indices(n, 1)
    return first, second


def theil_sen(series: Array) -> Line:
    """Median of all pairwise slopes over true period distance, through both medians. NaN without two values."""
    at = np.flatnonzero(np.isfinite(series))
    if at.size < 2:
        return Line(math.nan, math.nan)
    values = series[at]
    first, second = _pairs(at.size)
    slope = median((values[second] - values[first]) / (at[second] - at[first]))
    return Line(slope, median(values) - slope * median(at.astype(np.float64)))


def mann_kendall(series: Array) -> MannKendall:
    """Mann-Kendall, variance corrected for ties, with continuity correction (Hirsch, Slack and Smith 1982)."""
    values = series[np.isfinite(series)]
    n = values.size
    if n < 2:
        return MannKendall(0.0, 0.0, 0.0, 1.0, 0.0)
    first, second = _pairs(n)
    s = float(np.sign(values[second] - values[first]).sum())
    var = kendall_variance(values, n)
    z = kendall_z(s, var)
    return MannKendall(s, var, z, two_sided(z), s / (0.5 * n * (n - 1)))


def kendall_variance(values: Array | None, n: int) -> float:
    """Variance of S under no trend; `values` only where some are equal, None for none."""
    ties = np.unique(values, return_counts=True)[1].astype(np.float64) if values is not None else np.zeros(0)
    return (n * (n - 1) * (2 * n + 5) - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18.0


def kendall_z(s: float, var: float) -> float:
    """z of S with continuity correction."""
    return (s - math.copysign(1.0, s)) / math.sqrt(var) if s != 0 and var > 0 else 0.0


def lag_one(series: Array) -> float:
    """Lag-1 autocorrelation around the mean over neighbouring periods; 0 where there is nothing to see.

    With no gaps this is the usual sum of products over sum of squares; with gaps the sum of products is scaled up to
    the n - 1 neighbours a full series of the same count would have.
    """
    present = np.isfinite(series)
    n = int(present.sum())
    if n < 3:
        return 0.0
    centred = np.where(present, series - series[present].mean(), 0.0)
    pairs = int((present[1:] & present[:-1]).sum())
    squares = float(centred @ centred)
    if pairs < 2 or squares <= 0.0:
        return 0.0
    return float(centred[1:] @ centred[:-1]) / squares * (n - 1) / pairs


def corrected_phi(series: Array) -> float:
    """Bias-corrected lag-1 autocorrelation, phi = r1 + (1 + 3 r1) / n (alignment.md 3.8); not clipped."""
    n = int(np.isfinite(series).sum())
    if n < 3:
        return 0.0
    r1 = lag_one(series)
    return r1 + (1.0 + 3.0 * r1) / n
