"""Controls for test_rows.py: with one wall taken down, the check of that table or link turns red. All of it is undone.

Only the owner of the tables can take one down, so the pair is made as that role, which the walls hold back as well.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, models
from pytest_django import DjangoDbBlocker

from tests.conftest import connect_as
from tests.kept import kept
from tests.security.pair import make_pair
from tests.security.stock import Stock
from tests.security.tables import WALLED, check_link, check_reads, check_writes, links, named, rows

pytestmark = pytest.mark.django_db
DOWN = ("DISABLE ROW LEVEL SECURITY", "NO FORCE ROW LEVEL SECURITY")
Check = Callable[[str, Stock, Stock], None]


@pytest.fixture(scope="module")
def filled(walls: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Stock, Stock]]:
    with django_db_blocker.unblock():
        connect_as("OWNER_DATABASE_URL")
    try:
        with kept(django_db_blocker, make_as_owner) as stocks:
            yield stocks
    finally:
        with django_db_blocker.unblock():
            connect_as("DATABASE_URL")


def make_as_owner() -> tuple[Stock, Stock]:
    """A table cannot be altered while checks of its rows are pending."""
    stocks = make_pair()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    return stocks


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("check", [check_reads, check_writes])
@pytest.mark.parametrize("label", sorted(WALLED))
def test_control_a_table_without_its_wall_is_seen(label: str, check: Check, filled: tuple[Stock, Stock]) -> None:
    check(label, *filled)
    for down in DOWN:
        run(f"ALTER TABLE {WALLED[label]._meta.db_table} {down}")
        with pytest.raises(AssertionError, match="another business"):
            check(label, *filled)
        run(f"ALTER TABLE {WALLED[label]._meta.db_table} FORCE ROW LEVEL SECURITY")
        run(f"ALTER TABLE {WALLED[label]._meta.db_table} ENABLE ROW LEVEL SECURITY")


@pytest.mark.parametrize(("model", "field", "to"), links(), ids=named)
def test_control_a_link_without_its_key_is_seen(
    model: type[models.Model], field: models.ForeignKey[Any, Any], to: type[models.Model], filled: tuple[Stock, Stock]
) -> None:
    check_link(model, field, *filled)
    table = model._meta.db_table
    keys = rows(
        "SELECT conname FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey) "
        "WHERE conrelid = %s::regclass AND contype = 'f' AND attname = %s AND cardinality(conkey) > 1",
        table,
        field.column,
    )
    for (key,) in keys:
        run(f"ALTER TABLE {table} DROP CONSTRAINT {connection.ops.quote_name(key)}")
    with pytest.raises(AssertionError, match="points into another business"):
        check_link(model, field, *filled)
