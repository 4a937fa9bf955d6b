"""All pairs of readings of many series at once, for Theil-Sen and Mann-Kendall (section 5): one subtraction, one sort.

Value by value and row by row, so the results are equal to the last bit however many series share a block.

Shapes: series are rows (r, n), oldest first, NaN where missing; pairs are columns (r, n (n - 1) / 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from alignment.rows import Flags, Whole
from alignment.stats import Array

MOST = 1_000_000  # pair differences held at once, 8 MB


@dataclass(frozen=True)
class Pairs:
    """What the pairs of some series say; rows with fewer than two readings are NaN."""

    slopes: Array  # (r, pairs) in order, NaN last
    pairs: Whole  # (r,) how many there are
    signs: Array  # (r,) Mann-Kendall's S
    slope: Array  # (r,) median of the slopes
    middle: Array  # (r,) median of the readings
    centre: Array  # (r,) median of their positions
    tied: Flags  # (r,) some readings are equal


@lru_cache(maxsize=16)
def _apart(n: int) -> Array:
    """Distance of every pair, nearest ones first: n - 1 ones, n - 2 twos ..."""
    return np.repeat(np.arange(1.0, n), np.arange(n - 1, 0, -1))


def blocks(count: int, n: int) -> Iterator[slice]:
    """Rows to take at once so that no more than `MOST` differences are held."""
    step = max(1, MOST // max(1, n * (n - 1) // 2))
    return (slice(at, at + step) for at in range(0, count, step))


def _differences(rows: Array) -> Array:
    """Later minus earlier of every pair, in the order of `_apart`."""
    count, n = rows.shape
    out = np.empty((count, n * (n - 1) // 2))
    done = 0
    for apart in range(1, n):
        np.subtract(rows[:, apart:], rows[:, :-apart], out=out[:, done : done + n - apart])
        done += n - apart
    return out


def pairs_of(rows: Array) -> Pairs:
    """Everything about the pairs of each row."""
    n = np.isfinite(rows).sum(axis=1)
    off = _differences(rows)
    signs = (off > 0).sum(axis=1, dtype=np.float64) - (off < 0).sum(axis=1, dtype=np.float64)
    off /= _apart(rows.shape[1])
    off.sort(axis=1)
    pairs = n * (n - 1) // 2
    ordered, middle, centre = _middles(rows, n)
    tied = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
    return Pairs(off, pairs, signs, medians(off, pairs), middle, centre, tied)


def lines_of(rows: Array) -> tuple[Array, Array]:
    """(slope, intercept) of the Theil-Sen line of each row, (r,) each; no full sort, for only the middle is asked."""
    n = np.isfinite(rows).sum(axis=1)
    off = _differences(rows)
    off /= _apart(rows.shape[1])
    pairs = n * (n - 1) // 2
    for row, half in zip(off, (pairs // 2).tolist(), strict=True):
        if row.size:
            row.partition((max(half - 1, 0), min(half, row.size - 1)))
    slope = medians(off, pairs)
    _, middle, centre = _middles(rows, n)
    return slope, middle - slope * centre


def _middles(rows: Array, n: Whole) -> tuple[Array, Array, Array]:
    """(readings in order, their median, the median of their positions)."""
    ordered = np.sort(rows, axis=1)
    at = np.sort(np.where(np.isfinite(rows), np.arange(rows.shape[1], dtype=np.float64), np.nan), axis=1)
    return ordered, medians(ordered, n), medians(at, n)


def medians(ordered: Array, count: Whole) -> Array:
    """Median of the first `count` values of each row, which are in order at least around the middle; NaN of none."""
    if not ordered.size:
        return np.full(count.size, np.nan)
    row, half = np.arange(count.size), count // 2
    upper = ordered[row, np.minimum(half, ordered.shape[1] - 1)]
    lower = ordered[row, np.maximum(half - 1, 0)]
    return np.where(count == 0, np.nan, np.where(count % 2 == 1, upper, (lower + upper) / 2.0))
