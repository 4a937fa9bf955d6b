"""Reads about practices: whose they are, who is in them, their offers."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from accounts.models import User
from businesses.context import see_businesses
from businesses.engaged import ACTIVE
from businesses.models import (
    Business,
    ClientInvitation,
    EngagementPerson,
    Membership,
    Practice,
    PracticeInvitation,
    PracticeMember,
    PracticeRole,
)
from businesses.queries import day_words
from businesses.roles import Can, PracticeCan, may, practice_in_words, practice_may
from core.flat import Statement, rows

MOST_PEOPLE = 100


MINE = Statement(
    "SELECT p.name, p.slug FROM businesses_practicemember m JOIN businesses_practice p ON p.id = m.practice_id"
    " WHERE m.user_id = %s ORDER BY p.name, p.id",
    "bigint",
)


class Mine(NamedTuple):
    """A practice that somebody belongs to."""

    name: str
    slug: str


def practices_of(user: User) -> list[Mine]:
    """The practices this person belongs to, by name. One query."""
    return [Mine(*row) for row in rows(MINE, user.pk)]


def own_practice(user: User) -> Practice | None:
    """The practice in which this person accepts new clients: the first one they lead, else the first."""
    mine = PracticeMember.objects.filter(user=user).select_related("practice")
    found = sorted(mine, key=lambda m: (m.role != PracticeRole.LEAD, m.pk))
    return found[0].practice if found else None


@dataclass(frozen=True)
class Client:
    """A business somebody looks after."""

    engagement_id: int
    name: str
    slug: str


@dataclass
class Colleague:
    """A person of the practice as its team page shows them."""

    member: PracticeMember
    role: str
    may: str
    seen: str
    clients: list[Client] = field(default_factory=list)


def team_of(viewer: PracticeMember, today: date) -> list[Colleague]:
    """Everybody in the practice, leads first, with the clients they look after. Two queries.

    A lead sees all of these clients; a consultant the ones they are assigned to themselves.
    """
    members = PracticeMember.objects.filter(practice_id=viewer.practice_id).select_related("user")
    team = {
        m.user_id: Colleague(m, PracticeRole(m.role).label, practice_in_words(m.role), day_words(m.last_seen_on, today))
        for m in sorted(members, key=lambda m: (m.role != PracticeRole.LEAD, m.user.called.casefold(), m.pk))
    }
    assigned = EngagementPerson.objects.filter(practice_id=viewer.practice_id, **ACTIVE)
    if not practice_may(viewer.role, PracticeCan.SEE_ALL):
        assigned = assigned.filter(engagement__people__user_id=viewer.user_id)
    for person in assigned.select_related("business").order_by("business__name", "pk"):
        client = Client(person.engagement_id, person.business.name, person.business.slug)
        team[person.user_id].clients.append(client)
    return list(team.values())


def left_alone_by(member: PracticeMember) -> list[str]:
    """The clients that nobody would look after once this person is gone, by name. Two queries."""
    mine = EngagementPerson.objects.filter(practice_id=member.practice_id, user_id=member.user_id, **ACTIVE)
    names = dict(mine.values_list("engagement_id", "business__name"))
    others = EngagementPerson.objects.filter(engagement__in=names).exclude(user_id=member.user_id)
    shared = set(others.values_list("engagement_id", flat=True))
    return sorted(name for pk, name in names.items() if pk not in shared)


def open_client_invitations(practice: Practice) -> list[ClientInvitation]:
    """Offers to clients that were neither accepted nor taken back, newest first."""
    still_open = ClientInvitation.objects.filter(practice=practice, accepted_at=None, revoked_at=None)
    return list(still_open.order_by("-created_at", "-pk"))


def open_practice_invitations(practice: Practice) -> list[PracticeInvitation]:
    """Offers of a place in the practice that were neither accepted nor taken back, newest first."""
    still_open = PracticeInvitation.objects.filter(practice=practice, accepted_at=None, revoked_at=None)
    return list(still_open.select_related("invited_by").order_by("-created_at", "-pk"))


def businesses_to_offer(user: User) -> list[Business]:
    """The businesses this person may let somebody into; afterwards the transaction sees them."""
    mine = Membership.objects.select_related("business").filter(user=user)
    found = [m.business for m in mine if may(m.role, Can.MANAGE)]
    see_businesses([b.pk for b in found])
    return sorted(found, key=lambda b: (b.is_sample, b.name.casefold(), b.pk))
