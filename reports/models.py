"""Alignment reports, the findings that live across them, and the actions people take."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from businesses.models import Membership, TenantModel
from core.models import Versioned
from systems.models import Element


class Report(TenantModel):
    """One assessment of one business, as computed. Never changed."""

    as_of = models.DateField()  # last day covered
    map_revision = models.PositiveIntegerField()
    readings_revision = models.PositiveIntegerField()
    engine = models.CharField(max_length=20)
    case_hash = models.CharField(max_length=64)
    case = models.JSONField()
    result = models.JSONField()
    computed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["business", "-id"], name="report_latest")]

    def __str__(self) -> str:
        return f"report {self.pk} of {self.business_id}"


class ReportParts(TenantModel):
    """What the newest report worked out metric by metric and link by link, for the next one to take over.

    JSON as text: a store that reads numbers would bring some back with another last digit. Never shown, never needed:
    without it the engine works everything out anew.
    """

    parts = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["business"], name="one_parts_a_business")]

    def __str__(self) -> str:
        return f"parts of {self.business_id}"


class Finding(TenantModel, Versioned):
    """A finding across reports: `kind:subject` with what people decided about it."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DOING = "doing", "Being worked on"
        DONE = "done", "Done"
        DISMISSED = "dismissed", "Put aside"

    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    reason = models.CharField(max_length=300, blank=True)
    # The gap in points when it was put aside: it comes back when the gap grows by 10.
    dismissed_gap = models.FloatField(null=True, blank=True)
    first_seen = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    latest = models.JSONField(default=dict)  # the finding as the newest report that had it says it
    # Known on what queries.with_case() finds: parts of the newest report's case.
    case_metrics: list[dict[str, Any]] | None
    case_chain: dict[str, Any] | None

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["business", "key"], name="one_finding_a_key")]

    def __str__(self) -> str:
        return self.key


class Action(TenantModel, Versioned):
    """Who does what by when, and which outcome should move."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        DOING = "doing", "Doing"
        DONE = "done", "Done"

    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions")
    text = models.CharField(max_length=300)
    outcome = models.ForeignKey(Element, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    person = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    due = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=5, choices=State.choices, default=State.OPEN)
    # The outcome's level when the action was planned, and where it should get to, in the unit of its metric.
    level_before = models.FloatField(null=True, blank=True)
    expected = models.DecimalField(max_digits=21, decimal_places=6, null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.text
