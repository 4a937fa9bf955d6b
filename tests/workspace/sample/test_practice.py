"""The five clients of the sample practice: each planted story is what the engine says, and nothing else."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import User
from alignment.statement import judge
from businesses.context import see_practice, tenant
from businesses.models import Business, Engagement, EngagementPerson, Membership, Practice, PracticeMember
from frameworks.models import Adoption
from frameworks.schema import parse
from metrics.models import Reading
from reports.headline import headline, lead_of
from reports.models import Finding, Report
from reports.queries import latest_report
from systems.models import System
from tests.factories import make_colleague, see, see_user
from tests.kept import kept
from workspace.sample.actions import load_demo
from workspace.sample.practice import CLIENTS
from workspace.sample.shapes import Story

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
STORIES = {story.key: story for story in CLIENTS}


def make_clients() -> dict[str, Business]:
    practice, businesses = load_demo(password="marlow-sample", at=MONDAY)
    assert practice.slug == "okafor-consulting"
    return {story.key: business for story, business in zip(CLIENTS, businesses, strict=True)}


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Business]]:
    with kept(django_db_blocker, make_clients) as businesses:
        yield businesses


@pytest.fixture
def clients(made: dict[str, Business], db: None) -> dict[str, Business]:
    return deepcopy(made)


def reports(business: Business) -> list[dict[str, Any]]:
    """What the engine said, oldest first."""
    with tenant(business.pk):
        return [r.result for r in Report.objects.filter(business=business).order_by("id")]


def verdicts(business: Business) -> dict[str, str]:
    """Verdict by name of system, in the newest report."""
    with tenant(business.pk):
        names = {f"s{s.pk}": s.name for s in System.objects.filter(business=business)}
    return {names[key]: system["quadrant"] for key, system in reports(business)[-1]["systems"].items()}


def kinds(business: Business) -> list[str]:
    return [f["kind"] for f in reports(business)[-1]["findings"]]


def test_the_course_seller_is_busy_and_not_working(clients: dict[str, Business]) -> None:
    found = kinds(clients["marlow"])
    assert found.count("false_productivity") == 2
    assert verdicts(clients["marlow"])["Delivery"] == "false_productivity"
    assert found.count("vague_outcome") == 2  # the other four can be checked as they are worded
    assert "over_optimised" not in found


def test_the_plumber_has_a_short_hand_off(clients: dict[str, Business]) -> None:
    business = clients["plumber"]
    result = reports(business)[-1]
    short = [h for h in result["handoffs"] if h["class"] == "short"]
    assert [h["class"] for h in result["handoffs"]].count("enough") == 2
    assert len(short) == 1
    assert short[0]["level"] < short[0]["low"] <= short[0]["required"]
    first = result["findings"][0]
    assert (first["kind"], first["title"]) == ("handoff_short", "Not enough quotes sent for jobs finished")
    assert verdicts(business) == {
        "Reviews": "working",
        "Enquiries": "working",
        "Quotes": "working",
        "Jobs": "outcome_without_output",
        "Crew": "working",
    }
    assert "false_productivity" not in kinds(business)


def test_the_agency_polishes_what_no_longer_helps(clients: dict[str, Business]) -> None:
    found = kinds(clients["agency"])
    assert found == ["over_optimised"]
    first = reports(clients["agency"])[-1]["findings"][0]
    assert first["title"].startswith("More design rounds no longer goes with better first-showing approval")
    assert set(verdicts(clients["agency"]).values()) == {"working"}


def test_the_shop_is_healthy(clients: dict[str, Business]) -> None:
    assert kinds(clients["shop"]) == []
    assert set(verdicts(clients["shop"]).values()) == {"working"}
    assert reports(clients["shop"])[-1]["quadrant"] == "working"


def test_the_silent_one_is_too_early_to_tell(clients: dict[str, Business]) -> None:
    business = clients["quiet"]
    assert set(kinds(business)) == {"stale"}
    assert set(verdicts(business).values()) == {"unknown"}
    with tenant(business.pk):
        newest = Reading.objects.filter(business=business).order_by("-period").first()
    assert newest is not None
    assert newest.period == date(2026, 10, 12)  # the last complete week is that of 16 November


def test_each_headline_tells_its_story(clients: dict[str, Business]) -> None:
    said = {}
    for key, business in clients.items():
        with tenant(business.pk):
            report = latest_report(business)
            assert report is not None
            said[key] = (headline(business, report), lead_of(business, report))
    assert said["marlow"][0] == "false_productivity"
    assert said["marlow"][1].startswith("Traffic and Delivery do the work they planned")
    assert "The chain breaks first at Traffic" in said["marlow"][1]
    # Everything on average on plan, and one system that is not: that is no "The work is making the difference".
    assert said["plumber"][0] == "mostly"
    assert said["plumber"][1].startswith("Jobs produces less than it planned.")
    assert "What holds the chain back most is enquiries to quotes sent" in said["plumber"][1]
    assert said["agency"][0] == "working"
    assert said["agency"][1].endswith("More design rounds no longer goes with better first-showing approval.")
    assert said["shop"] == ("working", "What is produced is on plan, and so is what it should change.")
    assert said["quiet"][0] == "unknown"
    assert said["quiet"][1].startswith("There is no recent number for")


def test_each_has_a_year_of_readings_and_two_reports(clients: dict[str, Business]) -> None:
    for key, business in clients.items():
        with tenant(business.pk):
            weekly = Reading.objects.filter(business=business, metric__cadence="weekly")
            weeks = weekly.values_list("period", flat=True).distinct().count()
            before, now = Report.objects.filter(business=business).order_by("id")
            seen_now = Finding.objects.filter(business=business, last_seen__gte=now.computed_at)
            assert set(seen_now.values_list("key", flat=True)) == {f["id"] for f in now.result["findings"]}, key
        assert weeks == (47 if key == "quiet" else 52), key
        assert (now.as_of - before.as_of).days == 7, key
        assert business.is_sample


def test_each_was_made_from_the_framework(clients: dict[str, Business]) -> None:
    for key, business in clients.items():
        with tenant(business.pk):
            adoption = Adoption.objects.select_related("version").get(business=business)
        assert adoption.version is not None
        assert adoption.trade == STORIES[key].trade
        assert {s.slot for s in STORIES[key].systems} <= {s.key for s in parse(adoption.version.content).systems}


def test_ines_comes_in_as_a_consultant_of_all_five(clients: dict[str, Business], client: Client) -> None:
    ines = User.objects.get(email="ines@example.com")
    see_user(ines.pk)
    assert EngagementPerson.objects.filter(user=ines, engagement__state="active").count() == 5
    assert not Membership.objects.filter(user=ines).exists()
    client.force_login(ines)
    for business in clients.values():
        assert client.get(f"/b/{business.slug}/").status_code == 200
        assert client.get(f"/b/{business.slug}/settings/").status_code == 403


def members() -> dict[str, str]:
    """Address → role in the sample practice."""
    see_user(User.objects.get(email="ines@example.com").pk)
    practice = Practice.objects.get(slug="okafor-consulting")
    see_practice(practice.pk)
    found = PracticeMember.objects.filter(practice=practice).select_related("user")
    return {member.user.email: member.role for member in found}


def test_amara_looks_after_two_of_them(clients: dict[str, Business], client: Client) -> None:
    assert members() == {"ines@example.com": "lead", "amara@example.com": "consultant"}
    amara = User.objects.get(email="amara@example.com")
    assert amara.check_password("marlow-sample")
    client.force_login(amara)
    answers = {key: client.get(f"/b/{business.slug}/").status_code for key, business in clients.items()}
    assert answers == {"marlow": 404, "plumber": 200, "agency": 404, "shop": 404, "quiet": 200}
    page = client.get("/p/okafor-consulting/").content.decode()
    assert "Delgado Plumbing" in page
    assert "Marlow" not in page


def test_again_the_practice_is_as_on_its_first_day(clients: dict[str, Business]) -> None:
    first = members()
    practice = Practice.objects.get(slug="okafor-consulting")
    intruder = make_colleague(practice, "lead")
    PracticeMember.objects.filter(user__email="amara@example.com").update(role="lead")
    Practice.objects.update(name="Renamed")
    marlow = clients["marlow"]
    see(marlow)
    engagement = Engagement.objects.get(business=marlow)
    for user in (intruder.user, User.objects.get(email="amara@example.com")):
        EngagementPerson.objects.create(business=marlow, practice=practice, engagement=engagement, user=user)
    again, _ = load_demo(password="marlow-sample", at=MONDAY)
    assert (again.pk, Practice.objects.get(pk=again.pk).name) == (practice.pk, "Okafor Consulting")
    assert members() == first
    see(marlow)
    assert [p.user.email for p in EngagementPerson.objects.filter(business=marlow)] == ["ines@example.com"]


def test_again_is_the_same_five_and_strangers_are_gone(clients: dict[str, Business]) -> None:
    first = {key: reports(business) for key, business in clients.items()}
    _, again = load_demo(password="marlow-sample", at=MONDAY)
    assert [b.pk for b in again] == [b.pk for b in clients.values()]
    for business in again:
        with tenant(business.pk):
            assert Engagement.objects.filter(business=business).count() == 1
            assert Report.objects.filter(business=business).count() == 2
    assert {key: [len(r["findings"]) for r in reports(b)] for key, b in clients.items()} == {
        key: [len(r["findings"]) for r in found] for key, found in first.items()
    }


@pytest.mark.parametrize("story", CLIENTS[1:], ids=lambda s: s.key)
def test_outcomes_are_worded_so_that_they_can_be_checked(story: Story) -> None:
    assert [s.outcome.text for s in story.systems if judge(s.outcome.text).cls != "specific"] == []


def test_everybody_has_an_address_of_nobody() -> None:
    addresses = [email for story in CLIENTS for _, email, _ in story.people.values()]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@example.com") for address in addresses)


def test_the_stories_hold_on_any_day() -> None:
    _, loaded = load_demo(password="marlow-sample", at=datetime(2027, 4, 7, 9, 0, tzinfo=UTC))
    found = {story.key: kinds(business) for story, business in zip(CLIENTS, loaded, strict=True)}
    assert "false_productivity" in found["marlow"]
    assert found["plumber"][0] == "handoff_short"
    assert found["agency"] == ["over_optimised"]
    assert found["shop"] == []
    assert set(found["quiet"]) == {"stale"}
