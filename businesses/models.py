"""Tenancy: the business, who belongs to it, who is invited, and what was changed by whom."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.models import Versioned
from core.numbers import COMMA, FORMATS
from core.periods import CADENCES, WEEKLY

WEEKDAYS = [
    (0, "Monday"),
    (5, "Saturday"),
    (6, "Sunday"),
    (1, "Tuesday"),
    (2, "Wednesday"),
    (3, "Thursday"),
    (4, "Friday"),
]


class Role(models.TextChoices):
    """The roles of product.md §3; what each may do is in roles.py, and nowhere else."""

    OWNER = "owner", "Owner"
    EDITOR = "editor", "Editor"
    RECORDER = "recorder", "Recorder"
    VIEWER = "viewer", "Viewer"


class PracticeRole(models.TextChoices):
    """The roles of a practice; what each may do is in roles.py, and nowhere else."""

    LEAD = "lead", "Lead"
    CONSULTANT = "consultant", "Consultant"


class Level(models.TextChoices):
    """What an engagement lets its consultants do besides reading."""

    REVIEW = "review", "Review"
    EDIT = "edit", "Review and edit"


class Side(models.TextChoices):
    """Who began or ended an engagement."""

    BUSINESS = "business", "The business"
    PRACTICE = "practice", "The practice"


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
    """What a call with an idempotency key was answered: for 24 hours the same call gets the same answer."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key_hash = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    body = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["token", "key_hash"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return f"answer {self.pk}"
