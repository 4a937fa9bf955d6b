"""The permutation test behind a link's evidence (alignment.md 3.9, steps 5-7).

Rank correlation at every lag, its maximum, and how often a shuffled driver does as well.

All sums here are sums of ranks and of products of ranks, which are exact in a double; so they come out the same in
whatever order and however many at once they are added up.

Shapes: links are rows, their series (r, n), oldest first, NaN where missing; k lags; the driver of one link has p
readings, and g links have drivers with equally many.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from alignment.rows import Flags, Whole, row_ranks
from alignment.stats import Array

Ranks = npt.NDArray[np.floating[Any]]  # ranks, in four bytes where that is exact


MIN_LAG_PAIRS = 8  # step 5
PERMUTATIONS = 999
# The test stops after a look when no direction can become even a first hint (p <= 0.10): at p above the first figure,
# four standard errors higher; where only p <= 0.10 is asked also at or below the second.
LOOKS = ((99, 0.22, 0.01), (300, 0.16, 0.045), (600, 1.0, 0.0))
EQUAL, TINY = 1e-9, 1e-9  # rounding
EXACT = 256  # readings up to which sums of ranks are exact in four bytes
FITS = 12_000  # correlations in an array that malloc serves without asking the kernel for pages (under 128 KB)
NEIGHBOUR = 1.0  # handicap, in z, of the lags beside the one the owner named: they catch a slip and cost little power


def seed_of(link: str) -> int:
    """Seed of a link's permutations: from its id and nothing else."""
    return int.from_bytes(hashlib.sha256(link.encode("utf-8", "surrogatepass")).digest()[:8], "big")


@dataclass(frozen=True)
class Lagged:
    """Drivers and their outcomes at k lags; an outcome stands at the period of its driver."""

    lags: tuple[int, ...]
    p: Whole  # (r,) readings of the driver
    at: Whole  # (r, n) their periods first, oldest first
    x: Array  # (r, n) centred ranks of the driver over all its readings, 0 where it is missing
    both: Array  # (r, 2k, n) 1 where the outcome `lag` later is there; after it the centred ranks of that outcome
    m: Array  # (r, k) pairs
    spread: Array  # (r, k) sum of squares of the outcome's ranks
    usable: Flags  # (r, k) enough pairs, and neither side constant
    handicap: Array  # (k,) what a lag's z must be larger by; 0 for every lag when none is known

    @property
    def rho(self) -> Array:
        """(r, k) rank correlations."""
        k = len(self.lags)
        own = self.both[:, :k] * self.x[:, None]
        return _rho((self.both[:, k:] * own).sum(axis=2), own.sum(axis=2), (own * own).sum(axis=2), self.m, self.spread)


def line_up(ex: Array, ey: Array, lags: Sequence[int], known: int | None = None) -> Lagged:
    """Line the outcome of each row up with its driver at each lag below the length of the series.

    A lag with fewer than eight pairs, or with an outcome that never changes, is not usable.
    """
    n = ex.shape[1]
    near = tuple(lag for lag in lags if lag < n)
    there = np.isfinite(ex)
    p = there.sum(axis=1)
    x = np.where(there, row_ranks(ex) - (p[:, None] + 1) / 2.0, 0.0)
    later = np.concatenate([ey, np.full((len(ey), max(near, default=0)), np.nan)], axis=1)
    outcome = np.array([np.where(there, later[:, lag : lag + n], np.nan) for lag in near]).reshape(len(near), *ex.shape)
    outcome = np.ascontiguousarray(outcome.swapaxes(0, 1))
    mask = np.isfinite(outcome)
    m = mask.sum(axis=2).astype(np.float64)
    y = np.where(mask, row_ranks(outcome.reshape(-1, n)).reshape(mask.shape) - (m[:, :, None] + 1) / 2.0, 0.0)
    spread = (y * y).sum(axis=2)
    usable = (m >= MIN_LAG_PAIRS) & (spread > TINY) & x.any(axis=1, keepdims=True)
    return Lagged(
        lags=near,
        p=p,
        at=np.argsort(~there, axis=1, kind="stable"),
        x=x,
        both=np.concatenate([mask, y], axis=1),
        m=m,
        spread=spread,
        usable=usable,
        handicap=np.array([0.0 if known in (None, lag) else NEIGHBOUR for lag in near]),
    )


def _rho(product: Array, total: Array, squares: Array, m: Array, spread: Array) -> Array:
    """Rank correlation from sums over the pairs: of products, of the driver's ranks, and of their squares.

    Works in the arrays of sums, which are spent afterwards.
    """
    total *= total
    total /= np.maximum(m, 1.0)
    squares -= total
    np.maximum(squares, TINY, out=squares)
    squares *= np.maximum(spread, TINY)
    np.sqrt(squares, out=squares)
    product /= squares
    return product


@lru_cache(maxsize=16)
def shuffled(p: int) -> tuple[Ranks, Ranks, npt.NDArray[np.int16]]:
    """The 999 orders of p readings that every link with that many shares: (p, 999).

    As centred ranks, those squared, and as places from 0. Ranks are halves, and their products quarters: up to 256
    readings every sum of them is exact in four bytes.
    """
    places = np.argsort(np.random.default_rng(p).random((PERMUTATIONS, p)), axis=1).T.astype(np.int16)
    centred = places - (p - 1) / 2.0
    block: Ranks = np.ascontiguousarray(centred, dtype=np.float32 if p <= EXACT else np.float64)
    return block, block * block, np.ascontiguousarray(places)


class Verdict(NamedTuple):
    """p in both directions, and the lags at which each was strongest."""

    p_sup: float
    p_con: float
    up: int  # lag
    down: int
    downward: bool  # the stronger of the two is downward


@dataclass(frozen=True)
class Question:
    """What a shuffled driver must reach, by row and lag: at some lag `high`, or at some lag `low`."""

    high: Array  # (r, k) correlations; infinite where a lag is not usable
    low: Array
    up: Whole  # (r,) column of the strongest lag in each direction
    down: Whole
    downward: Flags  # (r,)


def _question(lagged: Lagged, fitted: int) -> Question:
    """The observed maximum over lags: z - handicap >= it, written as a bound on each lag's correlation.

    That way no shuffle needs an arctanh. `fitted`: see `permutation_tests`.
    """
    root = np.sqrt(np.maximum(lagged.m - 3.0, 1.0))
    paid = np.sqrt(np.maximum(lagged.m - 3.0 - fitted, 1.0))
    observed = np.arctanh(np.clip(lagged.rho, -0.9999, 0.9999)) * paid
    rises, falls = (np.where(lagged.usable, z - lagged.handicap, -np.inf) for z in (observed, -observed))
    up, down = rises.max(axis=1), falls.max(axis=1)
    high, low = (
        np.where(lagged.usable, np.tanh((most[:, None] + lagged.handicap) / root) - EQUAL, np.inf)
        for most in (up, down)
    )
    return Question(high, -low, rises.argmax(axis=1), falls.argmax(axis=1), down > up)


def permutation_tests(
    lagged: Lagged, seeds: Sequence[int], fitted: int, full: bool = False, only: Flags | None = None
) -> list[Verdict | None]:
    """Step 7 for each row: p = (1 + exceedances) / (B + 1) of the maximum over lags, in both directions.

    None where no lag can be tested. `fitted`: shapes over time taken out of both series (1 for the line, 3 with the
    yearly wave). A shuffled driver did not pay for that fit, so the observed z is held down by
    sqrt((m - 3 - fitted) / (m - 3)), the variance of a partial correlation; without it short series claim about a
    quarter more links that are not there.

    Stops after a look when both directions are hopeless. Where one is asked for (`only`, True is upward) the question
    is whether its p is at most 0.10: stops when that is settled either way. `full` never stops early.
    """
    found: list[Verdict | None] = [None] * len(seeds)
    if not lagged.lags:
        return found
    asked = _question(lagged, fitted)
    alike: dict[int, list[int]] = {}
    for row in np.flatnonzero(lagged.usable.any(axis=1)).tolist():
        alike.setdefault(int(lagged.p[row]), []).append(row)
    most = max(1, FITS // (len(lagged.lags) * LOOKS[-1][0]))
    parts = [rows[at : at + most] for rows in alike.values() for at in range(0, len(rows), most)]
    for rows in parts:
        over, under, done = _counts(lagged, asked, rows, seeds, full, only)
        for row, more, less, drawn in zip(rows, over.tolist(), under.tolist(), done.tolist(), strict=True):
            ends = (lagged.lags[asked.up[row]], lagged.lags[asked.down[row]])
            p = ((1 + more) / (drawn + 1), (1 + less) / (drawn + 1))
            found[row] = Verdict(*p, *ends, bool(asked.downward[row]))
    return found


def _counts(
    lagged: Lagged, asked: Question, rows: list[int], seeds: Sequence[int], full: bool, only: Flags | None
) -> tuple[Whole, Whole, Whole]:
    """For rows whose drivers have equally many readings: shuffles that reach `high`, that reach `low`, and how many."""
    over, under, done = (np.zeros(len(rows), dtype=np.intp) for _ in range(3))
    deals = deal(lagged, rows, seeds)
    open_, drawn = np.arange(len(rows)), 0
    for count, hopeless, sure in LOOKS:
        rho = deals.look(open_, drawn, count)
        mine = np.array(rows)[open_]
        over[open_] += (rho >= asked.high[mine][:, :, None]).any(axis=1).sum(axis=1)
        under[open_] += (rho <= asked.low[mine][:, :, None]).any(axis=1).sum(axis=1)
        drawn += count
        done[open_] = drawn
        if full:
            continue
        reached = np.minimum(over, under) if only is None else np.where(only[rows], over, under)
        settled = reached[open_] + 1 > hopeless * (drawn + 1)
        if only is not None:
            settled |= reached[open_] + 1 <= sure * (drawn + 1)
        open_ = open_[~settled]
        if not open_.size:
            break
    return over, under, done


@dataclass(frozen=True)
class Deals:
    """The links' own random orders: periods dealt by each seed, the driver's ranks in the shared orders.

    Shuffling the driver against fixed periods or the periods against a fixed driver is the same; this way a driver
    without equal readings uses the shared block as it stands, and no link pays for drawing 999 orders.
    """

    both: Ranks  # (g, 2k, p) periods dealt
    m: Array  # (g, k)
    spread: Array  # (g, k)
    ties: dict[int, Ranks]  # the driver's ranks in order, of the links where some are shared

    def look(self, links: Whole, done: int, count: int) -> Array:
        """Correlations of some links in `count` orders after the first `done`: (g, k, count)."""
        k, p = self.m.shape[1], self.both.shape[2]
        orders = slice(done, done + count)
        block, squares, places = shuffled(p)
        both = self.both[links]
        sums = (both.reshape(-1, p) @ block[:, orders]).reshape(len(links), 2 * k, count)
        own = (both[:, :k].reshape(-1, p) @ squares[:, orders]).reshape(len(links), k, count)
        for i in [i for i, link in enumerate(links.tolist()) if link in self.ties]:
            tied = self.ties[int(links[i])].take(places[:, orders])
            sums[i], own[i] = both[i] @ tied, both[i, :k] @ (tied * tied)
        sums, own = sums.astype(np.float64, copy=False), own.astype(np.float64, copy=False)
        return _rho(sums[:, k:], sums[:, :k], own, self.m[links][:, :, None], self.spread[links][:, :, None])


def deal(lagged: Lagged, rows: Sequence[int], seeds: Sequence[int]) -> Deals:
    """Links whose drivers have equally many readings, ready to be shuffled."""
    p = int(lagged.p[rows[0]])
    kind = shuffled(p)[0].dtype
    dealt = np.empty((len(rows), lagged.both.shape[1], p), dtype=kind)
    ties = {}
    for i, row in enumerate(rows):
        at = lagged.at[row, :p]
        dealt[i] = lagged.both[row].take(at.take(np.random.default_rng(seeds[row]).permutation(p)), axis=1)
        ordered = np.sort(lagged.x[row].take(at))
        if (ordered[1:] == ordered[:-1]).any():
            ties[i] = ordered.astype(kind)
    return Deals(dealt, lagged.m[rows], lagged.spread[rows], ties)


def correlations_at(ex: Array, ey: Array, lags: Sequence[int]) -> tuple[Array, Array]:
    """(exact rank correlation, pairs) of each row's driver and its outcome its own lag later; (r,) each.

    NaN where one side never changes over the pairs.
    """
    n = ex.shape[1]
    at = np.arange(n) + np.array(lags, dtype=np.intp).reshape(-1, 1)
    later = np.where(at < n, np.take_along_axis(ey, np.minimum(at, n - 1), axis=1), np.nan)
    pair = np.isfinite(ex) & np.isfinite(later)
    m = pair.sum(axis=1)
    centre = ((m + 1) / 2.0)[:, None]
    x, y = (np.where(pair, row_ranks(np.where(pair, one, np.nan)) - centre, 0.0) for one in (ex, later))
    spread = np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))
    rho = (x * y).sum(axis=1) / np.where(spread > 0, spread, 1.0)
    return np.where(spread > 0, rho, np.nan), m
