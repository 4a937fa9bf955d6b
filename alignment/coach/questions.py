"""The questions the coach asks, one per missing element, in the order of the elements' weight."""

from __future__ import annotations

# For outputs this comes first: the framework's own question.
WHY_OUTPUT = "Why do you want this? What will be different for whom once it is done?"

QUESTIONS = {
    "quantity": "How many, or what share?",
    "time": "By when, or per which period?",
    "who": "Who exactly, or of what quality?",
    "condition": "In what state, or ready for what?",
    "why": "Why does it matter?",
}


def ask(found: dict[str, bool], output: bool) -> list[str]:
    """One question per missing element. An output is first asked what it is for, which also covers the plain "why"."""
    if output:
        rest = [text for name, text in QUESTIONS.items() if name != "why" and not found[name]]
        return [WHY_OUTPUT, *rest]
    return [text for name, text in QUESTIONS.items() if not found[name]]
