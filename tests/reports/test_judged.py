"""A sentence whose number is judged is not said to be uncheckable; what it leaves open still is."""

import pytest

from alignment import assess, case_from_dict
from reports.judged import of_judged
from reports.queries import words

TITLE = "Hot water the same day cannot be checked yet"


def finding(statement: str, values: list[float]) -> dict[str, object] | None:
    """What is said of the sentence of one outcome with a plan."""
    case = {
        "id": "gus", "cadence": "weekly", "systems": [{"id": "s1", "name": "The job"}],
        "metrics": [
            {"id": "e1", "name": "Hot water the same day", "system": "s1", "kind": "outcome", "unit": "%", "target": 90,
             "values": values, "statement": statement},
        ],
    }  # fmt: skip
    result = of_judged(assess(case_from_dict(case)))
    return next((f for f in result["findings"] if f["kind"] == "vague_outcome"), None)


def test_without_a_number_it_cannot_be_checked() -> None:
    found = finding("Lots of good leads.", [])
    assert found is not None
    assert found["title"] == TITLE


def test_what_plan_and_number_answer_is_not_asked() -> None:
    found = finding("Lots of good leads.", [91.0] * 4)
    assert found is not None
    assert found["title"] == "Hot water the same day: say it more exactly"
    assert found["text"] == (
        'Its number is judged by the plan. "Lots of good leads." still leaves open: In what state, or ready for what? '
        "Why does it matter?"
    )
    # The same in a business that writes its numbers another way.
    assert words(found, "point")[0] == found["title"]


def test_nothing_is_said_where_only_the_plan_was_missing_in_the_sentence() -> None:
    statement = "Homeowners have hot water again the same day"
    assert finding(statement, [91.0] * 4) is None
    assert finding(statement, []) is not None


@pytest.mark.parametrize("values", [[], [91.0] * 4])
def test_something_one_does_is_asked_for_its_reason(values: list[float]) -> None:
    found = finding("Publish 12 blog posts a month.", values)
    assert found is not None
    assert "sounds like something you do" in str(found["text"])
    assert (found["title"] == TITLE) == (not values)
