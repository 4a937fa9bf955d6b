"""Jump to anything: what is found, by whom, in which order, at which price."""

import re

import pytest
from django.test import Client

from accounts.models import User
from businesses.models import Business, Role
from tests.factories import make_business, make_element, make_member, make_metric, make_system, make_user
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner(client: Client) -> User:
    user = make_user(name="Nadia Marlow")
    client.force_login(user)
    return user


@pytest.fixture
def business(owner: User) -> Business:
    business = make_business(owner, "Marlow")
    delivery = make_system(business, "Delivery")
    make_system(business, "Traffic")
    metric = make_metric(make_element(delivery, "outcome"), name="Graduates whose ads pay", unit="%")
    type(metric).objects.filter(pk=metric.pk).update(last_value=34)
    return business


def found(client: Client, business: Business, words: str) -> list[str]:
    answer = client.get(f"/b/{business.slug}/jump/", {"q": words}, headers=HTMX)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<html" not in page
    return [f"{name}: {kind}" for name, kind in re.findall(r"<bdi>(.*?)</bdi><small>(.*?)</small>", page)]


def test_without_a_word_the_pages_and_the_systems(client: Client, business: Business) -> None:
    places = found(client, business, "")
    assert places[:2] == ["Do the check-in: 1 due", "Home: G then H"]
    assert places[-2:] == ["Delivery: System", "Traffic: System"]


@pytest.mark.parametrize(("words", "first"), [
    ("deliv", "Delivery: System"), ("ads grad", "Graduates whose ads pay: Metric, 34%"),
    ("nadia", "Nadia Marlow: Owner"), ("MAP", "Open the map: G then M"), ("invite", "Invite somebody: Action"),
    ("passkey", "How you sign in: Page"), ("add sys", "Add a system: Action"), ("short", "Keyboard shortcuts: ?"),
])  # fmt: skip
def test_words_of_a_name_find_it(client: Client, business: Business, words: str, first: str) -> None:
    assert found(client, business, words)[0] == first


def test_nothing_found_is_said_and_what_was_typed_is_harmless(client: Client, business: Business) -> None:
    answer = client.get(f"/b/{business.slug}/jump/", {"q": "<b>zz</b>"}, headers=HTMX).content.decode()
    assert "&lt;b&gt;zz&lt;/b&gt;" in answer
    assert 'role="option"' not in answer
    assert client.get(f"/b/{business.slug}/jump/", {"q": "x" * 101}).status_code == 422


def test_the_page_without_scripts_has_links(client: Client, business: Business) -> None:
    page = client.get(f"/b/{business.slug}/jump/?q=delivery").content.decode()
    assert re.search(rf'<a href="/b/{business.slug}/systems/\d+/">', page)
    assert 'value="delivery"' in page
    assert f'href="/b/{business.slug}/jump/"' in client.get(f"/b/{business.slug}/team/").content.decode()


def test_nobody_is_led_to_a_door_that_is_closed(client: Client, business: Business) -> None:
    viewer = make_user(name="Vera")
    make_member(business, Role.VIEWER, viewer)
    client.force_login(viewer)
    for words in ("settings", "add a system", "invite somebody", "first weeks"):
        assert found(client, business, words) == []
    for words in ("", "a", "e", "map", "page"):
        page = client.get(f"/b/{business.slug}/jump/", {"q": words}, headers=HTMX).content.decode()
        for address in re.findall(r'data-href="(.*?)"', page):
            assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def test_nothing_of_another_business(client: Client, business: Business) -> None:
    other = make_business(make_user(name="Zelda"), "Other")
    make_system(other, "Deliveries abroad")
    assert found(client, business, "deliver") == ["Delivery: System"]
    assert found(client, business, "zelda") == []


def test_one_query_beside_the_door(client: Client, business: Business) -> None:
    client.get(f"/b/{business.slug}/jump/")
    for n in range(5):
        make_system(business, f"Delivery {n}")
        make_member(business, Role.EDITOR, make_user(name=f"Delia {n}"))
    with count_queries(exactly=3 + 1):  # session, person, door; everything there is to find, and what is due
        assert len(found(client, business, "del")) > 5
