"""Reads about a person."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower

from accounts.models import User


def own_addresses(user_id: int, email: Any) -> QuerySet[EmailAddress]:
    """What proves that an address (text, or an expression of a row outside) is this person's: a code was sent to it."""
    found: QuerySet[EmailAddress] = EmailAddress.objects.annotate(lower=Lower("email"))
    return found.filter(user_id=user_id, verified=True, lower=Lower(email))


def owns_address(user: User, email: str) -> bool:
    """Whether this person has proved that the address is theirs."""
    return own_addresses(user.pk, Value(email)).exists()
