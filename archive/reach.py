"""What an operator's command must see beyond one business: all of them, and what its database account may do."""

from django.db import connection
from django.db.models import Model

from archive.tables import BY_MODEL
from archive.tenant import tenant_models
from businesses.context import see_businesses, see_practice
from businesses.models import AuditRow, Business, Practice

# Where the name of the section says too little, and tables that are in no file.
WORDS = {
    "start": "answers in Start", "serves": "steps that serve something", "flows": "hand-offs",
    "contributions": "links", "digests": "digests sent or skipped", "history": "lines of history",
    "invitation": "invitations", "engagement": "engagements", "engagementperson": "consultants",
    "apitoken": "tokens", "apianswer": "answers to tokens", "subscription": "wishes for digests",
    "reportparts": "parts of the newest report",
}  # fmt: skip


def see_every_business() -> list[int]:
    """From here to the end of the transaction: rows of every business. Gives their ids.

    Row-level security also holds for the owner of the tables and hides which businesses there are; so every id that was
    ever given is named.
    """
    see_businesses(ever_given(Business))
    ids = list(Business.objects.order_by("pk").values_list("pk", flat=True))
    see_businesses(ids)
    return ids


def every_practice() -> list[Practice]:
    """All practices. Afterwards none is named to row-level security."""
    if connection.vendor != "postgresql":
        return list(Practice.objects.order_by("pk"))
    found = []
    for pk in ever_given(Practice):
        see_practice(pk)
        found += list(Practice.objects.filter(pk=pk))
    see_practice(0)
    return found


def ever_given(model: type[Model]) -> range:
    """Every id that rows of this table may have."""
    if connection.vendor != "postgresql":
        return range(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        sequence = cursor.fetchone()[0]
        cursor.execute(f"SELECT last_value FROM {sequence}")  # noqa: S608 - the server's own name for it
        return range(1, int(cursor.fetchone()[0]) + 1)


def may_delete_history() -> bool:
    """Whether this database account may: the owner of the tables does, the application's own does not."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'DELETE')", [AuditRow._meta.db_table])
        return bool(cursor.fetchone()[0])


def row_counts(business: Business) -> dict[str, int]:
    """How many rows of each table a business has, where it has any: "readings" → 737."""
    counts = {called(model): model._default_manager.filter(business=business).count() for model in tenant_models()}
    return {name: count for name, count in counts.items() if count}


def called(model: type[Model]) -> str:
    """What an operator calls the rows of a table: as the file of a business does, or here."""
    section = BY_MODEL[model].section if model in BY_MODEL else ""
    return WORDS.get(section) or WORDS.get(str(model._meta.model_name)) or section.replace("_", " ")
