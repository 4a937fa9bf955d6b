"""Identity only: an email address is a person. Knows no business."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone


def called(name: str, email: str) -> str:
    """How pages name a person with this name and address: the name, or the address up to its @."""
    return name or email.split("@")[0]


class UserManager(BaseUserManager["User"]):
    """Makes people from an email address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person; without a password they sign in by code."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in."""

    class Theme(models.TextChoices):
        SYSTEM = "", "As my device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    email = models.EmailField(unique=True, max_length=254)
    name = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    theme = models.CharField(max_length=5, choices=Theme.choices, default=Theme.SYSTEM, blank=True)
    keys_on = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def called(self) -> str:
        """How pages name this person: the name, or the address up to its @."""
        return called(self.name, self.email)

    @property
    def initials(self) -> str:
        """One or two letters for the avatar."""
        words = self.called.replace(".", " ").replace("_", " ").replace("-", " ").split()
        return "".join(word[0] for word in words[:2]).upper() or "?"
