"""Every route × method × actor × own, foreign and unknown object × with and without htmx. See routes.py."""

import re
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.models import User
from businesses import access
from businesses.access import Entry
from businesses.context import see_businesses, see_slug
from businesses.models import Business, Membership, Role
from businesses.roles import Can
from tests.security.matrix import ACTORS, Cell, Found, World, ask, check_route, targets, walk
from tests.security.routes import API, LIBRARY, PUBLIC, ROUTES

pytestmark = pytest.mark.django_db
FOUND = {found.name: found for found in walk()}


def test_every_route_is_listed_once_and_nothing_else_is() -> None:
    listed = [*ROUTES, *API, *PUBLIC, *LIBRARY]
    assert sorted(set(FOUND) - set(listed)) == [], "name these in tests/security/routes.py"
    assert sorted(set(listed) - set(FOUND)) == [], "these are gone: take them out of tests/security/routes.py"
    assert len(listed) == len(set(listed))
    assert len(list(walk())) == len(FOUND), "two routes share a name"


def test_every_route_of_a_business_goes_through_its_door() -> None:
    slug = [found for found in FOUND.values() if "slug:slug" in found.pattern or found.pattern.startswith("b/")]
    assert slug
    assert [found.name for found in slug if not found.of_business] == []
    assert [name for name in ROUTES if FOUND[name].capability == "open"] == [], "no door, and yet not PUBLIC"


@pytest.mark.parametrize("name", sorted(set(ROUTES) & set(FOUND)))
def test_route(name: str, world: World) -> None:
    assert check_route(FOUND[name], world) >= 7 * (2 * 2 + 5)


@pytest.mark.parametrize("name", sorted(n for n in set(ROUTES) & set(FOUND) if "POST" in ROUTES[n].methods))
def test_a_form_of_another_site_is_refused(name: str, world: World) -> None:
    address = targets(world, FOUND[name], ROUTES[name])["own"]
    client = Client(enforce_csrf_checks=True)
    client.cookies["sessionid"] = world.sessions["owner"]
    assert client.post(address, ROUTES[name].sends).status_code == 403


@pytest.mark.parametrize("name", sorted(set(PUBLIC) & set(FOUND)))
def test_public_pages_change_nothing(name: str, world: World) -> None:
    arguments = re.findall(r"<(?:\w+:)?(\w+)>", FOUND[name].pattern)
    address = reverse(name, kwargs=dict.fromkeys(arguments, "no-such-thing"))
    for actor in ("anonymous", "outsider", "owner"):
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
            answer = ask(world, Cell(name, method, actor, "own", False, address))
            assert answer.response.status_code < 500
            assert not answer.writes, (name, method, actor)
            assert world.ours.name not in answer.response.content.decode() or actor == "owner"


# --- Controls: with a guard taken away, the matrix must turn red --------------------------------


def listed() -> list[Found]:
    return [FOUND[name] for name in sorted(set(ROUTES) & set(FOUND)) if FOUND[name].of_business]


def test_control_a_door_that_lets_outsiders_in_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def everybody_is_an_owner(user_id: int, slug: str) -> Entry | None:
        see_slug(slug)
        business = Business.objects.filter(slug=slug).first()
        if business is None:
            return None
        see_businesses([business.pk])
        return Entry(business, Membership(business=business, user_id=user_id, role=Role.OWNER, pk=0))

    monkeypatch.setattr(access, "enter", everybody_is_an_owner)
    monkeypatch.setattr(access, "seen_today", lambda membership: None)
    for found in listed():
        with pytest.raises(AssertionError):
            check_route(found, world, ("outsider",))


def test_control_a_door_that_forgets_capabilities_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "may", lambda role, capability: True)
    beyond_reading = [found for found in listed() if found.capability not in (Can.READ, Can.COMMENT)]
    assert beyond_reading
    for found in beyond_reading:
        with pytest.raises(AssertionError):
            check_route(found, world, ("viewer",))


def test_control_a_door_that_forgets_the_signed_out_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = world.users["owner"]
    monkeypatch.setattr("django.contrib.auth.models.AnonymousUser.is_authenticated", True)
    monkeypatch.setattr("django.contrib.auth.models.AnonymousUser.pk", owner.pk)
    for found in listed()[:3]:
        with pytest.raises((AssertionError, AttributeError)):
            check_route(found, world, ("anonymous",))


def test_control_a_child_that_is_fetched_by_its_bare_id_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both walls are taken away: the filter by business in the view's helper, and row-level security."""

    def any_member(request: Any, membership_id: int) -> Membership:
        see_businesses([world.ours.pk, world.theirs.pk])
        found = Membership.objects.select_related("user", "business").filter(pk=membership_id).first()
        if found is None:
            raise Http404
        return found

    monkeypatch.setattr("businesses.views.team.get_member", any_member)
    with pytest.raises(AssertionError):
        check_route(FOUND["businesses:member_remove"], world, ("owner",))


def test_control_row_level_security_alone_holds_as_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has the scoped actions only")

    def unscoped(request: Any, membership_id: int) -> Membership:
        found = Membership.objects.select_related("user").filter(pk=membership_id).first()
        if found is None:
            raise Http404
        found.business = request.business
        return found

    monkeypatch.setattr("businesses.views.team.get_member", unscoped)
    check_route(FOUND["businesses:member_remove"], world, ("owner",))


def test_the_actors_are_who_they_say(world: World) -> None:
    assert set(world.sessions) == set(ACTORS) - {"anonymous"}
    assert User.objects.count() >= 6
    answer = ask(world, Cell("", "GET", "viewer", "own", False, f"/b/{world.ours.slug}/team/"))
    assert answer.response.status_code == 200
