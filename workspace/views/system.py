"""One system whole, and one element: as a page, and in the drawer of the map."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.htmx import is_htmx
from core.periods import local_today
from systems.access import get_element
from systems.coach import Advice, advise, advise_owner
from systems.forms import element_form
from systems.queries import Kind, load_map
from systems.rows import PARTS, Addresses, section
from systems.ways import link_groups
from workspace.measures import Measures, metrics_with_plans
from workspace.proofs import proofs_of
from workspace.system_page import changes_of, newest_report, scores_of, system_page


@business_view(Can.READ)
@require_safe
def system_detail(request: BusinessRequest, system_id: int) -> HttpResponse:
    """Understand and edit one system: its own page, or `#drawer-body`."""
    page = system_page(request.business, system_id)
    if page is None:
        raise Http404
    context = page | {"tab": "map", "may_edit": request.can(Can.EDIT_MAP)}
    template = "workspace/system_detail.html"
    return render(request, f"{template}#drawer" if is_htmx(request) else template, context)


@business_view(Can.READ)
@require_safe
def element_detail(request: BusinessRequest, system_id: int, kind: str, element_id: int) -> HttpResponse:
    """Edit one thing and its links: its own page, or `#drawer-body`."""
    element = get_element(request, element_id)
    if element.system_id != system_id or element.kind != kind:
        raise Http404
    business, data = request.business, load_map(request.business)
    addresses = Addresses(business.slug)
    measured = metrics_with_plans(business, local_today(timezone.now(), business.time_zone))
    report = newest_report(business)
    measures = Measures(business, scores_of(report, measured.get(element.pk, [])), measured)
    row = next(r for r in section(data, element.system, kind, {}).rows if r.pk == element.pk)
    may_edit = request.can(Can.EDIT_MAP)
    context: dict[str, Any] = {
        "tab": "map",
        "element": element,
        "system": element.system,
        "part": PARTS[kind],
        "form": element_form(business, kind, element) if may_edit else None,
        "advice": advice_on(request, kind, element.text),
        "facts": row.meta,
        "groups": link_groups(data, element),
        "measures": measures.all_of(element.pk, kind == Kind.OUTCOME),
        "proofs": proofs_of(data, report, {element.pk}),
        "history": changes_of(business, element),
        "is_goal": business.goal_id == element.pk,
        "may_edit": may_edit,
        "system_url": addresses.system(system_id),
        "self_url": request.path,
    }
    template = "workspace/element_detail.html"
    return render(request, f"{template}#drawer" if is_htmx(request) else template, context)


def advice_on(request: BusinessRequest, kind: str, text: str) -> Advice | None:
    """What the coach says of it; with its question for those who may change the map."""
    if kind not in (Kind.OUTPUT, Kind.OUTCOME):
        return None
    return advise_owner(request.business, kind, text) if request.can(Can.EDIT_MAP) else advise(kind, text)
