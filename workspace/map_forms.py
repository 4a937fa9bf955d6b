"""What the addresses of the map may carry. Anything else is as if it were not there."""

from typing import Any

from django import forms

from systems.rows import PARTS

KINDS = [(kind, kind) for kind in PARTS]


class MapChoices(forms.Form):
    """`?rows=brief`, `?view=list`, `?cell=4-output`, `?removed=4`."""

    rows = forms.ChoiceField(required=False, choices=[("all", "Everything"), ("brief", "Vital signs")])
    view = forms.ChoiceField(required=False, choices=[("list", "List")])
    cell = forms.RegexField(r"\A[0-9]{1,15}-(?:" + "|".join(PARTS) + r")\Z", required=False)
    removed = forms.IntegerField(required=False, min_value=1, max_value=2**53)

    def chosen(self) -> dict[str, Any]:
        """What was understood; wrong parts are left out."""
        self.is_valid()
        return self.cleaned_data


class SystemChoices(forms.Form):
    """Of one system on the map: the cell to show whole, the line to keep open."""

    cell = forms.ChoiceField(required=False, choices=KINDS)
    adding = forms.ChoiceField(required=False, choices=KINDS)

    def chosen(self) -> dict[str, Any]:
        """What was understood; wrong parts are left out."""
        self.is_valid()
        return self.cleaned_data
