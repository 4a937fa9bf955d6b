"""Page or fragment from one short view."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render


def is_htmx(request: HttpRequest) -> bool:
    """True when htmx asked, so that a fragment is the answer (not for a restored history page)."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not getattr(htmx, "history_restore_request", False)


def render_fragment(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render `app/page.html#partial` or `app/_shared.html`. The view chooses it, never the browser."""
    return render(request, template, context, status=status)


def done(request: HttpRequest, to: str, *args: Any, **kwargs: Any) -> HttpResponse:
    """After a write without a fragment of its own: go there, with htmx as well as without."""
    response: HttpResponse = redirect(to, *args, **kwargs)
    if is_htmx(request) and isinstance(response, HttpResponseRedirect):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = response.url
        return answer
    return response
