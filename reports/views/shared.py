"""How the views of findings and actions answer a stale version, and what they say without scripts."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from businesses.access import BusinessRequest
from core.htmx import is_htmx


def said(request: BusinessRequest, text: str) -> None:
    """The same words as the toast, on the page that comes next."""
    messages.success(request, text)


def conflict(
    request: BusinessRequest, fields: list[dict[str, str]], *, back: str, version: int, target: str
) -> HttpResponse:
    """409 with both texts. "Use mine" sends what was typed again, with the version that is stored now."""
    sent = [(n, v) for n, values in request.POST.lists() for v in values if n not in ("version", "csrfmiddlewaretoken")]
    context = {
        "tab": "alignment", "fields": fields, "action": request.path, "back": back, "target": target,
        "hidden": [*sent, ("version", version)],
    }  # fmt: skip
    template = "_conflict.html" if is_htmx(request) else "reports/conflict.html"
    return render(request, template, context, status=409)
