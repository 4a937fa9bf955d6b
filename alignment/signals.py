"""The usual range of a series and its signals (section 3.8): XmR charts after Wheeler.

Many series are worked out in one block, row by row in exact scale, so that no row depends on those beside it.

Shapes: series are rows (r, n), oldest first, NaN where missing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from alignment.rows import Flags, Whole, corrected_phi, row_means, together
from alignment.stats import Array

LIMIT = 2.66  # half-width of the limits in mean moving ranges
RANGE_LIMIT = 3.268  # upper limit of the moving ranges themselves
SHORTEST_RANGE = 6  # readings; below, no usual range
PROVISIONAL_BELOW = 10
NEWEST = 4  # periods in which a signal is said in words
NEIGHBOURS = 4  # with fewer neighbouring present periods, consecutive values are compared
MOST_MEMORY = 0.8
AT_ONCE = 500_000  # readings in a block

Readings = Sequence[float | None]


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


def limits(values: Readings) -> Limits | None:
    """Natural process limits (3.8) of any series with two readings; `usual_range` adds the shortest length."""
    rows, shift = scaled(np.array([values], dtype=np.float64))
    if np.isfinite(rows).sum() < 2:
        return None
    mean, mean_range = _centres(rows)
    return _limits(float(mean[0]), float(mean_range[0]), int(shift[0]))


def usual_range(values: Readings) -> UsualRange | None:
    """Limits, provisional flag and signals of rules 1, 2, 3 (3.8); None below six readings."""
    return usual_ranges([values])[0]


def usual_ranges(series: Sequence[Readings]) -> list[UsualRange | None]:
    """The usual ranges of many series, those of equal length in one block."""
    found: list[UsualRange | None] = [None] * len(series)
    alike: dict[int, list[int]] = {}
    for i, values in enumerate(series):
        if len(values) >= SHORTEST_RANGE:
            alike.setdefault(len(values), []).append(i)
    for length, places in alike.items():
        step = max(1, AT_ONCE // length)
        for start in range(0, len(places), step):
            part = places[start : start + step]
            rows = np.array([series[i] for i in part], dtype=np.float64)
            for i, one in zip(part, _block(rows), strict=True):
                found[i] = one
    return found


def scaled(rows: Array) -> tuple[Array, Array]:
    """Rows times the power of two that brings each to at most 1, which is exact, and that power; nothing overflows."""
    size = np.where(np.isfinite(rows), np.abs(rows), 0.0).max(axis=1, initial=0.0)
    shift = -np.frexp(size)[1].astype(np.int64)
    return np.ldexp(rows, shift[:, None]), shift


def unscaled(value: float, shift: int) -> float:
    """value / 2^shift, infinite when it does not fit a double."""
    try:
        return math.ldexp(value, -shift)
    except OverflowError:
        return math.copysign(math.inf, value)


def neighbourly(rows: Array) -> Array:
    """The rows, pushed together where fewer than four neighbouring periods both hold a reading (3.8)."""
    there = np.isfinite(rows)
    few = (there[:, 1:] & there[:, :-1]).sum(axis=1) < NEIGHBOURS
    return np.where(few[:, None], together(rows)[0], rows) if few.any() else rows


def memory(rows: Array) -> Array:
    """Bias-corrected lag-1 autocorrelation of each row held in 0..0.8; 0 for a row that never changes (3.8)."""
    flat = np.nanmax(rows, axis=1, initial=-np.inf) <= np.nanmin(rows, axis=1, initial=np.inf)
    return np.where(flat, 0.0, np.clip(corrected_phi(neighbourly(rows)), 0.0, MOST_MEMORY))


def _centres(rows: Array) -> tuple[Array, Array]:
    """Mean and mean moving range of each row."""
    return row_means(rows), row_means(np.abs(np.diff(neighbourly(rows), axis=1)))


def _limits(mean: float, mean_range: float, shift: int) -> Limits:
    half = LIMIT * mean_range
    told = (mean, mean_range, mean - half, mean + half, RANGE_LIMIT * mean_range)
    return Limits(*(unscaled(value, shift) for value in told))


def _block(rows: Array) -> Iterator[UsualRange | None]:
    """Usual ranges of series of one length."""
    rows, shift = scaled(rows)
    count = np.isfinite(rows).sum(axis=1)
    mean, mean_range = _centres(rows)
    said_half = LIMIT * mean_range / np.sqrt(1.0 - memory(rows))
    signals = _signals(rows, mean, LIMIT * mean_range, said_half)
    for i, present in enumerate(count.tolist()):
        if present < SHORTEST_RANGE:
            yield None
            continue
        found = _limits(float(mean[i]), float(mean_range[i]), int(shift[i]))
        wide = unscaled(float(said_half[i]), int(shift[i]))
        yield UsualRange(found, present < PROVISIONAL_BELOW, wide, tuple(signals.get(i, ())))


def _signals(rows: Array, mean: Array, half: Array, said_half: Array) -> dict[int, list[Signal]]:
    """Rules 1-3 at every point that satisfies them, by row, oldest first."""
    close, at = together(rows)
    off = close - mean[:, None]
    edge = half[:, None]
    near_up, near_down = _last(off > edge / 2, 4), _last(off < -edge / 2, 4)
    above, below = _last(off > 0, 8), _last(off < 0, 8)
    four = np.arange(rows.shape[1]) >= 3
    ups = np.stack([off > edge, (near_up >= 3) & four & (near_up > near_down), above == 8], axis=2)
    downs = np.stack([off < -edge, (near_down >= 3) & four, below == 8], axis=2)
    known = np.isfinite(close)[:, :, None]
    said = (np.abs(off) > said_half[:, None]) & (at >= rows.shape[1] - NEWEST)
    row, k, rule = np.nonzero((ups | downs) & known)
    found: dict[int, list[Signal]] = {}
    told = (at[row, k], rule + 1, ups[row, k, rule], said[row, k] & (rule == 0))
    for i, index, number, up, loud in zip(row.tolist(), *(part.tolist() for part in told), strict=True):
        found.setdefault(i, []).append(Signal(index, number, "up" if up else "down", loud))
    return found


def _last(flags: Flags, count: int) -> Whole:
    """How many of the last `count` points of each row, up to each point, are flagged."""
    total = flags.cumsum(axis=1)
    total[:, count:] -= total[:, :-count].copy()
    return total
