"""`./run` as a person starts it: it answers, it stops as one, and nothing is left behind."""

import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from core.management.commands.up import first_free_port
from tests.processes import bare_environment
from tests.workers import first_port

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 180

pytestmark = pytest.mark.worker


class Site:
    """One started copy, with what it has printed so far."""

    def __init__(self, var: Path) -> None:
        port = first_free_port(first_port())
        environment = {**bare_environment(), "OUTCOMES_MODE": "embedded", "OUTCOMES_VAR": str(var), "PORT": str(port)}
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"], cwd=ROOT, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self.printed = ""

    def read_until(self, words: str) -> None:
        assert self.process.stdout is not None
        too_late = threading.Timer(LIMIT, self.process.kill)
        too_late.start()
        try:
            for line in self.process.stdout:
                self.printed += line
                if words in line:
                    return
        finally:
            too_late.cancel()
        raise AssertionError(f"ended before it said {words!r}:\n{self.printed}")

    def read_to_end(self) -> int:
        rest, _ = self.process.communicate(timeout=LIMIT)
        self.printed += rest
        return self.process.returncode

    @property
    def address(self) -> str:
        found = re.search(r"Outcomes is at (http://localhost:\d+/)", self.printed)
        assert found
        return found[1]

    def family(self) -> list[psutil.Process]:
        found: list[psutil.Process] = psutil.Process(self.process.pid).children(recursive=True)
        return found

    def part(self, word: str) -> psutil.Process:
        """The process of this part that stands directly below the supervisor."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if word in child.cmdline())


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of all starts: the first makes database and sample, and those after it find them, however it ended."""
    return tmp_path_factory.mktemp("up") / "var"


@pytest.fixture
def site(var: Path) -> Iterator[Site]:
    site = Site(var)
    try:
        site.read_until("Ctrl-C stops it.")
        yield site
    finally:
        # Reached also when the test failed or was interrupted: its end is the supervisor's own work, killed or not.
        site.process.terminate()
        site.process.communicate(timeout=LIMIT)


def assert_nothing_left(family: list[psutil.Process]) -> None:
    _, alive = psutil.wait_procs(family, timeout=15)
    assert [p.cmdline() for p in alive if p.status() != psutil.STATUS_ZOMBIE] == []


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url.replace("localhost", "127.0.0.1"), timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def listening(processes: list[psutil.Process]) -> set[int]:
    return {c.laddr.port for p in processes for c in p.net_connections("inet") if c.status == psutil.CONN_LISTEN}


def test_it_answers_on_one_port_and_ctrl_c_leaves_nothing(site: Site, var: Path) -> None:
    address, family = site.address, site.family()
    port = int(address.rsplit(":", 1)[1].strip("/"))
    status, page = get(address)
    assert status == 200
    assert "<h1" in page
    stylesheet = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert stylesheet, "static files carry their hash"
    assert get(address.rstrip("/") + stylesheet[1])[0] == 200
    assert get(address + "dev/mail/")[0] == 200
    assert listening([psutil.Process(site.process.pid), *family]) == {port}
    secret = var / "secret_key"
    assert secret.stat().st_mode & 0o777 == 0o600

    site.process.send_signal(signal.SIGINT)

    assert site.read_to_end() == 0, site.printed
    assert_nothing_left(family)


def test_when_the_worker_is_killed_everything_stops(site: Site) -> None:
    family = site.family()
    site.part("celery").kill()
    assert site.read_to_end() == 1
    assert "The worker ended with status -9, so everything was stopped." in site.printed
    assert_nothing_left(family)


def test_when_it_is_killed_outright_its_parts_stop_too(site: Site) -> None:
    family = site.family()
    site.process.kill()
    assert_nothing_left(family)


def test_a_taken_port_is_passed_over() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]
        assert first_free_port(port) > port
