"""Jump to anything from a practice: its clients, its people, its pages."""

import re

import pytest
from django.test import Client

from accounts.models import User
from businesses.actions import create_practice
from businesses.models import Practice
from tests.businesses.practice import engage
from tests.factories import make_business, make_colleague, make_user
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lead(client: Client) -> User:
    user = make_user(name="Ines Okafor")
    client.force_login(user)
    return user


@pytest.fixture
def practice(lead: User) -> Practice:
    """Its lead looks after one of two clients."""
    practice = create_practice(lead=lead, name="Okafor Consulting")
    engage(practice, lead, make_business(make_user(), "Marlow Ads School", sells="Courses"), lead)
    engage(practice, lead, make_business(make_user(), "Delgado Plumbing"))
    return practice


def found(client: Client, practice: Practice, words: str) -> list[tuple[str, str]]:
    answer = client.get(f"/p/{practice.slug}/jump/", {"q": words}, headers=HTMX)
    assert answer.status_code == 200
    return re.findall(r'data-href="(.*?)"[^>]*>.*?<bdi>(.*?)</bdi>', answer.content.decode(), re.DOTALL)


def test_clients_first_then_the_pages(client: Client, practice: Practice) -> None:
    names = [name for _, name in found(client, practice, "")]
    assert names[:3] == ["Delgado Plumbing", "Marlow Ads School", "Your clients"]
    for words, first in (
        ("marl", "Marlow Ads School"), ("courses", "Marlow Ads School"), ("ines", "Ines Okafor"),
        ("digest", "Digests"), ("invite", "Invite a client"), ("passkey", "How you sign in"),
    ):  # fmt: skip
        assert found(client, practice, words)[0][1] == first


def test_nobody_is_led_to_a_door_that_is_closed(client: Client, practice: Practice) -> None:
    """A lead also sees clients that others look after, and may not enter them."""
    for words in ("", "a", "e", "page", "practice"):
        for address, name in found(client, practice, words):
            assert client.get(address).status_code == 200, name
    assert found(client, practice, "Practice settings")
    client.force_login(make_colleague(practice).user)
    assert [name for _, name in found(client, practice, "")] == ["Your clients", "Team", "Invite a client"]
    assert found(client, practice, "Practice settings") == []
    assert found(client, practice, "marlow") == []


def test_every_page_of_a_practice_has_it_and_it_is_a_page_without_scripts(client: Client, practice: Practice) -> None:
    address = f"/p/{practice.slug}/jump/"
    for page in ("", "team/", "settings/", "invite/"):
        text = client.get(f"/p/{practice.slug}/{page}").content.decode()
        assert f'href="{address}"' in text
        assert f'hx-get="{address}"' in text
        assert 'href="/settings/digests/"' in text
    page = client.get(address, {"q": "marlow"}).content.decode()
    assert f'action="{address}"' in page
    assert re.search(r'<a href="/b/marlow-ads-school/">', page)
    assert client.get(address, {"q": "x" * 101}).status_code == 422


def test_the_same_queries_however_many_there_are(client: Client, practice: Practice, lead: User) -> None:
    found(client, practice, "a")
    for n in range(5):
        engage(practice, lead, make_business(make_user(), f"Alpha {n}"), lead)
        make_colleague(practice, user=make_user(name=f"Adele {n}"))
    with count_queries(exactly=3 + 1):  # session, person, door; clients and colleagues
        assert len(found(client, practice, "a")) > 9
