"""Idempotency keys: for 24 hours the same call with the same key gets the same answer, and is carried out once."""

import hashlib
import re
from collections.abc import Callable

from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.response import Response

from businesses.actions import body_of_answer, forget_answers, keep_answer
from businesses.api.door import ApiRequest
from businesses.api.errors import Problem
from businesses.models import ApiAnswer, ApiToken
from core import strict_json

KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
GONE = "This call was carried out before, and nothing was done now. Its answer had to make room for newer ones."


def answered(body: object, **headers: str) -> HttpResponse:
    """200 with this body, which may be JSON already."""
    answer: HttpResponse = Response(body, headers=headers)
    return answer


def once(request: ApiRequest, do: Callable[[], object]) -> HttpResponse:
    """The answer of `do`, or that of the same call before. Without the header `Idempotency-Key` simply `do`.

    The answer is kept in the transaction of what it tells of; a refused call keeps nothing, because it did nothing.
    Raises Problem: 400 for a key that is none, 422 when it came with another call, 409 while that call runs, 410 when
    it was carried out and its answer is not kept any more.
    """
    key = request.META.get("HTTP_IDEMPOTENCY_KEY")
    if key is None:
        return answered(do())
    if not KEY.fullmatch(key):
        raise Problem(400, "bad_key", "Idempotency-Key takes 1 to 255 letters, digits and signs, without spaces.")
    token, key_hash = request.auth.token, hash_of_key(key)
    if not hold(token, key_hash):
        raise Problem(409, "still_running", "The call with this Idempotency-Key still runs. Ask again in a second.")
    now = timezone.now()
    forget_answers(token.business_id, now)
    told = "\0".join([request.method, request.get_full_path(), ""]).encode() + request._request.body
    request_hash = hashlib.sha256(told).hexdigest()
    kept = kept_answer(token, key_hash)
    if kept is None:
        body = strict_json.write(do())
        keep_answer(token=token, key_hash=key_hash, request_hash=request_hash, body=body, at=now)
        return answered(body)
    if kept.request_hash != request_hash:
        raise Problem(422, "key_used", "This Idempotency-Key came with another call. Use a new key for each call.")
    found = body_of_answer(kept)
    if found is None:
        raise Problem(410, "answer_gone", GONE)
    return answered(found, **{"Idempotency-Replayed": "true"})


def kept_answer(token: ApiToken, key_hash: str) -> ApiAnswer | None:
    """What this key was answered before."""
    return ApiAnswer.objects.filter(token=token, key_hash=key_hash).first()


def hash_of_key(key: str) -> str:
    """What is kept of a key, whatever its caller put into it."""
    return hashlib.sha256(key.encode()).hexdigest()


def hold(token: ApiToken, key_hash: str) -> bool:
    """Keep others with this key out until the transaction ends. False when somebody holds it.

    On SQLite a writer holds the whole database, so that a second call waits and finds the answer.
    """
    if connection.vendor != "postgresql":
        return True
    number = int.from_bytes(hashlib.sha256(f"api {token.pk} {key_hash}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        return bool(cursor.fetchone()[0])
