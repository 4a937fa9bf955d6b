"""Title, text and next step of every finding, made from its numbers alone (section 3.15).

`render` is what the engine uses, so a page can render a stored finding again in the business's number format.
"""

from __future__ import annotations

from alignment.numbers import ENGLISH, NumberStyle
from alignment.words.evidence import EVIDENCE
from alignment.words.level import LEVEL
from alignment.words.names import Numbers
from alignment.words.structure import STRUCTURE, Template, Words

TEMPLATES: dict[str, Template] = {**STRUCTURE, **LEVEL, **EVIDENCE}

__all__ = ["TEMPLATES", "Numbers", "Words", "render"]


def render(kind: str, numbers: Numbers, style: NumberStyle = ENGLISH) -> Words:
    """(title, text, next) of a finding; KeyError for a kind that does not exist."""
    return TEMPLATES[kind](numbers, style)
