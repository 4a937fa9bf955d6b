"""What changed, and who."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from businesses.access import BusinessRequest, business_view
from businesses.forms import LogFilter
from businesses.log import log_page
from businesses.queries import people_of
from businesses.roles import Can
from core.htmx import is_htmx
from core.periods import local_today
from core.text import options


@business_view(Can.READ)
@require_safe
def log(request: BusinessRequest) -> HttpResponse:
    """The history by day, 50 changes at a time, of everybody or of one person; with htmx the days alone."""
    form = LogFilter(request.GET)
    form.is_valid()  # an address that was typed wrong shows the first page of everybody
    page, by = form.cleaned_data.get("page") or 1, form.cleaned_data.get("by")
    # Further days of everybody need no people.
    people = [] if is_htmx(request) and by is None else people_of(request.business)
    if by not in dict(people):
        by = None
    today = local_today(timezone.now(), request.business.time_zone)
    days, more = log_page(request.business, today, page, by)
    context: dict[str, Any] = {
        "days": days,
        "page": page,
        "more": f"page={page + 1}{f'&by={by}' if by else ''}" if more else "",
        "last": days[-1].iso if days else "",
        "by": by,
    }
    if is_htmx(request):
        after = form.cleaned_data.get("after")
        context |= {"part": True, "same": after.isoformat() if after else ""}
        return render(request, "businesses/_log_days.html", context)
    return render(request, "businesses/log.html", context | {"people": options(people, by)})
