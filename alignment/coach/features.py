"""Rule features: what the small model that picks the class looks at (alignment.md section 4).

Every feature is 0 or 1 and answers a question that can be read aloud, so each weight in `weights.py` can be explained.
"""

from __future__ import annotations

import re

from alignment.coach import elements
from alignment.coach.text import has_noun, singular, words
from alignment.coach.words import (
    AMBIGUOUS_VERBS,
    ARTEFACTS,
    COUNT_OF,
    INSIDERS,
    OUTSIDERS,
    PARTICIPLES,
    RESULT_PHRASES,
    RESULT_VERBS,
    RESULT_WORDS,
    STRONG_VERBS,
    VAGUE_PHRASES,
    VAGUE_WORDS,
)

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
)

_WISH = re.compile(
    r"^(?:(?:we|i)(?:'d| would)? (?:want|like|need|aim|plan|hope|intend|wish|strive|try|"
    r"mean|should|will|must|shall|are going|have)|"
    r"we'll|i'll|we|i|you|to|our (?:aim|goal|objective|target) is|(?:the )?(?:aim|goal|objective|target)(?: is|:))\b:?"
    r"(?: (?:to|that|our|the|all|my|some|want|like|aim|strive|for))*\s*"
)
_RATE = re.compile(r"\b(?:per|each|every|by|a|an|this|next|weekly|daily|monthly|quarterly|yearly|annually|x)\b|/")
_COUNT = re.compile(rf"^{COUNT_OF}")
_NUMBER = re.compile(
    r"^(?:\d|one$|two$|three$|four$|five$|six$|seven$|eight$|nine$|ten$|eleven$|twelve$|"
    r"twenty$|thirty$|forty$|fifty$|hundred$|a$|an$)"
)
_SHARE = re.compile(
    r"%|\bper ?cent\b|\bout of\b|\bof every\b|\bin every\b|\b\w+ in (?:\d+|\w+)\b(?= [a-z]+s\b)"
    r"|\bshare\b|\brate\b|\bhalf\b|\bthirds?\b|"
    r"\bquarters of\b|\b(?:\d+|\w+) of (?:the |our |\d+|ten|twelve|five|four|three|twenty|"
    r"a hundred)|\baverage\b|\bmargin\b|\bproportion\b|"
    r"\b(?:cases?|times) (?:in|out of)\b"
)
_COMPARISON = re.compile(
    r"\b(?:more than|less than|fewer than|under|below|above|at least|at most|no more than|"
    r"longer than|up from|down to|down from|"
    r"from [^ ]+(?: [^ ]+)? to|between|no longer|instead of)\b"
)
_NEGATION = re.compile(
    r"^(?:not|no|none|zero|never|nobody|fewer|less)\b|\b(?:never|no longer|nobody|stop|"
    r"without being)\b"
)


def _opening(text: str) -> str:
    """The text without "we want to", "our goal:", "I will" in front."""
    return _WISH.sub("", text, count=1) or text


def _verb(word: str) -> str:
    """The plain form of a verb in the third person ("publishes" -> "publish")."""
    if word in STRONG_VERBS or word in RESULT_VERBS:
        return word
    for ending in ("s", "es"):
        if word.endswith(ending) and word.removesuffix(ending) in (STRONG_VERBS | RESULT_VERBS):
            return word.removesuffix(ending)
    return singular(word)


def _verb_then_artefact(tokens: list[str]) -> bool:
    """Rule b: a producing verb, in the present or the past, followed within five words by an artefact noun."""
    for at, word in enumerate(tokens):
        if (_verb(word) in STRONG_VERBS or word in PARTICIPLES) and any(
            has_noun(near, ARTEFACTS) for near in tokens[at + 1 : at + 6]
        ):
            return True
    return False


def _count_artefact_rate(tokens: list[str], text: str) -> bool:
    """Rule c: a number, an artefact noun within four words, and a rate or a date."""
    for at, word in enumerate(tokens):
        if _NUMBER.match(word) and any(has_noun(near, ARTEFACTS) for near in tokens[at + 1 : at + 5]):
            return bool(_RATE.search(text)) or elements.has_time(text)
    return False


def _insider_acts(tokens: list[str]) -> bool:
    """Somebody of the business is the one who does it: "each technician completes ..."."""
    for at, word in enumerate(tokens[:6]):
        if has_noun(word, INSIDERS):
            return any(_verb(near) in STRONG_VERBS for near in tokens[at + 1 : at + 4])
    return False


def _noun_and_done(tokens: list[str]) -> bool:
    """An artefact noun near the start that something was done to: "meals served", "the menu is redesigned"."""
    for at, word in enumerate(tokens[:7]):
        if has_noun(word, ARTEFACTS) and any(near in PARTICIPLES for near in tokens[at + 1 : at + 6]):
            return True
    return False


def vague_words(text: str) -> list[str]:
    """Vague words and phrases in their order of appearance, each once."""
    found = {
        match.start(): phrase for phrase in VAGUE_PHRASES if (match := re.search(rf"\b{re.escape(phrase)}\b", text))
    }
    for match in re.finditer(r"[a-zà-öø-ÿ]+(?:-[a-zà-öø-ÿ]+)*", text):
        word = match.group()
        if word in VAGUE_WORDS and not any(at <= match.start() < at + len(phrase) for at, phrase in found.items()):
            found[match.start()] = word
    # "more than" and "at least" set a limit, they do not blur one.
    limits = {
        match.start()
        for match in re.finditer(
            r"\b(?:more|less|fewer|higher|lower|better|faster) than\b|(?<=no )more\b|(?<=or )(?:more|"
            r"less|fewer|higher|better|lower)\b",
            text,
        )
    }
    return list(dict.fromkeys(found[at] for at in sorted(found) if at not in limits))


def extract(text: str, found: dict[str, bool]) -> list[float]:
    """The features of cleaned text, in the order of NAMES. `found`: the elements of the same text."""
    opening = _opening(text)
    tokens = words(opening)
    head = _verb(tokens[0]) if tokens else ""
    outsiders = [at for at, word in enumerate(tokens) if has_noun(word, OUTSIDERS)]
    complete = found["quantity"] and found["time"] and (found["who"] or found["condition"])
    participle = any(word in PARTICIPLES for word in tokens)
    counts = bool(_COUNT.match(opening))
    result = any(word in RESULT_WORDS for word in tokens) or any(phrase in text for phrase in RESULT_PHRASES)
    values = {
        **found,
        "complete": complete,
        "count_of": counts,
        "strong_opening": head in STRONG_VERBS and head not in AMBIGUOUS_VERBS,
        "ambiguous_opening": head in AMBIGUOUS_VERBS and head not in RESULT_VERBS,
        "result_opening": head in RESULT_VERBS,
        "verb_then_artefact": _verb_then_artefact(tokens),
        "artefact_first": any(has_noun(word, ARTEFACTS) for word in tokens[:4]),
        "count_artefact_rate": _count_artefact_rate(tokens, opening),
        "made_participle": participle,
        "result_word": result,
        "outsider": bool(outsiders),
        "outsider_first": bool(outsiders) and outsiders[0] < 4 and head not in STRONG_VERBS,
        "insider_acts": _insider_acts(tokens),
        "share": bool(_SHARE.search(text)),
        "comparison": bool(_COMPARISON.search(text)),
        "vague_word": bool(vague_words(text)),
        "short": len(tokens) < 5,
        "number_first": bool(tokens) and bool(_NUMBER.match(tokens[0])),
        "noun_and_done": _noun_and_done(tokens),
        "plain_count": counts and not result,
        "opens_in_the_past": bool(tokens) and tokens[0] in PARTICIPLES,
        "negation": bool(_NEGATION.search(opening)),
        "only_vague": bool(vague_words(text)) and not found["quantity"] and not found["time"],
    }
    return [float(values[name]) for name in NAMES]
