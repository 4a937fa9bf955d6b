"""The end of an engagement, from either side; a consultant who only takes themselves off."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.models import User
from businesses.access import BusinessRequest
from businesses.actions import end_engagement, unassign
from businesses.engaged import my_engagement
from businesses.models import Engagement, PracticeMember, Side
from businesses.roles import PracticeCan, practice_may
from core.models import Refused


def leave_as_consultant(request: BusinessRequest) -> HttpResponse:
    """Behind `leave`, where a member leaves the team: a lead ends the engagement, a consultant their own part in it."""
    engagement = my_engagement(request.business, request.user)
    if engagement is None:
        raise Http404
    engagement.business = request.business
    member = PracticeMember.objects.select_related("user").get(practice=engagement.practice_id, user=request.user)
    ends_all = practice_may(member.role, PracticeCan.RUN)
    context: dict[str, Any] = {"engagement": engagement, "leaving": True, "ends_all": ends_all}
    if request.method != "POST":
        return render(request, "businesses/engagement_end.html", context)
    refused = end_for(engagement, request.user, Side.PRACTICE) if ends_all else _take_off(engagement, member)
    if refused:
        return render(request, "businesses/engagement_end.html", {**context, "refused": refused}, status=422)
    said = (
        f"The engagement of {engagement.practice.name} has ended" if ends_all else f"You left {request.business.name}"
    )
    messages.success(request, said)
    return redirect("workspace:business_list")


def _take_off(engagement: Engagement, member: PracticeMember) -> str:
    try:
        unassign(engagement=engagement, member=member, actor=member.user)
    except Refused as refusal:
        return str(refusal)
    return ""


def end_for(engagement: Engagement, actor: User, side: Side) -> str:
    """End it; why not, in words, or "" when it ended."""
    try:
        end_engagement(engagement=engagement, actor=actor, side=side, at=timezone.now())
    except Refused as refusal:
        return str(refusal)
    return ""
