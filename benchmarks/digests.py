"""Digests from reading to the mail server, against smtplib with ready bytes in one run (performance.md, goal 14)."""

import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import mean, median
from typing import Any

from benchmarks.database import analyze, real_database, server_cpu
from benchmarks.table import Row, row

RECIPIENTS, BUSINESSES = 100, 4
# Decided on the Monday after the samples' last complete week.
SUNDAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 23, tzinfo=UTC)


def run(quick: bool = False) -> list[Row]:
    """The table of digests: a hundred people of four businesses, each with 52 weeks of numbers."""
    with real_database():
        return measure(5 if quick else 15)


@dataclass
class Sink:
    """The mail server's process."""

    process: "subprocess.Popen[str]"
    port: int

    def connections(self) -> int:
        """How many there were so far."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def cpu(self) -> float:
        """CPU milliseconds of all its threads so far; 0 where the machine does not tell."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e6


@contextmanager
def sink() -> Iterator[Sink]:
    """A mail server that takes everything."""
    from tests.processes import free_port

    port = free_port()
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-m", "benchmarks.sink", str(port)], text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            process.stdout.readline()
            yield Sink(process, port)
        finally:
            process.terminate()


def measure(rounds: int) -> list[Row]:
    """Needs Django; see `real_database`."""
    from django.db import connection
    from django.test import override_settings
    from django.test.utils import CaptureQueriesContext

    from benchmarks.api import asked
    from jobs.wire import written
    from tests.conftest import connect_as

    connect_as("DATABASE_URL")
    subscribe()
    analyze()
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    with sink() as server, override_settings(EMAIL_BACKEND=smtp, EMAIL_HOST="127.0.0.1", EMAIL_PORT=server.port):
        letters = send(decided(0))
        at, before = decided(1), server.connections()
        with CaptureQueriesContext(connection) as queries:
            send(at)
        opened = server.connections() - before
        ready = [(letter.from_email, letter.to, written(letter) or b"") for letter in letters]
        assert all(data for _, _, data in ready)
        database = server_cpu()
        ours, raw = [], []
        for week in range(rounds):
            at = decided(week + 2)
            # Before and after: a machine is busy in bursts, and ours take longer than one of them.
            around = [timed(lambda: hand_over(server.port, ready), server.cpu)]
            ours.append(timed(partial(send, at), lambda: server.cpu() + database()))
            around.append(timed(lambda: hand_over(server.port, ready), server.cpu))
            raw.append([mean(pair) for pair in zip(*around, strict=True)])
    figures = [(median(o[n] for o in ours), "ms", median(r[n] for r in raw)) for n in (0, 1)]
    assert all(len(letter.alternatives) == 1 for letter in letters)
    size = sum(len(data) for _, _, data in ready) / len(ready) / 1e3
    return [
        row("–", f"a mail's size, of {RECIPIENTS}", size, "kB", None, None),
        # At least 0.35 of its messages a second: at most 1 / 0.35 of its time for one.
        row("14", "gather, write and send: time a mail", *figures[0], 1 / 0.35),
        row("–", "the same: CPU of sender, database, mail server", *figures[1], None),
        row("14", f"queries for {RECIPIENTS} recipients", asked(queries.captured_queries), "", None, 8),
        row("14", "SMTP connections a batch", opened, "", None, 1),
    ]


def subscribe() -> None:
    """Four copies of the first sample, each with its people and twenty-odd readers; their digests come on Monday."""
    from django.db import transaction

    from businesses.context import see_businesses, see_user
    from businesses.models import Membership, Role
    from core.periods import local_today
    from digests.actions import choose
    from reports.actions import compute_report
    from tests.factories import make_member, make_user
    from workspace.sample.actions import new_sample
    from workspace.sample.builder import fill_sample
    from workspace.sample.story import MARLOW

    for _ in range(BUSINESSES):
        with transaction.atomic():
            owner = make_user()
            see_user(owner.pk)
            business = new_sample(owner, MARLOW)
            see_businesses([business.pk])
            mine = Membership.objects.get(business=business, user=owner)
            fill_sample(
                business=business, people=dict.fromkeys(MARLOW.people, mine), actor=owner,
                today=local_today(MONDAY, MARLOW.time_zone),
            )  # fmt: skip
            compute_report(business_id=business.pk, at=SUNDAY)
            see_businesses([business.pk])
            readers = [make_member(business, Role.RECORDER).user for _ in range(RECIPIENTS // BUSINESSES - 1)]
            see_businesses([business.pk])
            for user in (owner, *readers):
                choose(scope=business, user=user, kind="weekly", weekday=0, hour=8, at=SUNDAY)


def decided(week: int) -> datetime:
    """The moment at which the digests of a later week were put on their way."""
    from jobs.timetable import serve_some

    at = MONDAY + timedelta(weeks=week)
    assert serve_some(at, "digest") == RECIPIENTS
    return at


def send(at: datetime) -> list[Any]:
    """All of them, as a worker does: from the claim to what is noted of each."""
    from django.core.mail import get_connection

    from jobs.journal import kept
    from jobs.mail import close, send_claimed
    from jobs.outbox import claim, new_token

    token, mailer = new_token(), get_connection()
    with kept(token) as notes:
        results = send_claimed(claim(token, at), at, mailer, notes)
        notes.settled = True
    close(mailer)
    assert [result.state for result in results] == ["sent"] * RECIPIENTS, results[:1]
    return [result.message for result in results]


def hand_over(port: int, ready: list[tuple[str, list[str], bytes]]) -> None:
    """The same mails, written before, over one connection."""
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as server:
        for sender, to, data in ready:
            server.sendmail(sender, to, data)


def timed(call: Callable[[], object], others: Callable[[], float]) -> tuple[float, float]:
    """Milliseconds a mail: on the clock, and of CPU, with what `others` counts of other processes."""
    started, before = time.perf_counter(), time.process_time() * 1e3 + others()
    call()
    taken, after = time.perf_counter() - started, time.process_time() * 1e3 + others()
    return taken * 1e3 / RECIPIENTS, (after - before) / RECIPIENTS
