"""What all offers by mail have in common: how one is made, opened by its link, and when it is over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.db.models import BooleanField, Exists, Model, OuterRef, QuerySet, Subquery, Value

from accounts.queries import own_addresses
from businesses.context import FRESH, in_one_trip
from businesses.models import ClientInvitation, Invitation, Membership, Offer, PracticeInvitation, PracticeMember
from businesses.roles import Can, PracticeCan, may, practice_may
from businesses.tokens import hash_of, new_nonce, new_token

AnyOffer = TypeVar("AnyOffer", bound=Offer)

LASTS = timedelta(days=7)
MOST_OPEN = 200
TOO_MANY_OPEN = f"At most {MOST_OPEN} invitations can be open at once. Take some back first."


@dataclass(frozen=True)
class Kind:
    """What one kind of offer leads to, and who may make it."""

    scope: str  # the field that names what it leads to
    let_see: str  # tells row-level security that this may be read
    people: type[Model]  # who belongs to the scope
    may_send: Callable[[str], bool]  # by role there


_PRACTICE = "set_config('app.practice', practice_id::text, true)"
KINDS: dict[type[Offer], Kind] = {
    Invitation: Kind(
        "business",
        "set_config('app.businesses', '{' || business_id || '}', true)",
        Membership,
        lambda role: may(role, Can.MANAGE),
    ),
    ClientInvitation: Kind(
        "practice", _PRACTICE, PracticeMember, lambda role: practice_may(role, PracticeCan.INVITE_CLIENTS)
    ),
    PracticeInvitation: Kind("practice", _PRACTICE, PracticeMember, lambda role: practice_may(role, PracticeCan.RUN)),
}


def new_offer(model: type[AnyOffer], *, at: datetime, **fields: Any) -> AnyOffer:
    """A row with a token of its own that lasts seven days."""
    nonce = new_nonce()
    return model._default_manager.create(
        nonce=nonce, token_hash=hash_of(new_token(nonce)), created_at=at, expires_at=at + LASTS, **fields
    )


def offers(model: type[AnyOffer], user_id: int | None = None) -> QuerySet[AnyOffer]:
    """Offers with what they lead to, who sent them and in which role, and whether they went to this person."""
    kind = KINDS[model]
    sender = kind.people._default_manager.filter(**{kind.scope: OuterRef(kind.scope), "user": OuterRef("invited_by")})
    mine = Exists(own_addresses(user_id, OuterRef("email"))) if user_id else Value(False, BooleanField())
    known: dict[str, Any] = {"sender_role": Subquery(sender.values("role")[:1]), "mine": mine}
    found: QuerySet[AnyOffer] = model._default_manager.select_related("invited_by", kind.scope).annotate(**known)
    return found


def open_offer(model: type[AnyOffer], user_id: int | None, token: str) -> AnyOffer | None:
    """The offer of this link; afterwards what it leads to may be read. Two round trips."""
    token_hash = hash_of(token)
    if connection.vendor == "postgresql":
        in_one_trip(
            # Only names of ours are put into the text.
            f"{FRESH} SELECT set_config('app.invitation', %s, true);"  # noqa: S608
            f" SELECT {KINDS[model].let_see} FROM {model._meta.db_table} WHERE token_hash = %s",
            ["" if user_id is None else str(user_id), token_hash, token_hash],
        )
    return offers(model, user_id).filter(token_hash=token_hash).first()


def refusal_of(offer: Offer, at: datetime) -> str:
    """Why an offer (of `offers`) does not work any more, in words; "" when it works."""
    if offer.accepted_at is not None:
        return "This invitation was used already."
    if offer.revoked_at is not None:
        return "This invitation was taken back."
    if offer.expires_at <= at:
        return "This invitation was for seven days, and they are over."
    if not KINDS[type(offer)].may_send(offer.sender_role or ""):
        return "Whoever sent this invitation may no longer invite people."
    return ""


def clock_of(offer: Offer) -> str:
    """By which clock its last day is told, in the mail and on every page: the business's, or that of who sent it."""
    return offer.business.time_zone if isinstance(offer, Invitation) else offer.invited_by.time_zone


def masked(email: str) -> str:
    """`n…@example.com`: enough for whoever has several addresses, too little for somebody who found the link."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"
