"""What a reading that is sent to the API may hold: its period, its number, its metric, its note."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from businesses.context import see_businesses, tenant
from businesses.models import Business
from metrics.models import Metric, Reading
from systems.models import Element
from tests.api.conftest import Program, errors_of
from tests.api.sent import W48, row, stored
from tests.factories import make_business, make_element, make_metric, make_system

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.mark.parametrize(
    ("cadence", "named", "period"),
    [
        ("weekly", {"period": "2026-w47"}, "2026-11-16"),
        ("weekly", {"period": "2026-11-16"}, "2026-11-16"),
        ("weekly", {"date": "2026-11-22"}, "2026-11-16"),
        ("weekly", {"date": "2026-11-29"}, "2026-11-23"),  # a day to come, in the week that has begun
        ("monthly", {"period": "2026-10"}, "2026-10-01"),
        ("monthly", {"period": "2026-10-01"}, "2026-10-01"),
        ("monthly", {"date": "2026-11-30"}, "2026-11-01"),
        ("quarterly", {"period": "2026-q3"}, "2026-07-01"),
        ("quarterly", {"date": "2026-12-31"}, "2026-10-01"),
        ("daily", {"period": "2026-11-28"}, "2026-11-28"),
        ("daily", {"date": "2026-11-27"}, "2026-11-27"),
    ],
)
def test_periods(program: Program, metric: Metric, cadence: str, named: dict[str, str], period: str) -> None:
    other = make_metric(make_element(metric.element.system, "outcome"), "Other", cadence=cadence)
    answer = program.post({"metric": other.pk, "value": 7, **named})
    assert answer.json()["readings"][0]["period"] == period
    assert stored(other, date.fromisoformat(period)) == "7"


NO_PERIODS: list[tuple[dict[str, Any], str, str]] = [
    ({"period": "2026-10"}, "period", "name a week, like 2026-w47"),
    ({"period": "2026-w60"}, "period", "name a week"),
    ({"period": "last week"}, "period", "name a week"),
    ({"period": ""}, "period", "blank"),
    ({"period": "x" * 21}, "period", "20 characters"),
    ({"period": "2026-11-18"}, "period", "Send it as date, or name the week: 2026-w47"),
    ({"period": "2026-w49"}, "period", "not started"),
    ({"date": "2026-11-30"}, "date", "not started"),
    ({"date": "9999-12-31"}, "date", "not started"),
    ({"period": "9999-12-31"}, "period", "not started"),
    ({"date": "0001-01-01"}, "date", "longer ago"),
    ({"period": "0001-w01"}, "period", "longer ago"),
    ({"date": "1980-01-01"}, "date", "longer ago"),
    ({"date": "2026-02-31"}, "date", ""),
    ({"date": 20261123}, "date", ""),
    ({"date": "2026-11-23T09:00:00Z"}, "date", ""),
    ({}, "period", "either"),
    ({"period": "2026-w47", "date": "2026-11-16"}, "period", "either"),
    ({"period": 202647}, "period", ""),
    ({"period": None}, "period", "null"),
]


def test_periods_that_are_none(program: Program, metric: Metric) -> None:
    for named, field, said in NO_PERIODS:
        answer = program.post({"metric": metric.pk, "value": 7, **named})
        assert answer.status_code == 400, named
        [error] = answer.json()["errors"]
        assert error["field"] == field, named
        assert said in error["message"], named


def test_a_week_that_begins_on_sunday(program: Program, metric: Metric, business: Business) -> None:
    Business.objects.filter(pk=business.pk).update(first_day=6)
    assert program.post({"metric": metric.pk, "date": "2026-11-28", "value": 1}).json()["readings"][0]["period"] == (
        "2026-11-22"
    )
    assert program.post({"metric": metric.pk, "date": "0001-01-01", "value": 1}).status_code == 400


def test_the_day_is_that_of_the_business(program: Program, metric: Metric, business: Business) -> None:
    """It is Sunday in Kiritimati already when it is Saturday noon here, and the day metric takes it."""
    daily = make_metric(make_element(metric.element.system, "outcome"), "Daily", cadence="daily")
    body = {"metric": daily.pk, "period": "2026-11-29", "value": 1}
    assert program.post(body).status_code == 400
    Business.objects.filter(pk=business.pk).update(time_zone="Pacific/Kiritimati")
    assert program.post(body).status_code == 200


@pytest.mark.parametrize(
    ("literal", "value"),
    [
        ("62", "62"),
        ('"62"', "62"),
        ("-0", "0"),
        ("-0.0", "0"),
        ("62.10", "62.1"),
        ("0.1", "0.1"),
        ("123456789.123456", "123456789.123456"),
        ("999999999999999", "999999999999999"),
        ('"999999999.999999"', "999999999.999999"),
        ("1e3", "1000"),
        ("1.5E+2", "150"),
        ('"+5."', "5"),
        ('".5"', "0.5"),
        ("25e-2", "0.25"),
        ("0e400", "0"),
    ],
)
def test_numbers_are_kept_exactly(program: Program, metric: Metric, literal: str, value: str) -> None:
    answer = program.raw(f'{{"metric": {metric.pk}, "period": "2026-w48", "value": {literal}}}'.encode())
    assert answer.status_code == 200, answer.content
    assert answer.json()["readings"][0]["value"] == stored(metric) == value


NO_NUMBERS = [
    "1e400", "1e15", "-1e300", "9" * 40, "9" * 5000, "1234567890123456", "0.1234567", "0.30000000000000004", "1e-7",
    "0." + "0" * 50 + "1", '"NaN"', '"Infinity"', '"1e3"', '"1,000"', '"62,5"', '" 62"', '"62%"', '"０６２"', '""',
    '"0x3e"', "true", "null", "[62]", '{"v": 62}', '"\\ud800"', '"\\u0000"', '"=1+1"', '"' + "6" * 100 + '"',
    "123456789.1234567",
]  # fmt: skip


def test_what_is_no_number_is_refused(program: Program, metric: Metric) -> None:
    for literal in NO_NUMBERS:
        answer = program.raw(f'{{"metric": {metric.pk}, "period": "2026-w48", "value": {literal}}}'.encode())
        assert answer.status_code == 400, literal
        assert errors_of(answer) == [(0, "value")], literal
    assert stored(metric) is None


def test_below_nought_as_on_the_pages(program: Program, metric: Metric) -> None:
    answer = program.post(row(metric, value=-1))
    assert errors_of(answer) == [(0, "value")]
    assert "cannot be below 0" in answer.json()["errors"][0]["message"]
    percent = make_metric(make_element(metric.element.system, "outcome"), "Change", unit="%")
    assert program.post(row(percent, value=-1)).status_code == 200


@pytest.mark.parametrize("which", ["retired", "element gone", "foreign"])
def test_metrics_that_take_nothing(program: Program, metric: Metric, which: str) -> None:
    other = make_metric(make_element(make_system(make_business()), "output"))
    with tenant(metric.business_id):
        if which == "retired":
            Metric.objects.update(state="retired")
        elif which == "element gone":
            Element.objects.update(removed_at=timezone.now())
    target = other if which == "foreign" else metric
    answer = program.post(row(target))
    assert answer.status_code == (400 if which == "retired" else 404)
    if which != "retired":
        assert answer.content == program.post(row(metric) | {"metric": 987654321}).content, "as an unknown one"
    assert stored(target) is None


@pytest.mark.parametrize("pk", ["x", True, 1.5, -1, 0, 10**30, None, [1], "1"])
def test_a_metric_is_named_by_its_number(program: Program, metric: Metric, pk: Any) -> None:
    answer = program.post(row(metric) | {"metric": pk})
    assert answer.status_code == 400
    assert errors_of(answer) == [(0, "metric")]


@pytest.mark.parametrize(
    ("note", "kept"),
    [("", ""), ("  two\r\nlines ", "two\nlines"), ("\u202eabc 👩‍👩‍👧", "abc 👩‍👩‍👧"), ("=1+1", "=1+1")],
)
def test_notes(program: Program, metric: Metric, note: str, kept: str) -> None:
    assert program.post(row(metric, note=note)).status_code == 200
    see_businesses([metric.business_id])
    assert Reading.objects.get(metric=metric, period=W48).note == kept


@pytest.mark.parametrize("note", ["a\x00b", "a\ud800b", "a\x01b", "x" * 10_001, 5, None, ["x"]])
def test_notes_that_cannot_be_kept(program: Program, metric: Metric, note: Any) -> None:
    answer = program.raw(json.dumps(row(metric, note=note)).encode())
    assert answer.status_code == 400
    assert errors_of(answer) == [(0, "note")]


@pytest.mark.parametrize(
    "more",
    [
        {"business": 1}, {"version": -1}, {"version": 1.5}, {"replace": True, "version": 1}, {"source": "page"},
        {"recorded_by": 1}, {"id": 7}, {"\ud800": 1}, {"": 1}, {"<svg onload=alert(1)>": 1},
    ],
)  # fmt: skip
def test_fields_nobody_asked_for_are_refused(program: Program, metric: Metric, more: dict[str, Any]) -> None:
    answer = program.raw(json.dumps(row(metric) | more).encode())
    assert answer.status_code == 400
    assert [index for index, _ in errors_of(answer)] == [0]
    assert stored(metric) is None


VALUES = st.decimals(
    allow_nan=False, allow_infinity=False, places=6, min_value=-999_999_999, max_value=999_999_999
) | st.integers(-(10**15) + 1, 10**15 - 1).map(Decimal)


@given(value=VALUES, as_text=st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_number_we_can_keep_comes_back_as_it_was(
    program: Program, metric: Metric, value: Decimal, as_text: bool
) -> None:
    with tenant(metric.business_id):
        Metric.objects.update(unit="%")
    literal = format(value, "f")
    sent = f'"{literal}"' if as_text else literal
    body = f'{{"metric": {metric.pk}, "period": "2026-w48", "value": {sent}, "replace": true}}'
    answer = program.raw(body.encode())
    assert answer.status_code == 200, answer.content
    assert Decimal(answer.json()["readings"][0]["value"]) == value
    read = program.get(f"metrics/{metric.pk}/readings/").json()["readings"][-1]["value"]
    assert Decimal(read) == value
    assert Decimal(program.get("metrics/").json()["metrics"][0]["last_value"]) == value
