"""The pages of a practice."""

import logging
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from businesses.access_practice import PracticeRequest, practice_view
from businesses.engaged import MOST_CLIENTS
from businesses.roles import PracticeCan
from core.htmx import is_htmx, render_fragment
from portfolio.cards import SHOWN, Card, Ways, card_of
from portfolio.choose import NEED, ORDERS, chosen, counts, everybody
from portfolio.clients import clients_of, slots_of
from portfolio.common import most_frequent
from portfolio.forms import SYSTEMS, ClientFilter
from portfolio.heat import heat_map
from portfolio.shapes import Client
from portfolio.words import lead

log = logging.getLogger(__name__)
PAGE, ROWS = "portfolio/clients.html", "portfolio/_client_rows.html"


@practice_view(PracticeCan.WORK)
@require_safe
def clients(request: PracticeRequest) -> HttpResponse:
    """All clients this person may see in this practice, who needs attention first, and why."""
    found = clients_of(request.member, timezone.now())
    # The one page that sees several businesses at once: which, stands in the log.
    log.info("practice %s sees businesses %s", request.practice.pk, [c.business.pk for c in found])
    leads = request.can(PracticeCan.SEE_ALL)
    form = ClientFilter(request.GET)
    form.is_valid()
    said = {name: form.cleaned_data.get(name) or "" for name in ("q", "show", "sort", "view")}
    people = everybody(found) if leads else []
    who = form.cleaned_data.get("who")
    who = who if who in dict(people) else None
    shown = chosen(found, q=said["q"], show=said["show"], sort=said["sort"], who=who)
    context: dict[str, Any] = {
        "tab": "clients",
        "any": bool(found),
        "lead": lead(found),
        "full": MOST_CLIENTS if len(found) >= MOST_CLIENTS else 0,
        "choices": counts(found, leads=leads),
        "orders": [(value, name) for value, (name, _) in ORDERS.items()],
        "people": people,
        **said,
        "sort": said["sort"] or NEED,
        "who": who,
        "clients": shown,
    }
    if said["view"] == SYSTEMS:
        context["systems"] = heat_map(shown, slots_of(shown))
        return render_fragment(request, f"{PAGE}#clients" if is_htmx(request) else PAGE, context)
    end = -(-(form.cleaned_data.get("shown") or 1) // SHOWN) * SHOWN
    part = is_htmx(request) and bool(form.cleaned_data.get("part"))
    context["cards"] = cards(request, shown[end - SHOWN if part else 0 : end])
    if len(shown) > end:
        asked = {name: said[name] for name in ("q", "show", "sort")} | {"who": who or ""}
        context["more"] = urlencode({**{name: value for name, value in asked.items() if value}, "shown": end + SHOWN})
    if part:
        return render_fragment(request, ROWS, {**context, "part": True})
    context["frequent"] = most_frequent(shown)
    return render_fragment(request, f"{PAGE}#clients" if is_htmx(request) else PAGE, context)


def cards(request: PracticeRequest, clients: list[Client]) -> list[Card]:
    """These clients, ready to print."""
    ways, runs = Ways(request.practice), request.can(PracticeCan.RUN)
    return [card_of(client, ways, runs=runs) for client in clients]
