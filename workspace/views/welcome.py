"""Pages before a business is chosen."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from businesses.access import person_view
from businesses.models import Membership
from businesses.practices import practices_of
from core.forms import ShownForm
from core.htmx import done, is_htmx
from core.periods import local_today
from workspace.business_rows import SHOWN, business_rows
from workspace.sample import story
from workspace.sample.actions import ready_sample
from workspace.sample.picture import sample_picture
from workspace.start.actions import DONE


@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """What this is, in one sentence, with a sample map and one field."""
    if request.user.is_authenticated:
        return redirect("workspace:business_list")
    return render(request, "workspace/welcome.html", {"picture": sample_picture()})


@person_view
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: the one business there is, a consultant's clients, Start without any, else the list."""
    person = cast(User, request.user)
    mine = list(Membership.objects.select_related("business").filter(user=person).order_by("pk")[:2])
    practices = practices_of(person)
    if not mine and practices:
        return redirect("portfolio:clients", practices[0].slug)
    if not mine:
        return redirect("workspace:start")
    if len(mine) > 1 or practices:
        return redirect("workspace:business_list")
    business = mine[0].business
    if business.start_step < DONE:
        return redirect(f"workspace:start_{'systems' if business.start_step < 3 else 'changes'}", business.slug)
    return redirect("workspace:home", business.slug)


@person_view
@require_safe
def business_list(request: HttpRequest) -> HttpResponse:
    """All businesses of this person, with how each does; with htmx the further ones alone."""
    end, part = ShownForm(request.GET).rows(SHOWN), is_htmx(request)
    found = business_rows(cast(User, request.user), end - SHOWN if part else 0, end)
    context = {"list": found, "part": part}
    if part:
        return render(request, "workspace/_business_rows.html", context)
    context["practices"] = practices_of(cast(User, request.user))
    return render(request, "workspace/business_list.html", context)


@person_view
@require_POST
def sample_open(request: HttpRequest) -> HttpResponse:
    """One's own copy of the sample business, in one press."""
    at = timezone.now()
    today = local_today(at, story.TIME_ZONE)
    return done(request, "workspace:home", ready_sample(owner=cast(User, request.user), at=at, today=today).slug)
