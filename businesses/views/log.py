"""What changed, and who."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from businesses.access import BusinessRequest, business_view
from businesses.forms import LogFilter, person_choices
from businesses.log import log_page
from businesses.queries import members_of
from businesses.roles import Can
from core.periods import local_today


@business_view(Can.READ)
@require_safe
def log(request: BusinessRequest) -> HttpResponse:
    """The history by day, 50 changes at a time, of everybody or of one person."""
    form = LogFilter(request.GET)
    form.is_valid()  # an address that was typed wrong shows the first page of everybody
    page, by = form.cleaned_data.get("page") or 1, form.cleaned_data.get("by")
    people = person_choices(members_of(request.business))
    if by not in dict(people):
        by = None
    today = local_today(timezone.now(), request.business.time_zone)
    days, more = log_page(request.business, today, page, by)
    context = {"days": days, "more": page + 1 if more else None, "page": page, "by": by, "people": people}
    return render(request, "businesses/log.html", context)
