"""Making or unmaking an owner and removing a person ask who is there; what was sent is carried out afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from accounts.actions import create_person
from businesses.actions import create_practice
from businesses.context import see_practice
from businesses.models import Business, Invitation, Membership, PracticeInvitation, Role
from tests.factories import make_business, make_member, see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PASSWORD = "seven green windows"


@pytest.fixture
def business(client: Client) -> Business:
    nadia = create_person(email="nadia@example.com", password=PASSWORD, name="Nadia")
    client.post("/accounts/login/", {"login": nadia.email, "password": PASSWORD})
    return make_business(nadia, "Marlow")


@pytest.fixture
def member(business: Business) -> Membership:
    return make_member(business, Role.EDITOR)


def role_now(member: Membership) -> str:
    see(member.business)
    member.refresh_from_db()
    return member.role


def test_a_new_owner_takes_the_password_and_then_is_one(client: Client, business: Business, member: Membership) -> None:
    address = f"/b/{business.slug}/team/{member.pk}/role/"
    asked = client.post(address, {"role": "owner", "was": "editor"})
    assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
    assert role_now(member) == "editor"
    assert client.post(asked["Location"], {"password": "not this one"}).status_code == 422
    assert role_now(member) == "editor"
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == f"/b/{business.slug}/team/"
    assert role_now(member) == "owner"


def test_it_asks_again_after_five_minutes_and_not_before(
    client: Client, business: Business, member: Membership
) -> None:
    address = f"/b/{business.slug}/team/{member.pk}/role/"
    start = datetime.now(UTC)
    with time_machine.travel(start, tick=False) as clock:
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        assert "reauthenticate" not in client.post(address, {"role": "owner", "was": "editor"})["Location"]
        clock.move_to(start + timedelta(seconds=301))
        assert "reauthenticate" in client.post(address, {"role": "editor", "was": "owner"})["Location"]
    assert role_now(member) == "owner"


def test_other_roles_are_given_without_asking(client: Client, business: Business, member: Membership) -> None:
    client.post(f"/b/{business.slug}/team/{member.pk}/role/", {"role": "viewer", "was": "editor"})
    assert role_now(member) == "viewer"


def test_a_false_role_of_before_is_no_way_around(client: Client, business: Business, member: Membership) -> None:
    Membership.objects.filter(pk=member.pk).update(role=Role.OWNER)
    for was in ("", "editor"):
        client.post(f"/b/{business.slug}/team/{member.pk}/role/", {"role": "viewer", "was": was})
        assert role_now(member) == "owner"


def test_a_fragment_goes_to_the_question_as_a_page(client: Client, business: Business, member: Membership) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/b/{business.slug}/team/"}
    answer = client.post(
        f"/b/{business.slug}/team/{member.pk}/role/", {"role": "owner", "was": "editor"}, headers=headers
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"/accounts/reauthenticate/?next=/b/{business.slug}/team/"
    page = client.get(answer["HX-Redirect"])
    assert "Nothing is changed yet" in page.content.decode()
    assert client.post(answer["HX-Redirect"], {"password": PASSWORD})["Location"] == f"/b/{business.slug}/team/"
    assert role_now(member) == "editor"


def test_removing_somebody_asks(client: Client, business: Business, member: Membership) -> None:
    address = f"/b/{business.slug}/team/{member.pk}/remove/"
    assert client.get(address).status_code == 200
    asked = client.post(address)
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    see(business)
    assert Membership.objects.filter(pk=member.pk).exists()
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == f"/b/{business.slug}/team/"
    see(business)
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_inviting_an_owner_asks_and_inviting_others_does_not(client: Client, business: Business) -> None:
    """Else whoever finds a browser open invites himself, and takes everything over from an account of his own."""
    address = f"/b/{business.slug}/team/invite/"
    client.post(address, {"emails": "amara@example.com", "role": "editor"})
    asked = client.post(address, {"emails": "me@example.com", "role": "owner"})
    assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
    see(business)
    assert [i.email for i in Invitation.objects.all()] == ["amara@example.com"]
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == f"/b/{business.slug}/team/"
    see(business)
    assert Invitation.objects.filter(email="me@example.com", role="owner").exists()


def test_inviting_a_lead_asks_and_inviting_a_consultant_does_not(client: Client, business: Business) -> None:
    practice = create_practice(lead=business.memberships.get().user, name="Okafor Consulting")
    address = f"/p/{practice.slug}/team/invite/"
    for role, there in (("consultant", True), ("lead", False)):
        answer = client.post(address, {"emails": f"{role}@example.com", "role": role})
        assert answer["Location"].startswith("/accounts/reauthenticate/") is not there
        see_practice(practice.pk)
        assert PracticeInvitation.objects.filter(email=f"{role}@example.com").exists() is there
