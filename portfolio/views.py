"""The pages of a practice."""

import logging
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from businesses.access_practice import PracticeRequest, practice_view
from businesses.roles import PracticeCan
from portfolio.clients import clients_of
from portfolio.forms import SHOW, ClientFilter
from portfolio.words import lead

log = logging.getLogger(__name__)


@practice_view(PracticeCan.WORK)
@require_safe
def clients(request: PracticeRequest) -> HttpResponse:
    """All clients of this person in this practice, who needs attention first, and why."""
    everybody = clients_of(request.member, timezone.now())
    # The one page that sees several businesses at once: which, stands in the log.
    log.info("practice %s sees businesses %s", request.practice.pk, [c.business.pk for c in everybody])
    form = ClientFilter(request.GET)
    form.is_valid()
    words, show = form.cleaned_data.get("q", "").casefold(), form.cleaned_data.get("show", "")
    shown = [c for c in everybody if words in c.business.name.casefold() and show in ("", *c.marks)]
    counts = {"": len(everybody)} | {mark: sum(mark in c.marks for c in everybody) for mark in ("review", "quiet")}
    context: dict[str, Any] = {
        "tab": "clients",
        "clients": shown,
        "any": bool(everybody),
        "lead": lead(everybody),
        "q": form.cleaned_data.get("q", ""),
        "show": show,
        "choices": [(value, name, counts[value]) for value, name in SHOW],
    }
    return render(request, "portfolio/clients.html", context)
