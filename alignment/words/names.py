"""Names inside sentences (section 3.15): cut, opened with a capital only where a sentence opens."""

from __future__ import annotations

import re
from typing import TypeAlias

Numbers: TypeAlias = "dict[str, str | float | int | bool | list[str] | None]"

LONGEST = 40
ALWAYS_CAPITAL = frozenset(
    (
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "april",
        "june", "july", "august", "september", "october", "november", "december", "google", "facebook", "instagram",
        "youtube", "tiktok", "twitter", "linkedin", "pinterest", "amazon", "etsy", "ebay", "airbnb", "shopify",
        "stripe", "whatsapp", "english", "french", "german", "spanish", "italian", "british", "american", "european",
        "christmas", "easter", "i",
    )
)  # fmt: skip

_FIRST_WORD = re.compile(r"[^\s\-/'’]+")


def cut(name: str) -> str:
    """The name on one line, at most 40 characters, cut at a word with an ellipsis."""
    name = " ".join(name.split())
    if len(name) <= LONGEST:
        return name
    kept = name[: LONGEST - 1]
    if name[LONGEST - 1] != " " and " " in kept:
        kept = kept.rsplit(" ", 1)[0]
    return f"{kept.rstrip(' ,;:.-–')}…"


def opening(text: str) -> str:
    """The text at the start of a sentence; "iPhone" stays."""
    if len(text) > 1 and text[0].islower() and text[1].isupper():
        return text
    return text[:1].upper() + text[1:]


def inside(name: str) -> str:
    """A metric's, step's or input's name inside a sentence; words that are always written large stay."""
    first = _FIRST_WORD.match(name)
    if first is None:
        return name
    word, rest = first[0], name[first.end() :]
    proper = word.casefold() in ALWAYS_CAPITAL or word[1:] != word[1:].lower() or not word[1:]
    if proper and not (word == "A" and rest.startswith(" ")):
        return name
    if any(letter.isupper() for letter in rest):
        return name  # a title or a proper name: "New York visits"
    return word[0].lower() + name[1:]


def named(numbers: Numbers, key: str) -> str:
    """The name under a key, ready for the middle of a sentence; system names (s, s1, s2) keep their capital."""
    name = cut(str(numbers.get(key) or ""))
    return name if key.startswith("s") else inside(name)


def started(numbers: Numbers, key: str) -> str:
    """The name under a key at the start of a sentence."""
    return opening(named(numbers, key))


def value(numbers: Numbers, key: str) -> float:
    """A number that must be there."""
    found = numbers[key]
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise TypeError(f"{key} must be a number, not {found!r}")
    return float(found)


def whole(numbers: Numbers, key: str) -> int:
    return int(value(numbers, key))


def maybe(numbers: Numbers, key: str) -> float | None:
    """A number that may be missing."""
    return None if numbers.get(key) is None else value(numbers, key)


def word(numbers: Numbers, key: str) -> str:
    return str(numbers.get(key) or "")
