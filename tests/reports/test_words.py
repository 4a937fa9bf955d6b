"""Sentences of the pages: singular and plural, and never a comfortable lie."""

from businesses.models import Business
from reports.shapes import Band, Score
from reports.words import amount, broken_words, constraint_words, headline_of, lead_words, listed


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


def score(name: str, verdict: str = "working", health: str = "on", kind: str = "chain", change: float = 1.0) -> Score:
    missing = "no plan for bills" if verdict == "unknown" else ""
    work, changed = Band(1.0, 1.0, 1.0), Band(change, change, 1.0)
    return Score(1, name, kind, health, verdict, verdict, missing, work, changed, 0, 0, 0, [])


def test_the_headline_is_not_good_news_while_something_is_not_working() -> None:
    assert headline_of("working", "off", []) == "false_productivity"
    assert headline_of("working", "slip", []) == "mostly"
    assert headline_of("working", "none", []) == "working"
    assert headline_of("stalled", "off", []) == "stalled"
    assert headline_of("unknown", "on", []) == "unknown"
    rest = [score("Sales"), score("Jobs")]
    for verdict in ("false_productivity", "stalled", "outcome_without_output"):
        assert headline_of("working", "on", [*rest, score("Traffic", verdict)]) == "mostly"
    # The verdict remembers: a system may be "Working" and off track at once. That is no good news either.
    assert headline_of("working", "on", [*rest, score("Traffic", health="off")]) == "mostly"
    assert headline_of("working", "on", [score("Sales", health="slip"), score("New", "unknown", "none")]) == "working"


def test_most_is_said_of_more_than_half() -> None:
    busy = score("Traffic", "false_productivity", "off")
    assert headline_of("working", "on", [score("Sales"), busy]) == "partly"
    assert headline_of("working", "on", [score("Sales"), busy, score("New", "unknown", "none")]) == "partly"


def test_what_a_supporting_system_lacks_hides_no_verdict_of_the_chain() -> None:
    finance = score("Finance", "unknown", "none", kind="support")
    phone = score("Phone", "false_productivity", "off", change=0.58)
    selling = score("Selling", "false_productivity", "off", change=0.62)
    chain = [phone, score("Visits"), selling, score("Jobs")]
    assert headline_of("unknown", "on", [*chain, finance]) == "partly"
    assert headline_of("unknown", "off", [*chain, finance]) == "false_productivity"
    assert headline_of("unknown", "off", [phone, selling, finance]) == "false_productivity"
    assert headline_of("unknown", "on", [score("Visits"), score("Jobs"), finance]) == "working"
    assert lead_words("unknown", "no plan for bills", [*chain, finance], "") == (
        "Phone and Selling do the work they planned and still miss the change they exist for. "
        "Not judged yet: Finance (no plan for bills)."
    )
    # One of the chain itself that is not judged leaves it open.
    early = [*chain, score("Aftercare", "unknown", "none")]
    assert headline_of("unknown", "on", [*early, finance]) == "unknown"
    assert lead_words("unknown", "no plan for bills", early, "") == "There is no plan for bills."


def test_the_lead_names_the_systems_that_do_not_work() -> None:
    busy = [score("Traffic", "false_productivity", "off"), score("Jobs", "outcome_without_output", "off")]
    assert lead_words("working", "", busy, "Traffic") == (
        "Traffic does all the work it planned and still misses the change it exists for. Start with Traffic."
    )
    assert lead_words("working", "", [*busy, score("Delivery", "false_productivity", "off")], "").startswith(
        "Traffic and Delivery do the"
    )
    assert lead_words("working", "", [score("Quotes"), busy[1]], "") == (
        "Jobs produces less than it planned. What it should change is there all the same."
    )
    assert lead_words("stalled", "", [score("Jobs", "stalled", "off")], "") == (
        "Jobs gets too little done, and changes too little."
    )


def test_on_plan_is_said_only_when_all_of_it_is() -> None:
    assert lead_words("working", "", [score("Quotes"), score("Jobs")], "").startswith("What is produced is on plan")
    behind = [score("Quotes"), score("Jobs", health="slip"), score("Leads", health="off")]
    assert lead_words("working", "", behind, "") == (
        "Leads is off track and Jobs is slipping. Where there are numbers, the rest is on plan."
    )


def test_too_early_says_what_is_missing() -> None:
    assert lead_words("unknown", "2 of 4 readings", [], "") == "2 of the 4 readings a verdict needs are in."
    assert lead_words("unknown", "1 of 4 readings", [], "") == "1 of the 4 readings a verdict needs is in."
    assert lead_words("unknown", "no plan for calls", [], "") == "There is no plan for calls."


def test_what_holds_the_chain_back_is_said_without_claiming_a_cause() -> None:
    assert constraint_words("Calls to quotes sent", "Jobs finished") == (
        "What holds the chain back most is calls to quotes sent: no other single change lifts jobs finished as much."
    )
    assert constraint_words("room in Jobs", "") == "What holds the chain back most is room in Jobs."


def test_where_the_chain_breaks_is_said_without_claiming_a_cause() -> None:
    low = {"system": "s4", "name": "Delivery", "why": "low", "downstream": 0.8}
    assert broken_words(low, True, []) == (
        "The chain breaks first at Delivery: enough comes in, too little changes. 80% of what you want hangs on it."
    )
    assert "enough comes in" not in broken_words(low, False, [])
    assert broken_words(low, False, [], "on").endswith("hangs on it. The point of it all is still on track.")
    assert broken_words(low, False, [], "off").endswith("80% of what you want hangs on it.")
    blind = {"system": "s2", "name": "Leads", "why": "unmeasured", "downstream": None}
    assert broken_words(blind, False, ["replies"]) == "Nobody can see past Leads: no numbers for replies."
    assert broken_words({"system": None}, True, []) == ""
