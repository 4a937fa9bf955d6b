"""Add, change, move, remove and restore what is inside a system."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.htmx import is_htmx
from core.models import Conflict, Refused
from systems import actions
from systems.access import get_element, get_removed_element, get_system
from systems.coach import advise_owner
from systems.forms import QuickForm, element_form
from systems.models import Element
from systems.rows import PARTS
from systems.views.shared import conflict, page, show_section, to_element, to_section, toast, told

DIRECTIONS = {"up": True, "down": False}


def part_of(kind: str) -> str:
    """The kind named in the address, or 404."""
    if kind not in PARTS:
        raise Http404
    return kind


@business_view(Can.READ)
@require_safe
def section(request: BusinessRequest, system_id: int, kind: str) -> HttpResponse:
    """A section as it is: what Escape and Cancel put back."""
    system = get_system(request, system_id)
    if is_htmx(request):
        return show_section(request, system, part_of(kind))
    return to_section(request, system, part_of(kind))


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
def element_add(request: BusinessRequest, system_id: int, kind: str) -> HttpResponse:
    """A new element at the end of its section; the form stays open for the next one."""
    system = get_system(request, system_id)
    form = element_form(request.business, part_of(kind), data=request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.add_element(
                    business=request.business, actor=request.user, system=system, kind=kind, **form.changes
                )
            except Refused as no:
                form.add_error(None, str(no))
            else:
                if not is_htmx(request):
                    return to_section(request, system, kind)
                fresh = element_form(request.business, kind)
                return show_section(request, system, kind, changed=True, add_form=fresh)
        status = 422
    if is_htmx(request):
        return show_section(request, system, kind, status=status, add_form=form)
    context = {"system": system, "part": PARTS[kind], "form": form, "advice": _advice(request, kind, form)}
    return page(request, "systems/element_add.html", context, status)


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
def element_quick(request: BusinessRequest, system_id: int, kind: str) -> HttpResponse:
    """One line typed into a cell of the map; the map asks for the system again and keeps the line open."""
    system = get_system(request, system_id)
    data = request.POST if request.method == "POST" else None
    form = QuickForm(data, auto_id=f"q{system.pk}-{part_of(kind)}-%s")
    status, refusal = 200, ""
    if request.method == "POST":
        if form.is_valid():
            try:
                actions.add_element(
                    business=request.business, actor=request.user, system=system, kind=kind, **form.cleaned_data
                )
            except Refused as no:
                refusal = str(no)
                form.add_error("text", refusal)
            else:
                if not is_htmx(request):
                    return redirect(reverse("workspace:map", args=[request.business.slug]) + f"#sys-{system.pk}")
                form = QuickForm(auto_id=f"q{system.pk}-{kind}-%s")
                return told(_quick(request, system.pk, kind, form), [system.pk])
        status = 422
    if not is_htmx(request):
        whole = element_form(request.business, kind, data=data)
        if refusal:
            whole.add_error(None, refusal)
        context = {"system": system, "part": PARTS[kind], "form": whole}
        return page(request, "systems/element_add.html", context, status)
    return _quick(request, system.pk, kind, form, status)


def _quick(request: BusinessRequest, system_id: int, kind: str, form: QuickForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "part": PARTS[kind], "system_id": system_id, "kind": kind}
    return render(request, "systems/_quick.html", context, status=status)


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
def element_row(request: BusinessRequest, element_id: int) -> HttpResponse:
    """Change an element where it stands in its section."""
    element = get_element(request, element_id)
    if request.method != "POST" and not is_htmx(request):
        return to_element(request, element)
    form = element_form(request.business, element.kind, element, request.POST if request.method == "POST" else None)
    editing = {"pk": element.pk, "form": form, "advice": _advice(request, element.kind, form)}
    if request.method != "POST":
        return show_section(request, element.system, element.kind, editing=editing)
    answer = _save(request, element, form, target=f"#{PARTS[element.kind].dom}")
    if answer is not None:
        return answer
    if form.errors:
        if is_htmx(request):
            return show_section(request, element.system, element.kind, status=422, editing=editing)
        return _element_page(request, element, form, 422)
    if is_htmx(request):
        return show_section(request, element.system, element.kind, changed=True, focus=element.pk)
    return to_section(request, element.system, element.kind)


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
def element_edit(request: BusinessRequest, element_id: int) -> HttpResponse:
    """The whole form of an element, on its own page and in the drawer: `#element-form`."""
    element = get_element(request, element_id)
    form = element_form(request.business, element.kind, element, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _element_page(request, element, form, 200)
    answer = _save(request, element, form, target="#element-form")
    if answer is not None:
        return answer
    if not is_htmx(request):
        return _element_page(request, element, form, 422) if form.errors else to_element(request, element, "Saved")
    status = 422 if form.errors else 200
    if not form.errors:
        element = get_element(request, element_id)
        form = element_form(request.business, element.kind, element)
    context = {
        "element": element, "form": form, "advice": _advice(request, element.kind, form), "saved": status == 200,
        "fragment": True,
    }  # fmt: skip
    response = render(request, "systems/_element_form.html", context, status=status)
    return told(response, [element.system_id]) if status == 200 else response


def _save(request: BusinessRequest, element: Element, form, target: str) -> HttpResponse | None:  # type: ignore[no-untyped-def]
    """Write the form when it holds; a stale version is answered with both texts."""
    if not form.is_valid():
        return None
    try:
        actions.edit_element(
            business=request.business, actor=request.user, element=element, version=form.shown_version, **form.changes
        )
    except Conflict as error:
        back = reverse(
            "workspace:element_detail", args=[request.business.slug, element.system_id, element.kind, element.pk]
        )
        return conflict(request, error, form, action=request.path, back=back, version=element.version, target=target)
    return None


def _element_page(request: BusinessRequest, element: Element, form: object, status: int) -> HttpResponse:
    context = {"element": element, "system": element.system, "form": form, "part": PARTS[element.kind]}
    context["advice"] = _advice(request, element.kind, form)
    return page(request, "systems/element_edit.html", context, status)


def _advice(request: BusinessRequest, kind: str, form) -> object:  # type: ignore[no-untyped-def]
    """What the coach says about the text in the form: for outputs and outcomes."""
    if kind not in (Element.Kind.OUTPUT, Element.Kind.OUTCOME):
        return None
    return advise_owner(request.business, kind, str(form["text"].value() or ""))


@business_view(Can.EDIT_MAP)
@require_POST
def element_move(request: BusinessRequest, element_id: int) -> HttpResponse:
    """One place up or down."""
    element = get_element(request, element_id)
    direction = request.POST.get("direction", "")
    if direction not in DIRECTIONS:
        return HttpResponse("Choose up or down.", status=422, content_type="text/plain; charset=utf-8")
    up = DIRECTIONS[direction]
    try:
        place, of = actions.move_element(business=request.business, actor=request.user, element=element, up=up)
    except Refused as no:
        raise Http404 from no  # as if it had been gone when we looked
    said = f"Moved to {place} of {of}"
    if not is_htmx(request):
        return to_section(request, element.system, element.kind, said)
    note = toast(said, request.path, f"#{PARTS[element.kind].dom}", direction="down" if up else "up")
    return show_section(request, element.system, element.kind, changed=True, toast=note)


@business_view(Can.EDIT_MAP)
@require_POST
def element_remove(request: BusinessRequest, element_id: int) -> HttpResponse:
    """Off the map at once, with undo. A repeated press is harmless."""
    element = get_removed_element(request, element_id)
    actions.remove_element(business=request.business, actor=request.user, element=element, at=timezone.now())
    said = f"Removed “{element.text}”"
    if not is_htmx(request):
        return to_section(request, element.system, element.kind, said)
    undo = reverse("systems:element_restore", args=[request.business.slug, element.pk])
    note = toast(said, undo, f"#{PARTS[element.kind].dom}")
    return show_section(request, element.system, element.kind, changed=True, toast=note)


@business_view(Can.EDIT_MAP)
@require_POST
def element_restore(request: BusinessRequest, element_id: int) -> HttpResponse:
    """Back on the map, where it was."""
    element = get_removed_element(request, element_id)
    said = f"“{element.text}” is back"
    try:
        actions.restore_element(business=request.business, actor=request.user, element=element)
    except Refused as no:
        said = str(no)
    if not is_htmx(request):
        return to_section(request, element.system, element.kind, said)
    return show_section(request, element.system, element.kind, changed=True, toast=toast(said))
