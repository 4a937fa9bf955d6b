"""Writes about who belongs to a practice. Each holds the practice, so that two never count leads at once."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from businesses.actions.engagements import end_assignments
from businesses.actions.practices import hold_practice
from businesses.context import see_businesses
from businesses.models import Engagement, EngagementPerson, Practice, PracticeInvitation, PracticeMember, PracticeRole
from businesses.offers import new_offer, offers, refusal_of
from businesses.practices import MOST_PEOPLE
from businesses.roles import PracticeCan, practice_may
from core.models import Conflict, Refused
from jobs.actions import request_mail


@transaction.atomic
def invite_colleagues(
    *, practice: Practice, actor: User, emails: list[str], role: str, at: datetime
) -> list[PracticeInvitation]:
    """Offer these addresses a place in the practice. The outbox sends the mails; a new offer replaces an open one."""
    hold_practice(practice.pk)
    still_open = PracticeInvitation.objects.filter(practice=practice, accepted_at=None, revoked_at=None)
    still_open.filter(email__in=emails).update(revoked_at=at)
    people = PracticeMember.objects.filter(practice=practice).count()
    if people + still_open.count() + len(emails) > MOST_PEOPLE:
        raise Refused(f"A practice has at most {MOST_PEOPLE} people, those who are invited included.")
    return [_offer(practice, actor, email, role, at) for email in emails]


def _offer(practice: Practice, actor: User, email: str, role: str, at: datetime) -> PracticeInvitation:
    invitation = new_offer(PracticeInvitation, at=at, practice=practice, email=email, role=role, invited_by=actor)
    request_mail(kind="practice_invitation", key=f"practice-invitation:{invitation.pk}", object_id=invitation.pk)
    return invitation


@transaction.atomic
def revoke_practice_invitation(*, invitation: PracticeInvitation, at: datetime) -> None:
    """Take an offer back. Raises Refused when it was accepted in between."""
    still_open = PracticeInvitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not still_open.update(revoked_at=at):
        raise Refused("This invitation is no longer open.")


@transaction.atomic
def join_practice(*, invitation: PracticeInvitation, user: User, at: datetime) -> PracticeMember:
    """Join. The caller has checked that the address is theirs; raises Refused when the offer is dead.

    The practice is held first: of many presses at once the first makes the member, the others find it used.
    """
    practice = hold_practice(invitation.practice_id)
    found = offers(PracticeInvitation).get(pk=invitation.pk)
    why = refusal_of(found, at)
    if why:
        raise Refused(why)
    found.accepted_at = at
    found.save(update_fields=["accepted_at"])
    member, _ = PracticeMember.objects.get_or_create(practice=practice, user=user, defaults={"role": found.role})
    return member


@transaction.atomic
def change_practice_role(*, member: PracticeMember, role: str, was: str) -> PracticeMember:
    """Make somebody lead or consultant. `was` is the role the person saw; raises Conflict when it changed since."""
    found = _held(member)
    if found.role == role:
        return found
    if found.role != was:
        raise Conflict(theirs={"role": found.role}, mine={"role": role})
    _keep_a_lead(found, "change the role")
    found.role = role
    found.save(update_fields=["role"])
    if not practice_may(role, PracticeCan.RUN):
        _take_back_invitations(found)
    return found


@transaction.atomic
def remove_colleague(*, member: PracticeMember, actor: User) -> None:
    """Take a person out of the practice and of every business they were assigned to, from their next request on."""
    found = _held(member)
    _keep_a_lead(found, "remove this one")
    _end(found, actor)


@transaction.atomic
def leave_practice(*, member: PracticeMember) -> None:
    """A person takes themselves out."""
    found = _held(member)
    _keep_a_lead(found, "leave")
    _end(found, found.user)


def _held(member: PracticeMember) -> PracticeMember:
    """The member as they are now, with the practice held until the transaction ends. Raises when they are gone."""
    practice = hold_practice(member.practice_id)
    found = PracticeMember.objects.select_related("user").filter(pk=member.pk).first()
    if found is None:
        raise Refused("This person has left the practice already.")
    found.practice = practice
    return found


def _keep_a_lead(member: PracticeMember, then: str) -> None:
    leads = PracticeMember.objects.filter(practice_id=member.practice_id, role=PracticeRole.LEAD)
    if member.role == PracticeRole.LEAD and not leads.exclude(pk=member.pk).exists():
        raise Refused(
            f"{member.user.called} is the only lead. A practice always has one: "
            f"make somebody else a lead first, then {then}."
        )


def _take_back_invitations(member: PracticeMember) -> None:
    """What somebody offered ends with their right to offer it."""
    PracticeInvitation.objects.filter(
        practice_id=member.practice_id, invited_by_id=member.user_id, accepted_at=None, revoked_at=None
    ).update(revoked_at=timezone.now())


def _end(member: PracticeMember, actor: User) -> None:
    _take_back_invitations(member)
    engaged = Engagement.objects.filter(practice_id=member.practice_id)
    see_businesses(engaged.values_list("business_id", flat=True))
    end_assignments(
        found=EngagementPerson.objects.filter(practice_id=member.practice_id, user_id=member.user_id),
        actor=actor,
        called=member.user.called,
    )
    member.delete()
