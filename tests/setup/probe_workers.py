"""Run by test_workers.py: two tests that wait, each with a process of its own, until the run is stopped."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def started() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    Path(os.environ["PROBE_FOLDER"], str(process.pid)).touch()
    yield
    process.kill()
    process.wait()


@pytest.mark.parametrize("n", [1, 2])
def test_waits(n: int, started: None) -> None:
    threading.Event().wait(600)
