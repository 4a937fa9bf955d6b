"""Reads about engagements: whom a practice works for, and who of it is assigned."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef

from accounts.models import User
from businesses.models import Business, Engagement, EngagementPerson, Practice, PracticeMember, PracticeRole
from businesses.roles import PracticeCan, practice_may

MOST_CLIENTS = 200
ACTIVE = {"engagement__state": Engagement.State.ACTIVE}


@dataclass(frozen=True)
class Worker:
    """A person who is assigned to a client."""

    user_id: int
    called: str
    last_seen_on: date | None


def my_engagement(business: Business, user: User) -> Engagement | None:
    """The engagement by which this person is a consultant of the business now."""
    mine = EngagementPerson.objects.filter(business=business, user=user, **ACTIVE).order_by("engagement__level", "pk")
    found = mine.select_related("engagement__practice").first()
    return found.engagement if found else None


@dataclass(frozen=True)
class Engagements:
    """The clients a person of a practice may see in its list, and who is assigned to each."""

    businesses: dict[int, Business]
    engagement_ids: dict[int, int]  # by business
    people: dict[int, list[Worker]]  # by business


def clients_seen_by(member: PracticeMember) -> Engagements:
    """For a lead every client of the practice, for a consultant those they are assigned to. Two queries."""
    engaged = Engagement.objects.filter(practice_id=member.practice_id, state=Engagement.State.ACTIVE)
    if not practice_may(member.role, PracticeCan.SEE_ALL):
        engaged = engaged.filter(people__user_id=member.user_id)
    rows = list(engaged.select_related("business").order_by("pk")[:MOST_CLIENTS])
    people: dict[int, list[Worker]] = {row.business_id: [] for row in rows}
    assigned = EngagementPerson.objects.filter(practice_id=member.practice_id, engagement__in=[row.pk for row in rows])
    for person in assigned.select_related("user").order_by("pk"):
        people[person.business_id].append(Worker(person.user_id, person.user.called, person.last_seen_on))
    return Engagements(
        {row.business_id: row.business for row in rows}, {row.business_id: row.pk for row in rows}, people
    )


@dataclass(frozen=True)
class Assignable:
    """A person of the practice beside one client: assigned to it or not."""

    pk: int
    called: str
    user_id: int
    role: str
    assigned: bool


@dataclass(frozen=True)
class Hands:
    """A client, and everybody of the practice with whether they look after it."""

    pk: int
    level: str
    business: str
    slug: str
    people: list[Assignable]


def hands_of(practice: Practice, engagement_id: int) -> Hands | None:
    """Who looks after this client, and who could. One query; None when the practice has no such client now."""
    assigned = EngagementPerson.objects.filter(engagement=OuterRef("pk"), user=OuterRef("practice__members__user"))
    rows = list(
        Engagement.objects.filter(practice=practice, pk=engagement_id, state=Engagement.State.ACTIVE)
        .annotate(
            member=F("practice__members__pk"),
            member_role=F("practice__members__role"),
            user=F("practice__members__user_id"),
            user_name=F("practice__members__user__name"),
            email=F("practice__members__user__email"),
            assigned=Exists(assigned),
        )
        .values("level", "business__name", "business__slug", "member", "member_role", "user", "user_name", "email",
                "assigned")
    )  # fmt: skip
    if not rows:
        return None
    people = [
        Assignable(
            r["member"], User(name=r["user_name"], email=r["email"]).called, r["user"],
            PracticeRole(r["member_role"]).label, r["assigned"],
        )
        for r in rows
    ]  # fmt: skip
    people.sort(key=lambda p: (not p.assigned, p.called.casefold(), p.pk))
    return Hands(engagement_id, rows[0]["level"], rows[0]["business__name"], rows[0]["business__slug"], people)
