"""The suite stands where the application stands: below row-level security, without the owner's rights."""

import pytest
from django.db import DatabaseError, connection, transaction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only")


def one(query: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    assert row is not None
    return row[0]


def test_the_role_is_below_row_level_security() -> None:
    assert one("SELECT rolsuper OR rolbypassrls OR rolcreatedb FROM pg_roles WHERE rolname = current_user") is False
    assert one("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user") == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE businesses_auditrow SET what = 'nothing'",
        "DELETE FROM businesses_auditrow",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999', now())",
        "ALTER TABLE businesses_auditrow DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE extra (id int)",
    ],
)
def test_the_role_can_neither_rewrite_history_nor_change_the_schema(statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():
        one(statement)
