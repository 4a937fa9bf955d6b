"""Business settings: what is saved, refused, counted anew, and what two people saving at once see."""

from datetime import time

import pytest
from django.test import Client

from accounts.models import User
from businesses.models import AuditRow, Business, Role
from jobs.actions import set_due
from jobs.models import Due, Job
from tests.factories import make_business, make_member, make_user, see
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
GOOD = {
    "name": "Marlow Ads School", "sells": "A course about ads", "time_zone": "Europe/London", "first_day": "6",
    "main_cadence": "monthly", "currency": "GBP", "number_format": "space", "version": "1",
}  # fmt: skip


@pytest.fixture
def owner(client: Client) -> User:
    owner = make_user()
    client.force_login(owner)
    return owner


@pytest.fixture
def business(owner: User) -> Business:
    return make_business(owner, "Marlow")


def stored(business: Business) -> Business:
    see(business)
    return Business.objects.get(pk=business.pk)


def test_saves_everything_and_says_so_in_the_history(client: Client, business: Business) -> None:
    address = f"/b/{business.slug}/settings/"
    assert client.post(address, GOOD)["Location"] == address
    now = stored(business)
    assert (now.name, now.sells, now.time_zone, now.first_day) == (
        "Marlow Ads School", "A course about ads", "Europe/London", 6,
    )  # fmt: skip
    assert (now.main_cadence, now.currency, now.number_format, now.version) == ("monthly", "GBP", "space", 2)
    assert now.slug == "marlow", "addresses that people keep do not change"
    row = AuditRow.objects.latest("pk")
    assert row.what == "business_edit"
    assert row.before is not None
    assert (row.before["currency"], (row.after or {})["currency"]) == ("USD", "GBP")
    client.get(address)  # the first look of a day is noted
    with count_queries(4):
        client.get(address)


def test_what_the_report_counts_by_asks_for_a_fresh_one_and_the_rest_does_not(
    client: Client, business: Business
) -> None:
    plain = {**GOOD, "time_zone": "UTC", "first_day": "0", "main_cadence": "weekly"}
    client.post(f"/b/{business.slug}/settings/", plain)
    assert stored(business).map_revision == 0
    client.post(f"/b/{business.slug}/settings/", {**plain, "main_cadence": "monthly", "version": "2"})
    assert stored(business).map_revision == 1
    assert Job.objects.filter(kind="alignment", business_id=business.pk).exists()


def test_the_timetable_moves_with_the_time_zone(client: Client, business: Business) -> None:
    set_due(kind="nightly_alignment", key=f"n:{business.pk}", business_id=business.pk, local_time=time(3), zone="UTC")
    client.post(f"/b/{business.slug}/settings/", {**GOOD, "time_zone": "Pacific/Auckland"})
    assert Due.objects.get().zone == "Pacific/Auckland"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Give the business a name"),
        ("name", "x" * 121, "at most 120"),
        ("name", "a\x00b", "cannot be stored"),
        ("sells", "x" * 301, "at most 300"),
        ("time_zone", "Mars/Base", "Choose a time zone"),
        ("first_day", "9", "Choose a day"),
        ("first_day", "NaN", "Choose a day"),
        ("main_cadence", "daily", "Choose a rhythm"),
        ("currency", "XXX", "Choose a currency"),
        ("number_format", "roman", "Choose a format"),
    ],
)
def test_wrong_input_is_said_and_kept(client: Client, business: Business, field: str, value: str, said: str) -> None:
    answer = client.post(f"/b/{business.slug}/settings/", {**GOOD, field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'id="id_{field}_error"' in page
    if field != "sells":
        assert 'value="A course about ads"' in page
    assert stored(business).version == 1


@pytest.mark.parametrize("version", ["", "0", "-1", "1e400", "NaN", "99999999999999999999", "x"])
def test_a_version_that_is_none(client: Client, business: Business, version: str) -> None:
    assert client.post(f"/b/{business.slug}/settings/", {**GOOD, "version": version}).status_code == 422
    assert stored(business).name == "Marlow"


def test_two_people_saving_lose_nothing(client: Client, business: Business) -> None:
    other = Client()
    other.force_login(make_member(business, Role.OWNER).user)
    other.post(f"/b/{business.slug}/settings/", {**GOOD, "name": "Marlow & Daughters"})
    answer = client.post(f"/b/{business.slug}/settings/", {**GOOD, "name": "Marlow GmbH"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Marlow &amp; Daughters" in page
    assert "Marlow GmbH" in page
    assert '<input type="hidden" name="version" value="2">' in page
    assert stored(business).name == "Marlow & Daughters"
    client.post(f"/b/{business.slug}/settings/", {**GOOD, "name": "Marlow GmbH", "version": "2"})
    assert stored(business).name == "Marlow GmbH"


def test_saving_the_same_twice_is_harmless(client: Client, business: Business) -> None:
    for _ in range(2):
        assert client.post(f"/b/{business.slug}/settings/", GOOD).status_code == 302
    assert stored(business).version == 2
    assert AuditRow.objects.filter(what="business_edit").count() == 1


def test_only_the_named_fields_change(client: Client, business: Business) -> None:
    extra = {"slug": "taken", "is_sample": "on", "id": "1", "map_revision": "99", "start_step": "1", "goal": "1"}
    client.post(f"/b/{business.slug}/settings/", {**GOOD, **extra})
    now = stored(business)
    assert (now.slug, now.is_sample, now.start_step, now.goal_id) == ("marlow", False, 4, None)


def test_the_first_day_is_settled_once_there_are_readings(client: Client, business: Business) -> None:
    Business.objects.filter(pk=business.pk).update(readings_revision=1)
    assert (
        "Settled, because readings are kept for whole weeks"
        in client.get(f"/b/{business.slug}/settings/").content.decode()
    )
    client.post(f"/b/{business.slug}/settings/", GOOD)
    assert (stored(business).first_day, stored(business).currency) == (0, "GBP")
