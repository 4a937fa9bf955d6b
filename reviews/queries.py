"""Reads of reviews and comments. What was not sent yet is seen by its author alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from accounts.models import User
from businesses.models import Business
from reviews.models import Comment, Review, Suggestion, Thread
from reviews.waiting import waiting_for
from systems.access import live_elements
from systems.models import Element


def seen_by(user: User) -> Q:
    """The comments this person may read."""
    return Q(review=None) | Q(review__state=Review.State.SENT) | Q(author=user)


def is_held(comment: Comment) -> bool:
    """Part of a review that was not sent yet."""
    return comment.review is not None and comment.review.state == Review.State.DRAFT


def is_begun_by(thread: Thread, user: User) -> bool:
    """Whether this person said the first word in it. One query."""
    first = Comment.objects.filter(thread=thread).order_by("pk").values_list("author_id", flat=True).first()
    return first == user.pk


@dataclass
class ThreadView:
    """One thread with the comments this person may read, and what it is about."""

    thread: Thread
    comments: list[Comment]
    about: str = ""
    on_map: bool = True

    @property
    def settled(self) -> bool:
        return self.thread.settled_at is not None

    @property
    def held(self) -> bool:
        """Whether nobody else can read any of it yet."""
        return all(is_held(comment) for comment in self.comments)

    @property
    def begun_by(self) -> int | None:
        """Who said the first word."""
        return self.comments[0].author_id

    def read_by(self, user: User) -> list[Comment]:
        """The comments that this person may read."""
        return [c for c in self.comments if not is_held(c) or c.author_id == user.pk]


@dataclass
class Place:
    """Where comments are: a system, or an element."""

    kind: str
    id: int
    label: str
    threads: list[ThreadView] = field(default_factory=list)

    @property
    def dom(self) -> str:
        """The end of the fragment's id."""
        return f"{self.kind[0]}{self.id}"


def thread_view(thread: Thread, comments: list[Comment]) -> ThreadView:
    """A thread whose element and system were read with it."""
    about = thread.element.text if thread.element else thread.system.name
    gone = thread.system.removed_at or (thread.element is not None and thread.element.removed_at)
    return ThreadView(thread, comments, about, not gone)


def threads_of(business: Business, user: User, **where: Any) -> list[ThreadView]:
    """Threads with something to read in them, the oldest first; settled ones last. One query."""
    at = {f"thread__{name}": value for name, value in where.items()}
    comments = Comment.objects.filter(seen_by(user), thread__business=business, **at).select_related(
        "author", "review", "suggestion", "thread__element", "thread__system", "thread__settled_by"
    )
    found: dict[int, ThreadView] = {}
    for comment in comments.order_by("thread", "pk"):
        thread = comment.thread
        if thread.pk not in found:
            found[thread.pk] = thread_view(thread, [])
        found[thread.pk].comments.append(comment)
    return sorted(found.values(), key=lambda t: t.settled)


def open_threads_of(ids: Iterable[int], authors: Iterable[int]) -> dict[int, list[ThreadView]]:
    """Threads that wait for an answer of somebody, by business, the oldest first. One query.

    With every comment that was sent, and those that these people hold: `ThreadView.read_by` leaves out the others'.
    """
    readable = Q(review=None) | Q(review__state=Review.State.SENT) | Q(author__in=list(authors))
    waiting = waiting_for(Thread.objects.filter(business__in=list(ids))).values("pk")
    comments = Comment.objects.filter(readable, thread__in=waiting)
    found: dict[int, ThreadView] = {}
    rows = comments.select_related("author", "review", "suggestion", "thread__element", "thread__system")
    for comment in rows.order_by("thread_id", "pk"):
        view = found.setdefault(comment.thread_id, thread_view(comment.thread, []))
        view.comments.append(comment)
    threads: dict[int, list[ThreadView]] = {}
    for view in found.values():
        threads.setdefault(view.thread.business_id, []).append(view)
    return threads


def answers_waiting(user: User, ids: list[int]) -> dict[int, int]:
    """Threads in which somebody answered this person and that nobody settled, by business. One query."""
    readable = Comment.objects.filter(seen_by(user), thread=OuterRef("pk"))
    last = readable.order_by("-pk")
    waiting = Thread.objects.filter(business__in=ids, settled_at=None).filter(Exists(readable.filter(author=user)))
    waiting = waiting.alias(last=Subquery(last.values("author")[:1])).exclude(last=user.pk).exclude(last=None)
    return dict(waiting.values_list("business").annotate(Count("pk")))


@dataclass(frozen=True)
class Held:
    """What a review holds so far."""

    comments: int
    suggestions: int

    @property
    def words(self) -> str:
        """`1 comment and 2 suggestions`."""
        said = [
            f"{n} {word}{'' if n == 1 else 's'}"
            for n, word in ((self.comments, "comment"), (self.suggestions, "suggestion"))
            if n
        ]
        return " and ".join(said) or "Nothing in this review yet"


def held_by(review: Review) -> Held:
    """Counts of comments with words, and of suggestions. One query."""
    counted = Comment.objects.filter(review=review).aggregate(
        comments=Count("pk", filter=~Q(text="")), suggestions=Count("suggestion")
    )
    return Held(counted["comments"], counted["suggestions"])


@dataclass(frozen=True)
class Answers:
    """What became of what a review asked."""

    used: int
    kept: int
    replied: int
    settled: int
    open: int

    @property
    def words(self) -> str:
        """`2 suggestions used, 1 reply`; "" while nothing is answered."""
        said = (
            (self.used, "suggestion used", "suggestions used"), (self.kept, "kept as it was", "kept as they were"),
            (self.replied, "reply", "replies"), (self.settled, "settled", "settled"),
        )  # fmt: skip
        return ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in said if n)

    @property
    def left(self) -> str:
        """How many of its comments wait still."""
        if not self.open:
            return "Every comment in it is answered."
        return f"{self.open} comment{' waits' if self.open == 1 else 's wait'} for an answer still."


def answers_to(review: Review) -> Answers:
    """Each comment of a review by the last thing that became of it. Two queries."""
    replies = Comment.objects.filter(thread=OuterRef("pk"), review=None).exclude(author=review.reviewer_id)
    asked = Comment.objects.filter(thread=OuterRef("pk")).order_by("pk")
    began = Thread.objects.filter(business=review.business_id).alias(of=Subquery(asked.values("review")[:1]))
    mine = Suggestion.objects.filter(comment__thread=OuterRef("pk"), comment__review=review).order_by("-pk")
    threads = began.filter(of=review.pk)
    found = list(
        threads.annotate(replied=Exists(replies), decided=Subquery(mine.values("state")[:1])).values_list(
            "decided", "replied", "settled_at"
        )
    )
    used, kept = (sum(row[0] == state for row in found) for state in (Suggestion.State.USED, Suggestion.State.KEPT))
    others = [row for row in found if row[0] not in (Suggestion.State.USED, Suggestion.State.KEPT)]
    return Answers(
        used=used,
        kept=kept,
        replied=sum(row[1] for row in others),
        settled=sum(row[2] is not None and not row[1] for row in others),
        open=waiting_for(threads).count(),
    )


def on_map(suggestion: Suggestion) -> Element | None:
    """The element as it is now, while it is on the map."""
    return live_elements(suggestion.business).filter(pk=suggestion.element_id).select_related("system").first()
