"""The matrix of practices: every route behind their door × method × who belongs to it × own, foreign and unknown object
× with and without htmx; its forms fed with the corpus. That strangers find nothing is in test_matrix.py.
"""

from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from accounts.models import User
from businesses import access_practice
from businesses.access_practice import enter_practice
from businesses.actions import remove_colleague
from businesses.models import Business, EngagementPerson, Practice, PracticeMember
from businesses.roles import PracticeCan, practice_may
from tests.businesses.practice import in_practice
from tests.factories import make_business, make_colleague, see
from tests.kept import kept
from tests.pages import without_tokens
from tests.security.corpus import NASTY, some, watched
from tests.security.matrix import DONE, HANDLER, METHODS, UNKNOWN, Answer, Cell, Found, ask, walk
from tests.security.routes import ROUTES
from tests.security.stock import Stock
from tests.security.test_bad_input import check, learn, send

pytestmark = pytest.mark.django_db
FOUND = {found.name: found for found in walk() if found.of_practice}
ACTORS = ("lead", "consultant", "ex-colleague", "lead elsewhere")
# What one may do with one's own thing and not with another's; the thing of the stock is somebody else's.
OWN_ONLY = {"businesses:client_invite_revoke": "consultant"}


class Place:
    """Two practices, and everybody who may come to the door of the first."""

    def __init__(self) -> None:
        self.own, self.foreign = Stock(make_business()), Stock(make_business())
        self.roles: dict[str, str] = {"lead": "lead", "consultant": "consultant"}
        self.sessions: dict[str, str] = {}
        for stock in (self.own, self.foreign):
            for thing in ("practice_slug", "colleague", "practice_invitation", "client_invitation"):
                stock.key(thing)
        practice = self.practice = self.own.engagement.practice
        users: dict[str, User] = {"lead elsewhere": self.lead_of(self.foreign.engagement.practice)}
        self.lead = users["lead"] = make_colleague(practice, "lead").user
        users["consultant"] = make_colleague(practice).user
        gone = make_colleague(practice)
        users["ex-colleague"] = gone.user
        see(self.own.business)
        remove_colleague(member=gone, actor=users["lead"])
        for actor, user in users.items():
            client = Client()
            client.force_login(user)
            for stock in (self.own, self.foreign):
                client.get(f"/p/{stock.practice_slug}/team/")  # the first visit of a day is noted
            self.sessions[actor] = client.cookies["sessionid"].value

    def lead_of(self, practice: Practice) -> User:
        with in_practice(practice):
            return PracticeMember.objects.select_related("user").filter(practice=practice, role="lead")[0].user

    def client(self, actor: str) -> Client:
        client = Client()
        client.handler = HANDLER
        client.cookies["sessionid"] = self.sessions[actor]
        return client


@pytest.fixture(scope="module")
def made_place(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Place]:
    """At noon, so that no midnight comes between this day's visits and the requests."""
    with time_machine.travel(datetime.now(UTC).replace(hour=12)), kept(django_db_blocker, Place) as place:
        yield place


@pytest.fixture
def place(made_place: Place, db: None) -> Place:
    return deepcopy(made_place)


def targets(place: Place, found: Found) -> dict[str, str]:
    """Own address, that of another practice, and each way to name a thing that is not here."""
    own: dict[str, str | int] = {name: place.own.key(thing) for name, thing in ROUTES[found.name].things.items()}
    chosen = {"own": own, "foreign practice": {**own, "practice_slug": place.foreign.practice_slug}}
    for name, thing in ROUTES[found.name].things.items():
        if name != "practice_slug":
            chosen[f"foreign {name}"] = {**own, name: place.foreign.key(thing)}
            chosen[f"unknown {name}"] = {**own, name: UNKNOWN[type(own[name])]}
    return {target: reverse(found.name, kwargs=kwargs) for target, kwargs in chosen.items()}


def expected(place: Place, found: Found, cell: Cell) -> set[int]:
    """The statuses that are right for a cell."""
    assert isinstance(found.capability, PracticeCan)
    at_home = "lead elsewhere" if cell.target == "foreign practice" else None
    if at_home == cell.actor:  # what stands in the address is not in that practice
        return DONE | {404, 405}
    if cell.target == "foreign practice" or cell.actor not in place.roles:
        return {404}
    if not practice_may(place.roles[cell.actor], found.capability):
        return {403}
    if cell.method not in ROUTES[found.name].methods:
        return {405}
    if cell.target != "own" or ROUTES[found.name].bound:
        return {404}
    return {403} if OWN_ONLY.get(found.name) == cell.actor and cell.method == "POST" else DONE


def check_route(found: Found, place: Place, actors: tuple[str, ...] = ACTORS) -> int:
    """Every cell of a route; returns how many. Raises AssertionError with the first that is wrong."""
    cells = 0
    for actor in actors:
        for method in METHODS:
            for htmx in (False, True):
                answers: dict[str, Answer] = {}
                for target, address in targets(place, found).items():
                    cell = Cell(found.name, method, actor, target, htmx, address)
                    right = expected(place, found, cell)
                    # A refusal has nothing to take back: that it wrote nothing is looked at below.
                    answers[target] = answer = ask(place, cell, ROUTES[found.name].sends, undo=right >= DONE)
                    assert answer.response.status_code in right, f"{cell}: {answer.response.status_code}, not {right}"
                    if not right >= DONE or method in ("GET", "HEAD"):
                        assert not answer.writes, f"{cell}: wrote {answer.writes}"
                    assert "no-store" in answer.response.get("Cache-Control", ""), str(cell)
                cells += len(answers)
                check_alike(f"{found.name}: {method} by {actor}", answers)
    return cells


def check_alike(cell: str, answers: dict[str, Answer]) -> None:
    """Foreign and unknown cannot be told apart."""
    for target, foreign in answers.items():
        unknown = answers.get(target.replace("foreign ", "unknown "))
        if target.startswith("foreign ") and unknown is not None and foreign.response.status_code == 404:
            assert without_tokens(foreign.response.content) == without_tokens(unknown.response.content), cell
            assert foreign.reads == unknown.reads, f"{cell}, {target}"


def test_the_routes_of_a_practice_are_those_with_its_slug() -> None:
    with_slug = {name for name, found in {f.name: f for f in walk()}.items() if "practice_slug" in found.pattern}
    assert with_slug == set(FOUND)
    assert len(FOUND) >= 12


@pytest.mark.parametrize("name", sorted(FOUND))
def test_route(name: str, place: Place) -> None:
    assert check_route(FOUND[name], place) >= len(ACTORS) * len(METHODS) * 2


@pytest.mark.parametrize("name", sorted(n for n in FOUND if "POST" in ROUTES[n].methods))
def test_every_form(name: str, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    address, client = targets(place, FOUND[name])["own"], place.client("lead")
    fields, data = learn(client, address, ROUTES[name].sends, monkeypatch)
    for n, field in enumerate(fields):
        for what, value in some(n).items():
            with watched(monkeypatch) as seen:
                [answer] = send(client, address, {**data, field: value})
            check(name, field, what, value, answer, seen)
    for answer in send(client, address, data, times=2):
        assert answer.status_code < 500, f"{name}: sent twice"


@pytest.mark.parametrize("name", sorted(n for n in FOUND if "GET" in ROUTES[n].methods))
def test_every_query(name: str, place: Place) -> None:
    address, client = targets(place, FOUND[name])["own"], place.client("lead")
    for what, value in NASTY.items():
        for field in ("q", "show", "sort", "who", "view"):
            answer = client.get(address, {field: value.encode("utf-8", "surrogatepass")})
            assert answer.status_code < 500, f"{name}: {what} in {field}"
            assert NASTY["markup"] not in answer.content.decode(errors="replace"), f"{name}: {what} in {field}"


# --- Controls: with a guard taken away, the matrix must turn red --------------------------------


def test_control_a_door_that_lets_strangers_in_is_seen(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def as_lead(user_id: int, slug: str) -> PracticeMember:
        return PracticeMember(practice=place.practice, user_id=user_id, role="lead", pk=0)

    monkeypatch.setattr(access_practice, "enter_practice", as_lead)
    monkeypatch.setattr(access_practice, "_seen_today", lambda member: None)
    for found in FOUND.values():
        with pytest.raises(AssertionError):
            check_route(found, place, ("ex-colleague",))


def test_control_a_door_that_forgets_roles_is_seen(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_practice, "practice_may", lambda role, capability: True)
    led = [found for found in FOUND.values() if found.capability == PracticeCan.RUN]
    assert led
    for found in led:
        with pytest.raises(AssertionError):
            check_route(found, place, ("consultant",))


def test_control_a_colleague_who_is_fetched_by_the_bare_id_is_seen(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def any_colleague(request: Any, member_id: int) -> PracticeMember:
        with in_practice(place.foreign.engagement.practice):
            found = PracticeMember.objects.select_related("user", "practice").filter(pk=member_id).first()
        if found is None:
            raise Http404
        return found

    monkeypatch.setattr("businesses.views.practice_team.get_colleague", any_colleague)
    with pytest.raises(AssertionError):
        check_route(FOUND["businesses:colleague_remove"], place, ("lead",))


def test_the_wall_hides_clients_a_consultant_is_not_assigned_to(place: Place) -> None:
    """The database's own wall, with the application's filter taken away."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has the scoped actions only")
    members = {role: make_colleague(place.practice, role) for role in ("lead", "consultant")}
    seen = {}
    for role, member in members.items():
        enter_practice(member.user_id, place.practice.slug)
        seen[role] = Business.objects.filter(pk=place.own.business.pk).count()
        assert EngagementPerson.objects.filter(practice=place.foreign.engagement.practice).count() == 0
    assert seen == {"lead": 1, "consultant": 0}
