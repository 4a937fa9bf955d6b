"""Section 3.15: every text, with the examples to the letter and with values at the edges."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest

from alignment import words
from alignment.findings import DAYS
from alignment.numbers import NumberStyle
from alignment.words.level import span_words
from alignment.words.names import Numbers

FALSE: Numbers = {
    "x": "lessons finished", "x_unit": "", "x_cadence": "monthly", "x_direction": "higher", "x_level": 486.0,
    "x_lo": 450.0, "x_hi": 450.0, "x_readings": 3, "x_run": True, "y": "graduates whose ads pay", "y_unit": "%",
    "y_cadence": "monthly", "y_direction": "higher", "y_level": 34.0, "y_lo": 60.0, "y_hi": 60.0, "y_readings": 3,
    "y_run": True, "z": 5.0,
}  # fmt: skip
SHORT: Numbers = {
    "x": "qualified leads", "y": "sales", "x_unit": "qualified leads", "y_unit": "sales", "class": "short",
    "x_whole": True, "cadence": "monthly", "lookback": 6, "target": 20.0, "required": 200.0, "low": 171.234,
    "high": 234.25, "level": 120.0, "shortfall": 80.0, "conversion": 0.1, "conversion_needed": 20 / 120,
}  # fmt: skip
OVER: Numbers = {
    "x": "sales calls", "y": "repeat orders", "cadence": "weekly", "dx": 0.18, "dy": 0.04, "upper": 0.07,
    "early": 0.6, "late": 0.2, "window": "third",
}  # fmt: skip
NOT: Numbers = {
    "x": "posts published", "y": "enquiries", "cadence": "weekly", "dx": 0.35, "dy": 0.02, "upper": 0.09,
    "early": None, "late": 0.06, "window": "half",
}  # fmt: skip
CONTRA: Numbers = {
    "x": "discounts given", "y": "repeat orders", "cadence": "monthly", "sign": 1, "lag": 1, "rho": -0.62, "n": 26,
}  # fmt: skip

EXAMPLES: list[tuple[str, Numbers, str, str]] = [
    (
        "false_productivity", FALSE, "Lessons finished going well, graduates whose ads pay not",
        "On average over the last 3 months: lessons finished 486, plan 450 (8% over plan); graduates whose ads pay "
        "34%, plan 60%. The work gets done, the change it is meant for falls short.",
    ),
    (
        "over_optimised", OVER, "More sales calls no longer goes with better repeat orders",
        "In the last third of your readings sales calls improved by 18%, repeat orders improved by 4%. Earlier each 1% "
        "in sales calls went with about 0.6% in repeat orders; lately with about 0.2%.",
    ),
    (
        "not_following", NOT, "Posts published improved, enquiries did not follow",
        "In the last half of your readings posts published improved by 35%, enquiries improved by 2%, at most 9% "
        "better when normal ups and downs are allowed for.",
    ),
    (
        "contradicted_link", CONTRA, "Not as expected: discounts given and repeat orders",
        "You expect discounts given and repeat orders to get better together. In your numbers they pull against each "
        "other, with repeat orders 1 month later (association −0.62, 26 months). This is not proof of a cause.",
    ),
    (
        "handoff_short", SHORT, "Not enough qualified leads for sales",
        "To reach 20 sales a month you need about 200 qualified leads (171 to 234). You make 120: 80 too few. This "
        "counts on 10 of every 100, as in the last 6 months; at a larger number it is often fewer.",
    ),
    (
        "unit_mismatch", {"s1": "Leads", "s2": "Conversion", "u": "leads", "v": "qualified leads"},
        "Leads and Conversion count different things",
        'Leads hands over "leads", Conversion needs "qualified leads".',
    ),
    (
        "constraint", {"lever": "visit to lead", "basis": "goal", "gain": 7.2, "f": "sales", "unit": "",
        "cadence": "monthly"},
        "Start with visit to lead",
        "Brought to its own plan alone, visit to lead would give 7.2 more sales a month; no other single change gives "
        "as much.",
    ),
    (
        "misaligned_activity", {"a": "background research", "hours": 21.74, "cost": 869.6},
        "Background research: hours that serve nothing",
        "21.7 hours a month, 870 in money, linked to nothing you want to change.",
    ),
    (
        "declining_outcome",
        {"y": "clients who renew", "unit": "%", "cadence": "weekly", "start": 49.0, "end": 34.0, "periods": 12},
        "Clients who renew: not just a bad week",
        "From about 49% to about 34% over 12 weeks, more than the normal ups and downs.",
    ),
    (
        "unmeasured", {"m": "members leaving", "cadence": "monthly"}, "No numbers yet for members leaving",
        "Nothing is recorded for members leaving, so nobody can tell how it goes.",
    ),
    (
        "no_target", {"m": "follow-up calls", "cadence": "monthly", "level": 42.0, "unit": "calls"},
        "No plan yet for follow-up calls",
        "There is no plan for follow-up calls, so no number can be called good or bad. Lately: 42.",
    ),
    (
        "stale", {"m": "coach reviews done", "cadence": "weekly", "age": 3}, "Coach reviews done: no number lately",
        "The newest number for coach reviews done is 3 weeks old and no longer counts.",
    ),
    (
        "unsupported_outcome", {"y": "clients who refer a friend"},
        "Nothing is meant to change clients who refer a friend yet",
        "Nothing you do or produce is linked to clients who refer a friend.",
    ),
    (
        "no_outcome", {"s": "Support"}, "Support: what should it change?",
        'Nothing is named under "What it should change" in Support.',
    ),
    (
        "vague_outcome",
        {"y": "good leads", "statement": "Lots of good leads.", "class": "vague",
         "questions": ["How many, or what share?", "By when, or per which period?", "Who?"]},
        "Good leads cannot be checked yet",
        '"Lots of good leads." leaves open: How many, or what share? By when, or per which period?',
    ),
    (
        "orphan_output", {"x": "brochures"}, "Brochures: what is it for?",
        "You produce brochures, linked to nothing you want to change.",
    ),
    (
        "dead_end_outcome", {"y": "newsletter readers"}, "Newsletter readers: and then what?",
        "Nothing you want for its own sake is linked after newsletter readers.",
    ),
    (
        "unfed_input", {"i": "booked calls", "s": "Conversion"}, "Nobody delivers booked calls",
        "Conversion needs booked calls. No other system hands it over, and it is not marked as coming from outside.",
    ),
    (
        "no_desired", {}, "What do you want all this for?",
        "Nothing is marked as wanted for its own sake; until it is, all you want to change counts alike.",
    ),
    (
        "no_owner", {"s": "Delivery"}, "Nobody looks after Delivery",
        "No owner is named for Delivery, so nobody is asked when a number slips.",
    ),
    ("missing_people", {"s": "Support"}, "Support: no people named", "Nobody is named as doing the work in Support."),
    ("missing_process", {"s": "Leads"}, "Leads: no playbook", "No playbook is named for Leads."),
    ("missing_technology", {"s": "Finance"}, "Finance: no tools named", "No tools are named for Finance."),
    (
        "loop", {"x": "happy clients", "links": 3}, "Your links run in a circle",
        "Following the links from happy clients you come back to happy clients after 3 links.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "numbers", "title", "text"), EXAMPLES, ids=[example[0] for example in EXAMPLES])
def test_the_examples_to_the_letter(kind: str, numbers: Numbers, title: str, text: str) -> None:
    assert words.render(kind, numbers)[:2] == (title, text)


def test_every_kind_has_words_and_an_example() -> None:
    assert set(words.TEMPLATES) == set(DAYS) == {example[0] for example in EXAMPLES}


NEXT: list[tuple[str, Numbers, str]] = [
    ("handoff_short", SHORT, "Make 80 more qualified leads a month, or get from 10 of every 100 to 16.7 of every 100."),
    ("handoff_short", SHORT | {"conversion_needed": None}, "Make 80 more qualified leads a month."),
    ("over_optimised", OVER, "Hold sales calls for one week and move the effort to the step between sales calls and "
     "repeat orders."),
    ("unmeasured", {"m": "m", "cadence": "quarterly"}, "Enter the last 3 quarters, even rough."),
    ("no_target", {"m": "m", "cadence": "weekly", "level": None, "unit": ""},
     "Write down what would be enough for one week."),
    ("declining_outcome", {"y": "y", "unit": "", "cadence": "weekly", "start": 1, "end": 2, "periods": 13},
     "Ask what changed around the middle, about 7 weeks ago, and note it on the chart."),
    ("false_productivity",
     FALSE, "Do not ask for more lessons finished. Take the ten newest cases and see where they stop "
     "on the way to graduates whose ads pay."),
    ("false_productivity", FALSE | {"explained_title": "Not enough leads for sales"},
     "First see to what comes in: Not enough leads for sales. Do not ask for more lessons finished. Take the ten "
     "newest cases and see where they stop on the way to graduates whose ads pay."),
    ("vague_outcome", {"y": "y", "statement": "Post daily.", "class": "output", "questions": []},
     "Ask why you want it, and write that down."),
    ("unfed_input", {"i": "Booked calls", "s": "Sales"},
     "Add booked calls to what another system produces, with an owner, "
     "or mark it as from outside."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "numbers", "step"), NEXT)
def test_next_steps(kind: str, numbers: Numbers, step: str) -> None:
    assert words.render(kind, numbers)[2] == step


VARIANTS: list[tuple[str, Numbers, str]] = [
    ("over_optimised", OVER | {"late": -0.1, "dy": -0.03}, "repeat orders got worse by 3%. Earlier"),
    ("over_optimised", OVER | {"late": 0}, "lately with none."),
    ("over_optimised", OVER | {"late": None, "dy": 0.001}, "repeat orders did not move."),
    ("not_following", NOT | {"upper": -0.02, "window": "third"}, "In the last third of your readings"),
    ("not_following", NOT | {"upper": -0.02, "dy": -0.04}, "enquiries got worse by 4%."),
    ("contradicted_link", CONTRA | {"sign": -1, "rho": 0.62, "lag": 0},
     "You expect discounts given and repeat orders to pull against each other. In your numbers they move together, "
     "with repeat orders in the same month (association 0.62, 26 months)."),
    ("contradicted_link", CONTRA | {"lag": 2}, "repeat orders 2 months later"),
    ("handoff_short", SHORT | {"class": "borderline", "level": 190.0, "shortfall": 10.0},
     "at a larger number it is often fewer. It may just be enough: the range starts at 171."),
    ("handoff_short", SHORT | {"low": None, "high": None, "conversion": 1.4, "cadence": "weekly", "lookback": 1},
     "you need about 200 qualified leads. You make 120: 80 too few. This counts on 1.4 for each one, as in the last "
     "1 week;"),
    ("handoff_short", SHORT | {"y": "revenue", "y_unit": "$", "target": 20000.0}, "To reach $20,000 revenue a month"),
    ("constraint", {"lever": "Visits", "basis": "step", "gain": 1, "f": "Sales", "unit": "$", "cadence": "weekly"},
     "10% better on its own, visits would give $1 more sales a week;"),
    ("misaligned_activity", {"a": "a", "hours": 1.0, "cost": 0.0}, "1 hour a month, linked"),
    ("misaligned_activity", {"a": "a", "hours": 0.0, "cost": 5.0}, "0 hours a month, 5 in money, linked"),
    ("stale", {"m": "m", "cadence": "quarterly", "age": 1}, "is 1 quarter old"),
    ("loop", {"x": "x", "links": 1}, "after 1 link."),
    ("loop", {"x": "x", "links": 10000}, "after 10,000 links."),
    ("no_target", {"m": "m", "cadence": "weekly", "level": None, "unit": ""}, "good or bad."),
    ("no_target", {"m": "m", "cadence": "weekly", "level": 1.0, "unit": "calls"}, "Lately: 1 call."),
    ("vague_outcome", {"y": "y", "statement": "Post  daily.", "class": "output", "questions": []},
     '"Post daily." sounds like something you do.'),
    ("false_productivity", FALSE | {"x_run": False, "y_run": False}, "over the last 3 readings: lessons finished"),
    ("false_productivity", FALSE | {"x_cadence": "weekly", "x_readings": 4},
     "over the last 4 weeks and the last 3 months: lessons"),
    ("false_productivity", FALSE | {"x_level": 400.0, "x_unit": "lessons"},
     "lessons finished 400 lessons, plan 450 lessons; graduates"),
    ("false_productivity", FALSE | {"x_direction": "range", "x_lo": 400.0, "x_hi": 500.0, "x_unit": "lessons"},
     "486 lessons, plan 400 to 500 lessons (inside the plan); graduates"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "numbers", "part"), VARIANTS)
def test_variants(kind: str, numbers: Numbers, part: str) -> None:
    assert part in words.render(kind, numbers)[1]


BANNED = re.compile(r"\b(cause[sd]?|causing|because|due to|drives?|leads to more|thanks to|please)\b|!", re.IGNORECASE)
EDGES: list[Any] = [0.0, -0.0, 1.0, -1.0, 0.004, 0.5, 99.95, 1e9, 1e300, -1e300, 1e-300, 12345.678]
NAMES = ["x", "Members leaving", "a very long name that goes on for much more than forty characters in all", "CRM", ""]


@pytest.mark.parametrize("example", EXAMPLES, ids=[example[0] for example in EXAMPLES])
def test_no_value_breaks_a_text(example: tuple[str, Numbers, str, str]) -> None:
    kind, base, _, _ = example
    floats = [key for key, value in base.items() if isinstance(value, float)]
    names = [key for key in ("x", "y", "m", "f", "a", "i", "s", "s1", "s2", "lever") if key in base]
    for edge, name, unit, cadence in product(EDGES, NAMES, ("", "%", "$", "calls"), ("weekly", "monthly", "quarterly")):
        numbers = base | dict.fromkeys(floats, edge) | dict.fromkeys(names, name)
        numbers |= {key: unit for key in base if key.endswith("unit")}
        numbers |= {key: cadence for key in base if key.endswith("cadence")}
        title, text, step = words.render(kind, numbers)
        for sentence in (title, text, step):
            assert not BANNED.search(sentence.replace("This is not proof of a cause.", "")), sentence
            assert not re.search(r"\bnan\b|\binf\b|None|\{|\}", sentence), sentence
            assert "  " not in sentence or not name, sentence
        assert not title.endswith(".")
        assert text[-1] in '.?"'
        assert step[-1] in ".?"


@pytest.mark.parametrize("example", EXAMPLES, ids=[example[0] for example in EXAMPLES])
def test_a_title_is_short_and_holds_no_figure(example: tuple[str, Numbers, str, str]) -> None:
    kind, numbers, _, _ = example
    names: Numbers = {key: "§" for key in ("x", "y", "m", "f", "a", "i", "s", "s1", "s2", "lever") if key in numbers}
    title = words.render(kind, numbers | names)[0]
    assert len(title.split()) <= 8
    assert not re.search(r"\d", title)


def test_the_business_writes_numbers_its_own_way() -> None:
    german = NumberStyle(point=",", group=".")
    text = words.render("misaligned_activity", {"a": "a", "hours": 21.74, "cost": 1869.6}, german)[1]
    assert text == "21,7 hours a month, 1.870 in money, linked to nothing you want to change."


def test_spans() -> None:
    assert span_words(4, True, "weekly") == "the last 4 weeks"
    assert span_words(2, False, "weekly") == "the last 2 readings"
    assert span_words(1, False, "monthly") == "the last reading"
