"""What the statement coach says beside an output or an outcome, in the owner's words. Advice; it never blocks."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse

from alignment.statement import Statement, judge
from businesses.models import Business
from frameworks.schema import BLANK
from systems.models import Element, Label


@dataclass(frozen=True)
class Advice:
    """One line on the whole sentence, then what to ask and which words are vague."""

    level: str  # "good", "open" or "other": which shape stands beside the line
    line: str
    questions: list[str]
    vague_words: list[str]
    asks: bool = False  # whether the owner is asked if it is really something they do
    ask_url: str = ""  # where the answer goes; empty where nobody may give one
    answer: str = ""  # the one given, in words


OUTCOME_LINES = {
    "specific": ("good", "Clear enough to check."),
    "vague": ("open", "Hard to check yet."),
    "output": ("other", "This sounds like something you do or produce. What should it change?"),
}


BLANK_LINE = ("open", "Clear once your number stands in the blank.")


def advise(kind: str, text: str) -> Advice | None:
    """Advice on a sentence under "What we produce" or "What it should change"; nothing to say about no words."""
    if not any(c.isalnum() for c in text):
        return None
    said = judge(text)
    if kind == Element.Kind.OUTPUT:
        return _on_output(said)
    level, line = BLANK_LINE if said.cls == "specific" and BLANK in text else OUTCOME_LINES[said.cls]
    questions = [] if said.cls == "specific" and said.score >= 0.9 else said.questions[:3]
    return Advice(level, line, questions, said.vague_words, asks=said.cls == "output")


def advise_owner(business: Business, kind: str, text: str) -> Advice | None:
    """The same for somebody who may change the map: with the question, and what was answered. At most one query."""
    advice = advise(kind, text)
    if advice is None or not advice.asks:
        return advice
    label = Label.objects.filter(business=business, statement=text.strip()).first()
    url = reverse("systems:coach_answer", args=[business.slug, kind])
    return replace(
        advice,
        ask_url=f"{url}?{urlencode({'text': text.strip()})}",
        answer=label.get_answer_display() if label else "",
    )


def _on_output(said: Statement) -> Advice | None:
    """An output is meant to be an output: only vague words, and a change in the wrong place, are worth a line."""
    if said.cls == "specific":
        return Advice(
            "other", "This sounds like a change. It may belong under “What it should change”.", [], said.vague_words
        )
    if said.vague_words:
        return Advice("open", "Say what is counted, so that two people would count the same.", [], said.vague_words)
    return None
