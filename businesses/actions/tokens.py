"""Writes about API tokens: made by an owner, shown once, revoked by any owner or with their maker's leaving."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.models import User
from businesses.audit import record
from businesses.models import ApiToken, Business, Membership
from businesses.tokens import hash_of, new_api_token
from core.models import Refused

MOST_LIVE = 50
LONGEST_DAYS = 730


@transaction.atomic
def add_token(
    *, business: Business, actor: User, name: str, scope: str, days: int, at: datetime
) -> tuple[ApiToken, str]:
    """A token that works for so many days, and its text, which is nowhere else. Raises Refused for a name in use."""
    if not 1 <= days <= LONGEST_DAYS:
        raise ValueError(f"a token works for 1 to {LONGEST_DAYS} days, not {days}")
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    live = ApiToken.objects.filter(business=business, revoked_at=None)
    if live.filter(name=name).exists():
        raise Refused("There is a token of that name already. Choose another name, or revoke that one first.")
    if live.count() >= MOST_LIVE:
        raise Refused(f"A business can have {MOST_LIVE} tokens. Revoke one that nothing uses any more.")
    text = new_api_token()
    token = ApiToken.objects.create(
        business=business,
        name=name,
        scope=ApiToken.Scope(scope),
        token_hash=hash_of(text),
        hint=text[-4:],
        made_by=actor,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    record(
        business=business,
        actor=actor,
        what="token_add",
        row=token,
        label=name,
        after={"scope": token.scope, "until": token.expires_at.date()},
    )
    return token, text


@transaction.atomic
def revoke_token(*, token: ApiToken, actor: User, at: datetime) -> bool:
    """From the next call on it is worth nothing. Whether it was live until now."""
    if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        return False
    token.answers.all().delete()
    record(business=token.business, actor=actor, what="token_revoke", row=token, label=token.name)
    return True


def revoke_tokens_of(*, membership: Membership, actor: User, at: datetime) -> None:
    """Whoever leaves takes their tokens along: coming back later does not wake them."""
    mine = ApiToken.objects.filter(
        business_id=membership.business_id, made_by_id=membership.user_id, revoked_at=None
    ).select_related("business")
    for token in mine.order_by("pk"):
        revoke_token(token=token, actor=actor, at=at)


def note_use(*, token: ApiToken, day: date) -> None:
    """Keep the day of the last call, at most one write a day."""
    if token.last_used_on != day:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=day)
