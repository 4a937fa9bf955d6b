"""The part of the suite marked `sqlite` runs twice: on PostgreSQL and on the database that `./run` uses."""

import os

import pytest
from django.db import DatabaseError, connection

from businesses.models import AuditRow

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_the_run_uses_the_database_it_was_asked_for() -> None:
    asked_for = "sqlite" if os.environ.get("TEST_DB") == "sqlite" else "postgresql"
    assert connection.vendor == asked_for


@pytest.mark.django_db(transaction=True)
def test_a_row_without_its_business_is_refused() -> None:
    """SQLite checks foreign keys only when told to, on each connection; PostgreSQL refuses by its policy already."""
    with pytest.raises(DatabaseError, match=r"FOREIGN KEY|row-level security"):
        AuditRow.objects.create(business_id=987_654_321, what="nothing", object_type="nothing")
