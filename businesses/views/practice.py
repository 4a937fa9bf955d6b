"""A practice finds clients: offers, and the page behind their link."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import PersonRequest
from businesses.access import PracticeRequest, get_client_invitation, person_view, practice_view
from businesses.actions import accept_client, invite_client, revoke_client_invitation
from businesses.context import see_businesses
from businesses.forms_practice import LEVELS, ClientChoiceForm, OfferForm
from businesses.models import Practice
from businesses.practices import businesses_to_offer, client_invitation_for, client_refusal_of, open_client_invitations
from businesses.roles import consultant, in_words
from core.models import Refused


@person_view
@require_http_methods(["GET", "HEAD", "POST"])
@practice_view
def client_invite(request: PracticeRequest) -> HttpResponse:
    """Invite a client by address, and see the offers that are open."""
    form = OfferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            invite_client(practice=request.practice, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, f"Invited {form.cleaned_data['email']}")
            return redirect("businesses:client_invite", request.practice.slug)
    now = timezone.now()
    offers = [{"offer": i, "over": i.expires_at <= now} for i in open_client_invitations(request.practice)]
    context = {"tab": "invite", "form": form, "practice": request.practice, "offers": offers, "levels": LEVELS}
    status = 422 if form.errors else 200
    return render(request, "businesses/client_invite.html", context, status=status)


@person_view
@require_POST
@practice_view
def client_invite_revoke(request: PracticeRequest, invitation_id: int) -> HttpResponse:
    """Take an offer back."""
    offer = get_client_invitation(request, invitation_id)
    try:
        revoke_client_invitation(invitation=offer, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Invitation to {offer.email} taken back")
    return redirect("businesses:client_invite", request.practice.slug)


@person_view
@require_http_methods(["GET", "HEAD", "POST"])
def client_invitation(request: PersonRequest, token: str) -> HttpResponse:
    """An owner looks with GET, lets the practice in with POST. Another person's link is as unknown as a made-up one."""
    found = client_invitation_for(request.user, token)
    if found is None:
        raise Http404
    now = timezone.now()
    why = client_refusal_of(found, now)
    offered = businesses_to_offer(request.user)
    form = ClientChoiceForm(request.POST if request.method == "POST" else None, offered=offered)
    if request.method == "POST" and not why and form.is_valid():
        business = next(b for b in offered if b.pk == form.cleaned_data["business"])
        see_businesses([business.pk])
        try:
            accept_client(invitation=found, business=business, owner=request.user, at=now)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.invited_by.called} is the consultant of {business.name} now")
            return redirect("businesses:team", business.slug)
    context: dict[str, Any] = {"why": why, "inviter": found.invited_by, "form": form, "offered": offered}
    if not why:
        context |= {"practice": Practice.objects.get(pk=found.practice_id), "may": in_words(consultant(found.level))}
    status = 410 if why else 422 if form.errors else 200
    return render(request, "businesses/client_invitation.html", context, status=status)
