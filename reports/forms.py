"""What people type about findings and actions. Forms validate, they do not save."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from businesses.models import Business, Membership
from core.forms import MOST_SHOWN, Form
from core.numbers import NumberError, parse_number, show_number
from core.text import TextField
from metrics.doubts import SureField, ask, doubt
from metrics.models import Metric
from reports.action_page import SHOWN
from reports.models import Action
from systems.access import live_elements
from systems.models import Element
from systems.queries import members_of

FARTHEST = timedelta(days=366 * 5)
DAY = "Enter a day, like {example}."


class Person(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the business's people."""

    def label_from_instance(self, obj: Membership) -> str:
        return obj.user.called


class Outcome(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the outcomes on the map, with its system."""

    def label_from_instance(self, obj: Element) -> str:
        return f"{obj.text} ({obj.system.name})"


class Amount(forms.CharField):
    """A number as the business writes numbers; empty is none."""

    number_format = "comma"
    unit = ""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if not str(value or "").strip():
            return None
        try:
            return parse_number(str(value), self.number_format, unit=self.unit)
        except NumberError as error:
            raise ValidationError(f"{error}.") from None

    def prepare_value(self, value: Any) -> Any:
        return show_number(value, self.number_format) if isinstance(value, Decimal) else value


class VersionForm(Form):
    """Names the version the page showed, so that a stale one is noticed."""

    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)


class ReasonForm(VersionForm):
    """Why a finding is put aside."""

    reason = TextField(
        label="Why put it aside?",
        help_text="The next reader sees this. It comes back by itself when the gap grows by 10 points.",
        error_messages={"required": "Say why, in a few words."},
    )


class ActionForm(VersionForm):
    """Who does what by when, and which outcome should move."""

    text = TextField(
        label="What will be done?",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what will be done."},
    )
    person = Person(
        queryset=Membership.objects.none(),
        label="Who does it?",
        help_text="Somebody of the team. A consultant advises and is given nothing to do.",
        empty_label="Choose a person",
        error_messages={"required": "Choose a person.", "invalid_choice": "This person is not in the team any more."},
    )
    due = forms.DateField(
        label="By which day?",
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    outcome = Outcome(
        queryset=Element.objects.none(),
        required=False,
        label="What should it change?",
        empty_label="Nothing we measure",
        error_messages={"invalid_choice": "This is not on the map any more."},
    )
    expected = Amount(
        required=False,
        label="Where should that get to?",
        help_text="A number, if you have one in mind. It is shown beside the real one afterwards.",
    )

    sure = SureField()

    def __init__(
        self, *args: Any, business: Business, today: date, action: Action | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.action = today, action
        example = DAY.format(example=(today + timedelta(days=7)).isoformat())
        self.fields["due"].error_messages.update(required=example, invalid=example)
        self.fields["person"].queryset = members_of(business)  # type: ignore[attr-defined]
        outcomes = live_elements(business).filter(kind=Element.Kind.OUTCOME).select_related("system")
        self.fields["outcome"].queryset = outcomes.order_by("system__position", "position", "id")  # type: ignore[attr-defined]
        self.fields["expected"].number_format = business.number_format  # type: ignore[attr-defined]
        self.fields["expected"].widget.attrs.update(inputmode="decimal", maxlength="60")
        self.fields["expected"].unit = self.unit = self.unit_of(business)  # type: ignore[attr-defined]

    def unit_of(self, business: Business) -> str:
        """What the outcome that was chosen is counted in."""
        chosen = str(self.data.get(self.add_prefix("outcome")) or "")
        if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 18):
            return ""
        main = Metric.objects.filter(business=business, element=int(chosen), is_main=True)
        return main.values_list("unit", flat=True).first() or ""

    def clean(self) -> dict[str, Any]:
        expected = self.cleaned_data.get("expected")
        if self.action is None or expected != self.action.expected:
            ask(self, "expected", doubt(expected, self.unit, str(self.fields["expected"].number_format)))  # type: ignore[attr-defined]
        return self.cleaned_data

    def clean_due(self) -> date:
        due: date = self.cleaned_data["due"]
        kept = self.action is not None and self.action.due == due
        if due < self.today and not kept:
            raise ValidationError("Choose a day from today on.")
        if due > self.today + FARTHEST:
            raise ValidationError("Choose a day within the next five years.")
        return due

    @property
    def changes(self) -> dict[str, Any]:
        """What the action takes: everything but what the page remembers."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "sure")}


class Destination(forms.ChoiceField):
    """A list, `doing`; or `doing.3` from a button that names the version its row showed."""

    def valid_value(self, value: Any) -> bool:
        state, point, version = str(value).partition(".")
        numbered = version.isascii() and version.isdigit() and len(version) < 10
        return super().valid_value(state) and (not point or numbered)


class MoveForm(VersionForm):
    """To which list an action goes."""

    to = Destination(choices=Action.State.choices)

    def clean(self) -> dict[str, Any]:
        to, _, version = str(self.cleaned_data.get("to", "")).partition(".")
        return {"to": to, "version": int(version) if version else self.cleaned_data.get("version")}


class FilterForm(Form):
    """Whose actions are shown, and how far down each list; anything that names nobody shows all."""

    person = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    open = forms.IntegerField(required=False, min_value=1, max_value=MOST_SHOWN)
    doing = forms.IntegerField(required=False, min_value=1, max_value=MOST_SHOWN)
    done = forms.IntegerField(required=False, min_value=1, max_value=MOST_SHOWN)
    part = forms.ChoiceField(required=False, choices=Action.State.choices)

    @property
    def person_id(self) -> int | None:
        """The membership asked for."""
        person: int | None = self.value("person")
        return person

    @property
    def shown(self) -> dict[str, int]:
        """How far down the lists are shown that somebody asked more of, in whole pages."""
        asked = {state: self.value(state) for state in Action.State.values}
        return {state: -(-n // SHOWN) * SHOWN for state, n in asked.items() if n}

    @property
    def only(self) -> str:
        """The one list of which only the further rows are asked for; "" for all."""
        return self.value("part") or ""

    def value(self, name: str) -> Any:
        """What was typed, or None where it is wrong."""
        return self.cleaned_data.get(name) if self.is_bound and (self.is_valid() or name not in self.errors) else None
