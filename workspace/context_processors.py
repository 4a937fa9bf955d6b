"""What every page of a business or a practice shows around its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from businesses.access import LastPlace, last_place
from businesses.roles import Can, PracticeCan
from core.periods import last_complete, local_today
from metrics.queries import due_count


def led_back(request: HttpRequest) -> bool:
    """Pages of no business that one comes to from one: help, one's account, digests."""
    match = request.resolver_match
    name = match.view_name if match else ""
    return name.startswith(("accounts:", "account_", "mfa_", "workspace:help", "digests:"))


def shell(request: HttpRequest) -> dict[str, Any]:
    """The business, the period that is due, and the number at the Check-in tab (counted only when a page prints it)."""
    business, practice = getattr(request, "business", None), getattr(request, "practice", None)
    context: dict[str, Any] = {"dev_mail": settings.EMBEDDED, "business": business, "practice": practice}
    if led_back(request):
        here = LastPlace(business.slug if business else "", practice.slug if practice else "")
        context["back_to"] = here if any(here) else SimpleLazyObject(lambda: last_place(request))
    if practice is not None:
        context["runs_practice"] = request.can(PracticeCan.RUN)  # type: ignore[attr-defined]
    if business is not None:
        today = local_today(timezone.now(), business.time_zone)
        context["this_period"] = last_complete(today, business.main_cadence, business.first_day)
        context["can"] = request.can  # type: ignore[attr-defined]
        context["manages"] = request.can(Can.MANAGE)  # type: ignore[attr-defined]
        context["guest"] = request.membership.pk is None  # type: ignore[attr-defined]
        context["due_count"] = SimpleLazyObject(lambda: due_count(business, today))
    return context
