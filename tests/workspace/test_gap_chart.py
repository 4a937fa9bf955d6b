"""The chart of home: two lines, their ends in words, the points between them."""

from datetime import date

from core.periods import Period
from workspace.gap_chart import Line, gap_chart

WEEKS = [Period(date(2026, 8, 31), "weekly").shift(i) for i in range(12)]
MADE = Line("Lessons finished", "8% over plan", [89, 91, 94, 96, 95, 98, 100, 100, 100, 100, 100, 100], 100)
MOVED = Line("Graduates whose ads pay", "60 of 100", [82, 83, 82, 77, 73, 72, 68, 67, 63, 62, 58, 57], 60)


def test_both_lines_lie_on_one_scale_with_their_words_at_the_end() -> None:
    chart = gap_chart(MADE, MOVED, WEEKS, "off", small=False)
    assert [label for _, label in chart.grid] == [50, 75, 100]
    assert chart.apart == 40
    assert [e.css for e in chart.ends] == ["out", "off"]
    assert chart.ends[1].y > chart.ends[0].y
    assert [label for _, label, _ in chart.ticks] == ["Week 36", "Week 41", "Week 47"]


def test_ends_close_together_keep_their_words_apart() -> None:
    close = Line("Ads that pay", "", [100.0] * 12, 100)
    chart = gap_chart(MADE, close, WEEKS, "on", small=False)
    assert chart.ends[1].label_y - chart.ends[0].label_y >= 34
    assert chart.apart is None


def test_a_missing_week_is_a_gap_and_never_zero() -> None:
    scores: list[float | None] = [None, *MOVED.scores[1:5], None, *MOVED.scores[6:]]
    chart = gap_chart(MADE, Line("Ads", "", scores), WEEKS, "off", small=True)
    assert len(chart.lines.changed) == 2
    assert len(chart.lines.washes) == 2


def test_in_the_small_drawing_a_name_is_whole_before_its_note_is_begun() -> None:
    noted = Line(MOVED.name, "60 of 100 in 4 weeks", MOVED.scores, 60)
    made, moved = gap_chart(MADE, noted, WEEKS, "off", small=True).ends
    assert made.name == "Lessons finished, 8% over plan"
    assert moved.name == "Graduates whose ads pay"
