"""The end of an engagement, from either side."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from businesses.access import BusinessRequest
from businesses.actions import end_engagement
from businesses.models import Engagement, Side
from businesses.practices import engagements_of
from core.models import Refused


def leave_as_consultant(request: BusinessRequest) -> HttpResponse:
    """The same from the side of the practice: behind `leave`, where a member leaves the team."""
    mine = [
        e for e in engagements_of(request.business) if request.user.pk in {person.user_id for person in e.people.all()}
    ]
    if not mine:
        raise Http404
    if request.method != "POST":
        return render(request, "businesses/engagement_end.html", {"engagement": mine[0], "leaving": True})
    return ended(request, mine[0], Side.PRACTICE, "workspace:business_list")


def ended(request: BusinessRequest, engagement: Engagement, side: Side, to: str) -> HttpResponse:
    """End it and go where something can still be seen."""
    engagement.business = request.business
    try:
        end_engagement(engagement=engagement, actor=request.user, side=side, at=timezone.now())
    except Refused as refusal:
        context = {"engagement": engagement, "refused": str(refusal), "leaving": side == Side.PRACTICE}
        return render(request, "businesses/engagement_end.html", context, status=422)
    messages.success(request, f"The engagement of {engagement.practice.name} has ended")
    return redirect(to, request.business.slug) if to == "businesses:team" else redirect(to)
