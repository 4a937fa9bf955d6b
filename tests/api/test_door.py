"""Who is let in by a token, at each call anew; and how everybody else is told."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as NoRedis

from accounts.models import User
from businesses.actions import change_role, leave_business, remove_member, revoke_token
from businesses.api.caller import enter_by_token
from businesses.context import see_businesses, tenant
from businesses.models import ApiToken, Business, Level, Membership, Role
from metrics.models import Metric, Reading
from tests.api.conftest import NOW, Program, make_token
from tests.factories import make_business, make_engagement, make_member, make_metric, make_user, see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

SENT = {"period": "2026-w48", "value": 62}


def membership(user: User, business: Business) -> Membership:
    return Membership.objects.select_related("user", "business").get(user=user, business=business)


def refusals(program: Program, metric: Metric) -> list[Any]:
    """Every operation, as this program is answered."""
    return [
        program.get("metrics/"),
        program.get(f"metrics/{metric.pk}/readings/"),
        program.post({"metric": metric.pk, **SENT}),
    ]


def test_no_token_that_works_no_difference(program: Program, metric: Metric, business: Business, owner: User) -> None:
    nobody = refusals(Program(""), metric)
    assert [a.status_code for a in nobody] == [401] * 3
    assert nobody[0].json()["code"] == "no_such_token"
    assert nobody[0]["WWW-Authenticate"] == "Bearer"
    revoked, expired = make_token(business, owner, name="Old"), make_token(business, owner, name="Older")
    see(business)
    assert revoked.token is not None
    revoke_token(token=revoked.token, actor=owner, at=NOW)
    ApiToken.objects.filter(name="Older").update(expires_at=NOW)
    texts = ["out_" + "x" * 43, program.text[:-1], program.text + "x", program.text.lower(), "x" * 5000, "ä", "\x00"]
    for wrong in [revoked, expired, *map(Program, texts)]:
        for answer, plain in zip(refusals(wrong, metric), nobody, strict=True):
            assert (answer.status_code, answer.content) == (401, plain.content), wrong.text
    see(business)
    assert Reading.objects.filter(metric=metric).count() == 4


def test_other_ways_of_sending_it_do_not_count(program: Program, metric: Metric) -> None:
    for header in (program.text, f"Token {program.text}", f"Basic {program.text}", f"Bearer  {program.text}", "Bearer"):
        assert Client().get("/api/v1/metrics/", headers={"Authorization": header}).status_code == 401
    assert Client().get(f"/api/v1/metrics/?token={program.text}").status_code == 401
    assert Client().get("/api/v1/metrics/", headers={"Authorization": f"bearer {program.text}"}).status_code == 200


def test_a_session_opens_nothing_and_none_is_made(program: Program, metric: Metric, owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert client.get("/api/v1/metrics/").status_code == 401
    headers = {"Authorization": f"Bearer {program.text}", "Origin": "https://elsewhere.example"}
    with connection.execute_wrapper(no_sessions):
        answer = client.post(
            "/api/v1/readings/", {"metric": metric.pk, **SENT}, content_type="application/json", headers=headers
        )
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-store"
    assert not [name for name in answer.headers if name.startswith("Access-Control")]
    asked = client.options("/api/v1/readings/", headers={**headers, "Access-Control-Request-Method": "POST"})
    assert asked.status_code == 405
    assert not [name for name in asked.headers if name.startswith("Access-Control")]


def no_sessions(execute: Any, sql: str, *rest: Any) -> Any:
    assert "django_session" not in sql
    return execute(sql, *rest)


@pytest.mark.parametrize("how", ["removed", "left", "inactive", "row gone"])
def test_it_dies_with_its_makers_membership(business: Business, metric: Metric, how: str) -> None:
    second = make_member(business, Role.OWNER)
    program = make_token(business, second.user)
    assert program.get("metrics/").status_code == 200
    see(business)
    if how == "removed":
        remove_member(membership=second, actor=second.user)
    elif how == "left":
        leave_business(membership=second)
    elif how == "inactive":
        User.objects.filter(pk=second.user_id).update(is_active=False)
    else:
        Membership.objects.filter(pk=second.pk).delete()
    assert [a.status_code for a in refusals(program, metric)] == [401] * 3


def test_coming_back_does_not_wake_it(business: Business, metric: Metric) -> None:
    second = make_member(business, Role.OWNER)
    program = make_token(business, second.user)
    see(business)
    remove_member(membership=second, actor=second.user)
    make_member(business, Role.OWNER, second.user)
    assert program.get("metrics/").status_code == 401


def test_it_may_what_its_maker_may_now(business: Business, metric: Metric, owner: User) -> None:
    second = make_member(business, Role.OWNER)
    program = make_token(business, second.user)
    body = {"metric": metric.pk, **SENT}
    for role, status in [("editor", 200), ("recorder", 200), ("viewer", 403), ("recorder", 200)]:
        see(business)
        now = membership(second.user, business)
        change_role(membership=now, actor=owner, role=role, was=now.role)
        assert program.get("metrics/").status_code == 200
        answer = program.post(body)
        assert answer.status_code == status, role
    see(business)
    change_role(membership=membership(second.user, business), actor=owner, role="viewer", was="recorder")
    refused = program.post(body).json()
    assert refused["code"] == "not_allowed"
    assert refused["message"].startswith("Whoever made this token is viewer now. Only owners, editors and recorders")


def test_an_owner_who_became_a_consultant(business: Business, metric: Metric) -> None:
    second = make_member(business, Role.OWNER)
    program = make_token(business, second.user)
    see(business)
    Membership.objects.filter(pk=second.pk).delete()
    engagement = make_engagement(business, second.user, Level.EDIT)
    assert program.get("metrics/").status_code == 200
    assert program.post({"metric": metric.pk, **SENT}).status_code == 403
    see(business)
    engagement.state = "ended"
    engagement.save()
    assert program.get("metrics/").status_code == 401


def test_a_reading_token_records_nothing(business: Business, metric: Metric, owner: User) -> None:
    program = make_token(business, owner, scope="read")
    answer = program.post({"metric": metric.pk, **SENT})
    assert answer.status_code == 403
    assert answer.json()["message"] == "This token may not record readings. An owner can make one that may."
    assert program.post({"nonsense": 1}).status_code == 403, "before anything is looked at"
    assert [a.status_code for a in refusals(program, metric)] == [200, 200, 403]


def test_the_day_of_the_last_use(program: Program, metric: Metric, business: Business) -> None:
    def day() -> Any:
        see(business)
        return ApiToken.objects.values_list("last_used_on", flat=True).get()

    program.get("nowhere/")
    assert day() is None
    program.get("metrics/")
    assert day() == NOW.date()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        program.get("metrics/")
        assert day() == NOW.date() + timedelta(days=1)


def test_it_works_until_the_moment_it_ends(program: Program, business: Business) -> None:
    with time_machine.travel(NOW + timedelta(days=365, seconds=-1), tick=False):
        assert program.get("metrics/").status_code == 200
    with time_machine.travel(NOW + timedelta(days=365), tick=False):
        assert program.get("metrics/").status_code == 401


def test_calls_a_minute(program: Program, business: Business, owner: User, settings: Any) -> None:
    settings.API_CALLS_A_MINUTE = 3
    other = make_token(business, owner, name="Other")
    cache.clear()
    assert [program.get("metrics/").status_code for _ in range(3)] == [200] * 3
    refused = program.get("metrics/")
    assert refused.status_code == 429
    assert refused["Retry-After"] == "60"
    assert refused.json()["code"] == "too_many"
    forged = Client(headers={"Authorization": f"Bearer {program.text}", "X-Forwarded-For": "203.0.113.9"})
    assert forged.get("/api/v1/metrics/").status_code == 429
    assert other.get("metrics/").status_code == 200, "each token has its own"
    with time_machine.travel(NOW + timedelta(seconds=59), tick=False):
        assert program.get("metrics/")["Retry-After"] == "1"
    with time_machine.travel(NOW + timedelta(seconds=60), tick=False):
        assert program.get("metrics/").status_code == 200


def test_a_cache_that_is_away_holds_nobody_up(program: Program, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.API_CALLS_A_MINUTE = 0

    def away(key: str) -> int:
        raise NoRedis

    assert program.get("metrics/").status_code == 429
    monkeypatch.setattr(cache, "incr", away)
    assert program.get("metrics/").status_code == 200


def test_what_is_said_below_api_is_json(program: Program, metric: Metric, settings: Any) -> None:
    body = b'{"metric": 1}'
    cases = [
        (404, program.get("nowhere/")),
        (404, program.client.get("/api/")),
        (404, program.client.get("/api/v2/metrics/")),
        (404, program.client.post("/api/v1/readings", body, content_type="application/json")),
        (404, Client().post("/api/v1/nowhere/")),
        (404, program.get("metrics/x/readings/")),
        (405, program.client.delete("/api/v1/metrics/")),
        (405, program.client.get("/api/v1/readings/")),
        (405, program.client.generic("TRACE", "/api/v1/readings/")),
        (415, program.raw(body, "text/plain")),
        (415, program.raw(body, "")),
        (415, program.raw(b"metric=1", "application/x-www-form-urlencoded")),
        (415, program.raw(b"--x\r\nnot a form", "multipart/form-data; boundary=x")),
        (400, program.raw(b"")),
        (400, program.raw(b"{")),
        (400, program.raw(b'{"a": NaN}')),
        (400, program.raw(b"\xff")),
        (400, program.raw(b'{"value": 1, "value": 2}')),
        (400, program.raw(b"[" * 100_000)),
        (400, program.client.get("/api/v1/metrics/?x=%00")),
        (400, program.client.get("/api/v1/metrics/", headers={"Host": "elsewhere.example"})),
        (413, program.raw(b'{"note": "' + b"x" * 2_600_000 + b'"}')),
        (413, program.raw(b"x" * 10_000_000)),
    ]
    for n, (status, answer) in enumerate(cases):
        assert answer.status_code == status, (n, answer.status_code, answer.content)
        assert answer["Content-Type"] == "application/json", n
        assert answer["Cache-Control"] == "no-store", n
        assert {"code", "message"} <= set(answer.json()), n
    assert program.client.delete("/api/v1/metrics/")["Allow"] == "GET, HEAD"
    assert program.client.get("/api/v1/readings/")["Allow"] == "POST"


def test_json_with_a_charset_or_a_mark_at_its_beginning(program: Program, metric: Metric) -> None:
    body = b'{"metric": %d, "period": "2026-w48", "value": 62}' % metric.pk
    assert program.raw(body, "application/json; charset=utf-8").status_code == 200
    assert program.raw(b"\xef\xbb\xbf" + body).status_code == 200
    assert program.client.get("/api/v1/metrics/", headers={"Accept": "text/html"}).status_code == 200


def test_a_fault_of_ours_is_json_too(program: Program, monkeypatch: pytest.MonkeyPatch, metric: Metric) -> None:
    def broken(**_: Any) -> None:
        Metric.objects.update(name="Half done")
        raise RuntimeError("no")

    monkeypatch.setattr("metrics.api.readings.record_readings", broken)
    program.client.raise_request_exception = False
    answer = program.post({"metric": metric.pk, **SENT})
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Request-Id"] in answer.json()["message"]
    see_businesses([metric.business_id])
    metric.refresh_from_db()
    assert metric.name == "Lessons"


def test_head(program: Program, metric: Metric) -> None:
    answer = program.client.head("/api/v1/metrics/")
    assert (answer.status_code, answer.content) == (200, b"")


def test_the_description_needs_no_token() -> None:
    answer = Client().get(reverse("api:openapi"))
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Outcomes"
    assert Client().post(reverse("api:openapi")).status_code == 405


def test_the_database_shows_a_token_by_its_hash_alone(program: Program, business: Business, owner: User) -> None:
    if connection.vendor != "postgresql":
        return
    make_token(make_business(), make_user())
    see_businesses([])
    assert not ApiToken.objects.exists()
    caller = enter_by_token(program.text)
    assert caller is not None
    assert caller.business == business
    assert [t.pk for t in ApiToken.objects.all()] == [caller.token.pk]
    assert enter_by_token("out_" + "x" * 43) is None
    assert not ApiToken.objects.exists(), "the business of before is not left open"


def test_tokens_of_two_businesses_in_turn_see_their_own(business: Business, metric: Metric, owner: User) -> None:
    """One connection, many callers, some refused in between: what one may see is not left to the next."""
    other = make_business(make_user())
    with tenant(other.pk):
        stranger = other.memberships.get().user
    theirs = make_token(other, stranger)
    ours = make_token(business, owner)
    make_metric(metric.element, "Another", is_main=False)
    for _ in range(20):
        assert len(ours.get("metrics/").json()["metrics"]) == 2
        assert theirs.get(f"metrics/{metric.pk}/readings/").status_code == 404
        assert Program("out_" + "x" * 43).get("metrics/").status_code == 401
        assert theirs.get("metrics/").json()["metrics"] == []
        assert ours.post({"metric": metric.pk, "period": "x", "value": 1}).status_code == 400
