"""Who gets which digest when, and what became of each (product.md §7)."""

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from businesses.models import Business, Practice
from reports.models import Report

DAYS = [
    (0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"), (5, "Saturday"), (6, "Sunday"),
]  # fmt: skip
ONE_SCOPE = Q(business=None, practice__isnull=False) | Q(business__isnull=False, practice=None)


class Scoped(models.Model):
    """A row about one business, or about all clients of one practice: exactly one of them, by CHECK."""

    business = models.ForeignKey(Business, null=True, on_delete=models.CASCADE, related_name="+")
    practice = models.ForeignKey(Practice, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
        constraints: ClassVar = [models.CheckConstraint(condition=ONE_SCOPE, name="%(class)s_one_scope")]


class Subscription(Scoped):
    """One person's digest of a business, or of their clients. The clock is the person's own; the hour is kept here."""

    class Kind(models.TextChoices):
        OFF = "off", "Off"
        WEEKLY = "weekly", "Every week"
        MONTHLY = "monthly", "Every month"
        CHANGE = "change", "On change"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.WEEKLY)
    weekday = models.PositiveSmallIntegerField(choices=DAYS, default=0)
    hour = models.PositiveSmallIntegerField(default=8)
    # The local date of the next one, or from which on one may come; None while it is off.
    next_on = models.DateField(null=True)
    # The token of the stop link is derived from this and the site's secret; only its hash can be looked up.
    nonce = models.CharField(max_length=43)
    token_hash = models.CharField(max_length=64, unique=True)
    stopped_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            *Scoped.Meta.constraints,
            models.UniqueConstraint(fields=["business", "user"], name="one_digest_a_pair"),
            models.UniqueConstraint(fields=["practice", "user"], name="one_edition_a_pair"),
            models.CheckConstraint(condition=Q(weekday__lte=6) & Q(hour__lte=23), name="digest_day_and_hour"),
            models.CheckConstraint(condition=Q(kind="off") | Q(next_on__isnull=False), name="digest_next_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} digest of {self.business_id or f'practice {self.practice_id}'} for {self.user_id}"

    @property
    def due_key(self) -> str:
        """Its row in the timetable."""
        return f"digest:{self.pk}"

    @property
    def local_time(self) -> time:
        """The hour as a time of day; on change it is looked at every hour."""
        return time(0) if self.kind == self.Kind.CHANGE else time(self.hour)


class SendLedger(Scoped):
    """One digest: decided, and then sent or not, and why. One for each person and period, however many ticks raced."""

    class State(models.TextChoices):
        QUEUED = "queued", "On its way"
        SENT = "sent", "Sent"
        SKIPPED = "skipped", "Skipped"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        UNKNOWN = "unknown", "Not known"

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="sends")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # The local week, month or day, "weekly 2026-w47"; of one that was asked for, in which minute.
    period = models.CharField(max_length=60)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked = models.BooleanField(default=False)  # by a person, whoever it was; else by the timetable
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    reason = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=160, blank=True)
    totals = models.JSONField(default=dict)  # {"gaps": 4, "changes": 2, "due": 7, "actions": 1}
    mail_key = models.CharField(max_length=160, blank=True)
    # What it is about: the report of then, and the one of the last digest that left.
    report = models.ForeignKey(Report, null=True, on_delete=models.SET_NULL, related_name="+")
    earlier = models.ForeignKey(Report, null=True, on_delete=models.SET_NULL, related_name="+")
    # Of a practice's edition: the report of each client, {"12": 345}, and the edition before. Ids only, because what
    # these reports say is the client's (docs/decisions/050).
    reports = models.JSONField(default=dict)
    since = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            *Scoped.Meta.constraints,
            models.UniqueConstraint(fields=["subscription", "period"], name="one_digest_a_period"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["business", "-at"], name="digest_history"),
            models.Index(fields=["user", "-at"], name="digest_history_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.period} of {self.subscription_id}: {self.state}"
