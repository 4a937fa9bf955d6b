"""What was taken off the map is listed, and can be put back without scripts and without hurry."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from businesses.models import Role
from systems.actions import remove_element, remove_system
from tests.factories import make_business, make_element, make_member, make_system, make_user, see
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_removed_step_is_listed_and_comes_back(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    step = make_element(make_system(business, "Leads"), "step", "Send five short emails")
    see(business)
    remove_element(business=business, actor=owner, element=step, at=AT)
    client.force_login(owner)
    address = f"/b/{business.slug}/map/removed/"
    assert "Send five short emails" in client.get(address).content.decode()
    client.post(f"/b/{business.slug}/elements/{step.pk}/restore/")
    see(business)
    step.refresh_from_db()
    assert step.removed_at is None
    assert "Nothing has been removed." in client.get(address).content.decode()


def test_what_is_inside_a_removed_system_comes_with_it(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    system = make_system(business, "Leads")
    make_element(system, "step", "Send five short emails")
    see(business)
    remove_system(business=business, actor=owner, system=system, at=AT)
    client.force_login(owner)
    page = client.get(f"/b/{business.slug}/map/removed/").content.decode()
    assert "Leads" in page
    assert "Send five short emails" not in page


def test_a_viewer_reads_and_cannot_put_back(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    step = make_element(make_system(business), "step", "Old step")
    see(business)
    remove_element(business=business, actor=owner, element=step, at=AT)
    client.force_login(make_member(business, Role.VIEWER).user)
    page = client.get(f"/b/{business.slug}/map/removed/").content.decode()
    assert "Old step" in page
    assert "Put back" not in page.split("<tbody>", 1)[1]


def test_queries_at_one_and_thirty(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    system = make_system(business)
    client.force_login(owner)
    address = f"/b/{business.slug}/map/removed/"
    for count in (1, 30):
        for _ in range(count):
            make_element(system, "step", removed_at=AT)
        client.get(address)
        with count_queries(6):
            client.get(address)
