"""Reads of reviews and comments. What was not sent yet is seen by its author alone."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from businesses.models import Business
from reviews.models import Comment, Review, Suggestion, Thread
from systems.access import live_elements
from systems.models import Element


def seen_by(user: User) -> Q:
    """The comments this person may read."""
    return Q(review=None) | Q(review__state=Review.State.SENT) | Q(author=user)


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
        return all(c.review is not None and c.review.state == Review.State.DRAFT for c in self.comments)


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
            about = thread.element.text if thread.element else thread.system.name
            gone = thread.system.removed_at or (thread.element is not None and thread.element.removed_at)
            found[thread.pk] = ThreadView(thread, [], about, not gone)
        found[thread.pk].comments.append(comment)
    return sorted(found.values(), key=lambda t: t.settled)


def open_threads_by_business(ids: list[int]) -> dict[int, int]:
    """How many threads that everybody can read wait for an answer, by business. One query."""
    readable = Comment.objects.filter(Q(review=None) | Q(review__state=Review.State.SENT), thread=OuterRef("pk"))
    waiting = Thread.objects.filter(business__in=ids, settled_at=None).filter(Exists(readable))
    return dict(waiting.values_list("business").annotate(Count("pk")))


def reviews_of(business: Business, user: User) -> QuerySet[Review]:
    """Sent reviews and one's own open one, newest first, without the snapshots themselves."""
    mine = Q(state=Review.State.SENT) | Q(reviewer=user)
    found = Review.objects.filter(mine, business=business).select_related("reviewer", "map_version")
    return found.defer("map_version__content").order_by("-number")


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
        return " and ".join(said) or "Nothing written yet"


def held_by(review: Review) -> Held:
    """Counts of comments with words, and of suggestions. One query."""
    counted = Comment.objects.filter(review=review).aggregate(
        comments=Count("pk", filter=~Q(text="")), suggestions=Count("suggestion")
    )
    return Held(counted["comments"], counted["suggestions"])


def on_map(suggestion: Suggestion) -> Element | None:
    """The element as it is now, while it is on the map."""
    return live_elements(suggestion.business).filter(pk=suggestion.element_id).select_related("system").first()
