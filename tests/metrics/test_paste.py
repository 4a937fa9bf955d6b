"""Reading a spreadsheet's cells: where each text goes, whatever was pasted."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from core.numbers import show_number
from metrics.actions import Amount
from metrics.forms import parse_amount
from metrics.paste import place_block, place_series, series, split_cells

FORMATS = st.sampled_from(["comma", "point", "space"])
NAMES = ["Lessons finished", "Ads that pay"]


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
    assert place_series(split_cells("1\t2\t3"), 4, 8, "comma").cells == {(4, 5): "1", (4, 6): "2", (4, 7): "3"}
    placed = place_series(split_cells("\n".join(map(str, range(10)))), 0, 8, "comma")
    assert placed.cells[0, 0] == "2"
    assert placed.left_out == ["the 2 oldest of 10 values"]


def test_rows_are_matched_by_name_and_headings_left_out() -> None:
    text = "Name\tW46\tW47\nads that pay\t35\t34\nCoffee\t1\t2\nLessons finished\t470\t480"
    placed = place_block(split_cells(text), NAMES, 8, "comma")
    assert placed.cells == {(1, 6): "35", (1, 7): "34", (0, 6): "470", (0, 7): "480"}
    assert placed.left_out == ["Coffee"]


def test_rows_without_names_go_in_order_and_gaps_stay_gaps() -> None:
    placed = place_block(split_cells("470\t\t480\n35\tx\t34\n1\t2\t3"), NAMES, 3, "comma")
    assert placed.cells == {(0, 0): "470", (0, 2): "480", (1, 0): "35", (1, 1): "x", (1, 2): "34"}
    assert placed.left_out == ["row 3"]


def test_a_row_can_be_a_period() -> None:
    text = "\tAds that pay\tLessons finished\nW46\t35\t470\nW47\t34\t480"
    placed = place_block(split_cells(text), NAMES, 8, "comma", by_period=True)
    assert placed.cells == {(1, 6): "35", (1, 7): "34", (0, 6): "470", (0, 7): "480"}


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789,.;\t\n\r -%$abcé\u202e\u00a0"), max_size=200), FORMATS)
def test_anything_can_be_pasted(text: str, number_format: str) -> None:
    cells = split_cells(text, number_format)
    for placed in (
        place_series(cells, 0, 8, number_format) if cells else None,
        place_block(cells, NAMES, 8, number_format),
        place_block(cells, NAMES, 8, number_format, by_period=True),
    ):
        for (row, column), value in placed.cells.items() if placed else ():
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
    placed = place_series(split_cells(text, number_format), 0, 8, number_format)
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
