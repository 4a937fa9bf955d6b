"""What is handed to somebody or done with somebody, told from what changes for them.

"Every tenant receives a copy", "all graduates attend a talk", "each boiler is looked at" carry a number, a date and a
person, and still name a deed. "Owners get their money back", "members can swim" name a change.
"""

from __future__ import annotations

from dataclasses import dataclass

from alignment.coach.clauses import BE, HAVE, Clause, is_participle
from alignment.coach.deeds import ADMIN_VERBS, AMBIGUOUS_VERBS, ARTEFACTS
from alignment.coach.handing_words import (
    ALL,
    ALWAYS_DONE,
    AMOUNTS,
    CAN,
    FROM_US,
    GRANTED,
    HEAD_ENDS,
    HELD,
    MARKS,
    NONE,
    NOT_MADE,
    ORDINALS,
    RECEIVE,
    RECEIVE_MADE,
    RISES,
    SHARE,
    STATE_AFTER,
    TAKE_HOME,
    THEN_HANDLED,
    THROUGH,
    TREATED,
    UNDERGO,
    UNDERGO_MADE,
    VOLUNTARY,
    WAITED_FOR,
    WANTED,
    WITHIN,
)
from alignment.coach.results import MEASURES, RESULT_PARTICIPLES, STATE_ADJECTIVES
from alignment.coach.roles import DETERMINERS, PREPOSITIONS, RELATIVES, is_number, is_outsider
from alignment.coach.text import has_noun
from alignment.coach.vague import vague_words
from alignment.coach.verbs import BASE, DEEDS, PAST, STATES, THIRD
from alignment.coach.words import INSIDERS

NAMES = (
    # what is claimed is that something was handed over or done
    "handled",
    "handled_made",
    "handled_through",
    "handled_done",
    "handled_by_office",
    "handled_all",
    "handled_share",
    "handled_limit",
    "handled_by_us",
    "handled_thing",
    "handled_vaguely",
    "handled_bare",
    # what is claimed is something else
    "gets_wanted",
    "gets_into_state",
    "done_by_others",
    "then_handled",
    "ours_did",
    "acts_after",
    "after_deed",
    "can_do",
    "does_itself",
    "outsider_does",
    "is_in_state",
    "marked",
    "stops_or_keeps",
    "ended_well",
)


def _base_is(word: str, verbs: frozenset[str]) -> bool:
    """A participle of one of these verbs."""
    return DEEDS.get(word, {}).get(PAST) in verbs


def is_treatment(word: str) -> bool:
    """A participle that says something was done with somebody or something: "shown", "phoned", "inspected"."""
    if word in TREATED:
        return True
    return PAST in DEEDS.get(word, {}) and word not in RESULT_PARTICIPLES


def _only_past(word: str) -> bool:
    """Cannot be the present nor what somebody did: "phoned", "trained", not "read", "fit", "bought"."""
    return BASE not in DEEDS.get(word, {}) and BASE not in STATES.get(word, {}) and word != "bought"


def _passive(clause: Clause) -> bool:
    """The subject is what something happens to: "are shown", "has been weighed", "contacted within a day"."""
    words, rest = clause.verb, clause.rest
    if not words or not is_participle(words[-1]):
        return False
    if len(words) > 1:
        return any(word in BE for word in words[:-1])
    bare = not rest or rest[0] in PREPOSITIONS or rest[0] in (",", ":", "per", "each", "every", "daily")
    return words[0] in ALWAYS_DONE or (is_treatment(words[0]) and _only_past(words[0]) and bare)


def heads_of(words: tuple[str, ...]) -> list[str]:
    """The things named right behind the verb: "copy", "list" and "sample", without what is told of them."""
    parts: list[list[str]] = [[]]
    for at, word in enumerate(words):
        if (
            word in PREPOSITIONS
            or word in HEAD_ENDS
            or _follows(parts[-1], word)
            or (at and word[0].isdigit())
            or (word == "past" and not at)
        ):
            break
        if word in ("and", "or", "+", "&"):
            parts.append([])
        elif at > 1 and parts[-1] and (is_number(word) or word in ("a", "an")):
            break  # "a board | six weeks ahead"
        else:
            parts[-1].append(word)
    return [part[-1] for part in parts if part and part[-1] not in DETERMINERS]


def _follows(part: list[str], word: str) -> bool:
    """A participle behind its noun: "a copy put aside"; not in front of it: "a printed plan"."""
    return bool(part) and part[-1] not in DETERMINERS | ORDINALS and is_participle(word) and _only_past(word)


def is_made(word: str) -> bool:
    """Something a business makes, writes or holds."""
    return has_noun(word, HELD) or (has_noun(word, ARTEFACTS) and not has_noun(word, NOT_MADE))


def _second_claim(rest: tuple[str, ...]) -> bool:
    """What is handed over is followed by what comes of it: "and say they know", "and it shows"."""
    return any(
        word == "and"
        and (
            rest[at + 1] in ("it", "they")
            or (
                rest[at + 1] not in ("have", "has")
                and bool({BASE, THIRD} & STATES.get(rest[at + 1], {}).keys())
                and not has_noun(rest[at + 1], ARTEFACTS)
                and not has_noun(rest[at + 1], MEASURES)
            )
        )
        for at, word in enumerate(rest[:-1])
    )


def _by_others(clause: Clause) -> bool:
    """Done by somebody of outside: "picked up by the press", "extended by the tenant"."""
    rest = clause.rest
    return any(
        word == "by"
        and any(is_outsider(near) and not has_noun(near, INSIDERS) for near in rest[at + 1 : at + 4])
        and "health" not in rest[at + 1 : at + 3]
        for at, word in enumerate(rest)
    )


def _deed_in(words: tuple[str, ...]) -> bool:
    """What is told in passing is something handed over or done: "who were sent a card", "we phoned"."""
    known = RECEIVE | RECEIVE_MADE | UNDERGO | UNDERGO_MADE | VOLUNTARY
    return any(is_treatment(word) or word in known for word in words)


def head_of(subject: tuple[str, ...]) -> tuple[str, ...]:
    """The subject without what follows it: "60% of emails to parents" is about emails."""
    head: list[str] = []
    for word in subject:
        if word in PREPOSITIONS or word == "of":
            if any(part.isalpha() and not is_number(part) and part not in AMOUNTS for part in head):
                break
            head = []
        else:
            head.append(word)
    return tuple(head)


@dataclass(frozen=True)
class _Reading:
    """What the main verb says happens to its subject."""

    made: bool  # what is got or gone through is made, written or held by a business
    gets: bool
    wanted: bool  # what is got is wanted for itself
    into_state: bool  # "gets paid", "gets home"
    through: bool
    treated: bool
    receives: bool
    waits: bool  # so many of them in time: the waiting is what is claimed


def _reading(clause: Clause, text: str) -> _Reading:
    """Which of them holds; several can."""
    core, rest = clause.verb[-1] if clause.verb else "", clause.rest
    heads, passive = heads_of(clause.object), _passive(clause)
    first, after = rest[0] if rest else "", " ".join((core, *rest))
    made, active = any(is_made(word) for word in heads), not passive
    every = bool(ALL.match(text))
    waits = bool(SHARE.search(text)) and bool(WITHIN.search(text)) and not every
    gets = core in RECEIVE and active
    wanted = "back" in clause.object[:6] or (
        not made and any(has_noun(word, WANTED) or has_noun(word, MEASURES) for word in heads)
    )
    of_state = first in STATE_AFTER | RESULT_PARTICIPLES | STATE_ADJECTIVES | PREPOSITIONS
    into_state = (gets and not made and (not heads or of_state)) or (
        bool(clause.verb) and clause.verb[0] in RECEIVE and core in STATE_AFTER
    )
    own = first in ("their", "its", "his", "her") and not made  # "get their towels": what is theirs anyway
    receives = (
        (gets and not (wanted or into_state or own))
        or (core in RECEIVE_MADE and made and active and (every or core not in ("have", "has", "find", "finds")))
        or bool(TAKE_HOME.match(after))
    )
    through = (
        (active and core in UNDERGO)
        or (active and "course" in heads and core in UNDERGO_MADE)
        or (active and made and (core in UNDERGO_MADE or (core in VOLUNTARY and every)))
        or bool(THROUGH.match(after))
    )
    granted = any(has_noun(word, GRANTED) for word in heads)
    outside = _outside(clause)
    waited = waits and (core in WAITED_FOR or not outside)
    # "is sold", "are opened", "is taken" can be a change in things; in people it is something done with them.
    sure = outside or core in ALWAYS_DONE or not _base_is(core, AMBIGUOUS_VERBS)
    spared = _by_others(clause) or granted or into_state or waited
    treated = passive and is_treatment(core) and sure and not spared
    return _Reading(made, gets, wanted, into_state, through, treated, receives and (made or not waits), waits)


def _outside(clause: Clause) -> bool:
    """The sentence is about somebody of outside."""
    return any(is_outsider(word) for word in head_of(clause.subject))


def extract(clause: Clause, text: str, dated: bool) -> dict[str, bool]:
    """The features of NAMES. `text`: the cleaned sentence the clause was cut from; `dated`: it has a number or a date.

    Without them nothing makes a deed look like an outcome, and the other features read it well enough.
    """
    core, rest = clause.verb[-1] if clause.verb else "", clause.rest
    read, passive, outside = _reading(clause, text), _passive(clause), _outside(clause)
    negated = bool(set(clause.subject[:4] + clause.verb + rest[:1]) & NONE)
    can = bool(set(clause.verb + rest[:2]) & CAN)
    marked = bool(MARKS.search(" ".join((core, *rest)))) or bool(MARKS.search(" ".join(clause.subject)))
    plain = not any(word in RELATIVES for word in clause.subject) and not set(clause.subject[:3]) & RISES
    then_handled = bool(THEN_HANDLED.search(" ".join(rest)))
    handled = (read.receives or read.through or read.treated) and dated and plain
    handled = handled and not (marked or negated or can or "they" in clause.object)
    handled = handled and (then_handled or not _second_claim(rest))
    active = bool(clause.verb) and not (passive or handled or read.gets or core in BE | HAVE)
    return {
        "handled": handled,
        "handled_made": handled and read.made,
        "handled_through": handled and read.through,
        "handled_done": handled and read.treated,
        "handled_by_office": handled and read.treated and (_base_is(core, ADMIN_VERBS) or core in TREATED),
        "handled_all": handled and bool(ALL.match(text)),
        "handled_share": handled and bool(SHARE.search(text)),
        "handled_limit": handled and bool(WITHIN.search(text)),
        "handled_by_us": handled
        and (bool(FROM_US.search(text)) or any(has_noun(w, INSIDERS) and not is_outsider(w) for w in rest)),
        "handled_thing": handled and not outside,
        "handled_vaguely": handled and bool(vague_words(text)),
        "handled_bare": handled and len(text.split()) < 6,
        "gets_wanted": read.gets and read.wanted,
        "gets_into_state": read.into_state,
        "done_by_others": passive and _by_others(clause),
        "then_handled": not handled and not marked and then_handled,
        "ours_did": active
        and len(clause.verb) > 1
        and clause.verb[0] in HAVE
        and any(has_noun(word, INSIDERS) for word in clause.subject)
        and is_treatment(core),
        "acts_after": bool(clause.aside or clause.about) and bool(clause.verb) and not handled,
        "after_deed": (_deed_in(clause.aside) or _deed_in(clause.about)) and not handled,
        "can_do": can,
        "does_itself": active and bool({BASE, THIRD} & STATES.get(core, {}).keys()),
        "outsider_does": active and outside,
        "is_in_state": core in BE
        and bool(clause.verb)
        and any(word in STATE_ADJECTIVES or word in ("in", "back", "without") for word in rest[:3]),
        "marked": marked,
        "stops_or_keeps": core in ("stop", "stops", "drop", "drops", "lose", "loses", "need", "needs", "keep", "keeps"),
        "ended_well": core in RESULT_PARTICIPLES and not read.treated,
    }
