"""Values of columns as JSON, exactly: decimals as text, moments in UTC, days as ISO. And back, strictly."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    Field,
    FloatField,
    IntegerField,
    JSONField,
    TextField,
)

from archive.errors import Unreadable
from core.text import MAX_NOTE

MOST_DIGITS = 15  # model.md §1: exact on both databases
SIGNS = str.maketrans("", "", "-.")


def to_json(value: Any) -> Any:
    """A stored value as the file keeps it."""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def plain_decimal(value: Decimal) -> str:
    """`60`, `0.5`, `-12.25`: no exponent, no zeros behind."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def from_json(field: "Field[Any, Any]", value: Any) -> Any:
    """What the column stores. Raises Unreadable for another type, another spelling, or over a limit."""
    if value is None:
        if not field.null:
            raise Unreadable("must not be null")
        return None
    if isinstance(field, JSONField):
        return value
    read = READERS.get(next(kind for kind in READERS if isinstance(field, kind)))
    found = read(field, value) if read else value
    if field.choices and not (field.blank and found == ""):
        offered = [key for key, _ in field.flatchoices]
        if found not in offered:
            raise Unreadable(f"must be one of {', '.join(map(str, offered))}")
    try:
        field.run_validators(found)
    except ValidationError as error:
        raise Unreadable(" ".join(error.messages)) from None
    return found


def _flag(field: "Field[Any, Any]", value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unreadable("must be true or false")
    return value


def _moment(field: "Field[Any, Any]", value: Any) -> datetime:
    found: datetime = _spelled(datetime.fromisoformat, value, "a moment like 2026-11-23T08:00:00+00:00")
    if found.utcoffset() is None:
        raise Unreadable("must be a moment with its offset, like 2026-11-23T08:00:00+00:00")
    return found


def _day(field: "Field[Any, Any]", value: Any) -> date:
    found: date = _spelled(date.fromisoformat, value, "a day like 2026-11-23")
    return found


def _spelled(read: Any, value: Any, like: str) -> Any:
    try:
        found = read(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is None or found.isoformat() != value:
        raise Unreadable(f"must be {like}")
    return found


def _decimal(field: "Field[Any, Any]", value: Any) -> Decimal:
    try:
        found = Decimal(value) if isinstance(value, str) else None
    except InvalidOperation:
        found = None
    if found is None or not found.is_finite() or plain_decimal(found) != value:
        raise Unreadable('must be a decimal in quotes, like "12.5"')
    if len(value.translate(SIGNS).lstrip("0")) > MOST_DIGITS:
        raise Unreadable(f"must have at most {MOST_DIGITS} digits")
    return found


def _float(field: "Field[Any, Any]", value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unreadable("must be a number")
    return float(value)


def _whole(field: "Field[Any, Any]", value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unreadable("must be a whole number")
    return value


def _text(field: "Field[Any, Any]", value: Any) -> str:
    if not isinstance(value, str):
        raise Unreadable("must be text")
    most = field.max_length or MAX_NOTE
    if len(value) > most:
        raise Unreadable(f"must have at most {most:,} characters; this has {len(value):,}")
    return value


# The first that fits: a moment is also a day to Django.
READERS: "dict[type[Field[Any, Any]], Any]" = {
    BooleanField: _flag,
    DateTimeField: _moment,
    DateField: _day,
    DecimalField: _decimal,
    FloatField: _float,
    IntegerField: _whole,
    CharField: _text,
    TextField: _text,
}
