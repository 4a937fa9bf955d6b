"""The API's list against bare JSON in the same process: CPU, queries, bytes (performance.md goals 2, 3, 4)."""

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from benchmarks.database import real_database
from benchmarks.table import Row, row

METRICS, MOST = 100, 500


def run(quick: bool = False) -> list[Row]:
    """The table of the API, for a business with 10, 100 and 500 metrics."""
    with real_database():
        return measure(60 if quick else 200)


def measure(runs: int) -> list[Row]:
    """Needs Django; see `real_database`."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext

    from benchmarks import bare
    from tests.conftest import connect_as

    bare.prepare()
    call_command("grant_app_role", "outcomes_app", verbosity=0)
    connect_as("DATABASE_URL")
    settings.API_CALLS_A_MINUTE = 10**9
    owner, tokens, metric = businesses(10, METRICS, MOST)
    clients = {n: Client(headers={"Authorization": f"Bearer {text}"}) for n, text in tokens.items()}
    clients[METRICS].get("/api/v1/metrics/")  # the first call of the day writes that the token was used

    bare_client = Client()
    bare_client.force_login(owner)
    with override_settings(MIDDLEWARE=[*bare.MIDDLEWARE, "benchmarks.bare.own_addresses"]):
        bare_client.get("/bare/json/")  # a client keeps the middleware of its first request
    assert len(bare_client.get("/bare/json/").json()["rows"]) == bare.ROWS
    base, list_cpu, readings_cpu = in_turn(
        lambda: bare_client.get("/bare/json/"),
        lambda: clients[METRICS].get("/api/v1/metrics/"),
        lambda: clients[METRICS].get(f"/api/v1/metrics/{metric}/readings/"),
        runs=runs,
    )
    rows = [
        row("–", f"bare JSON, {bare.ROWS} rows", base, "ms CPU", None, None),
        row("2", f"list of {METRICS} metrics: CPU", list_cpu, "ms CPU", base, 1.5),
        row("2", "100 readings of a metric: CPU", readings_cpu, "ms CPU", base, 1.5),
    ]
    for n, client in clients.items():
        client.get("/api/v1/metrics/")
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/api/v1/metrics/?limit={MOST}")
        found = answer.json()["metrics"]
        assert len(found) == n, answer.content
        rows.append(row("3", f"list of {n} metrics: queries", asked(queries.captured_queries), "", None, 4))
        rows.append(row("4", f"list of {n} metrics: bytes a row", len(answer.content) / n, "", None, 300))
    address = f"/api/v1/metrics/{metric}/readings/"
    with CaptureQueriesContext(connection) as queries:
        answer = clients[METRICS].get(address)
    assert len(answer.json()["readings"]) == METRICS
    rows.append(row("3", "100 readings of a metric: queries", asked(queries.captured_queries), "", None, 4))
    rows.append(row("4", "100 readings of a metric: bytes a row", len(answer.content) / METRICS, "", None, 300))
    return rows


def in_turn(*calls: Callable[[], object], runs: int) -> list[float]:
    """Median CPU milliseconds of this process for each, called in turn: whatever else runs here meets all of them."""
    times: list[list[float]] = [[] for _ in calls]
    for n in range(runs + 3):
        for call, found in zip(calls, times, strict=True):
            start = time.process_time()
            call()
            if n >= 3:
                found.append((time.process_time() - start) * 1e3)
    return [median(found) for found in times]


def asked(queries: list[dict[str, Any]]) -> int:
    """Queries without the marks of transactions."""
    marks = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(marks) for query in queries)


def businesses(*sizes: int) -> tuple[Any, dict[int, str], int]:
    """An owner, a token for a business of each size, and a metric of the one with 100 metrics that has 100 readings."""
    from datetime import date, timedelta

    from django.db import transaction
    from django.utils import timezone

    from businesses.actions import add_token
    from metrics.models import Metric, Plan, Reading
    from systems.models import Element
    from tests.factories import make_business, make_system, make_user

    owner, tokens, first = make_user(), {}, 0
    days = [date(2025, 1, 6) + timedelta(weeks=n) for n in range(100)]
    for size in sizes:
        with transaction.atomic():
            business = make_business(owner)
            system = make_system(business, "Delivery")
            elements = Element.objects.bulk_create(
                Element(business=business, system=system, kind="outcome", text=f"Owners whose ads pay, part {n}")
                for n in range(size)
            )
            metrics = Metric.objects.bulk_create(
                Metric(
                    business=business, element=element, name=f"Graduates whose ads pay {n}", unit="%",
                    last_value="36.5", last_period=days[-1],
                )
                for n, element in enumerate(elements)
            )  # fmt: skip
            Plan.objects.bulk_create(
                Plan(business=business, metric=metric, since=day, value=60) for metric in metrics for day in days[::25]
            )
            if size == METRICS:
                first = metrics[0].pk
                Reading.objects.bulk_create(
                    Reading(business=business, metric=metrics[0], period=day, value=n) for n, day in enumerate(days)
                )
            _, tokens[size] = add_token(
                business=business, actor=owner, name="Bench", scope="read", days=30, at=timezone.now()
            )
    return owner, tokens, first
