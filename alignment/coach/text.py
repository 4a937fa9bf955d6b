"""From whatever was typed to plain lower-case words: safe for every string, bounded in time."""

from __future__ import annotations

import re
import unicodedata

MAX_LENGTH = 500  # a statement is one sentence; what follows is not read, so 10 MB cost no more than one line

A_NUMBER = "10"  # what a blank is read as; never shown

_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_TOKEN = re.compile(r"[a-zà-öø-ÿ]+(?:[-'][a-zà-öø-ÿ0-9]+)*|\d+(?:[.,]\d+)*|[%€£$¥]")
# A blank to be filled in ("___ enquiries each week", "… enquiries") stands for a number that only the owner knows.
_BLANK = re.compile(r"_{2,}|(?:^|(?<=\bleast )|(?<=\bthan )|(?<=\bmost ))\.\.\.(?= ?[a-z%])")
_QUOTES = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "–": "-",
        "—": " - ",
        "‑": "-",
        "−": "-",
        "“": '"',
        "”": '"',
        "→": " to ",
        "≥": " at least ",
        "≤": " at most ",
        "×": " x ",
    }
)


def listed(text: str) -> frozenset[str]:
    """A word list written as one text."""
    return frozenset(text.split())


def clean(statement: str) -> str:
    """Lower case, one kind of quote and dash, single spaces; a number for a blank; control marks are gone."""
    cut = statement[:MAX_LENGTH].encode("utf-8", "ignore").decode("utf-8", "ignore").translate(_QUOTES)
    text = _BLANK.sub(A_NUMBER, unicodedata.normalize("NFKC", cut)[:MAX_LENGTH].lower())
    return _SPACE.sub(" ", text).strip()


def words(text: str) -> list[str]:
    """Words, numbers and currency or percent signs in their order."""
    return _TOKEN.findall(text)


def singular(word: str) -> str:
    """A rough singular: enough to look a noun up in a list."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if len(word) > 4 and word.endswith("ves"):
        return {"loaves": "loaf", "lives": "life", "wives": "wife", "halves": "half"}.get(word, word[:-1])
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_IRREGULAR = {"children": "child", "women": "woman", "men": "man", "mice": "mouse", "people": "people"}


def has_noun(word: str, nouns: frozenset[str]) -> bool:
    """True when the word, its singular or its possessive is in the list ("guests'", "client's" too)."""
    bare = word.removesuffix("'s").removesuffix("'")
    return bare in nouns or singular(bare) in nouns
