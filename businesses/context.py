"""What the database lets this transaction touch: the settings that row-level security reads (core/rls.py).

Only PostgreSQL enforces it. On SQLite these functions do nothing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from core.flat import Rows, Statement, called, rows

# What every door says first, with the person's id: who comes in, and that nothing is seen yet.
FRESH = (
    "SELECT set_config('app.user', %s, true), set_config('app.businesses', '', true),"
    " set_config('app.practice', '', true);"
)


def in_one_trip(text: str, values: list[Any]) -> tuple[Any, ...] | None:
    """Runs two statements at once, on PostgreSQL; answers the first row of the second."""
    with connection.cursor() as cursor:
        # The values are put in here, since the server binds them for one statement at a time.
        cursor.execute(connection.ops.compose_sql(text, values))  # type: ignore[attr-defined]
        cursor.nextset()
        row: tuple[Any, ...] | None = cursor.fetchone()
    return row


def _set(name: str, value: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def _get(name: str) -> str:
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
        return str(cursor.fetchone()[0])


def see_businesses(ids: Iterable[int]) -> None:
    """From here to the end of the transaction: rows of these businesses only."""
    _set("app.businesses", as_array(ids))


def see_and_read(ids: Iterable[int], statement: Statement, *values: Any) -> Rows:
    """From here to the end of the transaction rows of these businesses only; and the first of them, in one trip."""
    if connection.vendor != "postgresql":
        return rows(statement, *values)
    text = f"SELECT set_config('app.businesses', %s, true); {called(statement)}"
    with connection.cursor() as cursor:
        cursor.execute(text, [as_array(ids), *values])
        cursor.nextset()
        return list(cursor.fetchall())


def as_array(ids: Iterable[int]) -> str:
    """`{1,2}`, each once."""
    return "{" + ",".join(str(i) for i in sorted({int(i) for i in ids})) + "}"


def see_user(user_id: int | None) -> None:
    """From here to the end of the transaction: this person's memberships and their businesses may be read."""
    _set("app.user", "" if user_id is None else str(user_id))


def see_invitation(token_hash: str) -> None:
    """From here to the end of the transaction: the invitation with this hash may be read."""
    _set("app.invitation", token_hash)


def see_practice(practice_id: int) -> None:
    """From here to the end of the transaction: this practice, its people and its offers."""
    _set("app.practice", str(int(practice_id)))


def see_digest(token_hash: str) -> None:
    """From here to the end of the transaction: the digest with this stop link may be read."""
    _set("app.digest", token_hash)


def see_slug(slug: str) -> None:
    """From here to the end of the transaction: the business with this slug may be read. For the operator's commands."""
    _set("app.slug", slug)


@contextmanager
def kept(*names: str) -> Iterator[None]:
    """A transaction after which these settings are again what they were before it."""
    with transaction.atomic():
        before = {name: _get(name) for name in names}
        yield
        for name, value in before.items():
            _set(name, value)


@contextmanager
def tenant(business_id: int) -> Iterator[None]:
    """A transaction that sees one business; the settings before it come back after it. For tasks and commands."""
    with kept("app.businesses"):
        see_businesses([business_id])
        yield


@contextmanager
def tenants(ids: Iterable[int]) -> Iterator[None]:
    """A transaction that sees these businesses to its end, for no statement more: the setting goes with the first.

    For tasks about many. Within a transaction that is under way it stays when the block ends, as `see_businesses` does.
    """
    with transaction.atomic():
        if connection.vendor != "postgresql":
            yield
            return
        with connection.execute_wrapper(Along("app.businesses", as_array(ids))):
            yield


class Along:
    """Puts a setting before the first statement of a block, in the same message to the server."""

    def __init__(self, name: str, value: str) -> None:
        self.words: tuple[str, ...] = (name, value)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not self.words:
            return execute(sql, params, many, context)
        words, self.words = self.words, ()
        result = execute(f"SELECT set_config(%s, %s, true); {sql}", [*words, *(params or ())], many, context)
        context["cursor"].nextset()
        return result


@contextmanager
def practice_alone(practice_id: int) -> Iterator[None]:
    """A transaction that sees one practice and no business yet: whose clients it sees is for the caller to say."""
    with kept("app.businesses", "app.user", "app.practice"):
        see_businesses([])
        see_user(None)
        see_practice(practice_id)
        yield
