"""While the newest numbers are being counted, no page says "too early" of the time before them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from businesses.models import Business, Membership
from core.periods import last_complete, local_today
from jobs.models import Job
from metrics.actions import record_reading
from metrics.models import Metric
from reports.actions import compute_report
from reports.models import Report
from tests.factories import make_business, make_element, make_metric, make_system, make_user, see
from tests.pages import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def owner(client: Client) -> Membership:
    """A system with an output and an outcome that have plans, and no numbers yet."""
    business = make_business()
    system = make_system(business, "Delivery")
    for kind in ("output", "outcome"):
        make_metric(make_element(system, kind, f"The {kind}"), plan=10)
    see(business)
    found = business.memberships.select_related("user").get()
    client.force_login(found.user)
    return found


def save_numbers(business: Business, ready_in: timedelta) -> None:
    """Four readings of each metric; the run that counts them begins in a while."""
    see(business)
    today = local_today(timezone.now(), business.time_zone)
    newest = last_complete(today, "weekly")
    for metric in Metric.objects.filter(business=business):
        for back in range(4):
            record_reading(metric=metric, actor=None, period=newest.shift(-back).start, value=Decimal(12), today=today)
    Job.objects.filter(business_id=business.pk).update(run_after=timezone.now() + ready_in)


def page(client: Client, business: Business, address: str = "") -> str:
    return flat(client.get(f"/b/{business.slug}/{address}").content.decode()).split("<main", 1)[1]


def test_numbers_just_saved_are_said_to_be_counted(client: Client, owner: Membership) -> None:
    business = owner.business
    compute_report(business_id=business.pk, at=timezone.now())
    assert "Your map is ready." in page(client, business)
    save_numbers(business, timedelta(seconds=55))
    for address in ("", "alignment/"):
        said = page(client, business, address)
        assert "Counting again." in said
        assert "The verdict is ready in about a minute, and shows here by itself." in said
        assert "Too early to tell.</h" not in said
        assert "0 of the 4 readings" not in said
        assert "freshness/?seen=" in said
        assert "Enter the last eight weeks at once" not in said
    assert "Counting again: ready in about a minute." in page(client, business, "map/")
    see(business)
    seen = Report.objects.latest("pk").pk
    Job.objects.filter(business_id=business.pk).update(run_after=timezone.now() + timedelta(seconds=3))
    waits = client.get(f"/b/{business.slug}/alignment/freshness/?seen={seen}")
    assert "ready in a few seconds" in flat(waits.content.decode())
    assert compute_report(business_id=business.pk, at=timezone.now())
    there = client.get(f"/b/{business.slug}/alignment/freshness/?seen={seen}")
    assert there.headers["HX-Refresh"] == "true"
    assert "The work is making" in page(client, business)


def test_before_the_first_report_the_numbers_are_being_counted(client: Client, owner: Membership) -> None:
    assert "Your map is ready." in page(client, owner.business)
    save_numbers(owner.business, timedelta(seconds=20))
    said = page(client, owner.business)
    assert "Counting your numbers." in said
    assert "The first verdict is ready in half a minute, and shows here by itself." in said
    assert "freshness/?seen=0" in said
    assert "Enter your first numbers" not in said


def test_a_new_sample_opens_with_its_verdict(client: Client) -> None:
    client.force_login(make_user())
    opened = client.post("/businesses/sample/", follow=True)
    said = flat(opened.content.decode())
    assert "Plenty is getting done." in said
    assert "Your map is ready" not in said
    assert "Counting" not in said
    assert Job.objects.get().state == Job.State.IDLE
