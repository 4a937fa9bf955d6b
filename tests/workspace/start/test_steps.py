"""Start through HTTP: from a name and a sentence to a first map."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from businesses.models import AuditRow, Business, Membership, Role
from core.periods import local_today, period_of
from frameworks.models import Adoption
from jobs.models import Job
from metrics.models import Metric, Plan, Reading
from systems.models import Contribution, Element, Flow, Serves, System
from tests.factories import make_business, make_member, make_user, see, see_user

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def words(answer: Any) -> str:
    """The page with its line breaks as spaces, as a browser shows them."""
    return " ".join(answer.content.decode().split())


ABOUT = {
    "name": "Hill Heating",
    "sells": "Boiler repairs",
    "time_zone": "Europe/London",
    "outcome": "Homes are warm again the same day.",
    "desired_for": "time",
}
CHAIN = ("traffic", "leads", "conversion", "delivery")
SYSTEMS = {
    "trade": "trade",
    "cadence": "weekly",
    **{f"use_{key}": "on" for key in CHAIN},
    "label_conversion": "Quotes",
}


def part(system: str, kind: str, text: str, metric: str, plan: str = "", **more: str) -> dict[str, str]:
    fields = {"text": text, "metric": metric, "plan": plan, **more}
    return {f"{system}-{kind}-{name}": value for name, value in fields.items()}


CHANGES = {
    **part("traffic", "output", "Calls from our area", "Calls", "80", unit="calls", slot="calls-and-messages"),
    **part("traffic", "outcome", "30 homeowners nearby ask us first each week.", "Homeowners who ask", "30"),
    **part("leads", "output", "Jobs we can quote", "Jobs to quote", unit="jobs"),
    **part("leads", "outcome", "At least 60% have a budget and a date each week.", "With a budget", "60", unit="%"),
    **part("conversion", "output", "Quotes sent", "Quotes", "12", unit="quotes"),
    **part("conversion", "outcome", "At least 50% say yes at full price each week.", "", "50", unit="%"),
    **part("delivery", "output", "Jobs finished", "Jobs finished", "10", unit="jobs", cadence="monthly"),
    **part("delivery", "outcome", "No more than 5% of jobs need a second visit each week.", "Second visits", "5",
           unit="%", direction="lower", combine="mean"),
}  # fmt: skip


@pytest.fixture
def owner(client: Client) -> User:
    owner = make_user()
    client.force_login(owner)
    return owner


def only_business(owner: User) -> Business:
    see_user(owner.pk)
    business = Membership.objects.select_related("business").get(user=owner).business
    see(business)
    return business


def begun(client: Client, owner: User, step: int = 2) -> Business:
    """A business that has come to this step."""
    client.post("/start/", ABOUT)
    business = only_business(owner)
    if step > 2:
        client.post(f"/start/{business.slug}/2/", SYSTEMS)
        see(business)
        business.refresh_from_db()
    return business


def test_the_whole_way(client: Client, owner: User) -> None:
    page = client.get("/start/")
    assert page.status_code == 200
    assert b"Start, 1 of 3" in page.content
    sent = client.post("/start/", ABOUT)
    business = only_business(owner)
    assert sent["Location"] == f"/start/{business.slug}/2/"
    page = client.get(sent["Location"])
    assert b"Start, 2 of 3" in page.content
    sent = client.post(sent["Location"], SYSTEMS)
    assert sent["Location"] == f"/start/{business.slug}/3/"
    page = client.get(sent["Location"])
    assert b"Start, 3 of 3" in page.content
    sent = client.post(sent["Location"], CHANGES)
    assert (sent.status_code, sent["Location"]) == (302, f"/b/{business.slug}/numbers/")
    see(business)
    business.refresh_from_db()
    assert (business.name, business.sells, business.time_zone) == ("Hill Heating", "Boiler repairs", "Europe/London")
    assert (business.start_step, business.map_revision, business.readings_revision) == (4, 1, 1)
    assert Job.objects.filter(key=f"alignment:{business.pk}").exists()
    assert AuditRow.objects.filter(what="map_start").count() == 1


@pytest.fixture
def mapped(client: Client, owner: User) -> Business:
    business = begun(client, owner, step=3)
    client.post(f"/start/{business.slug}/3/", CHANGES)
    see(business)
    business.refresh_from_db()
    return business


def test_the_map_holds_what_was_said(mapped: Business, owner: User) -> None:
    systems = list(System.objects.order_by("position"))
    assert [s.name for s in systems] == ["Traffic", "Leads", "Quotes", "Delivery"]
    assert [s.slot for s in systems] == list(CHAIN)
    assert {s.owner.user for s in systems if s.owner} == {owner}
    outputs = Element.objects.filter(kind="output").order_by("system__position").values_list("text", "slot")
    assert outputs[0] == ("Calls from our area", "calls-and-messages")
    assert [text for text, _ in outputs][1:] == ["Jobs we can quote", "Quotes sent", "Jobs finished"]
    assert not Element.objects.filter(kind__in=["step", "resource"]).exists()
    assert not Serves.objects.exists()


def test_the_last_change_of_the_chain_is_the_goal(mapped: Business) -> None:
    assert mapped.goal is not None
    assert mapped.goal.text == "No more than 5% of jobs need a second visit each week."
    assert mapped.goal.why == "", "the sentence of step 1 was replaced: there is one point of it all"
    assert mapped.goal.desired_for == "time"
    assert mapped.goal.system.name == "Delivery"
    assert Element.objects.exclude(desired_for="").count() == 1


def test_outputs_lead_to_outcomes_and_outcomes_to_the_next(mapped: Business) -> None:
    pairs = {
        (c.source.system.name, c.source.kind, c.target.system.name, c.target.kind)
        for c in Contribution.objects.select_related("source__system", "target__system")
    }
    names = ["Traffic", "Leads", "Quotes", "Delivery"]
    inside = {(n, "output", n, "outcome") for n in names}
    along = {(a, "outcome", b, "outcome") for a, b in pairwise(names)}
    assert pairs == inside | along


def test_what_one_system_produces_comes_into_the_next(mapped: Business) -> None:
    flows = Flow.objects.select_related("output__system", "input__system").order_by("output__system__position")
    assert [(f.output.system.name, f.input.system.name) for f in flows] == [
        ("Traffic", "Leads"),
        ("Leads", "Quotes"),
        ("Quotes", "Delivery"),
    ]
    assert all(f.input.text == f.output.text and f.input.source == "flow" for f in flows)


def test_a_number_for_each_and_a_plan_only_where_one_was_given(mapped: Business, owner: User) -> None:
    metrics = {m.name: m for m in Metric.objects.select_related("element", "owner__user")}
    assert len(metrics) == 8
    assert metrics["At least 50% say yes at full price each week"].unit == "%"
    second = metrics["Second visits"]
    assert (second.direction, second.combine, second.cadence) == ("lower", "mean", "weekly")
    assert metrics["With a budget"].combine == "mean"
    assert metrics["Calls"].combine == "sum"
    assert metrics["Jobs finished"].cadence == "monthly"
    assert all(m.is_main and m.owner and m.owner.user == owner for m in metrics.values())
    plans = dict(Plan.objects.values_list("metric__name", "value"))
    assert plans["Second visits"] == Decimal(5)
    assert "Jobs to quote" not in plans
    assert len(plans) == 7
    assert not Reading.objects.exists()


def test_plans_hold_for_the_weeks_that_are_entered_first(mapped: Business) -> None:
    from django.utils import timezone

    today = local_today(timezone.now(), "Europe/London")
    since = Plan.objects.get(metric__name="Calls").since
    assert since == period_of(today, "weekly").shift(-13).start
    monthly = Plan.objects.get(metric__name="Jobs finished").since
    assert monthly.day == 1
    assert isinstance(monthly, date)


def test_the_same_again_changes_nothing(client: Client, mapped: Business) -> None:
    again = client.post(f"/start/{mapped.slug}/3/", CHANGES)
    assert again["Location"] == f"/b/{mapped.slug}/map/"
    for step in (1, 2, 3):
        assert client.get(f"/start/{mapped.slug}/{step}/")["Location"] == f"/b/{mapped.slug}/map/"
    see(mapped)
    assert System.objects.count() == 4
    assert AuditRow.objects.filter(what="map_start").count() == 1


def test_pressing_go_twice_is_one_business(client: Client, owner: User) -> None:
    first, second = client.post("/start/", ABOUT), client.post("/start/", {**ABOUT, "sells": "Boilers"})
    assert first["Location"] == second["Location"]
    assert only_business(owner).sells == "Boilers"


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "Give your business a name"),
        ("name", "x" * 121, "at most 120 characters"),
        ("name", "a\x00b", "cannot be stored"),
        ("outcome", "", "Say in one sentence what changes for your customer"),
        ("outcome", "y" * 301, "at most 300 characters"),
        ("desired_for", "", "Press one: money, time or fulfilment"),
        ("desired_for", "fame", "fame"),
        ("time_zone", "Mars/Olympus", "Choose a time zone from the list"),
    ],
)
def test_step_1_says_what_is_wrong_and_keeps_what_was_typed(
    client: Client, owner: User, field: str, value: str, says: str
) -> None:
    answer = client.post("/start/", {**ABOUT, field: value})
    assert answer.status_code == 422
    text = words(answer)
    assert says in text
    assert "Error: Start, 1 of 3" in text
    kept = "Boiler repairs" if field != "sells" else ""
    assert kept in text
    see_user(owner.pk)
    assert not Membership.objects.filter(user=owner).exists()


def test_direction_marks_and_markup_are_kept_as_text(client: Client, owner: User) -> None:
    client.post(
        "/start/", {**ABOUT, "name": "\u202eevil <svg onload=alert(1)>", "outcome": "=HYPERLINK(1) people pay."}
    )
    business = only_business(owner)
    page = words(client.get(f"/start/{business.slug}/1/"))
    assert "<svg onload" not in page
    assert "=HYPERLINK(1) people pay." in page


def test_an_activity_is_questioned_and_never_blocked(client: Client, owner: User) -> None:
    sent = client.post("/start/", {**ABOUT, "outcome": "Run ads every week"})
    assert sent.status_code == 302
    page = words(client.get(sent["Location"]))
    assert "And then what changes for your customer?" in page


def test_an_example_is_pressed_without_scripts(client: Client, owner: User) -> None:
    answer = client.post("/start/", {"name": "Hill Heating", "example": "Homeowners are warm again."})
    assert answer.status_code == 200
    text = words(answer)
    assert 'value="Homeowners are warm again."' in text
    assert 'value="Hill Heating"' in text
    assert "Error" not in text
    see_user(owner.pk)
    assert not Membership.objects.filter(user=owner).exists()


def test_going_back_to_step_1_shows_and_changes_the_answers(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    page = words(client.get(f"/start/{business.slug}/1/"))
    assert "Homes are warm again the same day." in page
    client.post(f"/start/{business.slug}/1/", {**ABOUT, "name": "Hill & Co", "outcome": "Nobody freezes."})
    see(business)
    business.refresh_from_db()
    assert (business.name, business.start_step) == ("Hill & Co", 3)
    assert Adoption.objects.get(business=business).outcome == "Nobody freezes."
    assert "Quotes" in words(client.get(f"/start/{business.slug}/2/"))


def test_the_trade_is_guessed_and_the_chain_is_picked_before(client: Client, owner: User) -> None:
    business = begun(client, owner)
    page = words(client.get(f"/start/{business.slug}/2/"))
    assert page.count("checked") == 6  # the trade, the rhythm, four systems
    assert '<input type="radio" name="trade" value="trade"' in page.split("checked")[0]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({f"use_{key}": "" for key in CHAIN}, "Keep at least one system of the chain"),
        ({"label_traffic": "Quotes"}, "Another system is called Quotes already"),
        ({"label_traffic": "x" * 61}, "at most 60 characters"),
        ({"trade": "bank"}, "bank"),
        ({"cadence": "yearly"}, "yearly"),
    ],
)
def test_step_2_says_what_is_wrong(client: Client, owner: User, change: dict[str, str], says: str) -> None:
    business = begun(client, owner)
    answer = client.post(f"/start/{business.slug}/2/", {**SYSTEMS, "label_leads": "Kept as typed", **change})
    assert answer.status_code == 422
    assert says in words(answer)
    assert "Kept as typed" in words(answer)
    see(business)
    assert Adoption.objects.get(business=business).systems == []


def test_starting_blank_keeps_the_outcome_in_one_system(client: Client, owner: User) -> None:
    business = begun(client, owner)
    client.post(f"/start/{business.slug}/2/", {"blank": "1"})
    page = words(client.get(f"/start/{business.slug}/3/"))
    assert "Homes are warm again the same day." in page
    client.post(f"/start/{business.slug}/3/", part("own", "outcome", "90% of homes are warm the same day.", ""))
    see(business)
    business.refresh_from_db()
    assert [s.name for s in System.objects.all()] == ["What we do"]
    assert business.goal is not None
    assert business.goal.text == "90% of homes are warm the same day."


def test_suggestions_fit_the_trade_and_the_rhythm(client: Client, owner: User) -> None:
    business = begun(client, owner)
    client.post(f"/start/{business.slug}/2/", {**SYSTEMS, "trade": "shop", "cadence": "monthly"})
    page = words(client.get(f"/start/{business.slug}/3/"))
    assert "___ visitors each month come for something we have in stock." in page
    assert "{period}" not in page
    assert "{currency}" not in page


def test_a_suggestion_is_pressed_without_scripts_and_nothing_else_is_lost(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    typed = part("leads", "output", "My own words", "My number", "not yet")
    answer = client.post(f"/start/{business.slug}/3/", {**typed, "press": "traffic-output:calls-and-messages"})
    text = words(answer)
    assert answer.status_code == 200
    assert "Calls and messages from the area we drive to</textarea>" in text
    assert "My own words</textarea>" in text
    assert 'value="not yet"' in text
    assert "Error" not in text
    unknown = client.post(f"/start/{business.slug}/3/", {**typed, "press": "nobody:x"})
    assert unknown.status_code == 200
    see(business)
    assert not System.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"traffic-outcome-text": "___ people come.", "traffic-outcome-plan": ""}, "Fill in the blank with a number"),
        ({"traffic-output-plan": "sixty"}, "Enter a number, like 60"),
        ({"traffic-output-plan": "1e400"}, "Enter a number, like 60"),
        ({"traffic-output-plan": "NaN"}, "Enter a number, like 60"),
        ({"traffic-output-plan": "-4"}, "A plan for a count cannot be below 0"),
        ({"traffic-output-plan": "1234567890123456"}, "Use at most 15 digits"),
        ({"traffic-output-text": ""}, "Say first what this number is about"),
        ({"delivery-outcome-text": ""}, "Say what changes for your customer"),
        ({"traffic-output-text": "a\x00b"}, "cannot be stored"),
        ({"traffic-output-unit": "u" * 31}, "at most 30 characters"),
        ({"traffic-output-direction": "sideways"}, "sideways"),
    ],
)
def test_step_3_says_what_is_wrong_beside_the_field(
    client: Client, owner: User, change: dict[str, str], says: str
) -> None:
    business = begun(client, owner, step=3)
    answer = client.post(f"/start/{business.slug}/3/", {**CHANGES, **change})
    assert answer.status_code == 422
    text = words(answer)
    assert says in text
    assert "Quotes sent</textarea>" in text
    assert "Error: Start, 3 of 3" in text
    see(business)
    assert not System.objects.exists()


def test_the_number_in_the_blank_is_the_plan_wherever_it_is_typed(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    blank = "___ homeowners each week within our driving distance ask us first."
    in_plan = part("traffic", "outcome", blank, "Ask first", "1,200")
    in_text = part("leads", "outcome", "At least 70% of enquiries each week are answered within 2 hours so that nobody "
                   "calls the next name.", "Answered", unit="%")  # fmt: skip
    client.post(f"/start/{business.slug}/3/", {**CHANGES, **in_plan, **in_text})
    see(business)
    said = Element.objects.get(system__slot="traffic", kind="outcome")
    assert said.text == "1,200 homeowners each week within our driving distance ask us first."
    assert Plan.objects.get(metric__name="Ask first").value == Decimal(1200)
    assert Plan.objects.get(metric__name="Answered").value == Decimal(70)


def test_what_is_typed_is_kept_when_one_leaves(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    kept = client.post(
        f"/start/{business.slug}/3/keep/", {**CHANGES, "traffic-output-text": "Half a sen\x00", "x": "y"}
    )
    assert kept.status_code == 204
    see(business)
    draft = Adoption.objects.get(business=business).draft
    assert "x" not in draft
    assert draft["traffic-output-text"] == ""
    text = words(client.get(f"/start/{business.slug}/3/"))
    assert "Quotes sent</textarea>" in text
    back = client.post(f"/start/{business.slug}/3/", {**CHANGES, "back": "1", "leads-output-text": "Typed late"})
    assert back["Location"] == f"/start/{business.slug}/2/"
    assert "Typed late</textarea>" in words(client.get(f"/start/{business.slug}/3/"))
    see(business)
    assert not System.objects.exists()


def test_step_3_waits_for_step_2(client: Client, owner: User) -> None:
    business = begun(client, owner)
    assert client.get(f"/start/{business.slug}/3/")["Location"] == f"/start/{business.slug}/2/"


def test_support_systems_lead_to_the_goal(client: Client, owner: User) -> None:
    business = begun(client, owner)
    client.post(f"/start/{business.slug}/2/", {**SYSTEMS, "use_finance": "on"})
    finance = part("finance", "outcome", "Each month 4,000 in free cash is left.", "Free cash", unit="$")
    client.post(f"/start/{business.slug}/3/", {**CHANGES, **finance})
    see(business)
    business.refresh_from_db()
    cash = Element.objects.get(system__slot="finance", kind="outcome")
    assert [c.target for c in Contribution.objects.filter(source=cash)] == [business.goal]
    assert System.objects.get(slot="finance").kind == "support"


def test_a_system_nobody_said_anything_about_is_on_the_map_empty(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    said = {name: value for name, value in CHANGES.items() if not name.startswith("leads-")}
    client.post(f"/start/{business.slug}/3/", said)
    see(business)
    leads = System.objects.get(slot="leads")
    # What Traffic produces still comes in.
    assert [e.kind for e in leads.elements.all()] == ["input"]
    jumps = Contribution.objects.filter(source__system__slot="traffic", source__kind="outcome")
    assert [c.target.system.slot for c in jumps] == ["conversion"]


def test_the_preview_redraws_with_what_is_typed(client: Client, owner: User) -> None:
    answer = client.get("/start/preview/", {"name": "Hill", "outcome": "Run ads", "desired_for": "money"})
    text = words(answer)
    assert 'id="preview"' in text
    assert 'hx-swap-oob="innerHTML"' in text
    assert "And then what changes for your customer?" in text
    assert "About money" in text
    for junk in ({"name": "a" * 500}, {"outcome": "\u202e<svg onload>"}, {"desired_for": "x"}, {}):
        assert client.get("/start/preview/", junk).status_code == 200
    business = begun(client, owner)
    drawn = client.get(f"/start/{business.slug}/2/preview/", {"use_traffic": "on", "label_traffic": "Footfall"})
    assert "Footfall" in words(drawn)
    assert "Delivery" not in words(drawn)
    assert client.get(f"/start/{business.slug}/2/preview/").status_code == 200


def test_the_coach_reads_along(client: Client, owner: User) -> None:
    vague = client.get("/start/coach/?kind=outcome", {"traffic-outcome-text": "Lots of leads"})
    assert "How many, or what share?" in words(vague)
    blank = {"traffic-outcome-text": "___ homeowners each week within our driving distance ask us first."}
    asked = words(client.get("/start/coach/?kind=outcome", blank))
    assert "Clear once your number stands in the blank." in asked
    assert "How many" not in asked
    assert client.get("/start/coach/", {"a-text": "x" * 400}).content.strip() == b""
    assert client.get("/start/coach/").content.strip() == b""


def test_outsiders_and_those_who_may_not_edit_stay_out(client: Client) -> None:
    business = make_business(start_step=2)
    client.force_login(make_user())
    assert client.get(f"/start/{business.slug}/2/").status_code == 404
    see(business)
    client.force_login(make_member(business, Role.VIEWER).user)
    assert client.get(f"/start/{business.slug}/2/").status_code == 403
    assert client.post(f"/start/{business.slug}/3/keep/").status_code == 403


def test_htmx_is_told_where_to_go(client: Client, owner: User) -> None:
    answer = client.post("/start/", ABOUT, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].endswith("/2/")


def test_the_pages_take_few_queries(client: Client, owner: User, django_assert_max_num_queries: Any) -> None:
    business = begun(client, owner, step=3)
    client.get(f"/start/{business.slug}/3/")  # notes the day of the visit
    for address in (
        "/start/",
        f"/start/{business.slug}/1/",
        f"/start/{business.slug}/2/",
        f"/start/{business.slug}/3/",
    ):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_step_1_again_moves_the_account_to_the_corrected_clock(client: Client, owner: User) -> None:
    business = begun(client, owner)
    owner.refresh_from_db()
    assert owner.time_zone == "Europe/London"
    client.post(f"/start/{business.slug}/1/", {**ABOUT, "time_zone": "America/Chicago"})
    owner.refresh_from_db()
    assert owner.time_zone == "America/Chicago"


def test_a_clock_chosen_elsewhere_is_kept(client: Client, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(time_zone="Asia/Tokyo")
    business = begun(client, owner)
    client.post(f"/start/{business.slug}/1/", {**ABOUT, "time_zone": "America/Chicago"})
    owner.refresh_from_db()
    assert owner.time_zone == "Asia/Tokyo"


def test_a_corrected_name_corrects_the_address(client: Client, owner: User) -> None:
    client.post("/start/", {**ABOUT, "name": "Hill Haeting"})
    business = only_business(owner)
    assert business.slug.startswith("hill-haeting")
    sent = client.post(f"/start/{business.slug}/1/", ABOUT)
    see(business)
    old, new = business.slug, Business.objects.get(pk=business.pk).slug
    assert new.startswith("hill-heating")
    assert sent["Location"] == f"/start/{new}/2/"
    back = client.get(f"/start/{old}/1/?x=1")
    assert (back.status_code, back["Location"]) == (307, f"/start/{new}/1/?x=1")
    stranger = Client()
    stranger.force_login(make_user())
    assert stranger.get(f"/start/{old}/1/").status_code == 404


def test_every_earlier_address_leads_on(client: Client, owner: User) -> None:
    business = begun(client, owner)
    slugs = [business.slug]
    for name in ("Hill Boilers", "Hill Stoves"):
        client.post(f"/start/{slugs[-1]}/1/", {**ABOUT, "name": name})
        see(business)
        slugs.append(Business.objects.get(pk=business.pk).slug)
    for slug in slugs[:2]:
        assert client.get(f"/start/{slug}/1/").headers.get("Location") == f"/start/{slugs[-1]}/1/"


def test_an_address_that_others_know_stays(client: Client, owner: User) -> None:
    business = begun(client, owner)
    make_member(business, Role.EDITOR)
    client.post(f"/start/{business.slug}/1/", {**ABOUT, "name": "Hill Boilers"})
    see(business)
    stored = Business.objects.get(pk=business.pk)
    assert (stored.name, stored.slug) == ("Hill Boilers", business.slug)


def test_the_plan_is_the_number_of_the_blank(client: Client, owner: User) -> None:
    asked = {"kind": "outcome", "delivery-outcome-text": "At least ___% of boilers run at first try each week."}
    page = words(client.get("/start/coach/", asked))
    assert "it stands in both places" in page
    assert "Clear enough to check." not in page
    page = words(client.get("/start/coach/", {**asked, "delivery-outcome-plan": "95"}))
    assert "it stands in both places" not in page


def test_a_share_is_averaged_whatever_a_suggestion_filled_in(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    assert "As usual for the unit" in words(client.get(f"/start/{business.slug}/3/"))
    own = part("traffic", "output", "Calls answered", "Answered", "80 %", unit="%", combine="sum")
    client.post(f"/start/{business.slug}/3/", {**CHANGES, **own})
    see(business)
    metric = Metric.objects.get(name="Answered")
    assert metric.combine == "mean"
    assert Plan.objects.get(metric=metric).value == 80


def test_an_odd_plan_is_asked_about_once(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    odd = {**CHANGES, "leads-outcome-plan": "600"}
    answer = client.post(f"/start/{business.slug}/3/", odd)
    assert answer.status_code == 422
    assert "600% is over 100%. Is this right? Send it again if it is." in words(answer)
    assert b'name="leads-outcome-sure" value="600"' in answer.content
    assert client.post(f"/start/{business.slug}/3/", {**odd, "leads-outcome-sure": "600"}).status_code == 302


def test_too_long_a_text_is_kept_to_be_cut_by_hand(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    client.post(f"/start/{business.slug}/3/keep/", {**CHANGES, "traffic-output-text": "long " * 80})
    page = words(client.get(f"/start/{business.slug}/3/"))
    assert ("long " * 80).strip() in page
    answer = client.post(f"/start/{business.slug}/3/", {**CHANGES, "traffic-output-text": "long " * 80})
    assert "Use at most 300 characters; this has 399." in words(answer)
