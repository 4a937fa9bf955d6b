"""A real Celery worker with beat, killed in the middle of a job: the job is done after the restart, exactly once.

On files and SQLite, as `./run` does it, and on Redis with PostgreSQL, as production does it.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

pytestmark = pytest.mark.worker

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 90.0
# What the site's process does when something changed; a process of its own, because it uses another database.
MIGRATE = (
    "import django; django.setup(); from django.core.management import call_command;"
    "call_command('migrate', verbosity=0)"
)
ASK = "import django; django.setup(); from jobs.actions import request_job; request_job(kind='probe', business_id=7)"
LOOK = (
    "import django; django.setup(); from jobs.models import Job, OutboxMail;"
    "print(Job.objects.get().state, OutboxMail.objects.filter(kind='probe').count())"
)


def until(condition: Callable[[], bool], what: str) -> None:
    """Looks again and again, up to a limit."""
    end, pause = time.monotonic() + LIMIT, threading.Event()
    while not condition():
        assert time.monotonic() < end, f"{what} did not happen within {LIMIT:.0f} s"
        pause.wait(0.1)


class Place:
    """Where one set-up keeps its files, and how its processes are started."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = {
            **{k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL", "TEST_DB")},
            "DJANGO_SETTINGS_MODULE": "tests.jobs.probe_settings",
            "OUTCOMES_VAR": str(folder),
            "PROBE_FOLDER": str(folder),
            "JOB_LEASE_SECONDS": "2",
            **environment,
        }
        os.mkfifo(folder / "gate")

    def python(self, code: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=LIMIT
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """As `./run` starts it. Whatever happens in the test, its whole group is gone afterwards."""
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "outcomes_site",
            "worker",
            "-B",
            "-s",
            str(self.folder / "beat"),
        ]
        with (self.folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [*command, "--pool", "threads", "-c", "2", "--without-mingle", "--without-gossip"],
                cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def started(self) -> bool:
        return (self.folder / "started").exists()

    def open_gate(self) -> None:
        (self.folder / "gate").write_text("go")

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")


@pytest.fixture
def on_files(tmp_path: Path) -> Place:
    place = Place(tmp_path, {"OUTCOMES_MODE": "embedded"})
    place.python(MIGRATE)
    return place


@pytest.fixture
def on_redis(tmp_path: Path) -> Place:
    """The suite's own servers: the test database, and the Redis database of this run."""
    if connection.vendor != "postgresql" or not settings.REDIS_URL:
        pytest.skip("needs PostgreSQL and Redis")
    base = os.environ["DATABASE_URL"].rpartition("/")[0]
    url = f"{base}/{connection.settings_dict['NAME']}"
    return Place(tmp_path, {"OUTCOMES_MODE": "test", "DATABASE_URL": url, "REDIS_URL": settings.REDIS_URL})


def test_on_files_a_killed_job_is_done_once_after_the_restart(on_files: Place) -> None:
    killed_and_restarted(on_files)


@pytest.mark.django_db(transaction=True)
def test_on_redis_a_killed_job_is_done_once_after_the_restart(on_redis: Place) -> None:
    killed_and_restarted(on_redis)


def killed_and_restarted(place: Place) -> None:
    place.python(ASK)
    with place.worker() as first:
        until(place.started, "the start of the job")
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    assert place.python(LOOK) == "running 0"
    (place.folder / "started").unlink()
    with place.worker():
        until(place.started, "the second start of the job")
        place.open_gate()
        until(lambda: place.python(LOOK) == "idle 1", "the end of the job")
        place.python(ASK)  # a later request waits for its minute: nothing is done twice
    assert place.python(LOOK) == "queued 1"
