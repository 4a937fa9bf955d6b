"""Reviews: the list, one review, begin, send, throw away."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.forms import ShownForm
from core.htmx import is_htmx
from core.models import Refused
from reports.health import system_health
from reports.models import Report
from reviews.access import get_open_review, get_review
from reviews.actions import drop_review, send_review, start_review
from reviews.difference import SystemPart, count_changes, only_changes, parts_of, put_threads
from reviews.forms import SendForm
from reviews.list_page import SHOWN, open_threads, review_rows
from reviews.models import Review
from reviews.queries import held_by, threads_of


@business_view(Can.READ)
@require_safe
def review_list(request: BusinessRequest) -> HttpResponse:
    """Reviews that were sent, one's own that waits, and what is still open; with htmx further sent ones alone."""
    end, part = ShownForm(request.GET).rows(SHOWN), is_htmx(request)
    found = review_rows(request.business, request.user, end - SHOWN if part else 0, end)
    context: dict[str, Any] = {"tab": "reviews", "list": found, "part": part}
    if part:
        return render(request, "reviews/_review_rows.html", context)
    context |= {"open": open_threads(request.business, request.user), "may_review": request.can(Can.REVIEW)}
    context["may_invite"] = request.can(Can.MANAGE)
    return render(request, "reviews/review_list.html", context)


@business_view(Can.REVIEW)
@require_POST
def review_start(request: BusinessRequest) -> HttpResponse:
    """Begin a review of the map as it is now, or go on with the one that was begun."""
    review = start_review(business=request.business, reviewer=request.user)
    return redirect("reviews:review_detail", request.business.slug, review.number)


@business_view(Can.READ)
@require_safe
def review_detail(request: BusinessRequest, number: int) -> HttpResponse:
    """The snapshot with what was said about it; for its reviewer, before it is sent, with the verdict."""
    review = get_review(request, number)
    return render(request, "reviews/review_detail.html", review_context(request, review))


def review_context(request: BusinessRequest, review: Review, form: SendForm | None = None) -> dict[str, Any]:
    """Everything on the page of one review."""
    draft = review.state == Review.State.DRAFT
    parts = parts_of(review.map_version.content, review.since.content if review.since else None)
    put_threads(parts, threads_of(request.business, request.user))
    changes = count_changes(parts)
    # The first review goes over the whole map; sent, it opens on what was said.
    whole = request.GET.get("show") == "all" or (draft and review.since is None)
    set_health(parts, review)
    return {
        "tab": "reviews",
        "review": review,
        "draft": draft,
        "parts": parts if whole else only_changes(parts),
        "whole": whole,
        "first": review.since is None,
        "changes": changes,
        "held": held_by(review) if draft else None,
        "form": form or SendForm(initial={"verdict": Review.Verdict.COMMENTS}),
        "verdicts": Review.Verdict.choices,
        "may_comment": request.can(Can.COMMENT),
        "may_edit": request.can(Can.EDIT_MAP),
        "may_review": request.can(Can.REVIEW),
    }


def set_health(parts: list[SystemPart], review: Review) -> None:
    """How each system did in the report of the snapshot. One query."""
    if review.report_id is None:
        return
    report = Report.objects.filter(business=review.business, pk=review.report_id).only("case", "result").first()
    if report is None:
        return
    known = {system["id"] for system in report.case["systems"]}
    for part in parts:
        case_id = f"s{part.place.id}"
        if case_id in known:
            part.health = system_health(report.case, report.result, case_id)


@business_view(Can.REVIEW)
@require_POST
def review_send(request: BusinessRequest, number: int) -> HttpResponse:
    """Send it with a verdict: everybody here can read it, the owners get one mail."""
    review = get_open_review(request, number)
    form = SendForm(request.POST)
    if form.is_valid():
        try:
            send_review(review=review, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Review sent")
            return redirect("reviews:review_detail", request.business.slug, number)
    return render(request, "reviews/review_detail.html", review_context(request, review, form), status=422)


@business_view(Can.REVIEW)
@require_POST
def review_drop(request: BusinessRequest, number: int) -> HttpResponse:
    """Throw away a review that was not sent."""
    review = get_open_review(request, number)
    try:
        drop_review(review=review)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The review and what it held are gone")
    return redirect("reviews:review_list", request.business.slug)
