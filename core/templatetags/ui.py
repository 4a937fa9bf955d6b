"""Small pieces of markup used on every page: icons, health, numbers."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.template.base import Node, Parser, TextNode, Token, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as parse_url
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from core.addresses import address
from core.numbers import COMMA, show_number, show_value

register = template.Library()
icons = template.Library()  # what `icon_tag` is made of

HEALTH_WORDS = {"on": "On track", "slip": "Slipping", "off": "Off track", "none": "Not measured"}


class Address(URLNode):
    """Django's `url`, through `address`."""

    def render(self, context: Context) -> str:
        if self.asvar:
            return super().render(context)
        args = [arg.resolve(context) for arg in self.args]
        named = {key: value.resolve(context) for key, value in self.kwargs.items()}
        found = address(self.view_name.resolve(context), *args, **named)
        return conditional_escape(found) if context.autoescape else found


@register.tag
def url(parser: Parser, token: Token) -> Address:
    """`{% url name argument … %}`, everywhere."""
    node = parse_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


@lru_cache(maxsize=256)
def icon(name: str, turn: str = "") -> SafeString:
    """One icon of the sprite, hidden from assistive technology."""
    return format_html(
        '<svg class="i{}" viewBox="0 0 24 24" aria-hidden="true"><use href="#i-{}"/></svg>',
        f" turn-{turn}" if turn else "",
        name,
    )


icons.simple_tag(icon, name="icon")
parse_icon = icons.tags["icon"]


@register.tag("icon")
def icon_tag(parser: Parser, token: Token) -> Node:
    """`{% icon "check" %}`; one that is named in the template itself is put together when the template is read."""
    node = parse_icon(parser, token)
    fixed = all(not isinstance(arg.var, Variable) and not arg.filters for arg in (*node.args, *node.kwargs.values()))
    return TextNode(node.render(Context())) if fixed and node.target_var is None else node


@register.simple_tag
@lru_cache(maxsize=16)
def health_shape(level: str) -> SafeString:
    """The shape alone; the word must be beside it, or hidden for screen readers."""
    return format_html(
        '<svg class="hs-{0}" viewBox="0 0 16 16" aria-hidden="true"><use href="#h-{0}"/></svg>', level or "none"
    )


@register.simple_tag
@lru_cache(maxsize=256)
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
def get(mapping: dict[Any, Any], key: Any) -> Any:
    """Look a key up in a mapping."""
    return mapping.get(key)


@register.filter
def how_many_errors(form: Any) -> int:
    """What the summary of a form lists: a field may have several."""
    return sum(len(errors) for errors in form.errors.values())
