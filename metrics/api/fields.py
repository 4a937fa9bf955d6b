"""What a reading sent to the API must look like. Strict: a JSON type is not taken for another one."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError as TextError
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.numbers import PLAIN, NumberError, exact
from core.text import MAX_NOTE, clean_text

MOST = 1_000
EXAMPLE = "Send a number like 36.5, or the same as text"


class Whole(serializers.IntegerField):  # type: ignore[misc]
    """A whole JSON number."""

    def to_internal_value(self, data: Any) -> int:
        """Raises for text, fractions and booleans."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(data)


class Flag(serializers.BooleanField):  # type: ignore[misc]
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        """Raises for what is neither."""
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return bool(data)


class Words(serializers.CharField):  # type: ignore[misc]
    """Text that can be stored."""

    def to_internal_value(self, data: Any) -> str:
        """Raises for other types, NUL, lone surrogates, control characters, and what is too long."""
        if not isinstance(data, str):
            self.fail("invalid")
        try:
            text = clean_text(data).replace("\r\n", "\n").replace("\r", "\n")
        except TextError as error:
            raise serializers.ValidationError(error.messages) from error
        if self.max_length and len(text) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return text


@extend_schema_field(
    {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[+-]?(\d+\.?\d*|\.\d+)$"}], "examples": ["36.5"]}
)
class Exact(serializers.Field):  # type: ignore[misc]
    """A number as it was written: 15 significant digits and 6 decimals at most."""

    default_error_messages = {"invalid": EXAMPLE}

    def to_internal_value(self, data: Any) -> Decimal:
        """The exact decimal. Raises for anything else."""
        if isinstance(data, str) and len(data) <= 60 and data.isascii() and PLAIN.fullmatch(data):
            data = Decimal(data)
        if isinstance(data, bool) or not isinstance(data, int | Decimal):
            self.fail("invalid")
        try:
            return exact(Decimal(data))
        except NumberError as error:
            raise serializers.ValidationError(str(error)) from error


class ReadingIn(serializers.Serializer):  # type: ignore[misc]
    """One reading: which metric, which period, which number."""

    metric = Whole(min_value=1, max_value=2**63 - 1, help_text="Its id, from the list of metrics.")
    period = Words(
        required=False,
        max_length=20,
        help_text="2026-w47, 2026-11, 2026-q4 or 2026-11-23; or the first day of the period.",
    )
    date = serializers.DateField(required=False, help_text="Instead of period: any day in it.")
    value = Exact(help_text="Exact: 15 significant digits and 6 decimals at most.")
    note = Words(required=False, max_length=MAX_NOTE, allow_blank=True, help_text="Left out, the note stays as it is.")
    replace = Flag(default=False, help_text="Correct what is stored. The value before stays in the history.")
    version = Whole(
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        help_text="Instead of replace: correct it only if it still has this version.",
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Raises also for fields that are not known: a misspelt one must not be lost in silence."""
        known: dict[str, Any] = super().to_internal_value(data)
        unknown = [name for name in data if name not in self.fields]
        if unknown:
            raise serializers.ValidationError({shown(name): ["There is no such field."] for name in unknown})
        return known

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of period and date; one of replace and version at most."""
        if ("period" in attrs) == ("date" in attrs):
            raise serializers.ValidationError({"period": ["Send either period or date."]})
        if attrs["replace"] and "version" in attrs:
            raise serializers.ValidationError({"version": ["Send either replace or version."]})
        return attrs


class ReadingsIn(serializers.Serializer):  # type: ignore[misc]
    """Several readings: all are recorded, or none."""

    readings = ReadingIn(many=True, allow_empty=False, max_length=MOST)


def shown(name: str) -> str:
    """A field's name as it may be repeated in an answer."""
    return name if name.isascii() and name.isprintable() and len(name) <= 40 else "?"
