"""What was taken off the map, and the way back: undo that needs no script and no hurry."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.forms import ShownForm
from core.htmx import is_htmx
from systems.removed import SHOWN, removed_page


@business_view(Can.READ)
@require_safe
def removed(request: BusinessRequest) -> HttpResponse:
    """Fifty of each, newest first, and more for the asking; with htmx the further rows alone."""
    end, part = ShownForm(request.GET).rows(SHOWN), is_htmx(request)
    may_edit = request.can(Can.EDIT_MAP)
    found = removed_page(request.business, end - SHOWN if part else 0, end, may_edit=may_edit)
    context = {"tab": "map", "found": found, "may_edit": may_edit, "part": part}
    return render(request, "systems/_removed_rows.html" if part else "systems/removed.html", context)
