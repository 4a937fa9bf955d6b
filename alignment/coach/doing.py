"""What the business does, said with every element of an outcome: orders, what staff do, what is put on or goes out.

"Phone all 300 lapsed clients before May", "nurses visit each new mother twice", "a letter to each of our donors".
"""

from __future__ import annotations

import re

from alignment.coach import handing, handing_words
from alignment.coach.clauses import BE, HAVE, Clause
from alignment.coach.deeds import AMBIGUOUS_VERBS, MEDIA
from alignment.coach.results import MEASURES, RESULT_PARTICIPLES
from alignment.coach.roles import DETERMINERS, PREPOSITIONS, RELATIVES, is_number, is_outsider
from alignment.coach.text import has_noun, listed, words
from alignment.coach.verbs import BASE, DEEDS, PAST, THIRD
from alignment.coach.words import INSIDERS

NAMES = (
    "doing",
    "doing_order",
    "doing_order_to_people",
    "doing_ours",
    "doing_offered",
    "doing_goes_out",
    "doing_more_of_it",
    "doing_made",
    "doing_told",
    "doing_measured",
)

_FOLLOWS_OFFER = listed("for to with per a an each every")
_GOES_OUT = re.compile(
    r"^(?:go|goes|went|is|are|will be) (?:out|up|live|online|printed|on (?:every|each|all|the|our)|in (?:every|each|"
    r"the|all)|with (?:every|each|all)|through (?:every|each)|open to|available to|ready for)\b|"
    r"^(?:reach|reaches|land|lands|arrive|arrives) (?:in |on |at )?(?:every|each|all|[0-9,.]+ [a-z]+)\b"
)
_CHANGE = re.compile(r"\b(?:down|up) (?:from|to|by)\b|\bor better\b|\bof whom\b|\bof which\b|\binstead\b")
_MORE_OF = re.compile(
    r"^(?:increase|double|triple|raise|lift|grow|expand|boost|step up|bring up) (?:the |our )?(?:number|amount|"
    r"frequency|volume|share|proportion) of (.+)$"
)
_WE_DO = re.compile(r"\b(?:we|our [a-z]+) ([a-z]+)\b")
_FROM = re.compile(r"\b(?:from|by|who|that|where|asked for|booked|sold|won) ?\b")


def _order(tokens: list[str], clause: Clause, opens: dict[str, bool]) -> bool:
    """Begins like an order to one's own people: "phone all clients", "offer free tours", "let us show"."""
    if (
        opens["result_opening"]
        or len(tokens) < 4
        or tokens[0] in _NO_ORDER
        or tokens[1] in RELATIVES
        or tokens[1] == "of"
    ):
        return False
    takes = tokens[1] in DETERMINERS or is_number(tokens[1]) or tokens[1] in PREPOSITIONS
    if not takes and (clause.verb or has_noun(tokens[1], MEASURES) or tokens[1].endswith("ing")):
        return False  # "print buyers plan ahead", "rent arrears under 2%"
    if opens["strong_opening"]:
        return True
    return opens["ambiguous_opening"] and any(handing.is_made(word) for word in tokens[1:6])


def _ours(clause: Clause) -> bool:
    """Somebody of the business does it: "nurses visit", "team leaders run a talk"."""
    subject = clause.subject
    if not subject or not clause.verb:
        return False
    core = clause.verb[-1]
    head = handing.head_of(subject)
    people = any(
        has_noun(word, INSIDERS)
        and (at + 1 == len(head) or head[at + 1] in RELATIVES)
        and (not is_outsider(word) or (at and head[at - 1] in _OF_OURS) or subject[0] == "our")
        for at, word in enumerate(head)
    )
    kinds = DEEDS.get(core, {})
    form = next((kinds[kind] for kind in (BASE, THIRD, PAST) if kind in kinds), "")
    if not people or not form or any(word in BE for word in clause.verb[:-1]):
        return False
    if clause.rest[:1] in (("us",), ("me",)):  # "brokers send us one case a month"
        return False
    if len(clause.verb) > 1 and clause.verb[0] not in HAVE | frozenset(["will", "must", "should"]):
        return False
    return form not in AMBIGUOUS_VERBS or any(handing.is_made(word) for word in handing.heads_of(clause.object))


def _offered(tokens: list[str], text: str) -> bool:
    """Something put on or sent, named without a verb: "one visit a month for every family"."""
    if not tokens or not (is_number(tokens[0]) or tokens[0] in _COUNTS) or _SHARED.search(text):
        return False
    for at, word in enumerate(tokens[:5]):
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        if at and word in PREPOSITIONS:
            return False
        named = has_noun(word, MEDIA) and not has_noun(word, MEASURES) and word not in _EARNED
        if (named and after in _FOLLOWS_OFFER) or (has_noun(word, _SPANS) and after == "of"):
            tail = " ".join(tokens[at + 1 :])
            end = re.search(r"\b(?:so|who|that|until|before|within)\b", tail)
            return not _FROM.search(tail[: end.start()] if end else tail)
    return False


_COUNTS = listed("a an one every each monthly weekly daily quarterly at regular personal")
# Papers that others have to agree to, and praise that others write.
_EARNED = listed("contract contracts review reviews agreement agreements deposit licence licences award awards")
_SHARED = re.compile(r"%|\bper ?cent\b|\bout of\b|\b(?:in|of) (?:every )?(?:ten|10|100)\b")
_OF_OURS = listed("account team shift floor project class success office branch area our")
_NO_ORDER = listed("can could empty key see learn meet pay have sell recover end grade")
_SPANS = listed("hour minute place spot seat")


def _more_of_deeds(text: str) -> bool:
    """More of what is done: "double the number of home visits", "raise the share of customers we call back"."""
    found = _MORE_OF.match(text)
    if not found:
        return False
    what = found.group(1)
    ours = _WE_DO.search(what)
    if ours and BASE in DEEDS.get(ours.group(1), {}):
        return True
    tokens = words(what)
    for at, word in enumerate(tokens[:4]):
        if word in PREPOSITIONS or word in ("who", "that"):
            return False
        if has_noun(word, MEDIA) and not has_noun(word, MEASURES):
            return (tokens[at + 1] if at + 1 < len(tokens) else "") not in ("from", "who", "that", "by", "we")
    return False


def extract(clause: Clause, text: str, opens: dict[str, bool], dated: bool) -> dict[str, bool]:
    """The features of NAMES. `opens`: how the sentence begins (`openings.openings`); `dated`: it names a time.

    Without a time nothing makes it look like an outcome, and the other features read it well enough.
    """
    tokens = words(text)
    core = clause.verb[-1] if clause.verb else ""
    marked = (
        bool(handing_words.MARKS.search(text))
        or bool(_CHANGE.search(text))
        or any(word in handing_words.NONE for word in tokens[:1])
    )
    order = _order(tokens, clause, opens)
    ours = not order and _ours(clause)
    goes_out = (
        not order
        and bool(_GOES_OUT.match(" ".join((core, *clause.rest))))
        and any(has_noun(word, MEDIA) for word in clause.subject[-2:])
        and core not in RESULT_PARTICIPLES
    )
    offered = not (order or ours or goes_out) and _offered(tokens, text)
    more_of_it = _more_of_deeds(text)
    doing = (order or ours or goes_out or offered or more_of_it) and dated and not marked
    return {
        "doing": doing,
        "doing_order": doing and order,
        "doing_order_to_people": doing and order and any(is_outsider(word) for word in tokens[1:8]),
        "doing_ours": doing and ours,
        "doing_offered": doing and offered,
        "doing_goes_out": doing and goes_out,
        "doing_more_of_it": doing and more_of_it,
        "doing_made": doing and any(handing.is_made(word) for word in tokens[1:8]),
        "doing_told": doing and bool(re.search(r"\b(?:so|to|until|because)\b", text)),
        "doing_measured": doing and any(has_noun(word, MEASURES) for word in tokens),
    }
