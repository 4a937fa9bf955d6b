"""The drawing of a metric, how it stands, and what is said about it. No database."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alignment.signals import usual_range
from core.periods import Period, last_complete
from metrics.charts import LARGE, SMALL, Drawing, Frame, Story, draw, nice_ticks
from metrics.signs import signs
from metrics.standing import Gauge, Standing, by_week, over_words, standing, system_health
from metrics.words import PlanLine, counts_things, full_name, is_odd, meets, named, plan_words, rounded

TODAY = date(2026, 11, 23)
NEWEST = last_complete(TODAY, "weekly")


def story(
    values: list[float | None],
    plan: float | None = None,
    running: bool = False,
    below_zero: bool = False,
    events: list[tuple[date, str]] | None = None,
) -> Story:
    periods = [NEWEST.shift(i - len(values) + 1) for i in range(len(values))]
    usual = usual_range(values)
    marks = signs(usual, values) if usual else []
    return Story(
        periods=periods,
        values=values,
        plans=[None if plan is None else (plan, plan)] * len(values),
        signals={periods[s.index].start: s.words for s in reversed(marks)},
        usual=usual,
        events=events or [],
        running=running,
        below_zero=below_zero,
        show=lambda v: f"{v:g}",
    )


def test_five_readings_are_a_line_and_nothing_else() -> None:
    drawing = draw(story([1, 2, 3, 2, 1]), LARGE)
    assert drawing.band is None
    assert drawing.mean is None
    assert len(drawing.marks) == 5
    assert len(drawing.lines) == 1


def test_six_to_nine_are_provisional_and_ten_are_firm() -> None:
    assert draw(story([1, 2, 1, 2, 1, 2]), LARGE).provisional
    firm = draw(story([1, 2, 1, 2, 1, 2, 1, 2, 1, 2]), LARGE)
    assert firm.band is not None
    assert not firm.provisional


@pytest.mark.parametrize(
    ("values", "under"),
    [([3, 5, 4.2], True), ([3, 5, 3], False), ([5, 3, 4.2], False), ([4, 3, 5], False), ([3, 5, 4, None], True)],
    ids=["it came down", "no room under it", "it came up", "it is the highest", "the newest week is missing"],
)
@pytest.mark.parametrize("frame", [LARGE, SMALL])
def test_the_newest_number_stands_beside_its_line_and_not_across_it(
    values: list[float | None], under: bool, frame: Frame
) -> None:
    drawing = draw(story(values), frame)
    assert drawing.newest is not None
    assert (drawing.newest.y > drawing.marks[-1].y) is under
    assert 13 < drawing.newest.y <= frame.bottom  # a line of words fits over it


def test_a_missing_week_is_a_gap() -> None:
    assert len(draw(story([1, 2, None, 2, 1]), LARGE).lines) == 2


def test_signals_are_diamonds_and_say_so() -> None:
    drawing = draw(story([10, 11, 10, 11, 10, 11, 10, 11, 10, 30]), LARGE)
    assert [m.tone for m in drawing.marks][-1] == "signal"
    assert drawing.marks[-1].says == "Week 47: 30, above the usual range"


def test_the_running_period_is_hatched_and_no_signal() -> None:
    drawing = draw(story([10, 11, 10, 11, 10, 11, 10, 11, 10, 90], running=True), LARGE)
    assert drawing.marks[-1].tone == "early"
    assert drawing.early is not None


def test_a_lower_limit_under_zero_is_not_drawn_for_counts() -> None:
    values: list[float | None] = [0, 5, 0, 6, 1, 5, 0, 4, 1, 5]
    assert len(draw(story(values), LARGE).limits) == 1
    assert len(draw(story(values, below_zero=True), LARGE).limits) == 2


def test_a_new_plan_is_a_step() -> None:
    base = story([1, 2, 3, 4])
    plans = [None, (2.0, 2.0), (2.0, 2.0), (3.0, 3.0)]
    stepped = Story(base.periods, base.values, plans, base.signals, None, [], False, False, base.show)
    (line,) = draw(stepped, LARGE).plans
    ys = [point.split(",")[1] for point in line.split()]
    assert len(set(ys)) == 2
    banded = Story(base.periods, base.values, [(1.0, 4.0)] * 4, base.signals, None, [], False, False, base.show)
    assert len(draw(banded, LARGE).plans) == 2, "a range has two edges"


def test_events_outside_the_chart_are_left_out_and_words_never_overlap() -> None:
    week = timedelta(weeks=1)
    events = [(NEWEST.start - i * week, f"Something long that happened {i}") for i in (0, 1, 2, 40)]
    drawing = draw(story([1, 2, 3, 4, 5, 6, 7, 8], events=events), SMALL)
    assert len(drawing.events) == 3
    assert sum(bool(e.text) for e in drawing.events) < 3
    assert all(0 <= e.x <= SMALL.width for e in drawing.events)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.none() | st.floats(-1e15, 1e15), min_size=1, max_size=80),
    st.none() | st.floats(-1e15, 1e15),
    st.booleans(),
)
def test_every_mark_lies_inside_the_drawing(values: list[float | None], plan: float | None, running: bool) -> None:
    for frame in (LARGE, SMALL):
        drawing: Drawing = draw(story(values, plan, running), frame)
        for mark in drawing.marks:
            assert 0 <= mark.x <= frame.width
            assert frame.top - 1 <= mark.y <= frame.bottom + 1
        for tick in drawing.ticks:
            assert frame.top - 1 <= tick.y <= frame.bottom + 1


@given(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
def test_ticks_span_what_they_label(a: float, b: float) -> None:
    low, high = min(a, b), max(a, b)
    ticks = nice_ticks(low, high)
    assert ticks[0] <= low + abs(low) * 1e-9 + 1e-9
    assert ticks[-1] >= high - abs(high) * 1e-9 - 1e-9
    assert 2 <= len(ticks) <= 8


# --- how it stands ------------------------------------------------------------------------------


def stands(
    values: Sequence[float | None], plan: float | None = 60, today: date = TODAY, direction: str = "higher"
) -> Standing:
    readings = {NEWEST.shift(i - len(values) + 1).start: Decimal(str(v)) for i, v in enumerate(values) if v is not None}
    plans = [] if plan is None else [PlanLine(date(2026, 1, 5), Decimal(str(plan)), Decimal(str(plan)))]
    return standing(Gauge(direction, "weekly", "mean"), readings, plans, today)


def test_the_level_is_the_mean_of_the_last_four() -> None:
    now = stands([90, 38, 37, 35, 34])
    assert now.level.value == 36
    assert now.score == pytest.approx(60)
    assert now.health == "off"


@pytest.mark.parametrize(("value", "health"), [(54, "on"), (53.9, "slip"), (45, "slip"), (44.9, "off"), (100, "on")])
def test_health_follows_the_score(value: float, health: str) -> None:
    assert stands([value] * 4).health == health


def test_too_few_stale_or_unplanned_is_never_green() -> None:
    assert stands([100] * 3).health == "none"
    assert stands([100] * 4, plan=None).health == "none"
    assert stands([100] * 4, today=TODAY + timedelta(weeks=2)).health == "on"
    assert stands([100] * 4, today=TODAY + timedelta(weeks=3)).health == "none"
    assert stands([]).level.value is None


def test_beyond_the_plan_is_said_in_words() -> None:
    show = str
    assert over_words(stands([66.6] * 4).over, show) == "11% over plan"
    assert over_words(stands([53.4] * 4, direction="lower").over, show) == "11% under the limit"
    assert over_words(stands([60] * 4, direction="range").over, show) == "inside the plan"
    assert over_words(stands([60.1] * 4).over, show) == ""


def test_days_become_weeks_before_they_are_judged() -> None:
    days = {date(2026, 11, 16) + timedelta(days=i): Decimal(10) for i in range(7)}
    days |= {date(2026, 11, 9) + timedelta(days=i): Decimal(10) for i in range(5)}
    assert by_week(Gauge("higher", "daily", "sum"), days, NEWEST) == {date(2026, 11, 16): 70}
    assert by_week(Gauge("higher", "daily", "last"), days, NEWEST) == {date(2026, 11, 16): 10, date(2026, 11, 9): 10}
    daily = standing(
        Gauge("higher", "daily", "sum"), days, [PlanLine(date(2026, 1, 1), Decimal(10), Decimal(10))], TODAY
    )
    assert daily.score == pytest.approx(100), "a plan for a day is seven for the week"


def test_a_system_is_as_good_as_its_worse_side_and_never_better_than_known() -> None:
    good, bad, unknown = stands([60] * 4), stands([30] * 4), stands([])
    assert system_health([(1, good)], [(1, bad)]) == "off"
    assert system_health([(1, good)], [(1, unknown)]) == "none"
    assert system_health([(1, good)], []) == "none"
    assert system_health([(1, good), (1, unknown)], [(1, good)]) == "none"
    assert system_health([(1, good)], [(1, good)]) == "on"


# --- words --------------------------------------------------------------------------------------


def test_plans_in_words() -> None:
    plan = PlanLine(TODAY, Decimal(120), Decimal(120))
    assert plan_words(plan, "$", "lower", "comma") == "$120 or less"
    assert plan_words(plan, "%", "higher", "comma") == "120%"
    span = PlanLine(TODAY, Decimal(40), Decimal("60.5"))
    assert plan_words(span, "%", "range", "point") == "40–60,5%"
    assert meets(Decimal(41), span, "range")
    assert not meets(Decimal(61), span, "range")


def test_which_numbers_are_questioned() -> None:
    assert is_odd(Decimal(3100), Decimal(31))
    assert is_odd(Decimal(0), Decimal(31))
    assert not is_odd(Decimal(93), Decimal(31))
    assert not is_odd(Decimal(5), Decimal(0))
    assert not is_odd(Decimal(5), None)
    assert not is_odd(Decimal(-11), Decimal(-31))


def test_counts_cannot_be_below_zero() -> None:
    assert counts_things("lessons")
    assert not any(map(counts_things, ("", "%", "$", "EUR")))


@pytest.mark.parametrize(
    ("value", "said"), [(36.04, "36"), (1234.56, "1235"), (4.567, "4.57"), (0.1234, "0.123"), (0, "0")]
)
def test_what_we_work_out_has_three_digits(value: float, said: str) -> None:
    assert float(rounded(value)) == float(said)


def test_names_of_periods() -> None:
    week = Period(date(2026, 11, 16), "weekly")
    assert named(week.shift(-1), week) == "Last week"
    assert named(week.shift(-3), week) == "Week 44"
    assert full_name(week.shift(-52), week) == "Week 47, 2025"
    assert full_name(Period(date(2026, 10, 1), "monthly"), week) == "October 2026"
