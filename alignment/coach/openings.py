"""How a sentence begins: with an order, a result, a rhythm, a number."""

from __future__ import annotations

import re

from alignment.coach import roles, things
from alignment.coach.deeds import AMBIGUOUS_VERBS, ARTEFACTS, NOT_DOING, OPENING_DEEDS, STRONG_VERBS
from alignment.coach.patterns import ENSURED, NUMBER, OWN_PEOPLE, WISH
from alignment.coach.results import MEASURES, RESULT_PARTICIPLES, RESULT_VERBS
from alignment.coach.text import has_noun, listed
from alignment.coach.verbs import BASE, DEEDS, ING, PAST, STATES, THIRD
from alignment.coach.words import INSIDERS, OUTSIDERS, PERIOD_ADVERBS

# "more posts", "a new brochure": more of what is made anyway.
MORE = listed("more better new fresh another extra additional lots many several regular a an free")
_NO_ORDER = listed(
    "not no none never nobody half all both most many much twice only such what how every each any a an the as at by "
    "in on of from for to with within under over below above across per if when while once there here it he she they "
    "this that these those one and or but so our my your their his her its less fewer more better lower higher happy"
)


def _unknown_opening(tokens: list[str]) -> bool:
    """A word that no list knows, in the place of an order: "Engross the deeds", "Zest 40 lemons"."""
    if len(tokens) < 3 or tokens[0] in STRONG_VERBS or tokens[0] in RESULT_VERBS:
        return False
    first, second = tokens[0], tokens[1]
    if first in _NO_ORDER or roles.is_number(first) or first.endswith(("s", "ing", "ed", "ly")):
        return False
    if has_noun(first, ARTEFACTS) or has_noun(first, MEASURES) or roles.is_outsider(first) or has_noun(first, INSIDERS):
        return False
    return second in roles.DETERMINERS or roles.is_number(second)


def _ordered(tokens: list[str], acts: bool) -> bool:
    """The first word is a producing verb and used as one: "post daily", not "post arrives" or "staff turn up"."""
    first, second = (*tokens, "", "")[:2]
    kinds = DEEDS.get(first, {})
    if not (BASE in kinds or (THIRD in kinds and acts)):
        return False
    if second in roles.RELATIVES or second in roles.AUXILIARIES or THIRD in STATES.get(second, {}):
        return second in ("get", "keep") or acts
    person = has_noun(first, INSIDERS) or has_noun(first, OUTSIDERS)
    return acts or not person or roles.plural(second)


def openings(tokens: list[str], text: str) -> dict[str, bool]:
    """How the sentence begins."""
    head = things.verb(tokens[0]) if tokens else ""
    first, second = (*tokens, "", "")[:2]
    acts = second in roles.DETERMINERS or (bool(second) and roles.is_number(second)) or second in roles.PARTICLES
    keeps_doing = first in ("keep", "keeping", "stop", "start", "begin") and things.deed_form(second, ING)
    makes = (
        head in RESULT_VERBS
        and things.near_artefact(tokens, 1, 6)
        and not any(has_noun(w, MEASURES) or w in RESULT_PARTICIPLES for w in tokens[1:])
    )
    ordered = _ordered(tokens, acts)
    return {
        "strong_opening": ordered and head not in AMBIGUOUS_VERBS and head not in OPENING_DEEDS,
        "ambiguous_opening": (ordered and head in AMBIGUOUS_VERBS and head not in RESULT_VERBS)
        or (head in OPENING_DEEDS and head == first),
        "result_opening": head in RESULT_VERBS
        and not keeps_doing
        and not (makes and head in ("get", "have", "keep", "bring", "win", "draw")),
        "opens_in_the_past": things.deed_form(first, PAST) and not things.deed_form(first, BASE),
        "unknown_opening": _unknown_opening(tokens),
        "unknown_particle": second in roles.PARTICLES and BASE in DEEDS.get(first, {}),
        "gerund_opening": things.deed_form(first, ING) and not has_noun(first, ARTEFACTS) and first not in NOT_DOING,
        "told_deed": things.deed_form(first, PAST) and acts,
        "second_deed": bool(re.search(r"(?:,| and| then) ([a-z]+)", text))
        and any(things.deed_form(w, BASE) for w in re.findall(r"(?:,| and| then) ([a-z]+)", text))
        and ordered,
        "rhythm_first": first in PERIOD_ADVERBS or first in ("annual", "regular", "bi-annual", "half-yearly"),
        "number_first": bool(tokens) and bool(NUMBER.match(first)),
        "more_of_deeds": first in MORE
        and (things.near_artefact(tokens, 1, 4) or any(things.doing_noun(w) for w in tokens[1:3])),
        "ensured_deed": bool(ENSURED.search(text))
        and (
            any(things.deed_form(w, PAST) and w not in RESULT_PARTICIPLES for w in tokens)
            or "ready" in tokens
            or any(has_noun(w, INSIDERS) for w in tokens[:5])
        ),
        "result_verb_then_artefact": makes,
        "keep_doing": keeps_doing,
    }


def without_wish(text: str) -> str:
    """The text without "we want to", "our goal:", "I will" in front, and "sales people" as the team they are."""
    return OWN_PEOPLE.sub("team", WISH.sub("", text, count=1) or text)
