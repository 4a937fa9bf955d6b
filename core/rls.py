"""The second wall on PostgreSQL: row-level security and composite foreign keys, as migration operations.

Policies read two settings of the transaction (businesses/context.py): `app.businesses`, the ids it may touch, and
`app.user`, whose memberships may be read. A missing setting yields no rows. On SQLite nothing is done: there the
scoped actions stand alone (architecture.md).
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

IN_CONTEXT = "{column} = ANY (coalesce(nullif(current_setting('app.businesses', true), ''), '{{}}')::bigint[])"


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
