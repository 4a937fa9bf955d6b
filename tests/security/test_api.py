"""The API's matrix: each operation × method × token × own, foreign and unknown thing; and bad input. See routes.py."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from businesses.actions import add_token, remove_member, revoke_token
from businesses.api import caller as callers
from businesses.api.caller import Caller
from businesses.api.description import document
from businesses.context import see_businesses, tenant
from businesses.models import ApiToken, Business, Membership, Role
from businesses.tokens import hash_of
from metrics.api import rows
from metrics.api.fields import ReadingIn
from tests.factories import make_business, make_member, make_user, see
from tests.kept import kept
from tests.security.corpus import NASTY, TEN_MEGABYTES, in_path, some
from tests.security.matrix import HANDLER, METHODS, UNKNOWN, Answer
from tests.security.routes import API, Call, thing
from tests.security.stock import Stock

pytestmark = pytest.mark.django_db
# Who may record and who may read; everybody else is nobody.
MAY_RECORD = ("records", "records for a recorder")
MAY_READ = ("reads", "records for a viewer", *MAY_RECORD)
NOBODY = ("no token", "garbage", "unknown", "revoked", "expired", "maker removed", "maker inactive", "session")
ACTORS = (*NOBODY, *MAY_READ, "of another business")


@dataclass
class World:
    """Two businesses, and every kind of caller at the door of the first."""

    ours: Business
    theirs: Business
    headers: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.own, self.foreign = Stock(self.ours), Stock(self.theirs)


def give(world: World, actor: str, business: Business, role: str = Role.OWNER, scope: str = "record") -> ApiToken:
    """A token whose maker has this role now."""
    maker = make_member(business, Role.OWNER)
    with tenant(business.pk):
        token, text = add_token(
            business=business, actor=maker.user, name=actor, scope=scope, days=30, at=timezone.now()
        )
        Membership.objects.filter(pk=maker.pk).update(role=role)
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=timezone.now().date())
    world.headers[actor] = {"Authorization": f"Bearer {text}"}
    return token


def make_world() -> World:
    """Owners, tokens of every kind, and what made each of them so."""
    owner = make_user(name="Owner")
    world = World(make_business(owner, "Our business"), make_business(make_user(), "Their business"))
    ours = world.ours
    world.headers = {"no token": {}, "garbage": {"Authorization": "Bearer \x00\ud83d"}}
    world.headers["unknown"] = {"Authorization": "Bearer out_" + "x" * 43}
    client = Client()
    client.force_login(owner)
    world.headers["session"] = {"Cookie": f"sessionid={client.cookies['sessionid'].value}"}
    give(world, "reads", ours, scope="read")
    give(world, "records", ours)
    give(world, "records for a viewer", ours, Role.VIEWER)
    give(world, "records for a recorder", ours, Role.RECORDER)
    give(world, "of another business", world.theirs)
    see(ours)
    dead = {actor: give(world, actor, ours) for actor in ("revoked", "expired", "maker removed", "maker inactive")}
    see(ours)
    revoke_token(token=dead["revoked"], actor=owner, at=timezone.now())
    ApiToken.objects.filter(pk=dead["expired"].pk).update(expires_at=timezone.now())
    gone = Membership.objects.select_related("user", "business").get(user=dead["maker removed"].made_by)
    remove_member(membership=gone, actor=owner)
    dead["maker inactive"].made_by.is_active = False
    dead["maker inactive"].made_by.save()
    return world


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """At noon, so that no midnight comes between the day of the last use, noted here, and the calls."""
    with time_machine.travel(datetime.now(UTC).replace(hour=12)), kept(django_db_blocker, make_world) as world:
        yield world


@pytest.fixture
def world(made: World, db: None, settings: Any) -> World:
    """The world as it was made, with stocks that are still empty."""
    settings.API_CALLS_A_MINUTE = 10**6
    return deepcopy(made)


@dataclass(frozen=True)
class Cell:
    """One request, and how to say which one it was."""

    name: str
    method: str
    actor: str
    target: str
    address: str
    body: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.name}: {self.method} by {self.actor}, {self.target}"


def targets(world: World, name: str, call: Call) -> dict[str, tuple[str, dict[str, Any]]]:
    """Name → address and body: the own thing, a foreign one, one that is none, in address and body alike."""
    places: dict[str, Callable[[str], Any]] = {"own": world.own.key}
    things = [*call.args.values(), *(v for v in call.body.values() if isinstance(v, thing))]
    if things:
        places |= {"foreign": world.foreign.key, "unknown": lambda kind: UNKNOWN[type(world.own.key(kind))]}
    return {
        target: (
            reverse(name, kwargs={argument: key(kind) for argument, kind in call.args.items()}),
            {k: key(v) if isinstance(v, thing) else v for k, v in call.body.items()},
        )
        for target, key in places.items()
    }


def ask(world: World, cell: Cell) -> Answer:
    """Send it and take back whatever it did."""
    queries: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note), transaction.atomic():
        client = Client()
        client.handler = HANDLER
        response: Any = client.generic(
            cell.method, cell.address, json.dumps(cell.body), "application/json", headers=world.headers[cell.actor]
        )
        transaction.set_rollback(True)
    return Answer(response, queries)


def expected(call: Call, cell: Cell) -> int:
    """The one status that is right: the whole policy in one place."""
    if cell.actor in NOBODY:
        return 401
    if cell.method not in call.methods:
        return 405
    if call.method == "POST" and cell.actor not in (*MAY_RECORD, "of another business"):
        return 403
    if cell.target == "own" and cell.actor == "of another business" and (call.args or call.body):
        return 404
    if cell.target == "foreign" and cell.actor == "of another business":
        return 200
    return 200 if cell.target == "own" else 404


def check(world: World, name: str) -> int:
    """Every cell of an operation; how many. Raises AssertionError with the first that is wrong."""
    call, cells, nobody = API[name], 0, set()
    for target, (address, body) in targets(world, name, call).items():
        for actor in ACTORS:
            for method in METHODS:
                cell = Cell(name, method, actor, target, address, body)
                answer = ask(world, cell)
                status = answer.response.status_code
                assert status == expected(call, cell), f"{cell}: {status}"
                if status != 200 or method != "POST":
                    assert not answer.writes, f"{cell}: wrote {answer.writes}"
                if status == 401 and method != "HEAD":
                    nobody.add(answer.response.content)
                check_bytes(world, cell, answer.response)
                cells += 1
    assert len(nobody) == 1, "callers that are nobody can be told apart"
    check_alike(world, name, call)
    return cells


def check_bytes(world: World, cell: Cell, response: HttpResponse) -> None:
    """What every answer carries, and what none does."""
    assert response["Content-Type"] == "application/json", str(cell)
    assert "no-store" in response["Cache-Control"], str(cell)
    assert response["X-Content-Type-Options"] == "nosniff", str(cell)
    assert "default-src 'none'" in response["Content-Security-Policy"], str(cell)
    assert not response.cookies, str(cell)
    assert not [h for h in response.headers if h.startswith("Access-Control")], str(cell)
    text = response.content.decode()
    if cell.actor != "of another business":
        assert "Stranger" not in text, str(cell)
        assert world.theirs.name not in text, str(cell)
    if cell.method != "HEAD":
        json.loads(text, parse_constant=pytest.fail)


def check_alike(world: World, name: str, call: Call) -> None:
    """Foreign and unknown cannot be told apart: same bytes, same number of queries."""
    found = targets(world, name, call)
    if "foreign" not in found:
        return
    foreign, unknown = (
        ask(world, Cell(name, call.method, "records", target, *found[target])) for target in ("foreign", "unknown")
    )
    assert foreign.response.content == unknown.response.content, name
    assert foreign.reads == unknown.reads, f"{name}: {foreign.queries} and {unknown.queries}"


@pytest.mark.parametrize("name", sorted(API))
def test_operation(name: str, world: World) -> None:
    assert check(world, name) >= len(ACTORS) * len(METHODS)


def operations() -> Iterator[tuple[str, str, str]]:
    """(name, path as the description writes it, method) of every operation in the URLconf."""
    api: Any = next(r for r in get_resolver().url_patterns if getattr(r, "namespace", "") == "api")
    for pattern in api.url_patterns:
        view = getattr(pattern.callback, "cls", None)
        for method in view.http_method_names if view else ():
            if method != "head":
                route = f"/api/{pattern.pattern}".replace("<int:", "{").replace(">", "}")
                yield f"api:{pattern.name}", route, method


def test_every_operation_is_listed_and_described() -> None:
    found = list(operations())
    assert sorted(name for name, _, _ in found) == sorted(API), "name these in tests/security/routes.py"
    assert [(API[name].method.lower()) for name, _, _ in found] == [method for _, _, method in found]
    described = json.loads(document())["paths"]
    told = {(path, method) for path, methods in described.items() for method in methods}
    assert told == {(path, method) for _, path, method in found}


# --- Controls: with a guard taken away, the matrix must turn red --------------------------------


def test_control_a_scope_that_is_not_asked_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "scope_allows", lambda scope, capability: True)
    with pytest.raises(AssertionError):
        check(world, "api:reading_record")


def test_control_a_role_that_is_not_asked_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callers, "may", lambda role, capability: True)
    with pytest.raises(AssertionError):
        check(world, "api:reading_record")


def test_control_dead_tokens_that_are_let_in_are_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def whoever(text: str) -> Caller | None:
        see_businesses([world.ours.pk])
        token = ApiToken.objects.select_related("business", "made_by").filter(token_hash=hash_of(text)).first()
        return Caller(token, token.business, token.made_by, Role.OWNER) if token else None

    monkeypatch.setattr(callers, "enter_by_token", whoever)
    for name in API:
        with pytest.raises(AssertionError):
            check(world, name)


def unscoped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The readings of a metric by its bare id."""
    scope = "m.business_id = %s AND "
    assert scope in rows.READINGS
    monkeypatch.setattr(rows, "READINGS", rows.READINGS.replace(scope, "%s > 0 AND "))


def test_control_a_metric_that_is_fetched_by_its_bare_id_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both walls are taken away: the filter by business, and row-level security."""
    unscoped(monkeypatch)
    ask_rows = rows._rows

    def everybodys(sql: str, *values: Any) -> Any:
        see_businesses([world.ours.pk, world.theirs.pk])
        return ask_rows(sql, *values)

    monkeypatch.setattr(rows, "_rows", everybodys)
    with pytest.raises(AssertionError):
        check(world, "api:reading_list")


def test_control_row_level_security_alone_holds_as_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has the scoped reads only")
    unscoped(monkeypatch)
    check(world, "api:reading_list")


# --- Bad input -----------------------------------------------------------------------------------


def sane(answer: Any, said: str) -> None:
    """Below 500, and strict JSON."""
    assert answer.status_code < 500, f"{said}: {answer.status_code}"
    assert answer["Content-Type"] == "application/json", said
    json.loads(answer.content, parse_constant=pytest.fail)


def send(world: World, body: bytes, **headers: str) -> Any:
    with transaction.atomic():
        answer: Any = Client().generic(
            "POST", "/api/v1/readings/", body, "application/json", headers=world.headers["records"] | headers
        )
        transaction.set_rollback(True)
    return answer


def test_the_corpus_in_every_field(world: World) -> None:
    good = {"metric": world.own.metric.pk, "period": "2026-w45", "value": "7", "replace": True}
    for n, name in enumerate([*ReadingIn().fields, "readings", "unknown"]):
        for what, value in some(n).items():
            sane(send(world, json.dumps(good | {name: value}).encode()), f"{what} in {name}")
        nested = [good | {name: put} for value in NASTY.values() for put in (value, [value], {value: value})]
        sane(send(world, json.dumps({"readings": nested}).encode()), f"everything in {name}")
    for what, value in NASTY.items():
        sane(send(world, json.dumps({value: 1}).encode()), f"{what} as a field")
        sane(send(world, value.encode("utf-8", "surrogatepass")), f"{what} as the body")
    sane(send(world, json.dumps(good | {"note": TEN_MEGABYTES}).encode()), "ten megabytes")


def test_the_corpus_in_addresses_and_headers(world: World) -> None:
    client = Client(headers=world.headers["records"])
    readings = reverse("api:reading_list", args=[world.own.metric.pk])
    for what, value in NASTY.items():
        for name in ("limit", "after", "from", "until", "x"):
            sane(client.get(f"{readings}?{name}={in_path(value)}"), f"{what} in {name}")
        sane(client.get(f"/api/v1/metrics/{in_path(value)}/readings/"), f"{what} in the address")
        sane(client.get(f"/api/{in_path(value)}"), f"{what} as the address")
        text = value[:200].encode("utf-8", "surrogatepass").decode("latin-1")
        body = json.dumps({"metric": world.own.metric.pk, "period": "2026-w45", "value": 7, "replace": True}).encode()
        sane(send(world, body, **{"Idempotency-Key": text}), f"{what} as the key")
        sane(Client().get(readings, headers={"Authorization": f"Bearer {text}"}), f"{what} as the token")
        odd = Client().generic("POST", "/api/v1/readings/", b"{}", text, headers=world.headers["records"])
        sane(odd, f"{what} as the type")
