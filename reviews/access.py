"""Request + id → a review, thread, comment or suggestion of this business that this person may see, or 404."""

from django.http import Http404

from businesses.access import BusinessRequest
from reviews.models import Comment, Review, Suggestion, Thread
from reviews.queries import seen_by
from systems.access import get_element, get_system
from systems.models import Element, System


def get_review(request: BusinessRequest, number: int) -> Review:
    """A review that was sent, or one's own that was not; with its snapshot and the one before."""
    found = Review.objects.filter(business=request.business, number=number)
    review = found.select_related("reviewer", "map_version__made_by", "since").first()
    if review is None or (review.state == Review.State.DRAFT and review.reviewer_id != request.user.pk):
        raise Http404
    review.business = request.business
    return review


def get_open_review(request: BusinessRequest, number: int) -> Review:
    """One's own review that was not sent yet."""
    review = get_review(request, number)
    if review.state != Review.State.DRAFT or review.reviewer_id != request.user.pk:
        raise Http404
    return review


def get_thread(request: BusinessRequest, thread_id: int) -> Thread:
    """A thread with at least one comment this person may read."""
    found = Thread.objects.filter(business=request.business, pk=thread_id).select_related("system", "element")
    thread = found.first()
    if thread is None or not Comment.objects.filter(seen_by(request.user), thread_id=thread_id).exists():
        raise Http404
    thread.business = request.business
    return thread


def get_own_comment(request: BusinessRequest, comment_id: int) -> Comment:
    """A comment of one's own that is still held."""
    found = Comment.objects.filter(
        business=request.business, pk=comment_id, author=request.user, review__state=Review.State.DRAFT
    ).select_related("thread__system", "thread__element", "review").first()  # fmt: skip
    if found is None:
        raise Http404
    found.business = request.business
    return found


def get_suggestion(request: BusinessRequest, suggestion_id: int) -> Suggestion:
    """A suggestion whose comment this person may read."""
    found = Suggestion.objects.filter(business=request.business, pk=suggestion_id)
    suggestion = found.select_related("comment__thread__system", "comment__review", "element").first()
    if suggestion is None or not Comment.objects.filter(seen_by(request.user), pk=suggestion.comment_id).exists():
        raise Http404
    suggestion.business = request.business
    return suggestion


def get_place(request: BusinessRequest, kind: str, thing_id: int) -> tuple[System, Element | None]:
    """What is commented: a system on the map, or an element with its system."""
    if kind == "system":
        return get_system(request, thing_id), None
    if kind == "element":
        element = get_element(request, thing_id)
        return element.system, element
    raise Http404
