"""The usual range of a series, its signals, and which way it goes (section 3.8).

XmR charts after Wheeler; Mann-Kendall and Theil-Sen as in pyMannKendall, with widened variance where neighbouring
readings resemble each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from alignment.pairwise import Pairs, blocks, pairs_of
from alignment.series import autocorrelation, mean_of, moving_ranges, present_of
from alignment.stats import kendall_variance, kendall_z, two_sided

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
    present = [value for value in values if value is not None]
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
    quarter = half / 2
    run = high = low = 0  # points running on one side, counted below 0 on the lower one; near ones among four
    for k, value in enumerate(off):
        run = max(run, 0) + 1 if value > 0 else min(run, 0) - 1 if value < 0 else 0
        high += (value > quarter) - (k > 3 and off[k - 4] > quarter)
        low += (value < -quarter) - (k > 3 and off[k - 4] < -quarter)
        if abs(value) > half:
            said = at[k] >= newest and abs(value) > said_half
            yield Signal(at[k], 1, "up" if value > 0 else "down", said)
        if k >= 3 and (high >= 3 or low >= 3):
            yield Signal(at[k], 2, "up" if high > low else "down", False)
        if abs(run) >= 8:
            yield Signal(at[k], 3, "up" if run > 0 else "down", False)


def trend(values: Sequence[float | None], target: float | None = None) -> Trend:
    """Trend class of 3.8: not_enough, rising, falling, flat or unclear. `target` in the unit of the series."""
    return trends([(values, target)])[0]


def trends(series: Sequence[tuple[Sequence[float | None], float | None]]) -> list[Trend]:
    """The trends of many series, (values, target) each, series of equal length in one block (section 5)."""
    found = [Trend("not_enough")] * len(series)
    alike: dict[int, list[tuple[int, Sequence[float | None], float | None]]] = {}
    for i, (values, target) in enumerate(series):
        at, _ = present_of(values)
        if len(at) >= SHORTEST_TREND:
            cut = values[at[-LONGEST_TREND] :] if len(at) > LONGEST_TREND else values
            alike.setdefault(len(cut), []).append((i, cut, target))
    for length, rows in alike.items():
        for part in blocks(len(rows), length):
            for (i, *_), one in zip(rows[part], _block([(v, t) for _, v, t in rows[part]]), strict=True):
                found[i] = one
    return found


def _block(series: Sequence[tuple[Sequence[float | None], float | None]]) -> Iterator[Trend]:
    """Trends of series of one length with enough readings each."""
    rows = np.array([values for values, _ in series], dtype=np.float64)
    wanted = np.array([0.0 if target is None else target for _, target in series])
    size = np.maximum(np.nanmax(np.abs(rows), axis=1), np.abs(wanted))
    shift = -np.frexp(size)[1]  # exact, and nothing overflows
    rows, wanted = np.ldexp(rows, shift[:, None]), np.ldexp(wanted, shift)
    told = pairs_of(rows)
    rest = (rows - told.slope[:, None] * np.arange(rows.shape[1])).tolist()
    for k in range(len(series)):
        yield _finished(told, k, rows[k], rest[k], float(wanted[k]), int(shift[k]))


def _finished(told: Pairs, k: int, row: Floats, rest: list[float], wanted: float, shift: int) -> Trend:
    """The trend of row k of a block; `rest`: what is left beside its slope, `wanted`: the plan, both scaled."""
    at = [i for i, value in enumerate(rest) if value == value]  # not NaN
    slope, middle = float(told.slope[k]), float(told.middle[k])
    intercept = middle - slope * float(told.centre[k])
    span = at[-1] - at[0]
    phi = autocorrelation([value if value == value else None for value in rest])
    variance = kendall_variance(row[at] if told.tied[k] else None, len(at))
    p = two_sided(kendall_z(float(told.signs[k]), variance) / math.sqrt((1 + phi) / (1 - phi)))
    half = _half_interval(told.slopes[k, : told.pairs[k]], variance, phi)
    name = _name(slope * span, p, abs(wanted) if wanted else abs(middle), half * span)
    start, end = (_scaled(intercept + slope * position, -shift) for position in (at[0], at[-1]))
    return Trend(name, p, _scaled(slope, -shift), start, end, span + 1)


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
