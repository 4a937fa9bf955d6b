"""Over-optimisation (alignment.md 3.13): an output still rises, its outcome no longer follows.

A shape test over windows of the paired series: thirds A, B, C from 18 pairs on, below that two halves and only
"not_following". The upper bound of the outcome's change is tested, not its estimate, so noise leads to silence.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from alignment.residuals import Reading, as_array
from alignment.series import MR_TO_SD
from alignment.stats import Array

MIN_PAIRS, MIN_THIRDS = 8, 18
RISE = 0.10  # what counts as a rise of the output
SURE, BOUND = 1.645, 1.28  # one-sided 95 % for the rise, 90 % for the outcome
FOLLOWS, FOLLOWED = 0.5, 0.3  # share of the output's change the outcome should show; showed earlier
EARLY_RISE = 0.05


@dataclass(frozen=True)
class Shape:
    """How the newest window compares with the one before; changes are shares in the direction of the plan."""

    cls: str | None  # over_optimised, not_following, or None
    window: str  # third or half
    n: int  # pairs
    dx: float  # change of the output
    dy: float  # change of the outcome
    upper: float  # the most the outcome can have changed, normal ups and downs allowed for (90 %)
    early: float | None  # % in the outcome per 1 % in the output, first window to second; None without thirds or a rise
    late: float | None  # the same, second window to newest


@dataclass(frozen=True)
class _Side:
    """One series of the pair: window means and its noise, in logs where all values are positive."""

    means: tuple[float, ...]
    counts: tuple[int, ...]
    noise: float  # standard deviation from moving ranges, which a trend does not inflate
    logs: bool
    lower: bool

    def change(self, at: int) -> float:
        """Difference between window `at` and the one before."""
        return self.means[at] - self.means[at - 1]

    def error(self, at: int) -> float:
        """Its standard error."""
        return self.noise * math.sqrt(1.0 / self.counts[at - 1] + 1.0 / self.counts[at])

    def share(self, change: float) -> float:
        """A change as a share: logs undone, always in the direction of the plan."""
        if not self.logs:
            return change
        return -math.expm1(min(-change, 700.0)) if self.lower else math.expm1(min(change, 700.0))


def _side(values: Array, windows: int, lower: bool) -> _Side:
    """Logs when positive, else in units of the usual size; turned so that larger is better. `values` without NaN."""
    logs = bool(values.min() > 0)
    series = np.log(values) if logs else _in_usual_size(values)
    if lower:
        series = -series
    n = series.size
    ends = [0]
    for i in range(windows):  # as even as can be, the longer ones first
        ends.append(ends[-1] + n // windows + (i < n % windows))
    means = tuple(float(np.add.reduce(series[a:b])) / (b - a) for a, b in pairwise(ends))
    noise = float(np.add.reduce(np.abs(series[1:] - series[:-1]))) / (n - 1) / MR_TO_SD
    return _Side(means, tuple(b - a for a, b in pairwise(ends)), noise, logs, lower)


def _in_usual_size(values: Array) -> Array:
    size = float(np.abs(values).max())
    if size == 0:
        return values
    series = values / size
    return np.asarray(series / max(float(np.abs(series).mean()), 1e-300))


def pairs(x: Sequence[Reading], y: Sequence[Reading], lag: int = 0) -> tuple[Array, Array]:
    """Both values of every period that has them, oldest first; series end at the same period, y `lag` periods later."""
    early, late = as_array(x), as_array(y)
    length = min(early.size, late.size)
    early, late = early[early.size - length :], late[late.size - length :]
    early, late = early[: max(0, length - lag)], late[min(lag, length) :]
    both = np.isfinite(early) & np.isfinite(late)
    return early[both], late[both]


def shape(
    x: Sequence[Reading],
    y: Sequence[Reading],
    x_lower: bool = False,
    y_lower: bool = False,
    lag: int = 0,
) -> Shape | None:
    """Compare output x and outcome y of one link of sign +1 at one cadence; None with fewer than eight pairs."""
    left, right = pairs(x, y, lag)
    n = int(left.size)
    if n < MIN_PAIRS:
        return None
    windows = 3 if n >= MIN_THIRDS else 2
    out, res = _side(left, windows, x_lower), _side(right, windows, y_lower)
    last = windows - 1
    dx, dy = out.change(last), res.change(last)
    upper = dy + BOUND * res.error(last)
    rose = dx >= RISE and dx - SURE * out.error(last) > 0
    stuck = rose and upper < FOLLOWS * dx
    early = None
    followed = False
    if windows == 3:
        dx0, dy0 = out.change(1), res.change(1)
        if dx0 > EARLY_RISE:
            early = dy0 / dx0
            followed = dy0 - BOUND * res.error(1) > 0 and early >= FOLLOWED
    return Shape(
        cls=None if not stuck else "over_optimised" if followed else "not_following",
        window="third" if windows == 3 else "half",
        n=n,
        dx=out.share(dx),
        dy=res.share(dy),
        upper=res.share(upper),
        early=early,
        late=dy / dx if dx > EARLY_RISE else None,
    )
