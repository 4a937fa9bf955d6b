"""The rows of the check-in are put together by hand: whatever an owner typed stays text there. And their headings."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from businesses.models import Business, Membership, Role
from metrics.actions import record_reading
from metrics.models import Reading
from tests.factories import make_element, make_member, make_metric, make_system, see
from tests.metrics.html import html

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
BAD = "<svg onload=alert(1)>\"'&amp;{pk}"
SAFE = "&lt;svg onload=alert(1)&gt;&quot;&#x27;&amp;amp;{pk}"


@pytest.mark.parametrize("role", [Role.RECORDER, Role.VIEWER])
def test_what_was_typed_stays_text(client: Client, business: Business, role: Role) -> None:
    unit = "<i>{"
    metric = make_metric(make_element(make_system(business, BAD), "output"), BAD, unit=unit, plan=60, values=[3, 4])
    see(business)
    Reading.objects.filter(metric=metric).update(note=BAD)
    client.force_login(make_member(business, role).user)
    page = html(client.get(f"/b/{business.slug}/check-in/?whose=all"))
    assert "<svg onload" not in page
    assert "<i>" not in page
    assert page.count(SAFE) >= (7 if role == Role.RECORDER else 4)
    assert ("&lt;i&gt;{" in page) == (role == Role.RECORDER), "beside the field"


def test_what_was_refused_stays_text(client: Client, recorder: Membership, business: Business) -> None:
    metric = make_metric(make_element(make_system(business), "output"), BAD, values=[3, None])
    client.force_login(recorder.user)
    fields: dict[str, Any] = {f"r{metric.pk}": BAD, f"n{metric.pk}": BAD, "page": "2026-w47", "whose": "all"}
    answer = client.post(f"/b/{business.slug}/check-in/2026-w47/", fields)
    assert answer.status_code == 422
    page = html(answer)
    assert "<svg onload" not in page
    assert f'value="{SAFE}"' in page
    assert f">{SAFE}</textarea>" in page
    assert 'aria-invalid="true"' in page


def test_the_heading_counts_what_is_not_asked_for_now(client: Client, recorder: Membership, business: Business) -> None:
    """A month's number that is in for long is on no check-in of a week, and still part of how its system stands."""
    system = make_system(business, "Finance")
    sheets = make_element(system, "output", "Cash sheets")
    make_metric(sheets, cadence="monthly", plan=1, values=[1, 1, 1, 1], newest=date(2026, 10, 1))
    make_metric(make_element(system, "outcome", "Cost"), plan=100, values=[80] * 8)
    see(business)
    Reading.objects.update(recorded_at=timezone.make_aware(datetime(2026, 11, 2, 9)))
    client.force_login(recorder.user)
    page = html(client.get(f"/b/{business.slug}/check-in/?whose=all"))
    assert "October 2026" not in page
    assert re.search(r"<legend>Finance<span class=.health h-slip.>", page)
    Reading.objects.filter(metric__element=sheets).delete()
    page = html(client.get(f"/b/{business.slug}/check-in/?whose=all"))
    assert "<legend>Finance</legend>" in page, "nothing is known of its work"


def test_a_first_check_in_offers_the_past_at_once(client: Client, recorder: Membership, business: Business) -> None:
    system = make_system(business)
    first, second = (make_metric(make_element(system, "output", name), name) for name in ("Calls", "Visits"))
    client.force_login(recorder.user)
    address, offer = (
        f"/b/{business.slug}/check-in/",
        f'<a href="/b/{business.slug}/numbers/">Enter the last eight at once',
    )
    assert f"These have no numbers yet.{offer}" in html(client.get(address))
    record_reading(metric=first, actor=None, period=date(2026, 11, 9), value=Decimal(4), today=date(2026, 11, 23))
    assert f"One of these has no numbers yet.{offer}" in html(client.get(address))
    record_reading(metric=second, actor=None, period=date(2026, 11, 9), value=Decimal(4), today=date(2026, 11, 23))
    assert "no numbers yet" not in html(client.get(address))
