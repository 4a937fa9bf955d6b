"""How the views of the map answer: the section that was changed, what else on the page should look again, an undo."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from businesses.access import BusinessRequest
from businesses.roles import Can
from core.htmx import is_htmx
from core.models import Conflict
from systems.models import Element, System
from systems.queries import load_map
from systems.rows import PARTS, section


def told(response: HttpResponse, systems: Iterable[int]) -> HttpResponse:
    """Tell the page which systems changed, so that a map behind the drawer asks for them again."""
    response["HX-Trigger"] = json.dumps({"map-changed": "", **{f"sys-{pk}": "" for pk in systems}})
    return response


def toast(text: str, undo: str = "", target: str = "#toasts", **fields: Any) -> dict[str, Any]:
    """What `_toast.html` needs."""
    return {"text": text, "undo": undo, "undo_fields": fields, "undo_target": target, "undo_swap": "outerHTML"}


def show_section(
    request: BusinessRequest, system: System, kind: str, *, status: int = 200, changed: bool = False, **context: Any
) -> HttpResponse:
    """`#inputs`, `#steps`, `#resources`, `#outputs` or `#outcomes`, read anew."""
    data = load_map(request.business)
    context |= {"section": section(data, system, kind), "may_edit": request.can(Can.EDIT_MAP), "fragment": True}
    response = render(request, "systems/_section.html", context, status=status)
    return told(response, [system.pk]) if changed else response


def to_section(request: BusinessRequest, system: System, kind: str, said: str = "") -> HttpResponse:
    """Without scripts: back to that section of the system's page, with the same words as the toast."""
    if said:
        messages.success(request, said)
    return redirect(reverse("workspace:system_detail", args=[request.business.slug, system.pk]) + f"#{PARTS[kind].dom}")


def to_element(request: BusinessRequest, element: Element, said: str = "") -> HttpResponse:
    """Without scripts: back to the page of an element."""
    if said:
        messages.success(request, said)
    return redirect("workspace:element_detail", request.business.slug, element.system_id, element.kind, element.pk)


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page around one form, for browsers without scripts."""
    return render(request, template, {"tab": "map", **context}, status=status)


def conflict(
    request: BusinessRequest, error: Conflict, form: Any, *, action: str, back: str, version: int, target: str = ""
) -> HttpResponse:
    """409 with both texts. "Use mine" sends what was typed again, with the version that is stored now."""
    fields = [
        {
            "label": form.fields[name].label,
            "theirs": _said(form, name, theirs),
            "mine": _said(form, name, error.mine[name]),
        }
        for name, theirs in error.theirs.items()
    ]
    hidden = [
        (n, v) for n, values in request.POST.lists() for v in values if n not in ("version", "csrfmiddlewaretoken")
    ]
    context = {
        "fields": fields, "action": action, "back": back, "target": target, "hidden": [*hidden, ("version", version)],
    }  # fmt: skip
    template = "_conflict.html" if is_htmx(request) else "systems/conflict.html"
    return page(request, template, context, status=409)


def _said(form: Any, name: str, value: Any) -> str:
    """A value as its form shows it: the words of a choice, the name of a person."""
    field = form.fields[name]
    for key, label in getattr(field, "choices", ()):
        if str(key) == str("" if value is None else value):
            return str(label)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
