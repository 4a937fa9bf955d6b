"""The metric page says where a number has been going, and keeps silent while it cannot know."""

from datetime import date

import pytest
from django.test import Client

from tests.factories import make_business, make_element, make_metric, make_system, make_user
from tests.pages import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([60 - 2 * i for i in range(12)], "falling, from about 60% to about 38%"),
        ([20 + 3 * i for i in range(12)], "rising, from about 20% to about 53%"),
        ([50.0] * 12, "steady"),
    ],
)
def test_the_course_in_words(client: Client, values: list[float], said: str) -> None:
    assert said in page_of(client, values)


def test_seven_readings_are_no_course(client: Client) -> None:
    assert "Over 7 weeks" not in page_of(client, [60 - 2 * i for i in range(7)])


def page_of(client: Client, values: list[float]) -> str:
    owner = make_user()
    business = make_business(owner)
    outcome = make_element(make_system(business), "outcome", "Graduates earn")
    metric = make_metric(
        outcome, "Ads that pay", plan=60, unit="%", combine="mean", values=values, newest=date(2026, 11, 16)
    )
    client.force_login(owner)
    return flat(client.get(f"/b/{business.slug}/metrics/{metric.pk}/").content.decode())
