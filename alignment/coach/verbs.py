"""The forms of a verb: "publish", "publishes", "published", "publishing". Enough to look a verb up, not a grammar."""

from __future__ import annotations

from alignment.coach.deeds import IRREGULAR, STRONG_VERBS
from alignment.coach.results import STATE_VERBS

BASE, THIRD, PAST, ING = "base", "third", "past", "ing"
_VOWELS = frozenset("aeiou")


def _stems(verb: str) -> tuple[str, ...]:
    """What -ed and -ing are put behind: "plan" gives both "plan" and "plann", so no stress has to be known."""
    if verb.endswith("e"):
        return (verb[:-1],)
    short = len(verb) >= 3 and verb[-1] not in _VOWELS | {"w", "x", "y"} and verb[-2] in _VOWELS
    return (verb, verb + verb[-1]) if short and verb[-3] not in _VOWELS else (verb,)


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def table(verbs: frozenset[str], irregular: dict[str, str]) -> dict[str, dict[str, str]]:
    """Each form of each verb: what kinds of form it can be, and of which verb."""
    forms: dict[str, dict[str, str]] = {}
    for verb in sorted(verbs):
        forms.setdefault(verb, {})[BASE] = verb
        forms.setdefault(_third(verb), {})[THIRD] = verb
        for stem in _stems(verb):
            past = stem[:-1] + "ied" if stem.endswith("y") and stem[-2] not in _VOWELS else stem + "ed"
            forms.setdefault(past, {})[PAST] = verb
            forms.setdefault(stem + "ing", {})[ING] = verb
    for past, verb in irregular.items():
        forms.setdefault(past, {})[PAST] = verb
    return forms


_STATE_PASTS = {
    "bought": "buy", "kept": "keep", "left": "leave", "came": "come", "went": "go", "got": "get", "had": "have",
    "won": "win", "lost": "lose", "found": "find", "felt": "feel", "knew": "know", "said": "say", "slept": "sleep",
    "fell": "fall", "rose": "rise", "grew": "grow", "became": "become", "chose": "choose", "paid": "pay",
    "stood": "stand", "has": "have", "goes": "go", "does": "work", "understood": "understand", "brought": "bring",
}  # fmt: skip
DEEDS = table(STRONG_VERBS, IRREGULAR)
STATES = table(STATE_VERBS, _STATE_PASTS)
