"""Section 3.15, numbers and names inside sentences."""

from __future__ import annotations

import pytest

from alignment.numbers import (
    NumberStyle,
    amount,
    between,
    conversion,
    count,
    moved,
    one_decimal,
    percent,
    plain,
    rounded_up,
    same_unit,
    sig9,
    singular,
    two_decimals,
    united,
)
from alignment.words.names import cut, inside, opening


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"), (-0.0, "0"), (1, "1"), (486, "486"), (486.4, "486"), (486.5, "487"), (34.0, "34"), (34.04, "34"),
        (34.06, "34.1"), (7.2, "7.2"), (0.6, "0.6"), (12.25, "12.3"), (99.96, "100"), (9.996, "10"), (1234, "1,234"),
        (1234567.8, "1,234,568"), (0.001234, "0.00123"), (-62.5, "−62.5"), (-0.04, "−0.04"), (1e15, "1e15"),
        (1.5e300, "1.5e300"), (1e-300, "1e−300"), (200.00000001, "200"),
    ],
)  # fmt: skip
def test_three_digits_whole_from_100(value: float, shown: str) -> None:
    assert plain(value) == shown


@pytest.mark.parametrize(
    ("value", "whole", "shown"),
    [
        (171.2, False, "172"), (200.0, False, "200"), (79.01, False, "79.1"), (79.01, True, "80"),
        (7.231, False, "7.24"),
        (7.231, True, "8"), (0.2, True, "1"), (1234.1, False, "1,235"), (0, True, "0"),
    ],
)  # fmt: skip
def test_needed_amounts_are_rounded_up(value: float, whole: bool, shown: str) -> None:
    assert rounded_up(value, whole) == shown


def test_other_shapes() -> None:
    assert [one_decimal(hours) for hours in (21.74, 5, 0.04, 1234.56)] == ["21.7", "5", "0", "1,234.6"]
    assert [percent(share) for share in (0.18, 0.045, 14.5, 0)] == ["18%", "5%", "1,450%", "0%"]
    assert [two_decimals(rho) for rho in (-0.62, 0.5, 0.004)] == ["−0.62", "0.5", "0"]
    assert [count(n, "week") for n in (0, 1, 3)] == ["0 weeks", "1 week", "3 weeks"]
    assert [moved(d) for d in (0.04, -0.03, 0.004, -0.004, 0.005)] == [
        "improved by 4%", "got worse by 3%", "did not move", "did not move", "improved by 1%",
    ]  # fmt: skip
    assert [conversion(c) for c in (0.1, 1 / 6, 1, 1.4, 0.0004, 2.345)] == [
        "10 of every 100", "16.7 of every 100", "100 of every 100", "1.4 for each one", "0.04 of every 100",
        "2.35 for each one",
    ]  # fmt: skip
    assert [sig9(x) for x in (0.1234567891, -0.0, 200.00000001)] == [0.123456789, 0.0, 200.0]


def test_the_business_writes_its_own_way() -> None:
    german = NumberStyle(point=",", group=".")
    assert plain(1234567, german) == "1.234.567"
    assert plain(7.25, german) == "7,25"
    assert amount(1234.5, "$", style=german) == "$1.235"


@pytest.mark.parametrize(
    ("value", "unit", "name", "shown"),
    [
        (34, "%", "", "34%"), (148, "$", "", "$148"), (-148, "$", "", "−$148"), (148, "€", "", "€148"),
        (12, "US$", "", "US$12"), (42, "calls", "", "42 calls"), (42, "calls", "follow-up calls", "42"),
        (42, "Call", "Follow-up Calls", "42"), (42, "calls", "calls made", "42 calls"), (1, "calls", "", "1 call"),
        (1.004, "calls", "", "1 call"), (1.01, "calls", "", "1.01 calls"), (0, "calls", "", "0 calls"),
        (1, "visits per day", "", "1 visit per day"), (1, "people", "", "1 person"), (1, "", "", "1"),
        (3, "kr", "", "3 kr"), (5, " new  leads ", "leads", "5"), (1, "NPS", "", "1 NPS"),
    ],
)  # fmt: skip
def test_units_stand_where_they_belong(value: float, unit: str, name: str, shown: str) -> None:
    assert amount(value, unit, name) == shown


def test_a_plan_between_two_ends() -> None:
    assert between(10, 20, "%") == "10% to 20%"
    assert between(5, 8, "calls") == "5 to 8 calls"
    assert between(5, 5, "calls", "follow-up calls") == "5"
    assert united("80", "", "x") == "80"


@pytest.mark.parametrize(
    ("many", "one"),
    [("leads", "lead"), ("enquiries", "enquiry"), ("boxes", "box"), ("classes", "class"), ("matches", "match"),
     ("houses", "house"), ("people", "person"), ("business", "business"), ("status", "status"), ("ties", "tie"),
     ("analysis", "analysis"), ("children", "child"), ("is", "is"), ("hours", "hour")],
)  # fmt: skip
def test_singular(many: str, one: str) -> None:
    assert singular(many) == one


@pytest.mark.parametrize(
    ("given", "needed", "same"),
    [
        ("leads", "qualified leads", False), ("leads", "Lead", True), ("number of leads", "leads", True),
        ("new leads", "total leads", True), ("qualified leads", "qualified leads: budget agreed", True),
        ("booked calls", "Booked  Call", True), ("sign-ups", "sign ups", True), ("%", "%", True), ("$", "€", False),
        ("cost of goods", "cost goods", False),
    ],
)  # fmt: skip
def test_units_are_compared_by_their_words(given: str, needed: str, same: bool) -> None:
    assert same_unit(given, needed) is same


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("follow-up calls", "follow-up calls"),
        ("a" * 40, "a" * 40),
        ("a" * 41, "a" * 39 + "…"),
        ("owners who turn their advertising into revenue", "owners who turn their advertising into…"),
        ("two\nlines\tof  it", "two lines of it"),
    ],
)
def test_long_names_are_cut_at_a_word(name: str, short: str) -> None:
    assert cut(name) == short
    assert len(cut(name)) <= 40


@pytest.mark.parametrize(
    ("name", "within", "first"),
    [
        ("Follow-up calls", "follow-up calls", "Follow-up calls"), ("follow-up calls", "follow-up calls",
         "Follow-up calls"),
        ("CRM entries", "CRM entries", "CRM entries"), ("LinkedIn posts", "LinkedIn posts", "LinkedIn posts"),
        ("Google reviews", "Google reviews", "Google reviews"), ("New York visits", "New York visits",
         "New York visits"),
        ("iPhone repairs", "iPhone repairs", "iPhone repairs"), ("Monday calls", "Monday calls", "Monday calls"),
        ("A course sold", "a course sold", "A course sold"), ("5 star ratings", "5 star ratings", "5 star ratings"),
        ("élèves", "élèves", "Élèves"), ("", "", ""), ("!", "!", "!"),
    ],
)  # fmt: skip
def test_a_capital_only_where_a_sentence_opens(name: str, within: str, first: str) -> None:
    assert inside(name) == within
    assert opening(inside(name)) == first
