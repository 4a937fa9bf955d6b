"""The alignment page: the stored report in pictures, numbers and words."""

import re
from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import User
from businesses.models import Business
from reports.actions import compute_report
from reports.models import Finding
from systems.models import Element
from tests.factories import make_business, make_element, make_metric, make_system, make_user, see
from tests.kept import kept
from tests.pages import flat
from tests.queries import count_queries
from workspace.sample.actions import compute_now, reset_demo

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def make_sample() -> Business:
    business = reset_demo(password="marlow-sample", at=NOW)
    compute_now(business=business, at=NOW)
    return business


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Business]:
    with kept(django_db_blocker, make_sample) as business:
        yield business


@pytest.fixture
def sample(made: Business, db: None) -> Business:
    return copy(made)


@pytest.fixture
def nadia(client: Client, sample: Business) -> Client:
    client.force_login(User.objects.get(email="nadia@example.com"))
    return client


def test_plane_table_and_findings_say_the_same(nadia: Client, sample: Business) -> None:
    page = nadia.get(f"/b/{sample.slug}/alignment/").content.decode()
    assert "Busy, not working: Traffic and Delivery." in page
    assert "Lessons finished going well, graduates whose ads pay not" in page
    assert 'href="#numbers-' in page
    assert "last 4 weeks 36" in page


def test_without_a_report_it_says_what_is_needed(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    client.force_login(owner)
    page = client.get(f"/b/{business.slug}/alignment/").content.decode()
    assert "Nothing can be judged yet" in page
    assert "h-on" not in page.split("<main", 1)[1].split("sprite", 1)[0].replace('id="h-on"', "")


def test_too_early_is_never_green(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    system = make_system(business, "Delivery")
    see(business)
    for kind in ("output", "outcome"):
        element = Element.objects.create(business=business, system=system, kind=kind, text=f"The {kind}")
        make_metric(element, plan=10, values=[12, 12])
    compute_report(business_id=business.pk, at=NOW)
    client.force_login(owner)
    main = client.get(f"/b/{business.slug}/alignment/").content.decode().split("<main", 1)[1]
    assert "Too early to tell: 2 of 4 readings" in main
    assert "On track" not in main
    assert "hs-on" not in main


def test_an_earlier_report_can_be_read(nadia: Client, sample: Business) -> None:
    see(sample)
    earlier = compute_report(business_id=sample.pk, at=NOW - timedelta(days=28))
    newest = compute_report(business_id=sample.pk, at=NOW + timedelta(days=7))
    assert earlier is None or newest is not None
    page = nadia.get(f"/b/{sample.slug}/alignment/").content.decode()
    if newest is not None:
        assert 'name="report"' in page
        assert nadia.get(f"/b/{sample.slug}/alignment/?report={newest.pk}").status_code == 200


@pytest.mark.parametrize(
    "query", ["?report=0", "?report=-1", "?report=x", "?report=99999999999999999999", "?report=123456"]
)
def test_reports_that_are_not_there(nadia: Client, sample: Business, query: str) -> None:
    assert nadia.get(f"/b/{sample.slug}/alignment/{query}").status_code == 404


def test_stale_says_so_and_asks_until_the_new_one_is_there(nadia: Client, sample: Business) -> None:
    see(sample)
    system = make_system(sample, "Support")
    nadia.post(f"/b/{sample.slug}/systems/{system.pk}/edit/", {"name": "Support desk", "version": 1, "kind": "support"})
    page = nadia.get(f"/b/{sample.slug}/alignment/").content.decode()
    assert "Counting again" in page
    assert "freshness/?seen=" in page
    assert nadia.get(f"/b/{sample.slug}/alignment/freshness/?seen=0").headers["HX-Refresh"] == "true"


def test_queries_stay_the_same_with_thirty_metrics_more(nadia: Client, sample: Business) -> None:
    address = f"/b/{sample.slug}/alignment/"
    nadia.get(address)
    with count_queries(10):
        nadia.get(address)
    see(sample)
    system = make_system(sample, "Support")
    for i in range(30):
        outcome = Element.objects.create(business=sample, system=system, kind="outcome", text=f"Outcome {i}")
        make_metric(outcome, plan=10, values=[8, 9, 8, 9])
    compute_report(business_id=sample.pk, at=NOW)
    with count_queries(10):
        nadia.get(address)


def page_of_a_fresh_map(client: Client, systems: int) -> str:
    """A map of systems that nobody looks after, without people, playbook, tools or numbers."""
    owner = make_user()
    business = make_business(owner)
    for n in range(systems):
        make_element(make_system(business, f"System {n}", position=n), "output", f"Thing {n}")
    see(business)
    compute_report(business_id=business.pk, at=NOW)
    client.force_login(owner)
    return client.get(f"/b/{business.slug}/alignment/").content.decode()


def test_what_a_fresh_map_says_of_every_system_is_said_once_with_the_others_folded(client: Client) -> None:
    page = page_of_a_fresh_map(client, 4)
    what_to_do = page.split("<ol>", 1)[1].split("</ol>", 1)[0]
    assert what_to_do.count("<h3>Nobody looks after") == 1
    assert re.search(r"The same of 3 others:\s+System 1, System 2 and System 3", what_to_do)
    # Nothing is lost: each stands there under its own number, can be decided on, and is counted.
    numbers = [int(n) for n in re.findall(r'<li[^>]* id="f(\d+)"', what_to_do)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len(set(re.findall(r'id="decision-(\d+)"', what_to_do))) == len(numbers)
    assert re.search(rf"{len(numbers)}\s+findings", page)
    assert re.findall(r'finding__n num" aria-hidden="true">(\d+)<', what_to_do)[:3] == ["1", "2", "3"]


def test_of_very_many_alike_the_first_are_printed_and_the_rest_counted(client: Client) -> None:
    page = flat(page_of_a_fresh_map(client, 60)).split("<ol>", 1)[1].split("</ol>", 1)[0]
    fold = page.split("<h3>Nobody looks after", 1)[1].split("</details>")
    folded = next(part for part in fold if "finding__alike" in part)
    names = ", ".join(f"System {n}" for n in range(1, 7))
    assert f"The same of 59 others: {names}, System 7 and 52 more" in folded
    assert len(re.findall(r'<li id="f\d+"', folded)) == 50
    assert "And 9 more: they come up here as these are dealt with." in folded


def test_without_numbers_nothing_is_said_to_be_apart(client: Client) -> None:
    page = page_of_a_fresh_map(client, 2)
    assert "100 to" not in page
    assert "<b>–</b>" in page


def test_home_and_map_name_each_kind_once(client: Client) -> None:
    page_of_a_fresh_map(client, 4)
    business = Business.objects.latest("pk")
    for address in ("", "map/"):
        page = client.get(f"/b/{business.slug}/{address}").content.decode()
        titles = re.findall(r"alignment/#f\d+\"\s*>([^<]+)</a>", page)
        assert len(titles) == 3
        assert len({title.replace("System 0", "").strip() for title in titles}) == 3
        assert not any("System 1" in title for title in titles)


def test_two_of_a_kind_stand_by_themselves(client: Client) -> None:
    page = page_of_a_fresh_map(client, 2)
    assert page.count("<h3>Nobody looks after") == 2
    assert "The same of" not in page


def test_what_was_decided_is_not_folded(client: Client) -> None:
    page_of_a_fresh_map(client, 3)
    business = Business.objects.latest("pk")
    see(business)
    row = Finding.objects.filter(business=business, kind="no_owner").latest("pk")
    row.state = Finding.State.DOING
    row.save(update_fields=["state"])
    page = client.get(f"/b/{business.slug}/alignment/").content.decode()
    assert page.count("<h3>Nobody looks after") == 3
