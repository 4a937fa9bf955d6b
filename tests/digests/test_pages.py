"""The preferences page, the preview, and the link that stops them."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as django_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from digests.actions import choose
from digests.mails import stop_address
from digests.models import SendLedger, Subscription
from jobs.mail import send_due_mails
from jobs.models import OutboxMail
from tests.digests.conftest import NOW, World, tick
from tests.factories import make_business, make_member, make_user, see
from tests.pages import without_tokens

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PAGE = "/settings/digests/"


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def owner(world: World, client: Client) -> Client:
    world.report()
    client.force_login(world.user)
    return client


def address(world: World, name: str, *args: object) -> str:
    return reverse(f"digests:{name}", args=[world.business.slug, *args])


def test_each_business_has_a_row_and_looking_writes_nothing(owner: Client, world: World) -> None:
    make_business(world.user, "Second business")
    page = owner.get(PAGE).content.decode()
    assert "Marlow Ads School" in page
    assert "Second business" in page
    assert "Europe/Berlin" in page
    assert page.count("None is sent.") == 2
    see(world.business)
    assert not Subscription.objects.exists()


def test_saving_shows_the_next_time_by_the_persons_clock(owner: Client, world: World) -> None:
    sent = {"kind": "weekly", "weekday": "2", "hour": "17"}
    page = owner.post(address(world, "digest_set"), sent, follow=True).content.decode()
    assert "Next: Wednesday, 25 November, 17:00." in page
    assert "Saved for Marlow Ads School" in page
    row = owner.post(address(world, "digest_set"), {**sent, "kind": "off"}, headers={"HX-Request": "true"})
    text = row.content.decode()
    assert "None is sent." in text
    assert "<html" not in text
    assert 'id="toasts"' in text


def test_bad_choices_are_said_beside_the_field_and_kept(owner: Client, world: World) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        answer = owner.post(
            address(world, "digest_set"), {"kind": "hourly", "weekday": "9", "hour": "5"}, headers=headers
        )
        assert answer.status_code == 422
        page = answer.content.decode()
        assert page.count('class="error"') == 2
        assert re.search(r'<option value="5" selected', page)


def test_the_preview_says_what_would_come_and_records_nothing(owner: Client, world: World) -> None:
    part = owner.get(address(world, "digest_preview"), headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith("<section")
    assert "1 gap, in Delivery: plenty done, little changed" in part
    assert "<h1>" in owner.get(address(world, "digest_preview")).content.decode()
    assert world.ledger() == []
    assert not OutboxMail.objects.exists()


def test_a_preview_before_the_first_report_says_what_to_do(client: Client) -> None:
    user = make_user()
    business = make_business(user, "Empty")
    client.force_login(user)
    assert "There is no report" in client.get(reverse("digests:digest_preview", args=[business.slug])).content.decode()
    page = client.post(reverse("digests:digest_send", args=[business.slug]), follow=True).content.decode()
    assert "There is no report of this business yet" in page


def test_send_me_one_now(owner: Client, world: World) -> None:
    page = owner.post(address(world, "digest_send"), follow=True).content.decode()
    assert "On its way to nadia@example.com" in page
    assert "asked for" in page
    assert f"asked {NOW:%Y}" not in page, "the name of its turn is for the store"
    send_due_mails(NOW)
    assert len(django_mail.outbox) == 1
    page = owner.get(PAGE).content.decode()
    assert "1 gap, in Delivery" in page
    assert "asked for" in page


def test_the_owner_sees_everybodys_and_sends_again(owner: Client, world: World) -> None:
    guest = make_member(world.business, "viewer", make_user("guest@example.com", name="Gus"))
    see(world.business)
    choose(scope=world.business, user=guest.user, kind="weekly", weekday=0, hour=8, at=NOW)
    with time_machine.travel(NOW + timedelta(days=7, hours=2), tick=False):
        tick(NOW + timedelta(days=7, hours=2))
        page = owner.get(PAGE).content.decode()
        assert "to Gus" in page
        (entry,) = world.ledger()
        assert "On its way to Gus" in owner.post(address(world, "digest_again", entry.pk), follow=True).content.decode()
    assert OutboxMail.objects.count() == 2


def test_a_member_sees_only_their_own(owner: Client, world: World, client: Client) -> None:
    world.subscribe()
    tick(NOW + timedelta(days=7))
    guest = make_member(world.business, "viewer", make_user("guest@example.com"))
    client.force_login(guest.user)
    page = client.get(PAGE).content.decode()
    assert "Nothing yet. All are off" in " ".join(page.split())
    (entry,) = world.ledger()
    assert client.post(address(world, "digest_again", entry.pk)).status_code == 403


def test_the_same_queries_for_one_business_and_for_thirty(owner: Client, world: World) -> None:
    world.subscribe()
    tick(NOW + timedelta(days=7))
    with CaptureQueriesContext(connection) as few:
        owner.get(PAGE)
    for n in range(29):
        business = make_business(world.user, f"Business {n}")
        choose(scope=business, user=world.user, kind="weekly", weekday=0, hour=8, at=NOW)
    with CaptureQueriesContext(connection) as many:
        owner.get(PAGE)
    assert len(many) == len(few) <= 11  # two of them marks of the transaction


# --- the stop link --------------------------------------------------------------------------------------


@pytest.fixture
def stop_path(world: World) -> str:
    return stop_address(world.subscribe()).removeprefix("http://localhost:8000")


def kind(world: World) -> str:
    see(world.business)
    return Subscription.objects.get().kind


def test_looking_at_the_link_changes_nothing_however_often(client: Client, world: World, stop_path: str) -> None:
    first = client.get(stop_path)
    second = client.get(stop_path)
    assert without_tokens(first.content) == without_tokens(second.content)
    assert b"<button" in first.content
    assert client.head(stop_path).status_code == 200
    assert kind(world) == "weekly"


def test_one_click_needs_no_session_no_token_of_a_form_and_no_redirect(world: World, stop_path: str) -> None:
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post(stop_path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert kind(world) == "off"
    assert stranger.post(stop_path).status_code == 200, "twice is once"
    assert b"No more of these emails" in stranger.get(stop_path).content
    tick(NOW + timedelta(days=7))
    assert django_mail.outbox == []


def test_the_link_of_the_mail_itself_stops_it(client: Client, world: World) -> None:
    world.report()
    world.subscribe()
    tick(NOW + timedelta(days=7))
    (sent,) = django_mail.outbox
    link = sent.extra_headers["List-Unsubscribe"].strip("<>")
    assert link in sent.body
    assert client.post(link.removeprefix("http://localhost:8000")).status_code == 200
    tick(NOW + timedelta(days=14))
    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize("token", ["x", "no-such-thing", "a" * 300, "é"])
def test_an_unknown_link_is_not_found_by_any_method(client: Client, world: World, stop_path: str, token: str) -> None:
    assert client.get(f"/d/stop/{token}/").status_code == 404
    assert client.post(f"/d/stop/{token}/").status_code == 404
    assert kind(world) == "weekly"


def test_the_stop_tells_the_history(client: Client, world: World, stop_path: str) -> None:
    client.post(stop_path)
    client.force_login(world.user)
    page = client.get(reverse("businesses:log", args=[world.business.slug])).content.decode()
    assert "stopped the digest for" in page
    assert not SendLedger.objects.exists()
