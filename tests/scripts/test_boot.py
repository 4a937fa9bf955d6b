"""What the bootstrap decides; that it works is shown by every run of ./test."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import boot

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def locks(tmp_path: Path) -> Path:
    for name in ("uv", "run", "dev"):
        (tmp_path / f"{name}.txt").write_text(name)
    return tmp_path


def stamp(kind: str, locks: Path, python: str = sys.version) -> dict[str, str]:
    return {"kind": kind, "digest": boot.digest(kind, locks), "python": python}


@pytest.mark.parametrize(
    ("made", "needed", "enough"),
    [("run", "run", True), ("dev", "dev", True), ("dev", "run", True), ("run", "dev", False)],
)
def test_a_venv_with_the_dev_lock_serves_both(locks: Path, made: str, needed: str, enough: bool) -> None:
    assert boot.stamp_satisfies(stamp(made, locks), needed, locks) is enough


@pytest.mark.parametrize("changed", ["uv.txt", "run.txt"])
def test_a_changed_lock_makes_the_venv_stale(locks: Path, changed: str) -> None:
    before = stamp("run", locks)
    (locks / changed).write_text("other")
    assert not boot.stamp_satisfies(before, "run", locks)


def test_another_python_makes_the_venv_stale(locks: Path) -> None:
    assert not boot.stamp_satisfies(stamp("dev", locks, python="3.99"), "run", locks)


def test_an_unfinished_venv_is_never_enough(locks: Path) -> None:
    assert not boot.stamp_satisfies({}, "run", locks)


def test_a_stale_dev_venv_is_never_brought_down_to_run() -> None:
    assert boot.kind_to_install({"kind": "dev"}, "run") == "dev"
    assert boot.kind_to_install({"kind": "run"}, "dev") == "dev"
    assert boot.kind_to_install({}, "run") == "run"


def test_an_old_python_is_refused_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.version_info", (3, 10, 4))
    with pytest.raises(SystemExit) as refused:
        boot.main(["run"])
    assert str(refused.value) == "Outcomes needs Python 3.11 or newer, with venv; this is Python 3.10."


def test_without_venv_support_a_normal_user_is_told_the_one_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as refused:
        boot.install_venv_support()
    assert "Run once: sudo apt-get install -y --no-install-recommends python3." in str(refused.value)


def test_bytecode_is_kept_in_the_venv_where_it_must_not_lie_beside_the_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "environ", {"PYTHONDONTWRITEBYTECODE": "1"})
    boot.keep_bytecode()
    assert os.environ == {"PYTHONPYCACHEPREFIX": str(ROOT / ".venv" / "bytecode")}
    monkeypatch.setattr(os, "environ", {})
    boot.keep_bytecode()
    assert os.environ == {}


def test_an_unknown_command_shows_how_to_use_it() -> None:
    said = subprocess.run([sys.executable, ROOT / "scripts" / "boot.py", "nonsense"], capture_output=True, text=True)
    assert said.returncode == 1
    assert "boot.py run|test|bench" in said.stderr


@pytest.mark.parametrize("command", ["run", "test", "bench"])
def test_the_way_in_is_two_lines_of_sh(command: str) -> None:
    file = ROOT / command
    lines = file.read_text().splitlines()
    assert lines == ["#!/bin/sh", f'exec python3 "$(dirname "$0")/scripts/boot.py" {command} "$@"']
    assert file.stat().st_mode & 0o111 == 0o111


@pytest.mark.parametrize("lock", ["uv", "run", "dev"])
def test_no_lock_names_an_address_and_every_entry_has_a_hash(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    assert "://" not in text
    assert "--index" not in text
    entries = text.replace("\\\n", " ").splitlines()
    assert entries
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)


def test_the_dev_lock_holds_the_run_lock() -> None:
    def pins(lock: str) -> set[str]:
        lines = (ROOT / "requirements" / f"{lock}.txt").read_text().splitlines()
        return {line.split(" ")[0] for line in lines if "==" in line and not line.startswith(" ")}

    assert pins("run") <= pins("dev")
