"""Help an owner would read. The same for everybody, signed in or not; nothing of any business is in it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workspace.shortcuts import SHORTCUTS


@require_safe
def idea(request: HttpRequest) -> HttpResponse:
    """The idea in five minutes."""
    return render(request, "workspace/help/idea.html", {"here": "idea"})


@require_safe
def verdict(request: HttpRequest) -> HttpResponse:
    """How the verdict is worked out."""
    return render(request, "workspace/help/verdict.html", {"here": "verdict"})


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """The weekly rhythm."""
    return render(request, "workspace/help/week.html", {"here": "week"})


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every keyboard shortcut there is."""
    return render(request, "workspace/help/keys.html", {"here": "keys", "groups": SHORTCUTS})


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """How another tool sends readings."""
    return render(request, "workspace/help/api.html", {"here": "api", "site": settings.SITE_URL})
