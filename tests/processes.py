"""Servers the test run starts for itself, and how every one of them is stopped again."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_LIMIT = 30.0
STOP_LIMIT = 10.0


class ServerError(RuntimeError):
    """A server the tests need could not be had; the message says what to do."""


def bare_environment() -> dict[str, str]:
    """What a process needs that is to find nothing else of ours; with compiled code it starts in half the time."""
    names = ("PATH", "HOME", "PYTHONPYCACHEPREFIX")
    return {name: os.environ[name] for name in names if name in os.environ}


@dataclass
class Server:
    process: subprocess.Popen[bytes]
    work: Path
    url: str
    description: str = ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(command: list[str], work: Path, url: str, port: int, **options: Any) -> Server:
    """Start a server in its own session, so that a Ctrl-C in the terminal reaches it through us and in order."""
    with (work / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True, **options
        )
    server = Server(process, work, url)
    atexit.register(stop, server)
    wait_for_port(server, port)
    return server


def wait_for_port(server: Server, port: int) -> None:
    end = time.monotonic() + START_LIMIT
    while server.process.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.03)
        else:
            return
    raise ServerError(f"A server did not start: {(server.work / 'log').read_text(errors='replace')[-2000:]}")


def stop(server: Server) -> None:
    """SIGINT is PostgreSQL's fast shutdown and stops Redis as well."""
    ignore_signals()
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGINT)
        try:
            server.process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            os.killpg(server.process.pid, signal.SIGKILL)
            server.process.wait()
    shutil.rmtree(server.work, ignore_errors=True)


def ignore_signals() -> None:
    """A second Ctrl-C must not interrupt the stopping and leave a server behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def treat_termination_as_interrupt() -> None:
    """By default SIGTERM ends Python at once, with everything it started left running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
