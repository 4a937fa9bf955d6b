"""Reading through the API: flat rows, exact numbers, few queries, page by page."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from businesses.context import tenant
from businesses.models import Business
from metrics.models import Metric, Plan
from metrics.queries import live_metrics
from systems.models import Element
from tests.api.conftest import Program, make_token
from tests.factories import make_business, make_element, make_metric, make_reading, make_system, see
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_metric_with_its_last_reading_and_plan(program: Program, metric: Metric) -> None:
    answer = program.get("metrics/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.json() == {
        "metrics": [
            {
                "id": metric.pk,
                "name": "Lessons",
                "system": "Delivery",
                "element": "Lessons finished",
                "unit": "lessons",
                "direction": "higher",
                "cadence": "weekly",
                "last_period": "2026-11-16",
                "last_value": "58",
                "plan": {"since": "2020-01-06", "value": "60"},
            }
        ],
        "next": None,
    }


def test_the_plan_in_force_is_the_newest_that_has_begun(program: Program, metric: Metric) -> None:
    with tenant(metric.business_id):
        for since, value in [(date(2026, 11, 28), 70), (date(2026, 11, 29), 80), (date(2025, 1, 6), 65)]:
            Plan.objects.create(business_id=metric.business_id, metric=metric, since=since, value=value)
    assert program.get("metrics/").json()["metrics"][0]["plan"] == {"since": "2026-11-28", "value": "70"}


def test_a_range_has_low_and_high_and_no_plan_is_null(program: Program, metric: Metric) -> None:
    ranged = make_metric(make_element(metric.element.system, "output"), direction="range")
    make_metric(make_element(metric.element.system, "outcome"), "Unplanned")
    with tenant(metric.business_id):
        Plan.objects.create(
            business_id=metric.business_id, metric=ranged, since=date(2026, 1, 5), low=Decimal("40.5"), high=60
        )
    _, second, third = program.get("metrics/").json()["metrics"]
    assert second["plan"] == {"since": "2026-01-05", "low": "40.5", "high": "60"}
    assert (third["plan"], third["last_value"], third["last_period"]) == (None, None, None)


@pytest.mark.parametrize("value", ["0", "-3.5", "999999999999999", "0.000001", "100", "123456789.123456", "-0.1"])
def test_numbers_come_out_as_they_went_in(program: Program, metric: Metric, value: str) -> None:
    make_reading(metric, Decimal(value), date(2026, 11, 23))
    assert program.get("metrics/").json()["metrics"][0]["last_value"] == value
    assert program.get(f"metrics/{metric.pk}/readings/").json()["readings"][-1]["value"] == value


def test_the_same_metrics_as_everywhere_else(program: Program, metric: Metric, business: Business) -> None:
    system = metric.element.system
    make_metric(make_element(system, "output"), "Retired", state="retired")
    paused = make_metric(make_element(system, "output"), "Paused", state="paused")
    make_metric(make_element(system, "output", removed_at=timezone.now()), "Element gone")
    make_metric(make_element(make_system(business, "Gone", removed_at=timezone.now()), "output"), "System gone")
    make_metric(make_element(make_system(make_business()), "output"), "Somebody else's")
    see(business)
    wanted = sorted(live_metrics(business).values_list("pk", flat=True))
    assert [row["id"] for row in program.get("metrics/").json()["metrics"]] == wanted == [metric.pk, paused.pk]


def test_page_by_page(program: Program, metric: Metric) -> None:
    system = metric.element.system
    ids = [metric.pk, *(make_metric(make_element(system, "output")).pk for _ in range(4))]
    found: list[int] = []
    after: Any = 0
    while after is not None:
        answer = program.get("metrics/", limit=2, after=after).json()
        assert len(answer["metrics"]) <= 2
        found, after = found + [row["id"] for row in answer["metrics"]], answer["next"]
    assert found == ids
    assert program.get("metrics/", limit=5).json()["next"] is None


@pytest.mark.parametrize("many", [1, 30])
def test_as_few_queries_for_thirty_as_for_one(program: Program, metric: Metric, owner: User, many: int) -> None:
    for n in range(many - 1):
        make_metric(make_element(metric.element.system, "output"), plan=n, values=[1, 2])
        make_reading(metric, n, date(2026, 1, 5) + timedelta(weeks=n))
    program.get("metrics/")  # notes the day
    more = 0 if connection.vendor == "postgresql" else 1  # SQLite asks for the role by itself
    with count_queries(2 + more):
        assert len(program.get("metrics/").json()["metrics"]) == many
    with count_queries(2 + more):
        assert len(program.get(f"metrics/{metric.pk}/readings/").json()["readings"]) == many + 3


def test_readings_oldest_first_between_days(program: Program, metric: Metric) -> None:
    answer = program.get(f"metrics/{metric.pk}/readings/").json()
    assert answer["metric"] == metric.pk
    assert [(r["period"], r["value"]) for r in answer["readings"]] == [
        ("2026-10-26", "50"), ("2026-11-02", "55"), ("2026-11-09", "61"), ("2026-11-16", "58"),
    ]  # fmt: skip
    assert answer["readings"][0] == {"period": "2026-10-26", "value": "50", "note": "", "version": 1}
    between = program.get(f"metrics/{metric.pk}/readings/", **{"from": "2026-11-02", "until": "2026-11-09"}).json()
    assert [r["period"] for r in between["readings"]] == ["2026-11-02", "2026-11-09"]
    assert program.get(f"metrics/{metric.pk}/readings/", **{"from": "2027-01-01"}).json()["readings"] == []


def test_readings_page_by_page(program: Program, metric: Metric) -> None:
    first = program.get(f"metrics/{metric.pk}/readings/", limit=3).json()
    assert (len(first["readings"]), first["next"]) == (3, "2026-11-09")
    rest = program.get(f"metrics/{metric.pk}/readings/", limit=3, after=first["next"]).json()
    assert [r["period"] for r in rest["readings"]] == ["2026-11-16"]
    assert rest["next"] is None


def test_the_readings_of_a_retired_metric_can_still_be_read(program: Program, metric: Metric) -> None:
    with tenant(metric.business_id):
        Metric.objects.update(state="retired")
    assert len(program.get(f"metrics/{metric.pk}/readings/").json()["readings"]) == 4


@pytest.mark.parametrize("gone", ["element", "system", "unknown", "huge", "foreign"])
def test_metrics_that_are_not_there_look_alike(program: Program, metric: Metric, gone: str) -> None:
    other = make_metric(make_element(make_system(make_business()), "output"), values=[1])
    with tenant(metric.business_id):
        if gone == "element":
            Element.objects.update(removed_at=timezone.now())
        elif gone == "system":
            metric.element.system.removed_at = timezone.now()
            metric.element.system.save()
    pk = {"unknown": 987654321, "huge": 10**30, "foreign": other.pk}.get(gone, metric.pk)
    answer = program.get(f"metrics/{pk}/readings/")
    assert answer.status_code == 404
    assert answer.content == program.get("metrics/987654321/readings/").content
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize(
    ("path", "parameters", "field"),
    [
        ("metrics/", {"limit": "0"}, "limit"),
        ("metrics/", {"limit": "501"}, "limit"),
        ("metrics/", {"limit": "ten"}, "limit"),
        ("metrics/", {"limit": ""}, "limit"),
        ("metrics/", {"after": "-1"}, "after"),
        ("metrics/", {"after": "9" * 40}, "after"),
        ("metrics/", {"page": "2"}, "page"),
        ("metrics/", {"\u00e4" * 3: "2"}, "?"),
        ("readings", {"from": "yesterday"}, "from"),
        ("readings", {"until": "2026-02-31"}, "until"),
        ("readings", {"form": "2026-02-01"}, "form"),
        ("readings", {"after": "NaN"}, "after"),
    ],
)
def test_parameters_that_cannot_be_read_are_named(
    program: Program, metric: Metric, path: str, parameters: dict[str, str], field: str
) -> None:
    answer = program.get(path if path == "metrics/" else f"metrics/{metric.pk}/readings/", **parameters)
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert [e["field"] for e in answer.json()["errors"]] == [field]
    assert answer.json()["errors"][0]["message"]


def test_a_token_sees_its_own_business_only(program: Program, metric: Metric, owner: User) -> None:
    """The owner's other business has its own token."""
    other = make_business(owner, "Second")
    elsewhere = make_metric(make_element(make_system(other), "output"), "Elsewhere", values=[1])
    second = make_token(other, owner)
    assert [r["id"] for r in program.get("metrics/").json()["metrics"]] == [metric.pk]
    assert [r["id"] for r in second.get("metrics/").json()["metrics"]] == [elsewhere.pk]
    assert second.get(f"metrics/{metric.pk}/readings/").status_code == 404
