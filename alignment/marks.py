"""How near every metric was to its plan at every period, for all metrics of a business at once (sections 3.7 and 5).

The block path of what `quadrant` needs: means of the last w readings by plain sums, right to fifteen digits and not to
the last bit. A score closer to a cut than `NEAR` is worked out again by the exact path, so both give the same verdict.

Shapes: metrics are rows and periods columns, oldest first, all rows ending at the same newest period; NaN where
nothing may be judged.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alignment.attainment import Ruler
from alignment.case import Metric
from alignment.level import STALE_AFTER
from alignment.stats import Array

NEAR = 1e-12
HUGE = 1e150  # sums and products of larger numbers are left to the exact path


def plain(metric: Metric, rulers: Sequence[Ruler]) -> bool:
    """Whether the block path may take a metric: no range, nothing all or nothing, numbers of a usual size."""
    if not metric.values or any(ruler.direction == "range" or ruler.zero is None for ruler in rulers):
        return False
    some = list(filter(None, metric.values)) or [0.0]
    ends = [(ruler.lo, ruler.zero or 0.0) for ruler in rulers]
    size = max(max(some), -min(some), *(abs(end) for both in ends for end in both))
    return size < HUGE and all(min(abs(lo - zero), HUGE) > 1 / HUGE for lo, zero in ends)


def marks(rows: Array, w: int, target: Array, zero: Array, higher: Array) -> Array:
    """Attainment of the mean of the last w readings at every period; the rule of `level.judged`.

    `rows`, `target`, `zero` and the answer are (r, n), `higher` is (r,); no plan is NaN.
    """
    count, n = rows.shape
    there = np.isfinite(rows)
    sofar = there.cumsum(axis=1)
    before = np.hstack([np.zeros((count, 2 * w), dtype=sofar.dtype), sofar])  # before[:, t + 2w - k]: k periods ago
    enough = sofar - before[:, :n] >= w
    enough &= sofar - before[:, 2 * w - STALE_AFTER - 1 : 2 * w - STALE_AFTER - 1 + n] > 0
    packed = np.take_along_axis(rows, np.argsort(~there, axis=1, kind="stable"), axis=1)
    packed = np.hstack([packed, np.zeros((count, w))])
    mean = sum((packed[:, k : k + n] for k in range(1, w)), packed[:, :n]) / w  # of w readings from each on
    level = np.take_along_axis(mean, np.maximum(sofar - w, 0), axis=1)
    met = np.where(higher[:, None], level >= target, level <= target)
    share = (level - zero) / (target - zero)
    return np.where(enough, np.where(met, 1.0, np.clip(share, 0.0, 1.0)), np.nan)


def bands(weights: Sequence[float], rows: Array) -> tuple[Array, Array] | None:
    """(proven, possible) at every period for metrics with these weights, as `scores.band`; None without any weight."""
    top = max(weights, default=0.0)
    if top <= 0:
        return None
    scaled = np.array([weight / top for weight in weights])
    known = np.isfinite(rows)
    whole = scaled.sum()
    proven = np.minimum(scaled @ np.where(known, rows, 0.0) / whole, 1.0)
    possible = np.minimum(proven + (1.0 - scaled @ known / whole), 1.0)
    return proven, np.where(known.all(axis=0), proven, possible)
