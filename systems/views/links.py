"""Link two elements, change what the link says, take it back: `#links` of one element."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.htmx import is_htmx
from core.models import Conflict, Refused
from systems import actions
from systems.access import get_contribution, get_element, get_flow, get_serves
from systems.models import Contribution, Element, Flow
from systems.queries import MapData, load_map
from systems.views.shared import conflict, page, to_element, toast, told
from systems.ways import WAYS, Way, change_form, link_groups, pick_form


def way_of(element: Element, key: str) -> Way:
    """The way named in the address, if this kind of element has it; else 404."""
    way = WAYS.get(key)
    if way is None or element.kind not in way.mine:
        raise Http404
    return way


def link_of(request: BusinessRequest, element: Element, way: Way, link_id: int) -> Any:
    """A link of this way that ends at this element; else 404."""
    fetch: Any = get_contribution if way.model is Contribution else get_flow if way.model is Flow else get_serves
    link = fetch(request, link_id)
    if getattr(link, f"{way.near}_id") != element.pk:
        raise Http404
    return link


def show_links(
    request: BusinessRequest, element: Element, data: MapData | None = None, status: int = 200, **context: Any
) -> HttpResponse:
    """`#links` of this element, read anew."""
    data = data or load_map(request.business)
    context |= {
        "element": element, "groups": link_groups(data, element), "may_edit": request.can(Can.EDIT_MAP),
        "fragment": True,
    }  # fmt: skip
    return render(request, "systems/_links.html", context, status=status)


def changed(request: BusinessRequest, element: Element, other: Element, said: str, note: Any = None) -> HttpResponse:
    """After a write: the links anew, or back to the element's page."""
    if not is_htmx(request):
        return to_element(request, element, said)
    response = show_links(request, element, toast=note)
    return told(response, {element.system_id, other.system_id})


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
def link_add(request: BusinessRequest, element_id: int, way: str) -> HttpResponse:
    """Link this element to another one."""
    element = get_element(request, element_id)
    going = way_of(element, way)
    data = load_map(request.business)
    form = pick_form(request.business, data, element, going, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            claim = form.changes
            other = data.elements[claim.pop("other")]
            try:
                make_link(request, going, element, other, claim)
            except Refused as no:
                form.add_error("other", str(no))
            else:
                return changed(request, element, other, "Linked")
        status = 422
    if is_htmx(request):
        return show_links(request, element, data, status, adding=going.key, form=form)
    context = {"element": element, "system": element.system, "way": going, "form": form}
    return page(request, "systems/link_add.html", context, status)


def make_link(request: BusinessRequest, way: Way, element: Element, other: Element, claim: dict[str, Any]) -> None:
    """Write a link of this way."""
    ends: dict[str, Any] = {way.near: element, way.far: other}
    who: dict[str, Any] = {"business": request.business, "actor": request.user}
    if way.model is Contribution:
        actions.add_contribution(**who, **ends, **claim)
    elif way.model is Flow:
        actions.add_flow(**who, **ends, **claim)
    else:
        actions.add_serves(**who, **ends)


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
def link_edit(request: BusinessRequest, element_id: int, way: str, link_id: int) -> HttpResponse:
    """Change what a claim says, or what a hand-off is measured by and limits."""
    element = get_element(request, element_id)
    going = way_of(element, way)
    link = link_of(request, element, going, link_id)
    if going.model not in (Contribution, Flow):
        raise Http404
    form = change_form(request.business, link, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            edit: Any = actions.edit_contribution if going.model is Contribution else actions.edit_flow
            row = {"contribution" if going.model is Contribution else "flow": link}
            try:
                edit(business=request.business, actor=request.user, version=form.shown_version, **row, **form.changes)
            except Conflict as error:
                back = reverse(
                    "workspace:element_detail",
                    args=[request.business.slug, element.system_id, element.kind, element.pk],
                )
                return conflict(
                    request, error, form, action=request.path, back=back, version=link.version, target="#links"
                )
            return changed(request, element, getattr(link, going.far), "Saved")
    if is_htmx(request):
        return show_links(request, element, status=status, editing=link.pk, editing_way=going.key, form=form)
    context = {
        "element": element,
        "system": element.system,
        "way": going,
        "form": form,
        "other": getattr(link, going.far),
    }
    return page(request, "systems/link_edit.html", context, status)


@business_view(Can.EDIT_MAP)
@require_POST
def link_remove(request: BusinessRequest, element_id: int, way: str, link_id: int) -> HttpResponse:
    """Take a link back, with undo: the same link is made again from what it said."""
    element = get_element(request, element_id)
    going = way_of(element, way)
    link = link_of(request, element, going, link_id)
    other: Element = getattr(link, going.far)
    who: dict[str, Any] = {"business": request.business, "actor": request.user}
    said: dict[str, Any] = {"other": other.pk}
    if isinstance(link, Contribution):
        said |= {"why": link.why, "sign": link.sign, "strength": link.strength}
        said["delay_days"] = "" if link.delay_days is None else link.delay_days
        actions.remove_contribution(**who, contribution=link)
    elif isinstance(link, Flow):
        said |= {"measured_by": link.measured_by_id or "", "limits": link.limits_id or ""}
        actions.remove_flow(**who, flow=link)
    else:
        actions.remove_serves(**who, serves=link)
    undo = reverse("systems:link_add", args=[request.business.slug, element.pk, going.key])
    note = toast(f"No longer linked to “{other.text}”", undo, "#links", **said)
    return changed(request, element, other, f"No longer linked to “{other.text}”", note)
