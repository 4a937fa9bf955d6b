"""Idempotency keys: the same call once, the same answer for a day; other calls refused, and races."""

import json
import random
import zlib
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from businesses.actions import answers, forget_answers, revoke_token
from businesses.models import ApiAnswer, Business
from core import strict_json
from digests.tasks import night
from jobs.timetable import Turn
from metrics.api.fields import MOST
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


def test_of_many_answers_the_newest_are_kept_and_no_call_is_carried_out_twice(
    program: Program, metric: Metric, business: Business, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST_BODIES", 2)
    other = make_token(business, owner, name="Other")
    other.post(row(metric, 58, period="2026-w47"), **{"Idempotency-Key": "1"})
    sent = {key: row(metric, value, replace=True) for key, value in (("1", 61), ("2", 62), ("3", 63))}
    first = {key: program.post(body, **{"Idempotency-Key": key}).content for key, body in sent.items()}
    for key in ("2", "3"):
        assert program.post(sent[key], **{"Idempotency-Key": key}).content == first[key]
    gone = program.post(sent["1"], **{"Idempotency-Key": "1"})
    assert (gone.status_code, gone.json()["code"]) == (410, "answer_gone")
    assert program.post(row(metric, 70), **{"Idempotency-Key": "1"}).status_code == 422
    see(business)
    assert Reading.objects.get(metric=metric, period="2026-11-23").value == 63
    assert ApiAnswer.objects.filter(packed__isnull=False).count() == 3, "another token has room of its own"
    assert ApiAnswer.objects.count() == 4


def test_an_answer_that_is_too_long_is_not_kept(
    program: Program, metric: Metric, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "LONGEST", 20)
    assert program.post(row(metric), **{"Idempotency-Key": KEY}).status_code == 200
    assert program.post(row(metric), **{"Idempotency-Key": KEY}).status_code == 410
    see(business)
    assert Reading.objects.get(metric=metric, period="2026-11-23").version == 1


def test_the_longest_answer_there_is_fits() -> None:
    """A thousand corrections of random numbers with as many digits as there may be."""
    draw = random.Random(3)
    numbers = [f"{draw.randrange(10**15) / 10**6:.6f}" for _ in range(2 * MOST)]
    told = [
        {"metric": draw.randrange(10**9), "period": "2026-11-23", "value": value, "version": 99,
         "change": "corrected", "before": before}
        for value, before in zip(numbers[:MOST], numbers[MOST:], strict=True)
    ]  # fmt: skip
    assert len(zlib.compress(strict_json.write({"readings": told}))) < answers.LONGEST
