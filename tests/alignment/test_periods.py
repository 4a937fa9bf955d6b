"""Section 3.3: days, weeks, months and quarters, and what a series is at a coarser cadence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alignment import case_from_dict, periods
from alignment.case import Case, Plan
from tests.alignment.build import business, outcome

EPOCH = date(1970, 1, 1)
DAYS = st.dates(date(1, 2, 1), date(9998, 12, 1))


def number(day: date) -> int:
    return (day - EPOCH).days


@given(DAYS)
def test_days_are_those_of_the_calendar(day: date) -> None:
    assert periods.day_number(day.year, day.month, day.day) == number(day) == periods.parse_day(day.isoformat())
    assert periods.month_of(number(day)) == 12 * day.year + day.month - 1


@pytest.mark.parametrize(
    "text", ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20260101", "2026-01-01T00:00", "0000-01-01",
             "2026-04-31", "", "x", "２０２６-01-01", "2026-01-01\n"],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert periods.parse_day(text) is None


@given(DAYS, st.integers(0, 6), st.sampled_from(["weekly", "monthly", "quarterly"]))
def test_the_newest_complete_period_ends_on_or_before_the_day(day: date, starts: int, cadence: Any) -> None:
    period = periods.newest_complete(cadence, number(day), starts)
    assert periods.last_day(cadence, period, starts) <= number(day) < periods.last_day(cadence, period + 1, starts)
    first = EPOCH + timedelta(periods.first_day(cadence, period, starts))
    if cadence == "weekly":
        assert first.weekday() == starts
    else:
        assert first.day == 1


@given(DAYS, st.integers(0, 6), st.sampled_from(["monthly", "quarterly"]))
def test_a_week_belongs_to_the_month_of_its_thursday(day: date, starts: int, coarse: Any) -> None:
    week = periods.newest_complete("weekly", number(day), starts)
    first = EPOCH + timedelta(periods.first_day("weekly", week, starts))
    thursday = next(first + timedelta(i) for i in range(7) if (first + timedelta(i)).weekday() == 3)
    month = 12 * thursday.year + thursday.month - 1
    parent = periods.parent("weekly", coarse, week, starts)
    assert parent == (month if coarse == "monthly" else month // 3)
    assert week in periods.children("weekly", coarse, parent, starts)


@given(st.integers(23000, 24500), st.integers(0, 6))
def test_months_share_out_their_weeks(month: int, starts: int) -> None:
    weeks = periods.children("weekly", "monthly", month, starts)
    assert len(weeks) in (4, 5)
    assert periods.children("weekly", "monthly", month + 1, starts).start == weeks.stop
    assert list(periods.children("monthly", "quarterly", month // 3)) == [month // 3 * 3 + i for i in range(3)]


def series(values: list[float | None], until: str, cadence: str, **keys: Any) -> Case:
    return case_from_dict(business(outcome(values=values, cadence=cadence, **keys), cadence="monthly", until=until))


def test_a_five_week_month_equals_a_four_week_month_at_the_same_rate() -> None:
    case = series([7.0] * 26, "2026-06-28", "weekly", combine="sum")  # Sunday; April and July differ in weeks
    first, values = periods.at_cadence(case, case.metrics[0], "monthly")
    whole = [value for value in values if value is not None]
    assert len(whole) >= 5
    assert whole == pytest.approx([30.4375] * len(whole))
    assert first == 2026 * 12  # the oldest week's Thursday is 1 January 2026


@pytest.mark.parametrize(
    ("combine", "values", "expected"),
    [
        ("sum", [7, 7, 7, 7], 30.4375),
        ("sum", [7, None, 7, 7], 30.4375),  # 21 of 28 days is 0.75: enough
        ("sum", [7, None, None, 7], None),
        ("mean", [1, 2, 3, 4], 2.5),
        ("mean", [1, None, 3, 5], 3),
        ("mean", [1, None, None, 4], None),
        ("last", [1, 2, 3, 4], 4),
        ("last", [9, None, None, None], 9),  # a stock needs no coverage
        ("last", [None, None, None, None], None),
        ("sum", [None, None, None, None], None),
    ],
)
def test_weeks_into_a_month(combine: str, values: list[float | None], expected: float | None) -> None:
    case = series(values, "2026-03-01", "weekly", combine=combine)  # the four weeks of February 2026
    first, months = periods.at_cadence(case, case.metrics[0], "monthly")
    assert (first, len(months)) == (2026 * 12 + 1, 1)
    assert months[0] == (None if expected is None else pytest.approx(expected))


def test_months_into_a_quarter_by_day_rate() -> None:
    case = series([31, 28, 31], "2026-03-31", "monthly", combine="sum")
    assert periods.at_cadence(case, case.metrics[0], "quarterly")[1] == pytest.approx((91.3125,))
    case = series([1, None, 3], "2026-03-31", "monthly", combine="sum")
    assert periods.at_cadence(case, case.metrics[0], "quarterly")[1] == (None,)  # 62 of 90 days


def test_an_unfinished_month_is_left_out() -> None:
    case = series([7] * 6, "2026-02-15", "weekly", combine="sum")
    first, months = periods.at_cadence(case, case.metrics[0], "monthly")
    assert first + len(months) - 1 == 2026 * 12  # January


def test_flows_convert_by_day_rate_and_the_rest_does_not() -> None:
    assert periods.rate_factor("sum", "weekly", "monthly") == pytest.approx(30.4375 / 7)
    assert periods.rate_factor("mean", "weekly", "monthly") == 1
    assert periods.rate_factor("last", "weekly", "quarterly") == 1


def test_the_plan_in_force_is_the_newest_that_has_begun() -> None:
    plans = [Plan(1, 1, 10), Plan(2, 2, 20)]
    assert periods.plan_in_force(plans, 9) is None
    assert [periods.plan_in_force(plans, day).lo for day in (10, 19, 20, 99)] == [1, 1, 2, 2]  # type: ignore[union-attr]
    assert periods.plan_in_force([Plan(5, 5)], None) == Plan(5, 5)
