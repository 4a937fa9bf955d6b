"""The welcome page, the list of businesses, where signing in leads, and one's own sample."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from businesses.models import Business, Membership, Role
from reports.models import Report
from systems.models import System
from tests.factories import make_business, make_element, make_member, make_system, make_user, see, see_user
from tests.queries import count_queries
from workspace.sample.actions import compute_now, open_sample, reset_demo
from workspace.sample.picture import sample_picture
from workspace.start.actions import DONE

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def words(answer: Any) -> str:
    """The page with its line breaks as spaces, as a browser shows them."""
    return " ".join(answer.content.decode().split())


def band(value: float | None) -> dict[str, Any]:
    return {"proven": value, "possible": value, "coverage": 1.0}


def make_report(business: Business, *systems: tuple[str, str, float | None, float | None]) -> Report:
    """A stored report with (name, verdict, produces, changes) a system."""
    see(business)
    case = {"systems": [{"id": f"s{i}", "name": name} for i, (name, *_) in enumerate(systems)]}
    result = {
        "systems": {
            f"s{i}": {"quadrant": verdict, "productivity": band(p), "effectiveness": band(e)}
            for i, (_, verdict, p, e) in enumerate(systems)
        }
    }
    return Report.objects.create(
        business=business, as_of=date(2026, 11, 22), map_revision=0, readings_revision=0, engine="1", case_hash="x",
        case=case, result=result,
    )  # fmt: skip


def test_the_welcome_page_says_what_this_is_and_asks_for_an_email(client: Client) -> None:
    with count_queries(0):
        page = client.get("/")
    text = words(page)
    assert page.status_code == 200
    assert "Is what you produce giving you what you want?" in text
    assert 'action="/accounts/signup/"' in text
    assert 'name="email"' in text
    assert 'autocomplete="email"' in text
    assert "Sample, made up" in text
    assert text.count('<path fill="url(#rv') == 5


def test_the_picture_agrees_with_the_report_of_the_sample() -> None:
    from datetime import UTC, datetime

    from reports.queries import latest_report

    at = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    business = reset_demo(password="x", at=at)
    compute_now(business=business, at=at)
    see(business)
    business.refresh_from_db()
    report = latest_report(business)
    assert report is not None
    drawn = {stop.name: stop.health for stop in sample_picture().stops}
    assert drawn == {s.name: s.health for s in report.systems if s.kind == "chain"}
    assert [stop.volume for stop in sample_picture().stops] == ["61,300", "2,140", "412", "13"]
    assert sample_picture().goal_now == "34%"


def test_signed_in_the_welcome_page_is_the_list(client: Client) -> None:
    client.force_login(make_user())
    assert client.get("/")["Location"] == "/businesses/all/"


def test_signing_in_leads_to_start_to_the_one_business_or_to_the_list(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    assert client.get("/businesses/")["Location"] == "/start/"
    first = make_business(user, start_step=2)
    assert client.get("/businesses/")["Location"] == f"/start/{first.slug}/2/"
    see(first)
    Business.objects.filter(pk=first.pk).update(start_step=3)
    assert client.get("/businesses/")["Location"] == f"/start/{first.slug}/3/"
    see(first)
    Business.objects.filter(pk=first.pk).update(start_step=4)
    assert client.get("/businesses/")["Location"] == f"/b/{first.slug}/"
    make_business(user)
    assert client.get("/businesses/")["Location"] == "/businesses/all/"


def test_nothing_yet_offers_a_start_and_a_sample(client: Client) -> None:
    client.force_login(make_user())
    text = words(client.get("/businesses/all/"))
    assert "No business yet" in text
    assert 'href="/start/"' in text
    assert "Explore a sample business" in text


def test_each_business_says_how_it_does(client: Client) -> None:
    user = make_user()
    busy, working = make_business(user, name="Busy Ltd"), make_business(user, name="Alright Ltd")
    early = make_business(user, name="New Ltd")
    make_report(busy, ("Old", "working", 1.0, 1.0))
    make_report(busy, ("Traffic", "false_productivity", 1.0, 0.6), ("Leads", "working", 1.0, 0.8),
                ("Delivery", "false_productivity", 0.9, 0.5))  # fmt: skip
    make_report(working, ("Traffic", "working", 1.0, 0.95))
    make_report(early, ("Traffic", "unknown", None, None))
    make_business(user, name="Half way", start_step=2)
    make_business(name="Not mine")
    client.force_login(user)
    text = words(client.get("/businesses/all/"))
    assert "Busy, not working: Traffic and Delivery" in text
    assert "Too early to tell" in text
    assert "Go on with Start" in text
    assert "Not mine" not in text
    assert text.index("Alright Ltd") < text.index("Busy Ltd") < text.index("Half way") < text.index("New Ltd")
    rows = text.split("<li>")
    assert "h-off" in next(r for r in rows if "Busy Ltd" in r)
    assert "h-on" in next(r for r in rows if "Alright Ltd" in r)
    assert "h-none" in next(r for r in rows if "New Ltd" in r)


def test_the_goal_is_said_by_its_reason(client: Client) -> None:
    user = make_user()
    business = make_business(user)
    goal = make_element(make_system(business), "outcome", "34% of ads pay", why="Owners turn ads into revenue")
    see(business)
    Business.objects.filter(pk=business.pk).update(goal=goal)
    client.force_login(user)
    assert "Owners turn ads into revenue" in words(client.get("/businesses/all/"))


def test_a_person_removed_sees_it_no_more(client: Client) -> None:
    business = make_business(name="Gone Ltd")
    member = make_member(business, Role.VIEWER)
    client.force_login(member.user)
    assert "Gone Ltd" in words(client.get("/businesses/all/"))
    see(business)
    member.delete()
    assert "Gone Ltd" not in words(client.get("/businesses/all/"))


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_takes_the_same_queries_for_one_and_for_thirty(client: Client, number: int) -> None:
    user = make_user()
    for _ in range(number):
        make_report(make_business(user), ("Traffic", "working", 1.0, 1.0))
    client.force_login(user)
    from django.db import connection

    settings_of_the_wall = 1 if connection.vendor == "postgresql" else 0
    with count_queries(5 + settings_of_the_wall):  # session, person, memberships, goals with reports, practices
        assert client.get("/businesses/all/").status_code == 200


def test_the_sample_is_opened_in_one_press_and_only_by_post(client: Client) -> None:
    user = make_user()
    client.force_login(user)
    assert client.get("/businesses/sample/").status_code == 405
    see_user(user.pk)
    assert not Membership.objects.filter(user=user).exists()
    first = client.post("/businesses/sample/")
    second = client.post("/businesses/sample/")
    assert first.status_code == 302
    assert first["Location"] == second["Location"]
    see_user(user.pk)
    business = Membership.objects.select_related("business").get(user=user).business
    assert business.is_sample
    see(business)
    assert System.objects.filter(business=business).count() == 6
    assert "Explore a sample business" not in words(client.get("/businesses/all/"))


def test_a_sample_is_not_taken_for_the_business_of_the_same_name(client: Client) -> None:
    user = make_user()
    open_sample(owner=user, today=date(2026, 11, 23))
    client.force_login(user)
    sent = client.post(
        "/start/",
        {"name": "Marlow Ads School", "time_zone": "UTC", "outcome": "Owners earn.", "desired_for": "money"},
    )
    assert sent.status_code == 302
    see_user(user.pk)
    assert Membership.objects.filter(user=user).count() == 2


@pytest.mark.parametrize("address", ["/businesses/", "/businesses/all/", "/start/", "/start/preview/", "/start/coach/"])
def test_the_signed_out_are_asked_to_sign_in(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_the_list_shows_fifty_and_more_for_the_asking(client: Client) -> None:
    user = make_user()
    for i in range(70):
        make_business(user, f"Firm {i:02} <b>", start_step=DONE if i else 2)
    client.force_login(user)

    def firms(query: str, **headers: str) -> list[str]:
        page = client.get(f"/businesses/all/{query}", headers=headers).content.decode()
        assert "<b>" not in page
        return re.findall(r"<bdi>Firm (\d+) &lt;b&gt;</bdi>", page)

    every = [f"{i:02}" for i in range(70)]
    assert firms("") == every[:50]
    assert firms("?shown=100") == every
    assert firms("?shown=100", **{"HX-Request": "true"}) == every[50:]
    page = client.get("/businesses/all/").content.decode()
    assert 'href="/businesses/all/?shown=100"' in page
    assert "Go on with Start" in page
    fifty, seventy = len(page), len(client.get("/businesses/all/?shown=100").content.decode())
    assert (seventy - fifty) / 20 < 400  # performance.md, goal 4
