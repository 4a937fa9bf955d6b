"""What was taken off the map, and the way back: undo that needs no script and no hurry."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from systems.queries import removed_elements, removed_systems

MOST = 100


@business_view(Can.READ)
@require_safe
def removed(request: BusinessRequest) -> HttpResponse:
    """The newest hundred of each, newest first."""
    context = {
        "tab": "map",
        "systems": removed_systems(request.business)[:MOST],
        "elements": removed_elements(request.business)[:MOST],
        "may_edit": request.can(Can.EDIT_MAP),
    }
    return render(request, "systems/removed.html", context)
