"""The alignment page: is the work making the difference."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from reports.headline import as_of_words
from reports.queries import counting_since, get_report, latest_report, report_history
from reports.words import ready_words
from workspace.alignment_page import alignment_page
from workspace.forms import ReportChoice


@business_view(Can.READ)
@require_safe
def alignment(request: BusinessRequest) -> HttpResponse:
    """The newest report, or an earlier one by `?report=`."""
    choice = ReportChoice(request.GET)
    if not choice.is_valid():
        raise Http404
    wanted = choice.cleaned_data["report"]
    report = get_report(request.business, wanted) if wanted else latest_report(request.business)
    if wanted and report is None:
        raise Http404
    history = report_history(request.business)
    context = {
        "tab": "alignment",
        "view": alignment_page(request.business, report, request.can(Can.ACT_ON_FINDINGS)) if report else None,
        "history": [
            {"id": h.id, "words": as_of_words(request.business, h.as_of, report.cadence)} for h in history if report
        ],
        "newest_id": history[0].id if history else 0,
        **counting_context(report.counting_since if report and report.stale else None),
    }
    if report is None:
        context |= counting_context(counting_since(request.business))
    return render(request, "workspace/alignment.html", context)


@business_view(Can.READ)
@require_safe
def freshness(request: BusinessRequest) -> HttpResponse:
    """Whether a new report is being worked out; when it is there, the page is loaded again."""
    choice = ReportChoice(request.GET)
    seen = choice.cleaned_data["seen"] if choice.is_valid() else 0
    history = report_history(request.business, limit=1)
    newest = history[0].id if history else 0
    if newest > (seen or 0):
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    context = {"view": newest or None, "newest_id": newest, **counting_context(counting_since(request.business))}
    return render(request, "workspace/_freshness.html", context)


def counting_context(since: datetime | None) -> dict[str, Any]:
    """What `_freshness.html` needs of the work under way; None: there is none."""
    return {
        "counting": since is not None,
        "stale_since": since,
        "ready_words": ready_words(since, timezone.now()) if since else "",
    }
