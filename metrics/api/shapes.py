"""What the API answers and which parameters it reads, for its description and for checking parameters.

Answers are written as flat dictionaries (views.py); these serializers only describe them, and a test holds the two
together.
"""

from typing import Any

from rest_framework import serializers

from core.periods import CADENCES
from metrics.api.fields import shown
from metrics.models import Metric

NUMBER = r"^-?\d+(\.\d+)?$"
MOST = 500
USUAL = 100


class Parameters(serializers.Serializer):  # type: ignore[misc]
    """Base of the parameters of an address: those that are not known are refused."""

    limit = serializers.IntegerField(default=USUAL, min_value=1, max_value=MOST, help_text="How many at most.")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Raises for a parameter nobody reads, which is mostly a misspelt one."""
        unknown = [name for name in data if name not in self.fields]
        if unknown:
            raise serializers.ValidationError({shown(name): ["There is no such parameter."] for name in unknown})
        known: dict[str, Any] = super().to_internal_value(data)
        return known


class MetricParameters(Parameters):
    """Of the list of metrics."""

    after = serializers.IntegerField(
        default=0, min_value=0, max_value=2**63 - 1, help_text="`next` of the answer before, for the rows that follow."
    )


class ReadingParameters(Parameters):
    """Of the readings of a metric."""

    until = serializers.DateField(default=None, help_text="Periods that begin on this day or before.")
    after = serializers.DateField(default=None, help_text="`next` of the answer before, for the rows that follow.")

    def get_fields(self) -> dict[str, Any]:
        """`from` is a word of Python, so that it cannot be written as an attribute."""
        first = serializers.DateField(default=None, help_text="Periods that begin on this day or later.")
        return {"from": first, **super().get_fields()}


class Decimals(serializers.RegexField):  # type: ignore[misc]
    """An exact number as text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(NUMBER, **kwargs)


class PlanOut(serializers.Serializer):  # type: ignore[misc]
    """What would be enough: one number, or low and high for a metric that is best within a range."""

    since = serializers.DateField(help_text="First day of the period it began with.")
    value = Decimals(required=False)
    low = Decimals(required=False)
    high = Decimals(required=False)


class MetricOut(serializers.Serializer):  # type: ignore[misc]
    """A metric with its last reading and the plan that is in force today."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    system = serializers.CharField(help_text="The system it belongs to.")
    element = serializers.CharField(help_text="What it measures: an input, an output or an outcome.")
    unit = serializers.CharField(allow_blank=True)
    direction = serializers.ChoiceField(Metric.Direction.choices)
    cadence = serializers.ChoiceField(CADENCES)
    last_period = serializers.DateField(allow_null=True, help_text="First day of the newest period with a reading.")
    last_value = Decimals(allow_null=True)
    plan = PlanOut(allow_null=True)


class MetricsOut(serializers.Serializer):  # type: ignore[misc]
    """Metrics by id; `next` is what to send as `after` for more, null at the end."""

    metrics = MetricOut(many=True)
    next = serializers.IntegerField(allow_null=True)


class ReadingOut(serializers.Serializer):  # type: ignore[misc]
    """A reading as it is stored."""

    period = serializers.DateField(help_text="First day of its period.")
    value = Decimals()
    note = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(help_text="Rises with each correction.")


class ReadingsOut(serializers.Serializer):  # type: ignore[misc]
    """Readings of a metric, oldest first; `next` is what to send as `after` for more, null at the end."""

    metric = serializers.IntegerField()
    readings = ReadingOut(many=True)
    next = serializers.DateField(allow_null=True)


class RecordedOut(serializers.Serializer):  # type: ignore[misc]
    """What became of a reading that was sent."""

    metric = serializers.IntegerField()
    period = serializers.DateField()
    value = Decimals()
    version = serializers.IntegerField()
    change = serializers.ChoiceField(["new", "corrected", "same"])
    before = Decimals(allow_null=True, help_text="The value that was corrected.")


class RecordedListOut(serializers.Serializer):  # type: ignore[misc]
    """One for each reading sent, in the same order."""

    readings = RecordedOut(many=True)


class StoredOut(serializers.Serializer):  # type: ignore[misc]
    """What is stored instead."""

    value = Decimals()
    note = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class RowErrorOut(serializers.Serializer):  # type: ignore[misc]
    """What is wrong with one reading of those sent."""

    index = serializers.IntegerField(help_text="Which one, counted from 0.")
    field = serializers.CharField(allow_blank=True)
    message = serializers.CharField()
    stored = StoredOut(required=False, allow_null=True)


class RowsProblem(serializers.Serializer):  # type: ignore[misc]
    """Why nothing was recorded."""

    code = serializers.CharField()
    message = serializers.CharField()
    errors = RowErrorOut(many=True, required=False)
