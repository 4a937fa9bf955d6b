"""The map of a business: as a picture in HTML, as a list, and one system of it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.htmx import is_htmx
from core.periods import local_today
from metrics.words import enough_words, past_words
from systems.forms import QuickForm
from systems.models import System
from systems.rows import PARTS
from workspace.map_filter import filter_choices, filter_of
from workspace.map_forms import SIZES, MapChoices, SystemChoices
from workspace.map_list import list_page
from workspace.map_page import map_address, map_page, read_sources


@business_view(Can.READ)
@require_safe
def map(request: BusinessRequest) -> HttpResponse:
    """The whole map: `#map` for htmx, with `?view=list` as a list."""
    business = request.business
    chosen = MapChoices(request.GET).chosen()
    sources = read_sources(business, local_today(timezone.now(), business.time_zone), _cell(chosen.get("cell") or ""))
    only = filter_of(chosen)
    context: dict[str, Any] = {
        "tab": "map", "may_edit": request.can(Can.EDIT_MAP), "map_url": map_address(business),
        "rows": chosen.get("rows"), "size": chosen.get("size") or "100", "sizes": SIZES, "only": only,
        "choices": filter_choices(sources.data.systems), "may_record": request.can(Can.RECORD),
        "past_words": past_words(business.main_cadence), "enough_words": enough_words(business.main_cadence),
    }  # fmt: skip
    if chosen.get("view") == "list":
        return render(request, "workspace/map_list.html", context | list_page(business, sources, only))
    context |= {"page": map_page(business, sources, only), "lines": {}}
    if chosen.get("removed") and context["may_edit"]:
        removed = System.objects.filter(business=business, pk=chosen["removed"]).exclude(removed_at=None)
        context["put_back"] = removed.first()
    template = "workspace/map.html#map" if is_htmx(request) else "workspace/map.html"
    return render(request, template, context)


def _cell(text: str) -> tuple[int, str] | None:
    system_id, _, kind = text.partition("-")
    return (int(system_id), kind) if kind else None


@business_view(Can.READ)
@require_safe
def map_system(request: BusinessRequest, system_id: int) -> HttpResponse:
    """`#sys-<id>` as it is now, with the tray: asked for after an edit in the drawer or in a cell."""
    business = request.business
    chosen = SystemChoices(request.GET).chosen()
    whole = (system_id, chosen["cell"]) if chosen.get("cell") else None
    sources = read_sources(business, local_today(timezone.now(), business.time_zone), whole)
    page = map_page(business, sources)
    found = next((c for c in (*page.columns, *page.support) if c.pk == system_id), None)
    if found is None:
        raise Http404
    may_edit = request.can(Can.EDIT_MAP)
    adding = chosen.get("adding", []) if may_edit else []
    lines = {kind: {"form": QuickForm(auto_id=f"q{system_id}-{kind}-%s"), "part": PARTS[kind]} for kind in adding}
    context = {
        "s": found, "total": page.total, "page": page, "may_edit": may_edit, "map_url": map_address(business),
        "lines": lines, "in_chain": found in page.columns,
    }  # fmt: skip
    return render(request, "workspace/_map_answer.html", context)
