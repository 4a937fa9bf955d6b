"""`manage.py coach`: one JSON object a line, whatever bytes come in."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command


def coach(name: str) -> list[dict[str, object]]:
    """What the command prints for a file, line by line."""
    out = io.StringIO()
    call_command("coach", name, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_object_a_line(tmp_path: Path) -> None:
    """An empty line is a statement too: it gets every question, and the lines keep their order."""
    source = tmp_path / "statements.txt"
    source.write_text("Lots of good leads.\n\nPublish 12 blog posts a month.\n", "utf-8")
    told = coach(str(source))
    assert [line["class"] for line in told] == ["vague", "vague", "output"]
    assert list(told[0]) == ["class", "score", "elements", "questions", "vague_words"]
    questions = told[0]["questions"]
    assert isinstance(questions, list)
    assert questions[:2] == ["How many, or what share?", "By when, or per which period?"]
    assert len(told[1]["questions"]) == 5  # type: ignore[arg-type]


def test_any_bytes_are_read(tmp_path: Path) -> None:
    """No UTF-8, NUL, a line of a megabyte: still one object a line."""
    source = tmp_path / "bytes.txt"
    source.write_bytes(b"\xff\xfe\x00\n" + b"more posts " * 100_000 + b"\n80 enquiries a month")
    assert len(coach(str(source))) == 3


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dash reads what is piped in."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Better cash flow.\n")))
    assert coach("-")[0]["class"] == "vague"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """One line and exit 2."""
    with pytest.raises(CommandError, match="No such file") as told:
        coach(str(tmp_path / "none.txt"))
    assert told.value.returncode == 2
