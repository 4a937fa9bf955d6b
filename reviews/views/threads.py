"""Comments at one place: the list, a new one, a reply, settle, take back. `#thread-<place>`, or a page of its own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.htmx import is_htmx
from core.models import Refused
from core.paths import path_of
from reviews.access import get_open_review, get_own_comment, get_place, get_review, get_thread
from reviews.actions import add_comment, remove_comment, settle_thread
from reviews.forms import CommentForm, InReview, ReplyForm, SettleForm
from reviews.models import Review, Thread
from reviews.queries import Place, held_by, is_begun_by, threads_of
from systems.models import Element, System

NOT_YOURS = "Whoever began it settles it, and who edits or reviews the map."


def review_of(request: BusinessRequest) -> Review | None:
    """The review whose page the person is on, told by its number; None anywhere else.

    A number that cannot be read is no review: what was meant to be held is never let out by mistake.
    """
    form = InReview(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise Http404
    number = form.cleaned_data["review"]
    return get_review(request, number) if number else None


def shown_at(request: BusinessRequest, thread: Thread) -> tuple[System, Element | None]:
    """The place the thread was answered at: its own, or the system that shows all of its threads."""
    form = InReview(request.POST)
    at_system = form.is_valid() and form.cleaned_data["place"] == "system"
    return thread.system, None if at_system else thread.element


def place_of(request: BusinessRequest, system: System, element: Element | None, review: Review | None) -> Place:
    """What was said here. Outside a review a system shows what was said about everything in it."""
    if element is not None:
        place = Place("element", element.pk, element.text)
        place.threads = threads_of(request.business, request.user, element=element)
    else:
        place = Place("system", system.pk, system.name)
        where: dict[str, Any] = {"system": system} if review is None else {"system": system, "element": None}
        place.threads = threads_of(request.business, request.user, **where)
    return place


def shows(request: BusinessRequest, review: Review) -> bool:
    """Whether the fragment goes to the page of the review, which says at its end what is held."""
    page = reverse("reviews:review_detail", args=[request.business.slug, review.number])
    return (path_of(request, request.headers.get("HX-Current-URL")) or "").partition("?")[0] == page


def show(
    request: BusinessRequest,
    system: System,
    element: Element | None,
    review: Review | None,
    *,
    form: CommentForm | None = None,
    reply: ReplyForm | None = None,
    replying: int = 0,
    writing: bool = True,
    refused: str = "",
    wrote: bool = False,
) -> HttpResponse:
    """The fragment, or the page around it."""
    draft = review is not None and review.state == Review.State.DRAFT
    now = element.text if element else None
    context = {
        "tab": "map" if review is None else "reviews",
        "place": place_of(request, system, element, review),
        "system": system,
        "element": element,
        "review": review,
        "draft": draft,
        "held": held_by(review) if draft and review and shows(request, review) else None,
        "form": (form or CommentForm(now=now)) if request.can(Can.COMMENT) and (writing or form) else None,
        "reply": reply or ReplyForm(),
        "replying": replying,
        "refused": refused,
        "wrote": wrote,
        "first_word": not is_htmx(request),  # the page says that there is nothing; a part goes when there is something
        "may_comment": request.can(Can.COMMENT),
        "may_edit": request.can(Can.EDIT_MAP),
        "may_review": request.can(Can.REVIEW),
    }
    status = 422 if refused or (form and form.errors) or (reply and reply.errors) else 200
    template = "reviews/_place.html" if is_htmx(request) else "reviews/thread_list.html"
    return render(request, template, context, status=status)


def answer(request: BusinessRequest, system: System, element: Element | None, review: Review | None) -> HttpResponse:
    """After a write: the fragment again, or back to where it was sent from."""
    if is_htmx(request):
        return show(request, system, element, review, writing=review is None, wrote=True)
    slug = request.business.slug
    if review is not None:
        place = f"thread-e{element.pk}" if element else f"thread-s{system.pk}"
        return redirect(f"{reverse('reviews:review_detail', args=[slug, review.number])}#{place}")
    kind, pk = ("element", element.pk) if element else ("system", system.pk)
    return redirect("reviews:thread_list", slug, kind, pk)


@business_view(Can.READ)
@require_safe
def thread_list(request: BusinessRequest, kind: str, thing_id: int) -> HttpResponse:
    """Everything said about a system or an element."""
    system, element = get_place(request, kind, thing_id)
    return show(request, system, element, review_of(request))


@business_view(Can.COMMENT)
@require_POST
def comment_add(request: BusinessRequest, kind: str, thing_id: int) -> HttpResponse:
    """A new comment; on the page of one's open review it is held until that is sent."""
    system, element = get_place(request, kind, thing_id)
    review = review_of(request)
    form = CommentForm(request.POST, now=element.text if element else None)
    if not form.is_valid():
        return show(request, system, element, review, form=form)
    if form.cleaned_data.get("suggestion") and not request.can(Can.REVIEW):
        form.add_error("suggestion", "Only who reviews the map can suggest new words.")
        return show(request, system, element, review, form=form)
    try:
        add_comment(
            business=request.business,
            author=request.user,
            system=system,
            element=element,
            text=form.cleaned_data["text"],
            suggestion=form.cleaned_data.get("suggestion", ""),
            review=review if review and review.state == Review.State.DRAFT else None,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return show(request, system, element, review, form=form)
    return answer(request, system, element, review)


@business_view(Can.COMMENT)
@require_POST
def comment_remove(request: BusinessRequest, comment_id: int) -> HttpResponse:
    """Take back what was not sent yet."""
    comment = get_own_comment(request, comment_id)
    review = get_open_review(request, comment.review.number) if comment.review else None
    try:
        remove_comment(comment=comment)
    except Refused as refusal:
        messages.error(request, str(refusal))
    return answer(request, *shown_at(request, comment.thread), review)


@business_view(Can.COMMENT)
@require_POST
def reply_add(request: BusinessRequest, thread_id: int) -> HttpResponse:
    """Answer in a thread."""
    thread, review = get_thread(request, thread_id), review_of(request)
    form = ReplyForm(request.POST)
    if not form.is_valid():
        at = shown_at(request, thread)
        return show(request, *at, review, reply=form, replying=thread_id, writing=review is None)
    try:
        add_comment(
            business=request.business,
            author=request.user,
            system=thread.system,
            element=thread.element,
            thread=thread,
            text=form.cleaned_data["text"],
            review=review if review and review.state == Review.State.DRAFT else None,
            at=timezone.now(),
        )
    except Refused as refusal:
        return show(request, *shown_at(request, thread), review, refused=str(refusal))
    return answer(request, *shown_at(request, thread), review)


@business_view(Can.COMMENT)
@require_POST
def thread_settle(request: BusinessRequest, thread_id: int) -> HttpResponse:
    """Settle a thread, or open it again: whoever began it, and those who edit or review the map."""
    thread, review = get_thread(request, thread_id), review_of(request)
    if not (request.can(Can.REVIEW) or is_begun_by(thread, request.user)):
        return show(request, *shown_at(request, thread), review, refused=NOT_YOURS)
    form = SettleForm(request.POST)
    if not form.is_valid():
        return show(request, *shown_at(request, thread), review, refused="Choose to settle or to open again.")
    settle_thread(thread=thread, actor=request.user, settled=form.cleaned_data["settled"], at=timezone.now())
    return answer(request, *shown_at(request, thread), review)
