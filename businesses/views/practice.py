"""A practice itself: what it is called; its offers to clients."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from businesses.access_practice import PracticeRequest, get_client_invitation, practice_view
from businesses.actions import invite_client, rename_practice, revoke_client_invitation
from businesses.forms_practice import LEVELS, OfferForm, PracticeForm
from businesses.models import Practice
from businesses.practices import open_client_invitations
from businesses.roles import PracticeCan
from core.models import Conflict, Refused


@practice_view(PracticeCan.INVITE_CLIENTS)
@require_http_methods(["GET", "HEAD", "POST"])
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
    offers = [
        {"offer": i, "over": i.expires_at <= now, "mine": may_take_back(request, i.invited_by_id)}
        for i in open_client_invitations(request.practice)
    ]
    context = {"tab": "clients", "form": form, "offers": offers, "levels": LEVELS}
    return render(request, "businesses/client_invite.html", context, status=422 if form.errors else 200)


def may_take_back(request: PracticeRequest, sender_id: int) -> bool:
    """One's own offers; a lead those of everybody."""
    return sender_id == request.user.pk or request.can(PracticeCan.RUN)


@practice_view(PracticeCan.INVITE_CLIENTS)
@require_POST
def client_invite_revoke(request: PracticeRequest, invitation_id: int) -> HttpResponse:
    """Take an offer back."""
    offer = get_client_invitation(request, invitation_id)
    if not may_take_back(request, offer.invited_by_id):
        raise PermissionDenied("Only a lead of the practice can take back what somebody else offered.")
    try:
        revoke_client_invitation(invitation=offer, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Invitation to {offer.email} taken back")
    return redirect("businesses:client_invite", request.practice.slug)


@practice_view(PracticeCan.RUN)
@require_http_methods(["GET", "HEAD", "POST"])
def practice_settings(request: PracticeRequest) -> HttpResponse:
    """What the practice is called."""
    initial = {"name": request.practice.name, "version": request.practice.version}
    form = PracticeForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            rename_practice(practice=request.practice, **form.cleaned_data)
        except Conflict as conflict:
            version = Practice.objects.values_list("version", flat=True).get(pk=request.practice.pk)
            context = {
                "fields": [{"label": "Name", "theirs": conflict.theirs["name"], "mine": conflict.mine["name"]}],
                "hidden": [("name", conflict.mine["name"]), ("version", version)],
            }
            return render(request, "businesses/practice_settings_conflict.html", context, status=409)
        messages.success(request, "Practice settings saved")
        return redirect("businesses:practice_settings", request.practice.slug)
    return render(request, "businesses/practice_settings.html", {"form": form}, status=422 if form.is_bound else 200)
