"""Add, change, move, remove and restore whole systems; name the point of it all."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.htmx import done, is_htmx
from core.models import Conflict, Refused
from systems import actions
from systems.access import get_element, get_removed_system, get_system
from systems.forms import SystemAddForm, SystemForm
from systems.models import System
from systems.views.elements import DIRECTIONS
from systems.views.shared import conflict, page, to_element, toast, told


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
def system_add(request: BusinessRequest) -> HttpResponse:
    """A new system; its name is enough."""
    form = SystemAddForm(
        request.POST if request.method == "POST" else None,
        business=request.business,
        initial={"kind": request.GET.get("kind", "chain")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            system = actions.add_system(business=request.business, actor=request.user, **form.changes)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            return done(request, "workspace:system_detail", request.business.slug, system.pk)
    return page(request, "systems/system_add.html", {"form": form}, 422 if request.method == "POST" else 200)


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
def system_edit(request: BusinessRequest, system_id: int) -> HttpResponse:
    """Its name, why it exists, who looks after it, how much it can take: `#about`."""
    system = get_system(request, system_id)
    initial = {name: getattr(system, name) for name in SystemForm.base_fields}
    form = SystemForm(
        request.POST if request.method == "POST" else None,
        business=request.business,
        initial=initial,
        auto_id=f"s{system.pk}-%s",
    )
    context: dict[str, Any] = {"system": system, "form": form, "may_edit": True, "fragment": True}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.edit_system(
                    business=request.business, actor=request.user, system=system,
                    version=form.shown_version, **form.changes,
                )  # fmt: skip
            except Conflict as error:
                back = reverse("workspace:system_detail", args=[request.business.slug, system.pk])
                return conflict(
                    request, error, form, action=request.path, back=back, version=system.version, target="#about"
                )
            if not is_htmx(request):
                return redirect("workspace:system_detail", request.business.slug, system.pk)
            shown = {"system": get_system(request, system_id), "may_edit": True, "fragment": True}
            return told(render(request, "systems/_about.html", shown), [system.pk])
    if is_htmx(request):
        return render(request, "systems/_about.html", context, status=status)
    return page(request, "systems/system_edit.html", context, status)


@business_view(Can.READ)
@require_safe
def about(request: BusinessRequest, system_id: int) -> HttpResponse:
    """`#about` as it is: what Escape and Cancel put back."""
    system = get_system(request, system_id)
    if not is_htmx(request):
        return redirect("workspace:system_detail", request.business.slug, system.pk)
    context = {"system": system, "may_edit": request.can(Can.EDIT_MAP), "fragment": True}
    return render(request, "systems/_about.html", context)


@business_view(Can.EDIT_MAP)
@require_POST
def system_move(request: BusinessRequest, system_id: int) -> HttpResponse:
    """One place earlier or later in the chain."""
    system = get_system(request, system_id)
    direction = request.POST.get("direction", "")
    if direction not in DIRECTIONS:
        return HttpResponse("Choose up or down.", status=422, content_type="text/plain; charset=utf-8")
    try:
        actions.move_system(business=request.business, actor=request.user, system=system, up=DIRECTIONS[direction])
    except Refused as no:
        raise Http404 from no  # as if it had been gone when we looked
    return done(request, "workspace:system_detail", request.business.slug, system.pk)


@business_view(Can.EDIT_MAP)
@require_POST
def system_remove(request: BusinessRequest, system_id: int) -> HttpResponse:
    """Off the map with all that is in it; the map offers to put it back."""
    system = get_removed_system(request, system_id)
    actions.remove_system(business=request.business, actor=request.user, system=system, at=timezone.now())
    return done(request, _map_with(request, system))


def _map_with(request: BusinessRequest, system: System) -> str:
    return reverse("workspace:map", args=[request.business.slug]) + f"?removed={system.pk}"


@business_view(Can.EDIT_MAP)
@require_POST
def system_restore(request: BusinessRequest, system_id: int) -> HttpResponse:
    """Back on the map, with all that was in it."""
    system = get_removed_system(request, system_id)
    try:
        actions.restore_system(business=request.business, actor=request.user, system=system)
    except Refused as no:
        messages.error(request, str(no))
        return done(request, "systems:removed", request.business.slug)
    return done(request, reverse("workspace:map", args=[request.business.slug]) + f"#sys-{system.pk}")


@business_view(Can.EDIT_MAP)
@require_POST
def goal_set(request: BusinessRequest, element_id: int) -> HttpResponse:
    """Make this outcome the point of it all: `#goal-mark`."""
    element = get_element(request, element_id)
    try:
        actions.set_goal(business=request.business, actor=request.user, outcome=element)
    except Refused as no:
        return page(request, "systems/refused.html", {"why": str(no), "element": element}, 422)
    if not is_htmx(request):
        return to_element(request, element, "This is now the point of it all")
    context = {"element": element, "is_goal": True, "may_edit": True, "toast": toast("This is now the point of it all")}
    return told(render(request, "systems/_goal_mark.html", context), [element.system_id])
