"""Runs a few programs as one: a signal to the whole stops each part, and the end of one part ends the whole."""

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

GRACE = 10.0
POLL = 0.1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Waits for a line that only an orderly end sends. When the supervisor was killed outright its end of the pipe
# closes without one, and the groups are stopped from here.
GUARD = 'read -r done || { kill -s TERM -- "$@"; sleep 5; kill -s KILL -- "$@"; } 2>/dev/null'

Parts = dict[str, subprocess.Popen[bytes]]


def stop_on_signals() -> threading.Event:
    """An event that a signal sets. A second signal changes nothing: stopping is under way and has its own limit."""
    stopping = threading.Event()

    def handler(number: int, frame: FrameType | None) -> None:
        stopping.set()

    for number in STOP_SIGNALS:
        signal.signal(number, handler)
    return stopping


@contextlib.contextmanager
def running(commands: Mapping[str, list[str]], folder: Path, environment: Mapping[str, str]) -> Iterator[Parts]:
    """The programs, each leading a process group of its own; nothing of those groups outlives the block."""
    parts: Parts = {}
    try:
        for name, command in commands.items():
            parts[name] = subprocess.Popen(  # noqa: S603 -- our own commands, no shell
                command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
            )
        with guarded(parts):
            yield parts
    finally:
        stop(parts)


@contextlib.contextmanager
def guarded(parts: Parts) -> Iterator[None]:
    """A small shell beside us that stops the parts when we cannot: after kill -9."""
    groups = [f"-{part.pid}" for part in parts.values()]
    guard = subprocess.Popen(  # noqa: S603
        ["/bin/sh", "-c", GUARD, "guard", *groups], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        yield
    finally:
        stop(parts)
        guard.communicate(b"done\n")


def wait_for_end(parts: Parts, stopping: threading.Event) -> str | None:
    """The name of the part that ended by itself, or None when a signal asked for the end."""
    while not stopping.wait(POLL):
        ended = first_ended(parts)
        if ended:
            return ended
    return None


def first_ended(parts: Parts) -> str | None:
    return next((name for name, part in parts.items() if part.poll() is not None), None)


def stop(parts: Parts) -> None:
    """Ask every group to end, wait, and end what is left; a part that died may have left children in its group."""
    for part in parts.values():
        signal_group(part, signal.SIGTERM)
    end = time.monotonic() + GRACE
    while time.monotonic() < end and any(group_lives(part) for part in parts.values()):
        time.sleep(POLL)
    for part in parts.values():
        signal_group(part, signal.SIGKILL)
        part.wait()


def group_lives(part: subprocess.Popen[bytes]) -> bool:
    part.poll()  # else the part itself would stay in its group as a zombie
    return signal_group(part, 0)


def signal_group(part: subprocess.Popen[bytes], number: int) -> bool:
    """False when nothing is left in the group."""
    try:
        os.killpg(part.pid, number)
    except ProcessLookupError:
        return False
    except PermissionError:
        # What macOS says of a group that holds only zombies.
        return False
    return True
