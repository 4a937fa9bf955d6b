"""The door of a link from a mail. Its token decides what is shown; only whoever has the address may accept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone

from accounts.access import METHODS, sign_in_first
from accounts.models import User
from accounts.zones import by_clock_of
from businesses.models import Offer
from businesses.offers import clock_of, masked, open_offer, refusal_of


class OfferRequest(HttpRequest):
    """A request by whoever the offer was sent to."""

    user: User


@dataclass(frozen=True)
class Opened:
    """An offer that was opened by its link, why it is over ("" when it works), and the moment that was judged."""

    offer: Any
    why: str
    at: datetime


Told = Callable[[Any], dict[str, Any]]
View = Callable[[OfferRequest, Opened], HttpResponse]


def offer_view(model: type[Offer], told: Told) -> Callable[[View], Callable[..., HttpResponse]]:
    """Look with GET, accept with POST: a mail scanner that opens the link changes nothing.

    `told` gives the words of a living offer and the template (`told`) that says them. The signed-out read them and the
    way in; who signed in with another address reads that it is another; a made-up link is 404 for everybody. One that
    is over says why, and not for what.
    """

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @wraps(view)
        def door(request: Any, token: str) -> HttpResponse:
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            if request.method == "POST" and not request.user.is_authenticated:
                return sign_in_first(request)
            found = open_offer(model, request.user.pk, token)
            if found is None:
                raise Http404
            now = timezone.now()
            opened = Opened(found, refusal_of(found, now), now)
            if not request.user.is_authenticated:
                with by_clock_of(clock_of(found)):
                    return _stranger(request, opened, told)
            if not found.mine:
                return _another(request, opened)
            return view(request, opened)

        return door

    return decorate


def _stranger(request: HttpRequest, opened: Opened, told: Told) -> HttpResponse:
    """Who invites to what, and two ways in that come back here."""
    context: dict[str, Any] = {"why": opened.why, "inviter": opened.offer.invited_by}
    if not opened.why:
        context |= told(opened.offer)
        context |= {"offer": opened.offer, "address": masked(opened.offer.email), "back": request.path}
    answer = render(request, "businesses/offer_stranger.html", context, status=410 if opened.why else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _another(request: HttpRequest, opened: Opened) -> HttpResponse:
    """Signed in, but with another address than the mail went to."""
    context = {"address": masked(opened.offer.email), "inviter": opened.offer.invited_by, "back": request.path}
    return render(request, "businesses/offer_another.html", context, status=403)
