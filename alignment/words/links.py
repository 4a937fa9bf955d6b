"""What may be said about one link (section 3.9). Association only: "This is not proof of a cause." always follows."""

from __future__ import annotations

from alignment.evidence import ENOUGH, LinkEvidence
from alignment.numbers import ENGLISH, PERIOD, NumberStyle, count
from alignment.words.evidence import lag_words

CAVEAT = "This is not proof of a cause."
SEASON = "A shared season cannot be ruled out."


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
