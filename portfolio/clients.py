"""The clients of a practice with what each needs, in a fixed number of queries whatever their number."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, OuterRef, Subquery

from businesses.context import see_businesses
from businesses.engaged import Worker, clients_seen_by
from businesses.models import Business, Membership, PracticeMember, Role
from core.numbers import show_value
from core.periods import local_today
from metrics.models import Metric, Plan
from portfolio.words import NEEDS, ago_words, none_words, on_track_words, seen_words
from reports.health import NONE, OFF, SLIP, metric_health, system_health
from reports.models import Finding, Report
from reviews.models import Review
from reviews.queries import open_threads_by_business
from systems.models import Element

QUIET_AFTER = 21  # days without a reading
APART = 0.10  # points apart that are worth a word
REPORT_KEYS = ("case__systems", "case__metrics", "case__cadence", "result__systems", "result__metrics")


@dataclass(frozen=True)
class Shape:
    """One system: its name and how it does."""

    name: str
    health: str


@dataclass
class Client:
    """One card. `rank` orders: 0 needs attention most."""

    business: Business
    engagement_id: int
    people: list[Worker]
    mine: bool  # whether the person who looks may enter
    owner: str = ""
    seen: str = ""
    goal: str = ""
    goal_said: str = ""  # "34%, plan 60%"
    health: str = NONE
    shapes: list[Shape] = field(default_factory=list)
    gap: str = ""
    gap_points: float = 0.0
    age: str = ""
    why: str = ""
    rank: int = 4
    questions: int = 0
    review: Review | None = None
    changed: bool = False
    last_day: date | None = None

    @property
    def marks(self) -> set[str]:
        """The filters that show it."""
        return {m for m, on in (("review", self.changed), ("quiet", self.rank == NEEDS["quiet"])) if on}

    @property
    def urgent(self) -> bool:
        """Whether a review is what it needs now."""
        return self.changed and self.rank < NEEDS["on"]


def clients_of(member: PracticeMember, at: datetime) -> list[Client]:
    """Who needs attention most comes first. From here on the transaction sees these businesses."""
    engagements = clients_seen_by(member)
    found = {
        pk: Client(
            business,
            engagements.engagement_ids[pk],
            engagements.people[pk],
            member.user_id in {person.user_id for person in engagements.people[pk]},
        )
        for pk, business in engagements.businesses.items()
    }
    see_businesses(list(found))
    if not found:
        return []
    ids = list(found)
    _people(found, ids, at)
    _goals(found, ids)
    for pk, last in Metric.objects.filter(business__in=ids).values_list("business").annotate(Max("last_period")):
        found[pk].last_day = last
    aside = set(
        Finding.objects.filter(business__in=ids, state=Finding.State.DISMISSED).values_list("business_id", "key")
    )
    for report in _newest_reports(ids):
        _read(found[report["business_id"]], report, aside)
    for review in _newest_reviews(ids):
        found[review.business_id].review = review
    for pk, count in open_threads_by_business(ids).items():
        found[pk].questions = count
    for client in found.values():
        _judge(client, local_today(at, client.business.time_zone))
    return sorted(found.values(), key=lambda c: (c.rank, -c.gap_points, c.business.name.casefold(), c.business.pk))


def _people(found: dict[int, Client], ids: list[int], at: datetime) -> None:
    owners = Membership.objects.filter(business__in=ids, role=Role.OWNER).select_related("user").order_by("-pk")
    for owner in owners:
        client = found[owner.business_id]
        today = local_today(at, client.business.time_zone)
        client.owner, client.seen = owner.user.called, seen_words(owner.last_seen_on, today)


def _goals(found: dict[int, Client], ids: list[int]) -> None:
    """What it is all for, with its newest number and its plan. One query."""
    main = Metric.objects.filter(element=OuterRef("pk"), is_main=True, state=Metric.State.ACTIVE)
    plan = Plan.objects.filter(metric__element=OuterRef("pk"), metric__is_main=True, value__isnull=False)
    plan = plan.filter(since__lte=F("metric__last_period")).order_by("-since")
    rows = Element.objects.filter(business__in=ids, removed_at=None, pk__in=_goal_ids(found))
    for row in rows.annotate(
        number=Subquery(main.values("last_value")[:1]),
        unit_of=Subquery(main.values("unit")[:1]),
        planned=Subquery(plan.values("value")[:1]),
    ):
        client = found[row.business_id]
        client.goal = row.why or row.text
        client.goal_said = _said(client.business, row.number, row.planned, row.unit_of or "")


def _goal_ids(found: dict[int, Client]) -> list[int]:
    return [c.business.goal_id for c in found.values() if c.business.goal_id]


def _said(business: Business, value: Decimal | None, plan: Decimal | None, unit: str) -> str:
    if value is None:
        return ""
    said = show_value(value, unit, business.number_format)
    return said if plan is None else f"{said}, plan {show_value(plan, unit, business.number_format)}"


def _newest_reports(ids: list[int]) -> Any:
    """Of each newest report what a card needs."""
    latest = Report.objects.filter(business__in=ids).values("business").annotate(newest=Max("pk"))
    found = Report.objects.filter(pk__in=latest.values("newest"))
    return found.values("business_id", "result__findings", *REPORT_KEYS)


def _newest_reviews(ids: list[int]) -> Any:
    """The last review that was sent to each."""
    sent = Review.objects.filter(business__in=ids, state=Review.State.SENT)
    newest = sent.values("business").annotate(newest=Max("number")).filter(business=OuterRef("business"))
    return sent.filter(number=Subquery(newest.values("newest")[:1]))


def _read(client: Client, report: dict[str, Any], aside: set[tuple[int, str]]) -> None:
    """Health, shapes and the biggest gap of the newest report."""
    case = {
        "systems": report["case__systems"],
        "metrics": report["case__metrics"],
        "cadence": report["case__cadence"] or "monthly",
    }
    result = {"systems": report["result__systems"], "metrics": report["result__metrics"]}
    goal = next((m for m in case["metrics"] if m["id"] == f"e{client.business.goal_id}"), None)
    client.health = metric_health(goal, case, result) if goal else system_health(case, result, None)
    client.shapes = [Shape(s["name"], system_health(case, result, s["id"])) for s in case["systems"]]
    apart = [(_points_apart(result["systems"][s["id"]]), s["name"]) for s in case["systems"]]
    points, name = max(apart, default=(0.0, ""))
    if points > APART:
        client.gap, client.gap_points = f"{round(points * 100)} points apart in {name}", points
        return
    open_ones = [f for f in report["result__findings"] or [] if (client.business.pk, f["id"]) not in aside]
    unmeasured = next((s.name for s in client.shapes if s.health == NONE), "")
    if open_ones:
        client.gap = open_ones[0]["title"]
    else:
        client.gap = f"{unmeasured} is not measured" if unmeasured else "Nothing apart"


def _points_apart(system: dict[str, Any]) -> float:
    """What is proven of the work minus what is possible of the change: never more than it may be."""
    work, change = system["productivity"]["proven"], system["effectiveness"]["possible"]
    return 0.0 if work is None or change is None else float(work) - float(change)


def _judge(client: Client, today: date) -> None:
    """Its place in the list, and the reason for it in words."""
    days = (today - client.last_day).days if client.last_day else None
    client.age = f"Newest numbers: {ago_words(days)}" if days is not None else "No numbers yet"
    client.changed = _changed(client)
    off = [s.name for s in client.shapes if s.health == OFF]
    if client.health == OFF and not off:
        off = ["what it is all for"]
    slipping = [s.name for s in client.shapes if s.health == SLIP]
    if days is not None and days > QUIET_AFTER:
        # `last_day` is the first day of the newest period that was read: the silence begins when that one ends.
        client.rank, client.why = NEEDS["quiet"], f"Gone quiet: no readings for {days // 7 - 1} weeks"
    elif off:
        client.rank, client.why = NEEDS["off"], f"Off track: {_listed(off)}"
    elif slipping:
        client.rank, client.why = NEEDS["slip"], f"Slipping: {_listed(slipping)}"
    elif days is None or any(s.health == NONE for s in client.shapes):
        client.rank, client.why = NEEDS["none"], none_words(client.shapes)
    else:
        client.rank, client.why = NEEDS["on"], on_track_words(client.review is not None, client.changed)


def _changed(client: Client) -> bool:
    """Whether there is a map that nobody reviewed as it is now."""
    if client.review is None:
        return bool(client.shapes)
    return client.review.map_revision < client.business.map_revision


def _listed(names: list[str]) -> str:
    names = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
