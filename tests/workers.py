"""pytest plugin: the suite in several processes at once (`-n`, pytest-xdist), none of which disturbs another.

The servers are started once, by the controller. Each worker has on them what it can empty without asking: a database
(pytest-django names it after the worker) and a Redis number; and on this machine a folder for files and ports.
"""

import contextlib
import os
import signal
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
import redis

PORTS_EACH = 50
FIRST_PORT = 18_000
PIDS: list[int] = []


def number() -> int | None:
    """Of this worker, from 0 on; None in the controller, and where there are no workers."""
    name = os.environ.get("PYTEST_XDIST_WORKER")
    return int(name.removeprefix("gw")) if name else None


def first_port() -> int:
    """From here on are PORTS_EACH ports that no other worker of this run looks at."""
    return FIRST_PORT + PORTS_EACH * (number() or 0)


def take_own_share(n: int) -> None:
    """What the controller left in the environment for all becomes what this worker has."""
    folder = Path(os.environ["OUTCOMES_VAR"]) / f"worker-{n}"
    folder.mkdir(exist_ok=True)
    os.environ["OUTCOMES_VAR"] = str(folder)
    if os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = numbered(os.environ["REDIS_URL"], n)


def numbered(url: str, n: int) -> str:
    """The address of the Redis database `n` after the one in `url`."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{int(parts.path.strip('/') or 0) + n}"))


def interrupt_once() -> None:
    """Ctrl-C reaches a worker from the terminal and again from the controller; its tidying up is done only once."""

    def interrupt(signum: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, interrupt)


# --- In the controller --------------------------------------------------------------------------


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list[Any]) -> None:
    url = os.environ.get("REDIS_URL")
    if not url:
        return
    last = numbered(url, len(specs) - 1)
    try:
        with redis.Redis.from_url(last) as client:
            client.ping()
    except redis.ResponseError as error:
        message = f"The given Redis has no database for {len(specs)} workers ({error}): ask for fewer, with -n."
        raise pytest.UsageError(message) from error


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    PIDS.append(node.gateway._rinfo().pid)


def pytest_keyboard_interrupt() -> None:
    """Left to themselves, workers would go on for five seconds and then be short of time for tidying up."""
    for pid in PIDS:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
