"""Evidence for a link (alignment.md 3.9): does y go with x, k periods later, beyond trend, memory and luck?

`trials` tests each link by itself; here Benjamini and Hochberg look at all tests of one business together, and every
link gets its class.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from alignment.stats import benjamini_hochberg, normal_cdf
from alignment.trials import CYCLE, LEAN, LONGEST, LinkSeries, Tested, evaluate, evaluate_all, lags_of

__all__ = [
    "CYCLE", "ENOUGH", "LONGEST", "LinkEvidence", "LinkSeries", "Tested", "classify", "evaluate", "evaluate_all",
    "judge_links", "lags_of", "level_of", "periods_needed", "shrunk", "test_links", "upper_bound",
]  # fmt: skip

MIN_RHO = 0.30
WEAK_RHO = 0.45
PRIOR_VAR = 0.35**2
ENOUGH = 24  # periods after which most true links show


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


def judge_links(links: Sequence[LinkSeries], results: Sequence[Tested]) -> list[LinkEvidence]:
    """Step 8 and the classes, over results that may come from a cache (one new reading tests only its own links)."""
    tested = [link for link in results if link.tested]
    q = iter(benjamini_hochberg([p for link in tested for p in (link.p_sup, link.p_con)]))
    level = level_of(tested)
    return [
        _told(series, link, next(q), next(q), level) if link.tested else _told(series, link, 1.0, 1.0, level)
        for series, link in zip(links, results, strict=True)
    ]
