"""Cards of the client list as flat rows: every value is text that was escaped here, or markup."""

import re
from typing import TypedDict

from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from businesses.models import Practice
from core.addresses import by_last
from core.charts import TwoLines
from core.periods import MONTHS
from core.templatetags.ui import HEALTH_WORDS, health, health_shape
from core.text import escaped
from portfolio.shapes import Client, Shape
from reviews.models import Review

FRACTION = re.compile(r"\.\d+(?=[ \"])")  # of a coordinate
SHOWN = 18  # until more are asked for: a card is not a line of a table
# The shape alone; how large it is, the style sheet says.
SHAPES = {level: health_shape(level).replace(' viewBox="0 0 16 16"', "") for level in HEALTH_WORDS}
MOST_SYSTEMS = 9  # on one card


class Card(TypedDict):
    """One client, ready to print."""

    name: str  # with the way in, for those who may enter
    owner: str
    hands: str  # who looks after it, for those who say so
    goal: str
    doing: str
    systems: str
    drawing: str
    gap: str
    age: str
    why: str
    comments: str
    review: str
    way: str  # what to press


class Ways:
    """Addresses of the clients of a practice; those of a business by its slug."""

    def __init__(self, practice: Practice) -> None:
        self.hands = by_last("businesses:client_people", practice.slug)
        self.home = by_last("workspace:home")
        self.alignment = by_last("workspace:alignment")
        self.reviews = by_last("reviews:review_list")


def card_of(client: Client, ways: Ways, *, runs: bool) -> Card:
    """One card; `runs` = who looks is one of those who say who looks after whom."""
    name, slug, well = escaped(client.business.name), client.business.slug, client.health
    way_in = f'<a href="{ways.home(slug)}"><bdi>{name}</bdi></a>' if client.mine else f"<bdi>{name}</bdi>"
    owner = f"<bdi>{escaped(client.owner)}</bdi>. {escaped(client.seen)}" if client.owner else ""
    said = f'<span class="meta">{escaped(client.goal_said)}</span>' if client.goal_said else ""
    return Card(
        name=SafeString(way_in),
        owner=SafeString(owner),
        hands=hands_of(client, name, ways.hands(client.engagement_id)) if runs else SafeString(""),
        goal=escaped(client.goal or "No outcome chosen yet"),
        doing=SafeString(f"{health(well.goal)}{said}"),
        systems=SafeString("".join(dot_of(shape) for shape in well.shapes[:MOST_SYSTEMS])),
        drawing=drawing_of(client.lines, well.tone) if client.lines else SafeString(""),
        gap=escaped(well.said or "Nothing worked out yet"),
        age=escaped(client.age),
        why=escaped(client.why),
        comments=comments_of(client, ways),
        review=last_review(client.review) if client.review and not client.changed else SafeString(""),
        way=way_on(client, name, ways) if client.mine else SafeString(""),
    )


def hands_of(client: Client, name: str, address: str) -> SafeString:
    """Who of the practice looks after it, and the way to change that: in place with scripts, else on its own page."""
    people = ", ".join(f"<bdi>{escaped(person.called)}</bdi>" for person in client.people)
    who = f"Looked after by {people}" if people else '<b class="hands__nobody">Nobody looks after it</b>'
    pk = client.engagement_id
    return SafeString(
        f'<p class="hands__line meta" id="hands-{pk}"><span>{who}</span>'
        f' <a href="{address}" hx-get="{address}" hx-target="#hands-{pk}" hx-swap="outerHTML">'
        f'Assign<span class="vh"> people to {name}</span></a></p>'
    )


def dot_of(shape: Shape) -> str:
    """One system: its shape, its name, and for those who do not see the shape its word."""
    word = HEALTH_WORDS.get(shape.health, HEALTH_WORDS["none"]).lower()
    return (
        f'<li>{SHAPES[shape.health or "none"]}<span>{escaped(shape.name)}<span class="vh">, {word}</span></span></li>'
    )


def drawing_of(lines: TwoLines, tone: str) -> SafeString:
    """As templates/_two_lines.html draws it, in whole hundredths of its height: a drawing is a quarter of a card."""
    if not lines.produced and not lines.changed:
        return SafeString("")
    tone, wide, y = tone or "none", f"{lines.width:g}", f"{lines.plan_y:.0f}"
    parts = [
        *(f'<polygon class="c-gap w-{tone}" points="{wash}"/>' for wash in lines.washes),
        f'<line class="c-plan" x1="0" x2="{wide}" y1="{y}" y2="{y}"/>',
        *(f'<polyline class="c-out" points="{line}"/>' for line in lines.produced),
        *(f'<polyline class="c-line l-{tone}" points="{line}"/>' for line in lines.changed),
    ]
    box = f'viewBox="0 0 {wide} {lines.height:g}" preserveAspectRatio="none"'
    return SafeString(f'<svg {box} aria-hidden="true">{FRACTION.sub("", "".join(parts))}</svg>')


def comments_of(client: Client, ways: Ways) -> SafeString:
    """How many are open; a way there for those who may enter."""
    if not client.questions:
        return SafeString("")
    said = f"{client.questions} open comment{'' if client.questions == 1 else 's'}"
    if not client.mine:
        return SafeString(f'<span class="meta">{said}</span>')
    return SafeString(f'<a class="meta" href="{ways.reviews(client.business.slug)}">{said}</a>')


def last_review(review: Review) -> SafeString:
    """The verdict and the day of the review that still holds."""
    day = localtime(review.sent_at)
    good = " chip--on" if review.verdict == Review.Verdict.APPROVE else ""
    said = f"{review.get_verdict_display()}, {day.day} {MONTHS[day.month - 1]}"
    return SafeString(f'<span class="chip{good}">{said}</span>')


def way_on(client: Client, name: str, ways: Ways) -> SafeString:
    """The one thing to press: one's own review that was begun, else a new one, else the alignment page."""
    slug = client.business.slug
    if client.draft:
        href, said, more = f"{ways.reviews(slug)}{client.draft.number}/", "Finish your review", " of"
    elif client.changed:
        href, said, more = ways.reviews(slug), "Review", ""
    else:
        href, said, more = ways.alignment(slug), "Open", ""
    go = " btn--go" if client.draft or (client.changed and client.urgent) else ""
    return SafeString(
        f'<a class="btn btn--sm{go}" data-review href="{href}">{said}<span class="vh">{more} {name}</span></a>'
    )
