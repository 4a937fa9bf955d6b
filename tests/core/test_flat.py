"""Statements written out: kept by PostgreSQL once a connection, the same answers on both databases."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.flat import Statement, rows

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ADD = Statement("SELECT CAST(%s AS integer) + CAST(%s AS integer)", "integer, integer")


def asked() -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert rows(ADD, 2, 3) == [(5,)]
    return [q["sql"].split()[0] for q in captured.captured_queries]


def test_a_statement_is_kept_once_a_connection() -> None:
    rows(ADD, 1, 1)
    if connection.vendor != "postgresql":
        assert asked() == ["SELECT"]
        return
    assert asked() == ["EXECUTE"]
    connection.connection.__dict__["outcomes_kept"].discard(ADD.name)
    with connection.cursor() as cursor:
        cursor.execute(f"DEALLOCATE {ADD.name}")
    assert asked() == ["PREPARE", "EXECUTE"]
    assert asked() == ["EXECUTE"]


def test_it_stays_when_the_transaction_is_undone() -> None:
    once = Statement("SELECT CAST(%s AS integer) + 40", "integer")
    with transaction.atomic():
        assert rows(once, 2) == [(42,)]
        transaction.set_rollback(True)
    assert rows(once, 3) == [(43,)]


def test_values_are_bound_and_never_text_of_the_statement() -> None:
    said = Statement("SELECT CAST(%s AS text)", "text")
    for text in ("it's", "%s", "'); DROP TABLE x; --", ""):
        assert rows(said, text) == [(text,)]


def test_the_same_text_with_other_types_is_another_statement() -> None:
    one, other = Statement("SELECT %s", "text"), Statement("SELECT %s", "date")
    assert one.name != other.name
    assert str(rows(other, date(2026, 11, 2))[0][0]) == "2026-11-02"
