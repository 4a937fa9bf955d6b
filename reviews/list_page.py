"""What the list of reviews prints: flat rows, in two queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString
from django.utils.text import Truncator

from accounts.models import User, called
from businesses.models import Business
from core.addresses import address, by_last
from core.flat import Statement, moment, rows
from core.periods import MONTHS
from core.text import escaped
from reviews.models import Review
from reviews.waiting import waits_sql

SHOWN = 50  # until more are asked for
WORDS = 30  # of a comment
LEFT = "Somebody who left"
# What this person may read: what was sent, what belongs to no review, what they wrote themselves (queries.seen_by).
THREADS = """
SELECT t.element_id, t.system_id, e.text, s.name, s.removed_at IS NULL AND e.removed_at IS NULL,
       c.text, g.text, u.name, u.email, c.created_at
FROM reviews_thread t
JOIN systems_system s ON s.id = t.system_id
LEFT JOIN systems_element e ON e.id = t.element_id
JOIN reviews_comment c ON c.id = (
    SELECT max(k.id) FROM reviews_comment k LEFT JOIN reviews_review r ON r.id = k.review_id
    WHERE k.thread_id = t.id AND (k.review_id IS NULL OR r.state = 'sent' OR k.author_id = %s)
)
LEFT JOIN reviews_suggestion g ON g.comment_id = c.id
LEFT JOIN accounts_user u ON u.id = c.author_id
WHERE t.business_id = %s AND t.settled_at IS NULL AND {which}
ORDER BY t.id
LIMIT %s
"""
WAITS = waits_sql("t")
SAID = """EXISTS (
    SELECT 1 FROM reviews_comment k LEFT JOIN reviews_review r ON r.id = k.review_id
    WHERE k.thread_id = t.id AND (k.review_id IS NULL OR r.state = 'sent')
)"""
REST = f"{SAID} AND NOT ({WAITS})"
OPEN = Statement(
    f"""
SELECT true AS waits, * FROM ({THREADS.format(which=WAITS)}) waiting
UNION ALL
SELECT false, * FROM ({THREADS.format(which=REST)}) others
""",  # noqa: S608 -- only our own words are put in
    "bigint, bigint, bigint, integer, bigint, bigint, bigint, integer",
)
COLUMNS = """
    SELECT r.number, r.state, r.verdict, r.sent_at, r.started_at, r.map_revision, v.number AS version, u.name, u.email
    FROM reviews_review r
    JOIN systems_mapversion v ON v.id = r.map_version_id
    JOIN accounts_user u ON u.id = r.reviewer_id
"""
REVIEWS = Statement(
    f"""
SELECT * FROM ({COLUMNS} WHERE r.business_id = %s AND r.state = 'draft' AND r.reviewer_id = %s) mine
UNION ALL
SELECT * FROM (
    {COLUMNS} WHERE r.business_id = %s AND r.state = 'sent' ORDER BY r.number DESC LIMIT %s OFFSET %s
) sent
""",  # noqa: S608 -- only our own words are put in
    "bigint, bigint, bigint, integer, integer",
)
VERDICTS = {  # the mark of a sent review, and its words
    Review.Verdict.APPROVE: SafeString('<span class="chip chip--on">Approved</span>'),
    Review.Verdict.CHANGES: SafeString('<span class="chip chip--slip">Asks for changes</span>'),
    Review.Verdict.COMMENTS: SafeString('<span class="chip">Comments</span>'),
}


class Waiting(TypedDict):
    """A thread that nobody settled, with what was said last in it."""

    about: str
    gone: str
    said: str
    who: str
    day: str
    answer: str  # the link to where it is answered; "" when it is no longer on the map


class Sent(TypedDict):
    """A review that was sent."""

    number: str
    href: str
    who: str
    day: str
    version: str
    verdict: str


class Mine(TypedDict):
    """One's own review that was not sent yet."""

    number: int
    version: int
    day: str


@dataclass(frozen=True)
class ReviewList:
    """The rows of one page."""

    mine: Mine | None
    sent: list[Sent]
    changed: bool  # the map was changed since the newest review
    more: int  # how far down the next page goes; 0 at the end


@dataclass(frozen=True)
class Open:
    """Threads that nobody settled: those that wait for this person's answer, and the others."""

    waiting: list[Waiting]
    others: list[Waiting]
    more: bool  # further ones wait that are not shown


def open_threads(business: Business, user: User, most: int = SHOWN) -> Open:
    """Threads with something that everybody may read, not settled, the oldest first. One query."""
    zone, values = ZoneInfo(business.time_zone), (user.pk, business.pk, user.pk, most + 1)
    found = rows(OPEN, *values, *values)
    mine, others = ([row[1:] for row in found if bool(row[0]) == waits] for waits in (True, False))
    return Open(
        waiting=[_waiting(business, row, zone, "Answer") for row in mine[:most]],
        others=[_waiting(business, row, zone, "Read") for row in others[:most]],
        more=len(mine) > most,
    )


def _waiting(business: Business, row: tuple[Any, ...], zone: ZoneInfo, press: str) -> Waiting:
    element_id, system_id, element, system, on_map, text, suggestion, name, email, at = row
    about = escaped(element if element_id else system)
    said = Truncator(text).words(WORDS) if text else f"Suggests: {suggestion}"
    place = ("element", element_id) if element_id else ("system", system_id)
    href = address("reviews:thread_list", business.slug, *place)
    link = f'<p><a href="{href}">{press}<span class="vh"> about {about}</span></a></p>'
    return Waiting(
        about=about,
        gone=SafeString("" if on_map else ", no longer on the map"),
        said=escaped(said),
        who=escaped(called(name or "", email) if email else LEFT),
        day=day_of(at, zone),
        answer=SafeString(link if on_map else ""),
    )


def review_rows(business: Business, user: User, start: int, end: int) -> ReviewList:
    """Sent reviews from `start` to `end` (0 is the newest), and one's own open one. One query."""
    zone, address_of = ZoneInfo(business.time_zone), by_last("reviews:review_detail", business.slug)
    # One more than is printed, to know whether there are more.
    found = rows(REVIEWS, business.pk, user.pk, business.pk, end - start + 1, start)
    sent = [row for row in found if row[1] == Review.State.SENT]
    mine = next((row for row in found if row[1] == Review.State.DRAFT), None)
    return ReviewList(
        mine=Mine(number=mine[0], version=mine[6], day=day_of(mine[4], zone)) if mine else None,
        sent=[_sent(address_of(row[0]), row, zone) for row in sent[: end - start]],
        changed=not sent or sent[0][5] < business.map_revision,
        more=end + SHOWN if len(sent) > end - start else 0,
    )


def _sent(href: str, row: tuple[Any, ...], zone: ZoneInfo) -> Sent:
    number, _, verdict, sent_at, _, _, version, name, email = row
    return Sent(
        number=SafeString(number),
        href=SafeString(href),
        who=escaped(called(name, email)),
        day=day_of(sent_at, zone, year=True),
        version=SafeString(version),
        verdict=VERDICTS[verdict],
    )


def day_of(at: datetime | str, zone: ZoneInfo, *, year: bool = False) -> SafeString:
    """`3 November`, with its year or without, by the clock of the business."""
    day = moment(at).astimezone(zone)
    return SafeString(f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if year else ""))
