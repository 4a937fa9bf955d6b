"""Many at once in one practice, with real threads and real transactions on PostgreSQL; each guard with its control."""

import contextlib
from collections.abc import Callable
from threading import Barrier, BrokenBarrierError, Event
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.actions import create_person
from accounts.models import User
from businesses.actions import (
    assign,
    create_business,
    create_practice,
    invite_colleagues,
    join_practice,
    leave_practice,
    practice_people,
    remove_colleague,
)
from businesses.actions import engagements as engagement_actions
from businesses.context import see_practice, tenant
from businesses.models import Engagement, EngagementPerson, Practice, PracticeInvitation, PracticeMember, Side
from businesses.tokens import new_token
from core.models import Refused
from tests.businesses.test_races import at_once, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def postgresql_only() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time by itself")


@pytest.fixture
def ines() -> User:
    return create_person(email="ines@example.com")


@pytest.fixture
def practice(ines: User) -> Practice:
    return create_practice(lead=ines, name="Okafor Consulting")


def colleague(practice: Practice, email: str, role: str = "consultant") -> PracticeMember:
    with transaction.atomic():
        see_practice(practice.pk)
        return PracticeMember.objects.create(practice=practice, user=create_person(email=email), role=role)


def leads(practice: Practice) -> list[PracticeMember]:
    with transaction.atomic():
        see_practice(practice.pk)
        return list(PracticeMember.objects.select_related("user").filter(practice=practice, role="lead"))


def unheld(practice_id: int) -> Practice:
    """What `hold_practice` would be without its lock."""
    see_practice(practice_id)
    return Practice.objects.get(pk=practice_id)


def together(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, seconds: float) -> None:
    """Two have come as far as this function before either goes on, unless a lock makes the second wait for longer."""
    barrier, done = Barrier(2), getattr(module, name)

    def slowly(*args: Any, **kwargs: Any) -> Any:
        with contextlib.suppress(BrokenBarrierError):
            barrier.wait(timeout=seconds)
        return done(*args, **kwargs)

    monkeypatch.setattr(module, name, slowly)


# --- Two accept one invitation --------------------------------------------------------------------


def joining(invitation: PracticeInvitation, user: User) -> Callable[[], str]:
    def join() -> str:
        try:
            with transaction.atomic():
                see_practice(invitation.practice_id)
                join_practice(invitation=invitation, user=user, at=timezone.now())
        except Refused:
            return "used"
        return "in"

    return join


def an_invitation(practice: Practice, ines: User) -> PracticeInvitation:
    return invite_colleagues(
        practice=practice, actor=ines, emails=["guest@example.com"], role="consultant", at=timezone.now()
    )[0]


def test_twenty_presses_of_join_make_one_member(practice: Practice, ines: User) -> None:
    address = f"/practices/invitations/{new_token(an_invitation(practice, ines).nonce)}/"
    guest = create_person(email="guest@example.com")
    clients = [signed_in(guest) for _ in range(20)]
    answers = at_once([lambda c=c: c.post(address) for c in clients])  # type: ignore[misc]
    assert sorted({a.status_code for a in answers}) == [302, 410]
    assert [a.status_code for a in answers].count(302) == 1
    with transaction.atomic():
        see_practice(practice.pk)
        assert PracticeMember.objects.filter(user=guest).count() == 1


def test_of_two_who_share_an_address_one_joins(practice: Practice, ines: User, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation = an_invitation(practice, ines)
    together(monkeypatch, practice_people, "refusal_of", seconds=1)
    two = [joining(invitation, create_person(email=f"{n}@example.com")) for n in "ab"]
    assert sorted(at_once(two)) == ["in", "used"]


def test_control_without_the_lock_both_would_join(
    practice: Practice, ines: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    invitation = an_invitation(practice, ines)
    together(monkeypatch, practice_people, "refusal_of", seconds=30)
    monkeypatch.setattr(practice_people, "hold_practice", unheld)
    two = [joining(invitation, create_person(email=f"{n}@example.com")) for n in "ab"]
    assert at_once(two) == ["in", "in"]


# --- The last two leads leave ---------------------------------------------------------------------


def leaving(member: PracticeMember) -> Callable[[], str]:
    def leave() -> str:
        try:
            leave_practice(member=member)
        except Refused:
            return "stays"
        return "left"

    return leave


def test_of_two_leads_who_leave_at_once_one_stays(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    colleague(practice, "tomas@example.com", "lead")
    together(monkeypatch, practice_people, "_end", seconds=1)
    assert sorted(at_once([leaving(m) for m in leads(practice)])) == ["left", "stays"]
    assert len(leads(practice)) == 1


def test_control_without_the_lock_nobody_would_be_left(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    colleague(practice, "tomas@example.com", "lead")
    together(monkeypatch, practice_people, "_end", seconds=30)
    monkeypatch.setattr(practice_people, "hold_practice", unheld)
    assert at_once([leaving(m) for m in leads(practice)]) == ["left", "left"]
    assert leads(practice) == []


# --- One lead assigns somebody whom another takes out ---------------------------------------------


@pytest.fixture
def engagement(practice: Practice) -> Engagement:
    with transaction.atomic():
        business = create_business(owner=create_person(email="nadia@example.com"), name="Marlow")
        see_practice(practice.pk)
        return Engagement.objects.create(business=business, practice=practice, invited_by=Side.BUSINESS)


def race(
    engagement: Engagement, ines: User, member: PracticeMember, monkeypatch: pytest.MonkeyPatch, patience: float
) -> list[str]:
    """One assigns somebody just after another, who takes that person out, has ended all assignments there were.

    The other waits `patience` seconds for the new assignment before going on: in vain when the lock is there.
    """
    ended, assigned = Event(), Event()
    end = engagement_actions.end_assignments

    def end_and_wait(**kwargs: Any) -> bool:
        found = end(**kwargs)
        ended.set()
        assigned.wait(timeout=patience)
        return found

    monkeypatch.setattr(practice_people, "end_assignments", end_and_wait)

    def assigning() -> str:
        ended.wait(timeout=30)
        try:
            assign(engagement=engagement, member=member, actor=ines)
        except Refused:
            return "refused"
        assigned.set()
        return "assigned"

    def removing() -> str:
        try:
            remove_colleague(member=member, actor=ines)
        except IntegrityError:
            return "stopped by the composite key"
        return "removed"

    return at_once([assigning, removing])


def left_behind(engagement: Engagement) -> int:
    with tenant(engagement.business_id):
        return EngagementPerson.objects.filter(engagement=engagement).count()


def test_nobody_is_assigned_who_is_out(
    practice: Practice, engagement: Engagement, ines: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = colleague(practice, "amara@example.com")
    assert race(engagement, ines, member, monkeypatch, patience=1) == ["refused", "removed"]
    assert left_behind(engagement) == 0


def test_control_without_the_lock_only_the_composite_key_holds(
    practice: Practice, engagement: Engagement, ines: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = colleague(practice, "amara@example.com")
    for module in (practice_people, engagement_actions):
        monkeypatch.setattr(module, "hold_practice", unheld)
    said = race(engagement, ines, member, monkeypatch, patience=30)
    assert said == ["assigned", "stopped by the composite key"]
    assert left_behind(engagement) == 1
