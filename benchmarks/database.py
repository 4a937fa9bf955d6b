"""A real PostgreSQL for a benchmark: made by its owner, used as the application's role, gone afterwards."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import environ


@contextmanager
def real_database() -> Iterator[None]:
    """Bring up the servers, set Django up, make the database, and drop it at the end."""
    from tests.servers import provide_servers

    provide_servers()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "outcomes_site.settings")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.conftest import connect_as

    connect_as("OWNER_DATABASE_URL")
    before = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    if connection.vendor == "postgresql":
        role = environ.Env.db_url_config(environ.Env.ENVIRON["DATABASE_URL"])["USER"]
        call_command("grant_app_role", role, verbosity=0)
    try:
        yield
    finally:
        connect_as("OWNER_DATABASE_URL")
        connection.creation.destroy_test_db(before, verbosity=0)


def server_cpu() -> Callable[[], float]:
    """CPU milliseconds of the database server's process behind this connection, so far.

    Always 0 where it runs on another machine or may not be looked at.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        return lambda: 0.0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        figures = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
    if not figures.exists():
        return lambda: 0.0
    return lambda: int(figures.read_text().split()[0]) / 1e6


@contextmanager
def as_owner() -> Iterator[None]:
    """Meanwhile connected as the owner of the tables; afterwards as the application again."""
    from tests.conftest import connect_as

    connect_as("OWNER_DATABASE_URL")
    try:
        yield
    finally:
        connect_as("DATABASE_URL")


def analyze() -> None:
    """What autovacuum does a minute after a table has grown: without it the planner takes it for empty."""
    from django.db import connection

    with as_owner(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
