"""Vague words: they say nothing on their own, so the coach names them."""

from __future__ import annotations

import re

from alignment.coach.words import VAGUE_PHRASES, VAGUE_WORDS


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
