"""Who writes into something that was taken off the map meanwhile reads that, and has their words back."""

import pytest
from django.test import Client
from django.utils import timezone

from businesses.models import Business, Membership, Role
from systems.actions import remove_element
from systems.models import System
from tests.factories import make_business, make_element, make_member, make_metric, make_system, make_user, see
from tests.pages import flat

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
WORDS = "Graduates launch <b>one</b> ad before lesson four, so that they see it pay."


@pytest.fixture
def removed(client: Client) -> dict[str, str]:
    """Addresses of an element that was removed, of its metric, and of a system that was removed with what is in it."""
    owner = make_user()
    business = make_business(owner, "Marlow")
    live, system = make_system(business, "Leads"), make_system(business, "Delivery", position=1)
    one, other = make_element(live, "outcome", "They reply"), make_element(system, "step", "Call back")
    metric = make_metric(one, "Replies")
    see(business)
    remove_element(business=business, actor=owner, element=one, at=timezone.now())
    System.objects.filter(pk=system.pk).update(removed_at=timezone.now())
    client.force_login(owner)
    base = f"/b/{business.slug}"
    return {
        f"{base}/elements/{one.pk}/edit/": "They reply",
        f"{base}/elements/{one.pk}/row/": "They reply",
        f"{base}/elements/{other.pk}/edit/": "Call back",
        f"{base}/systems/{system.pk}/edit/": "Delivery",
        f"{base}/systems/{system.pk}/step/add/": "Delivery",
        f"{base}/metrics/{metric.pk}/edit/": "Replies",
        f"{base}/metrics/{metric.pk}/readings/": "Replies",
        f"{base}/metrics/{metric.pk}/events/": "Replies",
    }


def test_it_is_named_and_what_was_typed_is_shown_again(client: Client, removed: dict[str, str]) -> None:
    for address, name in removed.items():
        sent = {"text": WORDS, "name": "Delivery of ads", "kind": "chain", "version": "1", "owner": "12"}
        answer = client.post(address, sent)
        assert answer.status_code == 404, address
        page = flat(answer.content.decode())
        assert f"“<bdi>{name}</bdi>” is not on the map any more" in page, address
        assert "launch &lt;b&gt;one&lt;/b&gt; ad before lesson four" in page
        assert ">Delivery of ads</p>" in page
        assert ">chain</p>" not in page
        assert "/map/removed/" in page


def test_a_link_to_it_says_where_it_is(client: Client, removed: dict[str, str]) -> None:
    for address, name in removed.items():
        if "/readings/" in address or "/events/" in address:
            continue
        answer = client.get(address)
        assert answer.status_code == 404, address
        assert f"<bdi>{name}</bdi>" in flat(answer.content.decode()), address


def test_nobody_else_learns_that_it_was_there(client: Client, removed: dict[str, str]) -> None:
    client.force_login(make_user())
    for address, name in removed.items():
        page = client.post(address, {"text": WORDS}).content.decode()
        assert "There is nothing here" in page, address
        assert name not in page
        assert "lesson four" not in page


def test_an_id_of_another_business_is_unknown_also_when_it_was_taken_off(client: Client) -> None:
    member: Membership = make_member(make_business(), Role.EDITOR)
    theirs: Business = make_business()
    element = make_element(make_system(theirs), "outcome", "Walnut regulars")
    see(theirs)
    remove_element(business=theirs, actor=None, element=element, at=timezone.now())
    client.force_login(member.user)
    answer = client.post(f"/b/{member.business.slug}/elements/{element.pk}/edit/", {"text": WORDS})
    assert answer.status_code == 404
    assert "Walnut" not in answer.content.decode()
    assert "There is nothing here" in answer.content.decode()
