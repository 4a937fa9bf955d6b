"""Framework library: a published version is one immutable piece of data that maps copy from."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class Framework(models.Model):
    """A template of systems to map against. The built-in ones belong to nobody."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    about = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name


class FrameworkVersion(models.Model):
    """One published version; never changed. `content` follows frameworks/schema.py."""

    framework = models.ForeignKey(Framework, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["framework", "number"], name="one_framework_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.framework_id} version {self.number}"
