"""All pairs of readings of many series at once, for Theil-Sen and Mann-Kendall (section 5): one subtraction, one sort.

The same arithmetic as `stats.theil_sen` and `stats.mann_kendall` value by value, so the results are equal to the last
bit, however many series share a block.

Shapes: series are rows (r, n), oldest first, NaN where missing; pairs are columns (r, n (n - 1) / 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from alignment.stats import Array

MOST = 1_000_000  # pair differences held at once, 8 MB


@dataclass(frozen=True)
class Pairs:
    """What the pairs of some series say; rows with fewer than two readings are NaN."""

    slopes: Array  # (r, pairs) in order, NaN last
    pairs: npt.NDArray[np.intp]  # (r,) how many there are
    signs: Array  # (r,) Mann-Kendall's S
    slope: Array  # (r,) median of the slopes
    middle: Array  # (r,) median of the readings
    centre: Array  # (r,) median of their positions
    tied: npt.NDArray[np.bool_]  # (r,) some readings are equal


@lru_cache(maxsize=16)
def _positions(n: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], Array]:
    first, second = np.triu_indices(n, 1)
    return first, second, (second - first).astype(np.float64)


def blocks(count: int, n: int) -> Iterator[slice]:
    """Rows to take at once so that no more than `MOST` differences are held."""
    step = max(1, MOST // max(1, n * (n - 1) // 2))
    return (slice(at, at + step) for at in range(0, count, step))


def pairs_of(rows: Array) -> Pairs:
    """Everything about the pairs of each row."""
    there = np.isfinite(rows)
    n = there.sum(axis=1)
    first, second, apart = _positions(rows.shape[1])
    off = rows.take(second, axis=1) - rows.take(first, axis=1)
    pairs = n * (n - 1) // 2
    signs = ((off > 0).sum(axis=1) - (off < 0).sum(axis=1)).astype(np.float64)
    off /= apart
    off.sort(axis=1)
    ordered = np.sort(np.where(there, rows, np.nan), axis=1)
    at = np.sort(np.where(there, np.arange(rows.shape[1], dtype=np.float64), np.nan), axis=1)
    tied = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
    return Pairs(off, pairs, signs, medians(off, pairs), medians(ordered, n), medians(at, n), tied)


def medians(ordered: Array, count: npt.NDArray[np.intp]) -> Array:
    """Median of the first `count` values of each row in order; NaN of none."""
    if not ordered.size:
        return np.full(count.size, np.nan)
    row, half = np.arange(count.size), count // 2
    upper = ordered[row, np.minimum(half, ordered.shape[1] - 1)]
    lower = ordered[row, np.maximum(half - 1, 0)]
    return np.where(count == 0, np.nan, np.where(count % 2 == 1, upper, (lower + upper) / 2.0))
