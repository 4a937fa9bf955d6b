"""Writes about practices and the businesses they work for."""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from accounts.models import User
from businesses.audit import record
from businesses.context import see_practice, see_user
from businesses.models import (
    Business,
    ClientInvitation,
    Engagement,
    EngagementPerson,
    Invitation,
    Level,
    Membership,
    Practice,
    PracticeMember,
    Side,
)
from businesses.practices import client_refusal_of, own_practice
from businesses.queries import refusal_of
from businesses.roles import Can, may
from businesses.tokens import hash_of, new_nonce, new_token
from core.models import Refused
from jobs.actions import request_mail

LASTS = timedelta(days=7)
MOST_OPEN = 200


@transaction.atomic
def create_practice(*, lead: User, name: str = "") -> Practice:
    """A practice with its first person. Row-level security must know the id before the row exists."""
    name = name or f"{lead.called}’s practice"
    pk = None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence('businesses_practice', 'id'))")
            pk = int(cursor.fetchone()[0])
        see_practice(pk)
    base = slugify(name)[:48].strip("-") or "practice"
    for attempt in range(5):
        slug = base if attempt == 0 else f"{base}-{secrets.token_hex(2)}"
        try:
            with transaction.atomic():
                practice = Practice.objects.create(id=pk, name=name[:120], slug=slug)
            break
        except IntegrityError:
            if attempt == 4:
                raise
    PracticeMember.objects.create(practice=practice, user=lead, role=PracticeMember.Role.LEAD)
    return practice


@transaction.atomic
def accept_engagement(*, invitation: Invitation, user: User, at: datetime, practice_name: str = "") -> Engagement:
    """Begin to work for the business that invited this person, in their practice; without one, it is made.

    The business row is locked first: of many presses at once the first begins, the others find it used.
    """
    see_user(user.pk)
    Business.objects.select_for_update().get(pk=invitation.business_id)
    found = Invitation.objects.select_related("business").get(pk=invitation.pk)
    why = refusal_of(found, at)
    if why:
        raise Refused(why)
    if Membership.objects.filter(business=found.business, user=user).exists():
        raise Refused("You are in the team of this business already.")
    found.accepted_at = at
    found.save(update_fields=["accepted_at"])
    practice = own_practice(user) or create_practice(lead=user, name=practice_name)
    return begin_engagement(
        business=found.business, practice=practice, person=user, level=found.level, side=Side.BUSINESS, actor=user
    )


@transaction.atomic
def begin_engagement(
    *, business: Business, practice: Practice, person: User, level: str, side: str, actor: User
) -> Engagement:
    """One active engagement a pair: a second offer changes its level and assigns the person."""
    see_practice(practice.pk)
    engagement, made = Engagement.objects.update_or_create(
        business=business,
        practice=practice,
        state=Engagement.State.ACTIVE,
        defaults={"level": level},
        create_defaults={"level": level, "invited_by": side},
    )
    EngagementPerson.objects.get_or_create(business=business, engagement=engagement, user=person)
    record(
        business=business,
        actor=actor,
        what="engagement_start" if made else "engagement_edit",
        row=engagement,
        label=practice.name,
        after={"level": Level(level).value},
    )
    return engagement


@transaction.atomic
def end_engagement(*, engagement: Engagement, actor: User, side: str, at: datetime) -> None:
    """Whoever ends it, its people find nothing here on their next request."""
    Business.objects.select_for_update().get(pk=engagement.business_id)
    active = Engagement.objects.filter(pk=engagement.pk, state=Engagement.State.ACTIVE)
    if not active.update(state=Engagement.State.ENDED, ended_by=side, ended_at=at):
        raise Refused("This engagement has ended already.")
    record(
        business=engagement.business, actor=actor, what="engagement_end", row=engagement, label=engagement.practice.name
    )


@transaction.atomic
def invite_client(*, practice: Practice, actor: User, email: str, level: str, at: datetime) -> ClientInvitation:
    """Offer to work for a business of whoever has this address. A new offer replaces an open one."""
    see_practice(practice.pk)
    Practice.objects.select_for_update().get(pk=practice.pk)
    still_open = ClientInvitation.objects.filter(practice=practice, accepted_at=None, revoked_at=None)
    still_open.filter(email=email).update(revoked_at=at)
    if still_open.count() >= MOST_OPEN:
        raise Refused(f"At most {MOST_OPEN} invitations can be open at once. Take some back first.")
    nonce = new_nonce()
    invitation = ClientInvitation.objects.create(
        practice=practice,
        email=email,
        level=level,
        nonce=nonce,
        token_hash=hash_of(new_token(nonce)),
        invited_by=actor,
        created_at=at,
        expires_at=at + LASTS,
    )
    request_mail(kind="client_invitation", key=f"client-invitation:{invitation.pk}", object_id=invitation.pk)
    return invitation


@transaction.atomic
def revoke_client_invitation(*, invitation: ClientInvitation, at: datetime) -> None:
    """Take an offer back. Raises Refused when it was accepted in between."""
    still_open = ClientInvitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not still_open.update(revoked_at=at):
        raise Refused("This invitation is no longer open.")


@transaction.atomic
def accept_client(*, invitation: ClientInvitation, business: Business, owner: User, at: datetime) -> Engagement:
    """An owner lets the practice in; the caller has checked whose address it is. Raises Refused when it is dead."""
    Business.objects.select_for_update().get(pk=business.pk)
    see_practice(invitation.practice_id)
    found = ClientInvitation.objects.select_for_update(of=("self",)).select_related("practice").get(pk=invitation.pk)
    why = client_refusal_of(found, at)
    mine = Membership.objects.filter(business=business, user=owner).first()
    if not why and (mine is None or not may(mine.role, Can.MANAGE)):
        why = "Only an owner can let a consultant in."
    if not why and Membership.objects.filter(business=business, user_id=found.invited_by_id).exists():
        why = "Whoever sent this is in the team of that business already."
    if why:
        raise Refused(why)
    found.accepted_at = at
    found.save(update_fields=["accepted_at"])
    return begin_engagement(
        business=business,
        practice=found.practice,
        person=found.invited_by,
        level=found.level,
        side=Side.PRACTICE,
        actor=owner,
    )
