"""The map: systems, their elements, and the claims that link them."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from businesses.models import Membership, TenantModel
from core.models import Versioned

MAX_SYSTEMS = 50
MAX_ELEMENTS = 2_000
MAX_CONTRIBUTIONS = 5_000


class System(TenantModel, Versioned):
    """People, processes and technology that together get something done. Never nested."""

    class Kind(models.TextChoices):
        CHAIN = "chain", "In the chain"
        SUPPORT = "support", "Holding it up"

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=7, choices=Kind.choices, default=Kind.CHAIN)
    position = models.PositiveIntegerField(default=0)
    purpose = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The most it can take in per main cadence; empty = no limit known.
    capacity = models.DecimalField(
        max_digits=21, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    # A count at its entry, for the river; chosen by the owner, else worked out (design.md §5).
    volume_metric = models.ForeignKey(
        "metrics.Metric", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    slot = models.CharField(max_length=60, blank=True)  # its key in the framework it was made from
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["business", "kind", "position"], name="system_order")]

    def __str__(self) -> str:
        return self.name


class Element(TenantModel, Versioned):
    """Anything inside a system: one table and id space for all kinds; columns of one kind are empty for the others."""

    class Kind(models.TextChoices):
        INPUT = "input", "What comes in"
        STEP = "step", "What we do"
        RESOURCE = "resource", "People, playbook, tools"
        OUTPUT = "output", "What we produce"
        OUTCOME = "outcome", "What it should change"

    class Source(models.TextChoices):
        NOT_SAID = "", "Nobody said"
        FLOW = "flow", "From another system"
        OUTSIDE = "outside", "From outside"

    class Facet(models.TextChoices):
        PEOPLE = "people", "People"
        PROCESS = "process", "Playbook"
        TECHNOLOGY = "technology", "Tools"

    class DesiredFor(models.TextChoices):
        MEANS = "", "As a means to something else"
        MONEY = "money", "Money"
        TIME = "time", "Time"
        FULFILMENT = "fulfilment", "Fulfilment"

    class StepCadence(models.TextChoices):
        DAILY = "daily", "every day"
        WEEKDAY = "weekday", "every working day"
        WEEKLY = "weekly", "every week"
        MONTHLY = "monthly", "every month"
        QUARTERLY = "quarterly", "every quarter"

    system = models.ForeignKey(System, on_delete=models.CASCADE, related_name="elements")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=300)
    position = models.PositiveIntegerField(default=0)
    owner = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    slot = models.CharField(max_length=80, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    # input
    source = models.CharField(max_length=7, choices=Source.choices, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    definition = models.CharField(max_length=300, blank=True)
    # step
    who = models.CharField(max_length=120, blank=True)
    hours = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    cadence = models.CharField(max_length=9, choices=StepCadence.choices, blank=True)
    rate = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    cost = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    must_do = models.BooleanField(default=False)
    # resource
    facet = models.CharField(max_length=10, choices=Facet.choices, blank=True)
    # outcome
    desired_for = models.CharField(max_length=10, choices=DesiredFor.choices, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["business", "system", "kind", "position"], name="element_order"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="input") | Q(source="", unit="", definition=""), name="element_input_columns"
            ),
            models.CheckConstraint(
                condition=Q(kind="step")
                | Q(who="", hours__isnull=True, cadence="", rate__isnull=True, cost__isnull=True, must_do=False),
                name="element_step_columns",
            ),
            models.CheckConstraint(
                condition=(Q(kind="resource") & ~Q(facet="")) | (~Q(kind="resource") & Q(facet="")),
                name="element_resource_columns",
            ),
            models.CheckConstraint(
                condition=Q(kind="outcome") | Q(desired_for="", why=""), name="element_outcome_columns"
            ),
            models.CheckConstraint(
                condition=(Q(hours__isnull=True) | Q(hours__gte=0))
                & (Q(rate__isnull=True) | Q(rate__gte=0))
                & (Q(cost__isnull=True) | Q(cost__gte=0)),
                name="element_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Contribution(TenantModel, Versioned):
    """The claim that an output, or another outcome, leads to an outcome."""

    class Sign(models.IntegerChoices):
        TOGETHER = 1, "More of one, more of the other"
        AGAINST = -1, "More of one, less of the other"

    class Strength(models.TextChoices):
        UNSAID = "", "Not said"
        WEAK = "weak", "A little"
        MEDIUM = "medium", "Clearly"
        STRONG = "strong", "Strongly"

    source = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="contributions_out")
    target = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="contributions_in")
    why = models.CharField(max_length=300, blank=True)
    sign = models.SmallIntegerField(choices=Sign.choices, default=Sign.TOGETHER)
    delay_days = models.PositiveSmallIntegerField(null=True, blank=True)  # "how long until you would see it?"
    strength = models.CharField(max_length=6, choices=Strength.choices, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "target"], name="one_contribution_a_pair"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="contribution_not_to_itself"),
            models.CheckConstraint(condition=Q(sign__in=[1, -1]), name="contribution_sign"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class Serves(TenantModel):
    """A step that serves an output or an outcome."""

    step = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="serves")
    target = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="served_by")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["step", "target"], name="one_serves_a_pair")]

    def __str__(self) -> str:
        return f"{self.step_id} serves {self.target_id}"


class Flow(TenantModel, Versioned):
    """A hand-off: an output of one system that is an input of another."""

    output = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="flows_out")
    input = models.ForeignKey(Element, on_delete=models.CASCADE, related_name="flows_in")
    # What it is measured by, and what it limits; empty = worked out (model.md §1).
    measured_by = models.ForeignKey(
        "metrics.Metric", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    limits = models.ForeignKey("metrics.Metric", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["output", "input"], name="one_flow_a_pair")]

    def __str__(self) -> str:
        return f"{self.output_id} → {self.input_id}"


class Label(TenantModel):
    """What the owner answered when the coach took an outcome for something they do. One a sentence."""

    class Answer(models.TextChoices):
        DO = "do", "It is something we do"
        CHANGE = "change", "It is what we want to change"

    statement = models.CharField(max_length=300)
    said = models.CharField(max_length=8)  # the class the coach gave it: "output"
    answer = models.CharField(max_length=6, choices=Answer.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["business", "statement"], name="one_label_a_statement")
        ]

    def __str__(self) -> str:
        return self.statement


class MapVersion(TenantModel):
    """A numbered snapshot of the whole map."""

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    content = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["business", "number"], name="one_map_version_a_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"
