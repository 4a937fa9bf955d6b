"""A business as a file: read table by table inside one snapshot of the database, never all at once."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import ForeignKey, Model, QuerySet

import alignment
from accounts.models import User
from archive.document import Row, line, written
from archive.ids import FileIds, numbers
from archive.tables import TABLES, Table
from archive.values import to_json
from businesses.models import Business, Engagement
from core.product import VERSION
from frameworks.models import FrameworkVersion

AT_ONCE = 2_000


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything read inside is as of one moment, whatever others write meanwhile."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def export_business(*, business: Business, at: datetime, told: dict[str, Any]) -> Iterator[str]:
    """The text of the file, in pieces; `told` gets rows and checksum of each section.

    The caller holds the snapshot and has named the business to the database.
    """
    people = people_of(business)
    frameworks = frameworks_of(business)
    rows = {t.model: numbers(rows_of(t, business).values_list("pk", flat=True).iterator()) for t in TABLES}
    rows[FrameworkVersion] = numbers(sorted(version.pk for version in frameworks))
    ids = FileIds(rows, {user.pk: place for place, user in enumerate(people, 1)})
    about = {"product": VERSION, "engine": alignment.VERSION, "exported_at": to_json(at)}
    yield from written(about, sections(business, people, frameworks, ids), told, ids.gone_counts)


def sections(
    business: Business, people: list[User], frameworks: list[FrameworkVersion], ids: FileIds
) -> Iterator[tuple[str, Iterable[Row]]]:
    """Each section with its rows, which are read when they are asked for."""
    yield "people", ({"id": n, "email": user.email, "name": user.name} for n, user in enumerate(people, 1))
    yield "frameworks", (framework_row(n, version) for n, version in enumerate(frameworks, 1))
    for table in TABLES:
        yield table.section, rows_for_file(table, business, ids)
    yield "consultants", consultants(business)


def rows_of(table: Table, business: Business) -> QuerySet[Any]:
    """The rows of a section in the order of the file."""
    mine = {"pk": business.pk} if table.model is Business else {"business": business}
    return table.model._default_manager.filter(table.only, **mine).order_by("pk")


def rows_for_file(table: Table, business: Business, ids: FileIds) -> Iterator[Row]:
    """The rows of a table with the ids of the file."""
    columns = table.columns()
    found = rows_of(table, business).values_list(*(column.attname for column in columns))
    for place, values in enumerate(found.iterator(AT_ONCE), 1):
        row: Row = {"id": place}
        for column, value in zip(columns, values, strict=True):
            row[column.name] = linked(column, value, ids) if isinstance(column, ForeignKey) else to_json(value)
        for name, shape in table.shapes.items():
            row[name] = shape.mapped(row[name], ids)
        yield table.exchange(row, ids) if table.exchange else row


def linked(column: "ForeignKey[Any, Any]", value: int | None, ids: FileIds) -> int | None:
    """The place of what a row points to."""
    if value is None:
        return None
    model: type[Model] = column.related_model
    return ids.person(value) if model is User else ids.row(model, value)


def people_of(business: Business) -> list[User]:
    """Everybody whom a row of the file names, by address: the order is the same on every site."""
    found: set[int] = set()
    for table in TABLES:
        for column in table.links():
            if column.related_model is User:
                found.update(rows_of(table, business).order_by().values_list(column.attname, flat=True).distinct())
    return sorted(User.objects.filter(pk__in=found - {None}), key=lambda user: user.email)


def frameworks_of(business: Business) -> list[FrameworkVersion]:
    """The edition that the map was started from."""
    versions = FrameworkVersion.objects.select_related("framework")
    return list(versions.filter(adoptions__business=business).distinct().order_by("pk"))


def framework_row(place: int, version: FrameworkVersion) -> Row:
    """Which edition of which framework, and proof of what it says."""
    return {
        "id": place,
        "key": version.framework.key,
        "edition": version.number,
        "sha256": content_hash(version.content),
    }


def content_hash(content: Any) -> str:
    """The same for the same content, however a database keeps it."""
    return hashlib.sha256(line(content).encode()).hexdigest()


def consultants(business: Business) -> Iterator[Row]:
    """Who worked for the business: in words, for people to read. Reading the file gives nobody access."""
    found = Engagement.objects.filter(business=business).select_related("practice").prefetch_related("people__user")
    for place, engagement in enumerate(found.order_by("pk"), 1):
        people = sorted(f"{person.user.name} <{person.user.email}>".strip() for person in engagement.people.all())
        yield {
            "id": place,
            "practice": engagement.practice.name,
            "people": people,
            "level": engagement.level,
            "state": engagement.state,
            "began_by": engagement.invited_by,
            "ended_by": engagement.ended_by,
            "began_at": to_json(engagement.created_at),
            "ended_at": to_json(engagement.ended_at),
        }
