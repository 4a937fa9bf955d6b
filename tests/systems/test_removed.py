"""What was taken off the map is listed, and can be put back without scripts and without hurry."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from businesses.models import Role
from systems.actions import remove_element, remove_system
from systems.models import Element
from tests.factories import make_business, make_element, make_member, make_system, make_user, see
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_removed_step_is_listed_and_comes_back(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    step = make_element(make_system(business, "Leads"), "step", "Send five short emails")
    see(business)
    remove_element(business=business, actor=owner, element=step, at=AT)
    client.force_login(owner)
    address = f"/b/{business.slug}/map/removed/"
    assert "Send five short emails" in client.get(address).content.decode()
    client.post(f"/b/{business.slug}/elements/{step.pk}/restore/")
    see(business)
    step.refresh_from_db()
    assert step.removed_at is None
    assert "Nothing has been removed." in client.get(address).content.decode()


def test_what_is_inside_a_removed_system_comes_with_it(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    system = make_system(business, "Leads")
    make_element(system, "step", "Send five short emails")
    see(business)
    remove_system(business=business, actor=owner, system=system, at=AT)
    client.force_login(owner)
    page = client.get(f"/b/{business.slug}/map/removed/").content.decode()
    assert "Leads" in page
    assert "Send five short emails" not in page


def test_a_viewer_reads_and_cannot_put_back(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    step = make_element(make_system(business), "step", "Old step")
    see(business)
    remove_element(business=business, actor=owner, element=step, at=AT)
    client.force_login(make_member(business, Role.VIEWER).user)
    page = client.get(f"/b/{business.slug}/map/removed/").content.decode()
    assert "Old step" in page
    assert "Put back" not in page.split("<tbody", 1)[1]


def test_queries_at_one_and_thirty(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    system = make_system(business)
    client.force_login(owner)
    address = f"/b/{business.slug}/map/removed/"
    for count in (1, 30):
        for _ in range(count):
            make_element(system, "step", removed_at=AT)
        client.get(address)
        with count_queries(5):
            client.get(address)


def texts(page: str) -> list[str]:
    return re.findall(r"<bdi>((?:Step|Part) \d+)</bdi>", page)


def test_fifty_of_each_and_more_for_the_asking(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    system = make_system(business, "Sales <b>")
    for i in range(120):
        make_element(system, "step", f"Step {i}", removed_at=AT + timedelta(minutes=i))
    for i in range(60):
        make_system(business, f"Part {i}", removed_at=AT + timedelta(minutes=i))
    client.force_login(owner)
    address = f"/b/{business.slug}/map/removed/"
    page = client.get(address).content.decode()
    parts, steps = [f"Part {i}" for i in reversed(range(60))], [f"Step {i}" for i in reversed(range(120))]
    assert texts(page) == parts[:50] + steps[:50]
    assert f'href="{address}?shown=100"' in page
    assert "Sales &lt;b&gt;" in page
    assert texts(client.get(address + "?shown=100").content.decode()) == parts + steps[:100]
    part = client.get(address + "?shown=100", headers={"HX-Request": "true"}).content.decode()
    assert texts(part) == parts[50:] + steps[50:100]
    assert "<title>" not in part
    assert "?shown=150" in part
    assert "Show more" not in client.get(address + "?shown=150").content.decode()
    for strange in ("0", "-1", "x", "9" * 30):
        assert texts(client.get(f"{address}?shown={strange}").content.decode()) == parts[:50] + steps[:50]


def test_the_button_of_a_row_puts_that_row_back(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    system = make_system(business)
    steps = [make_element(system, "step", f"Step {i}", removed_at=AT) for i in range(2)]
    client.force_login(owner)
    page = client.get(f"/b/{business.slug}/map/removed/").content.decode()
    action = re.search(r'formaction="([^"]+)">Put back<span class="vh"> Step 1<', page)
    assert action
    client.post(action[1])
    see(business)
    assert list(Element.objects.filter(removed_at=None)) == [steps[1]]


def test_a_row_is_light(client: Client) -> None:
    """performance.md, goal 4: at most 400 bytes a row and 60 kB for a page of a hundred."""
    owner = make_user()
    business = make_business(owner)
    system = make_system(business, "Delivery")
    for i in range(100):
        make_element(system, "output", f"Lessons finished in a week {i}", removed_at=AT)
    client.force_login(owner)
    fifty, hundred = (len(client.get(f"/b/{business.slug}/map/removed/?shown={n}").content) for n in (50, 100))
    assert (hundred - fifty) / 50 < 400
    assert hundred < 60_000
