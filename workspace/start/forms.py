"""Forms of Start. They validate; they do not save."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse

from accounts.zones import ZoneSelect, zone_choices
from businesses.models import Business
from core.forms import Form
from core.numbers import NumberError, parse_number, show_number
from core.periods import CADENCES, MONTHLY, WEEKLY
from core.text import TextField
from frameworks.schema import BLANK, Content, SystemSlot
from metrics.doubts import SureField, ask, doubt
from metrics.forms import NumberField
from metrics.models import Metric
from metrics.words import counts_things
from systems.models import Element
from workspace.start.answers import Part

MAX_NAME = 120
MAX_UNIT = 30
DESIRED = [(value, label) for value, label in Element.DesiredFor.choices if value]
RHYTHMS = [(WEEKLY, "Every week"), (MONTHLY, "Every month")]


class KeptForm(Form):
    """A form whose fields the browser may keep when somebody leaves and comes back: `autocomplete="off"` forbids it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("autocomplete", None)


class AboutForm(KeptForm):
    """Step 1: the business and what changes for its customer."""

    name = TextField(
        max_length=MAX_NAME, label="What is your business called?",
        error_messages={"required": "Give your business a name"},
    )  # fmt: skip
    sells = TextField(
        label="What does it sell?", required=False, help_text="In a few words. For example “online courses on ads”."
    )
    time_zone = forms.ChoiceField(
        choices=zone_choices, widget=ZoneSelect, label="Your time zone",
        error_messages={"invalid_choice": "Choose a time zone from the list"},
        help_text="It decides when a week is over, and by which clock your emails come.",
    )  # fmt: skip
    outcome = TextField(
        label="If this works, what changes for your customer?",
        error_messages={"required": "Say in one sentence what changes for your customer"},
        help_text="One sentence, about them and not about you.",
    )
    desired_for = forms.ChoiceField(
        label="And for you: is this about money, time or fulfilment?", widget=forms.RadioSelect, choices=DESIRED,
        error_messages={"required": "Press one: money, time or fulfilment"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "organization"  # by its name it would be a person's
        zone = self.fields["time_zone"]
        known = self.is_bound or "time_zone" in self.initial
        zone.widget.attrs["data-browser-zone"] = "keep" if known else "fill"


class SentenceForm(Form):
    """What a preview or the coach is asked about: anything, as it is being typed."""

    name = TextField(max_length=MAX_NAME, required=False)
    outcome = TextField(required=False)
    kind = forms.ChoiceField(choices=[("output", ""), ("outcome", "")], required=False)
    desired_for = forms.ChoiceField(choices=DESIRED, required=False)
    plan = TextField(max_length=40, required=False)


class SystemsForm(KeptForm):
    """Step 2: the trade, the rhythm, and which systems of the framework, by which name."""

    trade = forms.ChoiceField(label="Which is closest to you?", widget=forms.RadioSelect)
    cadence = forms.ChoiceField(label="How often can you count?", widget=forms.RadioSelect, choices=RHYTHMS)

    def __init__(self, content: Content, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = content
        self.fields["trade"].choices = [(t.key, t.label) for t in content.trades]  # type: ignore[attr-defined]
        for slot in content.systems:
            use = forms.BooleanField(required=False, label=slot.label)
            label = TextField(max_length=60, required=False, label=f"Your name for {slot.label}")
            label.widget.attrs.update({"class": "input input--sm"})
            self.fields[f"use_{slot.key}"], self.fields[f"label_{slot.key}"] = use, label

    def rows(self) -> list[tuple[SystemSlot, forms.BoundField, forms.BoundField]]:
        """Each system of the framework with its two fields."""
        return [(slot, self[f"use_{slot.key}"], self[f"label_{slot.key}"]) for slot in self.content.systems]

    def picked(self) -> list[dict[str, str]]:
        """The systems picked, in the framework's order."""
        data = self.cleaned_data
        return [
            {"key": slot.key, "label": data.get(f"label_{slot.key}") or slot.label, "kind": slot.kind}
            for slot in self.content.systems
            if data.get(f"use_{slot.key}")
        ]

    def clean(self) -> dict[str, Any]:
        picked = self.picked()
        if not any(p["kind"] == "chain" for p in picked):
            first = next(s for s in self.content.systems if s.kind == "chain")
            self.add_error(f"use_{first.key}", "Keep at least one system of the chain")
        taken: set[str] = set()
        for one in picked:
            if one["label"].casefold() in taken:
                self.add_error(f"label_{one['key']}", f"Another system is called {one['label']} already")
            taken.add(one["label"].casefold())
        return self.cleaned_data


class PartForm(KeptForm):
    """Step 3: one sentence and its number. All empty means nothing is said yet."""

    text = TextField(required=False, widget=forms.Textarea(attrs={"rows": 2, "placeholder": " "}))
    metric = TextField(max_length=MAX_NAME, required=False, label="The number that shows it")
    unit = TextField(max_length=MAX_UNIT, required=False, label="Counted in")
    direction = forms.ChoiceField(label="Better is", choices=Metric.Direction.choices[:2], required=False)
    cadence = forms.ChoiceField(label="Read", choices=CADENCES[:3], required=False)
    combine = forms.ChoiceField(
        label="For a longer time", choices=[("", "As usual for the unit"), *Metric.Combine.choices], required=False
    )
    sure = SureField()
    slot = TextField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        business: Business,
        kind: str,
        *args: Any,
        is_goal: bool = False,
        suggested: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.business, self.kind, self.is_goal, self.suggested = business, kind, is_goal, suggested
        self.fields["plan"] = NumberField(
            number_format=business.number_format,
            unit=str(self.data.get(self.add_prefix("unit")) or ""),
            required=False,
            label="Your plan, if you have one",
        )
        self.fields["plan"].widget.attrs["class"] = "input num"
        self.fields["plan"].widget.attrs.pop("autocomplete")
        self.fields["text"].label = "What you produce" if kind == "output" else "What it should change"
        self.fields["text"].widget.attrs.update(self.coached())
        self.fields["cadence"].initial = business.main_cadence

    def coached(self) -> dict[str, str]:
        """What makes the coach read along while the sentence is typed."""
        return {
            "hx-get": f"{reverse('workspace:start_coach')}?kind={self.kind}",
            "hx-trigger": f"input changed delay:300ms, input delay:300ms from:#id_{self.add_prefix('plan')}",
            "hx-include": f"#id_{self.add_prefix('plan')}",
            "hx-target": f"#id_{self.add_prefix('text')}_coach",
            "hx-sync": "this:replace",
        }

    def clean(self) -> dict[str, Any]:
        """The number of a suggestion's blank is the plan: typed in either place it stands in both."""
        data = self.cleaned_data
        text, plan = data.get("text", ""), data.get("plan")
        if text and plan is None and "plan" not in self.errors:
            data["plan"] = plan = self.number_in_blank(text)
        if BLANK in text and isinstance(plan, Decimal):
            data["text"] = text.replace(BLANK, show_number(plan, self.business.number_format))
        elif BLANK in text:
            self.add_error("text", "Fill in the blank with a number, or take it out")
        if "text" not in self.errors and not text:
            if self.is_goal:
                self.add_error("text", "Say what changes for your customer")
            elif data.get("metric") or plan is not None:
                self.add_error("text", "Say first what this number is about")
        if isinstance(plan, Decimal) and plan < 0 and counts_things(data.get("unit", "")):
            self.add_error("plan", "A plan for a count cannot be below 0")
        ask(self, "plan", doubt(data.get("plan"), data.get("unit", ""), self.business.number_format))
        return data

    def number_in_blank(self, text: str) -> Decimal | None:
        """What stands where the suggestion that was pressed leaves its blank; nothing when it was reworded."""
        for suggested in self.suggested:
            before, blank, after = suggested.partition(BLANK)
            fits = text.startswith(before) and text.endswith(after) and len(text) > len(before) + len(after)
            if blank and fits:
                try:
                    return parse_number(text[len(before) : len(text) - len(after)], self.business.number_format)
                except NumberError:
                    return None
        return None

    def part(self) -> Part | None:
        """What was said, or nothing. A number without a name is called by the sentence it belongs to."""
        data = self.cleaned_data
        if not data["text"]:
            return None
        return Part(
            text=data["text"],
            metric=data["metric"] or shortened(data["text"], MAX_NAME),
            unit=data["unit"],
            direction=data["direction"] or Metric.Direction.HIGHER,
            cadence=data["cadence"] or self.business.main_cadence,
            combine=combined(data["combine"], data["unit"]),
            plan=data["plan"],
            slot=data["slot"],
        )


def combined(chosen: str, unit: str) -> str:
    """How its weeks become a month. Shares are never added up, whatever a suggestion for another unit filled in."""
    if unit == "%":
        return chosen if chosen not in ("", Metric.Combine.SUM) else Metric.Combine.MEAN
    return chosen or Metric.Combine.SUM


def shortened(text: str, limit: int) -> str:
    """The text as a name: without its full stop, cut at a word."""
    text = text.rstrip(".")
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + "…"
