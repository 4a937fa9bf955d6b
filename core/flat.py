"""Statements written out, for reads where putting a queryset together costs more than answering it does.

PostgreSQL keeps their plans, by connection: behind row-level security planning is most of what a short read costs.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cached_property
from hashlib import blake2b
from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True)
class Statement:
    """One statement, the same on both databases, `%s` for each value; and PostgreSQL's type of each value."""

    text: str
    types: str  # "bigint, date"

    @cached_property
    def name(self) -> str:
        """What PostgreSQL keeps its plan under."""
        return "flat_" + blake2b(f"{self.types} {self.text}".encode(), digest_size=12).hexdigest()

    @cached_property
    def call(self) -> str:
        """How it is called there once it is kept."""
        return f"EXECUTE {self.name}({', '.join(['%s'] * self.text.count('%s'))})"

    @cached_property
    def keeping(self) -> str:
        """How it is kept."""
        first, *others = self.text.split("%s")
        numbered = "".join(f"${number}{part}" for number, part in enumerate(others, 1))
        return f"PREPARE {self.name} ({self.types}) AS {first}{numbered}"


def called(statement: Statement) -> str:
    """What to execute with the values: the statement itself, or the call of the one that this connection has kept."""
    if connection.vendor != "postgresql":
        return statement.text
    connection.ensure_connection()
    # On the connection itself, since it outlives requests in its pool, and what it keeps goes with it. Not undone by a
    # rollback, as nothing that PREPARE does is.
    kept: set[str] = connection.connection.__dict__.setdefault("outcomes_kept", set())
    if statement.name not in kept:
        with connection.cursor() as cursor:
            cursor.execute(statement.keeping)
        kept.add(statement.name)
    return statement.call


def rows(statement: Statement, *values: Any) -> Rows:
    """Every row of one statement."""
    text = called(statement)
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


def moment(value: datetime | str) -> datetime:
    """A moment as a statement answered it: SQLite keeps text, in UTC."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def amount(value: Decimal | float | None) -> Decimal | None:
    """An exact value as a statement answered it: SQLite has only floats."""
    return value if value is None or isinstance(value, Decimal) else Decimal(repr(value))
