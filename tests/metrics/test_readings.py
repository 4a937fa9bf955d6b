"""Readings: one a metric and period, corrections that keep the first, the second of two writers is told."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections

from accounts.models import User
from businesses.context import tenant
from businesses.models import AuditRow, Business
from core.models import Conflict, Refused
from metrics.actions import (
    Clash,
    Entry,
    Written,
    clear_reading,
    record_reading,
    record_readings,
    set_state,
    skip,
    unskip,
)
from metrics.models import Metric, Reading, ReadingChange, Skip
from tests.factories import make_business, make_element, make_metric, make_system, make_user, see

TODAY = date(2026, 11, 23)
WEEK_47, WEEK_46, WEEK_48 = date(2026, 11, 16), date(2026, 11, 9), date(2026, 11, 23)

sqlite = pytest.mark.sqlite
db = pytest.mark.django_db


@pytest.fixture
def metric(db: None) -> Metric:
    business = make_business()
    return make_metric(make_element(make_system(business), "output", "Lessons finished"), unit="lessons", plan=450)


def write(metric: Metric, value: object, period: date = WEEK_47, **more: Any) -> Written:
    more.setdefault("actor", None)
    return record_reading(metric=metric, period=period, value=Decimal(str(value)), today=TODAY, **more)


@sqlite
def test_a_first_reading_is_kept_with_who_and_raises_the_revision(metric: Metric) -> None:
    person = make_user()
    before = Business.objects.get(pk=metric.business_id).readings_revision
    written = write(metric, 480, actor=person, note="A good week")
    assert written.change == "new"
    reading = Reading.objects.get(metric=metric)
    assert (reading.value, reading.note, reading.recorded_by, reading.version) == (480, "A good week", person, 1)
    metric.refresh_from_db()
    assert (metric.last_value, metric.last_period) == (480, WEEK_47)
    assert Business.objects.get(pk=metric.business_id).readings_revision == before + 1
    row = AuditRow.objects.get(what="reading_record")
    assert row.after == {"value": "480", "period": "2026-11-16", "why": ""}
    assert row.label == "Lessons finished, Week 47"


@sqlite
def test_a_second_write_is_a_correction_that_keeps_the_first(metric: Metric) -> None:
    person = make_user()
    write(metric, 480, note="counted by hand")
    written = write(metric, "490.5", version=1, why="two were missing", actor=person)
    assert written.change == "corrected"
    assert written.before == 480
    assert Reading.objects.get().version == 2
    change = ReadingChange.objects.get()
    assert (change.value, change.note, change.why, change.changed_by) == (
        480,
        "counted by hand",
        "two were missing",
        person,
    )
    write(metric, 500, version=2)
    assert [c.value for c in ReadingChange.objects.order_by("id")] == [480, Decimal("490.5")]
    assert Reading.objects.get().note == "counted by hand"


@sqlite
def test_the_same_again_writes_nothing(metric: Metric) -> None:
    write(metric, 480)
    business = Business.objects.get(pk=metric.business_id)
    rows = AuditRow.objects.count()
    assert write(metric, "480.0", version=0).change == "same"
    assert write(metric, 480, version=1).change == "same"
    assert Business.objects.get(pk=business.pk).readings_revision == business.readings_revision
    assert (AuditRow.objects.count(), ReadingChange.objects.count()) == (rows, 0)


@sqlite
def test_a_stale_write_is_refused_with_both_texts(metric: Metric) -> None:
    write(metric, 480)
    with pytest.raises(Conflict) as told:
        write(metric, 490, version=0)
    assert told.value.theirs["value"] == 480
    assert told.value.mine["value"] == 490
    assert Reading.objects.get().value == 480
    clear_reading(metric=metric, actor=None, period=WEEK_47, today=TODAY, version=1)
    with pytest.raises(Conflict) as gone:
        write(metric, 490, version=1)
    assert gone.value.theirs["value"] is None


@sqlite
def test_a_number_taken_out_stays_in_the_log_and_the_one_before_is_newest_again(metric: Metric) -> None:
    write(metric, 470, WEEK_46)
    write(metric, 4800)
    write(metric, 480, version=1)
    assert clear_reading(metric=metric, actor=None, period=WEEK_47, today=TODAY, version=2).change == "cleared"
    metric.refresh_from_db()
    assert (metric.last_value, metric.last_period) == (470, WEEK_46)
    row = AuditRow.objects.get(what="reading_clear")
    assert row.before is not None
    assert row.before["value"] == "480"
    assert [old["value"] for old in row.before["history"]] == ["4800"]
    assert clear_reading(metric=metric, actor=None, period=WEEK_47, today=TODAY).change == "same"


@sqlite
def test_an_older_reading_leaves_the_newest_alone(metric: Metric) -> None:
    write(metric, 480)
    write(metric, 470, WEEK_46)
    metric.refresh_from_db()
    assert metric.last_value == 480
    write(metric, 481, version=1)
    metric.refresh_from_db()
    assert metric.last_value == 481


@sqlite
def test_the_running_week_is_kept_and_a_later_one_refused(metric: Metric) -> None:
    assert write(metric, 100, WEEK_48).change == "new"
    with pytest.raises(Refused, match="Week 49 has not started yet"):
        write(metric, 100, date(2026, 11, 30))
    with pytest.raises(ValueError, match="not the first day"):
        write(metric, 100, date(2026, 11, 17))


@sqlite
def test_a_retired_metric_takes_no_readings_and_a_paused_one_does(metric: Metric) -> None:
    set_state(metric=metric, actor=None, state="paused")
    assert write(metric, 1).change == "new"
    set_state(metric=metric, actor=None, state="retired")
    with pytest.raises(Refused, match="retired"):
        write(metric, 2)


@sqlite
def test_skipping_settles_a_week_and_a_number_settles_it_better(metric: Metric) -> None:
    for _ in range(2):
        skip(metric=metric, actor=None, period=WEEK_47, today=TODAY)
    assert Skip.objects.count() == AuditRow.objects.filter(what="reading_skip").count() == 1
    assert unskip(metric=metric, actor=None, period=WEEK_47)
    assert not unskip(metric=metric, actor=None, period=WEEK_47)
    skip(metric=metric, actor=None, period=WEEK_47, today=TODAY)
    write(metric, 480)
    assert Skip.objects.count() == 0
    with pytest.raises(Refused, match="a number already"):
        skip(metric=metric, actor=None, period=WEEK_47, today=TODAY)


@sqlite
def test_many_at_once_and_a_clash_stops_no_other(metric: Metric) -> None:
    business = Business.objects.get(pk=metric.business_id)
    other = make_metric(make_element(make_system(business), "outcome", "Ads that pay"), unit="%")
    write(metric, 480)
    revision = Business.objects.get(pk=business.pk).readings_revision
    answers = record_readings(
        business=business,
        actor=None,
        today=TODAY,
        source="paste",
        entries=[
            Entry(metric.pk, WEEK_47, Decimal(1), version=0),
            Entry(metric.pk, WEEK_46, Decimal(470), version=0),
            Entry(other.pk, WEEK_47, Decimal("34.5"), version=0),
            Entry(other.pk, WEEK_46, None, version=0),
        ],
    )
    assert isinstance(answers[0], Clash)
    assert [a.change for a in answers if isinstance(a, Written)] == ["new", "new", "same"]
    assert Reading.objects.count() == 3
    assert Business.objects.get(pk=business.pk).readings_revision == revision + 1
    other.refresh_from_db()
    assert (other.last_value, other.last_period) == (Decimal("34.5"), WEEK_47)
    assert set(Reading.objects.filter(source="paste").values_list("value", flat=True)) == {470, Decimal("34.5")}


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_one_row_and_the_second_is_told() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row locks are PostgreSQL's; SQLite lets one writer in at a time")
    business = make_business()
    metric = make_metric(make_element(make_system(business), "output"))
    people = [make_user(), make_user()]
    told, kept = _race(business, people, lambda i: write(metric, 100 + i, version=0, actor=people[i]))
    with tenant(business.pk):
        (reading,) = Reading.objects.all()
        assert len(kept) == len(told) == 1
        assert told[0].theirs["value"] == reading.value == kept[0].entry.value
        metric.refresh_from_db()
        assert metric.last_value == reading.value


@pytest.mark.django_db(transaction=True)
def test_a_grid_and_a_single_field_never_wait_for_each_other_in_a_circle() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row locks are PostgreSQL's")
    business = make_business()
    system = make_system(business)
    metrics = [make_metric(make_element(system, "output")) for _ in range(6)]
    people = [make_user(), make_user()]

    def save(i: int) -> Written:
        order = metrics if i else metrics[::-1]
        for week in (WEEK_46, WEEK_47):
            entries = [Entry(m.pk, week, Decimal(i + 1)) for m in order]
            record_readings(business=business, actor=people[i], entries=entries, today=TODAY)
        return write(metrics[i], 9, actor=people[i])

    told, kept = _race(business, people, save)
    assert (len(told), len(kept)) == (0, 2)
    with tenant(business.pk):
        assert Reading.objects.count() == 12


def _race(
    business: Business, people: list[User], save: Callable[[int], Written]
) -> tuple[list[Conflict], list[Written]]:
    start, told, kept, broken = Barrier(len(people)), list[Conflict](), list[Written](), list[Exception]()

    def run(i: int) -> None:
        try:
            start.wait(timeout=20)
            with tenant(business.pk):
                kept.append(save(i))
        except Conflict as conflict:
            told.append(conflict)
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(i,)) for i in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert broken == []
    return told, kept


@sqlite
def test_another_business_cannot_be_written_to(metric: Metric) -> None:
    other = make_business()
    see(other)
    with pytest.raises((KeyError, Metric.DoesNotExist)):
        record_readings(business=other, actor=None, today=TODAY, entries=[Entry(metric.pk, WEEK_47, Decimal(1))])
