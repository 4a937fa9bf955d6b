"""Every page there is, held to how often it may ask the database (performance.md, goal 3), at 1 and at 30 rows.

The number of each page stands here as it is: a page that is not named fails, so that none escapes, and a number that
became smaller is written down. Counted as in production: the person, the door and what the wall is told; the session
itself comes from the cache. What counts as composed: docs/decisions/062-queries-of-every-page.md.
"""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from businesses.models import Business
from reports.actions import compute_report
from tests.businesses.practice import assign_to
from tests.factories import see
from tests.queries import MARKS
from tests.security import test_practices as practices
from tests.security.grown import fill, grow, grow_person, grow_practice
from tests.security.matrix import World, targets, walk
from tests.security.routes import LIBRARY, LIBRARY_ARGS, PUBLIC, ROUTES
from tests.security.test_practices import Place, made_place, place

__all__ = ["made_place", "place"]  # fixtures
pytestmark = pytest.mark.django_db
FOUND = {found.name: found for found in walk()}
HTMX = {"HX-Request": "true"}

PAGE, PART, TOGETHER = 6, 4, 14
# Pages that show several ideas of a business at once; parts that redraw a piece of one from the whole map.
COMPOSED = {
    "workspace:home", "workspace:map", "workspace:map_system", "workspace:system_detail", "workspace:alignment",
    "portfolio:clients", "workspace:element_detail", "systems:section", "systems:element_row", "systems:element_add",
    "systems:link_add", "systems:link_edit", "digests:digest_preview", "digests:edition_preview", "digests:preferences",
}  # fmt: skip
# One more than they may, and why.
OVER = {
    "reports:finding_act": "a form with two lists to choose from: people and outcomes",
    "systems:system_edit": "a form with two lists to choose from: people and numbers",
}
# Name → how often as a page, and as a part (None where htmx gets the page as well, or is sent to it).
PAGES: dict[str, tuple[int, int | None]] = {
    "accounts:profile": (1, None),
    "accounts:sessions": (2, None),
    "businesses:client_end": (4, None),
    "businesses:client_invite": (3, None),
    "businesses:client_people": (3, 3),
    "businesses:colleague_remove": (4, None),
    "businesses:engagement_end": (4, None),
    "businesses:leave": (3, None),
    "businesses:log": (5, 3),
    "businesses:member_remove": (4, None),
    "businesses:member_role": (4, None),
    "businesses:practice_leave": (4, None),
    "businesses:practice_settings": (2, None),
    "businesses:practice_team": (5, None),
    "businesses:settings": (3, None),
    "businesses:team": (4, 3),
    "businesses:token_list": (4, None),
    "businesses:token_revoke": (4, None),
    "digests:digest_preview": (9, 9),
    "digests:edition_preview": (13, 13),
    "digests:preferences": (8, None),
    "metrics:check_in": (5, None),
    "metrics:check_in_period": (5, None),
    "metrics:first_numbers": (5, None),
    "metrics:metric_add": (5, None),
    "metrics:metric_detail": (5, None),
    "metrics:metric_edit": (6, None),
    "metrics:reading_edit": (5, None),
    "portfolio:clients": (11, 11),
    "reports:action_edit": (6, None),
    "reports:action_list": (5, 4),
    "reports:finding_act": (6, 5),
    "reports:finding_decision": (3, 4),
    "reports:finding_dismiss": (4, 3),
    "reviews:review_detail": (5, None),
    "reviews:review_list": (5, 3),
    "reviews:thread_list": (5, 4),
    "systems:about": (3, 3),
    "systems:coach": (2, 2),
    "systems:element_add": (5, 10),
    "systems:element_edit": (5, None),
    "systems:element_quick": (5, 3),
    "systems:element_row": (3, 10),
    "systems:link_add": (9, 8),
    "systems:link_edit": (5, 9),
    "systems:removed": (4, 3),
    "systems:section": (3, 9),
    "systems:system_add": (3, None),
    "systems:system_edit": (6, 5),
    "workspace:alignment": (9, None),
    "workspace:business_list": (5, 4),
    "workspace:coverage": (6, None),
    "workspace:element_detail": (13, 12),
    "workspace:freshness": (3, None),
    "workspace:home": (13, None),
    "workspace:jump": (3, 3),
    "workspace:landing": (4, None),
    "workspace:map": (13, 12),
    "workspace:practice_jump": (3, 3),
    "workspace:map_system": (12, 12),
    "workspace:start": (2, None),
    "workspace:start_about": (4, None),
    "workspace:start_changes": (3, None),
    "workspace:start_coach": (2, 2),
    "workspace:start_preview": (2, 2),
    "workspace:start_systems": (4, None),
    "workspace:start_systems_preview": (3, 3),
    "workspace:system_detail": (13, 12),
}
READING = [name for name, route in ROUTES.items() if "GET" in route.methods]
STARTING = ("workspace:start_about", "workspace:start_systems", "workspace:start_changes")


def count(client: Client, address: str) -> tuple[int, bool]:
    """How often the second look asks, and whether it was a part; the first may note that somebody was here today."""
    client.get(address)
    return asked(client, address)


def asked(client: Client, address: str, **headers: str) -> tuple[int, bool]:
    """The same of this look; for whoever has been there before."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address, headers=headers)
    made = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(MARKS)]
    part = answer.status_code == 200 and b"<html" not in answer.content
    return sum('FROM "django_session"' not in sql for sql in made), part


def wrong(client: Client, addresses: dict[str, str]) -> Iterator[str]:
    """What asks another number of times than stands above."""
    for name, address in addresses.items():
        page, _ = count(client, address)
        part, is_part = asked(client, address, **HTMX)
        found = (page, part if is_part else None)
        if found != PAGES.get(name):
            yield f"{name}: {found}, not {PAGES.get(name)}"


def of_a_business(world: World) -> dict[str, str]:
    """The addresses of everything that is no practice's, with one of each thing behind them."""
    fill(world.own)
    return {name: targets(world, FOUND[name], ROUTES[name])["own"] for name in READING if not FOUND[name].of_practice}


def test_a_page_without_its_number_fails() -> None:
    assert sorted(set(READING) - set(PAGES)) == [], "write down how often these ask"
    assert sorted(set(PAGES) - set(READING)) == [], "these are gone"
    assert COMPOSED | set(OVER) <= set(PAGES)


def test_every_number_is_within_its_limit() -> None:
    for name, (page, part) in PAGES.items():
        most = (TOGETHER, TOGETHER) if name in COMPOSED else (PAGE, PART)
        over = max(page - most[0], (part or 0) - most[1], 0)
        assert over == (1 if name in OVER else 0), f"{name} asks {over} times too often"


def test_pages_of_a_business_at_one_and_at_thirty_rows(world: World) -> None:
    addresses, client = of_a_business(world), world.client("owner")
    later = {name: addresses.pop(name) for name in STARTING}
    assert list(wrong(client, addresses)) == []
    grow(world.own)
    grow_person(world.users["owner"])
    assert list(wrong(client, addresses)) == [], "with thirty rows"
    see(world.ours)
    Business.objects.filter(pk=world.ours.pk).update(start_step=3)  # these lead to the map once there is one
    assert list(wrong(client, later)) == [], "while the map is made"


def test_pages_of_a_practice_at_one_and_at_thirty_rows(place: Place) -> None:
    assign_to(place.own.engagement, place.lead, place.lead)
    compute_report(business_id=place.own.engagement.business_id, at=timezone.now())
    addresses = {name: practices.targets(place, FOUND[name])["own"] for name in READING if FOUND[name].of_practice}
    client = place.client("lead")
    assert list(wrong(client, addresses)) == []
    grow_practice(place.practice, place.lead)
    assert list(wrong(client, addresses)) == [], "with thirty rows"


def test_pages_for_everybody_and_those_of_signing_in(world: World) -> None:
    """Invitations that exist: tests/businesses/test_strangers.py."""
    for name in PUBLIC:
        arguments = re.findall(r"<(?:\w+:)?(\w+)>", FOUND[name].pattern)
        address = reverse(name, kwargs=dict.fromkeys(arguments, "no-such-thing"))
        assert count(Client(), address)[0] <= PAGE, name
    for name in LIBRARY:
        for client in (Client(), world.client("owner")):
            assert count(client, reverse(name, kwargs=LIBRARY_ARGS.get(name, {})))[0] <= PAGE, name


def test_control_a_page_that_asks_once_for_each_row_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses, client = of_a_business(world), world.client("owner")
    team = {"businesses:team": addresses["businesses:team"]}
    assert list(wrong(client, team)) == []

    def asking(role: str) -> str:
        return str(User.objects.count())

    monkeypatch.setattr("businesses.views.team.in_words", asking)
    assert list(wrong(client, team)) != []
