"""Metrics, their dated plans, and readings with the history of their corrections."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from businesses.models import Membership, TenantModel
from core.models import Versioned
from core.periods import CADENCES, WEEKLY
from systems.models import Element

MAX_METRICS = 500


class Number(models.DecimalField):  # type: ignore[type-arg]
    """An exact value: 15 significant digits, 6 decimals. The form checks the 15; the column holds any of them."""

    def __init__(self, **kwargs: object) -> None:
        kwargs["max_digits"], kwargs["decimal_places"] = 21, 6
        super().__init__(**kwargs)  # type: ignore[arg-type]


class Metric(TenantModel, Versioned):
    """A number that tells how an output, an outcome or an input is doing."""

    class Direction(models.TextChoices):
        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"
        RANGE = "range", "Best within a range"

    class Combine(models.TextChoices):
        SUM = "sum", "Add them up"
        MEAN = "mean", "Take the average"
        LAST = "last", "Take the last one"

    class State(models.TextChoices):
        ACTIVE = "active", "Counted"
        PAUSED = "paused", "Paused"
        RETIRED = "retired", "Not counted any more"

    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="metrics")
    is_main = models.BooleanField(default=True)
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=30, blank=True)  # "%", "$", "calls"
    direction = models.CharField(max_length=6, choices=Direction.choices, default=Direction.HIGHER)
    zero = Number(null=True, blank=True)  # the declared zero point (alignment.md 3.2)
    tolerance = Number(null=True, blank=True)
    cadence = models.CharField(max_length=9, choices=CADENCES, default=WEEKLY)
    combine = models.CharField(max_length=4, choices=Combine.choices, default=Combine.SUM)
    owner = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    source_note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.ACTIVE)
    # Kept by the statement that writes the newest reading, so that lists need no look-up.
    last_value = Number(null=True, blank=True)
    last_period = models.DateField(null=True, blank=True)
    # The business's readings revision that last changed its readings, and that last changed what it is or its plans.
    readings_revision = models.PositiveIntegerField(default=0)
    definition_revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["element"], condition=Q(is_main=True), name="one_main_metric_an_element"),
        ]
        indexes: ClassVar = [models.Index(fields=["business", "state"], name="metric_by_business")]

    def __str__(self) -> str:
        return self.name


class Plan(TenantModel):
    """What would be enough, from a period on. Past ones stay. One number, or low and high for a range."""

    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="plans")
    since = models.DateField()  # first day of the period it starts with
    value = Number(null=True, blank=True)
    low = Number(null=True, blank=True)
    high = Number(null=True, blank=True)
    benchmark = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["metric", "since"], name="one_plan_a_period"),
            models.CheckConstraint(
                condition=Q(value__isnull=False, low__isnull=True, high__isnull=True)
                | Q(value__isnull=True, low__isnull=False, high__isnull=False, low__lte=models.F("high")),
                name="plan_value_or_range",
            ),
        ]

    def __str__(self) -> str:
        return f"plan from {self.since}"


class Reading(TenantModel, Versioned):
    """One value of a metric for one period."""

    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="readings")
    period = models.DateField()  # first day of the period
    value = Number()
    note = models.TextField(blank=True, max_length=10_000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    source = models.CharField(max_length=20, default="page")  # page, paste, import, sample, api

    class Meta:
        constraints: ClassVar = [
            # On PostgreSQL a covering index stands beside it (migration 0003): "latest" never touches the table.
            models.UniqueConstraint(fields=["metric", "period"], name="one_reading_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.value} for {self.period}"


class ReadingChange(TenantModel):
    """What a reading was before it was corrected. The first value is never lost."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="changes")
    value = Number(null=True)
    note = models.TextField(blank=True)
    why = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"was {self.value}"


class Skip(TenantModel):
    """ "Not this time": the period is settled for the check-in, and still missing for the analysis."""

    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="skips")
    period = models.DateField()
    skipped_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    skipped_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["metric", "period"], name="one_skip_a_period")]

    def __str__(self) -> str:
        return f"skip {self.period}"


class Event(TenantModel):
    """A dated word on the chart: what changed that week."""

    metric = models.ForeignKey(Metric, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    day = models.DateField()
    text = models.CharField(max_length=120)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.text
