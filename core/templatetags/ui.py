"""Small pieces of markup used on every page: icons, health, numbers."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.numbers import COMMA, plain, show_number, show_value

register = template.Library()

HEALTH_WORDS = {"on": "On track", "slip": "Slipping", "off": "Off track", "none": "Not measured"}


@register.simple_tag
def icon(name: str, turn: str = "") -> SafeString:
    """One icon of the sprite, hidden from assistive technology."""
    return format_html(
        '<svg class="i{}" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-{}"/></svg>',
        f" turn-{turn}" if turn else "",
        name,
    )


@register.simple_tag
def health_shape(level: str) -> SafeString:
    """The shape alone; the word must be beside it, or hidden for screen readers."""
    return format_html(
        '<svg class="hs-{0}" viewBox="0 0 16 16" aria-hidden="true"><use href="#h-{0}"/></svg>', level or "none"
    )


@register.simple_tag
def health(level: str, word: str = "") -> SafeString:
    """Shape and word; colour is the third signal."""
    level = level or "none"
    return format_html('<span class="health h-{}">{}{}</span>', level, health_shape(level), word or HEALTH_WORDS[level])


@register.filter
def health_word(level: str) -> str:
    """`off` → `Off track`."""
    return HEALTH_WORDS.get(level, HEALTH_WORDS["none"])


@register.simple_tag(takes_context=True)
def number(
    context: dict[str, Any], value: Decimal | float | int | None, unit: str = "", digits: int | None = None
) -> str:
    """A number in the business's format, with % or a currency sign at it; a dash when there is none."""
    if value is None:
        return "–"
    business = context.get("business")
    number_format = business.number_format if business else COMMA
    return show_value(value, unit, number_format, digits) if unit else show_number(value, number_format, digits)


@register.filter
def plain_number(value: Decimal | float | int | None) -> str:
    """A number for an input or a data attribute."""
    return "" if value is None else plain(value)


@register.filter
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """Look a key up in a mapping."""
    return mapping.get(key)
