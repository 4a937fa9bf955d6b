"""The second wall on PostgreSQL: row-level security and composite foreign keys, as migration operations.

Policies read two settings of the transaction (businesses/context.py): `app.businesses`, the ids it may touch, and
`app.user`, whose memberships may be read. A missing setting yields no rows. On SQLite nothing is done: there the
scoped actions stand alone (architecture.md).
"""

import re

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

# As a query of its own the list is read once for each table of a statement, not again for each row: with a hundred
# businesses that reading costs more than the row. (See `read_once` for policies made before.)
LIST = "(coalesce(nullif(current_setting('app.businesses', true), ''), '{{}}')::bigint[])"
# What PostgreSQL makes of it, and where it stands without a query of its own.
AS_KEPT = "(COALESCE(NULLIF(current_setting('app.businesses'::text, true), ''::text), '{}'::text))::bigint[]"
EACH_ROW = re.compile(f"(?<!SELECT ){re.escape(AS_KEPT)}")
IN_CONTEXT = "{column} = ANY ((SELECT " + LIST + ")::bigint[])"


def in_context(column: str = "business_id") -> str:
    """The condition that a row belongs to a business of this transaction."""
    return IN_CONTEXT.format(column=column)


def run_on_postgresql(*statements: str) -> RunPython:
    """An operation that runs the statements on PostgreSQL and nothing elsewhere."""

    def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        # Rows of the same migration may still have checks pending; policies need them settled.
        for statement in ("SET CONSTRAINTS ALL IMMEDIATE", *statements):
            schema_editor.execute(statement, params=None)

    return RunPython(forwards, RunPython.noop)


def protect(*tables: str) -> RunPython:
    """Row-level security, forced, on tables with a `business_id`."""
    return run_on_postgresql(
        *(
            statement
            for table in tables
            for statement in (
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
                f"CREATE POLICY tenant ON {table} USING ({in_context()}) WITH CHECK ({in_context()})",
            )
        )
    )


def read_once() -> RunPython:
    """Policies that still read the list for each row read it once."""

    def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE", params=None)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT tablename, policyname, qual, with_check FROM pg_policies")
            policies = cursor.fetchall()
        for table, name, *rules in policies:
            parts = [
                f"{word} ({EACH_ROW.sub(f'(SELECT {AS_KEPT})::bigint[]', rule)})"
                for word, rule in zip(("USING", "WITH CHECK"), rules, strict=True)
                if rule and EACH_ROW.search(rule)
            ]
            if parts:
                schema_editor.execute(f'ALTER POLICY "{name}" ON "{table}" {" ".join(parts)}', params=None)

    return RunPython(forwards, RunPython.noop)


def same_business(*links: tuple[str, str, str]) -> RunPython:
    """(table, column, parent table): the child's business must be the parent's, by a composite foreign key."""
    parents = sorted({parent for _, _, parent in links})
    return run_on_postgresql(
        *(
            f"DO $$ BEGIN ALTER TABLE {p} ADD CONSTRAINT {p}_tenant_key UNIQUE (business_id, id); "
            "EXCEPTION WHEN duplicate_table THEN NULL; END $$"
            for p in parents
        ),
        *(
            f"ALTER TABLE {t} ADD CONSTRAINT {t}_{c}_tenant FOREIGN KEY (business_id, {c}) "
            f"REFERENCES {p} (business_id, id) DEFERRABLE INITIALLY DEFERRED"
            for t, c, p in links
        ),
    )
