"""Periods as a business counts them."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.periods import (
    DAILY,
    MONTHLY,
    QUARTERLY,
    WEEKLY,
    count,
    last_complete,
    local_today,
    parse_slug,
    period_of,
)

days = st.dates(min_value=date(2000, 1, 10), max_value=date(2090, 12, 31))
cadences = st.sampled_from([DAILY, WEEKLY, MONTHLY, QUARTERLY])
first_days = st.integers(min_value=0, max_value=6)


@given(days, cadences, first_days)
def test_a_period_holds_its_day_and_meets_its_neighbours(day: date, cadence: str, first_day: int) -> None:
    period = period_of(day, cadence, first_day)
    assert period.start <= day <= period.end
    assert period.shift(1).start == period.end + timedelta(days=1)
    assert period.shift(5).shift(-5) == period
    assert period.until(period.shift(7)) == 7


@given(days, cadences, first_days)
def test_its_name_in_addresses_leads_back_to_it(day: date, cadence: str, first_day: int) -> None:
    period = period_of(day, cadence, first_day)
    assert parse_slug(period.slug, first_day) == period


def test_a_week_is_named_by_its_thursday() -> None:
    assert period_of(date(2026, 11, 22), WEEKLY).name == "Week 47"
    assert period_of(date(2026, 11, 22), WEEKLY).dates == "16–22 November"
    # The first day of the year belongs to week 53 of the year before when its Thursday does.
    assert period_of(date(2027, 1, 1), WEEKLY).slug == "2026-w53"
    # A week that starts on Sunday is named by the Thursday inside it, too.
    assert period_of(date(2026, 11, 22), WEEKLY, 6).name == "Week 48"
    assert period_of(date(2026, 12, 1), WEEKLY).dates == "30 November – 6 December"


def test_months_and_quarters() -> None:
    assert period_of(date(2026, 11, 22), MONTHLY).slug == "2026-11"
    assert period_of(date(2026, 11, 22), QUARTERLY).name == "Quarter 4 2026"
    assert period_of(date(2026, 1, 31), MONTHLY).shift(1).start == date(2026, 2, 1)


def test_what_is_due_has_ended() -> None:
    assert last_complete(date(2026, 11, 22), WEEKLY).slug == "2026-w46"
    assert last_complete(date(2026, 11, 23), WEEKLY).slug == "2026-w47"
    assert last_complete(date(2026, 12, 1), MONTHLY).slug == "2026-11"


def test_the_business_clock_decides_the_date() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert local_today(late, "Europe/Berlin") == date(2026, 11, 23)
    assert local_today(late, "America/New_York") == date(2026, 11, 22)


def test_addresses_that_name_no_period() -> None:
    for slug in ("2026-w54", "2026-13", "2026-q5", "2026-02-30", "0000-w01", "week", "2026"):
        assert parse_slug(slug) is None


def test_counts_read_well() -> None:
    assert count(1, WEEKLY) == "1 week"
    assert count(3, MONTHLY) == "3 months"
