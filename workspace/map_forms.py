"""What the addresses of the map may carry. Anything else is as if it were not there."""

from typing import Any

from django import forms

from systems.rows import PARTS
from workspace.map_filter import HEALTH, NOBODY

SIZES = [("100", "100%"), ("80", "80%"), ("60", "60%")]
KINDS = [(kind, kind) for kind in PARTS]


class MapChoices(forms.Form):
    """`?rows=brief`, `?size=80`, `?view=list`, `?cell=4-output`, `?removed=4`, and a filter: `?system=4&health=off`."""

    rows = forms.ChoiceField(required=False, choices=[("all", "Everything"), ("brief", "Vital signs")])
    view = forms.ChoiceField(required=False, choices=[("list", "List")])
    cell = forms.RegexField(r"\A[0-9]{1,15}-(?:" + "|".join(PARTS) + r")\Z", required=False)
    removed = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    size = forms.ChoiceField(required=False, choices=SIZES)
    system = forms.IntegerField(required=False, min_value=1, max_value=2**53)
    owner = forms.IntegerField(required=False, min_value=NOBODY, max_value=2**53)
    health = forms.ChoiceField(required=False, choices=HEALTH)

    def chosen(self) -> dict[str, Any]:
        """What was understood; wrong parts are left out."""
        self.is_valid()
        return self.cleaned_data


class SystemChoices(forms.Form):
    """Of one system on the map: the cell to show whole, the lines to keep open."""

    cell = forms.ChoiceField(required=False, choices=KINDS)
    adding = forms.MultipleChoiceField(required=False, choices=KINDS)

    def chosen(self) -> dict[str, Any]:
        """What was understood; wrong parts are left out."""
        self.is_valid()
        return self.cleaned_data
