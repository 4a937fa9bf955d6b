"""What may be said about one link (section 3.9). Association only: "This is not proof of a cause." always follows."""

from __future__ import annotations

from typing import Any

from alignment.case import Cadence, Case, Metric
from alignment.evidence import CYCLE, ENOUGH, LinkEvidence, periods_needed
from alignment.numbers import ENGLISH, PERIOD, NumberStyle, count
from alignment.periods import at_cadence, coarser
from alignment.words.evidence import lag_words
from alignment.words.names import cut, inside

CAVEAT = "This is not proof of a cause."
SEASON = "A shared season cannot be ruled out."


CLASSES = {
    "supported": "Held",
    "contradicted": "The opposite",
    "leaning": "A first hint",
    "no_visible_link": "Not seen",
    "seasonal": "The calendar",
    "not_enough": "Too early",
}


def class_words(cls: str, n: int) -> str:
    """A link's class in one or two words; `n` pairs. With all the readings one needs it is no longer too early."""
    return "Not clear" if cls == "not_enough" and n >= ENOUGH else CLASSES[cls]


def printed_words(case: Case, row: dict[str, Any], style: NumberStyle = ENGLISH) -> tuple[str, str]:
    """(class, sentences) about one of the `links` of a printed result (section 7), and the case it was made from."""
    x, y = case.metric[row["from"]], case.metric[row["to"]]
    cadence = coarser(x.cadence, y.cadence)
    sign = next((link.sign for link in case.links if (link.source, link.target) == (x.id, y.id)), 1)
    told = LinkEvidence(
        id=f"{x.id}>{y.id}",
        cls=row["class"],
        n=row["n"],
        rho=row["rho"],
        lag=row["lag"],
        season="unchecked" if _common_span(case, x, y, cadence) < 2 * CYCLE[cadence] else "passed",
        more=None if row["rho"] is None else periods_needed(row["n"], sign * row["rho"]),
    )
    one, other = inside(cut(x.name)), inside(cut(y.name))
    said = link_words(told, one, other, cadence, x.direction == "lower", y.direction == "lower", style)
    return class_words(told.cls, told.n), said


def _common_span(case: Case, x: Metric, y: Metric, cadence: Cadence) -> int:
    """Periods from the first to the last in which both have a reading."""
    sides = [at_cadence(case, metric, cadence)[1][::-1] for metric in (x, y)]
    both = [i for i, pair in enumerate(zip(*sides, strict=False)) if None not in pair]
    return both[-1] - both[0] + 1 if both else 0


def link_words(
    evidence: LinkEvidence,
    x: str,
    y: str,
    cadence: str,
    x_lower: bool = False,
    y_lower: bool = False,
    style: NumberStyle = ENGLISH,
) -> str:
    """One or two sentences about a link between the metrics named x and y; directions turn "good" back into "more"."""
    season = f" {SEASON}" if evidence.season == "unchecked" else ""
    if evidence.cls in ("supported", "contradicted"):
        together = ((evidence.rho or 0.0) > 0) == (x_lower == y_lower)
        when = lag_words(evidence.lag or 0, cadence, style)
        return f"In your numbers more {x} goes with {'more' if together else 'less'} {y} {when}.{season} {CAVEAT}"
    return f"{_silence(evidence, cadence, style)}{season if evidence.cls == 'leaning' else ''} {CAVEAT}"


def _silence(evidence: LinkEvidence, cadence: str, style: NumberStyle) -> str:
    if evidence.cls == "seasonal":
        return "Both follow the calendar."
    if evidence.cls == "no_visible_link":
        return "If there is a link it is weak."
    if evidence.cls == "leaning":
        return f"A first hint; {count(evidence.more or 1, f'more {PERIOD[cadence]}', style)} needed."
    if evidence.n >= ENOUGH:
        return f"Not enough evidence either way in {count(evidence.n, PERIOD[cadence], style)}."
    return f"Not enough evidence yet: about {ENOUGH} periods are needed, you have {evidence.n}."
