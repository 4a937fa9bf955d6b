"""Who gets in by a file: whom the operator was shown, as what the file says, and nobody else. No mail."""

import json
import re
from io import BytesIO

import pytest
from django.core import mail as django_mail
from django.test import Client

from accounts.actions import NOWHERE
from accounts.models import User
from accounts.queries import owns_address
from archive.contents import Contents
from archive.people import joining
from archive.reading import examined
from businesses.context import tenant
from businesses.models import AuditRow, Business, Membership
from metrics.models import Metric, Reading
from reports.models import Action
from reviews.models import Comment, Review
from systems.models import System
from tests.archive.world import World, exported, imported
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def team(business: Business) -> dict[str, str]:
    with tenant(business.pk):
        return dict(Membership.objects.filter(business=business).values_list("user__email", "role"))


def reaches(user: User, business: Business) -> bool:
    client = Client()
    client.force_login(user)
    return client.get(f"/b/{business.slug}/").status_code == 200


def test_people_are_found_by_address_and_get_the_role_of_the_file(text: str) -> None:
    nadia = make_user("nadia@example.com", name="Nadia here")
    business = imported(text, slug="again")
    assert team(business) == {"nadia@example.com": "owner", "tomas@example.com": "editor"}
    nadia.refresh_from_db()
    assert nadia.name == "Nadia here", "an account is not changed by a file"
    assert reaches(nadia, business)
    for email in ("ines@example.com", "former@example.com"):
        assert not reaches(User.objects.get(email=email), business), "only spoken of"
    assert not User.objects.filter(email="guest@example.com").exists()
    assert not django_mail.outbox


def test_an_account_that_was_made_opens_to_a_code_and_to_nothing_else(text: str) -> None:
    business = imported(text, slug="again")
    tomas = User.objects.get(email="tomas@example.com")
    assert not tomas.has_usable_password()
    assert not owns_address(tomas, tomas.email)
    assert tomas.time_zone == "Europe/Berlin"
    client = Client()
    asked = client.post("/accounts/login/code/", {"email": tomas.email}, follow=True)
    assert asked.status_code == 200
    code = re.search(r"\b([A-Z]{4}-[A-Z]{4})\b", str(django_mail.outbox[0].body))
    assert code is not None
    client.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert client.get(f"/b/{business.slug}/").status_code == 200
    assert owns_address(tomas, tomas.email), "now it is proved"


def test_with_an_owner_only_that_person_gets_in_and_the_others_are_names(text: str) -> None:
    make_user("tomas@example.com", name="Tomas here")
    business = imported(text, slug="again", owner="me@example.com")
    assert team(business) == {"me@example.com": "owner"}
    assert not reaches(User.objects.get(email="tomas@example.com"), business)
    assert not User.objects.filter(email__in=["nadia@example.com", "ines@example.com"]).exists()
    with tenant(business.pk):
        names = User.objects.filter(email__endswith=f"@{NOWHERE}")
        assert {user.name for user in names} == {"Nadia Marlow", "Tomas Reyes", "Ines Okafor", "Priya Shah"}
        assert not any(user.is_active or user.has_usable_password() for user in names)
        assert Review.objects.filter(business=business)[0].reviewer.called == "Ines Okafor"
        assert Comment.objects.filter(business=business).count() == 4
        assert Reading.objects.filter(business=business).exclude(recorded_by__name="Nadia Marlow").count() == 0
        assert AuditRow.objects.filter(business=business, actor__name="Priya Shah").count() == 1
        for model, name in ((System, "owner"), (Metric, "owner"), (Action, "person")):
            assert not model._default_manager.filter(business=business).exclude(**{name: None}).exists()


def test_the_owner_may_be_one_of_the_file_and_keeps_what_is_theirs(text: str) -> None:
    business = imported(text, slug="again", owner="tomas@example.com")
    assert team(business) == {"tomas@example.com": "owner"}
    with tenant(business.pk):
        assert System.objects.get(business=business, name="Sales").owner == Membership.objects.get(business=business)
        assert Action.objects.get(business=business).person is not None


def test_names_stay_names_through_another_file(text: str) -> None:
    first = imported(text, slug="one", owner="me@example.com")
    again = imported(exported(first), slug="two")
    assert team(again) == {"me@example.com": "owner"}
    told = json.loads(exported(again))["people"]
    assert {person["name"] for person in told} >= {"Nadia Marlow", "Ines Okafor"}
    assert not User.objects.filter(email__endswith=f"@{NOWHERE}", is_active=True).exists()


def contents(text: str) -> Contents:
    return examined(BytesIO(text.encode()))


def test_the_operator_sees_who_gets_in_before_anything_is_written(text: str) -> None:
    make_user("tomas@example.com")
    seen = joining(contents(text), "")
    assert [(one.email, one.role, one.known) for one in seen] == [
        ("nadia@example.com", "owner", False),
        ("tomas@example.com", "editor", True),
    ]
    assert [(one.email, one.role) for one in joining(contents(text), "me@example.com")] == [("me@example.com", "owner")]


def test_a_member_of_a_world_is_untouched(world: World) -> None:
    """Reading the file of a business that is still here gives nobody anything in the old one."""
    before = team(world.business)
    imported(exported(world.business), slug="again", owner="me@example.com")
    assert team(world.business) == before
