"""Jobs: claimed once, coalesced, retried, parked; what a dead worker held is free again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery import current_app
from django.test import TestCase
from kombu.exceptions import OperationalError
from pytest_django.fixtures import Settings

from jobs import actions, work
from jobs.actions import QUIET, publish, request_job
from jobs.clock import database_now
from jobs.models import Job, OutboxMail
from jobs.work import MAX_ATTEMPTS, free_expired, run_job, run_waiting, tick

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
Calls = list[int]


@pytest.fixture
def calls(settings: Settings) -> Calls:
    """Business ids the handler of kind `probe` was called with."""
    settings.JOB_HANDLERS = {kind: f"{__name__}.{kind}" for kind in ("probe", "broken", "writer", "asks_again")}
    made.clear()
    return made


made: Calls = []


def probe(business_id: int) -> None:
    made.append(business_id)


def broken(business_id: int) -> None:
    made.append(business_id)
    raise ValueError("ada@example.com typed something odd")


def writer(business_id: int) -> Callable[[], object]:
    return lambda: OutboxMail.objects.create(key=f"effect {OutboxMail.objects.count()}", kind="effect")


def asks_again(business_id: int) -> None:
    made.append(business_id)
    request_job(kind="asks_again", business_id=business_id, at=NOW)


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_a_job_runs_once_and_is_idle_afterwards(calls: Calls) -> None:
    job = request_job(kind="probe", business_id=7, at=NOW)
    assert run_job(job.pk, NOW)
    assert not run_job(job.pk, NOW)
    assert calls == [7]
    done = fresh(job)
    assert (done.state, done.attempts, done.lease_token, done.finished_at) == (Job.State.IDLE, 0, "", NOW)


def test_it_is_not_run_before_its_time(calls: Calls) -> None:
    job = request_job(kind="probe", business_id=7, at=NOW + SECOND)
    assert not run_job(job.pk, NOW)
    assert calls == []


def test_ten_edits_within_a_second_are_two_runs(calls: Calls) -> None:
    """The first at once, all others together when the minute is over (performance.md goal 11)."""
    first = request_job(kind="probe", business_id=7, at=NOW)
    run_job(first.pk, NOW)
    for i in range(9):
        request_job(kind="probe", business_id=7, at=NOW + SECOND * i / 10)
    run_waiting(NOW + QUIET - SECOND)
    assert calls == [7]
    run_waiting(NOW + QUIET)
    run_waiting(NOW + QUIET * 2)
    assert calls == [7, 7]


def test_after_a_quiet_minute_the_first_change_is_answered_at_once(calls: Calls) -> None:
    job = request_job(kind="probe", business_id=7, at=NOW)
    run_job(job.pk, NOW)
    later = NOW + QUIET + SECOND
    assert request_job(kind="probe", business_id=7, at=later).run_after == later


def test_asked_for_while_it_runs_it_runs_once_more(calls: Calls) -> None:
    job = request_job(kind="asks_again", business_id=7, at=NOW)
    run_job(job.pk, NOW)
    again = fresh(job)
    assert (again.state, again.again, again.run_after) == (Job.State.QUEUED, False, NOW + QUIET)


def test_one_row_a_business_and_kind(calls: Calls) -> None:
    for business_id in (1, 2, 1, 2):
        request_job(kind="probe", business_id=business_id, at=NOW)
    assert run_waiting(NOW) == 2
    assert sorted(calls) == [1, 2]


def test_only_the_first_request_sends_a_wake_up(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(actions, "publish", lambda task, row_id, wait=0.0: sent.append((task, row_id, wait)))
    with TestCase.captureOnCommitCallbacks(execute=True):
        job = request_job(kind="probe", business_id=7, at=NOW)
        for _ in range(5):
            request_job(kind="probe", business_id=7, at=NOW)
        request_job(kind="probe", business_id=8, at=NOW, send_wake=False)
    assert sent == [("jobs.run_job", job.pk, 0.0)]
    with TestCase.captureOnCommitCallbacks(execute=True):
        run_job(job.pk, NOW)
        request_job(kind="probe", business_id=7, at=NOW + 20 * SECOND)
    assert sent[1:] == [("jobs.run_job", job.pk, 40.0)]  # exactly when its minute is over, not at a tick after it


def test_a_failing_job_waits_longer_each_time_and_is_parked_after_the_fifth(calls: Calls) -> None:
    job = request_job(kind="broken", business_id=7, at=NOW)
    waits, now = [], NOW
    for _ in range(MAX_ATTEMPTS):
        assert run_job(job.pk, now)
        after = fresh(job)
        waits.append(after.run_after - now)
        now = after.run_after
    assert [w.total_seconds() for w in waits[:-1]] == [10, 40, 160, 640]
    assert after.state == Job.State.FAILED
    assert not run_job(job.pk, now + timedelta(days=1))
    assert len(calls) == MAX_ATTEMPTS


def test_the_reason_names_the_place_and_no_person(calls: Calls) -> None:
    job = request_job(kind="broken", business_id=7, at=NOW)
    run_job(job.pk, NOW)
    error = fresh(job).error
    assert error.startswith("ValueError in broken, line ")
    assert "ada" not in error


def test_a_parked_job_starts_afresh_when_asked_for(calls: Calls) -> None:
    job = request_job(kind="probe", business_id=7, at=NOW)
    Job.objects.update(state=Job.State.FAILED, attempts=5, error="x")
    request_job(kind="probe", business_id=7, at=NOW)
    assert run_job(job.pk, NOW)
    assert calls == [7]


def test_one_bad_row_does_not_hold_up_the_others(calls: Calls) -> None:
    request_job(kind="broken", business_id=1, at=NOW - SECOND)
    request_job(kind="probe", business_id=2, at=NOW)
    run_waiting(NOW)
    assert calls == [1, 2]


def test_an_unknown_kind_is_kept_and_parked_in_the_end(calls: Calls) -> None:
    job = request_job(kind="from_a_newer_version", business_id=1, at=NOW)
    run_job(job.pk, NOW)
    assert fresh(job).error.startswith("KeyError")
    assert fresh(job).state == Job.State.QUEUED


def test_a_dead_workers_job_waits_again_when_its_lease_is_over(calls: Calls) -> None:
    job = request_job(kind="probe", business_id=7, at=NOW)
    assert work.claim(job.pk, NOW)  # and then the worker is killed
    free_expired(NOW + work.lease() - SECOND)
    assert fresh(job).state == Job.State.RUNNING
    tick(NOW + work.lease() + SECOND)
    assert calls == [7]


def test_a_job_that_kills_its_worker_five_times_is_parked(calls: Calls) -> None:
    job = request_job(kind="probe", business_id=7, at=NOW)
    now = NOW
    for _ in range(MAX_ATTEMPTS):
        assert work.claim(job.pk, now)
        now += work.lease() + SECOND
        free_expired(now)
    assert (fresh(job).state, fresh(job).error) == (Job.State.FAILED, "The worker ended while it ran")


def test_a_result_is_written_with_the_end_of_the_job_or_not_at_all(calls: Calls) -> None:
    job = request_job(kind="writer", business_id=7, at=NOW)
    run_job(job.pk, NOW)
    assert OutboxMail.objects.count() == 1


def test_a_worker_that_lost_its_lease_writes_nothing(calls: Calls) -> None:
    """It was paused for longer than the lease; another one has taken the job and finished it."""
    job = request_job(kind="writer", business_id=7, at=NOW)
    slow = work.claim(job.pk, NOW)
    assert slow is not None
    tick(NOW + work.lease() + SECOND)
    assert OutboxMail.objects.count() == 1
    with pytest.raises(work.LeaseLost):
        work.finish(slow, writer(7), NOW)
    work.retry_or_park(slow, "late", NOW)
    assert OutboxMail.objects.count() == 1
    assert fresh(job).state == Job.State.IDLE


def test_without_the_token_the_paused_worker_would_write_twice(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the guard off the test above goes red."""
    monkeypatch.setattr(work.LeaseLost, "__init__", lambda self: None)
    job = request_job(kind="writer", business_id=7, at=NOW)
    assert work.claim(job.pk, NOW)
    tick(NOW + work.lease() + SECOND)
    stolen = fresh(job)
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, lease_token=stolen.lease_token)
    work.finish(stolen, writer(7), NOW)
    assert OutboxMail.objects.count() == 2


def test_a_broker_that_is_away_is_no_error_and_not_waited_for_twice(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    def refuse(*args: Any, **kwargs: Any) -> None:
        tries.append(args)
        raise OperationalError("connection refused")

    monkeypatch.setattr(current_app, "send_task", refuse)
    monkeypatch.setattr(actions.Broker, "away_until", 0.0)
    publish("jobs.run_job", 1)
    publish("jobs.run_job", 2)
    assert len(tries) == 1
    assert "the tick will find the row" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_whatever_the_wake_up_raises_the_request_stands(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def explode(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no such transport")

    monkeypatch.setattr(actions, "publish", explode)
    job = request_job(kind="probe", business_id=7, at=NOW)
    assert fresh(job).state == Job.State.QUEUED
    assert "no such transport" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_renewed_while_a_handler_works(calls: Calls, settings: Settings) -> None:
    settings.JOB_LEASE_SECONDS = 0.2
    job = request_job(kind="probe", business_id=7)
    claimed = work.claim(job.pk, database_now())
    assert claimed is not None
    with work.heartbeat(claimed):
        seen: set[datetime | None] = set()
        end = datetime.now(UTC) + timedelta(seconds=5)
        while len(seen) < 3 and datetime.now(UTC) < end:
            seen.add(fresh(job).lease_until)
    assert len(seen) >= 3
