"""Writes about a person."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import User

OTHER = {User.Theme.LIGHT: User.Theme.DARK, User.Theme.DARK: User.Theme.LIGHT, User.Theme.SYSTEM: User.Theme.DARK}


@transaction.atomic
def create_person(*, email: str, password: str | None = None, **fields: Any) -> User:
    """A person whose address is known to be theirs: for commands and samples. Everybody else signs up."""
    user = User.objects.create_user(email, password, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@transaction.atomic
def change_profile(*, user: User, name: str, time_zone: str, theme: str, keys_on: bool) -> None:
    """Save what a person chose for themselves; what is timed by their clock follows it (settings.ZONE_CHANGED)."""
    moved = user.time_zone != time_zone
    user.name, user.time_zone, user.theme, user.keys_on = name, time_zone, theme, keys_on
    user.save(update_fields=["name", "time_zone", "theme", "keys_on"])
    if moved:
        for path in settings.ZONE_CHANGED:
            import_string(path)(user, timezone.now())


@transaction.atomic
def change_theme(*, user: User, theme: str) -> None:
    """Light, dark, or `toggle`: the other one of what is set."""
    user.theme = OTHER[User.Theme(user.theme)] if theme == "toggle" else theme
    user.save(update_fields=["theme"])
