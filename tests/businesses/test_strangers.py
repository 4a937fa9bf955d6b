"""The links of invitations, opened by whoever finds them: strangers, people with another address, the invited."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.actions import create_person
from accounts.models import User
from businesses.actions import create_practice, invite, invite_client, invite_colleagues
from businesses.models import Business, Offer, Practice
from businesses.offers import masked
from businesses.tokens import new_token
from tests.businesses.practice import in_practice
from tests.factories import make_business, make_user, see
from tests.pages import flat
from tests.queries import count_queries
from tests.security.corpus import NASTY, in_path

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
KINDS = ("invitations", "invitations as consultant", "clients/invitations", "practices/invitations")
EMAIL = "guest@example.com"


@pytest.fixture
def ines() -> User:
    return make_user("ines@example.com", name="Ines Okafor")


@pytest.fixture
def business(ines: User) -> Business:
    return make_business(ines, "Marlow Ads School", sells="Secret sauce")


@pytest.fixture
def practice(ines: User) -> Practice:
    return create_practice(lead=ines, name="Okafor Consulting")


@pytest.fixture
def offer(ines: User, business: Business, practice: Practice) -> Callable[[str], Any]:
    """An offer of each kind to the guest."""

    def make(kind: str) -> Offer:
        at: dict[str, Any] = {"actor": ines, "at": timezone.now()}
        see(business)
        if kind == "clients/invitations":
            return invite_client(practice=practice, email=EMAIL, level="review", **at)
        if kind == "practices/invitations":
            return invite_colleagues(practice=practice, emails=[EMAIL], role="consultant", **at)[0]
        what: dict[str, Any] = {"level": "review"} if "consultant" in kind else {"role": "editor"}
        return invite(business=business, emails=[EMAIL], **what, **at)[0]

    return make


def link(kind: str, offer: Offer) -> str:
    return f"/{kind.split()[0]}/{new_token(offer.nonce)}/"


def heading(kind: str) -> str:
    return {
        "clients/invitations": "<bdi>Ines Okafor</bdi>of<bdi>Okafor Consulting</bdi>offers to be your consultant",
        "practices/invitations": "<bdi>Ines Okafor</bdi>invites you to<bdi>Okafor Consulting</bdi>",
    }.get(kind, "<bdi>Ines Okafor</bdi>invites you to<bdi>Marlow Ads School</bdi>")


@pytest.mark.parametrize("kind", KINDS)
def test_a_stranger_reads_who_invites_to_what_and_finds_two_ways_in(
    client: Client, offer: Callable[[str], Any], kind: str
) -> None:
    address = link(kind, offer(kind))
    answer = client.get(address)
    page = flat(answer.content.decode())
    assert answer.status_code == 200
    assert heading(kind) in page
    assert f"/accounts/signup/?next={address}" in page
    assert f"/accounts/login/?next={address}" in page
    assert "g…@example.com" in page
    for secret in (EMAIL, "ines@example.com", "Secret sauce", "/b/marlow", "/p/okafor"):
        assert secret not in page, secret
    assert 'content="noindex"' in page
    assert "no-store" in answer["Cache-Control"]
    pressed = client.post(address)
    assert (pressed.status_code, pressed["Location"]) == (302, "/accounts/login/")


@pytest.mark.parametrize("kind", KINDS)
def test_another_address_is_told_so_and_may_change_it(client: Client, offer: Callable[[str], Any], kind: str) -> None:
    address = link(kind, offer(kind))
    other = create_person(email="other@example.com")
    client.force_login(other)
    for send in (client.get, client.post):
        answer = send(address)
        page = flat(answer.content.decode())
        assert answer.status_code == 403
        assert "This invitation is for another address" in page
        assert "other@example.com" in page
        assert EMAIL not in page
        assert "Marlow" not in page
    signed_out = client.post("/accounts/logout/", {"next": address})
    assert signed_out["Location"] == address
    assert heading(kind) in flat(client.get(address).content.decode())


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_person_signs_up_by_code_and_ends_at_the_button(
    client: Client, offer: Callable[[str], Any], kind: str
) -> None:
    address = link(kind, offer(kind))
    sign_up = f"/accounts/signup/?next={address}"
    assert address in client.get(sign_up).content.decode()
    client.post("/accounts/signup/", {"email": EMAIL, "next": address})
    code = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", str(mail.outbox[-1].body))
    assert code is not None
    entered = client.post("/accounts/confirm-email/", {"code": code[0]})
    assert entered["Location"] == address
    page = flat(client.get(address).content.decode())
    assert heading(kind) in page
    assert "<button" in page
    sent = {"name": "My Studio"} if kind == "clients/invitations" else {}
    assert client.post(address, sent).status_code == 302
    assert client.get(address).status_code in (302, 410), "it works once"


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_with_an_account_signs_in_and_ends_at_the_button(
    client: Client, offer: Callable[[str], Any], kind: str
) -> None:
    address = link(kind, offer(kind))
    create_person(email=EMAIL, password="a long enough password")
    entered = client.post("/accounts/login/", {"login": EMAIL, "password": "a long enough password", "next": address})
    assert entered["Location"] == address
    assert heading(kind) in flat(client.get(address).content.decode())


@pytest.mark.parametrize("kind", KINDS)
def test_an_invitation_that_is_over_says_why_and_not_for_what(
    client: Client, offer: Callable[[str], Any], kind: str, practice: Practice, business: Business
) -> None:
    found = offer(kind)
    with in_practice(practice):
        see(business)
        type(found)._default_manager.filter(pk=found.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.get(link(kind, found))
    page = answer.content.decode()
    assert answer.status_code == 410
    assert "for seven days, and they are over" in page
    assert "Ines Okafor" in page
    for name in ("Marlow", "Okafor Consulting", "example.com"):
        assert name not in page


@pytest.mark.parametrize("kind", KINDS)
def test_made_up_links_are_not_there_for_anybody(client: Client, offer: Callable[[str], Any], kind: str) -> None:
    offer(kind)
    path = kind.split()[0]
    for _ in ("signed out", "signed in"):
        for what, text in NASTY.items():
            if "/" not in text and text.strip():
                assert client.get(f"/{path}/{in_path(text)}/").status_code in (400, 404), what
        client.force_login(make_user())


@pytest.mark.parametrize("kind", KINDS)
def test_bad_names_come_back_with_words(client: Client, offer: Callable[[str], Any], kind: str) -> None:
    address = link(kind, offer(kind))
    client.force_login(create_person(email=EMAIL))
    if kind != "clients/invitations":
        assert client.post(address, {"practice_name": "x" * 5000, "name": "a\x00b"}).status_code == 302
        return
    for wrong in ("", "   ", "x" * 121, "a\x00b"):
        answer = client.post(address, {"name": wrong})
        assert answer.status_code == 422
        assert "There is one thing to fix" in answer.content.decode()


def test_an_address_is_masked() -> None:
    assert masked("guest@example.com") == "g…@example.com"
    assert masked("@example.com") == "…@example.com"


@pytest.mark.parametrize("kind", KINDS)
def test_queries(client: Client, offer: Callable[[str], Any], kind: str) -> None:
    address = link(kind, offer(kind))
    guest = create_person(email=EMAIL)
    wall = 1 if connection.vendor == "postgresql" else 0
    with count_queries(1 + wall):  # the offer
        client.get(address)
    client.force_login(guest)
    # session, person, offer; then the practice there is, or the businesses one owns
    more = {"invitations as consultant": 1, "clients/invitations": 1 + wall}.get(kind, 0)
    with count_queries(3 + wall + more):
        client.get(address)
