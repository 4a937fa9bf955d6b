"""Writes of comments and reviews. What belongs to a review is held until it is sent."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from businesses.audit import record
from businesses.models import Business, Membership
from core.models import Refused
from jobs.actions import request_mail, request_mail_after_quiet
from reports.models import Report
from reviews.models import Comment, Review, Suggestion, Thread
from reviews.queries import held_by, on_map
from systems.actions import edit_element, take_version
from systems.models import Element, System

MOST_COMMENTS = 20_000
TWICE = timedelta(minutes=1)
ROUND = timedelta(minutes=10)  # answers that follow each other within it are told in one mail


def _lock(business: Business) -> Business:
    return Business.objects.select_for_update(no_key=True).get(pk=business.pk)


@transaction.atomic
def start_review(*, business: Business, reviewer: User) -> Review:
    """A review of the map as it is now; the one already begun while there is one."""
    stored = _lock(business)
    mine = Review.objects.filter(business=business, reviewer=reviewer)
    begun = mine.filter(state=Review.State.DRAFT).first()
    if begun is not None:
        return begun
    before = mine.filter(state=Review.State.SENT).order_by("-number").first()
    last = Review.objects.filter(business=business).aggregate(last=Max("number"))["last"] or 0
    review = Review.objects.create(
        business=business,
        number=last + 1,
        map_version=take_version(business=business, actor=reviewer),
        since_id=before.map_version_id if before else None,
        report=Report.objects.filter(business=business).order_by("-id").only("pk").first(),
        reviewer=reviewer,
        map_revision=stored.map_revision,
    )
    record(business=business, actor=reviewer, what="review_start", row=review, label=f"Review {review.number}")
    return review


@transaction.atomic
def send_review(*, review: Review, verdict: str, note: str, at: datetime) -> None:
    """Let everybody read it, and tell the owners once. From now on it is never changed."""
    _lock(review.business)
    found = Review.objects.get(pk=review.pk)
    if found.state != Review.State.DRAFT:
        raise Refused("This review was sent already.")
    held = held_by(found)
    if verdict != Review.Verdict.APPROVE and not (held.comments or held.suggestions or note):
        raise Refused("Write a comment first, or approve.")
    found.state, found.verdict, found.note, found.sent_at = Review.State.SENT, verdict, note, at
    found.save(update_fields=["state", "verdict", "note", "sent_at"])
    request_mail(kind="review", key=f"review:{found.pk}", business_id=found.business_id, object_id=found.pk)
    record(
        business=review.business,
        actor=review.reviewer,
        what="review_send",
        row=found,
        label=f"Review {found.number}",
        after={"verdict": verdict},
    )


@transaction.atomic
def drop_review(*, review: Review) -> None:
    """Throw away a review that was not sent, with what it holds."""
    _lock(review.business)
    found = Review.objects.filter(pk=review.pk, state=Review.State.DRAFT).first()
    if found is None:
        raise Refused("This review was sent already.")
    threads = list(Thread.objects.filter(comments__review=found).values_list("pk", flat=True))
    record(
        business=review.business,
        actor=review.reviewer,
        what="review_remove",
        row=found,
        label=f"Review {found.number}",
    )
    found.delete()
    Thread.objects.filter(pk__in=threads, comments=None).delete()


@transaction.atomic
def add_comment(
    *,
    business: Business,
    author: User,
    system: System,
    at: datetime,
    element: Element | None = None,
    thread: Thread | None = None,
    text: str = "",
    suggestion: str = "",
    review: Review | None = None,
) -> Comment:
    """Say something about a system or an element, or in a thread; with `review`, held until that is sent.

    The same words again within a minute are the same press.
    """
    _lock(business)
    if review is not None and not Review.objects.filter(pk=review.pk, state=Review.State.DRAFT).exists():
        raise Refused("This review was sent already.")
    mine = Comment.objects.filter(business=business, author=author, text=text, review=review, created_at__gt=at - TWICE)
    place = {"thread": thread} if thread else {"thread__system": system, "thread__element": element}
    again = mine.filter(**place).select_related("thread").first()
    if again is not None and (not suggestion or Suggestion.objects.filter(comment=again, text=suggestion).exists()):
        return again
    if Comment.objects.filter(business=business).count() >= MOST_COMMENTS:
        raise Refused(f"A business holds at most {MOST_COMMENTS:,} comments, and these are all there.")
    thread = thread or Thread.objects.create(business=business, system=system, element=element, created_at=at)
    comment = Comment.objects.create(
        business=business, thread=thread, review=review, author=author, text=text, created_at=at
    )
    if suggestion and element is not None:
        Suggestion.objects.create(
            business=business,
            comment=comment,
            element=element,
            base_version=element.version,
            before=element.text,
            text=suggestion,
        )
    if review is None:
        if thread.settled_at is not None:
            Thread.objects.filter(pk=thread.pk).update(settled_at=None, settled_by=None)
        label = element.text if element else system.name
        record(business=business, actor=author, what="comment_add", row=comment, label=label)
        _tell_asker(thread, author, at)
    return comment


@transaction.atomic
def remove_comment(*, comment: Comment) -> None:
    """Take back what was not sent yet. Nobody else has seen it, so that the history says nothing."""
    _lock(comment.business)
    held = Comment.objects.filter(pk=comment.pk, review__state=Review.State.DRAFT)
    if not held.exists():
        raise Refused("This comment was sent already.")
    held.delete()
    Thread.objects.filter(pk=comment.thread_id, comments=None).delete()


@transaction.atomic
def settle_thread(*, thread: Thread, actor: User, settled: bool, at: datetime) -> None:
    """Say that nothing is left to answer, or take that back."""
    _lock(thread.business)
    rows = Thread.objects.filter(pk=thread.pk, settled_at__isnull=settled)
    if not rows.update(settled_at=at if settled else None, settled_by=actor if settled else None):
        return
    label = thread.element.text if thread.element else thread.system.name
    what = "thread_settle" if settled else "thread_reopen"
    record(business=thread.business, actor=actor, what=what, row=thread, label=label)
    if settled:
        _tell_asker(thread, actor, at)


@transaction.atomic
def use_suggestion(*, suggestion: Suggestion, actor: User, at: datetime, version: int | None = None) -> None:
    """Put the suggested words on the map. Raises Conflict when the words there have changed since `version`."""
    found = _open(suggestion)
    element = on_map(found)
    if element is None:
        raise Refused("This is no longer on the map.")
    edit_element(
        business=suggestion.business,
        actor=actor,
        element=element,
        version=version or found.base_version,
        text=found.text,
    )
    _decide(suggestion, actor, Suggestion.State.USED, at)


@transaction.atomic
def keep_ours(*, suggestion: Suggestion, actor: User, at: datetime) -> None:
    """Leave the words as they are."""
    _open(suggestion)
    _decide(suggestion, actor, Suggestion.State.KEPT, at)


def _open(suggestion: Suggestion) -> Suggestion:
    _lock(suggestion.business)
    found = Suggestion.objects.select_related("business").get(pk=suggestion.pk)
    if found.state != Suggestion.State.OPEN:
        raise Refused("This suggestion was answered already.")
    return found


def _decide(suggestion: Suggestion, actor: User, state: str, at: datetime) -> None:
    rows = Suggestion.objects.filter(pk=suggestion.pk)
    rows.update(state=state, decided_by=actor, decided_at=at)
    what = "suggestion_use" if state == Suggestion.State.USED else "suggestion_keep"
    record(business=suggestion.business, actor=actor, what=what, row=suggestion, label=suggestion.text)
    _tell_asker(suggestion.comment.thread, actor, at)


def _tell_asker(thread: Thread, actor: User, at: datetime) -> None:
    """Somebody of the team has answered: whoever asked in a review gets one mail for the round of answers."""
    asked = Comment.objects.filter(thread=thread).select_related("review").order_by("pk").first()
    if asked is None or asked.review is None or asked.author_id == actor.pk:
        return
    if asked.review.state != Review.State.SENT or asked.author_id is None:
        return
    if not Membership.objects.filter(business=thread.business_id, user=actor).exists():
        return
    request_mail_after_quiet(
        kind="review_answers", quiet=ROUND, at=at, business_id=thread.business_id, object_id=asked.review.pk
    )
