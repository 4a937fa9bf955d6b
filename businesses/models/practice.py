"""Consultancies: their people, whom they work for, and whom they have invited."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from businesses.models.business import Offer, TenantModel
from businesses.models.choices import Level, PracticeRole, Side
from core.models import Versioned


class Practice(Versioned):
    """A consultancy: people who review the businesses of others. Belongs to no business."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.name


class PracticeMember(models.Model):
    """A person of a practice."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practices")
    role = models.CharField(max_length=10, choices=PracticeRole.choices, default=PracticeRole.LEAD)
    last_seen_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["practice", "user"], name="one_practice_membership_a_pair")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in practice {self.practice_id}"


class Engagement(TenantModel):
    """A practice works for a business. While it is active its people may enter; ended, it stays as history."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        ENDED = "ended", "Ended"

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="engagements")
    level = models.CharField(max_length=6, choices=Level.choices, default=Level.REVIEW)
    state = models.CharField(max_length=6, choices=State.choices, default=State.ACTIVE)
    invited_by = models.CharField(max_length=8, choices=Side.choices)
    ended_by = models.CharField(max_length=8, choices=Side.choices, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["business", "practice"], condition=Q(state="active"), name="one_active_engagement_a_pair"
            )
        ]

    def __str__(self) -> str:
        return f"practice {self.practice_id} for {self.business_id}, {self.state}"


class EngagementPerson(TenantModel):
    """A person of the practice who is assigned to this engagement.

    On PostgreSQL composite keys see to it that the practice is the engagement's, and the person a member of it.
    """

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    engagement = models.ForeignKey(Engagement, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="engagements")
    last_seen_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["engagement", "user"], name="one_assignment_a_pair"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in engagement {self.engagement_id}"


class ClientInvitation(Offer):
    """A practice's offer to work for somebody's business. The business is chosen by who accepts it."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=6, choices=Level.choices, default=Level.REVIEW)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["practice", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_client_invitation_an_address",
            )
        ]


class PracticeInvitation(Offer):
    """A place in a practice, as lead or consultant."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=PracticeRole.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["practice", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_practice_invitation_an_address",
            )
        ]
