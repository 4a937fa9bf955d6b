"""What all forms share: our classes on inputs, and errors wired to their field for assistive technology."""

from typing import Any

from django import forms
from django.forms import BoundField


class Form(forms.Form):
    """Base of every form. Unknown fields are ignored; each input gets its class, and aria-invalid when it is wrong."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if getattr(widget, "input_type", "") not in ("checkbox", "radio", "hidden"):
                widget.attrs["class"] = (widget.attrs.get("class", "") + " input").strip()
            widget.attrs.setdefault("autocomplete", "off")

    def full_clean(self) -> None:
        super().full_clean()
        for name in self.errors or {}:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"

    def bound(self, name: str) -> BoundField:
        """The bound field of that name."""
        return self[name]


# Longer than any list that the limits of a business allow: "Show more" never leads back to the beginning.
MOST_SHOWN = 25_000


class ShownForm(Form):
    """How far down a list is shown; anything that is no number shows its beginning."""

    shown = forms.IntegerField(required=False, min_value=1, max_value=MOST_SHOWN)

    def rows(self, page: int) -> int:
        """How many rows, in whole pages."""
        asked = (self.cleaned_data.get("shown") if self.is_valid() else None) or 1
        return -(-asked // page) * page
