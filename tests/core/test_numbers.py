"""Numbers people type: read exactly, or refused with what to do."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.numbers import COMMA, POINT, SPACE, NumberError, parse_number, plain, show_number, show_value


@pytest.mark.parametrize(
    ("typed", "number_format", "value"),
    [
        ("1,240", COMMA, "1240"),
        ("1 240", COMMA, "1240"),
        ("1,240.5", COMMA, "1240.5"),
        ("1.240,5", POINT, "1240.5"),
        ("1 240,5", SPACE, "1240.5"),
        ("1\u202f240,5", SPACE, "1240.5"),
        ("12%", COMMA, "12"),
        ("12,5 %", POINT, "12.5"),
        ("$148", COMMA, "148"),
        ("−3.5", COMMA, "-3.5"),
        ("-$20", COMMA, "-20"),
        (".5", COMMA, "0.5"),
        ("0,5", POINT, "0.5"),
        ("61,300", COMMA, "61300"),
        ("-0", COMMA, "0"),
        ("123456789012345", COMMA, "123456789012345"),
    ],
)
def test_what_people_type_is_read(typed: str, number_format: str, value: str) -> None:
    assert parse_number(typed, number_format) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "number_format", "says"),
    [("21,5", COMMA, "“.” for the decimals, like 21.5"), ("1,24", COMMA, "like 1.24")],
)
def test_the_other_decimal_mark_is_named(typed: str, number_format: str, says: str) -> None:
    with pytest.raises(NumberError, match=says):
        parse_number(typed, number_format)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "sixty",
        "NaN",
        "inf",
        "-Infinity",
        "1e400",
        "1e5",
        "1,24",
        "1,2,3",
        "1.2.3",
        "--5",
        "=1+1",
        "١٢",
        "1_000",
        "12 000 00",
        "9" * 61,
        "\x00",
        "5 apples",
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(NumberError):
        parse_number(typed)


def test_too_many_digits_and_decimals_say_so() -> None:
    with pytest.raises(NumberError, match="15 digits"):
        parse_number("1234567890123456")
    with pytest.raises(NumberError, match="15 digits"):
        parse_number("1234567890.123456")
    with pytest.raises(NumberError, match="6 decimals"):
        parse_number("0.1234567")


@given(
    st.decimals(min_value=-(10**8), max_value=10**8, places=4, allow_nan=False, allow_infinity=False),
    st.sampled_from([COMMA, POINT, SPACE]),
)
def test_what_is_shown_can_be_typed_back(value: Decimal, number_format: str) -> None:
    assert parse_number(show_number(value, number_format), number_format) == value


@given(st.text(max_size=80), st.sampled_from([COMMA, POINT, SPACE]))
def test_any_text_is_a_finite_number_or_an_error(typed: str, number_format: str) -> None:
    try:
        value = parse_number(typed, number_format)
    except NumberError:
        return
    assert value.is_finite()
    assert abs(value) < 10**15


def test_numbers_are_shown_with_what_stands_at_them() -> None:
    assert show_value(Decimal("34.000000"), "%") == "34%"
    assert show_value(148, "USD") == "$148"
    assert show_value(-148, "$") == "−$148"
    assert show_value(61300, "people") == "61,300"
    assert show_value(1240.5, "€", POINT) == "€1.240,50"
    assert show_value(Decimal("7.900000"), "GBP") == "£7.90"
    assert show_value(7.94, "GBP", digits=1) == "£7.9"
    assert show_number(14.4321, digits=1) == "14.4"
    assert plain(Decimal("0.500000")) == "0.5"
    assert plain(100) == "100"


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("55 calls", "calls", "55"), ("1 call", "calls", "1"), ("2 Calls", "call", "2"), ("55calls", "calls", "55"),
        ("1,240 lessons finished", "lessons finished", "1240"), ("41 percent", "%", "41"), ("30 EUR", "EUR", "30"),
        ("100", "0", "100"), ("12", "", "12"),
    ],
)  # fmt: skip
def test_its_own_unit_may_stand_behind_a_number(typed: str, unit: str, value: str) -> None:
    assert parse_number(typed, COMMA, unit=unit) == Decimal(value)


@pytest.mark.parametrize(("typed", "unit"), [("55 jobs", "calls"), ("calls", "calls"), ("55 calls", "")])
def test_another_unit_is_no_number(typed: str, unit: str) -> None:
    with pytest.raises(NumberError):
        parse_number(typed, COMMA, unit=unit)
