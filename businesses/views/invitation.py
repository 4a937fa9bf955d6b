"""The pages behind the links of invitations: into a business, into a practice, to let a practice in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from businesses.actions import (
    accept_client,
    accept_client_with_new_business,
    accept_engagement,
    accept_invitation,
    join_practice,
)
from businesses.context import see_businesses
from businesses.forms_practice import ClientChoiceForm, NewBusinessForm, PracticeNameForm
from businesses.models import ClientInvitation, Invitation, Membership, PracticeInvitation
from businesses.practices import businesses_to_offer, own_practice
from businesses.roles import consultant, in_words, practice_in_words, role_name
from businesses.views.offer import OfferRequest, Opened, offer_view
from core.models import Refused


def invited(offer: Invitation) -> dict[str, Any]:
    """The words of an invitation to a business."""
    role = offer.role or consultant(offer.level)
    return {"told": "businesses/_offer_business.html", "role": role_name(role).lower(), "may": in_words(role)}


def offered(offer: ClientInvitation) -> dict[str, Any]:
    """The words of a practice's offer."""
    return {"told": "businesses/_offer_client.html", "may": in_words(consultant(offer.level))}


def welcomed(offer: PracticeInvitation) -> dict[str, Any]:
    """The words of an invitation into a practice."""
    role = offer.get_role_display().lower()
    return {"told": "businesses/_offer_practice.html", "role": role, "may": practice_in_words(offer.role)}


@offer_view(Invitation, invited)
def invitation(request: OfferRequest, opened: Opened) -> HttpResponse:
    """Join the team of a business, or become its consultant."""
    found, why = opened.offer, opened.why
    if found.accepted_at and Membership.objects.filter(business=found.business, user_id=request.user.pk).exists():
        return redirect("workspace:home", found.business.slug)
    if request.method == "POST" and not why:
        try:
            accept(request, opened)
        except Refused as refusal:
            why = str(refusal)
        else:
            messages.success(request, f"You are in {found.business.name} now")
            return redirect("workspace:home", found.business.slug)
    context: dict[str, Any] = {"why": why, "inviter": found.invited_by}
    if not why:
        context |= {**invited(found), "offer": found}
        if found.level and own_practice(request.user) is None:
            context["form"] = PracticeNameForm()
    return render(request, "businesses/invitation.html", context, status=410 if why else 200)


def accept(request: OfferRequest, opened: Opened) -> None:
    """Into the team, or as a consultant. A name for the practice that cannot be used is left out."""
    if not opened.offer.level:
        accept_invitation(invitation=opened.offer, user=request.user, at=opened.at)
        return
    form = PracticeNameForm(request.POST)
    name = form.cleaned_data["practice_name"] if form.is_valid() else ""
    accept_engagement(invitation=opened.offer, user=request.user, at=opened.at, practice_name=name)


@offer_view(PracticeInvitation, welcomed)
def practice_invitation(request: OfferRequest, opened: Opened) -> HttpResponse:
    """Join a practice."""
    found, why = opened.offer, opened.why
    if request.method == "POST" and not why:
        try:
            join_practice(invitation=found, user=request.user, at=opened.at)
        except Refused as refusal:
            why = str(refusal)
        else:
            messages.success(request, f"You are in {found.practice.name} now")
            return redirect("portfolio:clients", found.practice.slug)
    context: dict[str, Any] = {"why": why, "inviter": found.invited_by}
    if not why:
        context |= {**welcomed(found), "offer": found}
    return render(request, "businesses/invitation.html", context, status=410 if why else 200)


@offer_view(ClientInvitation, offered)
def client_invitation(request: OfferRequest, opened: Opened) -> HttpResponse:
    """Let a practice in, to a business that is there or to one that begins now."""
    found, posted = opened.offer, request.POST if request.method == "POST" else None
    context: dict[str, Any] = {"why": opened.why, "inviter": found.invited_by}
    if opened.why:
        return render(request, "businesses/client_invitation.html", context, status=410)
    mine = businesses_to_offer(request.user)
    form = ClientChoiceForm(posted, offered=mine) if mine else NewBusinessForm(posted)
    if form.is_valid():
        try:
            return let_in(request, opened, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context |= {**offered(found), "offer": found, "form": form, "anew": not mine}
    return render(request, "businesses/client_invitation.html", context, status=422 if form.errors else 200)


def let_in(request: OfferRequest, opened: Opened, chosen: dict[str, Any]) -> HttpResponse:
    """Accept for the chosen business, or for a new one of that name, which then goes on to draw its map."""
    offer: dict[str, Any] = {"invitation": opened.offer, "owner": request.user, "at": opened.at}
    if "name" in chosen:
        business = accept_client_with_new_business(name=chosen["name"], **offer).business
        to = "workspace:start_about"
    else:
        business = next(b for b in businesses_to_offer(request.user) if b.pk == chosen["business"])
        see_businesses([business.pk])
        accept_client(business=business, **offer)
        to = "businesses:team"
    messages.success(request, f"{opened.offer.invited_by.called} is the consultant of {business.name} now")
    return redirect(to, business.slug)
