"""Every page there is, in an evening of Chicago whose day is already the next one by the clock of the server.

Everything is made in that minute, by people and for businesses of Chicago: no page may tell the server's day or hour.
"""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.zones import by_clock_of
from businesses import mails
from businesses.models import Business, Invitation
from businesses.tokens import token_with_hash
from jobs.models import OutboxMail
from reports.actions import compute_report
from tests.businesses.practice import assign_to
from tests.factories import see
from tests.security import test_practices as practices
from tests.security.matrix import World, make_world
from tests.security.routes import LIBRARY, LIBRARY_ARGS
from tests.security.test_practices import Place
from tests.security.test_queries import FOUND, READING, STARTING, of_a_business

pytestmark = pytest.mark.django_db
LEAVING = "account_logout"
ZONE = "America/Chicago"
# A Thursday by the server, still Wednesday the 10th in Chicago; no week begins or ends on either, a week on neither.
MOMENT = datetime(2027, 3, 11, 2, 12, tzinfo=UTC)
SERVERS = ("11 March", "11 Mar", "18 March", "18 Mar", "02:12")
OWN = ("10 March", "10 Mar", "17 March", "17 Mar", "20:12", "21:12")


def words_of(answer: Any) -> str:
    """A page in one line."""
    return " ".join(answer.content.decode().split())


def told(client: Client, addresses: dict[str, str]) -> tuple[list[str], set[str]]:
    """Pages that tell the server's day or hour, and those that tell one's own."""
    wrong, right = [], set()
    for name, address in addresses.items():
        text = words_of(client.get(address, follow=True))
        wrong += [f"{name}: {words}" for words in SERVERS if words in text]
        right |= {name for words in OWN if words in text}
    return wrong, right


def move_to_chicago() -> None:
    User.objects.update(time_zone=ZONE)


def settle(world: World) -> dict[str, str]:
    """One of everything, of a business in Chicago."""
    see(world.ours, world.theirs)
    Business.objects.update(time_zone=ZONE)
    for stock in (world.own, world.sibling, world.foreign):
        stock.business.time_zone = ZONE
    return of_a_business(world)


def test_pages_of_a_business_and_of_a_person() -> None:
    with time_machine.travel(MOMENT, tick=False):
        world = make_world()
        move_to_chicago()
        addresses = settle(world)
        owner = world.users["owner"]
        Authenticator.objects.create(user=owner, type="totp", data={"secret": "no secret"})
        addresses = {name: address for name, address in addresses.items() if name not in STARTING}
        addresses |= {name: reverse(name, kwargs=LIBRARY_ARGS.get(name, {})) for name in LIBRARY if name != LEAVING}
        wrong, right = told(world.client("owner"), addresses)
        assert wrong == []
        assert right >= {
            "businesses:team", "businesses:log", "workspace:alignment", "reviews:review_list", "reviews:review_detail",
            "reviews:thread_list", "mfa_index", "systems:removed", "digests:preferences",
        }  # fmt: skip


def test_pages_of_a_practice() -> None:
    with time_machine.travel(MOMENT, tick=False):
        place = Place()
        move_to_chicago()
        assign_to(place.own.engagement, place.lead, place.lead)
        compute_report(business_id=place.own.engagement.business_id, at=timezone.now())
        addresses = {name: practices.targets(place, FOUND[name])["own"] for name in READING if FOUND[name].of_practice}
        wrong, right = told(place.client("lead"), addresses)
        assert wrong == []
        assert right >= {"businesses:client_invite", "businesses:practice_team"}


def test_an_invitation_ends_on_one_day_wherever_it_is_told() -> None:
    with time_machine.travel(MOMENT, tick=False):
        world = make_world()
        move_to_chicago()
        settle(world)
        see(world.ours)
        offer = Invitation.objects.filter(business=world.ours).latest("pk")
        token = token_with_hash(offer.nonce, offer.token_hash)
        page = words_of(Client().get(reverse("businesses:invitation", args=[token])))
        assert "until 17 March" in page
        mail = mails.invitation(OutboxMail.objects.get(kind="invitation", object_id=offer.pk))
        assert mail is not None
        assert "until 17 March" in mail.body


def test_control_the_clock_of_the_server_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("businesses.access.by_clock_of", lambda zone: by_clock_of("UTC"))
    with time_machine.travel(MOMENT, tick=False):
        world = make_world()
        move_to_chicago()
        address = settle(world)["systems:removed"]
        wrong, _ = told(world.client("owner"), {"systems:removed": address})
        assert wrong != []
