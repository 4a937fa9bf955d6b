"""Writes about invitations: single use, seven days, bound to an address."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from businesses.audit import record
from businesses.models import Business, Invitation, Membership, Role
from businesses.offers import MOST_OPEN, TOO_MANY_OPEN, new_offer, offers, refusal_of
from businesses.roles import consultant
from core.models import Refused
from jobs.actions import request_mail


@transaction.atomic
def invite(
    *, business: Business, actor: User, emails: list[str], at: datetime, role: str = "", level: str = ""
) -> list[Invitation]:
    """Offer a role in the team, or an engagement as a consultant (`level`), to these addresses.

    The outbox sends the mails. A new offer replaces an open one.
    """
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    still_open = Invitation.objects.filter(business=business, accepted_at=None, revoked_at=None)
    if still_open.exclude(email__in=emails).count() + len(emails) > MOST_OPEN:
        raise Refused(TOO_MANY_OPEN)
    still_open.filter(email__in=emails).update(revoked_at=at)
    return [_offer(business, actor, email, role, level, at) for email in emails]


def _offer(business: Business, actor: User, email: str, role: str, level: str, at: datetime) -> Invitation:
    invitation = new_offer(Invitation, at=at, business=business, email=email, role=role, level=level, invited_by=actor)
    request_mail(kind="invitation", key=f"invitation:{invitation.pk}", business_id=business.pk, object_id=invitation.pk)
    record(
        business=business,
        actor=actor,
        what="invitation_add",
        row=invitation,
        label=email,
        after={"role": role or consultant(level)},
    )
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User, at: datetime) -> None:
    """Take an offer back. Raises Refused when it was accepted in between."""
    Business.objects.select_for_update(no_key=True).get(pk=invitation.business_id)
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None).update(revoked_at=at)
    if not taken:
        raise Refused("This invitation is no longer open.")
    record(business=invitation.business, actor=actor, what="invitation_remove", row=invitation, label=invitation.email)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User, at: datetime) -> Membership:
    """Join. The caller has checked that the address is theirs (views/offer.py); raises Refused when it is dead.

    The business row is locked first: of many presses at once the first makes the membership, the others find it used.
    """
    Business.objects.select_for_update(no_key=True).get(pk=invitation.business_id)
    found = offers(Invitation).get(pk=invitation.pk)
    why = refusal_of(found, at)
    if why:
        raise Refused(why)
    found.accepted_at = at
    found.save(update_fields=["accepted_at"])
    membership, made = Membership.objects.get_or_create(
        business=found.business, user=user, defaults={"role": found.role}
    )
    record(
        business=found.business,
        actor=user,
        what="member_add" if made else "invitation_accept",
        row=membership,
        label=user.called,
        after={"role": Role(membership.role).value},
    )
    return membership
