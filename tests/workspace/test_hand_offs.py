"""A hand-off that falls short is said on the map, at the output that hands it over."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.models import User
from businesses.context import see_user
from businesses.models import Business
from tests.factories import see
from tests.pages import flat
from workspace.hand_offs import lacking
from workspace.sample.actions import load_demo

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)


def test_the_plumber_makes_too_few_quotes(client: Client) -> None:
    load_demo(password="marlow-sample", at=NOW)
    owner = User.objects.get(email="miguel@example.com")
    see_user(owner.pk)
    business = Business.objects.get(name="Delgado Plumbing")
    see(business)
    client.force_login(owner)
    page = flat(client.get(f"/b/{business.slug}/map/").content.decode())
    assert "too few a week" in page


def test_without_a_report_nothing_is_said() -> None:
    assert lacking(Business(), None) == {}
