"""`manage.py grant_app_role ROLE`: what the application's own database role may do, and no more.

Run as the role that owns the tables, after each `migrate`: row-level security holds only for a role that is not the
owner, so the web process and the workers connect as ROLE.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from businesses.models import AuditRow

APPEND_ONLY = [AuditRow._meta.db_table]


class Command(BaseCommand):
    help = "Grants the application's database role its rights on the tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles.")
        grant_to(role)


@transaction.atomic
def grant_to(role: str) -> None:
    name = connection.ops.quote_name(role)
    statements = [
        f"GRANT USAGE ON SCHEMA public TO {name}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}",
        # The application reads which migrations ran (/readyz) and never says so itself.
        f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}",
        *(f"REVOKE UPDATE, DELETE ON {connection.ops.quote_name(table)} FROM {name}" for table in APPEND_ONLY),
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
