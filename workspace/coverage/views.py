"""The map beside its framework, and the answers typed there."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.htmx import is_htmx
from core.models import Refused
from workspace.coverage.actions import answer_prompt
from workspace.coverage.forms import AnswerForm, PromptForm
from workspace.coverage.page import Cell, Coverage, Covered, coverage_of

TEMPLATE = "workspace/coverage.html"


def _context(found: Coverage, covered: Covered, **more: Any) -> dict[str, Any]:
    return {"tab": "map", "may_edit": True, "coverage": found, "covered": covered, **more}


@business_view(Can.READ)
@require_safe
def coverage(request: BusinessRequest) -> HttpResponse:
    """What the framework asks, and what the map answers."""
    context = {"tab": "map", "may_edit": request.can(Can.EDIT_MAP), "coverage": coverage_of(request.business)}
    return render(request, TEMPLATE, context)


@business_view(Can.EDIT_MAP)
@require_POST
def coverage_answer(request: BusinessRequest) -> HttpResponse:
    """One prompt answered where it stands: the system again, with the sums on top."""
    business = request.business
    asked = PromptForm(request.POST)
    found = coverage_of(business)
    covered = found.system(asked.cleaned_data["system"]) if asked.is_valid() else None
    cell = covered.cell(asked.cleaned_data["cell"]) if covered else None
    if covered is None or cell is None:
        raise Http404
    form = AnswerForm(request.POST, auto_id=f"{cell.at}-%s")
    said = _save(request, form, covered, cell) if form.is_valid() else ""
    if not said:
        context = _context(found, covered, wrong=form, wrong_at=cell.at)
        return render(request, f"{TEMPLATE}#answer" if is_htmx(request) else TEMPLATE, context, status=422)
    if not is_htmx(request):
        messages.success(request, said)
        return redirect(reverse("workspace:coverage", args=[business.slug]) + f"#cover-{covered.key}")
    found = coverage_of(business)
    now = found.system(covered.key) or covered
    return render(
        request, f"{TEMPLATE}#answer", _context(found, now, toast={"text": said}, next_at=now.next_open(cell))
    )


def _save(request: BusinessRequest, form: AnswerForm, covered: Covered, cell: Cell) -> str:
    """What was done, in words; "" when it was refused, which the form then says."""
    try:
        element = answer_prompt(
            business=request.business,
            actor=request.user,
            slot=covered.slot,
            system=covered.system,
            cell=cell.key,
            text=form.cleaned_data["text"],
        )
    except Refused as no:
        form.add_error("text", str(no))
        return ""
    return f"Added “{element.text}” to {element.system.name}."
