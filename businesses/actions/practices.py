"""Writes about a practice itself: begin one, call it otherwise, offer it to clients."""

import secrets
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from accounts.models import User
from businesses.context import see_practice
from businesses.models import ClientInvitation, Practice, PracticeMember, PracticeRole
from businesses.offers import MOST_OPEN, TOO_MANY_OPEN, new_offer
from core.models import Conflict, Refused
from jobs.actions import request_mail


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
    PracticeMember.objects.create(practice=practice, user=lead, role=PracticeRole.LEAD)
    return practice


def hold_practice(practice_id: int) -> Practice:
    """The practice as it is now, held until the transaction ends: nobody joins, leaves or is assigned meanwhile."""
    see_practice(practice_id)
    return Practice.objects.select_for_update(no_key=True).get(pk=practice_id)


@transaction.atomic
def rename_practice(*, practice: Practice, name: str, version: int) -> None:
    """Call it otherwise; its address stays. Raises Conflict when somebody saved since `version` was read."""
    stored = hold_practice(practice.pk)
    if stored.name == name:
        return
    if stored.version != version:
        raise Conflict(theirs={"name": stored.name}, mine={"name": name})
    stored.name = name
    stored.version += 1
    stored.save(update_fields=["name", "version"])


@transaction.atomic
def invite_client(*, practice: Practice, actor: User, email: str, level: str, at: datetime) -> ClientInvitation:
    """Offer to work for a business of whoever has this address. A new offer replaces an open one."""
    hold_practice(practice.pk)
    still_open = ClientInvitation.objects.filter(practice=practice, accepted_at=None, revoked_at=None)
    still_open.filter(email=email).update(revoked_at=at)
    if still_open.count() >= MOST_OPEN:
        raise Refused(TOO_MANY_OPEN)
    invitation = new_offer(ClientInvitation, at=at, practice=practice, email=email, level=level, invited_by=actor)
    request_mail(kind="client_invitation", key=f"client-invitation:{invitation.pk}", object_id=invitation.pk)
    return invitation


@transaction.atomic
def revoke_client_invitation(*, invitation: ClientInvitation, at: datetime) -> None:
    """Take an offer back. Raises Refused when it was accepted in between."""
    still_open = ClientInvitation.objects.filter(pk=invitation.pk, accepted_at=None, revoked_at=None)
    if not still_open.update(revoked_at=at):
        raise Refused("This invitation is no longer open.")
