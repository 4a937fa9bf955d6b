"""The plain fields of every form, put together without a template: each cost as much as ten rows of a list."""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, SafeString

Widget = Mapping[str, Any]


def text_of(value: Any) -> str:
    """As `stringformat:"s"` with autoescape: what is markup already stays so."""
    return conditional_escape(value if isinstance(value, SafeData) else str(value))


def attributes(widget: Widget) -> str:
    """As django/forms/widgets/attrs.html; in that order, with names alone for True and nothing for False."""
    return "".join(
        f" {text_of(name)}" if value is True else f' {text_of(name)}="{text_of(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def field(widget: Widget) -> str:
    """As django/forms/widgets/input.html."""
    value = f' value="{text_of(widget["value"])}"' if widget["value"] is not None else ""
    return f'<input type="{text_of(widget["type"])}" name="{text_of(widget["name"])}"{value}{attributes(widget)}>'


def area(widget: Widget) -> str:
    """As django/forms/widgets/textarea.html."""
    value = text_of(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{text_of(widget["name"])}"{attributes(widget)}>\n{value}</textarea>'


KINDS = ("text", "number", "email", "url", "password", "hidden", "date", "input")
DRAWN: dict[str, Callable[[Widget], str]] = {
    **{f"django/forms/widgets/{kind}.html": field for kind in KINDS},
    "django/forms/widgets/textarea.html": area,
}


class Renderer(TemplatesSetting):
    """Templates for everything else."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        draw = DRAWN.get(template_name)
        return SafeString(draw(context["widget"]) if draw else super().render(template_name, context, request))
