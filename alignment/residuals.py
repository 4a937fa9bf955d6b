"""What is left of a series once everything two unrelated series can share is taken out (alignment.md 3.9).

Two independent rising lines correlate at 0.98; what is left beside their lines does not.

Series are rows (r, n), oldest first, NaN where missing. Every row is worked out by itself, value by value or by sums
along the row, so it comes out the same to the last bit whatever rows stand beside it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from alignment.pairwise import blocks, lines_of
from alignment.rows import corrected_phi
from alignment.stats import Array

PHI_FROM, PHI_TO = 0.25, 0.95  # step 4: below, no filter; a driver cannot remember more than all of it
DIGITS = 11
NOTHING = 1e-20  # share of a shape's size, squared, below which only rounding is left of it

Reading = float | None


def as_array(values: Sequence[Reading]) -> Array:
    """Readings as float64 with NaN for missing; infinite counts as missing."""
    series = np.array(values, dtype=np.float64)
    series[~np.isfinite(series)] = math.nan
    return series


def orient(rows: Array) -> Array:
    """Step 3: logs where all values of a row are positive, and scaled to at most 1."""
    there = np.isfinite(rows)
    positive = (there & (rows > 0)).any(axis=1, keepdims=True) & ~(there & (rows <= 0)).any(axis=1, keepdims=True)
    out = np.where(positive, np.log(np.where(there & positive, rows, 1.0)), rows)
    out[~there] = math.nan
    return out / _sizes(out)[:, None]


def without_lines(rows: Array) -> Array:
    """What is left of each row beside its Theil-Sen line (step 3)."""
    out = np.empty_like(rows)
    for part in blocks(*rows.shape):
        slope, intercept = lines_of(rows[part])
        line = intercept[:, None] + slope[:, None] * np.arange(rows.shape[1])
        out[part] = _settled(rows[part], rows[part] - line)
    return out


def without_season(rows: Array, cycle: int) -> Array:
    """What is left beside a least-squares line and one yearly sine and cosine (step 9)."""
    t = np.arange(rows.shape[1], dtype=np.float64)
    turn = 2.0 * math.pi * t / cycle
    there = np.isfinite(rows)
    rest = np.where(there, rows, 0.0)
    units: list[Array] = []
    for shape in (np.ones_like(t), t / max(1, t.size), np.sin(turn), np.cos(turn)):
        part = np.where(there, shape, 0.0)
        whole = _dots(part, part)
        part = _beside(part, units)
        size = _dots(part, part)
        units.append(np.where(size > NOTHING * whole, part / np.sqrt(np.where(size > 0, size, 1.0)), 0.0))
    return _settled(rows, np.where(there, _beside(rest, units), math.nan))


def _beside(rows: Array, units: Sequence[Array]) -> Array:
    """Rows less their part along each unit, twice, so that rounding leaves nothing behind (modified Gram-Schmidt)."""
    for unit in (*units, *units):
        rows = rows - _dots(rows, unit) * unit
    return rows


def _dots(one: Array, other: Array) -> Array:
    """Sum of products along each row, (r, 1)."""
    return np.asarray((one * other).sum(axis=1, keepdims=True))


def _sizes(rows: Array) -> Array:
    """Largest absolute reading of each row, 1 where it is 0 or nothing is there."""
    size = np.where(np.isfinite(rows), np.abs(rows), 0.0).max(axis=1, initial=0.0)
    return np.where(size > 0, size, 1.0)


def _settled(rows: Array, rest: Array) -> Array:
    """Residuals rounded far below anything real, so that equal stays equal and a perfect line leaves exact zeros."""
    return np.round(rest / _sizes(rows)[:, None], DIGITS) + 0.0


def driver_filter(rx: Array, ry: Array) -> tuple[Array, Array]:
    """Step 4: e[t] = r[t] - phi r[t-1] on both of each pair of rows, phi the driver's; only it must be exchangeable."""
    phi = np.minimum(corrected_phi(rx), PHI_TO)
    asked = (phi >= PHI_FROM)[:, None]
    if not asked.any():
        return rx, ry
    used = np.where(asked[:, 0], phi, 0.0)
    return np.where(asked, innovations(rx, used), rx), np.where(asked, innovations(ry, used), ry)


def innovations(rows: Array, phi: Array) -> Array:
    """What each value adds to the present one before it: (r[t] - phi^g r[t-g]) sqrt((1 - phi^2) / (1 - phi^2g)).

    Between neighbours (g = 1) this is r[t] - phi r[t-1]. Over a gap of g periods, and for the first value, it is the
    same step of the same process, scaled to the same size, so a missing reading costs one pair and not two.
    """
    count, n = rows.shape
    there = np.isfinite(rows)
    at = np.arange(n)
    last = np.maximum.accumulate(np.where(there, at, -1), axis=1)
    before = np.hstack([np.full((count, 1), -1), last[:, :-1]])[:, :n]
    powers = np.multiply.accumulate(np.repeat(phi[:, None], n + 1, axis=1), axis=1)  # phi, phi^2 ...
    kept = np.take_along_axis(powers, at - before - 1, axis=1)
    kept = np.where(before < 0, 0.0, kept)  # the first value remembers nothing
    earlier = np.where(before < 0, 0.0, np.take_along_axis(rows, np.maximum(before, 0), axis=1))
    scale = np.sqrt((1.0 - phi * phi)[:, None] / (1.0 - kept * kept))
    return np.asarray(np.round((rows - kept * earlier) * scale, DIGITS) + 0.0)
