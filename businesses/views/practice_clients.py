"""A practice and one client: who looks after it, the end of the engagement."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from businesses.access_practice import PracticeRequest, get_client, get_colleague, practice_view
from businesses.actions import assign, unassign
from businesses.engaged import hands_of
from businesses.forms_practice import WRONG_HAND, AssignForm
from businesses.models import Side
from businesses.roles import PracticeCan
from businesses.views.ending import end_for
from core.htmx import is_htmx, render_fragment
from core.models import Refused

PAGE = "businesses/client_people.html"


@practice_view(PracticeCan.RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def client_people(request: PracticeRequest, engagement_id: int) -> HttpResponse:
    """Who of the practice looks after this client: assign one, take one off. In the client's row with htmx."""
    if request.method != "POST":
        return hands_page(request, engagement_id, "")
    engagement = get_client(request, engagement_id)
    form = AssignForm(request.POST)
    if not form.is_valid():
        return hands_page(request, engagement_id, WRONG_HAND, 422)
    member = get_colleague(request, form.cleaned_data["member"])
    change = assign if form.cleaned_data["to"] == "on" else unassign
    try:
        change(engagement=engagement, member=member, actor=request.user)
    except Refused as refusal:
        return hands_page(request, engagement_id, str(refusal), 422)
    if is_htmx(request):
        return hands_page(request, engagement_id, "")
    return redirect("businesses:client_people", request.practice.slug, engagement_id)


def hands_page(request: PracticeRequest, engagement_id: int, refused: str, status: int = 200) -> HttpResponse:
    """The people of the practice beside one client."""
    hands = hands_of(request.practice, engagement_id)
    if hands is None:
        raise Http404
    in_row = is_htmx(request)
    context: dict[str, Any] = {"tab": "clients", "hands": hands, "refused": refused, "in_row": in_row}
    return render_fragment(request, f"{PAGE}#people" if in_row else PAGE, context, status=status)


@practice_view(PracticeCan.RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def client_end(request: PracticeRequest, engagement_id: int) -> HttpResponse:
    """Ask first, then end the engagement from the side of the practice."""
    engagement = get_client(request, engagement_id)
    context: dict[str, Any] = {"tab": "clients", "engagement": engagement, "leads": True}
    if request.method != "POST":
        return render(request, "businesses/client_end.html", context)
    refused = end_for(engagement, request.user, Side.PRACTICE)
    if refused:
        return render(request, "businesses/client_end.html", {**context, "refused": refused}, status=422)
    messages.success(request, f"You work for {engagement.business.name} no more")
    return redirect("portfolio:clients", request.practice.slug)
