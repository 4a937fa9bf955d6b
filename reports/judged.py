"""What is said of a vague sentence whose number is judged: no page says "cannot be checked yet" beside a score.

The engine raises `vague_outcome` from the sentence alone (alignment.md 3.15). Where the outcome has a plan and a fresh
number, the plan says how many and the reading per which period, so those two are not open any more.
"""

from typing import Any

from alignment.coach.questions import QUESTIONS
from alignment.words.names import started

ANSWERED = (QUESTIONS["quantity"], QUESTIONS["time"])


def of_judged(result: dict[str, Any]) -> dict[str, Any]:
    """The result with the findings on sentences of judged outcomes said another way, or left out."""
    told = [_told(found, result) for found in result["findings"]]
    return {**result, "findings": [found for found in told if found is not None]}


def _told(found: dict[str, Any], result: dict[str, Any]) -> dict[str, Any] | None:
    if found["kind"] != "vague_outcome" or result["metrics"][found["subject"]]["attainment"] is None:
        return found
    numbers = {**found["numbers"], "judged": True}
    quote = f'"{" ".join(str(numbers["statement"]).split())}"'
    if numbers["class"] == "output":
        told = {"title": f"{started(numbers, 'y')}: why do you want it?", "text": found["text"]}
        return {**found, **told, "numbers": numbers}
    still_open = [question for question in numbers["questions"] if question not in ANSWERED]
    if set(still_open) <= {QUESTIONS["why"]}:
        return None  # with its plan and its number it says how many, of whom, in what state, and by when
    return {
        **found,
        "title": f"{started(numbers, 'y')}: say it more exactly",
        "text": f"Its number is judged by the plan. {quote} still leaves open: {' '.join(still_open[:2])}",
        "next": "Reword it: who, in what state, and why.",
        "numbers": numbers,
    }
