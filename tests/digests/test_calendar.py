"""Digest days and the periods they stand for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.calendar import days_until, next_day, period_name

DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@given(after=DAYS, weekday=st.integers(0, 6), kind=st.sampled_from(["weekly", "monthly"]))
def test_each_day_is_later_on_its_weekday_and_in_a_period_of_its_own(after: date, weekday: int, kind: str) -> None:
    first = next_day(kind, weekday, after)
    second = next_day(kind, weekday, first)
    assert after < first < second
    assert first.weekday() == second.weekday() == weekday
    assert period_name(kind, first) != period_name(kind, second)
    assert (first - after).days <= (7 if kind == "weekly" else 38)


@given(after=DAYS, weekday=st.integers(0, 6))
def test_every_week_and_every_month_has_one(after: date, weekday: int) -> None:
    week, month = next_day("weekly", weekday, after), next_day("monthly", weekday, after)
    assert (next_day("weekly", weekday, week) - week).days == 7
    assert month.day <= 7
    following = next_day("monthly", weekday, month)
    assert (following.year * 12 + following.month) - (month.year * 12 + month.month) == 1


@pytest.mark.parametrize(
    ("kind", "weekday", "after", "expected"),
    [
        ("weekly", 0, "2026-11-22", "2026-11-23"),
        ("weekly", 0, "2026-11-23", "2026-11-30"),
        ("weekly", 6, "2026-11-23", "2026-11-29"),
        ("monthly", 0, "2026-11-23", "2026-12-07"),
        ("monthly", 1, "2026-11-30", "2026-12-01"),
        ("monthly", 0, "2026-12-07", "2027-01-04"),
    ],
)
def test_examples(kind: str, weekday: int, after: str, expected: str) -> None:
    assert next_day(kind, weekday, date.fromisoformat(after)) == date.fromisoformat(expected)


def test_days_that_were_missed_come_before_the_last_one() -> None:
    first = date(2026, 11, 2)
    assert days_until("weekly", 0, first, date(2026, 11, 17)) == [first + timedelta(weeks=n) for n in range(3)]
    assert days_until("weekly", 0, first, first - timedelta(days=1)) == []
