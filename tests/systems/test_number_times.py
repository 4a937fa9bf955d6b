"""A number on a system's page says of which period it is, where that is not the one just over."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client

from tests.factories import make_business, make_element, make_metric, make_system, make_user
from tests.pages import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@time_machine.travel(datetime(2026, 11, 25, 9, tzinfo=UTC), tick=False)
def test_an_old_number_and_an_early_one_name_their_week(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    system = make_system(business)
    for name, newest, cadence in (
        ("Just over", date(2026, 11, 16), "weekly"), ("Old", date(2026, 10, 26), "weekly"),
        ("Early", date(2026, 11, 23), "weekly"), ("By the month", date(2026, 9, 1), "monthly"),
    ):  # fmt: skip
        element = make_element(system, "output", f"{name} thing")
        make_metric(element, name, values=[41], newest=newest, cadence=cadence)
    client.force_login(owner)
    page = flat(client.get(f"/b/{business.slug}/systems/{system.pk}/").content.decode())
    assert '>Just over</a><b class="num">41</b></p>' in page
    assert '>Old</a><b class="num">41</b><span class="meta">week 44</span>' in page
    assert '>Early</a><b class="num">41</b><span class="meta">week 48 so far</span>' in page
    assert '>By the month</a><b class="num">41</b><span class="meta">September 2026</span>' in page
