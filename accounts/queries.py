"""Reads about a person."""

from allauth.account.models import EmailAddress

from accounts.models import User


def owns_address(user: User, email: str) -> bool:
    """Whether this person has proved that the address is theirs, by a code sent to it."""
    found: bool = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists()
    return found
