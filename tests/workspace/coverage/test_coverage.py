"""Coverage: a map beside its framework, and the answers typed there."""

import re
from typing import Any

import pytest
from django.test import Client

from businesses.models import AuditRow, Business, Role
from frameworks.actions import built_in, save_answers
from systems.models import Element, System
from tests.factories import make_business, make_element, make_member, make_metric, make_system, see
from tests.pages import flat
from tests.queries import count_queries
from workspace.coverage.page import Covered, coverage_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}
CELLS = ["inputs", "steps", "people", "process", "technology", "outputs", "outcomes"]


@pytest.fixture
def business(client: Client) -> Business:
    found = make_business(sells="Heating repairs")
    client.force_login(make_member(found, Role.EDITOR).user)
    see(found)
    return found


def system_of(business: Business, key: str) -> Covered:
    see(business)
    found = coverage_of(business).system(key)
    assert found is not None
    return found


def states(covered: Covered) -> dict[str, str]:
    return {cell.key: cell.state for cell in covered.cells}


def answer(
    client: Client, business: Business, text: str, cell: str = "outputs", system: str = "leads", **kwargs: Any
) -> Any:
    sent = {"system": system, "cell": cell, "text": text}
    return client.post(f"/b/{business.slug}/coverage/answer/", sent, **kwargs)


def fill(system: System, counted: bool = True) -> None:
    for kind in ("input", "step"):
        make_element(system, kind)
    for facet in ("people", "process", "technology"):
        make_element(system, "resource", facet=facet)
    for kind in ("output", "outcome"):
        element = make_element(system, kind)
        if counted:
            make_metric(element)


def test_an_empty_map_misses_every_system_and_says_the_prompts(business: Business, client: Client) -> None:
    coverage = coverage_of(business)
    assert dict(coverage.counts) == {"mapped": 0, "partly": 0, "missing": 7, "extra": 0}
    assert (coverage.answered, coverage.asked) == (0, 7 * 7 + 4)
    page = client.get(f"/b/{business.slug}/coverage/").content.decode()
    assert "Who answers, and who decides that a lead is good?" in page
    assert "Three questions on one card" in page  # an example from the trade that was guessed
    assert page.count('name="text"') == 53


def test_mapped_partly_and_missing(business: Business) -> None:
    fill(make_system(business, "Finding leads", slot="leads"))
    fill(make_system(business, "conversion"), counted=False)  # by its name
    make_element(make_system(business, "Work", slot="delivery"), "step")
    leads, sales, work = (system_of(business, key) for key in ("leads", "conversion", "delivery"))
    assert (leads.state, leads.name) == ("mapped", "Finding leads")
    assert (sales.state, states(sales)["outputs"], states(sales)["steps"]) == ("partly", "partly", "mapped")
    assert [c.note for c in sales.cells if c.note] == ["Nobody counts it yet.", "Nobody counts it yet."]
    assert work.state == "partly"
    assert states(work) == {key: "mapped" if key == "steps" else "missing" for key in CELLS}
    assert system_of(business, "support").state == "missing"


def test_a_system_no_framework_knows_is_extra(business: Business, client: Client) -> None:
    mine = make_system(business, "Bees", slot="bees")
    see(business)
    assert [(e.text, e.href) for e in coverage_of(business).extra] == [
        ("Bees", f"/b/{business.slug}/systems/{mine.pk}/")
    ]
    assert "On your map, not in the framework" in client.get(f"/b/{business.slug}/coverage/").content.decode()


def test_two_systems_in_one_place_answer_together(business: Business) -> None:
    make_element(make_system(business, "Calls", slot="leads"), "step")
    make_element(make_system(business, "Visits", slot="leads"), "input")
    leads = system_of(business, "leads")
    assert leads.name == "Calls and Visits"
    assert (states(leads)["steps"], states(leads)["inputs"]) == ("mapped", "mapped")


def test_people_hire_engage_manage_and_part_ways(business: Business) -> None:
    team = make_system(business, "Crew", slot="people")
    make_element(team, "step", "Trial day before we hire")
    make_element(team, "step", "Sunday lunch", slot="engage")
    found = states(system_of(business, "people"))
    assert [key for key in found if key.startswith("part-")] == [
        "part-hire",
        "part-engage",
        "part-manage",
        "part-part-ways",
    ]
    assert (found["part-hire"], found["part-engage"], found["part-manage"]) == ("mapped", "mapped", "missing")


def test_what_was_removed_answers_nothing(business: Business) -> None:
    system = make_system(business, "Leads", slot="leads")
    step = make_element(system, "step")
    assert states(system_of(business, "leads"))["steps"] == "mapped"
    Element.objects.filter(pk=step.pk).update(removed_at="2026-11-01T00:00:00Z")
    assert states(system_of(business, "leads"))["steps"] == "missing"


def test_it_is_the_version_the_map_was_made_from_and_its_trade(business: Business) -> None:
    owner = business.memberships.get(role="owner").user
    save_answers(business=business, actor=owner, version_id=built_in().pk, trade="shop")
    examples = {c.key: c.example for c in system_of(business, "leads").cells}
    assert examples["inputs"] == "Visitors with something in mind"
    assert examples["outputs"] == "Baskets filled or things tried on"
    assert "___" not in examples["outcomes"]


def test_an_answer_goes_on_the_map(business: Business, client: Client) -> None:
    system = make_system(business, "Leads", slot="leads")
    response = answer(client, business, "  People who  call back ")
    assert response.status_code == 302
    assert response.url == f"/b/{business.slug}/coverage/#cover-leads"
    see(business)
    made = Element.objects.get(system=system)
    assert (made.kind, made.text) == ("output", "People who call back")
    assert AuditRow.objects.filter(what="output_add").count() == 1
    page = client.get(response.url).content.decode()
    assert "Added “People who call back” to Leads." in page


@pytest.mark.parametrize(
    ("cell", "kind", "facet"),
    [
        ("people", "resource", "people"),
        ("process", "resource", "process"),
        ("inputs", "input", ""),
        ("steps", "step", ""),
    ],
)
def test_each_prompt_makes_its_own_kind(business: Business, client: Client, cell: str, kind: str, facet: str) -> None:
    answer(client, business, "Rosa", cell)
    see(business)
    made = Element.objects.get(system__slot="leads")
    assert (made.kind, made.facet, made.system.name, made.system.kind) == (kind, facet, "Leads", "chain")


def test_the_first_answer_puts_a_missing_system_on_the_map_once(business: Business, client: Client) -> None:
    answer(client, business, "A day with us", "part-hire", "people")
    answer(client, business, "A day with us", "part-hire", "people")
    answer(client, business, "Last talk", "part-part-ways", "people")
    see(business)
    system = System.objects.get()
    assert (system.name, system.kind, system.slot, bool(system.purpose)) == ("People", "support", "people", True)
    assert list(Element.objects.order_by("id").values_list("kind", "slot")) == [("step", "hire"), ("step", "part-ways")]
    assert system_of(business, "people").answered == 3  # both parts, and the steps they are


def test_with_htmx_the_system_comes_back_with_the_sums(business: Business, client: Client) -> None:
    page = answer(client, business, "Calls answered", headers=HTMX).content.decode()
    assert flat(page).startswith('<section class="sheet cover" id="cover-leads"')
    assert 'id="cover-sums"' in page
    assert 'hx-swap-oob="true"' in page
    assert "Added “Calls answered” to Leads." in page
    assert "<html" not in page
    assert re.search(r'id="leads-outcomes-text"[^>]*data-focus', page)  # on to the next one that is open


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nothing_typed_is_said_beside_the_field(business: Business, client: Client, headers: dict[str, str]) -> None:
    response = answer(client, business, "   ", headers=headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Type a few words first." in page
    assert 'aria-invalid="true"' in page
    assert "hx-swap-oob" not in page.split('id="cover-leads"')[0]
    see(business)
    assert not System.objects.exists()


def test_too_long_is_kept(business: Business, client: Client) -> None:
    page = answer(client, business, "x" * 301).content.decode()
    assert "Use at most 300 characters; this has 301." in page
    assert "x" * 301 in page


@pytest.mark.parametrize(
    ("system", "cell"), [("bees", "inputs"), ("leads", "part-hire"), ("leads", ""), ("\x00", "inputs")]
)
def test_a_prompt_nobody_asked_is_not_found(business: Business, client: Client, system: str, cell: str) -> None:
    assert answer(client, business, "Hello", cell, system).status_code == 404


def test_a_reader_sees_prompts_without_fields(business: Business, client: Client) -> None:
    client.force_login(make_member(business, Role.VIEWER).user)
    page = client.get(f"/b/{business.slug}/coverage/").content.decode()
    assert "Who hears of you" in page
    assert 'name="text"' not in page
    assert answer(client, business, "Hello").status_code == 403


@pytest.mark.parametrize("each", [1, 30])
def test_it_takes_the_same_few_queries_whatever_the_size(business: Business, client: Client, each: int) -> None:
    for key in ("traffic", "leads", "conversion", "delivery"):
        system = make_system(business, key.title(), slot=key)
        for _ in range(each):
            fill(system)
    with count_queries(8):  # with the note of the first visit of the day
        client.get(f"/b/{business.slug}/coverage/")
    page = client.get(f"/b/{business.slug}/coverage/").content.decode()
    assert ("and 27 more" in page) == (each == 30)


def test_the_map_and_the_menu_lead_there(business: Business, client: Client) -> None:
    address = f'href="/b/{business.slug}/coverage/"'
    assert client.get(f"/b/{business.slug}/map/").content.decode().count(address) == 2
