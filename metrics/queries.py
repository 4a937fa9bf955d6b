"""Reads of metrics, in a fixed number of queries whatever the number of metrics."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable

from businesses.models import Business
from core.flat import Statement, rows
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

DUE_COUNT = Statement(
    """
SELECT count(*) FROM (
    SELECT m.id, CASE m.cadence WHEN 'daily' THEN %s WHEN 'weekly' THEN %s WHEN 'monthly' THEN %s ELSE %s END AS due
    FROM metrics_metric m
    JOIN systems_element e ON e.id = m.element_id
    JOIN systems_system s ON s.id = e.system_id
    WHERE m.business_id = %s AND m.state = 'active' AND e.removed_at IS NULL AND s.removed_at IS NULL
) asked
WHERE NOT EXISTS (SELECT 1 FROM metrics_reading r WHERE r.metric_id = asked.id AND r.period = asked.due)
  AND NOT EXISTS (SELECT 1 FROM metrics_skip k WHERE k.metric_id = asked.id AND k.period = asked.due)
""",
    "date, date, date, date, bigint",
)


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
    periods = [last_complete(today, cadence, business.first_day).start for cadence in ALL_CADENCES]
    return int(rows(DUE_COUNT, *periods, business.pk)[0][0])


class Recorded(NamedTuple):
    """What lists need of a reading, without the cost of a whole one."""

    metric_id: int
    period: date
    value: Decimal
    version: int
    note: str


def readings_since(metrics: Iterable[Metric], since: Mapping[str, date]) -> dict[int, dict[date, Recorded]]:
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


def plans_of(metrics: Iterable[Metric]) -> dict[int, list[PlanLine]]:
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


def gauge_of(metric: Metric, first_day: int) -> Gauge:
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
