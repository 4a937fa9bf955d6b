"""Which way a series goes (section 3.8).

Mann-Kendall and Theil-Sen as in pyMannKendall, with widened variance where neighbouring readings resemble each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from alignment.pairwise import Pairs, blocks, pairs_of
from alignment.series import present_of
from alignment.signals import Readings, memory, scaled, unscaled
from alignment.stats import Array, kendall_variance, kendall_z, two_sided

SHORTEST_TREND = 8
LONGEST_TREND = 520  # readings a trend looks back on: ten years of weeks
SEN_90 = 1.6448536269514722  # two-sided 90 % of the normal distribution


@dataclass(frozen=True, slots=True)
class Trend:
    """Class of 3.8 with what it rests on. slope: unit a period; start, end: the Theil-Sen line at both ends.

    `periods`: from the first reading to the last, both counted. p: two-sided. None fields when not enough.
    """

    name: str
    p: float | None = None
    slope: float | None = None
    start: float | None = None
    end: float | None = None
    periods: int = 0


def trend(values: Readings, target: float | None = None) -> Trend:
    """Trend class of 3.8: not_enough, rising, falling, flat or unclear. `target` in the unit of the series."""
    return trends([(values, target)])[0]


def trends(series: Sequence[tuple[Readings, float | None]]) -> list[Trend]:
    """The trends of many series, (values, target) each, series of equal length in one block (section 5)."""
    found = [Trend("not_enough")] * len(series)
    alike: dict[int, list[tuple[int, Readings, float]]] = {}
    for i, (values, target) in enumerate(series):
        present = len(values) - values.count(None)
        if present >= SHORTEST_TREND:
            cut = values if present <= LONGEST_TREND else values[present_of(values)[0][-LONGEST_TREND] :]
            alike.setdefault(len(cut), []).append((i, cut, target or 0.0))
    for length, listed in alike.items():
        for part in blocks(len(listed), length):
            rows = np.array([values for _, values, _ in listed[part]], dtype=np.float64)
            wanted = np.array([target for _, _, target in listed[part]])
            for (i, *_), one in zip(listed[part], _block(rows, wanted), strict=True):
                found[i] = one
    return found


def _block(rows: Array, wanted: Array) -> Iterator[Trend]:
    """Trends of series of one length with enough readings each; `wanted`: their plans, 0 for none."""
    both, shift = scaled(np.hstack([rows, wanted[:, None]]))
    rows, wanted = both[:, :-1], both[:, -1]
    told = pairs_of(rows)
    phi = memory(rows - told.slope[:, None] * np.arange(rows.shape[1]))
    there = np.isfinite(rows)
    first, last = there.argmax(axis=1), rows.shape[1] - 1 - there[:, ::-1].argmax(axis=1)
    for k, span in enumerate(zip(first.tolist(), last.tolist(), strict=True)):
        yield _finished(told, k, rows[k], span, float(phi[k]), float(wanted[k]), int(shift[k]))


def _finished(told: Pairs, k: int, row: Array, ends: tuple[int, int], phi: float, wanted: float, shift: int) -> Trend:
    """The trend of row k of a block; `ends`: periods of its first and last reading, `wanted`: the plan, scaled."""
    slope, middle = float(told.slope[k]), float(told.middle[k])
    intercept = middle - slope * float(told.centre[k])
    span = ends[1] - ends[0]
    present = row[np.isfinite(row)]
    variance = kendall_variance(present if told.tied[k] else None, present.size)
    p = two_sided(kendall_z(float(told.signs[k]), variance) / math.sqrt((1 + phi) / (1 - phi)))
    half = _half_interval(told.slopes[k, : told.pairs[k]], variance, phi)
    name = _name(slope * span, p, abs(wanted) if wanted else abs(middle), half * span)
    start, end = (unscaled(intercept + slope * position, shift) for position in ends)
    return Trend(name, p, unscaled(slope, shift), start, end, span + 1)


def _name(change: float, p: float, reference: float, half: float) -> str:
    if p <= 0.05 and abs(change) >= 0.05 * reference and change != 0:
        return "rising" if change > 0 else "falling"
    return "flat" if abs(change) + half <= 0.10 * reference else "unclear"


def _half_interval(slopes: Array, variance: float, phi: float) -> float:
    """Half of the 90 % interval of the slope: order statistics of the pair slopes at 1.645 sqrt(var) (3.8)."""
    count = len(slopes)
    width = SEN_90 * math.sqrt(max(variance, 0.0) * (1 + phi) / (1 - phi))
    low = max(math.floor((count - width) / 2), 0)
    high = min(math.ceil((count + width) / 2), count - 1)
    return float(slopes[high] - slopes[low]) / 2
