"""Many ticks at once, really at once: threads with connections of their own against PostgreSQL."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from jobs import timetable, work
from jobs.actions import request_job, set_due
from jobs.models import Due, Job, OutboxMail
from jobs.timetable import Turn
from jobs.work import run_waiting, tick

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THREADS, ROWS = 6, 50


@pytest.fixture(autouse=True)
def only_where_threads_race(settings: Settings) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory has one connection; its writers wait for each other by design")
    settings.JOB_HANDLERS = {"probe": f"{__name__}.effect_after_the_run"}
    settings.DUE_HANDLERS = {"note": f"{__name__}.effect_of_a_row"}


def effect(business_id: int) -> None:
    """Each call leaves one row, whichever thread made it."""
    OutboxMail.objects.create(
        key=f"{business_id} {threading.get_ident()} {datetime.now(UTC).timestamp()}", kind="effect"
    )


def effect_of_a_row(turn: Turn) -> None:
    effect(turn.business_id)


def effect_after_the_run(business_id: int) -> Callable[[], object]:
    return partial(effect, business_id)


def race(call: Callable[[], object]) -> None:
    """Run it in six threads that start together; an error in one of them is an error of the test."""
    barrier, errors = threading.Barrier(THREADS), []

    def run() -> None:
        try:
            barrier.wait(10)
            call()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


def effects() -> list[int]:
    """How often each business was served."""
    found = [int(key.split()[0]) for key in OutboxMail.objects.filter(kind="effect").values_list("key", flat=True)]
    return [found.count(i) for i in range(ROWS)]


def fifty_due_rows() -> None:
    for i in range(ROWS):
        set_due(kind="note", key=f"note:{i}", business_id=i, local_time=time(8), zone="UTC", at=NOW - timedelta(days=1))


def test_six_ticks_over_fifty_due_rows_have_fifty_effects() -> None:
    fifty_due_rows()
    race(lambda: tick(NOW))
    assert effects() == [1] * ROWS
    assert Due.objects.filter(next_due=datetime(2026, 11, 24, 8, tzinfo=UTC)).count() == ROWS


def test_without_the_lock_they_have_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the same race without SELECT … FOR UPDATE SKIP LOCKED serves rows twice."""
    fifty_due_rows()
    unguarded = Due.objects.get_queryset().__class__
    monkeypatch.setattr(unguarded, "select_for_update", lambda self, **kwargs: self.all())
    waiting = threading.Barrier(THREADS)

    def slowly(turn: Turn) -> None:
        waiting.wait(10)  # all six have read the same row before one of them writes
        effect(turn.business_id)

    monkeypatch.setattr(timetable, "handler_at", lambda path: slowly)
    race(lambda: timetable.serve_some(NOW))
    assert max(effects()) > 1


def test_six_workers_over_fifty_jobs_have_fifty_results() -> None:
    for i in range(ROWS):
        request_job(kind="probe", business_id=i, at=NOW, send_wake=False)
    race(lambda: run_waiting(NOW))
    assert effects() == [1] * ROWS
    assert Job.objects.filter(state=Job.State.IDLE).count() == ROWS


def test_one_job_asked_for_by_six_at_once_is_one_row() -> None:
    race(lambda: request_job(kind="probe", business_id=3, at=NOW, send_wake=False))
    assert Job.objects.count() == 1


def test_without_the_condition_in_the_claim_a_job_has_two_results(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: reading the state first and writing it afterwards lets several workers in."""
    job = request_job(kind="probe", business_id=3, at=NOW, send_wake=False)
    read = threading.Barrier(THREADS)

    def careless(job_id: int, now: datetime) -> Job:
        found = Job.objects.get(pk=job_id)
        read.wait(10)
        Job.objects.filter(pk=job_id).update(state=Job.State.RUNNING)
        return found

    monkeypatch.setattr(work, "claim", careless)
    monkeypatch.setattr(work, "finish", lambda job, write, at: write())
    race(lambda: work.run_job(job.pk, NOW))
    assert effects()[3] == THREADS
