"""The case of a business from that of its newest report, where nothing but readings changed since.

Reads the metrics whose readings changed, and their readings; the map, the plans and all other readings stand in the
stored case. None whenever that is not sure: then everything is read (reports/rows.py), with the same outcome.
"""

from datetime import date
from typing import Any

from django.db.models import Q

from businesses.models import Business
from core.periods import last_complete
from metrics.models import Metric, Reading
from reports import engine
from reports.case import WEEKDAYS, Case, Frame, metric_id
from reports.chain import Volumes, chain_of
from reports.models import Report
from reports.timeline import values_of


def still_holds(business: Business, newest: Report, today: date) -> bool:
    """Whether the stored case is exactly what this engine would be told today but for what changed since.

    The hash also tells that the store gave back what went in, and that neither the engine nor its setting changed.
    """
    case = newest.case
    frame = _frame(business, case, today)
    if (case["until"], case["week_starts"]) != (frame.until.isoformat(), WEEKDAYS[frame.first_day]):
        return False
    return engine.case_hash(case, float(business.day_cost)) == newest.case_hash


def patched_case(business: Business, newest: Report, volumes: Volumes | None, today: date) -> Case | None:
    """The stored case, known to hold, with what was recorded since; None where more than readings changed.

    Also None where a revision moved and no metric says that it did it. `volumes`: what the map says about the chain.
    """
    if newest.map_revision != business.map_revision:
        return None
    since = newest.readings_revision
    changed = list(
        Metric.objects.filter(business=business).filter(
            Q(readings_revision__gt=since) | Q(definition_revision__gt=since)
        )
    )
    if not changed or any(metric.definition_revision > since for metric in changed):
        return None
    frame = _frame(business, newest.case, today)
    values = _values(changed, frame)
    metrics = [
        {**entry, "values": values[entry["id"]]} if entry["id"] in values else entry for entry in newest.case["metrics"]
    ]
    series = {entry["id"]: entry for entry in metrics}
    return {**newest.case, "metrics": metrics, "chain": chain_of(volumes, series, frame.cadence, frame.start)}


def _frame(business: Business, case: Case, today: date) -> Frame:
    """What all series share: the main cadence cannot change without the map or a metric."""
    until = last_complete(today, case["cadence"], business.first_day).end
    return Frame(case["cadence"], until, business.first_day)


def _values(changed: list[Metric], frame: Frame) -> dict[str, Any]:
    """The series of these metrics anew, by their id in the case; a paused one has none there."""
    readings: dict[int, dict[date, Any]] = {metric.pk: {} for metric in changed}
    rows = Reading.objects.filter(metric__in=list(readings)).order_by("period")
    for pk, period, value in rows.values_list("metric_id", "period", "value"):
        readings[pk][period] = value
    return {
        metric_id(metric): values_of(metric, readings[metric.pk], frame.until, frame.first_day) for metric in changed
    }
