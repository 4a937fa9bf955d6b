"""Goal 7: what a report costs after a change, against reading and working out everything; the whole job, stored.

CPU is this process's; rows are those that statements gave back. A business has 60 metrics of 60 months and 40 links.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from benchmarks.database import real_database
from benchmarks.table import Row

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BUSINESSES = 100  # one of them is one per cent of the metrics
SHARE = 0.03


def measure_job(source: Callable[[int], dict[str, Any]], runs: int) -> list[Row]:
    """The table of goal 7. `source`: makes up the business of a seed, as `benchmarks.engine.business`."""
    with real_database():
        return _measure(source, runs)


def _measure(source: Callable[[int], dict[str, Any]], runs: int) -> list[Row]:
    """Needs Django; see `real_database`."""
    from businesses.context import tenant
    from metrics.models import Metric
    from tests.conftest import connect_as

    connect_as("DATABASE_URL")
    business = _stored(source(1))
    with tenant(business.pk):
        metrics = list(Metric.objects.filter(business=business).order_by("id"))
    full: list[tuple[float, int]] = []
    one: list[tuple[float, int]] = []
    all_: list[tuple[float, int]] = []
    none: list[tuple[float, int]] = []
    same = True
    for turn in range(runs):
        _forget(business)
        _write(business, metrics[:1], 100 + turn)
        full.append(_cost(business))
        _write(business, metrics[:1], 300 + turn)
        one.append(_cost(business))
        same = same and _as_if_whole(business)
        _write(business, metrics, 500 + turn)
        all_.append(_cost(business))
        none.append(_cost(business))
    return list(_rows(full, one, all_, none, same))


def _rows(full: list[tuple[float, int]], one: Any, all_: Any, none: Any, same: bool) -> Iterator[Row]:
    base = _median(full)
    yield Row("7", "report of one business, everything anew: CPU ms, rows read", _shown(base), "–", None, None, True)
    for what, found, share in (
        ("one new reading of 60 metrics", _median(one), 1.0),
        ("nothing changed", _median(none), 1.0),
        (f"a reading for all metrics of 1 in {BUSINESSES} businesses", _median(all_), 1.0 / BUSINESSES),
    ):
        clustered = share < 1
        for unit, mine, whole in (("CPU", found[0], base[0]), ("rows", found[1], base[1])):
            ratio = mine / whole * share
            limit = SHARE if clustered or unit == "rows" else None
            yield Row("7", f"{what}: {unit}", f"{mine:.1f}", f"{whole / share:.1f}", round(ratio, 4), limit,
                      limit is None or ratio <= limit)  # fmt: skip
    yield Row("7", "the report after one reading is that of everything, to the byte", str(same), "–", None, None, same)


def _shown(found: tuple[float, int]) -> str:
    return f"{found[0]:.1f}, {found[1]}"


def _median(found: list[tuple[float, int]]) -> tuple[float, int]:
    return sorted(found)[len(found) // 2]


def _cost(business: Any) -> tuple[float, int]:
    """CPU milliseconds and rows read for one run of the job."""
    from reports.actions import compute_report

    with _counting() as rows:
        start = time.process_time()
        compute_report(business_id=business.pk, at=NOW)
        spent = (time.process_time() - start) * 1e3
    return spent, rows[0]


@contextmanager
def _counting() -> Iterator[list[int]]:
    from django.db import connection

    rows = [0]

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if sql.lstrip().startswith("SELECT"):
            rows[0] += context["cursor"].rowcount
        return found

    with connection.execute_wrapper(count):
        yield rows


def _stored(case: dict[str, Any]) -> Any:
    """The case as rows: map, metrics, plans, readings, and a first report."""
    from businesses.context import tenant
    from core.periods import period_of
    from metrics.models import Metric, Plan, Reading
    from reports.actions import compute_report
    from tests import factories

    business = factories.make_business()
    systems = {entry["id"]: factories.make_system(business, entry["name"]) for entry in case["systems"]}
    last = period_of(date(2026, 10, 1), "monthly")
    elements, readings = {}, []
    for entry in case["metrics"]:
        wanted = {"desired_for": "money"} if entry["id"] in case["desired"] else {}
        element = factories.make_element(systems[entry["system"]], entry["kind"], entry["name"], **wanted)
        elements[entry["id"]] = element
        with tenant(business.pk):
            metric = Metric.objects.create(business=business, element=element, name=entry["name"], cadence="monthly")
            Plan.objects.create(business=business, metric=metric, since=date(2015, 1, 1), value=entry["target"])
        for back, value in enumerate(reversed(entry["values"])):
            if value is not None:
                period = last.shift(-back).start
                readings.append(Reading(business=business, metric=metric, period=period, value=round(value, 6)))
    with tenant(business.pk):
        Reading.objects.bulk_create(readings)
    for link in case["links"]:
        factories.make_contribution(elements[link["from"]], elements[link["to"]])
    compute_report(business_id=business.pk, at=NOW)
    return business


def _write(business: Any, metrics: list[Any], value: int) -> None:
    """Record the newest complete month of these metrics through the action, as a person does."""
    from businesses.context import tenant
    from metrics.actions import Entry, record_readings

    with tenant(business.pk):
        entries = [Entry(metric.pk, date(2026, 10, 1), Decimal(value + at % 7)) for at, metric in enumerate(metrics)]
        record_readings(business=business, actor=None, entries=entries, today=NOW.date())


def _forget(business: Any) -> None:
    """Nothing is left of the report before: everything has to be read and worked out."""
    from businesses.context import tenant
    from reports.models import Report, ReportParts

    with tenant(business.pk):
        ReportParts.objects.filter(business=business).delete()
        Report.objects.filter(business=business).delete()


def _as_if_whole(business: Any) -> bool:
    """Whether the newest report says what working everything out says."""
    from alignment import dumps
    from businesses.context import tenant
    from reports import engine
    from reports.case import build_case
    from reports.models import Report
    from reports.rows import read_rows

    with tenant(business.pk):
        business.refresh_from_db()
        report = Report.objects.filter(business=business).latest("id")
        case = build_case(read_rows(business), NOW.date())
    whole, _ = engine.assess(case, float(business.day_cost), {})
    again, _ = engine.assess(report.case, float(business.day_cost), {})
    return bool(report.case == case and dumps(again) == dumps(whole) and report.result == whole)
