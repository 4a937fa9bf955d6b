"""Local calendars: one moment a local date, also where clocks jump."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.clock import instant, latest_date, next_instant

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        # An ordinary day, in winter and in summer: 08:00 stays 08:00.
        (BERLIN, "2026-03-28", "08:00", "2026-03-28T07:00"),
        (BERLIN, "2026-03-30", "08:00", "2026-03-30T06:00"),
        # Spring: 02:30 does not exist; the first moment after the gap is 03:00 summer time.
        (BERLIN, "2026-03-29", "02:30", "2026-03-29T01:00"),
        (BERLIN, "2026-03-29", "02:00", "2026-03-29T01:00"),
        (BERLIN, "2026-03-29", "03:00", "2026-03-29T01:00"),
        (BERLIN, "2026-03-29", "01:59", "2026-03-29T00:59"),
        # Autumn: 02:30 comes twice; the first one counts.
        (BERLIN, "2026-10-25", "02:30", "2026-10-25T00:30"),
        (BERLIN, "2026-10-25", "03:00", "2026-10-25T02:00"),
        # Half an hour of change, in the southern summer.
        ("Australia/Lord_Howe", "2026-10-04", "02:10", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "2026-04-05", "01:40", "2026-04-04T14:40"),
        ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00"),
        # Midnight itself is skipped.
        ("Africa/Cairo", "2026-04-24", "00:30", "2026-04-23T22:00"),
        ("UTC", "2026-01-01", "00:00", "2026-01-01T00:00"),
    ],
)
def test_the_moment_of_a_local_time(zone: str, day: str, at: str, expected: str) -> None:
    moment = instant(date.fromisoformat(day), time.fromisoformat(at), zone)
    assert moment == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", [BERLIN, "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Pacific/Apia"])
@pytest.mark.parametrize("at", ["00:00", "00:30", "02:00", "02:30", "03:00", "23:59"])
def test_a_year_has_each_date_once_and_in_order(zone: str, at: str) -> None:
    day, days = date(2025, 12, 31), []
    moments = []
    while day < date(2026, 12, 31):
        moment = next_instant(day, time.fromisoformat(at), zone)
        day = moment.astimezone(ZoneInfo(zone)).date()
        days.append(day)
        moments.append(moment)
    assert days == [date(2026, 1, 1) + timedelta(days=i) for i in range(365)]
    assert moments == sorted(set(moments))


def test_a_date_that_a_zone_left_out_is_not_due() -> None:
    """Samoa went from 29 to 31 December 2011."""
    moment = next_instant(date(2011, 12, 29), time(8), "Pacific/Apia")
    assert moment.astimezone(ZoneInfo("Pacific/Apia")).date() == date(2011, 12, 31)


@given(
    st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2030, 12, 31), timezones=st.just(UTC)),
    st.times(),
    st.sampled_from([BERLIN, "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata"]),
)
def test_the_latest_date_has_come_and_the_next_has_not(now: datetime, at: time, zone: str) -> None:
    at = at.replace(second=0, microsecond=0)
    day = latest_date(now, at, zone)
    assert instant(day, at, zone) <= now < next_instant(day, at, zone)
