"""Reads of tenancy: the team, the open invitations, one invitation by its token."""

from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from accounts.queries import owns_address
from businesses.context import see_businesses, see_invitation
from businesses.models import Business, Invitation, Membership, Role
from businesses.roles import Can, may
from businesses.tokens import hash_of
from core.periods import MONTHS

ORDER = {role: n for n, role in enumerate(Role.values)}


def members_of(business: Business) -> list[Membership]:
    """Everybody in the team, owners first, then by name."""
    members = list(Membership.objects.filter(business=business).select_related("user"))
    return sorted(members, key=lambda m: (ORDER[m.role], m.user.called.casefold(), m.pk))


def open_invitations(business: Business) -> QuerySet[Invitation]:
    """Offers that were neither accepted nor taken back, newest first; those that ran out are among them."""
    still_open = Invitation.objects.filter(business=business, accepted_at=None, revoked_at=None)
    return still_open.select_related("invited_by").order_by("-created_at", "-pk")


def invitation_for(user: User, token: str) -> Invitation | None:
    """The invitation of this token if it was sent to an address of this person; afterwards its business may be read."""
    token_hash = hash_of(token)
    see_invitation(token_hash)
    invitation = Invitation.objects.filter(token_hash=token_hash).select_related("invited_by").first()
    see_invitation("")
    # Asked in either case, so that a link that exists takes no longer than one that does not.
    mine = owns_address(user, invitation.email if invitation else "")
    if invitation is None or not mine:
        return None
    see_businesses([invitation.business_id])
    return invitation


def refusal_of(invitation: Invitation, at: datetime) -> str:
    """Why the invitation does not work any more, in words; "" when it works."""
    if invitation.accepted_at is not None:
        return "This invitation was used already."
    if invitation.revoked_at is not None:
        return "This invitation was taken back."
    if invitation.expires_at <= at:
        return "This invitation was for seven days, and they are over."
    inviter = Membership.objects.filter(business_id=invitation.business_id, user_id=invitation.invited_by_id).first()
    if inviter is None or not may(inviter.role, Can.MANAGE):
        return "Whoever sent this invitation may no longer invite people."
    return ""


def day_words(day: date | None, today: date) -> str:
    """`today`, `yesterday`, `12 November`, with the year when it is another one; `never` without a day."""
    if day is None:
        return "never"
    if day >= today:
        return "today"
    if day == today - timedelta(days=1):
        return "yesterday"
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != today.year else "")
