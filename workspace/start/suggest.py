"""Suggestions of a framework, in the business's own rhythm and money."""

from dataclasses import dataclass, replace

from businesses.models import Business
from core.numbers import CURRENCIES
from core.periods import DAILY, MONTHLY, QUARTERLY, WEEKLY, WORDS
from frameworks.schema import Suggestion, SystemSlot

COARSENESS = {DAILY: 0, WEEKLY: 1, MONTHLY: 2, QUARTERLY: 3}


@dataclass(frozen=True)
class Offer:
    """A suggestion as it is pressed: `press` names it in the form, `fills` is what it puts into the fields."""

    press: str
    text: str
    question: str
    fills: dict[str, str]


def localised(suggestion: Suggestion, business: Business) -> Suggestion:
    """Placeholders filled in: the coarser of its own rhythm and the business's, the business's currency."""
    cadence = max(suggestion.cadence, business.main_cadence, key=lambda c: COARSENESS[c])
    word = WORDS[cadence][0]
    sign = CURRENCIES.get(business.currency, business.currency).strip()
    return replace(
        suggestion,
        cadence=cadence,
        text=suggestion.text.replace("{period}", word),
        plan=suggestion.plan.replace("{period}", word),
        unit=suggestion.unit.replace("{currency}", sign),
    )


def offers(slot: SystemSlot | None, kind: str, trade: str, business: Business) -> list[Offer]:
    """What can be pressed under one field."""
    if slot is None:
        return []
    suggested = slot.suggested(trade)
    return [
        offer(slot.key, kind, localised(s, business))
        for s in (suggested.outputs if kind == "output" else suggested.outcomes)
    ]


def offer(system: str, kind: str, suggestion: Suggestion) -> Offer:
    """One suggestion with everything it fills."""
    fills = {
        "text": suggestion.text,
        "metric": suggestion.metric,
        "unit": suggestion.unit,
        "direction": suggestion.direction,
        "cadence": suggestion.cadence,
        "combine": suggestion.combine,
        "slot": suggestion.key,
    }
    return Offer(f"{system}-{kind}:{suggestion.key}", suggestion.text, suggestion.plan, fills)
