"""/healthz and /readyz: told from what really answers, with nothing a stranger could use."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from core import health
from jobs.health import OFTEN, client, touch
from jobs.models import Beat
from jobs.work import tick


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    health.latest.found, health.latest.at = {}, float("-inf")
    client.cache_clear()
    yield
    client.cache_clear()


def ready() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/readyz")
    return answer.status_code, json.loads(answer.content)


def test_alive_needs_no_database_no_session_and_no_known_host() -> None:
    """Not marked for a database: any query would be refused."""
    answer = Client(headers={"host": "10.0.0.7:8000", "cookie": "sessionid=x"}).get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_only_read(path: str) -> None:
    assert Client().post(path).status_code == 405


@pytest.fixture
def nothing_seen(db: None) -> None:
    """Also not by a real worker of another test."""
    Beat.objects.all().delete()


@pytest.mark.usefixtures("nothing_seen")
@pytest.mark.sqlite
def test_it_is_not_ready_before_the_first_tick_and_ready_after_it() -> None:
    status, found = ready()
    assert (status, found["ready"]) == (503, False)
    assert found["checks"]["tick"] == {"ok": False, "why": "the tick has not been seen yet"}
    tick()
    health.latest.at = float("-inf")
    status, found = ready()
    assert (status, found["ready"]) == (200, True), found
    assert found["checks"]["worker"]["seconds"] < 5


@pytest.mark.usefixtures("nothing_seen")
def test_beat_alone_gone_is_told_from_no_worker_at_all() -> None:
    now = timezone.now()
    Beat.objects.create(name="tick", at=now - timedelta(minutes=3))
    Beat.objects.create(name="worker", at=now)
    status, found = ready()
    assert status == 503
    assert found["checks"]["tick"]["why"] == "the tick was not seen for over a minute"
    assert found["checks"]["tick"]["seconds"] > 179
    assert found["checks"]["worker"]["ok"]


@pytest.mark.django_db
def test_a_broker_that_is_away_is_named_without_its_address(settings: Settings) -> None:
    tick()
    settings.REDIS_URL = "redis://someone:hidden-word@127.0.0.1:1/0"
    status, found = ready()
    assert status == 503
    assert found["checks"]["broker"] == {"ok": False, "why": "the broker does not answer"}
    assert "hidden-word" not in json.dumps(found)
    assert "127.0.0.1" not in json.dumps(found)


@pytest.mark.django_db
def test_a_database_that_is_away_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def refuse() -> None:
        asked.append(1)
        raise DatabaseError("password authentication failed for user hidden-word")

    monkeypatch.setattr(connection, "cursor", refuse)
    status, found = ready()
    assert (status, len(asked)) == (503, 1)
    assert found["checks"]["database"]["why"] == "the database does not answer"
    assert found["checks"]["tick"]["why"] == "not asked"
    assert "hidden-word" not in json.dumps(found)


@pytest.mark.django_db
def test_code_that_is_newer_than_the_database_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "needed_migrations", lambda: frozenset({("jobs", "9999_of_tomorrow")}))
    assert ready()[1]["checks"]["migrations"]["why"] == "1 migrations are not applied"


@pytest.mark.django_db
def test_a_flood_of_questions_is_one_question(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = ready()
    with django_assert_num_queries(0):
        assert [ready() for _ in range(20)] == [first] * 20


@pytest.mark.django_db
def test_the_other_threads_are_not_held_while_one_asks() -> None:
    health.latest.found = {"ready": True, "checks": {}}
    with health.latest.lock:  # as another thread would hold it, in the midst of asking
        assert health.readiness() == {"ready": True, "checks": {}}


@pytest.mark.usefixtures("nothing_seen")
def test_signs_of_life_are_not_written_more_often_than_needed() -> None:
    now = timezone.now()
    fresh, old, ahead = now - OFTEN / 2, now - OFTEN * 2, now + timedelta(hours=1)
    for name, at in (("fresh", fresh), ("old", old), ("ahead", ahead)):
        Beat.objects.create(name=name, at=at)
    touch("fresh", "old", "ahead", "new")
    found = dict(Beat.objects.values_list("name", "at"))
    assert found["fresh"] == fresh
    assert found["old"] > old
    assert now - OFTEN < found["ahead"] < ahead
    assert "new" in found


@pytest.mark.usefixtures("nothing_seen")
def test_the_command_says_the_same_and_ends_with_a_status() -> None:
    with pytest.raises(CommandError, match="tick"):
        call_command("ready", stdout=StringIO())
    call_command("ready", "database", "migrations", stdout=StringIO())
    call_command("tick", stdout=StringIO())
    said = StringIO()
    call_command("ready", stdout=said)
    assert json.loads(said.getvalue())["ready"]
    with pytest.raises(CommandError, match="Unknown: nonsense"):
        call_command("ready", "nonsense")


def test_other_addresses_pass_on() -> None:
    passed = health.probes(lambda request: HttpResponse(request.path))(RequestFactory().get("/healthz/"))
    assert passed.content == b"/healthz/"
