"""The permutation test behind a link's evidence (alignment.md 3.9, steps 5-7).

Rank correlation at every lag, its maximum, and how often a shuffled driver does as well.

Shapes: a series is (n,), NaN where missing; the driver has p readings; lags are columns (p, k); a block of shuffled
drivers is (b, p).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from alignment.stats import Array, ranks, spearman

Ranks = npt.NDArray[np.floating[Any]]  # ranks, in four bytes where that is exact

MIN_LAG_PAIRS = 8  # step 5
PERMUTATIONS = 999
# The test stops after a look when no direction can become even a first hint (p <= 0.10): at p above the first figure,
# four standard errors higher; where only p <= 0.10 is asked also at or below the second.
LOOKS = ((99, 0.22, 0.01), (300, 0.16, 0.045), (600, 1.0, 0.0))
EQUAL, TINY = 1e-9, 1e-9  # rounding
EXACT = 256  # readings up to which sums of ranks are exact in four bytes
NEIGHBOUR = 1.0  # handicap, in z, of the lags beside the one the owner named: they catch a slip and cost little power


def seed_of(link: str) -> int:
    """Seed of a link's permutations: from its id and nothing else."""
    return int.from_bytes(hashlib.sha256(link.encode("utf-8", "surrogatepass")).digest()[:8], "big")


@dataclass(frozen=True)
class Lagged:
    """A driver and its outcome at every lag that has enough pairs: rows are the driver's p readings, columns lags."""

    lags: tuple[int, ...]
    x: Array  # (p,) centred ranks of the driver over all its readings
    mask: Array  # (p, k) 1 where the outcome `lag` periods later is there
    both: Array  # (p, 2k) the mask, and beside it the centred ranks of that outcome, 0 where it is not there
    m: Array  # (k,) pairs
    spread: Array  # (k,) sum of squares of y
    handicap: Array  # (k,) what a lag's z must be larger by; 0 for every lag when none is known


def line_up(ex: Array, ey: Array, lags: Sequence[int], known: int | None = None) -> Lagged | None:
    """Line the outcome up with the driver at each lag; lags with fewer than eight pairs or constant fall out."""
    at = np.flatnonzero(np.isfinite(ex))
    near = np.array([lag for lag in lags if lag < ex.size], dtype=np.intp)
    if at.size < MIN_LAG_PAIRS or near.size == 0 or ex[at].max() == ex[at].min():
        return None
    later = np.concatenate([ey, np.full(int(near.max()), math.nan)])[at + near[:, None]]
    there = np.isfinite(later)
    m = there.sum(axis=1)
    y = np.where(there, _row_ranks(later) - (m[:, None] + 1) / 2.0, 0.0)
    spread = (y * y).sum(axis=1)
    kept = (m >= MIN_LAG_PAIRS) & (spread > TINY)
    if not kept.any():
        return None
    pairs = there[kept].T.astype(np.float64)
    used = tuple(near[kept].tolist())
    return Lagged(
        lags=used,
        x=ranks(ex[at]) - (at.size + 1) / 2.0,
        mask=pairs,
        both=np.hstack([pairs, y[kept].T]),
        m=m[kept].astype(np.float64),
        spread=spread[kept],
        handicap=np.array([0.0 if known in (None, lag) else NEIGHBOUR for lag in used]),
    )


def _row_ranks(values: Array) -> Array:
    """Average ranks of each row, NaN last: (k, p). Ties are usual: a Theil-Sen line leaves two equal residuals."""
    order = values.argsort(axis=1)
    rows = np.arange(values.shape[0])[:, None]
    ordered = values[rows, order]
    at = np.arange(values.shape[1])
    new = np.ones(values.shape, dtype=bool)
    np.not_equal(ordered[:, 1:], ordered[:, :-1], out=new[:, 1:])
    first = np.maximum.accumulate(np.where(new, at, 0), axis=1)
    new = np.hstack([new[:, 1:], new[:, :1]])  # true where the next one differs: the last of its equals
    last = np.minimum.accumulate(np.where(new, at, at.size)[:, ::-1], axis=1)[:, ::-1]
    out = np.empty_like(values)
    out[rows, order] = (first + last) / 2.0 + 1.0
    return out


def correlations(block: Ranks, squares: Ranks, lagged: Lagged) -> Array:
    """Rank correlation of each row, an order of the driver's ranks, with the outcome at each lag: (b, p) -> (k, b)."""
    count = lagged.m.size
    sums = (lagged.both.T.astype(block.dtype, copy=False) @ block.T).astype(np.float64, copy=False)
    total, product = sums[:count], sums[count:]
    spread = lagged.mask.T.astype(block.dtype, copy=False) @ squares.T - total * total / lagged.m[:, None]
    return np.asarray(product / np.sqrt(np.maximum(spread, TINY) * lagged.spread[:, None]), dtype=np.float64)


@lru_cache(maxsize=24)
def shuffled(p: int) -> tuple[Ranks, Ranks]:
    """The 999 orders of p readings that every link with that many shares, as centred ranks, and squared: (999, p).

    Ranks are halves, and their products quarters: up to 256 readings every sum of them is exact in four bytes.
    """
    places = np.argsort(np.random.default_rng(p).random((PERMUTATIONS, p)), axis=1)
    centred = places - (p - 1) / 2.0
    block: Ranks = centred.astype(np.float32) if p <= EXACT else centred
    return block, block * block


@dataclass(frozen=True)
class Deal:
    """A link's own random orders: its periods dealt by its seed, the driver's ranks in the shared orders.

    Shuffling the driver against fixed periods or the periods against a fixed driver is the same; this way a driver
    without equal readings uses the shared block as it stands, and no link pays for drawing 999 orders.
    """

    lagged: Lagged  # periods dealt
    ties: Ranks | None  # the driver's ranks in order, where some are shared

    def look(self, done: int, count: int) -> Array:
        """Correlations of `count` orders after the first `done`: (k, count)."""
        p = self.lagged.x.size
        block, squares = (part[done : done + count] for part in shuffled(p))
        if self.ties is not None:
            block = self.ties.take((block + (p - 1) / 2.0).astype(np.intp))
            squares = block * block
        return correlations(block, squares, self.lagged)


def deal(lagged: Lagged, seed: int) -> Deal:
    """The link ready to be shuffled."""
    own = np.random.default_rng(seed).permutation(lagged.x.size)
    kind = shuffled(lagged.x.size)[0].dtype
    ordered = np.sort(lagged.x)
    tied = bool((ordered[1:] == ordered[:-1]).any())
    turned = replace(lagged, mask=lagged.mask[own].astype(kind), both=lagged.both[own].astype(kind))
    return Deal(turned, ordered.astype(kind) if tied else None)


class Verdict(NamedTuple):
    """p in both directions, and the lags at which each was strongest."""

    p_sup: float
    p_con: float
    up: int  # lag
    down: int
    downward: bool  # the stronger of the two is downward


def permutation_test(lagged: Lagged, seed: int, fitted: int, full: bool = False, only: bool | None = None) -> Verdict:
    """Step 7: p = (1 + exceedances) / (B + 1) of the maximum over lags, in both directions.

    `fitted`: shapes over time taken out of both series (1 for the line, 3 with the yearly wave). A shuffled driver
    did not pay for that fit, so the observed z is held down by sqrt((m - 3 - fitted) / (m - 3)), the variance of a
    partial correlation; without it short series claim about a quarter more links that are not there.

    Stops after a look when both directions are hopeless. Where one is asked for (`only`, True is upward) the question
    is whether its p is at most 0.10: stops when that is settled either way. `full` never stops early.
    """
    root = np.sqrt(lagged.m - 3.0)
    paid = np.sqrt(np.maximum(lagged.m - 3.0 - fitted, 1.0))
    rho = correlations(lagged.x[None, :], lagged.x[None, :] ** 2, lagged)[:, 0]
    observed = np.arctanh(np.clip(rho, -0.9999, 0.9999)) * paid
    rises, falls = observed - lagged.handicap, -observed - lagged.handicap
    up, down = float(rises.max()), float(falls.max())
    # z - handicap >= up at some lag, written as a bound on each lag's correlation: no arctanh of every shuffle.
    high = (np.tanh((up + lagged.handicap) / root) - EQUAL)[:, None]
    low = (EQUAL - np.tanh((down + lagged.handicap) / root))[:, None]
    own = deal(lagged, seed)
    over, under, done = 0, 0, 0
    for count, hopeless, sure in LOOKS:
        rho = own.look(done, count)
        over += int(np.count_nonzero((rho >= high).any(axis=0)))
        under += int(np.count_nonzero((rho <= low).any(axis=0)))
        done += count
        asked = min(over, under) if only is None else over if only else under
        if not full and (asked + 1 > hopeless * (done + 1) or (only is not None and asked + 1 <= sure * (done + 1))):
            break
    p_sup, p_con = (1 + over) / (done + 1), (1 + under) / (done + 1)
    return Verdict(p_sup, p_con, lagged.lags[int(rises.argmax())], lagged.lags[int(falls.argmax())], down > up)


def correlation(ex: Array, ey: Array, lag: int) -> tuple[float, int]:
    """(exact rank correlation, pairs) of the driver and the outcome `lag` periods later."""
    early, late = ex[: ex.size - lag], ey[lag:]
    pair = np.isfinite(early) & np.isfinite(late)
    return spearman(early[pair], late[pair]), int(pair.sum())
