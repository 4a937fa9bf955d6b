"""Ids of this site to those of a file, and back.

In a file the rows of a table are counted from 1 in the order of their ids; what is spoken of and no longer there (a
link taken off the map, an invitation) is counted on from there. So the same business gives the same file on every site,
and a file says nothing about how many others there are.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Max, Model

from archive.errors import Unreadable


def numbers(values: Iterable[int]) -> "array[int]":
    """Ids, compactly: half a million take four megabytes."""
    return array("q", values)


class FileIds:
    """Ids of the database to those of the file."""

    def __init__(self, rows: Mapping[type[Model], "array[int]"], people: Mapping[int, int]) -> None:
        """`rows`: the ids of each table, ascending. `people`: account → place in the file."""
        self.rows = rows
        self.people = people
        self.gone: dict[str, dict[int, int]] = {}

    def row(self, model: type[Model], number: int) -> int | None:
        """The place of a row; the file holds every row that is pointed to."""
        place = self._place(model, number)
        if place is None:
            raise LookupError(f"{model._meta.label} {number} is not among the rows of this business")
        return place

    def mention(self, model: type[Model], number: int) -> int:
        """The place of a row, or of one that is gone: numbered as they come up."""
        place = self._place(model, number)
        if place is not None:
            return place
        gone = self.gone.setdefault(str(model._meta.model_name), {})
        return gone.setdefault(number, len(self.rows.get(model, ())) + len(gone) + 1)

    def person(self, number: int) -> int:
        """The place of an account."""
        return self.people[number]

    def _place(self, model: type[Model], number: int) -> int | None:
        known = self.rows.get(model)
        if known is None:
            return None
        place = bisect_left(known, number)
        return place + 1 if place < len(known) and known[place] == number else None

    def gone_counts(self) -> dict[str, int]:
        """How many that are gone were mentioned, by model."""
        return {name: len(found) for name, found in sorted(self.gone.items())}


class NewIds:
    """Ids of a file to fresh ones of the database."""

    def __init__(self) -> None:
        self.there: dict[type[Model], int] = {}
        self.ids: dict[type[Model], array[int]] = {}
        self.people: array[int] = numbers(())
        self.dropped: dict[type[Model], set[int]] = {}

    def reserve(self, model: type[Model], there: int, gone: int = 0) -> None:
        """Take as many ids as the file has rows of this table, and as many again for what is gone."""
        self.there[model] = there
        self.ids[model] = reserved(model, there + gone)

    def row(self, model: type[Model], number: int) -> int | None:
        """The new id of a row; None when it is left out."""
        if not 1 <= number <= self.there.get(model, 0):
            raise Unreadable(f"there is no {model._meta.verbose_name} {number} in this file")
        if number in self.dropped.get(model, ()):
            return None
        return self.ids[model][number - 1]

    def mention(self, model: type[Model], number: int) -> int:
        """The new id of a row, or one that no row will ever have."""
        known = self.ids.get(model, ())
        if not 1 <= number <= len(known):
            raise Unreadable(f"there is no {model._meta.verbose_name} {number} in this file")
        return known[number - 1]

    def person(self, number: int) -> int:
        """The account of somebody."""
        if not 1 <= number <= len(self.people):
            raise Unreadable(f"there is no person {number} in this file")
        return self.people[number - 1]


def reserved(model: type[Model], many: int) -> "array[int]":
    """Ids that nothing else will get, ascending, also if this transaction is undone or writes no row for them."""
    if not many:
        return numbers(())
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, many]
            )
            return numbers(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        kept: Any = cursor.fetchone()
        last = max(kept[0] if kept else 0, model._default_manager.aggregate(last=Max("pk"))["last"] or 0)
        sql = "UPDATE sqlite_sequence SET seq = %s WHERE name = %s" if kept else (
            "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)"
        )  # fmt: skip
        cursor.execute(sql, [last + many, table])
        return numbers(range(last + 1, last + many + 1))
