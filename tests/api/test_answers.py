"""Idempotency keys: the same call once, the same answer for a day; other calls refused, and races."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from businesses.actions import forget_answers, revoke_token
from businesses.models import ApiAnswer, Business
from digests.tasks import night
from jobs.timetable import Turn
from metrics.models import Metric, Reading, ReadingChange
from tests.api.conftest import NOW, Program, make_token
from tests.factories import see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
KEY = "import-2026-11-28"


def row(metric: Metric, value: Any = 62, **more: Any) -> dict[str, Any]:
    return {"metric": metric.pk, "period": "2026-w48", "value": value, **more}


def test_the_same_call_gets_the_same_answer(program: Program, metric: Metric, business: Business) -> None:
    first = program.post(row(metric), **{"Idempotency-Key": KEY})
    assert first.json()["readings"][0]["change"] == "new"
    assert not first.has_header("Idempotency-Replayed")
    program.post(row(metric, 63, replace=True))
    again = program.post(row(metric), **{"Idempotency-Key": KEY})
    assert (again.status_code, again.content) == (200, first.content)
    assert again["Idempotency-Replayed"] == "true"
    see(business)
    assert Reading.objects.get(metric=metric, version=2).value == 63, "a late repeat does not undo what came after it"


def test_without_a_key_a_late_repeat_of_a_correction_is_one(program: Program, metric: Metric) -> None:
    """Why a key is worth sending with `replace`."""
    late = row(metric, 62, replace=True)
    program.post(late)
    program.post(row(metric, 63, replace=True))
    assert program.post(late).json()["readings"][0]["change"] == "corrected"


def test_another_call_with_the_key_is_refused(program: Program, metric: Metric, business: Business) -> None:
    program.post(row(metric), **{"Idempotency-Key": KEY})
    for body in (row(metric, 63), row(metric, "62"), {"readings": [row(metric)]}):
        answer = program.post(body, **{"Idempotency-Key": KEY})
        assert (answer.status_code, answer.json()["code"]) == (422, "key_used")
    see(business)
    assert not ReadingChange.objects.exists()


def test_a_refused_call_may_be_put_right_under_its_key(program: Program, metric: Metric, business: Business) -> None:
    assert program.post(row(metric, "many"), **{"Idempotency-Key": KEY}).status_code == 400
    see(business)
    assert not ApiAnswer.objects.exists()
    assert program.post(row(metric), **{"Idempotency-Key": KEY}).status_code == 200


def test_each_token_has_its_own_keys(program: Program, metric: Metric, business: Business, owner: User) -> None:
    other = make_token(business, owner, name="Other")
    program.post(row(metric), **{"Idempotency-Key": KEY})
    answer = other.post(row(metric, 63, replace=True), **{"Idempotency-Key": KEY})
    assert answer.json()["readings"][0]["change"] == "corrected"


def test_for_24_hours(program: Program, metric: Metric, business: Business) -> None:
    program.post(row(metric), **{"Idempotency-Key": KEY})
    with time_machine.travel(NOW + timedelta(hours=23, minutes=59), tick=False):
        assert program.post(row(metric), **{"Idempotency-Key": KEY})["Idempotency-Replayed"] == "true"
    with time_machine.travel(NOW + timedelta(hours=24), tick=False):
        answer = program.post(row(metric, 63, replace=True), **{"Idempotency-Key": KEY})
        assert answer.json()["readings"][0]["change"] == "corrected"
        see(business)
        assert ApiAnswer.objects.count() == 1
        assert forget_answers(business.pk, timezone.now() + timedelta(days=2)) == 1


def test_the_night_forgets_them(program: Program, metric: Metric, business: Business) -> None:
    """Also those of a token that nobody uses any more."""
    program.post(row(metric), **{"Idempotency-Key": KEY})
    for hours, left in ((23, 1), (24, 0)):
        at = NOW + timedelta(hours=hours)
        night(Turn("nightly_alignment", business.pk, at.date(), at))
        see(business)
        assert ApiAnswer.objects.count() == left


def test_kept_as_hashes(program: Program, metric: Metric, business: Business) -> None:
    program.post(row(metric, note="Two new"), **{"Idempotency-Key": KEY})
    see(business)
    kept = json.dumps(list(ApiAnswer.objects.values()), default=str)
    assert KEY not in kept
    assert "Two new" not in kept


def test_revoking_forgets_them(program: Program, metric: Metric, business: Business, owner: User) -> None:
    program.post(row(metric), **{"Idempotency-Key": KEY})
    see(business)
    assert program.token is not None
    revoke_token(token=program.token, actor=owner, at=NOW)
    assert not ApiAnswer.objects.exists()


def test_keys_that_are_none(program: Program, metric: Metric) -> None:
    for key in ("", " ", "a b", "x" * 256, "ä", "a\tb", "\x7f"):
        answer = program.post(row(metric), **{"Idempotency-Key": key})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_key"), key
