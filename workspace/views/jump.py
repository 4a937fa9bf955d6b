"""Jump to anything: the answer for the palette, and a page without scripts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.htmx import is_htmx
from core.periods import local_today
from metrics.queries import due_count
from workspace.forms import JumpForm
from workspace.jump import find_places


@business_view(Can.READ)
@require_safe
def jump(request: BusinessRequest) -> HttpResponse:
    """Pages, systems, metrics, people and actions that fit `?q=`."""
    form = JumpForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    due = due_count(request.business, local_today(timezone.now(), request.business.time_zone))
    places = find_places(request.business, words, request.can, due) if form.is_valid() else []
    context = {"form": form, "words": words, "places": places, "due_count": due}
    template = "workspace/jump.html#options" if is_htmx(request) else "workspace/jump.html"
    return render(request, template, context, status=200 if form.is_valid() else 422)
