"""The client list: who needs attention first, and why; the same queries for one client and for thirty."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from businesses.actions import begin_engagement, create_practice, end_engagement
from businesses.context import tenant
from businesses.models import Business, Engagement, Level, Practice, Side
from reports.actions import compute_report
from reviews.actions import send_review, start_review
from tests.factories import (
    make_business,
    make_comment,
    make_contribution,
    make_element,
    make_metric,
    make_system,
    make_user,
    see,
)
from tests.pages import flat
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def ines() -> User:
    return make_user(name="Ines Okafor")


@pytest.fixture
def practice(ines: User) -> Practice:
    return create_practice(lead=ines, name="Okafor Advisory")


def engage(practice: Practice, ines: User, business: Business) -> Engagement:
    with tenant(business.pk):
        return begin_engagement(
            business=business, practice=practice, person=ines, level=Level.REVIEW, side=Side.BUSINESS, actor=ines
        )


def client_business(name: str, pays: float, weeks_ago: int = 0) -> Business:
    """A business whose outcome stands at `pays` of 60 planned, with its newest reading so many weeks ago."""
    business = make_business(make_user(name=f"Owner of {name}"), name)
    delivery = make_system(business, "Delivery")
    output = make_element(delivery, "output", "Lessons finished")
    outcome = make_element(delivery, "outcome", "Graduates whose ads pay", desired_for="money")
    newest = timezone.now().date() - timedelta(weeks=1 + weeks_ago)
    make_metric(output, plan=50, values=[50] * 8, newest=newest)
    make_metric(outcome, plan=60, values=[pays] * 8, newest=newest, unit="%", combine="mean")
    make_contribution(output, outcome)
    see(business)
    Business.objects.filter(pk=business.pk).update(goal=outcome)
    compute_report(business_id=business.pk, at=timezone.now())
    business.refresh_from_db()
    return business


def page(client: Client, practice: Practice, query: str = "") -> str:
    return flat(client.get(f"/p/{practice.slug}/{query}").content.decode())


def order(html: str, *names: str) -> list[str]:
    headings = {name: f"<bdi>{name}</bdi></a></h2>" for name in names}
    return sorted((n for n in names if headings[n] in html), key=lambda n: html.index(headings[n]))


def test_who_needs_attention_most_comes_first_and_why(client: Client, practice: Practice, ines: User) -> None:
    for name, pays, ago in (("Well", 60.0, 0), ("Quiet", 60.0, 6), ("Slips", 50.0, 0), ("Off", 20.0, 0)):
        engage(practice, ines, client_business(name, pays, ago))
    engage(practice, ines, make_business(name="Empty"))
    client.force_login(ines)
    html = page(client, practice)
    assert order(html, "Well", "Quiet", "Slips", "Off", "Empty") == ["Off", "Slips", "Quiet", "Empty", "Well"]
    for reason in (
        "Off track: Delivery", "Slipping: Delivery", "Gone quiet: no readings for", "Nothing on the map yet",
        "On track, never reviewed", "points apart in Delivery", "20%, plan 60%", "Owner of Off",
    ):  # fmt: skip
        assert reason in html, reason
    assert "wait for a review, one went quiet" in html


def test_search_and_filter(client: Client, practice: Practice, ines: User) -> None:
    engage(practice, ines, client_business("Marlow", 60.0))
    engage(practice, ines, client_business("Harbour", 60.0, 6))
    client.force_login(ines)
    assert order(page(client, practice, "?q=marl"), "Marlow", "Harbour") == ["Marlow"]
    assert order(page(client, practice, "?show=quiet"), "Marlow", "Harbour") == ["Harbour"]
    assert "No client matches" in page(client, practice, "?q=nobody")
    for odd in ("?show=everything", "?q=" + "x" * 5000):
        assert client.get(f"/p/{practice.slug}/{odd}").status_code == 200


def test_a_review_takes_a_client_off_the_list_to_review(client: Client, practice: Practice, ines: User) -> None:
    business = client_business("Marlow", 60.0)
    engage(practice, ines, business)
    see(business)
    send_review(review=start_review(business=business, reviewer=ines), verdict="approve", note="", at=timezone.now())
    client.force_login(ines)
    html = page(client, practice)
    assert "On track: nothing needs you" in html
    assert "Approve, " in html
    assert "To review 0" in html


def test_open_comments_are_counted_and_held_ones_are_not(client: Client, practice: Practice, ines: User) -> None:
    business = client_business("Marlow", 60.0)
    engage(practice, ines, business)
    element = make_element(make_system(business, "Sales"), "step")
    make_comment(element, "Open to all")
    see(business)
    make_comment(element, "Held", review=start_review(business=business, reviewer=ines))
    client.force_login(ines)
    assert "1 open comment<" in flat(page(client, practice))


def test_an_ended_engagement_is_gone(client: Client, practice: Practice, ines: User) -> None:
    business = make_business(make_user(), "Marlow")
    engagement = engage(practice, ines, business)
    client.force_login(ines)
    assert "Marlow" in page(client, practice)
    see(business)
    end_engagement(engagement=engagement, actor=ines, side=Side.PRACTICE, at=timezone.now())
    html = page(client, practice)
    assert "Marlow" not in html
    assert "Invite your first client" in html


def test_strangers_and_other_practices_find_nothing(client: Client, practice: Practice, ines: User) -> None:
    engage(practice, ines, make_business(make_user(), "Marlow"))
    other = make_user()
    create_practice(lead=other, name="Another")
    client.force_login(other)
    assert client.get(f"/p/{practice.slug}/").status_code == 404
    assert client.get("/p/no-such-practice/").status_code == 404
    client.logout()
    assert client.get(f"/p/{practice.slug}/").status_code == 302


def test_signing_in_leads_a_consultant_to_the_clients(client: Client, practice: Practice, ines: User) -> None:
    client.force_login(ines)
    assert client.get("/businesses/")["Location"] == f"/p/{practice.slug}/"
    assert practice.name in client.get("/businesses/all/").content.decode()


@pytest.mark.parametrize("clients", [1, 30])
def test_the_same_queries_for_one_and_for_thirty(client: Client, practice: Practice, ines: User, clients: int) -> None:
    first = client_business("First", 20.0)
    engage(practice, ines, first)
    for n in range(clients - 1):
        engage(practice, ines, make_business(make_user(), f"Client {n}"))
    client.force_login(ines)
    settings_of_the_wall = 3 if connection.vendor == "postgresql" else 0
    # session, person, practice, assignments, owners, goals, ages, put aside, reports, reviews, threads
    with count_queries(11 + settings_of_the_wall):
        assert client.get(f"/p/{practice.slug}/").status_code == 200
