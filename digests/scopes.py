"""What a digest is about: one business, or all clients of one practice."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from businesses.context import practice_alone, tenant
from businesses.models import Business, Practice
from digests.models import Scoped

Scope = Business | Practice
DIGEST, EDITION = "digest", "practice_digest"  # kinds of mail and of rows of the timetable


def named(scope: Scope) -> dict[str, Any]:
    """It as the fields of a row about it."""
    return {"business": scope} if isinstance(scope, Business) else {"practice": scope}


def scope_of(row: Scoped) -> Scope:
    """What a row is about, read with it."""
    scope = row.business or row.practice
    if scope is None:
        raise LookupError("a digest of nothing that this transaction sees")
    return scope


def ids_of(row: Scoped) -> dict[str, int | None]:
    """The scope of a row for tables that hold ids only."""
    return {"business_id": row.business_id, "practice_id": row.practice_id}


def kind_of(row: Scoped) -> str:
    """The kind of its mail, and of its row in the timetable."""
    return DIGEST if row.business_id else EDITION


def key_of(row: Scoped, user_id: int, period: str) -> str:
    """The business fact that a mail is: who gets what about whom for which period."""
    about = f"b{row.business_id}" if row.business_id else f"p{row.practice_id}"
    return f"digest:{about}:u{user_id}:{period}"


@contextmanager
def seeing(business_id: int | None, practice_id: int | None) -> Iterator[None]:
    """A transaction that sees the rows of this scope, and of no other."""
    with tenant(business_id) if business_id else practice_alone(practice_id or 0):
        yield
