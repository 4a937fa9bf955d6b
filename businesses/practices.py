"""Reads about practices: whose they are, whom they work for, an offer by its link."""

from datetime import datetime

from accounts.models import User
from accounts.queries import owns_address
from businesses.context import see_businesses, see_invitation, see_practice
from businesses.models import (
    Business,
    ClientInvitation,
    Engagement,
    EngagementPerson,
    Membership,
    Practice,
    PracticeMember,
)
from businesses.roles import Can, may
from businesses.tokens import hash_of


def practices_of(user: User) -> list[Practice]:
    """The practices this person belongs to, by name."""
    return list(Practice.objects.filter(members__user=user).order_by("name", "pk"))


def own_practice(user: User) -> Practice | None:
    """The practice in which this person accepts new clients: the first one they lead, else the first."""
    mine = PracticeMember.objects.filter(user=user).select_related("practice")
    found = sorted(mine, key=lambda m: (m.role != PracticeMember.Role.LEAD, m.pk))
    return found[0].practice if found else None


def assignments(user: User, practice: Practice | None = None) -> list[EngagementPerson]:
    """The active engagements this person is assigned to, with their businesses. One query."""
    found = EngagementPerson.objects.filter(user=user, engagement__state=Engagement.State.ACTIVE)
    if practice is not None:
        found = found.filter(engagement__practice=practice)
    return list(found.select_related("business", "engagement").order_by("pk"))


def engagements_of(business: Business) -> list[Engagement]:
    """Who works for this business now, with their people. Two queries."""
    active = Engagement.objects.filter(business=business, state=Engagement.State.ACTIVE)
    return list(active.select_related("practice").prefetch_related("people__user").order_by("created_at", "pk"))


def open_client_invitations(practice: Practice) -> list[ClientInvitation]:
    """Offers to clients that were neither accepted nor taken back, newest first."""
    still_open = ClientInvitation.objects.filter(practice=practice, accepted_at=None, revoked_at=None)
    return list(still_open.order_by("-created_at", "-pk"))


def client_invitation_for(user: User, token: str) -> ClientInvitation | None:
    """The offer of this link if it was sent to an address of this person; afterwards its practice may be read."""
    token_hash = hash_of(token)
    see_invitation(token_hash)
    found = ClientInvitation.objects.filter(token_hash=token_hash).select_related("invited_by").first()
    see_invitation("")
    mine = owns_address(user, found.email if found else "")
    if found is None or not mine:
        return None
    see_practice(found.practice_id)
    return found


def client_refusal_of(invitation: ClientInvitation, at: datetime) -> str:
    """Why the offer does not work any more, in words; "" when it works."""
    if invitation.accepted_at is not None:
        return "This invitation was used already."
    if invitation.revoked_at is not None:
        return "This invitation was taken back."
    if invitation.expires_at <= at:
        return "This invitation was for seven days, and they are over."
    if not PracticeMember.objects.filter(practice=invitation.practice_id, user=invitation.invited_by_id).exists():
        return "Whoever sent this invitation has left the practice."
    return ""


def businesses_to_offer(user: User) -> list[Business]:
    """The businesses this person may let somebody into; afterwards the transaction sees them."""
    mine = Membership.objects.select_related("business").filter(user=user)
    found = [m.business for m in mine if may(m.role, Can.MANAGE)]
    see_businesses([b.pk for b in found])
    return sorted(found, key=lambda b: (b.is_sample, b.name.casefold(), b.pk))
