"""The map: what it shows of a business, in a fixed number of queries, under 5,000 nodes."""

import random
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from businesses.models import Business, Membership, Role
from reports.actions import compute_report
from systems.models import Element, System
from tests.factories import (
    make_business,
    make_contribution,
    make_element,
    make_flow,
    make_member,
    make_metric,
    make_serves,
    make_system,
    make_user,
    see,
)
from tests.pages import flat
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}


class Nodes(HTMLParser):
    """Counts elements."""

    count = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.count += 1


def nodes(page: str) -> int:
    parser = Nodes()
    parser.feed(page)
    return parser.count


def get(client: Client, business: Business, path: str = "map/", **kwargs: Any) -> str:
    answer = client.get(f"/b/{business.slug}/{path}", **kwargs)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def business(client: Client) -> Business:
    found = make_business()
    client.force_login(make_member(found, Role.EDITOR).user)
    return found


def fill(business: Business, systems: int, each: int) -> list[Element]:
    """`systems` systems with `each` elements of every kind; outputs feed the next system and lead to an outcome."""
    found: list[Element] = []
    before: list[Element] = []
    for n in range(systems):
        system = make_system(business, f"System {n}", position=n)
        kinds = {
            kind: [make_element(system, kind, f"{kind} {n} {i}") for i in range(each)] for kind in Element.Kind.values
        }
        for step, output, outcome in zip(kinds["step"], kinds["output"], kinds["outcome"], strict=True):
            make_serves(step, output)
            make_contribution(output, outcome)
        for output, given in zip(before, kinds["input"], strict=False):
            make_flow(output, given)
        before = kinds["output"]
        found += [e for rows in kinds.values() for e in rows]
    return found


def test_an_empty_map_says_what_will_be_here_and_has_one_button(client: Client, business: Business) -> None:
    page = get(client, business)
    assert "No map yet" in page
    assert page.count("Add the first system") == 1


def test_empty_cells_ask_what_comes_in(client: Client, business: Business) -> None:
    system = make_system(business, "Leads")
    page = get(client, business)
    assert "cell__add--empty" in page
    assert "Add what comes in" in page
    assert f'hx-get="/b/{business.slug}/systems/{system.pk}/input/quick/"' in page


def test_viewers_get_the_map_without_anything_to_press_for_editing(client: Client, business: Business) -> None:
    make_element(make_system(business, "Leads"), "step", "Call back")
    client.force_login(make_member(business, Role.VIEWER).user)
    page = get(client, business)
    assert "Call back" in page
    assert "cell__add" not in page
    assert "Add a system" not in page


def test_outsiders_find_no_map(business: Business) -> None:
    outsider = Client()
    outsider.force_login(make_user())
    assert outsider.get(f"/b/{business.slug}/map/").status_code == 404


def test_a_cell_shows_four_and_how_many_more_and_opens(client: Client, business: Business) -> None:
    system = make_system(business, "Leads")
    for n in range(16):
        make_element(system, "step", f"Step number {n:02}", position=n)
    page = get(client, business)
    assert ">Step number 03</a></li>" in flat(page)
    assert ">Step number 04</a></li>" not in flat(page)
    assert "and 12 more" in page
    whole = get(client, business, f"map/?cell={system.pk}-step")
    assert "Step number 15" in whole
    assert "and 12 more" not in whole
    part = get(client, business, f"map/systems/{system.pk}/?cell=step", headers=HTMX)
    assert "Step number 15" in part
    assert "<html" not in part


def test_entries_carry_what_they_lead_to(client: Client, business: Business) -> None:
    leads, sales = make_system(business, "Leads"), make_system(business, "Sales", position=1)
    output, outcome = make_element(leads, "output", "Good leads"), make_element(leads, "outcome")
    given = make_element(sales, "input", "Leads")
    make_contribution(output, outcome)
    make_flow(output, given)
    page = get(client, business)
    assert f'data-el="el-{outcome.pk} el-{given.pk}"' in page
    assert "feeds Sales" in page


def test_what_the_numbers_say_of_a_link_stands_on_its_line_and_in_the_list(client: Client, business: Business) -> None:
    """52 weeks in which the outcome follows the output one week later; and a link with too few readings."""
    delivery = make_system(business, "Delivery")
    drawn = random.Random(7)
    work = [40 + round(8 * drawn.random(), 2) for _ in range(52)]
    change = [20 + work[i - 1] / 4 for i in range(52)]
    output, outcome = make_element(delivery, "output", "Calls"), make_element(delivery, "outcome", "Sales")
    new = make_element(delivery, "outcome", "Friends told")
    untested = make_element(delivery, "outcome", "Nobody counts this")
    for element, values in ((output, work), (outcome, change), (new, [3, 4])):
        make_metric(element, plan=30, values=values)
    for target in (outcome, new, untested):
        make_contribution(output, target)
    compute_report(business_id=business.pk, at=timezone.now())
    page = get(client, business)
    assert f'data-said="el-{outcome.pk} held Held|el-{new.pk} open Too early"' in page
    listed = get(client, business, "map/?view=list")
    assert "leads to “Sales” (held)" in listed
    assert "leads to “Friends told” (too early)" in listed
    assert "leads to “Nobody counts this”" in listed
    assert "leads to “Nobody counts this” (" not in listed


def test_what_is_not_linked_stays_in_sight(client: Client, business: Business) -> None:
    system = make_system(business, "Sales")
    make_element(system, "input", "Booked calls")
    make_element(system, "input", "Price list", source="outside")
    outcome = make_element(system, "outcome", "They stay")
    make_contribution(make_element(system, "output", "Enrolments"), outcome)
    make_element(system, "output", "Brochures")
    make_element(system, "step", "Newsletter", hours=6, cadence="monthly")
    make_element(system, "step", "Tax return", must_do=True)
    tray = get(client, business).split('id="tray"')[1].split("</section>")[0]
    assert "Booked calls" in tray
    assert "comes into Sales, nobody makes it" in tray
    assert "Brochures" in tray
    assert "6 hours every month, serves no outcome" in tray
    for linked in ("Price list", "Enrolments", "Tax return"):
        assert linked not in tray


def test_the_goal_stands_at_the_end_and_without_one_the_map_asks(client: Client, business: Business) -> None:
    outcome = make_element(make_system(business), "outcome", "Owners earn more than they spend")
    assert "What is all this for?" in get(client, business)
    Business.objects.filter(pk=business.pk).update(goal=outcome)
    page = get(client, business)
    assert 'id="goal-h"' in page
    assert page.count("Owners earn more than they spend") >= 2


def test_vital_signs_are_in_the_address(client: Client, business: Business) -> None:
    make_system(business)
    assert '<input type="radio" name="rows" value="brief" checked>' in get(client, business, "map/?rows=brief")
    part = get(client, business, "map/?rows=brief", headers=HTMX)
    assert part.strip().startswith('<section class="map')


@pytest.mark.parametrize(
    "query", ["rows=x", "view=x", "cell=1", "cell=99999999999999999999-step", "removed=NaN", "open=%22", "removed=9"]
)
def test_nonsense_in_the_address_is_left_aside(client: Client, business: Business, query: str) -> None:
    make_system(business)
    assert 'id="map"' in get(client, business, f"map/?{query}")


def three_systems(business: Business) -> tuple[Membership, list[System]]:
    """Leads of the editor, off track; Sales of nobody, on track; Support of nobody, not measured."""
    editor = Membership.objects.get(business=business, role=Role.EDITOR)
    leads = make_system(business, "Leads", owner=editor)
    sales = make_system(business, "Sales", position=1)
    support = make_system(business, "Support", kind="support", position=2)
    for system, value in ((leads, 3), (sales, 10)):
        for kind in ("output", "outcome"):
            make_metric(make_element(system, kind), plan=10, values=[value] * 4)
    make_flow(Element.objects.get(system=leads, kind="output"), make_element(sales, "input", "Leads to call"))
    compute_report(business_id=business.pk, at=timezone.now())
    return editor, [leads, sales, support]


def shown(page: str) -> list[str]:
    return re.findall(r'id="(?:sys|list)-(\d+)"', page)


@pytest.mark.parametrize("view", ["", "&view=list"])
def test_systems_are_filtered_by_name_owner_and_health(client: Client, business: Business, view: str) -> None:
    editor, (leads, sales, support) = three_systems(business)
    ids = {s: str(s.pk) for s in (leads, sales, support)}
    for query, expected in (
        ("", [leads, sales, support]),
        (f"?system={sales.pk}", [sales]),
        (f"?owner={editor.pk}", [leads]),
        ("?owner=0", [sales, support]),
        ("?health=off", [leads]),
        ("?health=on", [sales]),
        ("?health=none&owner=0", [support]),
        ("?health=slip", []),
        # Nonsense and what is not here: the former is left aside, the latter is nothing.
        ("?health=green&owner=x&system=-1", [leads, sales, support]),
        ("?system=999999999", []),
    ):
        page = get(client, business, "map/" + (query + view if query else view.replace("&", "?")))
        assert shown(page) == [ids[s] for s in expected], query
        told = f"{len(expected)} of 3 systems." if expected else "No system is like that."
        assert (told in flat(page)) == (len(expected) < 3), query
        assert ("Show all" in page) == (len(expected) < 3), query


def test_a_filtered_map_keeps_places_and_river(client: Client, business: Business) -> None:
    _, (_, sales, _) = three_systems(business)
    page = flat(get(client, business, f"map/?system={sales.pk}"))
    assert "2 of 2:" in page
    whole = flat(get(client, business))
    stretch = re.compile(r'<path[^>]* d="([^"]+)"')
    assert set(stretch.findall(page)) <= set(stretch.findall(whole))


def test_the_filter_offers_only_who_looks_after_something(client: Client, business: Business) -> None:
    editor, _ = three_systems(business)
    make_member(business, Role.VIEWER, make_user(name="Idle Viewer"))
    form = get(client, business).split('id="filter-owner"')[1].split("</select>")[0]
    assert editor.user.called in form
    assert "Nobody yet" in form
    assert "Idle Viewer" not in form


def test_the_map_comes_in_three_sizes(client: Client, business: Business) -> None:
    three_systems(business)
    assert "map--at100" in get(client, business)
    assert "map--at60" in get(client, business, "map/?size=60")
    assert "map--at100" in get(client, business, "map/?size=7")


@pytest.mark.parametrize("n", [1, 3, 5, 6, 12])
def test_up_to_five_stand_side_by_side_and_more_scroll_in_a_region(client: Client, business: Business, n: int) -> None:
    for i in range(n):
        make_system(business, f"System {i}", position=i)
    page = get(client, business)
    assert f'class="chain chain--{n if n < 6 else "many"}"' in page
    assert ('class="scroller" role="region"' in flat(page)) == (n > 5)


@pytest.mark.parametrize("view", ["", "?view=list"])
def test_markup_in_a_name_is_text(client: Client, business: Business, view: str) -> None:
    make_element(make_system(business, "<b>Leads</b>"), "output", "<svg onload=alert(1)>")
    page = get(client, business, f"map/{view}")
    assert "<svg onload" not in page
    assert "<b>Leads</b>" not in page


def test_the_list_says_the_same(client: Client, business: Business) -> None:
    leads, sales = make_system(business, "Leads"), make_system(business, "Sales", position=1)
    output, given = make_element(leads, "output", "Good leads"), make_element(sales, "input", "Leads to call")
    make_flow(output, given)
    make_metric(output, "New leads", plan=400, values=[412])
    page = get(client, business, "map/?view=list")
    assert "feeds Sales “Leads to call”" in page
    assert "from Leads “Good leads”" in page
    assert "New leads: 412, plan 400" in page
    assert f'href="/b/{business.slug}/systems/{leads.pk}/output/add/"' in page
    assert "Not linked yet" in page


@pytest.mark.parametrize(("systems", "each"), [(5, 22), (11, 10), (50, 2)])
def test_five_hundred_elements_stay_under_five_thousand_nodes(
    client: Client, business: Business, systems: int, each: int
) -> None:
    elements = fill(business, systems, each)
    for element in elements:
        if element.kind in ("output", "outcome"):
            make_metric(element, plan=10, values=[8, 9])
    see(business)
    assert len(elements) >= 500
    assert nodes(get(client, business)) < 5_000
    assert nodes(get(client, business, "map/?view=list")) < 5_000


@pytest.mark.parametrize("each", [1, 30])
@pytest.mark.parametrize("path", ["map/", "map/?view=list"])
def test_the_same_queries_with_1_and_30_rows(client: Client, business: Business, path: str, each: int) -> None:
    fill(business, 1, each)
    get(client, business, path)  # the first visit of the day is noted
    with count_queries(exactly=11):
        get(client, business, path)


def test_one_system_is_asked_for_again_with_the_tray(client: Client, business: Business) -> None:
    leads = make_system(business, "Leads")
    support = make_system(business, "People", kind=System.Kind.SUPPORT)
    part = get(client, business, f"map/systems/{leads.pk}/?adding=input", headers=HTMX)
    assert f'<li class="sys sys--none" id="sys-{leads.pk}"' in part
    assert 'id="tray"' in part
    assert 'hx-swap-oob="true"' in part
    assert "data-quick" in part
    assert '<article class="sup' in get(client, business, f"map/systems/{support.pk}/", headers=HTMX)
    other = make_system(make_business())
    assert client.get(f"/b/{business.slug}/map/systems/{other.pk}/").status_code == 404
