"""Durable work: the truth is a row here, a Celery message only a wake-up. Knows no domain noun and holds ids only.

These tables are exempt from row-level security; their handlers set the business again from the id.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Job(models.Model):
    """One piece of work, kept until it is done. One row a key: asking twice is asking once."""

    class State(models.TextChoices):
        IDLE = "idle"
        QUEUED = "queued"
        RUNNING = "running"
        FAILED = "failed"

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    business_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    run_after = models.DateTimeField(default=timezone.now)
    # Asked for again while running: run once more afterwards.
    again = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    error = models.CharField(max_length=500, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["run_after"], condition=Q(state="queued"), name="job_queued"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="job_running"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class OutboxMail(models.Model):
    """One mail to send, decided in the transaction that caused it. The text is composed from ids when it is sent."""

    class State(models.TextChoices):
        PENDING = "pending"
        SENDING = "sending"
        SENT = "sent"
        UNKNOWN = "unknown"  # the server may or may not have taken it; never sent again by itself
        FAILED = "failed"
        CANCELLED = "cancelled"

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=40)
    business_id = models.BigIntegerField(null=True)
    practice_id = models.BigIntegerField(null=True)
    object_id = models.BigIntegerField(null=True)
    message_id = models.CharField(max_length=120)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PENDING)
    not_before = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=32, blank=True)
    error = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["not_before"], condition=Q(state="pending"), name="outbox_pending")]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class Beat(models.Model):
    """When the tick was last done, when a worker last finished anything, since when mail is held: for /readyz."""

    name = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"


class Due(models.Model):
    """A timetable row: what is next due, when, by whose clock."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    business_id = models.BigIntegerField(null=True)
    practice_id = models.BigIntegerField(null=True)
    # Every full hour of that clock, else once a day at this time.
    hourly = models.BooleanField(default=False)
    local_time = models.TimeField()
    zone = models.CharField(max_length=64)
    next_due = models.DateTimeField()
    # The local date last served, so that of a daily row one date is served once whatever ticks or clocks do.
    last_date = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["next_due"], name="due_next")]

    def __str__(self) -> str:
        return f"{self.key} at {self.next_due}"
