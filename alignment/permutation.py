"""The permutation test behind a link's evidence (alignment.md 3.9, steps 5-7).

Rank correlation at every lag, its maximum, and how often a shuffled driver does as well.

Shapes: a series is (n,), NaN where missing; lags are columns (n, k); a block of shuffled drivers is (b, n).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from alignment.stats import Array, ranks, spearman

MIN_LAG_PAIRS = 8  # step 5
PERMUTATIONS = 999
FIRST_LOOK = 99  # a batch stops after these when neither side can become significant
HOPELESS = 0.25
NEIGHBOUR = 1.0  # handicap, in z, of the lags beside the one the owner named: they catch a slip and cost little power


@cache
def seed_of(link: str) -> int:
    """Seed of a link's permutations: from its id and nothing else."""
    return int.from_bytes(hashlib.sha256(link.encode("utf-8", "surrogatepass")).digest()[:8], "big")


@dataclass(frozen=True)
class Lagged:
    """The outcome beside the driver at every lag that has enough pairs: columns are lags."""

    lags: tuple[int, ...]
    y: Array  # (n, k) centred ranks of the outcome at the driver's position, 0 where there is no pair
    mask: Array  # (n, k) 1 where there is a pair
    m: Array  # (k,) pairs
    spread: Array  # (k,) sum of squares of y
    handicap: Array  # (k,) what a lag's z must be larger by; 0 for every lag when none is known


def line_up(ex: Array, ey: Array, lags: Sequence[int], known: int | None = None) -> Lagged | None:
    """Line the outcome up with the driver at each lag; lags with fewer than eight pairs or a constant side fall out."""
    kept: list[tuple[int, Array, Array]] = []
    for lag in lags:
        if lag >= ex.size:
            continue
        later = np.full_like(ey, math.nan)
        later[: ey.size - lag] = ey[lag:]
        pair = np.isfinite(ex) & np.isfinite(later)
        if pair.sum() < MIN_LAG_PAIRS or np.ptp(later[pair]) == 0 or np.ptp(ex[pair]) == 0:
            continue
        column = np.zeros(ex.size)
        ranked = ranks(later[pair])
        column[pair] = ranked - ranked.mean()
        kept.append((lag, column, pair.astype(np.float64)))
    if not kept:
        return None
    y = np.column_stack([column for _, column, _ in kept])
    mask = np.column_stack([pair for _, _, pair in kept])
    handicap = np.array([0.0 if known in (None, lag) else NEIGHBOUR for lag, _, _ in kept])
    return Lagged(tuple(lag for lag, _, _ in kept), y, mask, mask.sum(axis=0), (y * y).sum(axis=0), handicap)


def fisher_z(block: Array, lagged: Lagged) -> Array:
    """Fisher z of each row's rank correlation at each lag: (b, k). The driver's ranks are taken over all its values."""
    total = block @ lagged.mask
    spread = (block * block) @ lagged.mask - total * total / lagged.m
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = (block @ lagged.y) / np.sqrt(spread * lagged.spread)
    rho = np.where(spread > 1e-9, rho, 0.0)
    return np.asarray(np.arctanh(np.clip(rho, -0.9999, 0.9999)) * np.sqrt(lagged.m - 3.0), dtype=np.float64)


def shuffled(row: Array, present: npt.NDArray[np.intp], count: int, rng: np.random.Generator) -> Array:
    """`count` rows with the driver's ranks shuffled among the periods it was present in."""
    order = np.argsort(rng.random((count, present.size)), axis=1)
    block = np.zeros((count, row.size))
    block[:, present] = row[present][order]
    return block


def permutation_p(ex: Array, lagged: Lagged, seed: int, fitted: int, quick: bool) -> tuple[float, float]:
    """Step 7: (p_sup, p_con) = (1 + exceedances) / (B + 1) of the maximum over lags.

    `fitted`: shapes over time taken out of both series (1 for the line, 3 with the yearly wave). A shuffled driver
    did not pay for that fit, so the observed z is held down by sqrt((m - 3 - fitted) / (m - 3)), the variance of a
    partial correlation; without it short series claim about a quarter more links that are not there.
    """
    present = np.flatnonzero(np.isfinite(ex))
    row = np.zeros(ex.size)
    ranked = ranks(ex[present])
    row[present] = ranked - ranked.mean()
    observed = fisher_z(row[None, :], lagged)[0] * np.sqrt(np.maximum(lagged.m - 3.0 - fitted, 1.0) / (lagged.m - 3.0))
    up, down = (observed - lagged.handicap).max() - 1e-9, (-observed - lagged.handicap).max() - 1e-9
    rng = np.random.default_rng(seed)
    over, under, done = 0, 0, 0
    for count in (FIRST_LOOK, PERMUTATIONS - FIRST_LOOK):
        z = fisher_z(shuffled(row, present, count, rng), lagged)
        over += int(((z - lagged.handicap).max(axis=1) >= up).sum())
        under += int(((-z - lagged.handicap).max(axis=1) >= down).sum())
        done += count
        if quick and min(over, under) + 1 > HOPELESS * (done + 1):
            break
    return (1 + over) / (done + 1), (1 + under) / (done + 1)


class Lag(NamedTuple):
    """The driver beside the outcome at one lag: exact rank correlation over its pairs, and its Fisher z."""

    z: float
    handicap: float
    lag: int
    pairs: int
    rho: float


def each_lag(ex: Array, ey: Array, lagged: Lagged) -> list[Lag]:
    """Every lag that was tested."""
    found = []
    for lag, handicap in zip(lagged.lags, lagged.handicap, strict=True):
        early, late = ex[: ex.size - lag], ey[lag:]
        pair = np.isfinite(early) & np.isfinite(late)
        rho, m = spearman(early[pair], late[pair]), int(pair.sum())
        z = math.atanh(max(-0.9999, min(0.9999, rho))) * math.sqrt(m - 3)
        found.append(Lag(z, float(handicap), lag, m, rho))
    return found
