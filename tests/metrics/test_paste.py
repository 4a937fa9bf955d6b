"""Reading a spreadsheet's cells: where each text goes, whatever was pasted."""

import contextlib
import time
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from core.numbers import show_number
from core.periods import Period, parse_slug
from metrics.actions import Amount
from metrics.forms import parse_amount
from metrics.labels import LabelError
from metrics.paste import Placed, Sheet, place, series, split_cells

FORMATS = st.sampled_from(["comma", "point", "space"])
NAMES = ["Lessons finished", "Ads that pay"]
NEWEST = parse_slug("2026-w47")
assert NEWEST


def weeks(width: int = 8, newest: Period = NEWEST) -> list[Period]:
    return [newest.shift(i - width + 1) for i in range(width)]


def read(text: str, width: int = 8, *, by_period: bool = False, newest: Period = NEWEST) -> Placed:
    """A paste for both metrics."""
    return place(split_cells(text), Sheet(NAMES, weeks(width, newest)), by_period=by_period)


def read_one(text: str, row: int = 0) -> Placed:
    """A paste for one metric, which stands in that row of the page."""
    return place(split_cells(text), Sheet(NAMES[:1], weeks(), first=row))


@pytest.mark.parametrize(
    ("text", "number_format", "cells"),
    [
        ("1\t2\n3\t4\n", "comma", [["1", "2"], ["3", "4"]]),
        ("480\r\n490\r\n\r\n500\r\n", "comma", [["480"], ["490"], [""], ["500"]]),
        ("148, 150, 149", "comma", [["148", "150", "149"]]),
        ("1,240", "comma", [["1,240"]]),
        ("48,50,49", "comma", [["48", "50", "49"]]),
        ("1,5, 2,5", "point", [["1,5", "2,5"]]),
        ("1.240,5;7", "point", [["1.240,5", "7"]]),
        ("\n\n 5 \n\n", "comma", [["5"]]),
        ("", "comma", []),
    ],
)
def test_cells(text: str, number_format: str, cells: list[list[str]]) -> None:
    assert split_cells(text, number_format) == cells


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1\t2\t3", ["1", "2", "3"]),
        ("Lessons\t1\t2", ["1", "2"]),
        ("1\n2\n3", ["1", "2", "3"]),
        ("Lessons\n1\n2", ["1", "2"]),
        ("Week 46\t480\nWeek 47\t490", ["480", "490"]),
        ("2026-11-09\t480\n2026-11-16\t490", ["480", "490"]),
    ],
)
def test_one_metric_is_a_row_or_a_column(text: str, values: list[str]) -> None:
    assert series(split_cells(text), "comma") == values


def test_the_last_value_is_the_newest_period() -> None:
    assert read_one("1\t2\t3", 4).cells == {(4, 5): "1", (4, 6): "2", (4, 7): "3"}
    placed = read_one("\n".join(map(str, range(60, 70))))
    assert placed.cells[0, 0] == "62"
    assert placed.left_out == ["the 2 oldest of 10 values"]


def test_an_empty_cell_at_the_end_of_a_line_is_the_newest_week() -> None:
    placed = read("Lessons finished\t1\t2\t\nAds that pay\t3\t4\t")
    assert placed.cells == {(0, 5): "1", (0, 6): "2", (1, 5): "3", (1, 6): "4"}
    assert read("\t1\nAds that pay\t2\nLessons finished\t\n").cells == {(1, 7): "2"}


def test_rows_are_matched_by_name_and_headings_decide_the_week() -> None:
    text = "Name\tW45\tW46\nads that pay\t35\t34\nCoffee\t1\t2\nLessons finished\t470\t480"
    placed = read(text)
    assert placed.cells == {(1, 5): "35", (1, 6): "34", (0, 5): "470", (0, 6): "480"}
    assert placed.left_out == ["Coffee"]


def test_rows_without_names_go_in_order_and_gaps_stay_gaps() -> None:
    placed = read("470\t\t480\n35\tx\t34\n1\t2\t3", 3)
    assert placed.cells == {(0, 0): "470", (0, 2): "480", (1, 0): "35", (1, 1): "x", (1, 2): "34"}
    assert placed.left_out == ["row 3"]
    assert read("\t\n5\t6", 3).cells == {(0, 1): "5", (0, 2): "6"}, "only empty rows in front are none"
    assert read("5\t6\n\t\n7\t8", 3).cells == {(0, 1): "5", (0, 2): "6"}, "an empty row keeps its place"


def test_a_row_can_be_a_period() -> None:
    text = "\tAds that pay\tLessons finished\nW45\t35\t470\nW46\t34\t480"
    expected = {(1, 5): "35", (1, 6): "34", (0, 5): "470", (0, 6): "480"}
    assert read(text, by_period=True).cells == expected
    assert read(text).cells == expected, "the weeks say it"
    assert read("470\t35\n480\t34", by_period=True).cells == {
        (0, 6): "470", (1, 6): "35", (0, 7): "480", (1, 7): "34",
    }  # fmt: skip


FOUND = {(0, 0): "55", (1, 0): "12", (0, 1): "50", (1, 1): "9", (0, 2): "48", (1, 2): "15"}
HEAD = "Lessons finished;Ads that pay"


@pytest.mark.parametrize(
    "labels",
    [
        "40 41 42", "W40 W41 W42", "2026-W40 2026-W41 2026-W42", "28/09/2026 05/10/2026 12/10/2026",
        "9/28/2026 10/5/2026 10/12/2026", "28.09.26 05.10.26 12.10.26", "2026-09-28 2026-10-05 2026-10-12",
        "46293 46300 46307", "28-Sep-26 05-Oct-26 12-Oct-26", "01/10/2026 08/10/2026 15/10/2026",
    ],
)  # fmt: skip
def test_weeks_and_dates_decide_where_numbers_go(labels: str) -> None:
    a, b, c = labels.split()
    for heading in ("Week", "Date"):
        if heading == "Date" and a == "40":
            continue
        text = f"{heading};{HEAD}\n{a};55;12\n{b};50;9\n{c};48;15"
        assert read(text, by_period=True).cells == FOUND
        assert read(text).cells == FOUND
        across = f"{heading};{a};{b};{c}\nLessons finished;55;50;48\nAds that pay;12;9;15"
        assert read(across).cells == FOUND
        assert read(across, by_period=True).cells == FOUND


@pytest.mark.parametrize(
    "label",
    ["28 Sep", "28 September 2026", "Sep 28, 2026", "Mon 28 Sep", "Week 40, 2026", "wk 40", "week 40", "2026W40",
     "28th of September 2026", "2026-09-28 00:00:00"],
)  # fmt: skip
def test_ways_to_write_a_week(label: str) -> None:
    assert read(f"Week\tLessons finished\n{label}\t55").cells == {(0, 0): "55"}


def test_a_year_may_stand_in_a_column_of_its_own() -> None:
    placed = read("Year;Week;Lessons finished\n2026;40;55\n2025;41;50")
    assert placed.cells == {(0, 0): "55"}
    assert placed.left_out == ["41 (this page holds Week 40 to Week 47)"]


def test_weeks_out_of_order_or_missing_stay_where_they_belong() -> None:
    placed = read(f"Week;{HEAD}\n47;1;2\n41;;4\n39;5;6\n48;7;8\nTotal;9;9", by_period=True)
    assert placed.cells == {(0, 7): "1", (1, 7): "2", (1, 1): "4"}
    assert placed.left_out == ["Total", "39, 48 (this page holds Week 40 to Week 47)"]
    january = parse_slug("2027-w02")
    assert january
    assert read("Week;Lessons finished\n52;1\n53;2\n1;3", newest=january).cells == {
        (0, 4): "1",
        (0, 5): "2",
        (0, 6): "3",
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Date;Lessons finished\n05/10/2026;55", "could be 5 October or 10 May"),
        ("Date;Lessons finished\n28/09/2026;55\n10/13/2026;5", "is no day that has been"),
        ("Week;Lessons finished\n40;55\nfourty;50", "“fourty” names no week"),
        ("Week;Lessons finished\n54;55", "“54” names no week"),
        ("Week;Lessons finished\n40;55\n40;50", "“40” stands there twice"),
        ("Week;Lessons finished\n2026-09-28;55\n2026-09-29;50", "are the same week, Week 40"),
        ("Month;Lessons finished\n9;55", "“9” names no week"),
        ("Lessons finished\nSeptember 2026;55", "names no week"),
        ("Date;Lessons finished\n40;55", "“40” names no week"),
        ("40;55\n41;50\n42;48", "could be weeks or readings"),
        ("W40;55\nW41;50\nx;48\nW43;5", "“x” names no week"),
    ],
)
def test_what_could_be_two_weeks_or_none_is_refused(text: str, words: str) -> None:
    with pytest.raises(LabelError, match=words):
        read(text)


def test_mere_numbers_are_weeks_where_nothing_else_is_possible() -> None:
    assert read("40;55;12\n41;50;9\n42;48;15", by_period=True).cells == FOUND
    assert read(f"Woche;{HEAD}\n40;55;12\n41;50;9\n42;48;15", by_period=True).cells == FOUND
    assert read("x;40;41;42\nLessons finished;55;50;48\nAds that pay;12;9;15").cells == FOUND


def test_one_metric_with_its_weeks() -> None:
    assert read_one("W40\t55\nW42\t48", 3).cells == {(3, 0): "55", (3, 2): "48"}
    assert read_one("W40\tW42\n55\t48").cells == {(0, 0): "55", (0, 2): "48"}
    placed = read_one("Week\tLessons finished\tOther\n40\t55\t1")
    assert placed.cells == {(0, 0): "55"}
    assert placed.left_out == ["Other"]
    assert read_one("Week\n40\n41").cells == {}, "weeks without numbers are no numbers"


@pytest.mark.parametrize(
    ("slug", "labels", "at"),
    [
        ("2026-10", ["Sep 2026", "2026-10"], [6, 7]),
        ("2026-10", ["September", "10/2026"], [6, 7]),
        ("2026-10", ["2026-09-30", "2026-10-01"], [6, 7]),
        ("2026-q3", ["Q2", "2026-Q3"], [6, 7]),
        ("2026-q3", ["Quarter 2 2026", "1 July 2026"], [6, 7]),
        ("2026-11-22", ["2026-11-21", "22 Nov"], [6, 7]),
    ],
)
def test_other_rhythms(slug: str, labels: list[str], at: list[int]) -> None:
    newest = parse_slug(slug)
    assert newest
    text = "\n".join(f"{label};{i}" for i, label in enumerate(labels))
    assert read(f"When;{NAMES[0]}\n{text}", newest=newest).cells == {(0, place): str(i) for i, place in enumerate(at)}


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789,.;/\t\n\r -%$Wweeksp\u202e\u00a0"), max_size=200), FORMATS)
def test_anything_can_be_pasted(text: str, number_format: str) -> None:
    cells = split_cells(text, number_format)
    for names, by_period in ((NAMES[:1], False), (NAMES, False), (NAMES, True)):
        try:
            placed = place(cells, Sheet(names, weeks(), number_format), by_period=by_period)
        except LabelError:
            continue
        for (row, column), value in placed.cells.items():
            assert 0 <= row < 2
            assert 0 <= column < 8
            assert value
            assert value in text.replace("\r\n", "\n").replace("\r", "\n")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.decimals(min_value=-(10**8), max_value=10**8, places=2), min_size=1, max_size=8),
    FORMATS,
)
def test_what_we_show_can_be_pasted_back(values: list, number_format: str) -> None:  # type: ignore[type-arg]
    text = "\t".join(show_number(v, number_format) for v in values)
    placed = place(split_cells(text, number_format), Sheet(NAMES[:1], weeks(), number_format))
    assert [placed.cells[0, 8 - len(values) + i] for i in range(len(values))] == text.split("\t")


@pytest.mark.parametrize(
    ("text", "direction", "amount"),
    [
        ("60", "higher", Amount(value=60)),  # type: ignore[arg-type]
        (" 1,200.5 ", "lower", Amount(value=Decimal("1200.5"))),
        ("40–60", "range", Amount(low=40, high=60)),  # type: ignore[arg-type]
        ("40-60", "range", Amount(low=40, high=60)),  # type: ignore[arg-type]
        ("-5 to -1", "range", Amount(low=-5, high=-1)),  # type: ignore[arg-type]
        ("-5--1", "range", Amount(low=-5, high=-1)),  # type: ignore[arg-type]
        ("", "higher", None),
    ],
)
def test_plans_as_typed(text: str, direction: str, amount: Amount | None) -> None:
    assert parse_amount(text, direction, "comma") == amount


@pytest.mark.parametrize(
    ("text", "direction", "words"),
    [
        ("lots", "higher", "Plan must be a number, like 60"),
        ("1e400", "higher", "Plan must be a number, like 60"),
        ("1.23456789", "higher", "Plan: Use at most 6 decimals"),
        ("60", "range", "a low and a high number"),
        ("60–40", "range", "must not be above"),
        ("x" * 500, "range", "Plan must be"),
        ("–", "range", "a low and a high number"),
    ],
)
def test_plans_that_are_none(text: str, direction: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        parse_amount(text, direction, "comma")


def test_one_long_line_among_many_short_ones_is_no_square_of_both() -> None:
    """200,000 characters may be pasted: padded to a square these would be a hundred million cells."""
    with pytest.raises(LabelError, match="far more cells than the others"):
        read("\n".join(["1\t2"] * 5_000 + ["\t".join("3" * 9_000)]), by_period=True)


@pytest.mark.parametrize("mark", ["\t", "\n"])
@pytest.mark.parametrize("cell", ["x", "Week", "W40", "7"])
def test_as_many_cells_as_may_be_take_a_moment(cell: str, mark: str) -> None:
    before = time.process_time()
    with contextlib.suppress(LabelError):
        read(mark.join([cell] * 19_000))
    assert time.process_time() - before < 5


@pytest.mark.parametrize("cell", ["1" * 100_000, "mon " * 25_000, "2026" + " /.-" * 25_000, "28 of " * 15_000])
def test_one_cell_as_long_as_may_be_takes_a_moment(cell: str) -> None:
    before = time.process_time()
    read(f"{cell}\t1")
    assert time.process_time() - before < 2
