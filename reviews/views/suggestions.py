"""A suggestion's answer: use the words, or keep ours."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.models import Conflict, Refused
from reviews.access import get_suggestion
from reviews.actions import keep_ours, use_suggestion
from reviews.forms import UseForm
from reviews.models import Review, Suggestion
from reviews.queries import on_map
from reviews.views.threads import answer, review_of, show, shown_at


@business_view(Can.EDIT_MAP)
@require_POST
def suggestion_use(request: BusinessRequest, suggestion_id: int) -> HttpResponse:
    """Put the words on the map; where ours changed since they were suggested, both are shown first."""
    suggestion, review = get_suggestion(request, suggestion_id), review_of(request)
    form = UseForm(request.POST)
    if not form.is_valid():
        raise Http404
    version = form.cleaned_data["version"]
    thread = suggestion.comment.thread
    try:
        use_suggestion(suggestion=suggestion, actor=request.user, at=timezone.now(), version=version)
    except Refused as refusal:
        return show(request, *shown_at(request, thread), review, refused=str(refusal))
    except Conflict as conflict:
        return conflict_page(request, suggestion, review, conflict)
    return answer(request, *shown_at(request, thread), review)


def conflict_page(
    request: BusinessRequest, suggestion: Suggestion, review: Review | None, conflict: Conflict
) -> HttpResponse:
    """Both texts, and a way to either."""
    element, slug = on_map(suggestion), request.business.slug
    hidden = [("version", element.version if element else suggestion.base_version)]
    back = reverse("reviews:thread_list", args=[slug, "element", suggestion.element_id])
    if review is not None:
        hidden.append(("review", review.number))
        back = reverse("reviews:review_detail", args=[slug, review.number])
    context = {
        "tab": "reviews",
        "fields": [{"label": "Words", "theirs": conflict.theirs.get("text", ""), "mine": suggestion.text}],
        "action": request.path,
        "hidden": hidden,
        "back": back,
    }
    return render(request, "reviews/conflict.html", context, status=409)


@business_view(Can.EDIT_MAP)
@require_POST
def suggestion_keep(request: BusinessRequest, suggestion_id: int) -> HttpResponse:
    """Leave the words as they are."""
    suggestion, review = get_suggestion(request, suggestion_id), review_of(request)
    thread = suggestion.comment.thread
    try:
        keep_ours(suggestion=suggestion, actor=request.user, at=timezone.now())
    except Refused as refusal:
        return show(request, *shown_at(request, thread), review, refused=str(refusal))
    return answer(request, *shown_at(request, thread), review)
