"""A fixed Monday: week 47 of 2026 is due."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from businesses.models import Business, Membership, Role
from metrics.models import Metric
from tests.factories import make_business, make_element, make_member, make_metric, make_system


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 23, 9, 14, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def business(db: None) -> Business:
    return make_business(name="Marlow")


@pytest.fixture
def recorder(business: Business) -> Membership:
    return make_member(business, Role.RECORDER)


@pytest.fixture
def lessons(business: Business) -> Metric:
    """Eight weeks up to week 46; week 47 is due."""
    element = make_element(make_system(business, "Delivery"), "output", "Lessons finished")
    values = [400, 408, 419, 431, 426, 438, 450, 480]
    return make_metric(element, unit="lessons", plan=450, values=values, newest=date(2026, 11, 9))
