"""The formulas of alignment.md once more, one value at a time and without an array: what the blocks must come out as.

Nothing here is imported by the engine. Series are lists, oldest first, None where a period is missing.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy import stats as scipy_stats

from alignment.permutation import NEIGHBOUR, PERMUTATIONS, shuffled

Row = Sequence[float | None]


def present(values: Row) -> list[float]:
    return [value for value in values if value is not None]


def neighbours(values: Row) -> list[tuple[float, float]]:
    """Values of neighbouring present periods; consecutive values where fewer than four such (3.8)."""
    found = [(a, b) for a, b in pairwise(values) if a is not None and b is not None]
    return found if len(found) >= 4 else list(pairwise(present(values)))


def autocorrelation(values: Row) -> float:
    """phi = r1 + (1 + 3 r1)/n, held in 0..0.8; 0 for a constant series (3.8)."""
    there = present(values)
    n = len(there)
    if n < 3 or max(there) == min(there):
        return 0.0
    mean = math.fsum(there) / n
    pairs = neighbours(values)
    squares = math.fsum((value - mean) ** 2 for value in there)
    r1 = math.fsum((a - mean) * (b - mean) for a, b in pairs) / squares * (n - 1) / len(pairs)
    return min(max(r1 + (1 + 3 * r1) / n, 0.0), 0.8)


def signals(values: Row) -> list[tuple[int, int, str, bool]]:
    """(index, rule, side, said) of rules 1-3 at every point that satisfies them (3.8)."""
    at = [i for i, value in enumerate(values) if value is not None]
    there = present(values)
    mean = math.fsum(there) / len(there)
    half = 2.66 * statistics.fmean(abs(b - a) for a, b in neighbours(values))
    wide = half / math.sqrt(1 - autocorrelation(values))
    found = []
    for k in range(len(there)):
        for side, sign in (("up", 1), ("down", -1)):
            off = [sign * (other - mean) for other in there[: k + 1]]
            newest = at[k] >= len(values) - 4
            if off[-1] > half:
                found.append((at[k], 1, side, newest and off[-1] > wide))
            if k >= 3 and sum(one > half / 2 for one in off[-4:]) >= 3:
                found.append((at[k], 2, side, False))
            if k >= 7 and all(one > 0 for one in off[-8:]):
                found.append((at[k], 3, side, False))
    return sorted(found)


def permutation_p(
    ex: Sequence[float], ey: Sequence[float], lags: Sequence[int], seed: int, fitted: int = 1, known: int | None = None
) -> tuple[float, float]:
    """(p_sup, p_con) of steps 5-7 of 3.9, shuffle by shuffle: the driver's ranks over the periods dealt by the seed.

    The orders are the 999 shared ones of drivers with equally many readings. NaN where a reading is missing.
    """
    at = [t for t, value in enumerate(ex) if not math.isnan(value)]
    ranked = scipy_stats.rankdata([ex[t] for t in at])
    dealt = [at[i] for i in np.random.default_rng(seed).permutation(len(at))]
    ordered, places = sorted(ranked), shuffled(len(at))[2]
    orders = [dict(zip(at, ranked, strict=True))]
    orders += [dict(zip(dealt, (ordered[k] for k in places[:, b]), strict=True)) for b in range(PERMUTATIONS)]
    best = [_strongest(order, ey, lags, known, fitted if b == 0 else 0) for b, order in enumerate(orders)]
    up, down = best[0]
    over = sum(one >= up - 1e-8 for one, _ in best[1:])
    under = sum(other >= down - 1e-8 for _, other in best[1:])
    return (1 + over) / (PERMUTATIONS + 1), (1 + under) / (PERMUTATIONS + 1)


def _strongest(
    driver: dict[int, float], ey: Sequence[float], lags: Sequence[int], known: int | None, fitted: int
) -> tuple[float, float]:
    """The largest z over the lags in both directions."""
    ups, downs = [], []
    for lag in lags:
        pairs = [(x, ey[t + lag]) for t, x in driver.items() if t + lag < len(ey) and not math.isnan(ey[t + lag])]
        if len(pairs) < 8 or len({y for _, y in pairs}) == 1:
            continue
        x, y = [x for x, _ in pairs], scipy_stats.rankdata([y for _, y in pairs])
        rho = float(np.corrcoef(x, y)[0, 1]) if len(set(x)) > 1 else 0.0
        z = math.atanh(min(max(rho, -0.9999), 0.9999)) * math.sqrt(max(len(pairs) - 3 - fitted, 1))
        cost = 0.0 if known in (None, lag) else NEIGHBOUR
        ups.append(z - cost)
        downs.append(-z - cost)
    return max(ups), max(downs)
