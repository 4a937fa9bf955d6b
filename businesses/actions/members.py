"""Writes about who belongs to a business. Each locks the business row, so that two never count owners at once."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from businesses.actions.tokens import revoke_tokens_of
from businesses.audit import record
from businesses.models import Business, Invitation, Membership, Role
from businesses.roles import Can, may
from core.models import Conflict, Refused


def _locked(membership: Membership) -> Membership:
    """The membership as it is now, with the business held until the transaction ends. Raises when it is gone."""
    Business.objects.select_for_update(no_key=True).get(pk=membership.business_id)
    found = Membership.objects.select_related("user", "business").filter(pk=membership.pk).first()
    if found is None:
        raise Refused("This person has left the team already.")
    return found


def _keep_an_owner(membership: Membership, then: str) -> None:
    owners = Membership.objects.filter(business_id=membership.business_id, role=Role.OWNER)
    if membership.role == Role.OWNER and not owners.exclude(pk=membership.pk).exists():
        raise Refused(
            f"{membership.user.called} is the only owner. A business always has one: "
            f"make somebody else an owner first, then {then}."
        )


def _take_back_invitations(membership: Membership) -> None:
    """What somebody offered ends with their right to offer it."""
    Invitation.objects.filter(
        business_id=membership.business_id, invited_by_id=membership.user_id, accepted_at=None, revoked_at=None
    ).update(revoked_at=timezone.now())


@transaction.atomic
def change_role(*, membership: Membership, actor: User, role: str, was: str) -> Membership:
    """Give a member another role. `was` is the role the person saw; raises Conflict when it has changed since."""
    found = _locked(membership)
    if found.role == role:
        return found
    if found.role != was:
        raise Conflict(theirs={"role": found.role}, mine={"role": role})
    if role != Role.OWNER:
        _keep_an_owner(found, "change the role")
    before, found.role = found.role, role
    found.save(update_fields=["role"])
    if not may(role, Can.MANAGE):
        _take_back_invitations(found)
    record(
        business=found.business,
        actor=actor,
        what="member_edit",
        row=found,
        label=found.user.called,
        before={"role": before},
        after={"role": role},
    )
    return found


@transaction.atomic
def remove_member(*, membership: Membership, actor: User) -> None:
    """Take a person out of the business: the next request of theirs finds nothing here."""
    found = _locked(membership)
    _keep_an_owner(found, "remove this one")
    _end(found, actor, "member_remove")


@transaction.atomic
def leave_business(*, membership: Membership) -> None:
    """A person takes themselves out."""
    found = _locked(membership)
    _keep_an_owner(found, "leave")
    _end(found, found.user, "member_leave")


def _end(membership: Membership, actor: User, what: str) -> None:
    _take_back_invitations(membership)
    revoke_tokens_of(membership=membership, actor=actor, at=timezone.now())
    record(
        business=membership.business,
        actor=actor,
        what=what,
        row=membership,
        label=membership.user.called,
        before={"role": membership.role},
    )
    membership.delete()
