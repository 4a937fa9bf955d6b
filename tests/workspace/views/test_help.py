"""Help: for everybody, true to the engine, linked from every page."""

import re

import pytest
from django.test import Client

from alignment.overopt import MIN_THIRDS
from alignment.quadrant import ENTER, LEAVE
from tests.factories import make_user
from tests.queries import count_queries
from workspace.shortcuts import SHORTCUTS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PAGES = ["/help/", "/help/verdict/", "/help/week/", "/help/keys/"]


def words(client: Client, address: str) -> str:
    """The text of a page, as somebody reads it."""
    page = client.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<article") : page.index("</article")]).split())


@pytest.mark.parametrize("address", PAGES)
def test_anybody_may_read_it_and_nothing_is_looked_up(client: Client, address: str) -> None:
    with count_queries(0):
        page = client.get(address)
    assert page.status_code == 200
    assert page.content.decode().count('aria-current="page"') == 1
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", PAGES)
def test_it_keeps_to_the_words_we_use(client: Client, address: str) -> None:
    text = words(client, address)
    for word in ("!", "please", "target", "KPI", "leverage", "null", "attainment"):
        assert word not in text, word


def test_the_verdict_is_told_as_it_is_worked_out(client: Client) -> None:
    text = words(client, "/help/verdict/")
    assert f"from {ENTER * 100:.0f} and stays so until it falls under {LEAVE * 100:.0f}" in text
    assert f"at least {MIN_THIRDS} readings" in text
    for verdict in ("Busy, not working", "Working", "Stuck", "Result without the work", "Too early to tell"):
        assert verdict in text
    assert "not proof of a cause" in text


def test_every_shortcut_is_listed_and_how_to_turn_them_off(client: Client) -> None:
    text = words(client, "/help/keys/")
    for shortcuts in SHORTCUTS.values():
        for shortcut in shortcuts:
            assert shortcut.does in text
    assert "Single letters are off" not in text
    client.force_login(make_user(keys_on=False))
    assert "Single letters are off in your account" in words(client, "/help/keys/")


def test_every_page_leads_to_it(client: Client) -> None:
    for address in ("/", "/accounts/login/", "/no-such-page/"):
        page = client.get(address).content.decode()
        assert 'href="/help/"' in page
        assert 'href="/help/keys/"' in page
