"""Time zones as people choose them."""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

AREAS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def by_clock_of(time_zone: str) -> AbstractContextManager[None]:
    """Within it, what is written out of a moment (`|date`, `timezone.localtime`) is by this clock."""
    return timezone.override(ZoneInfo(time_zone))


@cache
def known_zones() -> frozenset[str]:
    """Every name a browser may send, old spellings too."""
    return frozenset(z for z in available_timezones() if z == "UTC" or z.split("/")[0] in AREAS)


@cache
def zone_choices() -> list[tuple[str, str]]:
    """`Europe/London` → `Europe, London`; UTC first."""
    names = sorted(known_zones() - {"UTC"})
    return [("UTC", "UTC"), *((name, name.replace("/", ", ").replace("_", " ")) for name in names)]


class ZoneSelect(forms.Select):
    """A select whose six hundred options are written at once: by a template for each they take longer than the page."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = self.format_value(value)
        selected = {zone: mark_safe(" selected") for zone in chosen}
        rows = ((zone, selected.get(zone, ""), label) for zone, label in zone_choices())
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html(
            "<select{}>{}</select>", flatatt({"name": name, **self.build_attrs(self.attrs, attrs)}), options
        )
