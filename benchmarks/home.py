"""Home of one business with 50 metrics: what it asks the database against the plain covering-index queries for the same
metrics, while everybody's readings grow tenfold; on PostgreSQL and on SQLite (performance.md goal 6).
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from benchmarks.database import analyze, as_owner, real_database, server_cpu
from benchmarks.table import Row, cpu_in_turn, row

METRICS, PERIODS, WINDOW, EACH = 50, 13, 4, 500
SIZES = {True: (100_000, 1_000_000), False: (1_000_000, 10_000_000)}
# The plain way, by the index of metric and period: the latest, the last few for the level, thirteen for the sparkline.
LATEST = """SELECT m.id, (SELECT r.value FROM metrics_reading r WHERE r.metric_id = m.id ORDER BY r.period DESC LIMIT 1)
FROM metrics_metric m WHERE m.business_id = %s"""
SINCE = """SELECT m.id, r.period, r.value FROM metrics_metric m
JOIN metrics_reading r ON r.metric_id = m.id AND r.period >= %s WHERE m.business_id = %s ORDER BY m.id, r.period"""
Asked = tuple[str, Any]


def run(quick: bool = False) -> list[Row]:
    """Both databases, each in a process of its own: settings know one."""
    rows = []
    for vendor in ("postgresql", "sqlite"):
        call = [sys.executable, "-m", "benchmarks.home", vendor, *(["--quick"] if quick else [])]
        environment = {**os.environ, **({"TEST_DB": "sqlite"} if vendor == "sqlite" else {})}
        answer = subprocess.run(call, capture_output=True, text=True, env=environment)
        if answer.returncode:
            raise RuntimeError(answer.stderr)
        rows += [Row(**found) for found in json.loads(answer.stdout.splitlines()[-1])]
    return rows


def measure(vendor: str, quick: bool) -> list[Row]:
    """The rows of one database. Needs Django; see `real_database`."""
    from django.db import connection, transaction
    from django.test import Client
    from django.urls import reverse

    business, metrics = measured_business()
    client = Client()
    client.force_login(owner_of(business))
    address = reverse("workspace:home", args=[business.slug])
    client.get(address)
    found: list[float] = []
    rows: list[Row] = []
    unit = "ms of database"
    held = 0
    for size in SIZES[quick]:
        fill(size - held)
        held = size
        analyze()
        for _ in range(8):  # until PostgreSQL has settled on a plan for what is prepared
            client.get(address)
        asked = statements_of(lambda: client.get(address))
        newest = max(day for _, day in last_periods(metrics))
        plain: list[Asked] = [
            (LATEST, [business.pk]),
            (SINCE, [newest - timedelta(weeks=WINDOW - 1), business.pk]),
            (SINCE, [newest - timedelta(weeks=PERIODS - 1), business.pk]),
        ]
        with transaction.atomic():
            replay(asked[:1])  # the door: it names the business to row-level security
            timed = [partial(replay, asked[1:]), partial(replay, plain)]
            clock = server_cpu() if vendor == "postgresql" else lambda: 0.0
            mine, base = cpu_in_turn(timed, 60, clock, own=vendor != "postgresql")
        found.append(mine)
        rows.append(row("6", f"{vendor}: home among {size:,} readings", mine, unit, base, 2.0))
        rows.append(row("3", f"{vendor}: statements of it, door included", len(asked), "", None, 14))
    connection.close()
    return [*rows, row("6", f"{vendor}: growth from {SIZES[quick][0]:,} to {SIZES[quick][1]:,}",
                       found[1], unit, found[0], 1.2)]  # fmt: skip


def measured_business() -> tuple[Any, list[Any]]:
    """A business with 50 metrics, a year of weekly readings and a report."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from businesses.context import tenant
    from businesses.models import Business
    from reports.actions import compute_report
    from tests.conftest import connect_as
    from tests.factories import make_business, make_contribution, make_element, make_metric, make_system

    if connection.vendor == "postgresql":
        call_command("grant_app_role", "outcomes_app", verbosity=0)
        connect_as("DATABASE_URL")
    business = make_business()
    with tenant(business.pk):
        Business.objects.filter(pk=business.pk).update(start_step=9)
    newest, metrics = timezone.now().date() - timedelta(weeks=1), []
    for place in range(5):
        system = make_system(business, f"System {place}")
        for n in range(METRICS // 10):
            output, outcome = make_element(system, "output", f"O {n}"), make_element(system, "outcome", f"C {n}")
            make_contribution(output, outcome)
            for element in (output, outcome):
                values = [50 + (n * i) % 17 for i in range(52)]
                metrics.append(make_metric(element, plan=60, values=values, newest=newest))
    compute_report(business_id=business.pk, at=datetime.now(UTC))
    return business, metrics


def owner_of(business: Any) -> Any:
    from businesses.context import tenant
    from businesses.models import Membership

    with tenant(business.pk):
        return Membership.objects.select_related("user").get(business=business).user


def last_periods(metrics: list[Any]) -> list[tuple[int, date]]:
    from businesses.context import tenant
    from metrics.models import Reading

    with tenant(metrics[0].business_id):
        return list(Reading.objects.filter(metric__in=metrics).values_list("metric_id", "period"))


def fill(readings: int) -> None:
    """So many readings of another business: 500 days of each metric."""
    from businesses.context import tenant
    from metrics.models import Metric
    from tests.factories import make_business, make_element, make_system

    other = make_business(name="Everybody else")
    element = make_element(make_system(other), "output")
    wanted = -(-readings // EACH)
    with tenant(other.pk):
        made = Metric.objects.bulk_create(
            (Metric(business=other, element=element, name=f"M {i}", is_main=False) for i in range(wanted)),
            batch_size=2_000,
        )
    days = [date(2024, 1, 1) + timedelta(days=i) for i in range(EACH)]
    rows = ((other.pk, metric.pk, day, i % 97) for metric in made for i, day in enumerate(days))
    store(rows)


def store(rows: Iterator[tuple[int, int, date, int]]) -> None:
    """By COPY on PostgreSQL, by executemany on SQLite; what they point to is known to be there and not asked for."""
    from django.db import connection, transaction

    columns = "(business_id, metric_id, period, value, note, recorded_at, source, version)"
    if connection.vendor != "postgresql":
        connection.ensure_connection()
        connection.connection.execute("PRAGMA foreign_keys=OFF")
        with transaction.atomic():
            connection.connection.executemany(
                f"INSERT INTO metrics_reading {columns} VALUES (?, ?, ?, ?, '', '2026-01-01 00:00:00', 'import', 1)",
                rows,
            )
        return
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'metrics_reading'::regclass AND contype = 'f'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE metrics_reading DROP CONSTRAINT "{name}"')
        cursor.execute("ALTER TABLE metrics_reading DISABLE ROW LEVEL SECURITY")
        with cursor.copy(f"COPY metrics_reading {columns} FROM STDIN") as copy:
            for business_id, metric_id, day, value in rows:
                copy.write(f"{business_id}\t{metric_id}\t{day}\t{value}\t\t2026-01-01\timport\t1\n")
        cursor.execute("ALTER TABLE metrics_reading ENABLE ROW LEVEL SECURITY")


def statements_of(call: Callable[[], object]) -> list[Asked]:
    """What a request asks from the door on: session and person come before it."""
    from django.db import connection

    asked: list[Asked] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        call()
    known = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    kept = [(sql, params) for sql, params in asked if not sql.startswith(known)]
    door = next(i for i, (sql, _) in enumerate(kept) if "accounts_user" in sql and "WHERE" in sql) + 1
    return kept[door:]


def replay(asked: list[Asked]) -> None:
    """Ask it again and take every row."""
    from django.db import connection

    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(sql, params)
            while getattr(cursor.cursor, "nextset", lambda: None)():
                pass
            cursor.fetchall()


if __name__ == "__main__":
    with real_database():
        found = measure(sys.argv[1], "--quick" in sys.argv)
    print(json.dumps([asdict(r) for r in found]))
