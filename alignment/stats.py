"""Small statistics the engine shares, each with its source; tests compare them with scipy and its like."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

Z_95 = 1.959963984540054  # two-sided 95 %
Z_80 = 1.2815515655446004  # two-sided 80 %


def normal_cdf(z: float) -> float:
    """Share of the standard normal below z."""
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def two_sided(z: float) -> float:
    """Two-sided p of a standard normal z."""
    return math.erfc(abs(z) / math.sqrt(2.0))


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


def kendall_variance(values: Array | None, n: int) -> float:
    """Variance of Mann-Kendall's S under no trend, corrected for ties; `values` None where none are equal."""
    whole = n * (n - 1) * (2 * n + 5)
    if values is None:
        return whole / 18.0
    ties = np.unique(values, return_counts=True)[1].astype(np.float64)
    return (whole - float((ties * (ties - 1) * (2 * ties + 5)).sum())) / 18.0


def kendall_z(s: float, var: float) -> float:
    """z of S with continuity correction (Hirsch, Slack and Smith 1982)."""
    return (s - math.copysign(1.0, s)) / math.sqrt(var) if s != 0 and var > 0 else 0.0
