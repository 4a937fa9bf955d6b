"""Going back in Start: answers, the clock and the address are corrected, what was typed is kept."""

import pytest
from django.test import Client

from accounts.models import User
from businesses.models import Business, Role
from frameworks.models import Adoption
from systems.models import System
from tests.factories import make_member, make_user, see
from tests.workspace.start.walk import ABOUT, CHANGES, begun, only_business, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_going_back_to_step_1_shows_and_changes_the_answers(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    page = words(client.get(f"/start/{business.slug}/1/"))
    assert "Homes are warm again the same day." in page
    client.post(f"/start/{business.slug}/1/", {**ABOUT, "name": "Hill & Co", "outcome": "Nobody freezes."})
    see(business)
    business.refresh_from_db()
    assert (business.name, business.start_step) == ("Hill & Co", 3)
    assert Adoption.objects.get(business=business).outcome == "Nobody freezes."
    assert "Quotes" in words(client.get(f"/start/{business.slug}/2/"))


def test_step_1_again_moves_the_account_to_the_corrected_clock(client: Client, owner: User) -> None:
    business = begun(client, owner)
    owner.refresh_from_db()
    assert owner.time_zone == "Europe/London"
    client.post(f"/start/{business.slug}/1/", {**ABOUT, "time_zone": "America/Chicago"})
    owner.refresh_from_db()
    assert owner.time_zone == "America/Chicago"


def test_a_clock_chosen_elsewhere_is_kept(client: Client, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(time_zone="Asia/Tokyo")
    business = begun(client, owner)
    client.post(f"/start/{business.slug}/1/", {**ABOUT, "time_zone": "America/Chicago"})
    owner.refresh_from_db()
    assert owner.time_zone == "Asia/Tokyo"


def test_a_corrected_name_corrects_the_address(client: Client, owner: User) -> None:
    client.post("/start/", {**ABOUT, "name": "Hill Haeting"})
    business = only_business(owner)
    assert business.slug.startswith("hill-haeting")
    sent = client.post(f"/start/{business.slug}/1/", ABOUT)
    see(business)
    old, new = business.slug, Business.objects.get(pk=business.pk).slug
    assert new.startswith("hill-heating")
    assert sent["Location"] == f"/start/{new}/2/"
    back = client.get(f"/start/{old}/1/?x=1")
    assert (back.status_code, back["Location"]) == (307, f"/start/{new}/1/?x=1")
    stranger = Client()
    stranger.force_login(make_user())
    assert stranger.get(f"/start/{old}/1/").status_code == 404


def test_every_earlier_address_leads_on(client: Client, owner: User) -> None:
    business = begun(client, owner)
    slugs = [business.slug]
    for name in ("Hill Boilers", "Hill Stoves"):
        client.post(f"/start/{slugs[-1]}/1/", {**ABOUT, "name": name})
        see(business)
        slugs.append(Business.objects.get(pk=business.pk).slug)
    for slug in slugs[:2]:
        assert client.get(f"/start/{slug}/1/").headers.get("Location") == f"/start/{slugs[-1]}/1/"


def test_an_address_that_others_know_stays(client: Client, owner: User) -> None:
    business = begun(client, owner)
    make_member(business, Role.EDITOR)
    client.post(f"/start/{business.slug}/1/", {**ABOUT, "name": "Hill Boilers"})
    see(business)
    stored = Business.objects.get(pk=business.pk)
    assert (stored.name, stored.slug) == ("Hill Boilers", business.slug)


def test_what_is_typed_is_kept_when_one_leaves(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    kept = client.post(
        f"/start/{business.slug}/3/keep/", {**CHANGES, "traffic-output-text": "Half a sen\x00", "x": "y"}
    )
    assert kept.status_code == 204
    see(business)
    draft = Adoption.objects.get(business=business).draft
    assert "x" not in draft
    assert draft["traffic-output-text"] == ""
    text = words(client.get(f"/start/{business.slug}/3/"))
    assert "Quotes sent</textarea>" in text
    back = client.post(f"/start/{business.slug}/3/", {**CHANGES, "back": "1", "leads-output-text": "Typed late"})
    assert back["Location"] == f"/start/{business.slug}/2/"
    assert "Typed late</textarea>" in words(client.get(f"/start/{business.slug}/3/"))
    see(business)
    assert not System.objects.exists()
