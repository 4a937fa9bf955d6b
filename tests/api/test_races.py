"""Calls at the same moment: carried out once, counted one by one; with a control."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection

from businesses.api import answers
from businesses.context import tenant
from businesses.models import ApiAnswer, ApiToken, AuditRow
from metrics.models import Metric, Reading
from tests.api.conftest import Program, make_token
from tests.factories import make_business, make_element, make_metric, make_system

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "import-2026-11-28"


def row(metric: Metric, value: Any = 62, **more: Any) -> dict[str, Any]:
    return {"metric": metric.pk, "period": "2026-w48", "value": value, **more}


@pytest.fixture
def committed(transactional_db: None) -> tuple[Program, Metric]:
    """The same for threads, which see only what is committed."""
    business = make_business()
    with tenant(business.pk):
        owner = business.memberships.select_related("user").get().user
    metric = make_metric(make_element(make_system(business), "output"), "Lessons")
    return make_token(business, owner), metric


def at_once(program: Program, count: int, body: Any, **headers: str) -> list[int]:
    """The statuses of so many calls at the same moment."""
    ready = Barrier(count)

    def call(_: int) -> int:
        ready.wait(10)
        try:
            return int(Program(program.text).post(body, **headers).status_code)
        finally:
            connection.close()
            # A thread has a cache of its own, whose connections Django leaves to the end of the process.
            for pool in getattr(cache, "_cache")._pools.values():  # noqa: B009
                pool.disconnect()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(call, range(count)))


def test_many_at_once_with_one_key_are_carried_out_once(committed: tuple[Program, Metric]) -> None:
    program, metric = committed
    for n in range(5):
        statuses = at_once(program, 8, row(metric, n, replace=True), **{"Idempotency-Key": f"{KEY}-{n}"})
        assert set(statuses) <= {200, 409}
        assert 200 in statuses
    with tenant(metric.business_id):
        assert AuditRow.objects.filter(what__startswith="reading_").count() == 5
        assert ApiAnswer.objects.count() == 5


def test_control_without_the_lock_a_race_is_seen(
    committed: tuple[Program, Metric], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the lock off, two calls under one key both get to work, and one of them ends in the unique key."""
    program, metric = committed
    looked, kept_answer = Barrier(2), answers.kept_answer

    def both_have_looked(token: ApiToken, key_hash: str) -> ApiAnswer | None:
        kept = kept_answer(token, key_hash)
        looked.wait(10)
        return kept

    monkeypatch.setattr(answers, "hold", lambda token, key_hash: True)
    monkeypatch.setattr(answers, "kept_answer", both_have_looked)
    client = Program(program.text).client
    assert client.raise_request_exception
    with pytest.raises(Exception, match="one_answer_a_key"):
        at_once(program, 2, row(metric), **{"Idempotency-Key": KEY})


def test_while_one_runs_the_other_is_told(committed: tuple[Program, Metric]) -> None:
    program, metric = committed
    assert program.token is not None
    key_hash = answers.hash_of_key(KEY)
    with tenant(metric.business_id):
        assert answers.hold(program.token, key_hash)
        [status] = at_once(program, 1, row(metric), **{"Idempotency-Key": KEY})
    assert status == 409
    assert at_once(program, 1, row(metric), **{"Idempotency-Key": KEY}) == [200]


def test_many_at_once_without_a_key_make_one_reading(committed: tuple[Program, Metric]) -> None:
    program, metric = committed
    assert at_once(program, 8, row(metric)) == [200] * 8
    with tenant(metric.business_id):
        assert Reading.objects.count() == 1
        assert AuditRow.objects.filter(what="reading_record").count() == 1


def test_parallel_calls_are_counted_one_by_one(committed: tuple[Program, Metric], settings: Any) -> None:
    program, _ = committed
    settings.API_CALLS_A_MINUTE = 10
    statuses = at_once(program, 25, [])
    assert (statuses.count(400), statuses.count(429)) == (10, 15)
