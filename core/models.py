"""Base model and the error of two people editing one thing. Imports no app."""

from typing import Any

from django.db import models
from django.http import Http404


class Conflict(Exception):
    """Somebody saved in between. Carries both texts, so that nothing is lost.

    `theirs` is what is stored now, `mine` what was about to be written: field name → value.
    """

    def __init__(self, theirs: dict[str, Any], mine: dict[str, Any]) -> None:
        super().__init__("changed by somebody else in between")
        self.theirs = theirs
        self.mine = mine


class Refused(Exception):
    """An action that a rule forbids; the message is for the person, in their words."""


class TakenOff(Http404):
    """Something of one's own that was taken off and can be put back: a 404 that says so, for who may see it.

    `name`: what it was called; `back`: the address where it is put back.
    """

    def __init__(self, name: str, back: str) -> None:
        super().__init__("taken off")
        self.name, self.back = name, back


class Versioned(models.Model):
    """A row that people edit: a write names the version it was made from."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
