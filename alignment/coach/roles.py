"""Who does what in a sentence, by rule of thumb: which part people play, and what its main verb is about.

No parser: a few words before a noun say whether somebody acts ("members come"), is where something comes from
("enquiries from members") or only receives ("a letter to members").
"""

from __future__ import annotations

from alignment.coach.deeds import ARTEFACTS, OPENING_DEEDS
from alignment.coach.results import MEASURES, RESULT_PARTICIPLES, RESULT_VERBS
from alignment.coach.text import has_noun, listed
from alignment.coach.verbs import BASE, DEEDS, ING, PAST, STATES, THIRD
from alignment.coach.words import INSIDERS, NOT_PEOPLE, NUMBER_WORDS, OUTSIDERS, PEOPLE_ENDING

DETERMINERS = listed(
    "the a an our my your his her its their all every each both any some no another this that these those new fresh "
    "more extra additional"
)
AUXILIARIES = listed(
    "is are was were be been being has have had do does did don't doesn't isn't aren't can can't cannot could will "
    "won't would should must may might gets get got stays stay remains remain keeps keep"
)
RECIPIENT = listed("to for with at on in per towards toward around about onto into via")
SOURCE = listed("from by among amongst between")
SHARES = listed("% percent half most thirds third quarter quarters out rest majority number all one")
RELATIVES = listed("who that which whose whom where")
ADVERBS = listed(
    "still already never always also again only often rarely hardly all both no longer then now not usually actually "
    "really gladly each even ever once soon just"
)
PREPOSITIONS = RECIPIENT | SOURCE | listed("of after before within without under over below above through")
PARTICLES = listed("up out off down over round back together through away ahead")
SUBJECT, OBJECT, FROM, TO, OF, PART_OF_NAME = "subject", "object", "source", "recipient", "of", "name"
TREATED, ACTOR = "treated", "actor"
_BE = frozenset(["is", "are", "was", "were", "get", "gets", "got", "been"])


def is_number(word: str) -> bool:
    """A figure or a number word."""
    return word[0].isdigit() or word in NUMBER_WORDS or word in ("%", "€", "£", "$", "¥")


def is_outsider(word: str) -> bool:
    """Somebody or some place outside the business, also by the ending of the word ("beekeepers")."""
    if has_noun(word, OUTSIDERS):
        return True
    if has_noun(word, INSIDERS) or word in NOT_PEOPLE:
        return False
    return bool(PEOPLE_ENDING.match(word)) and not has_noun(word, ARTEFACTS) and not has_noun(word, MEASURES)


def plural(word: str) -> bool:
    """Looks like a plural noun."""
    return (word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))) or word in (
        "people", "children", "men", "women", "folk", "nobody", "staff", "everyone", "everybody", "mice", "we", "they",
        "who", "that", "which", "half", "none", "most",
    )  # fmt: skip


def deed_at(tokens: list[str], at: int) -> bool:
    """A producing verb in a place where it is a verb: first, after somebody of the business, after "to" or "and"."""
    kinds = DEEDS.get(tokens[at])
    if not kinds:
        return False
    if at == 0:
        after = tokens[1] if len(tokens) > 1 else ""
        acts = after in DETERMINERS or (bool(after) and is_number(after)) or after in PARTICLES
        return BASE in kinds or ING in kinds or (THIRD in kinds and acts) or (PAST in kinds and acts)
    before = tokens[at - 1]
    if before in ("will", "must", "should", "shall", "we", "i"):
        return BASE in kinds
    if before in ("and", "then", "or"):
        return BASE in kinds and deed_at(tokens, 0)
    if before == "to":
        return BASE in kinds and any(has_noun(word, INSIDERS) or word in ("me", "us") for word in tokens[: at - 1])
    return has_noun(before, INSIDERS) and (BASE in kinds or THIRD in kinds)


def is_done_to(word: str) -> bool:
    """A participle of a producing verb, and of nothing else: "called", "trained", not "read" or "paid"."""
    return (
        PAST in DEEDS.get(word, {})
        and BASE not in DEEDS[word]
        and word not in RESULT_PARTICIPLES
        and (PAST not in STATES.get(word, {}))
    )


def role(tokens: list[str], at: int) -> str:
    """The part that the person at this place plays."""
    after = tokens[at + 1] if at + 1 < len(tokens) else ""
    word = tokens[at]
    if after and not plural(word) and after not in STATES and has_noun(after, ARTEFACTS):
        return PART_OF_NAME  # "client report", "puppy party"
    if word.endswith("s'") and has_noun(after, ARTEFACTS):
        return PART_OF_NAME
    if has_noun(word, INSIDERS) and after and deed_at(tokens, at + 1):
        return ACTOR  # "the consultant writes": one of ours
    verb = at + 2 if after in _BE else at + 1
    if verb < len(tokens) and is_done_to(tokens[verb]):
        return TREATED  # "patients are called", "people reached"
    for back in range(at - 1, max(-1, at - 6), -1):
        near = tokens[back]
        if near == "of":
            before = tokens[max(0, back - 2) : back]
            return SUBJECT if any(is_number(w) or w in SHARES for w in before) else OF
        if near in RECIPIENT:
            return TO
        if near in SOURCE:
            return FROM
        if near in RELATIVES or near in ("if", "when", "because", "until", "while", "so"):
            return SUBJECT
        if deed_at(tokens, back):
            return OBJECT
        if back == 0 and (near in RESULT_VERBS or near in OPENING_DEEDS):
            return OBJECT if near in OPENING_DEEDS else FROM  # "win clients": they are what changes
    return SUBJECT


def main_verb(tokens: list[str]) -> str:
    """What the first verb after the start is about: "deed", "is deed", "result", "state", "is" or nothing."""
    for at in range(1, len(tokens)):
        word, before = tokens[at], tokens[at - 1]
        if word in RESULT_PARTICIPLES and before not in DETERMINERS:
            return "result"
        deed = DEEDS.get(word, {})
        if PAST in deed and BASE not in deed and before not in DETERMINERS and before not in PREPOSITIONS:
            return "is deed" if before in AUXILIARIES or tokens[max(0, at - 2)] in AUXILIARIES else "deed"
        state = STATES.get(word, {})
        noun_before = before not in DETERMINERS and before not in PREPOSITIONS and not is_number(before)
        if noun_before and (
            (BASE in state and (plural(before) or before in ADVERBS or before in AUXILIARIES))
            or (THIRD in state and not plural(before) and not has_noun(word, ARTEFACTS) and word not in MEASURES)
        ):
            return "state"
        if word in AUXILIARIES and at + 1 < len(tokens) and PAST not in DEEDS.get(tokens[at + 1], {}):
            return "is"
    return ""
