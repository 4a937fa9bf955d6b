"""Tenancy: the business, who belongs to it, who is invited, and what was changed by whom."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from businesses.models.choices import WEEKDAYS, Level, Role
from core.models import Versioned
from core.numbers import COMMA, FORMATS
from core.periods import CADENCES, WEEKLY


class Business(Versioned):
    """The tenant: everything belongs to exactly one."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    sells = models.CharField(max_length=300, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    first_day = models.PositiveSmallIntegerField(default=0, choices=WEEKDAYS)
    currency = models.CharField(max_length=3, default="USD")
    number_format = models.CharField(max_length=6, choices=FORMATS, default=COMMA)
    main_cadence = models.CharField(max_length=9, choices=CADENCES[:3], default=WEEKLY)
    # The ultimate outcome: what all the work is for. An outcome of the map.
    goal = models.OneToOneField("systems.Element", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # One day of work = this share of all desired outcomes; ranks findings (alignment.md 3.15).
    day_cost = models.DecimalField(max_digits=6, decimal_places=4, default="0.01")
    is_sample = models.BooleanField(default=False)
    map_revision = models.PositiveIntegerField(default=0)
    readings_revision = models.PositiveIntegerField(default=0)
    # How far the three steps of Start have come; 4 = done.
    start_step = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "businesses"
        constraints: ClassVar = [models.CheckConstraint(condition=Q(first_day__lte=6), name="business_first_day")]

    def __str__(self) -> str:
        return self.name


class TenantModel(models.Model):
    """A row that belongs to one business."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Membership(models.Model):
    """A person's role in a business."""

    business = models.ForeignKey(Business, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role.choices)
    last_seen_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["business", "user"], name="one_membership_a_pair")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.business_id} as {self.role}"


class Offer(models.Model):
    """Something offered to one address: single use, seven days, accepted by POST, stored as a hash."""

    email = models.EmailField(max_length=254)
    # The token of the link is derived from this and the site's secret, so it can be made again when the mail is sent.
    nonce = models.CharField(max_length=43)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    # Known on what offers.offers() finds: the role of whoever sent it, and whether the address is the person's.
    sender_role: str | None
    mine: bool

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"


class Invitation(TenantModel, Offer):
    """A role in the team, or the level of an engagement as a consultant."""

    role = models.CharField(max_length=8, choices=Role.choices, blank=True)
    level = models.CharField(max_length=6, choices=Level.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["business", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_an_address",
            ),
            models.CheckConstraint(
                condition=(Q(level="") & ~Q(role="")) | (~Q(level="") & Q(role="")), name="invitation_role_or_level"
            ),
        ]


class AuditRow(TenantModel):
    """One change: who, when, what, before and after. Append only; written in the change's own transaction."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    # Verb and noun, as the action is called: "output_add", "reading_record".
    what = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    # What it was about in words, kept here so that the log still reads when the thing is gone.
    label = models.CharField(max_length=320, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    request_id = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["business", "-at", "-id"], name="audit_by_time")]

    def __str__(self) -> str:
        return f"{self.what} {self.object_type} {self.object_id}"
