"""Which threads wait for an answer: one rule, for Home, the list of reviews, the page of clients and digests.

A thread waits while nobody has settled it, it is about something on the map, and the last word in it is still the
asker's: of whoever began it, or of another who is no more of the team than they are. A suggestion that was used or
kept was answered by that. It waits for everybody but whoever has the last word.
"""

from collections.abc import Iterable

from django.db.models import BooleanField, Count, QuerySet
from django.db.models.expressions import RawSQL

from businesses.models import Business
from core.flat import Statement, rows
from reviews.models import Thread

_READABLE = """
    SELECT {which}(k.id) FROM reviews_comment k LEFT JOIN reviews_review r ON r.id = k.review_id
    WHERE k.thread_id = {thread}.id AND (k.review_id IS NULL OR r.state = 'sent')
"""
_WAITS = """
{thread}.settled_at IS NULL AND EXISTS (
    SELECT 1 FROM reviews_comment first, reviews_comment last
    LEFT JOIN reviews_suggestion decided ON decided.comment_id = last.id AND decided.state <> 'open'
    WHERE first.id = ({first}) AND last.id = ({last}) AND decided.id IS NULL AND last.author_id <> %s
    AND (last.author_id = first.author_id OR NOT EXISTS (
        SELECT 1 FROM businesses_membership m
        WHERE m.business_id = {thread}.business_id AND m.user_id IN (first.author_id, last.author_id)
    ))
) AND NOT EXISTS (
    SELECT 1 FROM systems_system s LEFT JOIN systems_element e ON e.id = {thread}.element_id
    WHERE s.id = {thread}.system_id AND (s.removed_at IS NOT NULL OR e.removed_at IS NOT NULL)
)
"""
NOBODY = 0  # no person's id: whoever it waits for


def waits_sql(thread: str) -> str:
    """The rule as a condition on the threads of this name; its one value is the person it would wait for."""
    first, last = (_READABLE.format(which=which, thread=thread) for which in ("min", "max"))
    return _WAITS.format(thread=thread, first=first, last=last)


WAITING = Statement(
    # Only our own words are put into the text.
    f"SELECT count(*) FROM reviews_thread t WHERE t.business_id = %s AND {waits_sql('t')}",  # noqa: S608
    "bigint, bigint",
)


def waiting_for(threads: QuerySet[Thread], user_id: int = NOBODY) -> QuerySet[Thread]:
    """Those that wait for an answer of this person; of anybody without one."""
    # Only names of ours are put into the text.
    waits = RawSQL(waits_sql(Thread._meta.db_table), [user_id], output_field=BooleanField())  # noqa: S611
    return threads.alias(waits=waits).filter(waits=True)


def waiting_in(business: Business, user_id: int) -> int:
    """How many wait in one business for an answer of this person. One query, written out since Home asks it."""
    return int(rows(WAITING, business.pk, user_id)[0][0])


def waiting_by_business(ids: Iterable[int], user_id: int = NOBODY) -> dict[int, int]:
    """How many wait, by business. One query."""
    found = waiting_for(Thread.objects.filter(business__in=list(ids)), user_id)
    return dict(found.values_list("business").annotate(Count("pk")))
