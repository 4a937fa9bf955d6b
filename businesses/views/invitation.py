"""The page behind the link of an invitation."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import PersonRequest
from businesses.access import person_view
from businesses.actions import accept_engagement, accept_invitation
from businesses.forms_practice import PracticeNameForm
from businesses.models import Business, Invitation, Membership
from businesses.practices import own_practice
from businesses.queries import invitation_for, refusal_of
from businesses.roles import consultant, in_words, role_name
from core.models import Refused


@person_view
def invitation(request: PersonRequest, token: str) -> HttpResponse:
    """Look with GET, join with POST: a mail scanner that opens the link changes nothing.

    Another person's link is as unknown as a made-up one. A link of one's own that is over says why, without the
    business's name.
    """
    found = invitation_for(request.user, token)
    if found is None:
        raise Http404
    now = timezone.now()
    business = Business.objects.get(pk=found.business_id)
    if Membership.objects.filter(business=business, user_id=request.user.pk).exists() and found.accepted_at:
        return redirect("workspace:home", business.slug)
    why = refusal_of(found, now)
    if request.method == "POST" and not why:
        try:
            accept(request, found, now)
        except Refused as refusal:
            why = str(refusal)
        else:
            messages.success(request, f"You are in {business.name} now")
            return redirect("workspace:home", business.slug)
    context: dict[str, Any] = {"why": why, "inviter": found.invited_by}
    if not why:
        role = found.role or consultant(found.level)
        context |= {"offered": business, "role": role_name(role).lower(), "may": in_words(role)}
        if found.level and own_practice(request.user) is None:
            context["form"] = PracticeNameForm()
    return render(request, "businesses/invitation.html", context, status=410 if why else 200)


def accept(request: PersonRequest, found: Invitation, now: datetime) -> None:
    """Into the team, or as a consultant. A name for the practice that cannot be used is left out."""
    if not found.level:
        accept_invitation(invitation=found, user=request.user, at=now)
        return
    form = PracticeNameForm(request.POST)
    name = form.cleaned_data["practice_name"] if form.is_valid() else ""
    accept_engagement(invitation=found, user=request.user, at=now, practice_name=name)
