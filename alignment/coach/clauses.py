"""Where the main verb of a sentence stands, and what stands before and behind it: by rule of thumb, not a grammar.

What is told in passing must not be read as what the sentence claims: "customers who were sent a card buy again" is
about buying, "every customer who buys again is sent a card" about sending.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from alignment.coach.deeds import ARTEFACTS
from alignment.coach.results import MEASURES, RESULT_VERBS, STATE_VERBS
from alignment.coach.roles import ADVERBS, DETERMINERS, PREPOSITIONS, RELATIVES, is_number, plural
from alignment.coach.text import has_noun, listed
from alignment.coach.verbs import BASE, DEEDS, ING, PAST, STATES, THIRD, table
from alignment.coach.words import NUMBER_WORDS, PERIODS

_TOKEN = re.compile(r"[a-zà-öø-ÿ]+(?:[-'][a-zà-öø-ÿ0-9]+)*|\d+(?:[.,]\d+)*|[%€£$¥,:;+&]|->| - ")
# What stands in front of a sentence and ends with a comma: a date, a rhythm, or the people it is about.
_LEADS = listed("by in within from at on every each before after during over this next for until once come")
_ENDS = listed(
    "by before within after until so because when while who that which where if unless although but each every per "
    "once than , : ; ->"
)
BE = listed("is are was were be been being get gets got")
HAVE = listed("has have had")
MODALS = listed("can can't cannot could will won't would should must may might shall")
FINITE = listed("is are was were isn't aren't has have had does do did don't doesn't") | MODALS
_JOINS = listed("and or + & , : ;")
_STOPS = listed("so because while although unless if")
_MEASURED = listed("share percentage number proportion count portion")
_WE = listed("we i they you he she it")
_PARTICLES = listed("up out off down over round back together through away ahead in on by along home")
# Verbs of neither list that a sentence can turn on.
_OTHERS = table(
    listed(
        "go meet hear skip rear sit show undergo snag point find gain bring fall win hold know acquire obtain rely "
        "progress advance cross lack miss manage dare hesitate insist cease resume continue commute phone sign "
        "look raise carry step climb act react respond reply suffer save push lead clear cook bake sew sing dance swim "
        "play taste watch eat follow travel fly ride cycle shop order book chat talk greet pose vote bet enter exit "
        "sell trade invest contribute deliver produce harvest plant raise gather overcome avoid prevent name repeat "
        "explain describe solve spot recall count measure report reach touch catch throw park drive steer land dock"
    )
    | RESULT_VERBS,
    {"went": "go", "gone": "go", "heard": "hear", "sat": "sit", "shown": "show", "underwent": "undergo"},
)


@dataclass(frozen=True)
class Clause:
    """One sentence cut at its main verb; all parts in words, commas and colons kept."""

    about: tuple[str, ...]  # "of the people we phoned, ...": whom a share is taken of
    subject: tuple[str, ...]  # up to the main verb, without what is told of it in passing
    aside: tuple[str, ...]  # what is told of the subject in passing: "who were sent a card", "given a card"
    verb: tuple[str, ...]  # the main verb with its auxiliaries; empty when none was found
    rest: tuple[str, ...]  # everything behind it

    @property
    def object(self) -> tuple[str, ...]:
        """What stands behind the main verb up to the next clause, date or rhythm."""
        for at, word in enumerate(self.rest):
            if word in _ENDS:
                return self.rest[:at]
        return self.rest


def _lead(tokens: list[str]) -> tuple[list[str], list[str]]:
    """What is said before the first comma when it is no claim of its own, and what remains."""
    comma = tokens.index(",") if "," in tokens[:14] else 0
    if comma and tokens[0] == "of":
        return tokens[:comma], tokens[comma + 1 :]
    if not comma and len(tokens) > 3 and tokens[0] in ("each", "every", "per") and has_noun(tokens[1], PERIODS):
        return [], tokens[2:]
    if 0 < comma < 9 and tokens[0] in _LEADS and not any(word in FINITE for word in tokens[:comma]):
        return [], tokens[comma + 1 :]
    return [], tokens


def _noun_like(word: str) -> bool:
    """Not a word behind which only a noun can follow."""
    if word in DETERMINERS or word in PREPOSITIONS or word in ("to", "of"):
        return False
    return word in ("quarter", "quarters") or not is_number(word)


def _verb_forms(word: str) -> set[str]:
    """Every form this word can be of a verb known to the coach."""
    return set(DEEDS.get(word, {})) | set(STATES.get(word, {})) | set(_OTHERS.get(word, {}))


def is_participle(word: str) -> bool:
    """Can follow "are": "shown", "snagged", "weighed"."""
    return PAST in _verb_forms(word) or (len(word) > 4 and word.endswith("ed"))


def is_finite(tokens: list[str], at: int, many: bool) -> bool:
    """A verb in the present or past that can be what the subject does; `many`: the subject is a plural."""
    word, before = tokens[at], tokens[at - 1] if at else ""
    if word in FINITE:
        return word not in ("may", "will", "can") or before not in PREPOSITIONS  # "by may"
    if not at:
        return False
    forms = _verb_forms(word)
    if (is_number(before) and not before.isalpha()) or (before in NUMBER_WORDS and before not in ("quarter", "half")):
        # "patients over sixty keep", "children in year 6 go": an age, not an amount
        aged = at > 2 and (tokens[at - 2] in PREPOSITIONS or tokens[at - 2] in ("year", "grade", "class", "stage"))
        return aged and bool(forms & ({BASE} if many else {THIRD})) and not has_noun(word, ARTEFACTS)
    if before in _PARTICLES and at > 1 and _verb_forms(tokens[at - 2]) and not _noun_like(before):
        return bool(forms & ({BASE} if many else {THIRD}))
    if not _noun_like(before):
        return False
    if before in ADVERBS:
        return bool(forms & {BASE, THIRD}) and not has_noun(word, MEASURES)
    if before in _JOINS:
        return False
    if many and BASE in forms:
        return word in STATE_VERBS or not has_noun(word, ARTEFACTS) or plural(before)
    one = not many or tokens[0] in ("the", "a", "an", "our", "my", "this", "that")
    # "each of our nurses visits": the verb goes with "each", not with the noun beside it
    return one and THIRD in forms and (not plural(before) or tokens[:2] in (["each", "of"], ["one", "of"]))


def _many(tokens: list[str]) -> bool:
    """The subject is a plural: "customers", "nine in ten people"; not "every child", "nobody"."""
    first = tokens[0] if tokens else ""
    if first in ("every", "each", "everyone", "everybody", "nobody", "no", "someone", "anyone", "a", "an"):
        return first == "no" and len(tokens) > 1 and plural(tokens[1])
    return any(plural(word) for word in tokens[:7]) or any(is_number(word) for word in tokens[:2])


def _is_past(word: str) -> bool:
    """A participle that can follow its noun: "children given a book"."""
    forms = DEEDS.get(word, {})
    return PAST in forms and BASE not in forms


def _aside_end(tokens: list[str], start: int, many: bool) -> int:
    """Where a clause told in passing ends: before the next verb that can be the main one, or at the sentence's end."""
    seen_verb = not (tokens[start] in RELATIVES or tokens[start] in _WE)
    for at in range(start + 1, len(tokens)):
        word = tokens[at]
        if not seen_verb:
            seen_verb = word in FINITE or is_participle(word) or bool(_verb_forms(word) - {ING})
            continue
        before = tokens[at - 1]
        if before in FINITE or before in BE or word == ",":
            continue
        forms = _verb_forms(word)
        noun = has_noun(word, ARTEFACTS) and (at + 1 == len(tokens) or tokens[at + 1] in _ENDS)
        fits = bool(forms & ({BASE} if many else {THIRD})) and _noun_like(before) and not noun
        if ((fits and before not in _JOINS) or is_finite(tokens, at, many)) and word not in ("had", "did"):
            return at
    return len(tokens)


def _verb_end(tokens: list[str], at: int) -> int:
    """Behind the auxiliaries, the adverbs between them and the verb itself."""
    end = at + 1
    while end < len(tokens) and tokens[end - 1] in FINITE | BE | HAVE | ADVERBS | MODALS:
        word = tokens[end]
        if word in BE or word in HAVE or word in ADVERBS or word in ("not", "both"):
            end += 1
            continue
        is_verb = is_participle(word) or _verb_forms(word) & {BASE, ING}
        return end + 1 if is_verb and tokens[end - 1] not in DETERMINERS else end
    return end


def read(text: str) -> Clause:
    """Cut cleaned text at its main verb."""
    about, tokens = _lead(_TOKEN.findall(text))
    if tokens and (tokens[0] in _MEASURED or tokens[:1] == ["the"]) and (rel := _relative(tokens)):
        tokens = tokens[:rel] + tokens[rel + 1 :]  # "share of staff who have done it": what is counted is the claim
    many = _many(tokens)
    subject: list[str] = []
    aside: list[str] = []
    at, end = 0, -1
    while at < len(tokens):
        word = tokens[at]
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        opens = at > 0 and (
            (word in RELATIVES and after != "")
            or (word in _WE and _noun_like(tokens[at - 1]) and tokens[at - 1] not in (",", ":", "and"))
            or (_is_past(word) and _noun_like(tokens[at - 1]) and tokens[at - 1] not in BE | HAVE | ADVERBS)
        )
        if opens and (end := _aside_end(tokens, at, many)) < len(tokens):
            aside += tokens[at:end]
            at = end
        elif at > 1 and word in _STOPS:
            break
        if at and (at == end or is_finite(tokens, at, many)):
            end = _verb_end(tokens, at)
            return Clause(tuple(about), tuple(subject), tuple(aside), tuple(tokens[at:end]), tuple(tokens[end:]))
        subject.append(word)
        at += 1
    return _told(tuple(about), subject, tuple(aside))


def _told(about: tuple[str, ...], subject: list[str], aside: tuple[str, ...]) -> Clause:
    """A sentence without a verb in the present: told in the past or as a headline ("40 farmers attended")."""
    for at in range(1, len(subject)):
        word = subject[at]
        if word in RELATIVES or word in _ENDS - {"each", "every"}:
            break
        if is_participle(word) and BASE not in _verb_forms(word) and _noun_like(subject[at - 1]):
            return Clause(about, tuple(subject[:at]), aside, (word,), tuple(subject[at + 1 :]))
    return Clause(about, tuple(subject), aside, (), ())


def _relative(tokens: list[str]) -> int:
    """Where "who" stands in "number of customers who ..."; 0: nowhere near."""
    if not any(word in _MEASURED for word in tokens[:3]):
        return 0
    return next((at for at in range(2, min(8, len(tokens) - 1)) if tokens[at] in ("who", "that")), 0)
