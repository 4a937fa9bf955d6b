"""Start through HTTP: its three steps, from a name and a sentence to a first map."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from businesses.models import AuditRow, Membership, Role
from frameworks.models import Adoption
from jobs.models import Job
from systems.models import System
from tests.factories import make_business, make_member, make_user, see, see_user
from tests.workspace.start.walk import ABOUT, CHAIN, CHANGES, SYSTEMS, begun, only_business, part, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


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
    assert (sent.status_code, sent["Location"]) == (302, f"/b/{business.slug}/map/")
    see(business)
    business.refresh_from_db()
    assert (business.name, business.sells, business.time_zone) == ("Hill Heating", "Boiler repairs", "Europe/London")
    assert (business.start_step, business.map_revision, business.readings_revision) == (4, 1, 1)
    assert Job.objects.filter(key=f"alignment:{business.pk}").exists()
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
