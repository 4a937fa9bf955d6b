"""The client list eighteen at a time, and what a card of it weighs."""

import re

import pytest
from django.test import Client

from accounts.models import User
from businesses.actions import create_practice
from businesses.models import Business, Practice
from portfolio.cards import SHOWN
from tests.businesses.practice import assign_to, engage
from tests.factories import make_business, make_colleague, make_user
from tests.pages import flat
from tests.portfolio.test_clients import client_business

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ines() -> User:
    return make_user(name="Ines")


@pytest.fixture
def practice(ines: User) -> Practice:
    return create_practice(lead=ines, name="Northbeam")


@pytest.fixture
def many(client: Client, practice: Practice, ines: User) -> list[Business]:
    """Two more than one page, by name."""
    made = [make_business(make_user(), f"Client {n:02}") for n in range(SHOWN + 2)]
    for business in made:
        engage(practice, ines, business, ines)
    client.force_login(ines)
    return made


def names(html: str) -> list[str]:
    return [re.sub("<[^>]*>", "", part.split("</h2>")[0]) for part in flat(html).split("<h2>")[1:]]


def test_some_are_shown_and_the_rest_for_the_asking(client: Client, practice: Practice, many: list[Business]) -> None:
    here = f"/p/{practice.slug}/"
    html = client.get(f"{here}?sort=name&q=Client").content.decode()
    assert [n for n in names(html) if n.startswith("Client")] == [b.name for b in many[:SHOWN]]
    more = f"{here}?q=Client&amp;sort=name&amp;shown={2 * SHOWN}"
    assert f'href="{more}"' in html
    assert f'hx-get="{more}&amp;part=1"' in html
    part = client.get(more.replace("&amp;", "&") + "&part=1", headers=HTMX).content.decode()
    assert part.lstrip().startswith("<li")
    assert names(part) == [b.name for b in many[SHOWN:]]
    assert "more-clients" not in part
    whole = client.get(more.replace("&amp;", "&")).content.decode()
    assert [n for n in names(whole) if n.startswith("Client")] == [b.name for b in many]
    assert "more-clients" not in whole


def test_what_is_counted_and_what_comes_up_is_of_all(client: Client, practice: Practice, many: list[Business]) -> None:
    html = flat(client.get(f"/p/{practice.slug}/").content.decode())
    assert f"All {SHOWN + 2}<" in html
    assert "More" not in client.get(f"/p/{practice.slug}/?view=systems").content.decode()


@pytest.mark.parametrize("shown", ["0", "-1", "x", "9" * 40, "", "\x00"])
def test_an_odd_number_shows_the_first(client: Client, practice: Practice, many: list[Business], shown: str) -> None:
    answer = client.get(f"/p/{practice.slug}/", {"shown": shown, "sort": "name"})
    if answer.status_code != 400:  # what no form could accept
        assert answer.content.decode().count("data-client") == SHOWN


def test_what_people_typed_stays_text(client: Client, practice: Practice, ines: User) -> None:
    evil = "<b onclick=x>&amp; %s"
    business = client_business(evil, 20.0)
    engagement = engage(practice, ines, business, ines)
    assign_to(engagement, ines, make_colleague(practice, user=make_user(name=evil)).user)
    client.force_login(ines)
    html = client.get(f"/p/{practice.slug}/").content.decode()
    assert "<b onclick" not in html
    assert html.count("&lt;b onclick=x&gt;&amp;amp; %s") >= 4


def test_a_card_is_light(client: Client, practice: Practice, ines: User) -> None:
    """docs/decisions/134: a card is no row of a table, and is held to its own weight."""
    for n in range(4):
        engage(practice, ines, client_business(f"Client {n}", 20.0), ines)
        client.force_login(ines)
        client.get(f"/p/{practice.slug}/")
    one, four = (len(client.get(f"/p/{practice.slug}/{q}").content) for q in ("?q=Client+0", ""))
    assert (four - one) / 3 <= 2_450
