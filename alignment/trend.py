"""The usual range of a series, its signals, and which way it goes (section 3.8).

XmR charts after Wheeler; Mann-Kendall and Theil-Sen as in pyMannKendall, with widened variance where neighbouring
readings resemble each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from alignment.series import autocorrelation, mean_of, moving_ranges, present_of
from alignment.stats import mann_kendall, two_sided

LIMIT = 2.66  # half-width of the limits in mean moving ranges
RANGE_LIMIT = 3.268  # upper limit of the moving ranges themselves
SHORTEST_RANGE = 6  # readings; below, no usual range
PROVISIONAL_BELOW = 10
SHORTEST_TREND = 8
NEWEST = 4  # periods in which a signal is said in words
LONGEST_TREND = 520  # readings a trend looks back on: ten years of weeks
SEN_90 = 1.6448536269514722  # two-sided 90 % of the normal distribution

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Limits:
    """Mean, mean moving range, limits mean -+ 2.66 mR and range limit 3.268 mR, all in the unit of the series."""

    mean: float
    mean_range: float
    lower: float
    upper: float
    range_upper: float


@dataclass(frozen=True, slots=True)
class Signal:
    """A point that breaks a rule: position in the series, rule 1-3, "up" or "down", beyond the widened limits too."""

    index: int
    rule: int
    side: str
    said: bool


@dataclass(frozen=True, slots=True)
class UsualRange:
    """Wheeler's chart for a page; provisional below ten readings. `said_half`: half-width that words need (3.8)."""

    limits: Limits
    provisional: bool
    said_half: float
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """Class of 3.8 with what it rests on. slope: unit a period; start, end: the Theil-Sen line at both ends.

    `periods`: from the first reading to the last, both counted. p: two-sided. None fields when not enough.
    """

    name: str
    p: float | None = None
    slope: float | None = None
    start: float | None = None
    end: float | None = None
    periods: int = 0


def limits(values: Sequence[float | None]) -> Limits | None:
    """Natural process limits (3.8) of any series with two readings; `usual_range` adds the shortest length."""
    _, present = present_of(values)
    ranges = moving_ranges(values)
    if not ranges:
        return None
    mean, mean_range = mean_of(present), mean_of(ranges)
    half = LIMIT * mean_range
    return Limits(mean, mean_range, mean - half, mean + half, RANGE_LIMIT * mean_range)


def usual_range(values: Sequence[float | None]) -> UsualRange | None:
    """Limits, provisional flag and signals of rules 1, 2, 3 (3.8); None below six readings."""
    at, present = present_of(values)
    found = limits(values)
    if len(present) < SHORTEST_RANGE or found is None:
        return None
    said_half = LIMIT * found.mean_range / math.sqrt(1 - autocorrelation(values))
    signals = _signals(at, [value - found.mean for value in present], found, said_half, len(values) - NEWEST)
    return UsualRange(found, len(present) < PROVISIONAL_BELOW, said_half, tuple(signals))


def _signals(at: list[int], off: list[float], found: Limits, said_half: float, newest: int) -> Iterator[Signal]:
    """Rules 1-3 at every point that satisfies them; `off`: distances from the mean."""
    half = LIMIT * found.mean_range
    near = [1 if value > half / 2 else -1 if value < -half / 2 else 0 for value in off]
    run = 0  # points running on one side, counted below 0 on the lower one
    for k, value in enumerate(off):
        run = max(run, 0) + 1 if value > 0 else min(run, 0) - 1 if value < 0 else 0
        if abs(value) > half:
            said = at[k] >= newest and abs(value) > said_half
            yield Signal(at[k], 1, "up" if value > 0 else "down", said)
        if k >= 3:
            four = near[k - 3 : k + 1]
            if four.count(1) >= 3 or four.count(-1) >= 3:
                yield Signal(at[k], 2, "up" if sum(four) > 0 else "down", False)
        if abs(run) >= 8:
            yield Signal(at[k], 3, "up" if run > 0 else "down", False)


@lru_cache(maxsize=64)
def pairs(n: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Positions of the earlier and the later reading of every pair of n."""
    i, j = np.triu_indices(n, 1)
    return i, j


def pair_slopes(values: Floats, at: Floats) -> Floats:
    """Slopes between all pairs of readings, sorted, unit a period; `at` holds the true periods."""
    i, j = pairs(len(values))
    slopes: Floats = (values[j] - values[i]) / (at[j] - at[i])
    slopes.sort()
    return slopes


def trend(values: Sequence[float | None], target: float | None = None) -> Trend:
    """Trend class of 3.8: not_enough, rising, falling, flat or unclear. `target` in the unit of the series."""
    at, present = present_of(values)
    at, present = at[-LONGEST_TREND:], present[-LONGEST_TREND:]
    if len(present) < SHORTEST_TREND:
        return Trend("not_enough")
    shift = -math.frexp(max(max(map(abs, present)), abs(target or 0.0)))[1]  # exact, and nothing overflows
    x = np.ldexp(np.asarray(present, dtype=np.float64), shift)
    t = np.asarray(at, dtype=np.float64)
    slopes = pair_slopes(x, t)
    slope, middle = _median(slopes), _median(np.sort(x))
    intercept = middle - slope * _median(t)
    span = at[-1] - at[0]
    residual: list[float | None] = [None] * (span + 1)
    for position, rest in zip(at, x - slope * t, strict=True):
        residual[position - at[0]] = float(rest)
    phi = autocorrelation(residual)
    test = mann_kendall(x)
    p = two_sided(test.z / math.sqrt((1 + phi) / (1 - phi)))
    reference = abs(math.ldexp(target, shift)) if target else abs(middle)
    name = _name(slope * span, p, reference, _half_interval(slopes, test.var, phi) * span)
    start, end = (_scaled(intercept + slope * position, -shift) for position in (at[0], at[-1]))
    return Trend(name, p, _scaled(slope, -shift), start, end, span + 1)


def _median(ordered: Floats) -> float:
    """Median of values in order."""
    n = len(ordered)
    return float(ordered[n // 2]) if n % 2 else float(ordered[n // 2 - 1] / 2 + ordered[n // 2] / 2)


def _scaled(value: float, shift: int) -> float:
    """value x 2^shift, infinite when it does not fit a double."""
    try:
        return math.ldexp(value, shift)
    except OverflowError:
        return math.copysign(math.inf, value)


def _name(change: float, p: float, reference: float, half: float) -> str:
    if p <= 0.05 and abs(change) >= 0.05 * reference and change != 0:
        return "rising" if change > 0 else "falling"
    return "flat" if abs(change) + half <= 0.10 * reference else "unclear"


def _half_interval(slopes: Floats, variance: float, phi: float) -> float:
    """Half of the 90 % interval of the slope: order statistics of the pair slopes at 1.645 sqrt(var) (3.8)."""
    count = len(slopes)
    width = SEN_90 * math.sqrt(max(variance, 0.0) * (1 + phi) / (1 - phi))
    low = max(math.floor((count - width) / 2), 0)
    high = min(math.ceil((count + width) / 2), count - 1)
    return float(slopes[high] - slopes[low]) / 2
