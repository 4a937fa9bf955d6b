"""Framework library: a published version is one immutable piece of data that maps copy from."""

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from businesses.models import Business, TenantModel


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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Maps were made from it, so what is published stays as it is."""
        if not self._state.adding:
            raise ValueError("a published version is never changed; publish the next one")
        super().save(*args, **kwargs)


class Adoption(TenantModel):
    """Which version of which framework a business started its map from, and what it answered on the way."""

    business = models.OneToOneField(Business, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey(FrameworkVersion, null=True, on_delete=models.PROTECT, related_name="adoptions")
    trade = models.CharField(max_length=60, blank=True)
    # "If this works, what changes for your customer?", and whether that is about money, time or fulfilment.
    outcome = models.CharField(max_length=300, blank=True)
    desired_for = models.CharField(max_length=10, blank=True)
    # The systems picked, in map order: {"key", "label", "kind"} each. Kept until the map is made from them.
    systems = models.JSONField(default=list)
    # What is typed in the last step and not sent yet, field name → text. A draft has no history.
    draft = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.business_id} from {self.version_id}"
