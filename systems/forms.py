"""Every byte that people type into the map passes one of these. They say what is wrong; they save nothing."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from businesses.models import Business, Membership
from core.forms import Form
from core.numbers import NumberError, parse_number, plain
from core.text import TextField
from systems.models import Contribution, Element, Label, System
from systems.queries import members_of, metrics_of

Kind = Element.Kind
MOST_DAYS = 3_650


class AmountField(forms.CharField):
    """A number that is not negative, written as the business writes numbers."""

    def __init__(self, *, below: int, decimals: int = 2, example: str = "60", **kwargs: Any) -> None:
        self.below, self.decimals, self.example = Decimal(below), decimals, example
        self.number_format = "comma"
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)
        self.widget.attrs.update(inputmode="decimal", maxlength="60")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = str(value or "").strip()
        if not text:
            return None
        try:
            number = parse_number(text, self.number_format, self.example)
        except NumberError as error:
            raise ValidationError(f"{error}.") from None
        if number < 0:
            raise ValidationError(f"This cannot be under zero. Enter a number, like {self.example}.")
        if number >= self.below:
            raise ValidationError(f"Enter a number under {self.below:,}.")
        if -int(number.as_tuple().exponent) > self.decimals:
            raise ValidationError(f"Use at most {self.decimals} decimals.")
        return number

    def prepare_value(self, value: Any) -> Any:
        return (
            plain(value).replace(".", {"comma": "."}.get(self.number_format, ","))
            if isinstance(value, Decimal)
            else value
        )


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the business's people."""

    def label_from_instance(self, obj: Membership) -> str:
        return obj.user.called


class MetricField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the business's metrics, with the system it is counted in."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.element.system.name}: {obj.name}"


class MapForm(Form):
    """A form of one business: its people, metrics and way of writing numbers. `version` is what the page showed."""

    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.number_format = business.number_format
            elif isinstance(field, MemberField):
                field.queryset = members_of(business)
            elif isinstance(field, MetricField):
                field.queryset = metrics_of(business)

    @property
    def shown_version(self) -> int:
        """The version the person saw; 0, which is always stale, when the form did not say."""
        return self.cleaned_data.get("version") or 0

    @property
    def changes(self) -> dict[str, Any]:
        """What was entered, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class SystemForm(MapForm):
    """A system, whole."""

    name = TextField(label="Name", max_length=120, error_messages={"required": "Give the system a name."})
    purpose = TextField(
        label="Why it exists",
        required=False,
        help_text="One sentence. For example: Find the people who are ready to buy.",
    )
    kind = forms.ChoiceField(
        label="Where it stands",
        choices=[("chain", "In the chain customers pass through"), ("support", "Holding the chain up")],
    )
    owner = MemberField(
        label="Who looks after it", queryset=Membership.objects.none(), required=False, empty_label="Nobody yet"
    )
    capacity = AmountField(
        label="The most it can take in", below=10**15, decimals=6, example="40",
        help_text="Per period, counted as its volume is. Leave it empty when there is no limit you know of.",
    )  # fmt: skip
    volume_metric = MetricField(
        label="What is counted at its entry", queryset=None, required=False, empty_label="Work it out",
        help_text="The number on the river. Left alone: the one behind what comes in, else the first thing produced.",
    )  # fmt: skip


class SystemAddForm(MapForm):
    """A new system: its name is enough."""

    name = SystemForm.base_fields["name"]
    purpose = SystemForm.base_fields["purpose"]
    kind = SystemForm.base_fields["kind"]


class QuickForm(Form):
    """One line typed into a cell of the map."""

    text = TextField(label="Text", error_messages={"required": "Type a few words first."})


class AnswerForm(QuickForm):
    """What the owner answers the coach about one sentence."""

    answer = forms.ChoiceField(choices=Label.Answer.choices, error_messages={"required": "Choose one of the two."})


class ElementForm(MapForm):
    """What every kind has."""

    text = TextField(label="In a few words", error_messages={"required": "Type a few words first."})


class InputForm(ElementForm):
    """What comes in."""

    source = forms.ChoiceField(
        label="Where it comes from", required=False, choices=[("", "Nobody has said yet"), ("outside", "From outside")],
        help_text="When another system makes it, link it there instead.",
    )  # fmt: skip
    unit = TextField(label="Counted in", max_length=60, required=False, help_text="For example: qualified leads")
    definition = TextField(
        label="What counts as one", required=False, help_text="For example: budget agreed, ready this month"
    )


class StepForm(ElementForm):
    """What people do."""

    who = TextField(label="Who does it", max_length=120, required=False)
    hours = AmountField(label="Hours", below=10**7, example="3")
    cadence = forms.ChoiceField(
        label="How often", required=False, choices=[("", "Not said"), *Element.StepCadence.choices]
    )
    rate = AmountField(label="Cost of an hour", below=10**10, example="40")
    cost = AmountField(label="Other money each time", below=10**12, example="250")
    must_do = forms.BooleanField(label="Must be done whatever it brings (law, safety)", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (cleaned.get("hours") or cleaned.get("cost")) and not cleaned.get("cadence"):
            self.add_error("cadence", "Say how often these hours or this money are spent.")
        return cleaned


class ResourceForm(ElementForm):
    """People, playbook, tools."""

    facet = forms.ChoiceField(label="What it is", choices=Element.Facet.choices)


class OutputForm(ElementForm):
    """What is produced."""

    owner = MemberField(
        label="Who looks after it", queryset=Membership.objects.none(), required=False, empty_label="Nobody yet"
    )


class OutcomeForm(ElementForm):
    """What it should change."""

    why = TextField(label="Why it matters", required=False)
    desired_for = forms.ChoiceField(
        label="Wanted for its own sake?", required=False,
        choices=[("", "No, as a means to something else"), ("money", "Yes, for money"), ("time", "Yes, for time"),
                 ("fulfilment", "Yes, for fulfilment")],
    )  # fmt: skip
    owner = MemberField(
        label="Who looks after it", queryset=Membership.objects.none(), required=False, empty_label="Nobody yet"
    )


FORMS: dict[str, type[ElementForm]] = {
    Kind.INPUT: InputForm,
    Kind.STEP: StepForm,
    Kind.RESOURCE: ResourceForm,
    Kind.OUTPUT: OutputForm,
    Kind.OUTCOME: OutcomeForm,
}


def element_form(
    business: Business, kind: str, element: Element | None = None, data: Any = None, at: str = ""
) -> ElementForm:
    """The form of this kind: for a new element, or filled in with one that is there."""
    form_class = FORMS[kind]
    name = f"{element.pk if element else kind}{at}"
    initial = {f: getattr(element, f) for f in [*form_class.base_fields]} if element else None
    form = form_class(data, business=business, initial=initial, auto_id=f"e{name}-%s")
    if kind in (Kind.OUTPUT, Kind.OUTCOME):
        form.fields["text"].widget.attrs |= {
            "hx-get": reverse("systems:coach", args=[business.slug, kind]), "hx-trigger": "input changed delay:400ms",
            "hx-target": "next .coach", "hx-swap": "innerHTML", "hx-sync": "this:replace",
        }  # fmt: skip
    if element is not None and element.source == Element.Source.FLOW:
        # It comes from another system; that is changed by removing the link.
        del form.fields["source"]
    return form


class PickForm(MapForm):
    """The other end of a link, from a grouped list."""

    other = forms.TypedChoiceField(
        label="What",
        coerce=int,
        error_messages={"required": "Choose one from the list.", "invalid_choice": "Choose one from the list."},
    )

    def __init__(
        self, *args: Any, groups: Iterable[tuple[str, list[tuple[int, str]]]], label: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = [("", "Choose…"), *groups]  # type: ignore[attr-defined]
        self.fields["other"].label = label or "What"


class ClaimFields(MapForm):
    """What a claim says: why, which way, after how long, how strongly."""

    why = TextField(label="Why should it help", required=False)
    sign = forms.TypedChoiceField(label="Which way", coerce=int, choices=Contribution.Sign.choices, initial=1)
    delay_days = forms.IntegerField(
        label="Days until you would see it", required=False, min_value=0, max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "6"}),
        error_messages={
            "invalid": "Enter a whole number of days, like 14.",
            "min_value": "This cannot be under zero. Enter a number of days, like 14.",
            "max_value": f"Enter at most {MOST_DAYS:,} days.",
        },
    )  # fmt: skip
    strength = forms.ChoiceField(label="How strongly", required=False, choices=Contribution.Strength.choices)


class ClaimForm(ClaimFields):
    """A claim that is there."""


class NewClaimForm(ClaimFields, PickForm):
    """A claim to make."""

    field_order = ("other",)


class FlowForm(MapForm):
    """What a hand-off is measured by, and what it limits."""

    measured_by = MetricField(
        label="Measured by", queryset=None, required=False, empty_label="The number of what is handed over"
    )
    limits = MetricField(
        label="It limits", queryset=None, required=False, empty_label="The first thing produced there in the same unit"
    )


class NewFlowForm(FlowForm, PickForm):
    """A hand-off to make."""

    field_order = ("other",)


__all__ = [
    "FORMS",
    "ClaimForm",
    "ElementForm",
    "FlowForm",
    "NewClaimForm",
    "NewFlowForm",
    "PickForm",
    "QuickForm",
    "System",
    "SystemAddForm",
    "SystemForm",
    "element_form",
]  # fmt: skip
