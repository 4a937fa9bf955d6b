"""Outcome-statement quality (alignment.md section 4): class, score, elements, questions, vague words of one sentence.

`judge` never raises and never looks outside its argument: the same text gives the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from alignment.coach import elements, features, model, questions
from alignment.coach.text import clean
from alignment.coach.vague import vague_words

WEIGHTS = {"quantity": 0.30, "time": 0.25, "who": 0.20, "condition": 0.15, "why": 0.10}
VAGUE_COST = 0.10  # each of at most two vague words, while there is no quantity
CAPS = {"specific": 1.0, "vague": 0.60, "output": 0.30}


@dataclass(frozen=True)
class Statement:
    """What the coach says about one statement."""

    cls: str  # "specific", "vague" or "output"
    score: float  # 0..1
    elements: dict[str, bool]  # quantity, time, who, condition, why
    questions: list[str]  # one per missing element; for outputs the framework's question first
    vague_words: list[str]  # in their order of appearance


def score(found: dict[str, bool], cls: str, vague: int) -> float:
    """Sum of the element weights, less the cost of vague words, within the cap of its class."""
    total = sum(WEIGHTS[name] for name, there in found.items() if there)
    if not found["quantity"]:
        total -= VAGUE_COST * min(2, vague)
    return round(min(CAPS[cls], max(0.0, total)), 4)


def judge(statement: str) -> Statement:
    """Read one statement. Text without a single word is vague, scores 0 and gets every question."""
    text = clean(statement)
    found = elements.find(text)
    vague = vague_words(text)
    cls = model.pick(features.extract(text, found)) if any(sign.isalnum() for sign in text) else "vague"
    return Statement(cls, score(found, cls, len(vague)), found, questions.ask(found, cls == "output"), vague)
