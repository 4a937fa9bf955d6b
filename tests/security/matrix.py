"""The matrix: walks the URLconf and says for each cell what must happen. Rules are here, routes in routes.py."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.models import User
from businesses.actions import end_engagement, remove_member
from businesses.models import Business, EngagementPerson, Level, Membership, Role, Side
from businesses.roles import Can, PracticeCan, consultant, may
from tests.factories import make_business, make_engagement, make_member, make_user, see
from tests.pages import without_tokens
from tests.security.routes import ROUTES, Route
from tests.security.stock import Stock

# Every cell there is takes some minutes. Without this, what differs only in theory is asked once instead of each time:
# the methods that no route takes, of one's own and of a foreign business, without htmx.
FULL = os.environ.get("OUTCOMES_MATRIX") == "full"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE|MERGE|COPY|CREATE|ALTER|DROP)\b", re.IGNORECASE)
UNKNOWN: dict[type, str | int] = {int: 987_654_321, str: "no-such-thing"}
DONE = {200, 204, 302, 303, 409, 422}
HTMX = {"HX-Request": "true"}
# One chain of middleware for all browsers of the matrix: to build it is a twentieth of a request.
HANDLER = ClientHandler(enforce_csrf_checks=False)


@dataclass(frozen=True)
class Found:
    """A route of the URLconf."""

    name: str
    pattern: str
    # A Can behind the door of a business, a PracticeCan behind that of a practice; None behind the door of a person;
    # "open" without a door.
    capability: Can | PracticeCan | str | None

    @property
    def of_business(self) -> bool:
        return "<slug:slug>" in self.pattern and isinstance(self.capability, Can)

    @property
    def of_practice(self) -> bool:
        """Whose door opens to the people of a practice only: none of the ten actors is of the one that is asked for."""
        return isinstance(self.capability, PracticeCan)


def walk(resolver: URLResolver | None = None, prefix: str = "", namespace: str = "") -> Iterator[Found]:
    """Every route there is, whoever wrote it."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from walk(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            yield Found(namespace + (entry.name or pattern), pattern, getattr(entry.callback, "capability", "open"))


@dataclass
class World:
    """Two businesses and everybody who may come to the door of the first."""

    ours: Business
    theirs: Business
    users: dict[str, User]
    roles: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    own: Stock = field(init=False)
    sibling: Stock = field(init=False)
    foreign: Stock = field(init=False)

    def __post_init__(self) -> None:
        self.own, self.sibling, self.foreign = Stock(self.ours), Stock(self.ours), Stock(self.theirs)

    def client(self, actor: str) -> Client:
        """A browser of this actor, as fresh as on its first request."""
        client = Client()
        client.handler = HANDLER
        if actor in self.sessions:
            client.cookies["sessionid"] = self.sessions[actor]
        return client

    def may(self, actor: str, capability: Can) -> bool:
        return actor in self.roles and may(self.roles[actor], capability)


def make_world() -> World:
    """Anonymous, outsider, ex-member, every role, consultants active and ended; the outsider owns a third business."""
    owner, outsider = make_user(name="Owner"), make_user(name="Outsider")
    ours = make_business(owner, "Our business")
    users = {"outsider": outsider, "ex-member": make_user(name="Ex"), "owner": owner}
    gone = make_member(ours, Role.EDITOR, users["ex-member"])
    see(ours)
    remove_member(membership=gone, actor=owner)
    for role in (Role.VIEWER, Role.RECORDER, Role.EDITOR):
        users[role.value] = make_member(ours, role, make_user(name=role.label)).user
    make_business(outsider, "Third business")
    theirs = make_business(make_user(name="Stranger"), "Their business")
    roles = {role.value: role.value for role in Role}
    for level in Level:
        users[f"consultant-{level.value}"] = make_user(name=f"Consultant who may {level.value}")
        make_engagement(ours, users[f"consultant-{level.value}"], level)
        roles[f"consultant-{level.value}"] = consultant(level)
    users["ended consultant"] = make_user(name="Ended")
    over = make_engagement(ours, users["ended consultant"], Level.EDIT)
    see(ours)
    end_engagement(engagement=over, actor=owner, side=Side.BUSINESS, at=timezone.now())
    world = World(ours, theirs, users, roles)
    # Everybody was here today already, so that no request has a visit to note.
    for business in (ours, theirs):
        see(business)
        Membership.objects.update(last_seen_on=timezone.now().date())
        EngagementPerson.objects.update(last_seen_on=timezone.now().date())
    for actor, user in users.items():
        client = Client()
        client.force_login(user)
        world.sessions[actor] = client.cookies["sessionid"].value
    return world


ACTORS = (
    "anonymous", "outsider", "ex-member", "ended consultant", "viewer", "recorder", "consultant-review",
    "consultant-edit", "editor", "owner",
)  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One request, and how to say which one it was."""

    route: str
    method: str
    actor: str
    target: str
    htmx: bool
    address: str

    def __str__(self) -> str:
        return f"{self.route}: {self.method} by {self.actor}, {self.target}, {'htmx' if self.htmx else 'plain'}"


@dataclass(frozen=True)
class Answer:
    """What came back, and what the database was asked."""

    response: HttpResponse
    queries: list[str]

    @property
    def writes(self) -> list[str]:
        return [sql for sql in self.queries if WRITES.match(sql)]

    @property
    def reads(self) -> int:
        return sum(not re.match(r"SAVEPOINT|RELEASE|ROLLBACK", sql) for sql in self.queries)


class Browsers(Protocol):
    """Somebody who has a browser for each actor."""

    def client(self, actor: str) -> Client:
        """A browser of this actor, as fresh as on its first request."""


def ask(world: Browsers, cell: Cell, data: dict[str, str] | None = None, undo: bool = True) -> Answer:
    """Send the request and take back whatever it did."""
    queries: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    def send() -> Any:
        client, headers = world.client(cell.actor), HTMX if cell.htmx else {}
        if cell.method == "POST":
            return client.post(cell.address, data or {}, headers=headers)
        return client.generic(cell.method, cell.address, headers=headers)

    try:
        with connection.execute_wrapper(note), transaction.atomic() if undo else nullcontext():
            response = send()
            if undo:
                transaction.set_rollback(True)
    except Exception as error:
        raise AssertionError(f"{cell}: raised {error!r}") from error
    return Answer(cast(HttpResponse, response), queries)


def targets(world: World, found: Found, route: Route) -> dict[str, str]:
    """Name → address: the own object, and each way to name one that is not."""
    own: dict[str, str | int] = dict(route.args)
    own |= {name: world.own.key(thing) for name, thing in route.things.items()}
    if found.of_business:
        own["slug"] = world.ours.slug
    chosen = {"own": own}
    if found.of_business:
        chosen["foreign business"] = {**own, "slug": world.theirs.slug}
        chosen["unknown business"] = {**own, "slug": "no-such-business"}
    for name, thing in route.things.items():
        chosen[f"foreign {name}"] = {**own, name: world.foreign.key(thing)}
        chosen[f"unknown {name}"] = {**own, name: UNKNOWN[type(own[name])]}
    if len(route.things) > 1:
        for name, thing in route.things.items():
            chosen[f"{name} of another parent"] = {**own, name: world.sibling.key(thing)}
    return {target: reverse(found.name, kwargs=kwargs) for target, kwargs in chosen.items()}


def expected(world: World, found: Found, route: Route, cell: Cell) -> set[int]:
    """The statuses that are right for a cell: the whole policy in one place."""
    if cell.actor == "anonymous":
        return {401} if cell.htmx else {302}
    if found.of_practice:
        return {404}
    if isinstance(found.capability, Can):
        if "business" in cell.target or cell.actor not in world.roles:
            return {404}
        if not world.may(cell.actor, found.capability):
            return {403}
        if cell.method == "POST" and route.to_write and not world.may(cell.actor, route.to_write):
            return {403}
    if cell.method not in route.methods:
        return {405}
    right = {404} if cell.target != "own" or route.bound else DONE
    # A page may leave HEAD out.
    return right | {405} if cell.method == "HEAD" else right


def check_route(found: Found, world: World, actors: tuple[str, ...] = ACTORS) -> int:
    """Every cell of a route; returns how many. Raises AssertionError with the name of the first that is wrong."""
    route = ROUTES[found.name]
    addresses = targets(world, found, route)
    cells = 0
    for actor in actors:
        for method in METHODS:
            for htmx in (False, True):
                answers = {
                    target: check_cell(world, found, Cell(found.name, method, actor, target, htmx, address))
                    for target, address in addresses.items()
                    if FULL or method in ("GET", "POST") or (not htmx and target in ("own", "foreign business"))
                }
                cells += len(answers)
                check_alike(found, method, actor, answers)
    return cells


def check_cell(world: World, found: Found, cell: Cell) -> Answer:
    """Status, nothing written where nothing may be, headers."""
    route = ROUTES[found.name]
    right = expected(world, found, route, cell)
    answer = ask(world, cell, route.sends, undo=right >= DONE)  # a refusal has nothing to take back: see below
    response = answer.response
    assert response.status_code in right, f"{cell}: {response.status_code}, not {sorted(right)}"
    if not right >= DONE or cell.method in ("GET", "HEAD"):
        assert not answer.writes, f"{cell}: wrote {answer.writes}"
    if response.status_code == 401:
        assert response["HX-Redirect"].startswith("/accounts/login/"), str(cell)
    elif cell.actor == "anonymous":
        assert response["Location"].startswith("/accounts/login/"), f"{cell}: sent to {response['Location']}"
    elif response.status_code == 404:
        assert world.theirs.name not in response.content.decode(), str(cell)
    check_headers(cell, response)
    return answer


def check_headers(cell: Cell, response: HttpResponse) -> None:
    """What every answer carries."""
    assert "default-src 'none'" in response["Content-Security-Policy"], str(cell)
    assert response["X-Content-Type-Options"] == "nosniff", str(cell)
    assert response["X-Frame-Options"] == "DENY", str(cell)
    assert "HX-Request" in response.get("Vary", ""), str(cell)
    if cell.actor != "anonymous":
        assert "no-store" in response.get("Cache-Control", ""), str(cell)


def check_alike(found: Found, method: str, actor: str, answers: dict[str, Answer]) -> None:
    """Foreign and unknown cannot be told apart: same bytes, same number of queries."""
    for target, foreign in answers.items():
        if not target.startswith("foreign ") or target.replace("foreign ", "unknown ") not in answers:
            continue
        if foreign.response.status_code != 404:
            continue
        unknown = answers[target.replace("foreign ", "unknown ")]
        cell = f"{found.name}: {method} by {actor}, {target}"
        assert without_tokens(foreign.response.content) == without_tokens(unknown.response.content), cell
        assert foreign.reads == unknown.reads, f"{cell}: {foreign.queries} and {unknown.queries}"
