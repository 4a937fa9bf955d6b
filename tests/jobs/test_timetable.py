"""Timetable rows: one effect a local date, whatever ticks, stops and clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django.fixtures import Settings

from jobs.actions import drop_due, set_due
from jobs.models import Due, OutboxMail
from jobs.timetable import PUSHED_AHEAD, Turn, serve_due

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

BERLIN = "Europe/Berlin"
served: list[int] = []


def note(turn: Turn) -> None:
    served.append(turn.business_id)


def broken(turn: Turn) -> None:
    OutboxMail.objects.create(key=f"half done {turn.business_id}", kind="x")
    raise ValueError("not today")


def leaves(turn: Turn) -> None:
    drop_due(turn.key)


@pytest.fixture(autouse=True)
def handlers(settings: Settings) -> None:
    settings.DUE_HANDLERS = {kind: f"{__name__}.{kind}" for kind in ("note", "broken", "leaves")}
    served.clear()


def add(at: datetime, local: str = "08:00", zone: str = BERLIN, kind: str = "note", business_id: int = 7) -> Due:
    return set_due(
        kind=kind,
        key=f"{kind}:{business_id}",
        business_id=business_id,
        local_time=time.fromisoformat(local),
        zone=zone,
        at=at,
    )


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_new_row_is_first_due_at_the_next_local_time() -> None:
    assert add(utc("2026-11-23T06:59")).next_due == utc("2026-11-23T07:00")
    assert add(utc("2026-11-23T07:00"), business_id=8).next_due == utc("2026-11-24T07:00")


def test_it_is_served_once_when_due_and_then_the_next_day() -> None:
    add(utc("2026-11-23T06:00"))
    serve_due(utc("2026-11-23T06:59"))
    assert served == []
    for minute in (0, 0, 1, 30):
        serve_due(utc(f"2026-11-23T07:{minute:02}"))
    assert served == [7]
    serve_due(utc("2026-11-24T07:00"))
    assert served == [7, 7]


def test_after_a_long_stop_the_latest_date_is_served_and_not_seven() -> None:
    add(utc("2026-11-01T00:00"))
    serve_due(utc("2026-11-08T12:00"))
    assert served == [7]
    due = Due.objects.get()
    assert (due.last_date, due.next_due) == (date(2026, 11, 8), utc("2026-11-09T07:00"))


@pytest.mark.parametrize("local", ["02:00", "02:30", "03:00"])
@pytest.mark.parametrize("change", ["2026-03-29", "2026-10-25"])
def test_across_both_clock_changes_each_local_date_is_served_once(local: str, change: str) -> None:
    now = utc(f"{change}T00:00") - timedelta(days=3)
    add(now, local)
    dates = []
    for _ in range(6 * 24 * 4):
        before = len(served)
        serve_due(now)
        if len(served) > before:
            dates.append(now.astimezone(ZoneInfo(BERLIN)).date())
        now += timedelta(minutes=15)
    assert len(served) == len(dates) == len(set(dates)) >= 5
    assert date.fromisoformat(change) in dates


def test_a_zone_that_moves_west_does_not_make_a_date_come_twice() -> None:
    add(utc("2026-11-23T00:00"))
    serve_due(utc("2026-11-23T07:00"))
    moved = add(utc("2026-11-23T08:00"), zone="America/New_York")  # 08:00 there is still to come today
    assert moved.next_due == utc("2026-11-24T13:00")
    serve_due(utc("2026-11-23T13:30"))
    assert served == [7]


def test_setting_the_same_again_changes_nothing() -> None:
    first = add(utc("2026-11-23T06:00"))
    serve_due(utc("2026-11-23T07:00"))
    add(utc("2026-11-23T06:30"))
    serve_due(utc("2026-11-23T07:30"))
    assert served == [7]
    assert Due.objects.get().pk == first.pk


def test_a_row_that_fails_is_pushed_ahead_and_undone_and_the_others_go_on() -> None:
    add(utc("2026-11-23T06:00"), kind="broken")
    add(utc("2026-11-23T06:30"))
    now = utc("2026-11-23T07:00")
    serve_due(now)
    assert served == [7]
    assert not OutboxMail.objects.exists()
    row = Due.objects.get(kind="broken")
    assert (row.next_due, row.last_date) == (now + PUSHED_AHEAD, None)


def test_one_kind_can_be_served_alone() -> None:
    add(utc("2026-11-23T06:00"), kind="leaves")
    add(utc("2026-11-23T06:00"))
    assert serve_due(utc("2026-11-23T07:00"), kind="note") == 1
    assert served == [7]
    assert Due.objects.get(kind="leaves").last_date is None


def test_a_handler_may_take_its_own_row_out() -> None:
    add(utc("2026-11-23T06:00"), kind="leaves")
    serve_due(utc("2026-11-23T07:00"))
    assert not Due.objects.exists()
