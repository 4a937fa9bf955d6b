"""The clients of a practice with what each needs, in a fixed number of queries whatever their number."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Max, OuterRef, Q, Subquery

from businesses.context import see_businesses
from businesses.engaged import clients_seen_by
from businesses.models import Business, Membership, PracticeMember, Role
from core.numbers import show_value
from core.periods import local_today
from metrics.models import Metric, Plan
from metrics.queries import with_complete
from portfolio.judge import REPORT_KEYS, draw, judge, read_report
from portfolio.shapes import Client
from portfolio.words import seen_words
from reports.models import Finding, Report
from reviews.models import Review
from reviews.waiting import waiting_by_business
from systems.models import Element, System


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
    clients = judged(found, member.user_id, at)
    draw(clients)
    return clients


def judged(found: dict[int, Client], user_id: int, at: datetime) -> list[Client]:
    """These clients, by business, with what each needs, in order. The transaction sees their businesses already."""
    if not found:
        return []
    ids = list(found)
    _people(found, ids, at)
    _goals(found, ids, at)
    for pk, last in Metric.objects.filter(business__in=ids).values_list("business").annotate(Max("last_period")):
        found[pk].last_day = last
    _reports(found, ids)
    for review in _reviews(ids, user_id):
        if review.state == Review.State.DRAFT:
            found[review.business_id].draft = review
        else:
            found[review.business_id].review = review
    for pk, count in waiting_by_business(ids).items():
        found[pk].questions = count
    for client in found.values():
        judge(client, local_today(at, client.business.time_zone))
    return sorted(found.values(), key=lambda c: (c.rank, -c.health.points, c.business.name.casefold(), c.business.pk))


def _people(found: dict[int, Client], ids: list[int], at: datetime) -> None:
    owners = Membership.objects.filter(business__in=ids, role=Role.OWNER).select_related("user").order_by("-pk")
    for owner in owners:
        client = found[owner.business_id]
        today = local_today(at, client.business.time_zone)
        client.owner, client.seen = owner.user.called, seen_words(owner.last_seen_on, today)


def _goals(found: dict[int, Client], ids: list[int], at: datetime) -> None:
    """What it is all for, with its newest number and its plan. One query."""
    days = [(c.business, local_today(at, c.business.time_zone)) for c in found.values()]
    mains = Metric.objects.filter(element=OuterRef("pk"), is_main=True, state=Metric.State.ACTIVE)
    main: Any = with_complete(mains, days)
    plan = Plan.objects.filter(metric__element=OuterRef("pk"), metric__is_main=True, value__isnull=False)
    plan = plan.filter(since__lte=F("metric__last_period")).order_by("-since")
    goals = [c.business.goal_id for c in found.values() if c.business.goal_id]
    rows = Element.objects.filter(business__in=ids, removed_at=None, pk__in=goals)
    for row in rows.annotate(
        number=Subquery(main.values("complete_value")[:1]),
        unit_of=Subquery(main.values("unit")[:1]),
        planned=Subquery(plan.values("value")[:1]),
    ):
        client = found[row.business_id]
        client.goal = row.why or row.text
        client.goal_said = _said(client.business, row.number, row.planned, row.unit_of or "")


def _said(business: Business, value: Decimal | None, plan: Decimal | None, unit: str) -> str:
    if value is None:
        return ""
    said = show_value(value, unit, business.number_format)
    return said if plan is None else f"{said}, plan {show_value(plan, unit, business.number_format)}"


def _reports(found: dict[int, Client], ids: list[int]) -> None:
    """What the newest report of each says, without what was put aside. Two queries."""
    aside: dict[int, set[str]] = {}
    dismissed = Finding.objects.filter(business__in=ids, state=Finding.State.DISMISSED)
    for pk, key in dismissed.values_list("business_id", "key"):
        aside.setdefault(pk, set()).add(key)
    latest = Report.objects.filter(business__in=ids).values("business").annotate(newest=Max("pk"))
    reports = Report.objects.filter(pk__in=latest.values("newest")).values("pk", "business_id", *REPORT_KEYS)
    for report in reports:
        client = found[report["business_id"]]
        client.report_id = report["pk"]
        client.health = read_report(report, client.business.goal_id, aside.get(client.business.pk, set()))


def _reviews(ids: list[int], user_id: int) -> Iterable[Review]:
    """The last review that was sent to each, and one's own that were not. One query."""
    sent = Review.objects.filter(business__in=ids, state=Review.State.SENT)
    newest = sent.values("business").annotate(newest=Max("number")).filter(business=OuterRef("business"))
    last = Q(state=Review.State.SENT, number=Subquery(newest.values("newest")[:1]))
    return Review.objects.filter(last | Q(state=Review.State.DRAFT, reviewer=user_id), business__in=ids)


def slots_of(clients: Iterable[Client]) -> dict[tuple[int, str], str]:
    """(business, id of a system in its report) → the system of the framework it was made from. One query."""
    ids = [client.business.pk for client in clients]
    rows: Any = System.objects.filter(business__in=ids, removed_at=None).exclude(slot="")
    return {(business, f"s{pk}"): slot for business, pk, slot in rows.values_list("business_id", "pk", "slot")}
