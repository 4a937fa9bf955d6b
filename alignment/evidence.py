"""Evidence for a link (alignment.md 3.9): does y go with x, k periods later, beyond trend, memory and luck?

Never raw series: each loses its Theil-Sen line, both pass the driver's own filter, the driver is permuted, and the
maximum over the lags is what is compared, so choosing the best lag costs nothing. Benjamini and Hochberg over all tests
of one business. The permutation's seed comes from the link's id: the same data give the same verdict, always.

Shapes: a series is (n,), oldest first, NaN where missing, both of a pair ending at the same newest period.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from alignment.permutation import correlation, line_up, permutation_test, seed_of
from alignment.residuals import Reading, as_array, driver_filter, orient, without_lines, without_season
from alignment.stats import Array, benjamini_hochberg, normal_cdf

Prepared = tuple[Array, Array, Array, Array]  # x and y turned and in step, and both without their lines; (n,) each

MIN_PAIRS = 10  # step 2
MAX_LAG = {"weekly": 6, "monthly": 3, "quarterly": 2}
CYCLE = {"weekly": 52, "monthly": 12, "quarterly": 4}  # periods of a year
MIN_RHO = 0.30
WEAK_RHO = 0.45
LEAN = 0.10
PRIOR_VAR = 0.35**2
LONGEST = 520  # periods looked back on: ten years of weeks
ENOUGH = 24  # periods after which most true links show


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
    cadence: str | None = None  # of the pair; the one given to test_links when None


@dataclass(frozen=True)
class LinkEvidence:
    """What the numbers say about one link. `rho` is good with good: claimed sign or not, + means together."""

    id: str
    cls: str  # supported, contradicted, seasonal, no_visible_link, leaning or not_enough
    n: int  # present pairs
    rho: float | None = None  # at the best lag
    lag: int | None = None  # the best one
    q: float | None = None  # adjusted p in the direction of rho
    p_sup: float | None = None
    p_con: float | None = None
    season: str = "unchecked"  # passed, failed, or unchecked (fewer than two cycles, or nothing to check)
    strength: float | None = None  # rho after allowing for luck (shrunk)
    likely: float | None = None  # P(rho > 0.15) in the claimed direction
    more: int | None = None  # periods still needed, for a first hint


@dataclass(frozen=True)
class Tested:
    """One link after steps 1-7 and 9, before the business is looked at as a whole."""

    n: int
    m: int = 0  # pairs at the best lag
    rho: float = 0.0  # in the claimed direction
    rho_sup: float = 0.0  # the best one in the claimed direction
    m_sup: int = 0
    lag: int = 0
    p_sup: float = 1.0
    p_con: float = 1.0
    season: str = "unchecked"
    tested: bool = False


def lags_of(cadence: str, pairs: int, known: int | None) -> list[int]:
    """Step 5: 0..K, never above n/6; with a known lag only that one and its neighbours."""
    if known is not None:
        return [lag for lag in (known - 1, known, known + 1) if lag >= 0]
    return list(range(min(MAX_LAG[cadence], pairs // 6) + 1))


def _season(link: LinkSeries, x: Array, y: Array, cycle: int, lags: Sequence[int], up: bool) -> str:
    """Step 9: the same test with a yearly wave taken out instead of the Theil-Sen line alone."""
    ex, ey = driver_filter(without_season(x, cycle), without_season(y, cycle))
    lagged = line_up(ex, ey, lags, link.lag)
    if lagged is None:
        return "failed"
    told = permutation_test(lagged, seed_of(link.id), fitted=3, only=up)
    return "passed" if (told.p_sup if up else told.p_con) <= LEAN else "failed"


def prepare(links: Sequence[LinkSeries]) -> list[Prepared]:
    """Steps 1 and 3 for many links, each series once, all of one length in one block (section 5)."""
    keys: list[tuple[tuple[int, int, bool], ...]] = []
    seen: dict[tuple[int, int, bool], Array] = {}
    for link in links:
        length = min(len(link.x), len(link.y), LONGEST)
        sides = ((link.x, link.x_lower), (link.y, link.y_lower != (link.sign < 0)))
        keys.append(tuple((id(values), length, lower) for values, lower in sides))
        for key, (values, lower) in zip(keys[-1], sides, strict=True):
            if key not in seen:
                seen[key] = orient(as_array(values[len(values) - length :]), lower)
    lines: dict[tuple[int, int, bool], Array] = {}
    for length in {key[1] for key in seen}:
        alike = [key for key in seen if key[1] == length]
        lines.update(zip(alike, without_lines(np.array([seen[key] for key in alike])), strict=True))
    return [(seen[x], seen[y], lines[x], lines[y]) for x, y in keys]


def evaluate(link: LinkSeries, cadence: str, full: bool = False, prepared: Prepared | None = None) -> Tested:
    """Steps 1-7 and 9 for one link; `prepared`: its part of `prepare`."""
    x, y, rx, ry = prepare([link])[0] if prepared is None else prepared
    both = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    n = int(both.size)
    if n < MIN_PAIRS:
        return Tested(n)
    cadence = link.cadence or cadence
    ex, ey = driver_filter(rx, ry)
    lags = lags_of(cadence, n, link.lag)
    lagged = line_up(ex, ey, lags, link.lag)
    if lagged is None:
        return Tested(n)
    told = permutation_test(lagged, seed_of(link.id), fitted=1, full=full)
    rho_sup, m_sup = correlation(ex, ey, told.up)
    rho, m = correlation(ex, ey, told.down) if told.downward else (rho_sup, m_sup)
    season = "unchecked"
    if min(told.p_sup, told.p_con) <= LEAN and both[-1] - both[0] + 1 >= 2 * CYCLE[cadence]:
        season = _season(link, x, y, CYCLE[cadence], lags, told.p_sup <= told.p_con)
    lag = told.down if told.downward else told.up
    return Tested(n, m, rho, rho_sup, m_sup, lag, told.p_sup, told.p_con, season, tested=True)


def level_of(tested: Sequence[Tested]) -> float:
    """Step 8: 0.10 when a business tests at least five links and none has 36 or more pairs; else 0.05."""
    return 0.10 if len(tested) >= 5 and all(link.n < 36 for link in tested) else 0.05


def upper_bound(rho: float, m: int) -> float:
    """Upper 95 % bound of a correlation over m pairs."""
    return math.tanh(math.atanh(max(-0.9999, min(0.9999, rho))) + 1.96 / math.sqrt(m - 3))


def classify(link: Tested, q_sup: float, q_con: float, level: float) -> str:
    """The table of 3.9, first row that holds."""
    if not link.tested:
        return "not_enough"
    if min(q_sup, q_con) <= level and abs(link.rho) >= MIN_RHO:
        if link.season == "failed":
            return "seasonal"
        return "supported" if q_sup <= q_con else "contradicted"
    if link.m_sup >= 20 and link.p_con > LEAN and upper_bound(link.rho_sup, link.m_sup) < WEAK_RHO:
        return "no_visible_link"
    if link.p_sup <= LEAN and link.rho >= MIN_RHO:
        return "leaning"
    return "not_enough"


def shrunk(rho: float, m: int) -> tuple[float, float]:
    """(strength after allowing for luck, P(rho > 0.15)): Fisher z with prior N(0, 0.35^2), closed form."""
    keep = PRIOR_VAR / (PRIOR_VAR + 1.0 / (m - 3))
    middle = math.atanh(max(-0.9999, min(0.9999, rho))) * keep
    spread = math.sqrt(keep / (m - 3))
    return math.tanh(middle), 1.0 - normal_cdf((math.atanh(0.15) - middle) / spread)


def periods_needed(n: int, rho: float) -> int:
    """How many more pairs a first hint needs after n: to 24, or to where this strength usually shows; at least 1."""
    wanted = math.ceil((2.8 / math.atanh(min(0.95, max(MIN_RHO, rho)))) ** 2 + 3)
    return max(1, ENOUGH - n, wanted - n)


def _told(series: LinkSeries, link: Tested, q_sup: float, q_con: float, level: float) -> LinkEvidence:
    cls = classify(link, q_sup, q_con, level)
    if not link.tested:
        return LinkEvidence(series.id, cls, link.n)
    strength, likely = shrunk(link.rho, link.m)
    return LinkEvidence(
        id=series.id,
        cls=cls,
        n=link.n,
        rho=series.sign * link.rho + 0.0,
        lag=link.lag,
        q=q_sup if link.rho >= 0 else q_con,
        p_sup=link.p_sup,
        p_con=link.p_con,
        season=link.season,
        strength=series.sign * strength + 0.0,
        likely=likely,
        more=periods_needed(link.n, link.rho) if cls == "leaning" else None,
    )


def test_links(links: Sequence[LinkSeries], cadence: str, full: bool = False) -> list[LinkEvidence]:  # noqa: PT028
    """Evidence for all links of ONE business, in the order given (step 8 looks at all of them together).

    `full` permutes every link 999 times, also those that a first look shows to be hopeless: same classes, more time.
    """
    return judge_links(links, evaluate_all(links, cadence, full))


def evaluate_all(links: Sequence[LinkSeries], cadence: str, full: bool = False) -> list[Tested]:
    """Steps 1-7 and 9 for each link, what can be done in blocks done in blocks."""
    parts = zip(links, prepare(links), strict=True)
    return [evaluate(link, cadence, full, prepared) for link, prepared in parts]


def judge_links(links: Sequence[LinkSeries], results: Sequence[Tested]) -> list[LinkEvidence]:
    """Step 8 and the classes, over results that may come from a cache (one new reading tests only its own links)."""
    tested = [link for link in results if link.tested]
    q = iter(benjamini_hochberg([p for link in tested for p in (link.p_sup, link.p_con)]))
    level = level_of(tested)
    return [
        _told(series, link, next(q), next(q), level) if link.tested else _told(series, link, 1.0, 1.0, level)
        for series, link in zip(links, results, strict=True)
    ]
