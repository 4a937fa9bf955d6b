"""Recording through the API: set and not added, all or nothing, nothing silently lost."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from businesses.context import tenant
from businesses.models import AuditRow, Business
from jobs.models import Job
from metrics.models import Metric, Reading, ReadingChange, Skip
from tests.api.conftest import Program, errors_of
from tests.api.sent import W48, row, stored, traces
from tests.factories import make_element, make_metric, make_reading, see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


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
