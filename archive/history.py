"""Audit rows name things by id: what they are about, and in `before` and `after` by the name of the field."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.db.models import AutoField, ForeignKey, IntegerField, Model

from archive.shapes import NAMED, Ids
from archive.tenant import tenant_models
from businesses.models import Business
from metrics.models import Metric
from reports.models import Finding
from systems.models import Element

Row = dict[str, Any]

# Keys that hold an id although the thing itself has no such field.
ALSO: dict[tuple[str, str], type[Model]] = {
    ("metric_make_main", "main"): Metric,
    ("goal_set", "goal"): Element,
}
# Keys that count something.
COUNTS = {"place", "version", "systems", "elements", "metrics"}
# Many readings in one row: `metric first-day-of-the-period` → value.
READING = re.compile(r"([0-9]{1,18}) ([0-9]{4}-[0-9]{2}-[0-9]{2})")


@cache
def models_by_name() -> dict[str | None, type[Model]]:
    """What `object_type` may say."""
    models: list[type[Model]] = [Business, *tenant_models()]
    return {model._meta.model_name: model for model in models}


def exchanged(row: Row, ids: Ids) -> Row:
    """The row with every id in it exchanged."""
    model, number = models_by_name().get(row["object_type"]), row["object_id"]
    about = None if model is None or number is None else ids.mention(model, number)
    changes = {part: change(row["what"], model, row[part], ids) for part in ("before", "after")}
    return {**row, "object_id": about, **changes}


def change(what: str, model: type[Model] | None, values: Any, ids: Ids) -> Any:
    """`before` or `after`: what the fields were, or became."""
    if not isinstance(values, dict):
        return values
    return dict(entry(what, model, key, value, ids) for key, value in values.items())


def entry(what: str, model: type[Model] | None, key: str, value: Any, ids: Ids) -> tuple[str, Any]:
    """One field."""
    target = target_of(what, model, key)
    if target is not None and is_number(value):
        return key, ids.mention(target, value)
    if target is Finding and isinstance(value, str):
        return key, NAMED.mapped(value, ids)
    reading = READING.fullmatch(key) if what == "readings_record" else None
    if reading is not None:
        return f"{ids.mention(Metric, int(reading[1]))} {reading[2]}", value
    return key, value


def target_of(what: str, model: type[Model] | None, key: str) -> type[Model] | None:
    """Whose id a number under this key is; None when it is just a number."""
    if (what, key) in ALSO:
        return ALSO[what, key]
    field = field_named(model, key)
    return field.related_model if isinstance(field, ForeignKey) else None


def field_named(model: type[Model] | None, key: str) -> Any:
    """The field of this name, or whose column has it."""
    fields = model._meta.concrete_fields if model is not None else ()
    return next((f for f in fields if key in (f.name, f.attname)), None)


def is_number(value: Any) -> bool:
    """A whole number that may be an id."""
    return isinstance(value, int) and not isinstance(value, bool)


def undeclared(row: Row) -> Iterator[str]:
    """Keys of a row that may hide an id from `exchanged`. Asked by the tests for every row that any test writes."""
    model = models_by_name().get(row["object_type"])
    if row["object_id"] is not None and model is None:
        yield f"{row['what']}: about {row['object_type']!r}"
    for part in ("before", "after"):
        for key, value in (row[part] or {}).items():
            field = field_named(model, key)
            plain = key in COUNTS or (isinstance(field, IntegerField) and not isinstance(field, AutoField))
            known = plain or target_of(row["what"], model, key) is not None
            if not known and (holds_number(value) or re.search(r"[0-9]", READING.sub("", key))):
                yield f"{row['what']}: {key}"


def holds_number(value: Any) -> bool:
    """Whether there is a whole number anywhere in it."""
    if isinstance(value, dict):
        return any(map(holds_number, value.values()))
    if isinstance(value, list):
        return any(map(holds_number, value))
    return is_number(value)
