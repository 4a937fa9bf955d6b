"""The shape of a framework's content."""

import copy
from typing import Any

import pytest

from alignment.statement import judge
from frameworks.library import OUTCOME_OPTIMIZATION, shipped
from frameworks.schema import BLANK, Content, SchemaError, Suggestion, parse


@pytest.fixture
def content() -> dict[str, Any]:
    return copy.deepcopy(shipped(OUTCOME_OPTIMIZATION))


@pytest.fixture
def framework(content: dict[str, Any]) -> Content:
    return parse(content)


def suggestions(framework: Content, kind: str) -> list[Suggestion]:
    return [s for slot in framework.systems for group in slot.suggestions for s in getattr(group, kind)]


def test_the_chain_comes_first_and_in_its_order(framework: Content) -> None:
    assert [s.key for s in framework.systems if s.kind == "chain"] == ["traffic", "leads", "conversion", "delivery"]
    assert [s.key for s in framework.systems if s.kind == "support"] == ["support", "people", "finance"]
    assert all(s.optional == (s.kind == "support") for s in framework.systems)


def test_every_system_is_whole_for_every_trade(framework: Content) -> None:
    trades = {t.key for t in framework.trades}
    assert trades == {"course", "trade", "agency", "shop", "general"}
    for slot in framework.systems:
        assert {group.trade for group in slot.suggestions} == trades, slot.key
        assert all(len(g.outputs) >= 2 and len(g.outcomes) >= 2 for g in slot.suggestions), slot.key
        assert {e.trade for e in slot.examples} == trades - {"general"}, slot.key
        assert all(vars(slot.prompts).values())
        assert all(value for e in slot.examples for value in vars(e).values())


def test_people_hire_engage_manage_and_part_ways(framework: Content) -> None:
    people = framework.system("people")
    assert people is not None
    assert [p.key for p in people.parts] == ["hire", "engage", "manage", "part-ways"]
    assert all(p.prompt.endswith("?") and p.example and p.words for p in people.parts)


def test_an_edition_from_before_examples_and_parts_still_reads(content: dict[str, Any]) -> None:
    for slot in content["systems"]:
        del slot["examples"], slot["parts"]
    framework = parse(content)
    assert framework.systems[0].example("course") is None
    assert framework.systems[5].parts == []


def test_a_trade_without_words_of_its_own_gets_the_general_ones(framework: Content) -> None:
    finance = framework.system("finance")
    assert finance is not None
    assert finance.suggested("circus").trade == "general"
    assert finance.suggested("course").trade == "course"


@pytest.mark.parametrize("number", [BLANK, "40"])
@pytest.mark.parametrize("period", ["day", "week", "month", "quarter"])
def test_suggested_outcomes_are_specific_in_every_rhythm(framework: Content, period: str, number: str) -> None:
    """Also while the blank is still there: it stands for a number, not for a sentence about what one does."""
    for suggestion in suggestions(framework, "outcomes"):
        text = suggestion.text.replace(BLANK, number).replace("{period}", period)
        assert judge(text).cls == "specific", text


def test_suggested_outputs_are_no_outcomes(framework: Content) -> None:
    """Nothing that is offered as produced is asked "does it belong under what it should change?"."""
    for suggestion in suggestions(framework, "outputs"):
        assert judge(suggestion.text).cls != "specific", suggestion.text


def test_examples_to_press_are_not_taken_for_activities(framework: Content) -> None:
    examples = [t.example for t in framework.trades if t.example]
    assert len(examples) == 4
    assert all(judge(e).cls != "output" for e in examples)


def test_texts_fit_where_they_are_copied_to(framework: Content) -> None:
    for suggestion in suggestions(framework, "outputs") + suggestions(framework, "outcomes"):
        assert len(suggestion.metric) <= 120
        assert len(suggestion.unit) <= 30
        assert "{" not in suggestion.text.replace("{period}", "")


@pytest.mark.parametrize(
    ("sells", "trade"),
    [
        ("Online courses on ads", "course"),
        ("Heating repairs and new boilers", "trade"),
        ("Branding, for a bookkeeping studio and others", "agency"),
        ("Children's shoes, in our store", "shop"),
        ("", "general"),
        ("Lawn chairs", "general"),
    ],
)
def test_the_trade_is_guessed_from_what_is_sold(framework: Content, sells: str, trade: str) -> None:
    assert framework.guess_trade(sells) == trade


def broken(content: dict[str, Any], how: str) -> dict[str, Any]:
    first = content["systems"][0]
    outcome = first["suggestions"][0]["outcomes"][0]
    if how == "schema":
        content["schema"] = 2
    elif how == "extra key":
        first["colour"] = "red"
    elif how == "missing key":
        del first["purpose"]
    elif how == "wrong type":
        first["optional"] = "no"
    elif how == "text too long":
        first["purpose"] = "x" * 301
    elif how == "no list":
        content["systems"] = {}
    elif how == "kind":
        first["kind"] = "side"
    elif how == "same key twice":
        content["systems"].append(first)
    elif how == "key":
        first["key"] = "Traffic "
    elif how == "no general":
        first["suggestions"] = first["suggestions"][1:]
    elif how == "unknown trade":
        first["suggestions"][1]["trade"] = "bank"
    elif how == "nothing suggested":
        first["suggestions"][0]["outputs"] = []
    elif how == "direction":
        outcome["direction"] = "up"
    elif how == "a number to aim for":
        outcome["plan"] = "100?"
    elif how == "no question":
        outcome["plan"] = "As many as possible"
    elif how == "outcome without a number":
        outcome["text"] = "Lots of leads."
    elif how == "output with a blank":
        first["suggestions"][0]["outputs"][0]["text"] = "___ visits"
    elif how == "no chain":
        content["systems"] = [s for s in content["systems"] if s["kind"] == "support"]
    elif how == "same part twice":
        people = content["systems"][5]
        people["parts"].append(people["parts"][0])
    elif how == "example of no trade":
        first["examples"][0]["trade"] = "bank"
    elif how == "no general trade":
        content["trades"] = content["trades"][:-1]
    return content


@pytest.mark.parametrize(
    "how",
    [
        "schema", "extra key", "missing key", "wrong type", "text too long", "no list", "kind", "same key twice", "key",
        "no general", "unknown trade", "nothing suggested", "direction", "a number to aim for", "no question",
        "outcome without a number", "output with a blank", "no chain", "no general trade",
        "same part twice", "example of no trade",
    ],
)  # fmt: skip
def test_content_that_does_not_follow_the_schema_is_refused(content: dict[str, Any], how: str) -> None:
    with pytest.raises(SchemaError, match="framework"):
        parse(broken(content, how))
