"""Recording through the API: set and not added, exact, all or nothing, nothing silently lost."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from businesses.context import see_businesses, tenant
from businesses.models import AuditRow, Business
from jobs.models import Job
from metrics.models import Metric, Reading, ReadingChange, Skip
from systems.models import Element
from tests.api.conftest import Program, errors_of
from tests.factories import make_business, make_element, make_metric, make_reading, make_system, see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

W48 = date(2026, 11, 23)


def stored(metric: Metric, period: date = W48) -> str | None:
    """The value of that period as text."""
    see_businesses([metric.business_id])
    value = Reading.objects.filter(metric=metric, period=period).values_list("value", flat=True).first()
    return None if value is None else format(value.normalize(), "f")


def traces(business: Business) -> tuple[int, int, int, int]:
    """Everything a write leaves besides the reading."""
    see(business)
    business.refresh_from_db()
    return (
        AuditRow.objects.count(),
        business.readings_revision,
        ReadingChange.objects.count(),
        Job.objects.filter(kind="alignment", state="queued").count(),
    )


def row(metric: Metric, **more: Any) -> dict[str, Any]:
    return {"metric": metric.pk, "period": "2026-w48", "value": "62"} | more


def test_one_reading(program: Program, metric: Metric, business: Business, owner: User) -> None:
    with tenant(business.pk):
        Skip.objects.create(business=business, metric=metric, period=W48)
    answer = program.post(row(metric, value="62.5", note="Two new"))
    assert answer.status_code == 200
    assert answer.json() == {
        "readings": [
            {
                "metric": metric.pk,
                "period": "2026-11-23",
                "value": "62.5",
                "version": 1,
                "change": "new",
                "before": None,
            }
        ]
    }
    see(business)
    reading = Reading.objects.get(metric=metric, period=W48)
    assert (reading.value, reading.note, reading.source) == (Decimal("62.5"), "Two new", "api")
    assert reading.recorded_by == owner
    assert not Skip.objects.exists()
    metric.refresh_from_db()
    assert (metric.last_period, metric.last_value) == (W48, Decimal("62.5"))
    business.refresh_from_db()
    assert business.readings_revision == 1
    assert Job.objects.filter(kind="alignment", business_id=business.pk).exists()
    audit = AuditRow.objects.latest("pk")
    assert (audit.what, audit.actor) == ("reading_record", owner)
    assert audit.label == "Lessons, Week 48, with the token “Sales sheet”"


def test_many_readings_are_one_change(program: Program, metric: Metric, business: Business) -> None:
    other = make_metric(make_element(metric.element.system, "outcome"), "Ads that pay", cadence="monthly")
    before = traces(business)
    body = [row(metric), {"metric": other.pk, "date": "2026-11-11", "value": 7}]
    answer = program.post({"readings": body})
    assert [r["period"] for r in answer.json()["readings"]] == ["2026-11-23", "2026-11-01"]
    after = traces(business)
    assert (after[0], after[1]) == (before[0] + 1, before[1] + 1)
    assert AuditRow.objects.latest("pk").label == "2 readings, with the token “Sales sheet”"


def test_the_same_again_changes_nothing(program: Program, metric: Metric, business: Business) -> None:
    program.post(row(metric, note="Two new"))
    Job.objects.update(state="idle")
    before = traces(business)
    for body in (row(metric), row(metric, value=62), row(metric, value="62.000"), row(metric, note="Two new")):
        answer = program.post(body)
        assert answer.status_code == 200
        assert [r["change"] for r in answer.json()["readings"]] == ["same"]
    assert program.post(row(metric, replace=True)).json()["readings"][0]["version"] == 1
    assert traces(business) == before


def test_another_value_is_refused_and_shown(program: Program, metric: Metric, business: Business) -> None:
    program.post(row(metric, note="Two new"))
    before = traces(business)
    answer = program.post(row(metric, value=63))
    assert answer.status_code == 409
    assert answer.json()["code"] == "stored_otherwise"
    [error] = answer.json()["errors"]
    assert (error["index"], error["field"]) == (0, "value")
    assert error["stored"] == {"value": "62", "note": "Two new", "version": 1}
    assert program.post(row(metric, note="Three new")).status_code == 409, "another note as well"
    assert (stored(metric), traces(business)) == ("62", before)


@pytest.mark.parametrize("how", [{"replace": True}, {"version": 1}])
def test_a_correction_keeps_the_first(
    program: Program, metric: Metric, business: Business, how: dict[str, Any]
) -> None:
    program.post(row(metric, note="Two new"))
    answer = program.post(row(metric, value=63, **how))
    assert answer.json()["readings"] == [
        {
            "metric": metric.pk,
            "period": "2026-11-23",
            "value": "63",
            "version": 2,
            "change": "corrected",
            "before": "62",
        }
    ]
    see(business)
    change = ReadingChange.objects.get()
    assert (change.value, change.note, change.reading.value) == (62, "Two new", 63)
    assert change.reading.note == "Two new", "a note that is not sent stays"
    assert AuditRow.objects.latest("pk").what == "reading_correct"


def test_a_version_that_is_not_the_stored_one_loses_nothing(program: Program, metric: Metric) -> None:
    program.post(row(metric))
    program.post(row(metric, value=63, replace=True))
    stale = program.post(row(metric, value=64, version=1))
    assert stale.status_code == 409
    assert stale.json()["errors"][0]["stored"]["version"] == 2
    gone = program.post({"metric": metric.pk, "period": "2026-w43", "value": 64, "version": 3})
    assert (gone.status_code, gone.json()["errors"][0]["stored"]) == (409, None)
    assert program.post(row(metric, value=65, version=0)).status_code == 409
    assert stored(metric) == "63"


def test_all_or_nothing(program: Program, metric: Metric, business: Business) -> None:
    before = traces(business)
    good = {"metric": metric.pk, "period": "2026-w43", "value": 40}
    for wrong, status in [
        (row(metric, value="many"), 400),
        ({"metric": metric.pk, "period": "2026-w47", "value": 59}, 409),
        (row(metric) | {"metric": 987654321}, 404),
    ]:
        answer = program.post({"readings": [good, wrong]})
        assert answer.status_code == status
        assert [index for index, _ in errors_of(answer)] == [1]
        assert answer.json()["message"] == "1 of 2 readings were refused. Nothing was recorded."
        assert stored(metric, date(2026, 10, 19)) is None
    assert traces(business) == before


def test_every_wrong_row_is_named(program: Program, metric: Metric) -> None:
    rows = [
        row(metric),
        row(metric),
        {"metric": metric.pk, "value": 1},
        {"metric": 987654321, "period": "2026-w47", "value": 1},
        row(metric, value=None, note=5, replace="yes"),
        "62",
        row(metric, period="2026-w49"),
        row(metric, notes="x"),
    ]
    answer = program.post({"readings": rows})
    assert answer.status_code == 400
    assert errors_of(answer) == [
        (1, "metric"), (2, "period"), (3, "metric"), (4, "value"), (4, "note"), (4, "replace"), (5, ""), (6, "period"),
        (7, "notes"),
    ]  # fmt: skip
    assert answer.json()["message"] == "7 of 8 readings were refused. Nothing was recorded."


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


@pytest.mark.parametrize(
    "body", ["[]", "{}", "7", '"x"', "null", "[{}]", '{"readings": []}', '{"readings": {}}', '{"readings": [], "x": 1}']
)
def test_bodies_that_hold_no_reading(program: Program, metric: Metric, body: str) -> None:
    answer = program.raw(body.encode())
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert "readings" in answer.json()["message"]


def test_a_thousand_at_once_and_not_one_more(program: Program, metric: Metric, business: Business) -> None:
    daily = make_metric(make_element(metric.element.system, "outcome"), "Daily", cadence="daily")
    days = [(date(2026, 11, 28) - timedelta(days=n)).isoformat() for n in range(1001)]
    rows = [{"metric": daily.pk, "date": day, "value": n} for n, day in enumerate(days)]
    answer = program.post({"readings": rows})
    assert answer.status_code == 400
    assert "at most 1,000" in answer.json()["message"]
    answer = program.post({"readings": rows[:1000]})
    assert answer.status_code == 200
    assert len(answer.json()["readings"]) == 1000
    see(business)
    assert Reading.objects.filter(metric=daily).count() == 1000


def test_two_writers_meet(program: Program, metric: Metric, business: Business) -> None:
    """A reading that came from a page is not overwritten by one that did not know of it."""
    make_reading(metric, 60, W48, note="By hand")
    assert program.post(row(metric)).status_code == 409
    assert stored(metric) == "60"


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


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters(codec=None), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(["metric", "period", "date", "value", "note", "replace", "version", "readings"])


@given(changes=st.dictionaries(FIELDS, ANYTHING, min_size=1, max_size=3))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_sent_is_answered_and_never_with_a_500(
    program: Program, metric: Metric, changes: dict[str, Any]
) -> None:
    answer = program.raw(json.dumps(row(metric, replace=True) | changes).encode())
    assert answer.status_code in (200, 400, 404, 409), answer.content
    json.loads(answer.content, parse_constant=pytest.fail)
