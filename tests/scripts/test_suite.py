"""How many processes the whole suite is given."""

import os
from pathlib import Path

import pytest

from scripts.suite import cores


@pytest.mark.parametrize(
    ("quota", "found"),
    [
        ("max 100000\n", 8),
        ("200000 100000\n", 2),
        ("150000 100000\n", 2),
        ("50000 100000\n", 1),
        ("6400000 100000\n", 8),
    ],
)
def test_no_more_than_the_container_may_use(
    quota: str, found: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(8)), raising=False)
    (tmp_path / "cpu.max").write_text(quota)
    assert cores(tmp_path / "cpu.max") == found
    assert cores(tmp_path / "missing") == 8
