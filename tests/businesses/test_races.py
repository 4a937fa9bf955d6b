"""Many at once, with real threads and real transactions on PostgreSQL: one membership, always an owner."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.actions import create_person
from accounts.models import User
from businesses.actions import create_business, invite, leave_business, members
from businesses.context import tenant
from businesses.models import AuditRow, Business, Invitation, Membership, Role
from businesses.tokens import new_token
from core.models import Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def postgresql_only() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time by itself")


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Run all of them in threads that start together; the results, in order."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=30)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def two_owners() -> tuple[Business, list[Membership]]:
    with transaction.atomic():
        business = create_business(owner=create_person(email="nadia@example.com"), name="Marlow")
    with tenant(business.pk):
        Membership.objects.create(business=business, user=create_person(email="tomas@example.com"), role=Role.OWNER)
        return business, list(Membership.objects.select_related("user"))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_fifty_presses_of_join_make_one_member() -> None:
    with transaction.atomic():
        owner = create_person(email="nadia@example.com")
        business = create_business(owner=owner, name="Marlow")
        offer = {"business": business, "actor": owner, "role": Role.RECORDER, "at": timezone.now()}
        invitation = invite(emails=["guest@example.com"], **offer)[0]  # type: ignore[arg-type]
    guest = create_person(email="guest@example.com")
    clients = [signed_in(guest) for _ in range(50)]
    address = f"/invitations/{new_token(invitation.nonce)}/"
    answers = at_once([lambda c=c: c.post(address) for c in clients])  # type: ignore[misc]
    assert {a.status_code for a in answers} <= {302, 410}
    with tenant(business.pk):
        assert Membership.objects.filter(user=guest).count() == 1
        assert AuditRow.objects.filter(what__in=["member_add", "invitation_accept"]).count() == 1
        assert Invitation.objects.get().accepted_at is not None


def leaving(membership: Membership) -> Callable[[], str]:
    def leave() -> str:
        try:
            with tenant(membership.business_id):
                leave_business(membership=membership)
        except Refused:
            return "stays"
        return "left"

    return leave


def together_at_the_end(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Both have counted the owners before either is gone, unless a lock makes the second wait for longer than that."""
    barrier, end = Barrier(2), members._end

    def slowly(*args: Any) -> None:
        with contextlib.suppress(BrokenBarrierError):
            barrier.wait(timeout=seconds)
        end(*args)

    monkeypatch.setattr(members, "_end", slowly)


def owners(business: Business) -> int:
    with tenant(business.pk):
        return Membership.objects.filter(role=Role.OWNER).count()


def test_of_two_owners_who_leave_at_once_one_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    business, both = two_owners()
    together_at_the_end(monkeypatch, seconds=1)
    assert sorted(at_once([leaving(m) for m in both])) == ["left", "stays"]
    assert owners(business) == 1


def test_control_without_the_lock_nobody_would_be_left(monkeypatch: pytest.MonkeyPatch) -> None:
    business, both = two_owners()
    together_at_the_end(monkeypatch, seconds=30)
    unlocked = SimpleNamespace(objects=SimpleNamespace(select_for_update=lambda **how: Business.objects.all()))
    monkeypatch.setattr(members, "Business", unlocked)
    assert at_once([leaving(m) for m in both]) == ["left", "left"]
    assert owners(business) == 0
