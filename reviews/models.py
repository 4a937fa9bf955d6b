"""Comments on what is on the map, reviews of a numbered snapshot, and suggested words."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from businesses.models import TenantModel
from reports.models import Report
from systems.models import Element, MapVersion, System

MAX_COMMENT = 5_000


class Review(TenantModel):
    """One look at a numbered snapshot of the map. Held until it is sent, and never changed afterwards."""

    class State(models.TextChoices):
        DRAFT = "draft", "Not sent yet"
        SENT = "sent", "Sent"

    class Verdict(models.TextChoices):
        COMMENTS = "comments", "Just comments"
        CHANGES = "changes", "Ask for changes"
        APPROVE = "approve", "Approve"

    number = models.PositiveIntegerField()
    map_version = models.ForeignKey(MapVersion, on_delete=models.PROTECT, related_name="+")
    # What the map was compared with: the version of the review before.
    since = models.ForeignKey(MapVersion, null=True, on_delete=models.SET_NULL, related_name="+")
    report = models.ForeignKey(Report, null=True, on_delete=models.SET_NULL, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=5, choices=State.choices, default=State.DRAFT)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    note = models.TextField(blank=True, max_length=MAX_COMMENT)
    # The map's revision when it was taken: a higher one means that the map has changed since.
    map_revision = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["business", "number"], name="one_review_a_number"),
            models.UniqueConstraint(
                fields=["business", "reviewer"], condition=Q(state="draft"), name="one_open_review_a_person"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", verdict="", sent_at__isnull=True)
                | (Q(state="sent", sent_at__isnull=False) & ~Q(verdict="")),
                name="review_sent_with_verdict",
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.number} of {self.business_id}"


class Thread(TenantModel):
    """Comments about one element, or about one system."""

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="+")
    element = models.ForeignKey(Element, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["business", "system", "element"], name="thread_by_place")]

    def __str__(self) -> str:
        return f"thread {self.pk}"


class Comment(TenantModel):
    """What somebody said. Part of a review, it is seen by others when the review is sent."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    review = models.ForeignKey(Review, null=True, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(blank=True, max_length=MAX_COMMENT)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["thread", "id"], name="comment_order")]

    def __str__(self) -> str:
        return f"comment {self.pk}"


class Suggestion(TenantModel):
    """Other words for an element, made from one version of it."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        USED = "used", "Used"
        KEPT = "kept", "Kept as it was"

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="suggestion")
    element = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="+")
    base_version = models.PositiveIntegerField()
    before = models.CharField(max_length=300)
    text = models.CharField(max_length=300)
    state = models.CharField(max_length=4, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"suggestion {self.pk}"
