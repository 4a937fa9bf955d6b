"""The page of a system and of an element, and the same as the drawer's body."""

import random
from datetime import UTC, datetime

import pytest
from django.test import Client

from businesses.models import Business, Role
from reports.actions import compute_report
from systems.actions import edit_element
from systems.models import Element
from tests.factories import (
    make_business,
    make_contribution,
    make_element,
    make_flow,
    make_member,
    make_metric,
    make_system,
    make_user,
    see,
)
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def business(client: Client) -> Business:
    found = make_business()
    client.force_login(make_member(found, Role.EDITOR).user)
    return found


def test_a_system_whole(client: Client, business: Business) -> None:
    leads = make_system(business, "Leads", purpose="Find the people who are ready to buy")
    sales = make_system(business, "Sales", position=1)
    output = make_element(leads, "output", "Good leads")
    make_flow(output, make_element(sales, "input", "Leads to call"))
    make_contribution(output, make_element(leads, "outcome", "publish 12 posts"))
    make_element(leads, "step", "Call back", who="Priya", hours=3, cadence="weekly", rate=40)
    make_element(leads, "resource", "Call outline", facet="process")
    make_metric(output, "New leads", values=[412])
    page = client.get(f"/b/{business.slug}/systems/{leads.pk}/").content.decode()
    for said in (
        "System 1 of 2", "Find the people who are ready to buy", "3 hours every week", "$40 an hour", "Call outline",
        "feeds Sales", "New leads", "412", "This sounds like something you do or produce", "Nobody yet",
    ):  # fmt: skip
        assert said in page
    order = [page.index(f'id="{dom}"') for dom in ("inputs", "steps", "resources", "outputs", "outcomes")]
    assert order == sorted(order)


@pytest.mark.parametrize("kind", Element.Kind.values)
def test_the_drawer_is_the_same_address(client: Client, business: Business, kind: str) -> None:
    system = make_system(business, "Leads")
    element = make_element(system, kind, "The thing")
    for path in (f"systems/{system.pk}/", f"systems/{system.pk}/{kind}/{element.pk}/"):
        page = client.get(f"/b/{business.slug}/{path}").content.decode()
        part = client.get(f"/b/{business.slug}/{path}", headers=HTMX).content.decode()
        assert "<html" in page
        assert "<html" not in part
        assert 'id="drawer-h"' in part
        assert "The thing" in page
        assert "The thing" in part


def test_an_element_has_its_form_its_links_and_what_changed(client: Client, business: Business) -> None:
    system = make_system(business, "Leads")
    output = make_element(system, "output", "Leads")
    make_contribution(output, make_element(system, "outcome", "They buy"), why="They asked", delay_days=14)
    edit_element(business=business, actor=None, element=output, version=1, text="Qualified leads")
    page = client.get(f"/b/{business.slug}/systems/{system.pk}/output/{output.pk}/").content.decode()
    for said in (
        'id="element-form"',
        'id="links"',
        "They buy",
        "after 14 days",
        "They asked",
        "“Leads” became “Qualified leads”",
    ):
        assert said in page


def test_viewers_read_and_see_no_form(client: Client, business: Business) -> None:
    system = make_system(business, "Leads")
    step = make_element(system, "step", "Call back", who="Priya")
    client.force_login(make_member(business, Role.VIEWER).user)
    page = client.get(f"/b/{business.slug}/systems/{system.pk}/step/{step.pk}/").content.decode()
    assert "Call back" in page
    assert "Priya" in page
    assert "element-form" not in page
    whole = client.get(f"/b/{business.slug}/systems/{system.pk}/").content.decode()
    assert "Call back" in whole
    assert "/move/" not in whole
    assert "/remove/" not in whole


def test_an_address_that_does_not_fit_together_is_not_there(client: Client, business: Business) -> None:
    leads, sales = make_system(business, "Leads"), make_system(business, "Sales")
    step = make_element(leads, "step")
    foreign = make_element(make_system(make_business()), "step")
    see(business)
    base = f"/b/{business.slug}/systems"
    for path in (
        f"{sales.pk}/step/{step.pk}/", f"{leads.pk}/output/{step.pk}/", f"{foreign.system_id}/step/{foreign.pk}/",
        f"{foreign.system_id}/", "999999999/", f"{2**70}/",
    ):  # fmt: skip
        assert client.get(f"{base}/{path}").status_code == 404


def test_outsiders_find_nothing(business: Business) -> None:
    system = make_system(business)
    step = make_element(system, "step")
    outsider = Client()
    outsider.force_login(make_user())
    for path in (f"systems/{system.pk}/", f"systems/{system.pk}/step/{step.pk}/"):
        assert outsider.get(f"/b/{business.slug}/{path}").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_same_queries_with_1_and_30_rows(client: Client, business: Business, rows: int) -> None:
    system = make_system(business)
    outcome = make_element(system, "outcome")
    for n in range(rows):
        output = make_element(system, "output", f"Output {n}")
        make_contribution(output, outcome)
        make_metric(output, values=[1, 2])
    url = f"/b/{business.slug}/systems/{system.pk}/"
    client.get(url)  # the first visit of the day is noted
    with count_queries(exactly=11):
        client.get(url)
    with count_queries(exactly=14):
        client.get(f"{url}outcome/{outcome.pk}/")


def test_what_the_numbers_say_of_links_stands_on_both_pages(client: Client, business: Business) -> None:
    """alignment.md 3.9: the class in words and the sentence, never a cause."""
    leads = make_system(business, "Leads")
    calls, replies = make_element(leads, "output", "Calls held"), make_element(leads, "outcome", "They reply")
    rest = make_element(leads, "outcome", "They rest")
    rng = random.Random(4)
    steps = [rng.gauss(0, 1) for _ in range(60)]
    make_metric(calls, "Calls held", plan=100, values=[100 + round(10 * v) for v in steps])
    make_metric(
        replies, "Replies", plan=50, values=[50 + round(8 * v + 3 * rng.gauss(0, 1)) for v in steps], combine="mean"
    )
    make_contribution(calls, replies)
    make_contribution(calls, rest)
    compute_report(business_id=business.pk, at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    see(business)
    for path in (f"systems/{leads.pk}/", f"systems/{leads.pk}/output/{calls.pk}/"):
        page = client.get(f"/b/{business.slug}/{path}").content.decode()
        part = page[page.index("What your numbers say of its links") :].partition("</section>")[0]
        assert "Held</span>" in part
        assert "In your numbers more calls held goes with more replies in the same week." in part
        assert "This is not proof of a cause." in part
        assert "Too early</span>" in part  # the other link has no numbers on one side
        assert "you have 0." in part
    other = make_system(business, "Sales", position=1)
    assert "What your numbers say" not in client.get(f"/b/{business.slug}/systems/{other.pk}/").content.decode()
