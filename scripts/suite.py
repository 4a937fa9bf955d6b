"""`./test`: the whole suite, or what the arguments name.

./test                          the part marked `sqlite` on the embedded database, then everything on PostgreSQL
./test --sqlite [arguments]     only the former
./test tests/metrics -k grid    arguments go to pytest, and only that is run

The whole suite runs in as many processes as there are cores; what is named by arguments in one, unless they say `-n 4`.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

PYTEST = [sys.executable, "-m", "pytest"]
INTERRUPTED = 2  # pytest's exit status after Ctrl-C
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str]) -> int:
    everything = ["-n", str(cores())]
    if "--sqlite" in arguments or os.environ.get("TEST_DB") == "sqlite":
        os.environ["TEST_DB"] = "sqlite"
        named = [word for word in arguments if word != "--sqlite"]
        os.execv(sys.executable, [*PYTEST, "-m", "sqlite", *(named or everything)])
    if arguments:
        os.execv(sys.executable, [*PYTEST, *arguments])
    print("1 of 2: the embedded database, SQLite", flush=True)
    embedded = run([*PYTEST, "-q", "-m", "sqlite", *everything], {**os.environ, "TEST_DB": "sqlite"})
    if embedded == INTERRUPTED or embedded > 128:
        return embedded
    # Last, so that the closing line, and what was left out for want of a browser, end the output.
    print("\n2 of 2: everything, on PostgreSQL and Redis", flush=True)
    return run([*PYTEST, *everything], dict(os.environ)) or embedded


def cores(quota: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """How many this process may use: not always all of the machine, least of all in a container."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    limit, period = quota.read_text().split() if quota.exists() else ("max", "1")
    return allowed if limit == "max" else max(1, min(allowed, round(int(limit) / int(period))))


def run(command: list[str], environment: dict[str, str]) -> int:
    """In a session of its own: a signal reaches pytest once, through us, and we wait for it to stop its servers."""
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)

    def forward(number: int, frame: FrameType | None) -> None:
        process.send_signal(number)

    for number in SIGNALS:
        signal.signal(number, forward)
    status = process.wait()
    return status if status >= 0 else 128 - status  # ended by a signal: as a shell says it


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
