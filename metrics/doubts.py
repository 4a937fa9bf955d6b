"""Numbers that can be right and seldom are: shares outside 0 to 100, and fractions typed for percentages. Pure.

A form asks once more before it keeps one; the check-in keeps it and asks beside it.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from django import forms

from core.forms import Form
from core.numbers import COMMA, show_number

HUNDRED = Decimal(100)
CLEARLY_PERCENT = 5  # beside a number like this, one below 1 is more likely a fraction than a percentage


def doubt(value: Decimal | None, unit: str, number_format: str = COMMA, beside: Iterable[Decimal | None] = ()) -> str:
    """What is odd about it, as a sentence without its full stop; empty when nothing is.

    `beside`: other numbers of the metric. Where one of them lies outside 0 to 100 too, that is how it is counted.
    """
    if unit != "%" or value is None:
        return ""
    others = [other for other in beside if other is not None]
    shown = f"{show_number(value, number_format)}%"
    if value < 0 and not any(other < 0 for other in others):
        return f"{shown} is below 0"
    if value > HUNDRED and not any(other > HUNDRED for other in others):
        return f"{shown} is over 100%"
    if 0 < value < 1 and any(abs(other) >= CLEARLY_PERCENT for other in others):
        return f"{shown} is less than 1%, and it may be meant for {show_number(value * 100, number_format)}%"
    return ""


class SureField(forms.CharField):
    """What was asked about: sent again with the same number in its field, it is meant."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


def ask(form: Form, field: str, words: str) -> None:
    """Refuse the field once, with the question; the same number sent again is kept. The form has a SureField `sure`."""
    typed = str(form.data.get(form.add_prefix(field)) or "").strip()
    if not words or form.cleaned_data.get("sure") == typed:
        return
    form.add_error(field, f"{words}. Is this right? Send it again if it is.")
    data: Any = cast(Any, form.data).copy()
    data[form.add_prefix("sure")] = typed
    form.data = data
