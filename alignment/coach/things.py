"""What a sentence says about things: what is made or done, and what is measured."""

from __future__ import annotations

from alignment.coach import elements, roles
from alignment.coach.deeds import ADMIN_VERBS, AMBIGUOUS_VERBS, ARTEFACTS, NOT_DOING, STRONG_VERBS
from alignment.coach.patterns import NUMBER, RATE
from alignment.coach.results import MEASURES, RESULT_PARTICIPLES, RESULT_VERBS
from alignment.coach.text import has_noun, singular
from alignment.coach.verbs import BASE, DEEDS, PAST


def verb(word: str) -> str:
    """The plain form of a verb in the third person ("publishes" -> "publish")."""
    if word in STRONG_VERBS or word in RESULT_VERBS:
        return word
    for ending in ("s", "es"):
        if word.endswith(ending) and word.removesuffix(ending) in (STRONG_VERBS | RESULT_VERBS):
            return word.removesuffix(ending)
    return singular(word)


def deed_form(word: str, *kinds: str) -> bool:
    """The word can be one of these forms of a producing verb."""
    return any(kind in DEEDS.get(word, {}) for kind in kinds)


def near_artefact(tokens: list[str], start: int, end: int) -> bool:
    """Something made, sent or held is named between these places."""
    return any(has_noun(word, ARTEFACTS) for word in tokens[start:end])


def verb_then_artefact(tokens: list[str]) -> bool:
    """Rule b: a producing verb, where it is a verb, followed within five words by an artefact noun."""
    return any(
        (roles.deed_at(tokens, at) or (deed_form(word, PAST) and word not in RESULT_PARTICIPLES))
        and near_artefact(tokens, at + 1, at + 6)
        for at, word in enumerate(tokens)
    )


def count_artefact_rate(tokens: list[str], text: str) -> bool:
    """Rule c: a number, an artefact noun within four words, and a rate or a date."""
    for at, word in enumerate(tokens):
        if NUMBER.match(word) and near_artefact(tokens, at + 1, at + 5):
            return bool(RATE.search(text)) or elements.has_time(text)
    return False


def noun_and_done(tokens: list[str]) -> bool:
    """An artefact noun near the start that something was done to: "meals served", "the menu is redesigned"."""
    for at, word in enumerate(tokens[:7]):
        if has_noun(word, ARTEFACTS) and any(deed_form(near, PAST) for near in tokens[at + 1 : at + 6]):
            return True
    return False


def done_to_next(tokens: list[str], at: int) -> bool:
    """What stands here is worked on: "complaints are logged", "orders packed"."""
    near = [word for word in tokens[at + 1 : at + 3] if word not in ("are", "is", "were", "get")]
    return bool(near) and DEEDS.get(near[0], {}).get(PAST) in ADMIN_VERBS


def measures(tokens: list[str]) -> list[int]:
    """Where measures stand, leaving out those that only begin a name ("price list", "sales call")."""
    return [
        at
        for at, word in enumerate(tokens)
        if has_noun(word, MEASURES)
        and not done_to_next(tokens, at)
        and not (at == 0 and BASE in DEEDS.get(word, {}))
        and not (at + 1 < len(tokens) and has_noun(tokens[at + 1], ARTEFACTS))
    ]


def done(tokens: list[str], ambiguous: bool) -> bool:
    """Something was done to something; `ambiguous`: by a verb that can also name a change ("fixed", "answered")."""
    return any(
        (base := DEEDS.get(word, {}).get(PAST)) is not None
        and word not in RESULT_PARTICIPLES
        and (base in AMBIGUOUS_VERBS) is ambiguous
        for word in tokens[1:]
    )


def doing_noun(word: str) -> bool:
    """A noun that names a doing by its ending: "bookkeeping", "demolitions", "rearrangement"."""
    return len(word) > 6 and word not in NOT_DOING and word.endswith(("ing", "ings", "tion", "tions", "ments"))
