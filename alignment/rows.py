"""Small statistics over many series at once.

Series are rows (r, n), oldest first, NaN where missing. Every row is worked out by itself, value by value or by sums
along the row, so it comes out the same to the last bit whatever rows stand beside it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from alignment.stats import Array

Flags = npt.NDArray[np.bool_]
Whole = npt.NDArray[np.intp]


def row_ranks(rows: Array) -> Array:
    """Average ranks 1..m of the readings of each row, NaN last: (r, n) -> (r, n)."""
    order = rows.argsort(axis=1)
    ordered = np.take_along_axis(rows, order, axis=1)
    at = np.arange(rows.shape[1])
    new = np.ones(rows.shape, dtype=bool)
    np.not_equal(ordered[:, 1:], ordered[:, :-1], out=new[:, 1:])
    first = np.maximum.accumulate(np.where(new, at, 0), axis=1)
    new = np.hstack([new[:, 1:], new[:, :1]])  # true where the next one differs: the last of its equals
    last = np.minimum.accumulate(np.where(new, at, at.size)[:, ::-1], axis=1)[:, ::-1]
    out = np.empty_like(rows)
    np.put_along_axis(out, order, (first + last) / 2.0 + 1.0, axis=1)
    return out


def together(rows: Array) -> tuple[Array, Whole]:
    """(readings of each row pushed together at its start, NaN after them; the period each of them stood at)."""
    at = np.argsort(~np.isfinite(rows), axis=1, kind="stable")
    return np.take_along_axis(rows, at, axis=1), at


def row_means(rows: Array) -> Array:
    """Mean of the readings of each row, between its smallest and its largest whatever the rounding; 0 of none."""
    there = np.isfinite(rows)
    mean = np.where(there, rows, 0.0).sum(axis=1) / np.maximum(there.sum(axis=1), 1)
    low = np.where(there, rows, np.inf).min(axis=1, initial=np.inf)
    high = np.where(there, rows, -np.inf).max(axis=1, initial=-np.inf)
    return np.where(low <= high, np.clip(mean, low, np.maximum(low, high)), 0.0)


def lag_one(rows: Array) -> Array:
    """Lag-1 autocorrelation of each row, (r, n) -> (r,), over neighbouring periods; 0 where there is nothing to see.

    With no gaps this is the usual sum of products over sum of squares; with gaps the sum of products is scaled up to
    the n - 1 neighbours a full series of the same count would have.
    """
    there = np.isfinite(rows)
    n = there.sum(axis=1)
    centred = np.where(there, rows - row_means(rows)[:, None], 0.0)
    pairs = (there[:, 1:] & there[:, :-1]).sum(axis=1)
    squares = (centred * centred).sum(axis=1)
    products = (centred[:, 1:] * centred[:, :-1]).sum(axis=1)
    seen = (n >= 3) & (pairs >= 2) & (squares > 0.0)
    return np.where(seen, products / np.where(seen, squares, 1.0) * (n - 1) / np.maximum(pairs, 1), 0.0)


def corrected_phi(rows: Array) -> Array:
    """Bias-corrected lag-1 autocorrelation of each row, phi = r1 + (1 + 3 r1) / n (3.8); not clipped, 0 below 3."""
    n = np.isfinite(rows).sum(axis=1)
    r1 = lag_one(rows)
    return np.where(n < 3, 0.0, r1 + (1.0 + 3.0 * r1) / np.maximum(n, 1))
