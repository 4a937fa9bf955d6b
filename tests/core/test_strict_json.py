"""JSON in and out: exact, each key once, nothing that is no JSON."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.strict_json import BadJson, read, write


def test_numbers_are_exact() -> None:
    found = read(b"[1, -7, 0.1, 36.10, 1e2, 1E-3, 12345678901234567890, 1e400]")
    assert found == [1, -7, Decimal("0.1"), Decimal("36.10"), Decimal("1E+2"), Decimal("0.001"), 12345678901234567890,
                     Decimal("1E+400")]  # fmt: skip
    assert [type(n) for n in found] == [int, int, *[Decimal] * 6]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "line 1, column 1"),
        (b'{"a": 1,}', "column 9"),
        (b'{\n"a": x}', "line 2, column 6"),
        (b"NaN", "NaN is no number"),
        (b"[-Infinity]", "-Infinity is no number"),
        (b'{"a": 1, "a": 1}', "the same key twice"),
        (b'[{"b": {"a": 1, "a": 2}}]', "the same key twice"),
        (b"\xff\xfe", "byte 0"),
        (b'"a\xe4"', "byte 2"),
        (b"[" * 100_000 + b"]" * 100_000, "too deeply"),
        (b"1e9999999999999999999", "too large"),
        (b'"a\x00b"', "column 3"),
        (b"'a'", "column 1"),
        (b"1 2", "column 3"),
        (b"01", "column 2"),
    ],
)
def test_what_is_no_json_is_refused_with_its_place(body: bytes, said: str) -> None:
    with pytest.raises(BadJson, match=said):
        read(body)


def test_a_byte_order_mark_is_let_through() -> None:
    assert read(b"\xef\xbb\xbf{}") == {}


def test_nothing_that_is_no_json_goes_out() -> None:
    assert write({"a": [None, True, "ä\u2028"]}) == '{"a":[null,true,"ä\u2028"]}'.encode()
    for wrong in (float("nan"), float("inf"), Decimal(1), {1, 2}):
        with pytest.raises((ValueError, TypeError)):
            write([wrong])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_there_and_back(value: Any) -> None:
    assert read(write(value)) == value == json.loads(write(value))


@given(st.binary(max_size=40) | st.text(alphabet='{}[]",:0123456789.eE+-truefalsn\\u \t', max_size=40).map(str.encode))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        found = read(body)
    except BadJson:
        return
    assert json.dumps(found, default=str)
