"""The pages of a practice."""

import logging
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from businesses.access_practice import PracticeRequest, practice_view
from businesses.engaged import MOST_CLIENTS
from businesses.roles import PracticeCan
from core.htmx import is_htmx, render_fragment
from portfolio.choose import NEED, ORDERS, chosen, counts, everybody
from portfolio.clients import clients_of, slots_of
from portfolio.common import most_frequent
from portfolio.forms import SYSTEMS, ClientFilter
from portfolio.heat import heat_map
from portfolio.shapes import Client
from portfolio.words import lead

log = logging.getLogger(__name__)
PAGE = "portfolio/clients.html"


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
        **as_list_or_systems(shown, said["view"]),
    }
    return render_fragment(request, f"{PAGE}#clients" if is_htmx(request) else PAGE, context)


def as_list_or_systems(shown: list[Client], view: str) -> dict[str, Any]:
    """The rows of the list with what comes up most in them, or the columns of the second view."""
    if view == SYSTEMS:
        return {"clients": shown, "systems": heat_map(shown, slots_of(shown))}
    return {"clients": shown, "frequent": most_frequent(shown)}
