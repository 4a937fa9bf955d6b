"""Writes about a person."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User
from accounts.sessions import end_every_session

# A domain that no mail can ever reach (RFC 2606).
NOWHERE = "nobody.invalid"
# What history calls whoever was deleted.
NOBODY = "Somebody who left"
OTHER = {User.Theme.LIGHT: User.Theme.DARK, User.Theme.DARK: User.Theme.LIGHT, User.Theme.SYSTEM: User.Theme.DARK}


@transaction.atomic
def create_person(*, email: str, password: str | None = None, **fields: Any) -> User:
    """A person whose address is known to be theirs: for commands and samples. Everybody else signs up."""
    user = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@transaction.atomic
def await_person(*, email: str, name: str, time_zone: str) -> User:
    """An account for an address that nobody has proved to be theirs: it opens to a code sent there, to nothing else."""
    user = User.objects.create_user(email, name=name, time_zone=time_zone)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
    return user


def name_only(*, name: str, email: str = "") -> User:
    """Somebody whom history names: no address that could get mail, no way to sign in."""
    email = email or f"named-{secrets.token_hex(8)}@{NOWHERE}"
    return User.objects.create_user(email, name=name[:120], is_active=False)


@transaction.atomic
def remove_person(*, user: User) -> None:
    """Take out everything that tells who this was and every way in. A nameless row stays, for history to point to."""
    addresses = {user.email.lower(), *EmailAddress.objects.filter(user=user).values_list("email", flat=True)}
    end_every_session(user, addresses)
    EmailAddress.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    user.groups.clear()
    user.user_permissions.clear()
    nobody = User(email=f"removed-{secrets.token_hex(8)}@{NOWHERE}", name=NOBODY, is_active=False)
    nobody.pk, nobody.date_joined = user.pk, timezone.now()
    nobody.set_unusable_password()
    nobody.save(force_update=True)


@transaction.atomic
def change_profile(*, user: User, name: str, time_zone: str, theme: str, keys_on: bool) -> None:
    """Save what a person chose for themselves."""
    user.name, user.theme, user.keys_on = name, theme, keys_on
    user.save(update_fields=["name", "theme", "keys_on"])
    change_zone(user=user, time_zone=time_zone)


@transaction.atomic
def change_zone(*, user: User, time_zone: str) -> None:
    """Save by which clock a person lives; what is timed by it follows (settings.ZONE_CHANGED)."""
    if user.time_zone == time_zone:
        return
    user.time_zone = time_zone
    user.save(update_fields=["time_zone"])
    for path in settings.ZONE_CHANGED:
        import_string(path)(user, timezone.now())


@transaction.atomic
def change_theme(*, user: User, theme: str) -> None:
    """Light, dark, or `toggle`: the other one of what is set."""
    user.theme = OTHER[User.Theme(user.theme)] if theme == "toggle" else theme
    user.save(update_fields=["theme"])
