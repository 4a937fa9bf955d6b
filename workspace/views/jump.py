"""Jump to anything: the answer for the palette, and a page without scripts."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from businesses.access import BusinessRequest, business_view
from businesses.access_practice import PracticeRequest, practice_view
from businesses.roles import Can, PracticeCan
from core.htmx import is_htmx
from core.periods import local_today
from workspace.forms import JumpForm
from workspace.jump import Place, find_in_practice, find_places


@business_view(Can.READ)
@require_safe
def jump(request: BusinessRequest) -> HttpResponse:
    """Pages, systems, metrics, people and actions that fit `?q=`."""
    form = JumpForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    today = local_today(timezone.now(), request.business.time_zone)
    places, due = find_places(request.business, words, request.can, today)
    return answered(request, form, words, places if form.is_valid() else [], {"due_count": due})


@practice_view(PracticeCan.WORK)
@require_safe
def practice_jump(request: PracticeRequest) -> HttpResponse:
    """Clients, colleagues and pages of a practice that fit `?q=`."""
    form = JumpForm(request.GET)
    form.fields["q"].label = "A client, page or person"
    words = form.cleaned_data["q"] if form.is_valid() else ""
    places = find_in_practice(request.member, words, request.can) if form.is_valid() else []
    return answered(request, form, words, places, {})


def answered(
    request: BusinessRequest | PracticeRequest, form: JumpForm, words: str, places: list[Place], more: dict[str, int]
) -> HttpResponse:
    """What was found: for the palette, or as a page."""
    context = {"form": form, "words": words, "places": places, **more}
    template = "workspace/jump.html#options" if is_htmx(request) else "workspace/jump.html"
    return render(request, template, context, status=200 if form.is_valid() else 422)
