"""Findings about what goes with what (section 3.15). Association only: no text here claims a cause."""

from __future__ import annotations

from alignment.numbers import PERIOD, NumberStyle, count, moved, percent, roughly, two_decimals
from alignment.words.names import Numbers, maybe, named, opening, value, whole, word
from alignment.words.structure import Template, Words


def lag_words(lag: int, cadence: str, style: NumberStyle) -> str:
    """ "in the same month", "1 month later", "2 months later"."""
    return f"in the same {PERIOD[cadence]}" if lag == 0 else f"{count(lag, PERIOD[cadence], style)} later"


def over_optimised(n: Numbers, style: NumberStyle) -> Words:
    x, y, late = named(n, "x"), named(n, "y"), maybe(n, "late")
    lately = "with none" if late is None or late <= 0 else f"with about {roughly(late, style)}%"
    return (
        f"More {x} no longer goes with better {y}",
        f"In the last third of your readings {x} {moved(value(n, 'dx'), style)}, {y} {moved(value(n, 'dy'), style)}. "
        f"Earlier each 1% in {x} went with about {roughly(value(n, 'early'), style)}% in {y}; lately {lately}.",
        f"Hold {x} for one {PERIOD[word(n, 'cadence')]} and move the effort to the step between {x} and {y}.",
    )


def not_following(n: Numbers, style: NumberStyle) -> Words:
    x, y, upper = named(n, "x"), named(n, "y"), maybe(n, "upper")
    at_most = (
        f", at most {percent(upper, style)} better when normal ups and downs are allowed for"
        if upper is not None and upper >= 0.005
        else ""
    )
    return (
        f"{opening(x)} improved, {y} did not follow",
        f"In the last {word(n, 'window')} of your readings {x} {moved(value(n, 'dx'), style)}, "
        f"{y} {moved(value(n, 'dy'), style)}{at_most}.",
        f"Ask how {x} is meant to change {y}. If nobody can say, ease off on trial and compare.",
    )


def contradicted_link(n: Numbers, style: NumberStyle) -> Words:
    x, y, cadence = named(n, "x"), named(n, "y"), word(n, "cadence")
    together = whole(n, "sign") > 0
    expected = "to get better together" if together else "to pull against each other"
    found = "pull against each other" if together else "move together"
    return (
        f"Not as expected: {x} and {y}",
        f"You expect {x} and {y} {expected}. In your numbers they {found}, "
        f"with {y} {lag_words(whole(n, 'lag'), cadence, style)} "
        f"(association {two_decimals(value(n, 'rho'), style)}, {count(whole(n, 'n'), PERIOD[cadence], style)}). "
        "This is not proof of a cause.",
        "Look for a third thing that moves both: season, price, staff. "
        f"If there is none, ease off on {x} on trial and compare.",
    )


_ALL = (over_optimised, not_following, contradicted_link)
EVIDENCE: dict[str, Template] = {template.__name__: template for template in _ALL}
