"""Small drawings: where each point stands, and that a gap stays a gap."""

from decimal import Decimal

from core.charts import bar, shared_floor, sparkline, two_lines


def test_a_sparkline_reaches_from_edge_to_edge_between_its_lowest_and_highest() -> None:
    spark = sparkline([10, Decimal("20"), 30], plan=30, width=100, height=36)
    assert spark.lines == ["0,33 50,18 100,3"]
    assert spark.plan_y == 3


def test_a_missing_reading_is_a_gap_and_a_lone_one_a_dot() -> None:
    spark = sparkline([1, 2, None, 3, None], width=100, height=36)
    assert spark.lines == ["0,33 25,18", "75,3 75,3"]
    assert spark.plan_y is None


def test_nothing_to_draw_is_no_line() -> None:
    assert sparkline([None, None]).lines == []
    assert sparkline([]).lines == []
    assert sparkline([5, 5, 5], width=100, height=36).lines == ["0,18 50,18 100,18"]


def test_a_bar_starts_at_zero_and_stops_at_125() -> None:
    assert bar(63.4) is not None
    assert (bar(0).width, bar(63.4).width, bar(300).width) == (0, 63.4, 125)  # type: ignore[union-attr]
    assert bar(300).over  # type: ignore[union-attr]
    assert bar(None) is None


def test_two_lines_share_a_scale_and_count_the_points_apart() -> None:
    lines = two_lines([89, 100, 108], [82, 70, 60], width=220, height=60, floor=0)
    assert lines.plan_y == 6.6
    assert lines.produced_end == (220, 6.6)
    assert lines.apart == 40
    assert lines.washes[0].count(",") == 6


def test_two_lines_wash_only_where_both_are_known() -> None:
    lines = two_lines([90, None, 80, 85], [80, 70, None, 60], floor=50)
    assert lines.washes == []
    assert len(lines.produced) == 2
    assert len(lines.changed) == 2
    assert two_lines([None], [None]).apart is None


def test_one_floor_for_all_rows_of_a_list() -> None:
    assert shared_floor([[60, 100], [91, None]]) == 50
    assert shared_floor([[100], [99]]) == 75
    assert shared_floor([[3]]) == 0
    assert shared_floor([]) == 50
