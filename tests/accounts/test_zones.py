"""The choice of a time zone, written without a template for each of its options, and as Django would write it."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html

from accounts.zones import ZoneSelect, zone_choices


class AsUs(forms.Form):
    zone = forms.ChoiceField(choices=zone_choices, widget=ZoneSelect(attrs={"data-x": "1"}), help_text="Any.")


class AsDjango(forms.Form):
    zone = forms.ChoiceField(choices=zone_choices, widget=forms.Select(attrs={"data-x": "1"}), help_text="Any.")


def test_it_is_what_django_writes() -> None:
    for value in ("Europe/Berlin", "UTC", "", "Mars/Base", '"><script>'):
        ours, theirs = AsUs({"zone": value}), AsDjango({"zone": value}, renderer=DjangoTemplates())
        assert (ours.is_valid(), ours.errors) == (theirs.is_valid(), theirs.errors)
        page = str(ours["zone"])
        assert parse_html(page) == parse_html(str(theirs["zone"]))
        assert page.count("<option") == len(zone_choices())
        assert page.count(" selected>") == (1 if ours.is_valid() else 0)
