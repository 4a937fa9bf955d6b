"""What a person chooses about one digest."""

from django import forms

from digests.models import DAYS, Subscription

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class ChoiceForm(forms.Form):
    """How often, on which day, at which hour by the person's own clock."""

    kind = forms.ChoiceField(
        label="How often", choices=Subscription.Kind.choices, widget=forms.RadioSelect, initial=Subscription.Kind.OFF
    )
    weekday = forms.TypedChoiceField(
        label="Day", choices=DAYS, coerce=int, initial=0, widget=forms.Select(attrs={"class": "input"})
    )
    hour = forms.TypedChoiceField(
        label="Hour", choices=HOURS, coerce=int, initial=8, widget=forms.Select(attrs={"class": "input"})
    )
