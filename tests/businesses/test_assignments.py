"""Who of a practice looks after which client: the assigned may enter, others not; leads decide, owners can read it."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from businesses.actions import assign, begin_engagement, create_practice, end_engagement
from businesses.models import (
    AuditRow,
    Business,
    Engagement,
    EngagementPerson,
    Membership,
    Practice,
    PracticeMember,
    Side,
)
from core.models import Refused
from tests.businesses.practice import assign_to, engage, in_practice
from tests.factories import make_business, make_colleague, make_member, make_user, see
from tests.pages import flat
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ines() -> User:
    return make_user(name="Ines Okafor")


@pytest.fixture
def practice(ines: User) -> Practice:
    return create_practice(lead=ines, name="Okafor Consulting")


@pytest.fixture
def amara(practice: Practice) -> PracticeMember:
    return make_colleague(practice, user=make_user(name="Amara Nwosu"))


@pytest.fixture
def business() -> Business:
    return make_business(make_user(name="Nadia Marlow"), "Marlow Ads School")


@pytest.fixture
def engagement(practice: Practice, ines: User, business: Business) -> Engagement:
    return engage(practice, ines, business)


def page_of(engagement: Engagement) -> str:
    return f"/p/{engagement.practice.slug}/clients/{engagement.pk}/"


def test_a_lead_assigns_and_takes_off_and_the_next_request_knows(
    client: Client, ines: User, amara: PracticeMember, business: Business, engagement: Engagement
) -> None:
    home, people = f"/b/{business.slug}/", page_of(engagement)
    client.force_login(amara.user)
    assert client.get(home).status_code == 404
    client.force_login(ines)
    assert client.post(people, {"member": amara.pk, "to": "on"})["Location"] == people
    assert "<small>Assigned</small>" in flat(client.get(people).content.decode())
    client.force_login(amara.user)
    assert client.get(home).status_code == 200
    assert client.get(f"{home}settings/").status_code == 403
    client.force_login(ines)
    fragment = client.post(people, {"member": amara.pk, "to": "off"}, headers=HTMX)
    assert fragment.content.decode().lstrip().startswith(f'<div class="hands" id="hands-{engagement.pk}"')
    client.force_login(amara.user)
    assert client.get(home).status_code == 404
    see(business)
    told = AuditRow.objects.filter(what__startswith="assignment_").order_by("pk")
    assert [(row.what, row.actor, row.label) for row in told] == [
        ("assignment_add", ines, "Amara Nwosu"), ("assignment_remove", ines, "Amara Nwosu"),
    ]  # fmt: skip


def test_pressing_twice_is_once(ines: User, amara: PracticeMember, engagement: Engagement, business: Business) -> None:
    assert assign(engagement=engagement, member=amara, actor=ines)
    assert not assign(engagement=engagement, member=amara, actor=ines)
    see(business)
    assert AuditRow.objects.filter(what="assignment_add").count() == 1


def test_a_lead_who_is_not_assigned_does_not_enter_until_the_business_is_told(
    client: Client, ines: User, business: Business, engagement: Engagement, practice: Practice
) -> None:
    client.force_login(ines)
    assert client.get(f"/b/{business.slug}/map/").status_code == 404
    with in_practice(practice):
        mine = PracticeMember.objects.get(user=ines)
    client.post(page_of(engagement), {"member": mine.pk, "to": "on"})
    assert client.get(f"/b/{business.slug}/map/").status_code == 200
    with in_practice(practice):
        see(business)
        owner = Membership.objects.get(business=business).user
    client.force_login(owner)
    assert "Ines Okafor" in client.get(f"/b/{business.slug}/team/").content.decode()
    assert "let in from the practice:" in client.get(f"/b/{business.slug}/history/").content.decode()


def test_consultants_neither_assign_nor_end(
    client: Client, amara: PracticeMember, ines: User, engagement: Engagement
) -> None:
    assign_to(engagement, ines, amara.user)
    client.force_login(amara.user)
    for path in (page_of(engagement), f"{page_of(engagement)}end/"):
        assert client.get(path).status_code == 403
        answer = client.post(path, {"member": amara.pk, "to": "off"})
        assert answer.status_code == 403
        assert "Only a lead" in answer.content.decode()


def test_nobody_from_elsewhere_is_assigned(
    client: Client, ines: User, engagement: Engagement, business: Business
) -> None:
    other = create_practice(lead=make_user(), name="Another")
    stranger = make_colleague(other)
    client.force_login(ines)
    assert client.post(page_of(engagement), {"member": stranger.pk, "to": "on"}).status_code == 404
    for wrong in ({}, {"member": "x", "to": "on"}, {"member": "9" * 30, "to": "on"}, {"member": "1", "to": "away"}):
        answer = client.post(page_of(engagement), wrong)
        assert (answer.status_code, "Choose a person from the list" in answer.content.decode()) == (422, True)
    see(business)
    assert not EngagementPerson.objects.exists()


def test_a_member_of_the_team_is_not_made_a_consultant_too(
    client: Client, ines: User, amara: PracticeMember, engagement: Engagement, business: Business
) -> None:
    make_member(business, "viewer", amara.user)
    client.force_login(ines)
    answer = client.post(page_of(engagement), {"member": amara.pk, "to": "on"})
    assert (answer.status_code, "in the team of this business already" in answer.content.decode()) == (422, True)


def test_other_practices_clients_are_not_there(client: Client, engagement: Engagement) -> None:
    other = make_user()
    theirs = create_practice(lead=other, name="Another")
    client.force_login(other)
    assert client.get(page_of(engagement)).status_code == 404
    assert client.get(f"/p/{theirs.slug}/clients/{engagement.pk}/").status_code == 404
    assert client.post(f"/p/{theirs.slug}/clients/{engagement.pk}/end/").status_code == 404


def test_a_lead_ends_it_for_everybody(
    client: Client, ines: User, amara: PracticeMember, engagement: Engagement, business: Business
) -> None:
    assign_to(engagement, ines, amara.user)
    client.force_login(ines)
    end = f"{page_of(engagement)}end/"
    assert "End the engagement with<bdi>Marlow Ads School</bdi>?" in flat(client.get(end).content.decode())
    assert client.post(end)["Location"] == f"/p/{engagement.practice.slug}/"
    assert client.post(end).status_code == 404
    client.force_login(amara.user)
    assert client.get(f"/b/{business.slug}/").status_code == 404
    see(business)
    assert Engagement.objects.get().ended_by == "practice"
    assert AuditRow.objects.filter(what="engagement_end", actor=ines).count() == 1


def test_a_consultant_who_leaves_a_business_leaves_the_others_in(
    client: Client, ines: User, amara: PracticeMember, engagement: Engagement, business: Business
) -> None:
    assign_to(engagement, ines, ines, amara.user)
    leave = f"/b/{business.slug}/team/leave/"
    client.force_login(amara.user)
    assert "goes on" in client.get(leave).content.decode()
    assert client.post(leave).status_code == 302
    assert client.get(f"/b/{business.slug}/").status_code == 404
    client.force_login(ines)
    assert client.get(f"/b/{business.slug}/").status_code == 200
    assert "everybody else of" in client.get(leave).content.decode()
    see(business)
    assert Engagement.objects.get().state == "active"


def test_an_engagement_that_ended_meanwhile_takes_nobody(
    ines: User, amara: PracticeMember, engagement: Engagement, business: Business
) -> None:
    see(business)
    end_engagement(engagement=engagement, actor=ines, side=Side.PRACTICE, at=timezone.now())
    with pytest.raises(Refused, match="ended already"):
        assign(engagement=engagement, member=amara, actor=ines)


def test_two_hundred_clients_and_no_more(
    practice: Practice, ines: User, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("businesses.actions.engagements.MOST_CLIENTS", 1)
    begin: dict[str, Any] = {"practice": practice, "person": ines, "side": Side.BUSINESS, "actor": ines}
    begin_engagement(business=business, level="review", **begin)
    begin_engagement(business=business, level="edit", **begin)
    second = make_business()
    with pytest.raises(Refused, match="has 1 clients, the most"):
        begin_engagement(business=second, level="review", **begin)


def test_who_left_the_practice_meanwhile_begins_nothing_for_it(
    practice: Practice, amara: PracticeMember, business: Business
) -> None:
    with in_practice(practice):
        amara.delete()
    see(business)
    begin: dict[str, Any] = {"practice": practice, "side": Side.BUSINESS, "actor": amara.user}
    with pytest.raises(Refused, match="no longer in Okafor Consulting"):
        begin_engagement(business=business, level="review", person=amara.user, **begin)
    assert not Engagement.objects.exists()


def test_an_assignment_outside_the_practice_cannot_be_stored(
    practice: Practice, engagement: Engagement, business: Business
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no composite keys: the actions stand alone there")
    other = create_practice(lead=make_user(), name="Another")
    for fields in (
        {"practice": practice, "user": make_user()},  # no member of it
        {"practice": other, "user": make_colleague(other).user},  # of another practice than the engagement's
    ):
        see(business)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic():
            EngagementPerson.objects.create(business=business, engagement=engagement, **fields)


@pytest.mark.parametrize("people", [1, 30])
def test_queries(client: Client, practice: Practice, ines: User, engagement: Engagement, people: int) -> None:
    assign_to(engagement, ines, *(make_colleague(practice).user for _ in range(people)))
    client.force_login(ines)
    client.get(page_of(engagement))
    with count_queries(4):  # session, person, door, everybody beside the client
        client.get(page_of(engagement))
    with count_queries(4):
        client.get(page_of(engagement), headers=HTMX)
    setting_of_the_wall = 1 if connection.vendor == "postgresql" else 0
    with count_queries(4 + setting_of_the_wall):  # session, person, door, engagement
        client.get(f"{page_of(engagement)}end/")
