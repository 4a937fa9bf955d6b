"""What is left of a series once everything two unrelated series can share is taken out (alignment.md 3.9).

Two independent rising lines correlate at 0.98; what is left beside their lines does not. Shapes: (n,), oldest first,
NaN where missing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from alignment.pairwise import blocks, pairs_of
from alignment.stats import Array, corrected_phi

PHI_FROM, PHI_TO = 0.25, 0.95  # step 4: below, no filter; a driver cannot remember more than all of it

Reading = float | None


def as_array(values: Sequence[Reading]) -> Array:
    """Readings as float64 with NaN for missing; infinite counts as missing."""
    series = np.array([math.nan if value is None else value for value in values], dtype=np.float64)
    series[~np.isfinite(series)] = math.nan
    return series


def orient(series: Array, lower: bool) -> Array:
    """Steps 1 and 3: logs when all values are positive, scaled to at most 1, then turned so that larger is better."""
    present = series[np.isfinite(series)]
    if present.size and bool((present > 0).all()):
        series = np.log(series)
        present = series[np.isfinite(series)]
    size = float(np.abs(present).max()) if present.size else 0.0
    if size > 0:
        series = series / size
    return -series if lower else series


def without_lines(rows: Array) -> Array:
    """What is left of each row, (r, n), beside its Theil-Sen line (step 3); all pair slopes in one block."""
    out = np.empty_like(rows)
    for part in blocks(*rows.shape):
        told = pairs_of(rows[part])
        intercept = told.middle - told.slope * told.centre
        rest = rows[part] - (intercept[:, None] + told.slope[:, None] * np.arange(rows.shape[1]))
        for k, row in enumerate(rest):
            out[part.start + k] = _settled(rows[part.start + k], row)
    return out


def without_season(series: Array, cycle: int) -> Array:
    """What is left beside a least-squares line and one yearly sine and cosine (step 9)."""
    t = np.arange(series.size, dtype=np.float64)
    turn = 2.0 * math.pi * t / cycle
    design = np.column_stack([np.ones_like(t), t / max(1, series.size), np.sin(turn), np.cos(turn)])
    present = np.isfinite(series)
    fitted = np.linalg.lstsq(design[present], series[present], rcond=None)[0]
    return _settled(series, series - design @ fitted)


def _settled(series: Array, rest: Array) -> Array:
    """Residuals rounded far below anything real, so that equal stays equal and a perfect line leaves exact zeros."""
    present = series[np.isfinite(series)]
    size = float(np.abs(present).max()) if present.size else 0.0
    return np.round(rest / size, 11) + 0.0 if size > 0 else rest * 0.0


def driver_filter(rx: Array, ry: Array) -> tuple[Array, Array]:
    """Step 4: e[t] = r[t] - phi r[t-1] on both, phi the driver's; only the driver must be exchangeable."""
    phi = min(corrected_phi(rx), PHI_TO)
    return (rx, ry) if phi < PHI_FROM else (innovations(rx, phi), innovations(ry, phi))


def innovations(series: Array, phi: float) -> Array:
    """What each value adds to the present one before it: (r[t] - phi^g r[t-g]) sqrt((1 - phi^2) / (1 - phi^2g)).

    Between neighbours (g = 1) this is r[t] - phi r[t-1]. Over a gap of g periods, and for the first value, it is the
    same step of the same process, scaled to the same size, so a missing reading costs one pair and not two.
    """
    at = np.flatnonzero(np.isfinite(series))
    out = np.full_like(series, math.nan)
    if at.size:
        kept = phi ** np.diff(at)
        scale = 1.0 - phi * phi
        out[at[0]] = series[at[0]] * math.sqrt(scale)
        out[at[1:]] = (series[at[1:]] - kept * series[at[:-1]]) * np.sqrt(scale / (1.0 - kept * kept))
    return np.round(out, 11)
