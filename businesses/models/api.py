"""Keys for other tools, and what their calls were answered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from businesses.models.business import TenantModel


class ApiToken(TenantModel):
    """A key for another tool. It may do what its scope says and its maker may, asked at each call; stored as a hash."""

    class Scope(models.TextChoices):
        READ = "read", "Read"
        RECORD = "record", "Read and record readings"

    name = models.CharField(max_length=60)
    scope = models.CharField(max_length=6, choices=Scope.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=4)  # its last characters, to tell it from others
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["business", "name"], condition=Q(revoked_at=None), name="one_live_token_a_name"
            )
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"


class ApiAnswer(TenantModel):
    """That a call with an idempotency key was carried out, for 24 hours, and what it was answered.

    `packed`: the body, compressed; null where there was no room for it (businesses/actions/answers.py).
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key_hash = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    packed = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key_hash"], name="one_answer_a_key")]
        indexes: ClassVar = [
            models.Index(fields=["business", "created_at"], name="answers_by_age"),
            models.Index(fields=["token", "id"], condition=Q(packed__isnull=False), name="answers_with_body"),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
