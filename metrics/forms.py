"""Forms of readings, metrics, plans and events. They validate; they do not save."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from businesses.models import Business, Membership
from core.forms import Form
from core.numbers import NumberError, parse_number, show_number
from core.periods import CADENCES, Period
from core.text import TURNING, NoteField, TextField
from metrics.actions import Amount
from metrics.doubts import SureField, ask, doubt
from metrics.models import Metric
from metrics.queries import Counted
from metrics.words import counts_things

RANGE_DASHES = ("–", "—", " to ", "..", "-")


class NumberField(forms.CharField):
    """An exact number in the business's format. Empty is None."""

    def __init__(self, *, number_format: str, example: str = "60", unit: str = "", **kwargs: Any) -> None:
        self.number_format, self.example, self.unit = number_format, example, unit
        super().__init__(**kwargs)
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_number(text, self.number_format, self.example, self.unit)
        except NumberError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return show_number(value, self.number_format) if isinstance(value, Decimal) else value


class VersionField(forms.IntegerField):
    """The version a page was made from; nonsense is 0, which matches nothing that exists."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)

    def clean(self, value: Any) -> int:
        text = str(value or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def may_be_below_zero(metric: Metric | Counted) -> bool:
    """A count cannot be below 0, unless its zero point says that it can; shares, money and bare numbers can."""
    return not counts_things(metric.unit) or (metric.zero is not None and metric.zero < 0)


def refuse_below_zero(metric: Metric | Counted, value: Decimal | None) -> None:
    """Raises ValidationError with what to do."""
    if value is not None and value < 0 and not may_be_below_zero(metric):
        raise ValidationError(
            f"{metric.unit[:1].upper()}{metric.unit[1:]} cannot be below 0. If they can, "
            "give the metric a zero point below 0 under Edit."
        )


class ReadingForm(Form):
    """One number for one period, with its note."""

    version = VersionField()
    note = NoteField(required=False, label="Note", widget=forms.Textarea(attrs={"rows": 2}))
    why = TextField(required=False, label="Why it changes", help_text="Kept with the number that was there before.")
    sure = SureField()

    def __init__(
        self,
        *args: Any,
        metric: Metric | Counted,
        number_format: str,
        example: str = "",
        asks: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.metric, self.number_format, self.asks = metric, number_format, asks
        self.fields["value"] = NumberField(
            number_format=number_format, example=example or "60", unit=metric.unit, required=False, label="Reading"
        )
        self.fields["value"].widget.attrs["class"] = "input num"
        self.order_fields(["value", "note", "why", "version", "sure"])

    def clean_value(self) -> Decimal | None:
        value: Decimal | None = self.cleaned_data["value"]
        refuse_below_zero(self.metric, value)
        return value

    def clean(self) -> dict[str, Any]:
        value = self.cleaned_data.get("value")
        if self.asks and value != self.initial.get("value"):
            ask(self, "value", doubt(value, self.metric.unit, self.number_format, [self.metric.last_value]))
        return self.cleaned_data

    @property
    def first_error(self) -> str:
        """What is wrong, in one line for the row."""
        return " ".join(str(error) for errors in self.errors.values() for error in errors)


def reading_form(post: Mapping[str, Any], metric: Counted, number_format: str, example: str = "") -> ReadingForm:
    """The fields of one row out of a whole check-in."""
    pk = metric.pk
    data = {"value": post.get(f"r{pk}"), "version": post.get(f"v{pk}"), "note": post.get(f"n{pk}", "")}
    return ReadingForm(data, metric=metric, number_format=number_format, example=example, asks=False)


def parse_amount(text: str, direction: str, number_format: str, unit: str = "") -> Amount | None:
    """`60`, or `40–60` for a metric that is best within a range; None when empty. Raises ValidationError.

    `unit` may stand behind it.
    """
    text = text.strip()
    if not text:
        return None
    if len(text) > 130:
        raise ValidationError("Plan must be a number, like 60")
    if direction != Metric.Direction.RANGE:
        try:
            return Amount(value=parse_number(text, number_format, unit=unit))
        except NumberError as error:
            raise ValidationError(_about_plan(error)) from error
    for dash in RANGE_DASHES:
        # The first sign may be a minus: look for the dash after it.
        low, found, high = text[1:].partition(dash)
        if found:
            try:
                amount = Amount(
                    low=parse_number(text[0] + low, number_format, unit=unit),
                    high=parse_number(high, number_format, unit=unit),
                )
            except NumberError:
                continue
            if amount.low is not None and amount.high is not None and amount.low > amount.high:
                raise ValidationError("The low number must not be above the high one")
            return amount
    raise ValidationError("Plan must be a low and a high number, like 40–60")


def amount_doubt(amount: Amount | None, metric: Metric, number_format: str) -> str:
    """What is odd about a plan, or nothing."""
    for value in (amount.value, amount.low, amount.high) if amount else ():
        if words := doubt(value, metric.unit, number_format, [metric.last_value]):
            return words
    return ""


def _about_plan(error: NumberError) -> str:
    words = str(error)
    return "Plan must be a number, like 60" if words.startswith("Enter a number") else f"Plan: {words}"


class PlanForm(Form):
    """What would be enough, from a period on."""

    amount = forms.CharField(required=False, strip=True, label="Plan")
    since = forms.ChoiceField(label="From", required=False)
    benchmark = TextField(
        required=False,
        label="Where this plan comes from",
        help_text="Optional. For example: what others in the trade reach.",
    )

    sure = SureField()

    def __init__(
        self, *args: Any, metric: Metric, number_format: str, periods: list[Period], current: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.metric, self.direction, self.number_format = metric, metric.direction, number_format
        choices = [(p.start.isoformat(), f"{p.name}, {p.dates}") for p in periods]
        self.fields["since"].choices = choices  # type: ignore[attr-defined]
        self.fields["since"].initial = current.isoformat()
        is_range = self.direction == Metric.Direction.RANGE
        self.fields["amount"].help_text = (
            "A low and a high number. For example 40–60." if is_range else "A number. For example 60."
        )
        self.fields["amount"].widget.attrs["inputmode"] = "text" if is_range else "decimal"

    def clean_amount(self) -> Amount | None:
        return parse_amount(self.cleaned_data["amount"], self.direction, self.number_format, self.metric.unit)

    def clean_since(self) -> date:
        return date.fromisoformat(self.cleaned_data["since"] or str(self.fields["since"].initial))

    def clean(self) -> dict[str, Any]:
        ask(self, "amount", amount_doubt(self.cleaned_data.get("amount"), self.metric, self.number_format))
        return self.cleaned_data

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the actions take them."""
        return {name: self.cleaned_data[name] for name in ("since", "amount", "benchmark")}


class MetricForm(Form):
    """What a metric is. Its plan has a form of its own beside it."""

    name = TextField(max_length=120, label="What is counted", help_text="For example: lessons finished.",
                     error_messages={"required": "Say what is counted, like “lessons finished”"})  # fmt: skip
    unit = TextField(required=False, max_length=30, label="Unit", help_text="For example: lessons, %, $.")
    direction = forms.ChoiceField(label="What is better", choices=Metric.Direction.choices, widget=forms.RadioSelect)
    cadence = forms.ChoiceField(label="How often it is read", choices=CADENCES)
    combine = forms.ChoiceField(
        label="For a longer time",
        choices=[("", "As usual for the unit"), *Metric.Combine.choices],
        required=False,
        help_text="How weeks become a month. Usually shares are averaged, everything else is added up.",
    )
    owner = forms.ChoiceField(label="Who reads it", required=False)
    source_note = TextField(
        required=False,
        label="Where the number comes from",
        help_text="Optional. For example: course platform, Reports.",
    )
    version = VersionField()

    def __init__(self, *args: Any, business: Business, members: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        number_format = business.number_format
        self.members = {str(m.pk): m for m in members}
        owners = [("", "Nobody in particular")] + [(str(m.pk), m.user.called) for m in members]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]
        self.fields["zero"] = NumberField(
            number_format=number_format, required=False, label="Zero point",
            help_text="Optional: the value that scores 0. Without it 0, or twice the plan when lower is better.",
        )  # fmt: skip
        self.fields["tolerance"] = NumberField(
            number_format=number_format, required=False, label="Tolerance",
            help_text="Optional, for a range: how far outside scores 0. Without it as far as the range is wide.",
        )  # fmt: skip
        for name in ("zero", "tolerance"):
            self.fields[name].widget.attrs["class"] = "input"

    def clean_combine(self) -> str:
        usual = Metric.Combine.MEAN if self.cleaned_data.get("unit") == "%" else Metric.Combine.SUM
        return self.cleaned_data["combine"] or usual

    def clean_owner(self) -> Membership | None:
        return self.members.get(self.cleaned_data["owner"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        direction, zero, tolerance = data.get("direction"), data.get("zero"), data.get("tolerance")
        if direction == Metric.Direction.RANGE and zero is not None:
            self.add_error("zero", "A metric that is best within a range has no zero point. Leave it empty.")
        if direction and direction != Metric.Direction.RANGE and tolerance is not None:
            self.add_error("tolerance", "Only a metric that is best within a range has a tolerance. Leave it empty.")
        if data.get("unit") == "%" and data.get("combine") == Metric.Combine.SUM:
            # It was added up before it became a share, so nobody has chosen that for a share.
            untouched = self.initial.get("combine") == Metric.Combine.SUM and self.initial.get("unit") != "%"
            data["combine"] = Metric.Combine.MEAN
            if not untouched:
                self.add_error("combine", "Shares cannot be added up. Take the average or the last one.")
        if tolerance is not None and tolerance <= 0:
            self.add_error("tolerance", "The tolerance must be above 0.")
        return data

    @property
    def values(self) -> dict[str, Any]:
        """The fields as the actions take them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class EventForm(Form):
    """A dated word on the chart."""

    day = forms.DateField(
        label="When",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Say when it happened"},
    )
    text = TextField(
        max_length=120, label="What happened", error_messages={"required": "Say what happened, in a few words"}
    )

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if not 1990 <= day.year <= 2100:
            raise ValidationError("Enter a day between 1990 and 2100")
        return day


class WeekNoteForm(Form):
    """Anything worth remembering about the period: an event of the whole business."""

    text = TextField(required=False, max_length=120, label="Anything worth remembering about this week?")


class PasteField(NoteField):
    """Cells of a spreadsheet. Nothing is trimmed: a tab at the end is an empty cell."""

    def to_python(self, value: Any) -> str:
        super().to_python(value)
        return unicodedata.normalize("NFC", str(value or "").translate(TURNING))


class PasteForm(Form):
    """What was copied from a spreadsheet, and where it goes."""

    paste = PasteField(
        max_length=200_000,
        label="Paste from a spreadsheet",
        error_messages={"required": "Paste the cells with the numbers here"},
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )
    into = forms.ChoiceField(label="These numbers are for")
    rows_are = forms.ChoiceField(
        label="Each row of what I copied is",
        choices=[("metric", "one metric"), ("period", "one week, month or quarter")],
        initial="metric",
        required=False,
    )

    def __init__(self, data: Any = None, *, tables: Sequence[Any], touched: bool = True) -> None:
        super().__init__(data if touched else None)
        every = [
            (t.cadence, f"All that is read {t.title.lower()}" if len(tables) > 1 else "All metrics") for t in tables
        ]
        ones = [(str(row.metric.pk), row.metric.name) for t in tables for row in t.rows]
        self.fields["into"].choices = every + ones  # type: ignore[attr-defined]
