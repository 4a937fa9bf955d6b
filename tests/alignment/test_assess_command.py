"""`manage.py assess`: exit codes, standard output and standard error, and the case files beside this test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from alignment import CaseError, assess, dumps, load_case

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CASES = sorted((HERE / "cases").glob("*.json"))


def command(*args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """The command as an operator runs it, where no database is and the terminal knows ASCII alone."""
    with TemporaryDirectory() as empty:
        return _run(empty, args, stdin)


def _run(folder: str, args: tuple[str, ...], stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    known = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment = {**known, "OUTCOMES_MODE": "embedded", "OUTCOMES_VAR": folder, "LC_ALL": "C", "PYTHONUTF8": "0"}
    return subprocess.run(
        [sys.executable, "manage.py", "assess", *args], cwd=ROOT, env=environment, input=stdin, capture_output=True,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_key_facts_of_the_case_files(path: Path) -> None:
    """`name.json` is a case; `name.facts` lists what must be found in its assessment, as dotted paths."""
    result: Any = assess(load_case(path.read_bytes()))
    facts = json.loads(path.with_suffix(".facts").read_text("utf-8"))
    assert facts
    for where, expected in facts.items():
        found = _at(result, where)
        assert found == (pytest.approx(expected, rel=1e-6) if isinstance(expected, float) else expected), where


def _at(result: Any, where: str) -> Any:
    """A dotted path; `findings` are looked up by id, with `kinds` and `ids` for the whole list in order."""
    if where == "ids":
        return [one["id"] for one in result["findings"]]
    if where.startswith("findings/"):
        _, ident, key = where.split("/")
        return next(one for one in result["findings"] if one["id"] == ident)[key]
    for part in where.split("."):
        result = result[int(part)] if isinstance(result, list) else result[part]
    return result


def test_there_are_case_files() -> None:
    assert len(CASES) >= 6


def test_a_good_file_exits_0_and_prints_one_object() -> None:
    ran = command(str(CASES[0]))
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.decode("ascii") == dumps(assess(load_case(CASES[0].read_bytes()))) + "\n"
    assert command("-", stdin=CASES[0].read_bytes()).stdout == ran.stdout


@pytest.mark.parametrize(
    ("stdin", "line"),
    [
        (b'{"id": 5}', b"id: must be text"),
        (b"\xff", b"case: must be UTF-8 text (byte 0)"),
        (b'{"id": "b", "systems": [], "metrics": [], "\xc3\xa9": 1}', b'["\\u00e9"]: is not a known key'),
    ],
)
def test_a_bad_file_exits_2_with_one_line(stdin: bytes, line: bytes) -> None:
    ran = command("-", stdin=stdin)
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, b"", line + b"\n")


def test_a_file_that_is_not_there() -> None:
    ran = command("no/such/file.json")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.startswith(b"'no/such/file.json': cannot be read")
    assert ran.stderr.count(b"\n") == 1


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_a_file_cut_short_is_one_clear_line(path: Path) -> None:
    whole = path.read_bytes()
    for length in range(0, len(whole.rstrip()), max(len(whole) // 40, 1)):
        with pytest.raises(CaseError) as caught:
            load_case(whole[:length])
        assert len(str(caught.value).splitlines()) == 1
