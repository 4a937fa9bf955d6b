"""The tests of claimed links one by one, before the business is looked at as a whole (alignment.md 3.9, steps 1-7, 9).

Never raw series: each loses its Theil-Sen line, both pass the driver's own filter, the driver is permuted, and the
maximum over the lags is what is compared, so choosing the best lag costs nothing. The permutation's seed comes from the
link's id: the same data give the same result, always. Links of one length and the same lags share their arrays; each
comes out as if it were alone.

Shapes: a link is a row (r, n), oldest first, NaN where missing, both of a pair ending at the same newest period.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from alignment.permutation import Verdict, correlations_at, line_up, permutation_tests, seed_of
from alignment.residuals import Reading, as_array, driver_filter, orient, without_lines, without_season
from alignment.rows import Flags
from alignment.stats import Array

MIN_PAIRS = 10  # step 2
MAX_LAG = {"weekly": 6, "monthly": 3, "quarterly": 2}
CYCLE = {"weekly": 52, "monthly": 12, "quarterly": 4}  # periods of a year
LEAN = 0.10  # p of a first hint, and of the season check
LONGEST = 520  # periods looked back on: ten years of weeks
AT_ONCE = 50_000  # values of one array held at once: links x lags x periods


@dataclass(frozen=True)
class LinkSeries:
    """One claimed link between two series of the same cadence, both ending at the same newest period."""

    id: str
    x: Sequence[Reading]  # driver, oldest first, None where missing
    y: Sequence[Reading]  # outcome
    x_lower: bool = False  # smaller is better
    y_lower: bool = False
    sign: int = 1  # +1: more good here, more good there
    lag: int | None = None  # periods until it shows, where the owner knows
    cadence: str | None = None  # of the pair; the one given to `evaluate_all` when None


@dataclass(frozen=True)
class Tested:
    """One link after steps 1-7 and 9."""

    n: int  # present pairs
    m: int = 0  # pairs at the best lag
    rho: float = 0.0  # in the claimed direction
    rho_sup: float = 0.0  # the best one in the claimed direction
    m_sup: int = 0
    lag: int = 0
    p_sup: float = 1.0
    p_con: float = 1.0
    season: str = "unchecked"  # passed, failed, or unchecked (fewer than two cycles, or nothing to check)
    tested: bool = False


@dataclass(frozen=True)
class _Rows:
    """Links that share their arrays: one length, one cadence, the same lags."""

    seeds: Sequence[int]
    x: Array  # turned so that larger is better, logs where positive
    y: Array
    ex: Array  # the same without their lines, through the driver's filter
    ey: Array
    cycle: int
    lags: Sequence[int]
    known: int | None

    @property
    def pairs(self) -> Flags:
        return np.isfinite(self.x) & np.isfinite(self.y)


def lags_of(cadence: str, pairs: int, known: int | None) -> list[int]:
    """Step 5: 0..K, never above n/6; with a known lag only that one and its neighbours."""
    if known is not None:
        return [lag for lag in (known - 1, known, known + 1) if lag >= 0]
    return list(range(min(MAX_LAG[cadence], pairs // 6) + 1))


def evaluate(link: LinkSeries, cadence: str, full: bool = False) -> Tested:
    """Steps 1-7 and 9 for one link."""
    return evaluate_all([link], cadence, full)[0]


def evaluate_all(links: Sequence[LinkSeries], cadence: str, full: bool = False) -> list[Tested]:
    """Steps 1-7 and 9 for each link, in the order given. `full`: see `permutation_tests`."""
    found = [Tested(0)] * len(links)
    for places, rows in _grouped(links, cadence):
        for place, tested in zip(places, _trials(rows, full), strict=True):
            found[place] = tested
    return found


def _sides(links: Sequence[LinkSeries]) -> dict[int, tuple[list[int], Array, Array, Array, Array]]:
    """Steps 1 and 3, each series once: by length the places of its links, x and y, and both without their lines."""
    alike: dict[int, list[int]] = {}
    for place, link in enumerate(links):
        alike.setdefault(min(len(link.x), len(link.y), LONGEST), []).append(place)
    found = {}
    for length, places in alike.items():
        series = {id(side): side for place in places for side in (links[place].x, links[place].y)}
        number = {key: k for k, key in enumerate(series)}
        kept = [as_array(side[len(side) - length :]) for side in series.values()]
        rows = orient(np.array(kept).reshape(len(kept), length))
        rest = without_lines(rows)
        x, y = [number[id(links[i].x)] for i in places], [number[id(links[i].y)] for i in places]
        turn_x = np.array([[-1.0 if links[i].x_lower else 1.0] for i in places])
        turn_y = np.array([[-1.0 if links[i].y_lower != (links[i].sign < 0) else 1.0] for i in places])
        found[length] = (places, turn_x * rows[x], turn_y * rows[y], turn_x * rest[x], turn_y * rest[y])
    return found


def _grouped(links: Sequence[LinkSeries], cadence: str) -> Iterator[tuple[list[int], _Rows]]:
    """Links that share length, cadence and lags, with their places; in parts that fit `AT_ONCE`."""
    for length, (places, x, y, rx, ry) in _sides(links).items():
        pairs = (np.isfinite(x) & np.isfinite(y)).sum(axis=1).tolist()
        alike: dict[tuple[str, tuple[int, ...], int | None], list[int]] = {}
        for k, place in enumerate(places):
            link = links[place]
            own = link.cadence or cadence
            alike.setdefault((own, tuple(lags_of(own, pairs[k], link.lag)), link.lag), []).append(k)
        for (own, lags, known), rows in alike.items():
            step = max(1, AT_ONCE // (max(1, length) * len(lags)))
            for at in range(0, len(rows), step):
                part = rows[at : at + step]
                ex, ey = driver_filter(rx[part], ry[part])
                mine = [places[k] for k in part]
                yield (
                    mine,
                    _Rows([seed_of(links[i].id) for i in mine], x[part], y[part], ex, ey, CYCLE[own], lags, known),
                )


def _trials(rows: _Rows, full: bool) -> list[Tested]:
    """Steps 2 and 5-9 for links that share their arrays."""
    n = rows.pairs.sum(axis=1)
    found = [Tested(count) for count in n.tolist()]
    if rows.x.shape[1] < MIN_PAIRS:
        return found
    lagged = line_up(np.where((n >= MIN_PAIRS)[:, None], rows.ex, np.nan), rows.ey, rows.lags, rows.known)
    verdicts = permutation_tests(lagged, rows.seeds, fitted=1, full=full)
    told = {i: one for i, one in enumerate(verdicts) if one is not None}
    if not told:
        return found
    at = list(told)
    sup, m_sup = correlations_at(rows.ex[at], rows.ey[at], [one.up for one in told.values()])
    con, m_con = correlations_at(rows.ex[at], rows.ey[at], [one.down for one in told.values()])
    seasons = _seasons(rows, told)
    for k, (i, one) in enumerate(told.items()):
        rho, m, lag = (con[k], m_con[k], one.down) if one.downward else (sup[k], m_sup[k], one.up)
        if not math.isfinite(rho + sup[k]):
            continue  # a driver that moves only where the outcome is missing tells nothing
        season = seasons.get(i, "unchecked")
        shown = (int(m), float(rho), float(sup[k]), int(m_sup[k]), lag)
        found[i] = Tested(int(n[i]), *shown, one.p_sup, one.p_con, season, tested=True)
    return found


def _seasons(rows: _Rows, told: dict[int, Verdict]) -> dict[int, str]:
    """Step 9 where it is asked for: the same test with line and yearly wave taken out instead of the Theil-Sen line."""
    pairs = rows.pairs
    span = pairs.shape[1] - pairs.argmax(axis=1) - pairs[:, ::-1].argmax(axis=1)
    asked = [i for i, one in told.items() if min(one.p_sup, one.p_con) <= LEAN and span[i] >= 2 * rows.cycle]
    if not asked:
        return {}
    ex, ey = driver_filter(without_season(rows.x[asked], rows.cycle), without_season(rows.y[asked], rows.cycle))
    upward = np.array([told[i].p_sup <= told[i].p_con for i in asked])
    lagged = line_up(ex, ey, rows.lags, rows.known)
    again = permutation_tests(lagged, [rows.seeds[i] for i in asked], fitted=3, only=upward)
    passed = [
        one is not None and (one.p_sup if up else one.p_con) <= LEAN
        for one, up in zip(again, upward.tolist(), strict=True)
    ]
    return {i: "passed" if held else "failed" for i, held in zip(asked, passed, strict=True)}
