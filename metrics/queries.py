"""Reads of metrics, in a fixed number of queries whatever the number of metrics."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable

from businesses.models import Business
from core.flat import Statement, amount, moment, rows
from core.periods import DAILY, MONTHLY, QUARTERLY, WEEKLY, last_complete
from metrics.models import Metric, Plan, Reading, Skip
from metrics.standing import Gauge
from metrics.words import PlanLine
from systems.models import Element

ALL_CADENCES = (DAILY, WEEKLY, MONTHLY, QUARTERLY)
# What comes in, what we produce, what it should change: the order of the map.
KIND_ORDER = Case(
    When(element__kind=Element.Kind.INPUT, then=Value(0)),
    When(element__kind=Element.Kind.OUTPUT, then=Value(1)),
    default=Value(2),
)

# What the metric keeps of its newest reading answers for nearly all; only where an early one is in is it looked up.
DUE_COUNT = Statement(
    """
SELECT count(*) AS due FROM (
    SELECT m.id, m.last_period,
        CASE m.cadence WHEN 'daily' THEN %s WHEN 'weekly' THEN %s WHEN 'monthly' THEN %s ELSE %s END AS due
    FROM metrics_metric m
    JOIN systems_element e ON e.id = m.element_id
    JOIN systems_system s ON s.id = e.system_id
    WHERE m.business_id = %s AND m.state = 'active' AND e.removed_at IS NULL AND s.removed_at IS NULL
) asked
WHERE (asked.last_period IS NULL OR asked.last_period < asked.due OR (asked.last_period > asked.due
    AND NOT EXISTS (SELECT 1 FROM metrics_reading r WHERE r.metric_id = asked.id AND r.period = asked.due)))
  AND NOT EXISTS (SELECT 1 FROM metrics_skip k WHERE k.metric_id = asked.id AND k.period = asked.due)
""",
    "date, date, date, date, bigint",
)

# What is asked for, in the order of the map (`live_metrics`): by cadence the first day of the period that the page asks
# for, and of the one that is due.
BY_CADENCE = (
    "CASE cadence WHEN 'daily' THEN %s WHEN 'weekly' THEN %s WHEN 'monthly' THEN %s WHEN 'quarterly' THEN %s END"
)
ASKED = Statement(
    f"""
SELECT m.id, m.name, m.unit, m.direction, m.zero, m.tolerance, m.cadence, m.combine, m.last_value, m.owner_id,
    m.element_id, e.kind, e.system_id, s.name, s.owner_id,
    (SELECT r.recorded_at FROM metrics_reading r WHERE r.metric_id = m.id AND r.period = m.asked),
    (SELECT k.skipped_at FROM metrics_skip k WHERE k.metric_id = m.id AND k.period = m.asked),
    EXISTS (SELECT 1 FROM metrics_reading r WHERE r.metric_id = m.id AND r.period = m.due)
        OR EXISTS (SELECT 1 FROM metrics_skip k WHERE k.metric_id = m.id AND k.period = m.due)
FROM (
    SELECT *, {BY_CADENCE} AS asked, {BY_CADENCE} AS due FROM metrics_metric WHERE business_id = %s AND state = 'active'
) m
JOIN systems_element e ON e.id = m.element_id
JOIN systems_system s ON s.id = e.system_id
WHERE e.removed_at IS NULL AND s.removed_at IS NULL
ORDER BY s.kind, s.position, s.id, CASE e.kind WHEN 'input' THEN 0 WHEN 'output' THEN 1 ELSE 2 END,
    e.position, e.id, m.is_main DESC, m.id
""",  # noqa: S608 - put together of constants
    "date, date, date, date, date, date, date, date, bigint",
)


class Counted(NamedTuple):
    """What a check-in needs of a metric, without the cost of a whole one: a hundred may be asked for at once."""

    pk: int
    name: str
    unit: str
    direction: str
    zero: Decimal | None
    tolerance: Decimal | None
    cadence: str
    combine: str
    last_value: Decimal | None
    owner_id: int | None
    element_id: int
    kind: str
    system_id: int
    system_name: str
    system_owner_id: int | None


def counted_of(metric: Metric) -> Counted:
    """The same of a whole one."""
    element = metric.element
    return Counted(
        metric.pk, metric.name, metric.unit, metric.direction, metric.zero, metric.tolerance, metric.cadence,
        metric.combine, metric.last_value, metric.owner_id, element.pk, element.kind, element.system_id,
        element.system.name, element.system.owner_id,
    )  # fmt: skip


class Settled(NamedTuple):
    """A metric with when the reading that a page asks for was recorded or skipped, and whether the due one was."""

    metric: Counted
    recorded: datetime | None
    skipped: datetime | None
    due: bool


def settled(business: Business, asked: Mapping[str, date], due: Mapping[str, date]) -> list[Settled]:
    """Counted metrics in the order of the map; `asked` and `due`: first days by cadence. One query."""
    days = [by_cadence.get(cadence) for by_cadence in (asked, due) for cadence in ALL_CADENCES]
    found = []
    for row in rows(ASKED, *days, business.pk):
        metric = Counted(*row[:15])
        metric = metric._replace(
            zero=amount(metric.zero), tolerance=amount(metric.tolerance), last_value=amount(metric.last_value)
        )
        recorded, skipped = (None if at is None else moment(at) for at in row[15:17])
        found.append(Settled(metric, recorded, skipped, not row[17]))
    return found


def live_metrics(business: Business) -> QuerySet[Metric]:
    """Metrics of the map as it is now, retired ones left out, in the order of the map."""
    return live_metrics_of([business.pk])


def live_metrics_of(businesses: Iterable[int]) -> QuerySet[Metric]:
    """The same of several businesses."""
    return (
        Metric.objects.filter(business__in=list(businesses), element__removed_at=None, element__system__removed_at=None)
        .exclude(state=Metric.State.RETIRED)
        .select_related("element__system", "owner__user")
        .order_by(
            "element__system__kind",
            "element__system__position",
            "element__system_id",
            KIND_ORDER,
            "element__position",
            "element_id",
            "-is_main",
            "id",
        )
    )


def counted_metrics(business: Business) -> QuerySet[Metric]:
    """Live metrics that are asked for: neither paused nor retired."""
    return live_metrics(business).filter(state=Metric.State.ACTIVE)


def due_metrics(business: Business, today: date) -> QuerySet[Metric]:
    """Metrics whose newest complete period has neither a reading nor a skip, in the order of the map."""
    return due_metrics_of([(business, today)])


def due_metrics_of(days: Iterable[tuple[Business, date]]) -> QuerySet[Metric]:
    """The same of several businesses, each on its own day."""
    found = list(days)
    counted = live_metrics_of(b.pk for b, _ in found).filter(state=Metric.State.ACTIVE)
    due = counted.select_related(None).annotate(due=due_periods(found))
    settled = {"metric": OuterRef("pk"), "period": OuterRef("due")}
    return due.exclude(Exists(Reading.objects.filter(**settled))).exclude(Exists(Skip.objects.filter(**settled)))


def due_period(business: Business, today: date) -> Combinable:
    """As SQL: the first day of the period that is due, by the metric's cadence."""
    return due_periods([(business, today)])


def due_periods(days: Iterable[tuple[Business, date]]) -> Combinable:
    """The same for metrics of several businesses, each on its own day and with its own week."""
    alike: dict[tuple[date, int], list[int]] = defaultdict(list)
    for business, today in days:
        alike[today, business.first_day].append(business.pk)
    whens = [
        When(business__in=ids, cadence=c, then=Value(last_complete(today, c, first_day).start))
        for (today, first_day), ids in alike.items()
        for c in ALL_CADENCES
    ]
    return Case(*whens, output_field=DateField())


def with_complete(metrics: QuerySet[Metric], days: Iterable[tuple[Business, date]]) -> QuerySet[Metric]:
    """Metrics with `complete_value`: the newest reading of a period that is over. An early one is not judged, so it
    does not stand beside a verdict either."""
    past = Reading.objects.filter(metric=OuterRef("pk"), period__lte=OuterRef("due")).order_by("-period")
    value = Case(When(last_period__lte=F("due"), then=F("last_value")), default=Subquery(past.values("value")[:1]))
    return metrics.alias(due=due_periods(days)).annotate(complete_value=value)


def due_count(business: Business, today: date) -> int:
    """How many readings are due: as `due_metrics`, written out since every page counts them. One query."""
    return int(rows(DUE_COUNT, *due_values(business, today))[0][0])


def due_values(business: Business, today: date) -> list[date | int]:
    """What `DUE_COUNT` asks with."""
    return [*(last_complete(today, cadence, business.first_day).start for cadence in ALL_CADENCES), business.pk]


class Recorded(NamedTuple):
    """What lists need of a reading, without the cost of a whole one."""

    metric_id: int
    period: date
    value: Decimal
    version: int
    note: str


def readings_since(metrics: Iterable[Metric | Counted], since: Mapping[str, date]) -> dict[int, dict[date, Recorded]]:
    """Readings by metric and period, each metric's from its cadence's day on. One query, on the covering index."""
    by_cadence: dict[str, list[int]] = defaultdict(list)
    for metric in metrics:
        by_cadence[metric.cadence].append(metric.pk)
    if not by_cadence:
        return {}
    wanted = Q()
    for cadence, ids in by_cadence.items():
        wanted |= Q(metric__in=ids, period__gte=since[cadence])
    found: dict[int, dict[date, Recorded]] = defaultdict(dict)
    for row in Reading.objects.filter(wanted).values_list(*Recorded._fields):
        found[row[0]][row[1]] = Recorded(*row)
    return found


def plans_of(metrics: Iterable[Metric | Counted]) -> dict[int, list[PlanLine]]:
    """Plans by metric, oldest first. One query."""
    found: dict[int, list[PlanLine]] = defaultdict(list)
    for plan in Plan.objects.filter(metric__in=[m.pk for m in metrics]).order_by("since"):
        found[plan.metric_id].append(plan_line(plan))
    return found


def plan_line(plan: Plan) -> PlanLine:
    """A stored plan for the arithmetic: one number is a range of one."""
    low = plan.value if plan.value is not None else plan.low
    high = plan.value if plan.value is not None else plan.high
    return PlanLine(plan.since, low or Decimal(0), high or Decimal(0), plan.benchmark)


def gauge_of(metric: Metric | Counted, first_day: int) -> Gauge:
    """What of a metric the arithmetic needs."""
    return Gauge(metric.direction, metric.cadence, metric.combine, metric.zero, metric.tolerance, first_day)


def values_of(readings: Mapping[date, Recorded]) -> dict[date, Decimal]:
    """The values alone."""
    return {period: reading.value for period, reading in readings.items()}


def last_writer(reading: Reading) -> str:
    """Who wrote the value as it is now: who corrected it last, else who recorded it."""
    change = reading.changes.select_related("changed_by").order_by("-id").first()
    person = change.changed_by if change else reading.recorded_by
    return person.called if person else "Somebody"
