"""Rule features: what the small model that picks the class looks at (alignment.md section 4).

Every feature is 0 or 1 and answers a question that can be read aloud, so each weight in `weights.py` can be explained.
"""

from __future__ import annotations

from alignment.coach import clauses, doing, handing, patterns, roles, things
from alignment.coach.deeds import ADMIN_VERBS, MEDIA
from alignment.coach.openings import MORE, openings, without_wish
from alignment.coach.results import ABSTRACTS, RESULT_PHRASES, RESULT_WORDS, STATE_ADJECTIVES
from alignment.coach.text import has_noun, words
from alignment.coach.vague import vague_words
from alignment.coach.verbs import BASE, DEEDS, PAST, STATES, THIRD
from alignment.coach.words import INSIDERS, WEEKDAYS

NAMES = (
    "quantity",
    "time",
    "who",
    "condition",
    "why",
    "complete",
    "count_of",
    "strong_opening",
    "ambiguous_opening",
    "result_opening",
    "verb_then_artefact",
    "artefact_first",
    "count_artefact_rate",
    "made_participle",
    "result_word",
    "outsider",
    "outsider_first",
    "insider_acts",
    "share",
    "comparison",
    "vague_word",
    "short",
    "number_first",
    "noun_and_done",
    "plain_count",
    "opens_in_the_past",
    "negation",
    "only_vague",
    "unknown_opening",
    "unknown_particle",
    "gerund_opening",
    "told_deed",
    "second_deed",
    "who_subject",
    "who_source",
    "who_recipient",
    "who_object",
    "who_named",
    "who_treated",
    "main_deed",
    "main_is_deed",
    "main_result",
    "main_state",
    "main_is",
    "no_verb",
    "relative",
    "us",
    "measure_early",
    "measure",
    "rhythm_first",
    "on_weekday",
    "for_each",
    "per_worker",
    "more_of_deeds",
    "result_verb_then_artefact",
    "ensured_deed",
    "placed",
    "comes_again",
    "limit_on_time",
    "doing_noun",
    "money",
    "insider_state",
    "insider_agent",
    "artefact_only",
    "ambiguous_participle",
    "comparative_opening",
    "state_adjective",
    "fewer",
    "keep_doing",
    "medium_first",
    "medium",
    "admin_done",
    "plain_deed",
    "deed_on_people",
    "plain_done",
    "plain_medium",
    "number_and_time",
    "measure_counted",
    "deed_of",
    "change_of",
    "took_part",
    "lofty_deed",
    "abstract",
    "to_deed",
    *handing.NAMES,
    *doing.NAMES,
)
# When the claim is that something was handed over or done, dates, shares and people only say of what and how much:
# then these alone are looked at, besides what `handing` says.
_STILL_LOOKED_AT = frozenset(["complete", "us", "comes_again", "abstract", "vague_word", "negation", "fewer"])


def _insider_acts(tokens: list[str]) -> bool:
    """Somebody of the business is the one who does it: "each technician completes ...", "sales team to make ..."."""
    for at, word in enumerate(tokens[:7]):
        if has_noun(word, INSIDERS) or word in ("me", "we"):
            return any(roles.deed_at(tokens, near) for near in range(at + 1, min(at + 4, len(tokens))))
    return False


def _told_to(tokens: list[str]) -> bool:
    """Somebody is to do it: "sales team to make 60 dials", "the girls to hand out cards"; not "ready to start"."""
    return any(
        tokens[at] == "to"
        and things.deed_form(tokens[at + 1], BASE)
        and tokens[at + 1] not in STATES
        and (roles.plural(tokens[at - 1]) or has_noun(tokens[at - 1], INSIDERS))
        for at in range(1, min(len(tokens) - 1, 6))
    )


def _parts(tokens: list[str]) -> dict[int, str]:
    """Each place where somebody of outside stands, with the part that is played."""
    return {at: roles.role(tokens, at) for at, word in enumerate(tokens) if roles.is_outsider(word)}


def _people(tokens: list[str]) -> dict[str, bool]:
    """Which parts people of outside play, and what people of the business do."""
    parts = set(_parts(tokens).values())
    inside = [at for at, word in enumerate(tokens) if has_noun(word, INSIDERS)]
    return {
        "who_subject": roles.SUBJECT in parts,
        "who_source": roles.FROM in parts,
        "who_recipient": roles.TO in parts,
        "who_object": roles.OBJECT in parts,
        "who_named": roles.PART_OF_NAME in parts,
        "who_treated": roles.TREATED in parts,
        "insider_acts": _insider_acts(tokens),
        "insider_state": any(
            at + 1 < len(tokens)
            and {BASE, THIRD} & STATES.get(tokens[at + 1], {}).keys()
            and not roles.deed_at(tokens, at + 1)
            for at in inside
        ),
        "insider_agent": any(at > 1 and "by" in tokens[max(0, at - 3) : at] for at in inside),
        "per_worker": any(at > 0 and "per" in tokens[max(0, at - 2) : at] for at in inside),
    }


def _vague_left(opening: str, tokens: list[str]) -> bool:
    """A vague word that does not merely say "more of what we make" ("more posts", "better slides")."""
    found = vague_words(opening)
    if found and tokens and tokens[0] in MORE and any(has_noun(word, MEDIA) for word in tokens[1:4]):
        return len(found) > 1
    return bool(found)


def extract(text: str, found: dict[str, bool]) -> list[float]:
    """The features of cleaned text, in the order of NAMES. `found`: the elements of the same text."""
    opening = without_wish(text)
    tokens = words(opening)
    outsiders = [at for at, part in _parts(tokens).items() if part not in (roles.ACTOR, roles.TREATED)]
    counts = bool(patterns.COUNT.match(opening))
    result = any(word in RESULT_WORDS and not things.done_to_next(tokens, at) for at, word in enumerate(tokens)) or any(
        phrase in text for phrase in RESULT_PHRASES
    )
    main = roles.main_verb(tokens)
    starts = openings(tokens, opening)
    artefact_first = things.near_artefact(tokens, 0, 4)
    measures = things.measures(tokens)
    people = _people(tokens)
    told_to = _told_to(tokens)
    clause = clauses.read(opening)
    claim = handing.extract(clause, opening, found["time"] or found["quantity"] or found["condition"]) | doing.extract(
        clause, opening, starts, found["time"]
    )
    if (starts["strong_opening"] and not starts["result_opening"]) or told_to:
        # Whoever is named after an order only receives ("phone every client before renewal") or is one of ours.
        people |= {"who_subject": False, "who_source": False}
        outsiders, main, result, measures = [], "deed" if main == "deed" else "", False, []
    deed_opens = starts["strong_opening"] or starts["ambiguous_opening"]
    vague = _vague_left(opening, tokens)
    relative = bool(patterns.RELATIVE.search(opening))
    again = bool(patterns.AGAIN.search(opening))
    share = bool(patterns.SHARE.search(text))
    plain = not (result or measures or relative or again or share or any(word in STATE_ADJECTIVES for word in tokens))
    values = {
        **found,
        **starts,
        **people,
        "complete": found["quantity"] and found["time"] and (found["who"] or found["condition"]),
        "number_and_time": found["quantity"] and found["time"],
        "measure_counted": found["quantity"] and bool(measures) and not deed_opens,
        "to_deed": told_to,
        "deed_of": bool(patterns.DEED_OF.match(opening)),
        "change_of": bool(patterns.CHANGE_OF.match(opening)),
        "took_part": bool(patterns.TOOK_PART.search(text)) and not share,
        "lofty_deed": deed_opens
        and vague
        and not any(has_noun(word, MEDIA) for word in tokens)
        and not found["quantity"]
        and not found["time"],
        "abstract": any(has_noun(word, ABSTRACTS) for word in tokens),
        "count_of": counts,
        "verb_then_artefact": things.verb_then_artefact(tokens),
        "artefact_first": artefact_first,
        "count_artefact_rate": things.count_artefact_rate(tokens, opening),
        "made_participle": things.done(tokens, ambiguous=False),
        "ambiguous_participle": things.done(tokens, ambiguous=True),
        "result_word": result,
        "outsider": bool(outsiders),
        "outsider_first": bool(outsiders) and outsiders[0] < 4 and not deed_opens,
        "share": share,
        "comparison": bool(patterns.COMPARISON.search(text)),
        "vague_word": vague,
        "short": len(tokens) < 5,
        "noun_and_done": things.noun_and_done(tokens),
        "plain_count": counts and not result,
        "negation": bool(patterns.NEGATION.search(opening)),
        "only_vague": vague and not found["quantity"] and not found["time"],
        "main_deed": main == "deed",
        "main_is_deed": main == "is deed",
        "main_result": main == "result",
        "main_state": main == "state",
        "main_is": main == "is",
        "no_verb": not main and not deed_opens and not starts["result_opening"],
        "relative": relative,
        "plain_deed": deed_opens and plain,
        "deed_on_people": deed_opens and any(roles.is_outsider(word) for word in tokens[1:4]),
        "plain_done": plain and main in ("deed", "is deed"),
        "plain_medium": plain and any(has_noun(word, MEDIA) for word in tokens),
        "us": bool(patterns.US.search(opening)),
        "measure": bool(measures),
        "measure_early": bool(measures) and measures[0] < 5,
        "comparative_opening": bool(patterns.COMPARATIVE.match(opening)),
        "state_adjective": any(word in STATE_ADJECTIVES for word in tokens),
        "fewer": bool(tokens) and tokens[0] in ("fewer", "less", "no", "never", "nobody", "none", "not"),
        "medium_first": any(has_noun(word, MEDIA) for word in tokens[:4]),
        "medium": any(has_noun(word, MEDIA) for word in tokens),
        "admin_done": any(DEEDS.get(word, {}).get(PAST) in ADMIN_VERBS for word in tokens[1:]),
        "on_weekday": any(word.rstrip("s") in WEEKDAYS for word in tokens),
        "for_each": bool(patterns.FOR_EACH.search(opening)),
        "placed": bool(patterns.PLACED.search(opening)),
        "comes_again": again,
        "limit_on_time": bool(patterns.LIMIT_ON_TIME.search(opening)),
        "doing_noun": any(things.doing_noun(word) for word in tokens[:5]),
        "money": bool(patterns.MONEY.search(text)),
        "artefact_only": artefact_first and not main and not result and not outsiders,
        **claim,
    }
    if claim["handled"] or claim["doing"]:
        values = {name: there and (name in claim or name in _STILL_LOOKED_AT) for name, there in values.items()}
    return [float(values[name]) for name in NAMES]
