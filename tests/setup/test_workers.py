"""Several workers: each has its own share, all stop with the controller, and a missing browser is still said aloud."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
import redis
from django.conf import settings
from django.db import connection

from tests import conftest, workers
from tests.chromium import BROWSER_REQUIRED

ROOT = Path(__file__).resolve().parents[2]
SERVERS = ("DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL", "TEST_DATABASE_URL", "TEST_REUSE")
KEPT_BACK = (*SERVERS, "CI", BROWSER_REQUIRED)
LIMIT = 90.0


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    """A run of its own, in two workers."""
    passed_on = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_") and k not in KEPT_BACK}
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-n", "2", *arguments], cwd=ROOT, env={**passed_on, **environment},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip


def test_the_number_of_a_worker_moves_its_redis_and_its_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    assert workers.numbered("redis://name:word@db.example:6380/3", 2) == "redis://name:word@db.example:6380/5"
    assert workers.numbered("redis://127.0.0.1:6379", 1) == "redis://127.0.0.1:6379/1"
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    assert (workers.number(), workers.first_port()) == (None, 18_000)
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw3")
    assert (workers.number(), workers.first_port()) == (3, 18_150)


@pytest.mark.django_db
@pytest.mark.sqlite
def test_what_this_worker_has_is_named_after_it(worker_id: str) -> None:
    if worker_id == "master":
        pytest.skip("runs alone")
    database = str(connection.settings_dict["NAME"])
    assert worker_id in database or "mode=memory" in database
    assert Path(settings.VAR_DIR).name == f"worker-{workers.number()}"
    assert Path(settings.VAR_DIR).is_dir()


def test_a_redis_with_too_few_databases_is_said_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    if not settings.REDIS_URL:
        pytest.skip("needs Redis")
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        databases = int(client.config_get("databases")["databases"])
    monkeypatch.setenv("REDIS_URL", settings.REDIS_URL.rpartition("/")[0] + f"/{databases - 2}")
    workers.pytest_xdist_setupnodes([None] * 2)
    with pytest.raises(pytest.UsageError, match="no database for 3 workers"):
        workers.pytest_xdist_setupnodes([None] * 3)


@pytest.mark.parametrize("whole_group", [False, True], ids=["by a signal to it", "by Ctrl-C in a terminal"])
def test_a_stopped_run_leaves_nothing(whole_group: bool, tmp_path: Path) -> None:
    run = start("tests/setup/probe_workers.py", PROBE_FOLDER=str(tmp_path))
    until_started(run, tmp_path, 2)
    family = psutil.Process(run.pid).children(recursive=True)
    commands = [" ".join(process.cmdline()) for process in family]
    assert any("postgres" in line for line in commands), commands
    assert {int(file.name) for file in tmp_path.iterdir()} <= {process.pid for process in family}

    if whole_group:
        os.killpg(run.pid, signal.SIGINT)
    else:
        run.send_signal(signal.SIGTERM)

    said, _ = run.communicate(timeout=LIMIT)
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == [], said
    assert run.returncode == pytest.ExitCode.INTERRUPTED, said


def until_started(run: subprocess.Popen[str], folder: Path, processes: int) -> None:
    end, pause = time.monotonic() + LIMIT, threading.Event()
    while len(list(folder.iterdir())) < processes:
        if run.poll() is not None or time.monotonic() > end:
            run.kill()
            raise AssertionError(run.communicate()[0])
        pause.wait(0.1)


def test_without_a_browser_the_last_words_say_what_was_not_run() -> None:
    with start("tests/browser/test_palette.py", TEST_DB="sqlite", CHROMIUM="/nowhere/chromium") as run:
        said = run.communicate(timeout=LIMIT)[0]
    assert run.returncode == 0, said
    assert "4 tests in a real browser were NOT RUN: no Chromium was found." in said


def test_where_a_browser_is_required_its_absence_stops_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)
    monkeypatch.setattr(conftest, "find_or_install_chromium", lambda: None)
    for name, value in ((BROWSER_REQUIRED, "1"), ("CI", "true")):
        monkeypatch.delenv(BROWSER_REQUIRED, raising=False)
        monkeypatch.delenv("CI", raising=False)
        assert not conftest.has_browser()
        monkeypatch.setenv(name, value)
        with pytest.raises(pytest.UsageError, match="this run requires one"):
            conftest.pytest_xdist_setupnodes()
