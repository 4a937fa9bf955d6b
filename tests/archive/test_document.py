"""The file's own form: strict, in pieces, and never all in memory."""

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.document import written
from archive.errors import Unreadable
from archive.reading import CHUNK, SECTIONS, Reader, Text, check_manifest
from archive.values import from_json, plain_decimal, to_json
from metrics.models import Metric, Reading

ABOUT = {"product": "1", "engine": "1", "exported_at": "2026-11-23T09:14:00+00:00"}


def document(rows: dict[str, list[dict[str, Any]]]) -> str:
    sections = [(name, iter(rows.get(name, []))) for name in SECTIONS]
    return "".join(written(ABOUT, sections, {}, lambda: {"element": 1}))


ROWS = st.lists(
    st.dictionaries(
        st.text(max_size=5),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(st.characters(exclude_categories=["Cs"])),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
            max_leaves=6,
        ),
        max_size=4,
    ),
    max_size=5,
)  # fmt: skip


@given(ROWS, st.booleans())
def test_whatever_is_written_is_read(rows: list[dict[str, Any]], spread: bool) -> None:
    numbered = [{**row, "id": n} for n, row in enumerate(rows, 1)]
    text = document({"readings": numbered})
    assert json.loads(text)["readings"] == numbered, "it is plain JSON for everybody else"
    if spread:
        text = json.dumps(json.loads(text), indent=2)
    reader = Reader(BytesIO(text.encode()))
    assert reader.head() == ABOUT
    assert [row for _, row in reader.rows()] == numbered
    assert reader.manifest["sections"]["readings"]["rows"] == len(rows)


class Endless(BytesIO):
    """A file that goes on and on, and counts what was asked of it."""

    def __init__(self, start: str, row: str) -> None:
        super().__init__()
        self.start, self.row, self.given = start, row, 0

    def read(self, size: int | None = -1) -> bytes:
        self.given += 1
        text, self.start = self.start or self.row * 500, ""
        return text.encode()


def test_rows_are_read_one_by_one() -> None:
    start = document({}).split('"people": [')[0] + '"people": [{"id":1}'
    file = Endless(start, ',{"id":2,"text":"more"}')
    reader = Reader(file)
    reader.head()
    rows = reader.rows()
    assert next(rows) == ("people", {"id": 1})
    assert next(rows) == ("people", {"id": 2, "text": "more"})
    assert file.given < 4
    assert len(reader.text.buffer) < CHUNK


def test_one_row_cannot_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.reading.MOST_OF_ONE", 20_000)
    with pytest.raises(Unreadable, match="too large"):
        Text(Endless('{"text":"', "x" * 100)).value()


@given(st.integers(min_value=1, max_value=40))
def test_a_value_may_be_cut_anywhere_between_pieces(size: int) -> None:
    class Slowly(BytesIO):
        def read(self, many: int | None = -1) -> bytes:
            return super().read(size)

    text = document({"plans": [{"id": 1, "words": 'ä\\"€ 🦊', "deep": [{"a": [1.5, -2]}]}, {"id": 2}]})
    reader = Reader(Slowly(text.encode()))
    reader.head()
    assert [row["id"] for _, row in reader.rows()] == [1, 2]


def test_a_manifest_must_name_every_section() -> None:
    with pytest.raises(Unreadable, match="manifest: must hold"):
        check_manifest([], {}, 0)
    with pytest.raises(Unreadable, match=r"manifest\.sections: must name every section"):
        check_manifest({"sections": {"a": {}}, "gone": {}}, {}, 0)


@given(st.decimals(min_value=-(10**8), max_value=10**8, places=6, allow_nan=False))
def test_decimals_are_exact_and_have_one_spelling(value: Any) -> None:
    field = Reading._meta.get_field("value")
    text = to_json(value)
    assert from_json(field, text) == value
    assert plain_decimal(from_json(field, text)) == text
    with pytest.raises(Unreadable):
        from_json(field, text + (".0" if "." not in text else "0"))


def test_an_empty_choice_is_one_where_the_column_may_be_empty() -> None:
    assert from_json(Metric._meta.get_field("unit"), "") == ""
    with pytest.raises(Unreadable, match="must be one of higher, lower, range"):
        from_json(Metric._meta.get_field("direction"), "")
