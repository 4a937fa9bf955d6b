"""The walls of row-level security read which businesses a transaction sees once for a statement, not for each row."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.db.migrations.state import StateApps

from core.rls import AS_KEPT, EACH_ROW, read_once
from tests.conftest import connect_as
from tests.security.tables import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("walls")]
EVERY = "SELECT tablename || '.' || policyname, coalesce(qual, '') || ' ' || coalesce(with_check, '') FROM pg_policies"


@pytest.fixture
def owner() -> Iterator[None]:
    connect_as("OWNER_DATABASE_URL")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    connect_as("DATABASE_URL")


def for_each_row() -> list[str]:
    return [name for name, text in rows(EVERY) if EACH_ROW.search(text)]


def test_no_policy_reads_the_list_again_for_each_row() -> None:
    assert sum(AS_KEPT in text for _, text in rows(EVERY)) > 40, "PostgreSQL keeps other words than core/rls.py thinks"
    assert for_each_row() == []


@pytest.mark.django_db(transaction=True)
def test_a_policy_of_before_is_changed_in_place(owner: None) -> None:
    before = dict(rows(EVERY))
    rule = f"business_id = ANY ({AS_KEPT}) OR id = 0"
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER POLICY tenant ON systems_element USING ({rule}) WITH CHECK ({rule})")
    assert for_each_row() == ["systems_element.tenant"]
    with connection.schema_editor() as editor:
        read_once().code(StateApps([], {}), editor)
    assert for_each_row() == []
    told = dict(rows(EVERY))
    assert told.pop("systems_element.tenant").count("(id = 0)") == 2, "what else the policy says stays"
    assert told == {name: text for name, text in before.items() if name != "systems_element.tenant"}
