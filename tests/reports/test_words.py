"""Sentences of the pages: singular and plural, and never a comfortable lie."""

from businesses.models import Business
from reports.words import amount, broken_words, headline_of, lead_words, listed


def test_names_are_listed_as_people_list_them() -> None:
    assert listed([]) == ""
    assert listed(["Traffic"]) == "Traffic"
    assert listed(["Traffic", "Leads", "Delivery"]) == "Traffic, Leads and Delivery"


def test_amounts_have_three_significant_digits() -> None:
    business = Business(number_format="comma")
    assert amount(business, 61_300.4, "people") == "61,300"
    assert amount(business, 36.25, "%") == "36.2%"
    assert amount(business, 147.5, "$") == "$148"
    assert amount(business, 0.1234, "") == "0.123"
    assert amount(business, None, "") == "–"


def test_the_headline_is_not_good_news_while_the_point_of_it_all_is_off_track() -> None:
    assert headline_of("working", "off", []) == "false_productivity"
    assert headline_of("working", "on", ["Traffic"]) == "mostly"
    assert headline_of("working", "slip", []) == "mostly"
    assert headline_of("working", "none", []) == "working"
    assert headline_of("stalled", "off", []) == "stalled"
    assert headline_of("unknown", "on", []) == "unknown"


def test_one_busy_system_and_several() -> None:
    assert lead_words("false_productivity", "", ["Delivery"], [], "Delivery").startswith(
        "Delivery does all the work it"
    )
    assert lead_words("false_productivity", "", ["Traffic", "Delivery"], [], "").startswith(
        "Traffic and Delivery do the"
    )
    assert lead_words("unknown", "2 of 4 readings", [], [], "") == "2 of the 4 readings a verdict needs are in."
    assert lead_words("unknown", "1 of 4 readings", [], [], "") == "1 of the 4 readings a verdict needs is in."
    assert lead_words("unknown", "no plan for calls", [], [], "") == "There is no plan for calls."


def test_where_the_chain_breaks_is_said_without_claiming_a_cause() -> None:
    low = {"system": "s4", "name": "Delivery", "why": "low", "downstream": 0.8}
    assert broken_words(low, True, []) == (
        "The chain breaks first at Delivery: enough comes in, too little changes. 80% of what you want hangs on it."
    )
    assert "enough comes in" not in broken_words(low, False, [])
    blind = {"system": "s2", "name": "Leads", "why": "unmeasured", "downstream": None}
    assert broken_words(blind, False, ["replies"]) == "Nobody can see past Leads: no numbers for replies."
    assert broken_words({"system": None}, True, []) == ""
