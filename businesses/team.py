"""Who belongs to a business, works for it, and is invited: everything its team page lists, in one query."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, DateField, DateTimeField, F, QuerySet, Value, When
from django.db.models.functions import Cast

from accounts.models import User
from businesses.models import Business, Engagement, Invitation, Membership
from businesses.queries import ORDER

MEMBER, WORKER, INVITED = "member", "worker", "invited"
# What each part of the union answers, in this order and of these types.
COLUMNS = ("part", "row", "title", "person", "name", "address", "what", "seen", "at")


@dataclass(frozen=True)
class Person:
    """Somebody in the team, or of a practice that works for it."""

    user_id: int
    called: str
    email: str
    last_seen_on: date | None
    pk: int = 0  # of the membership
    role: str = ""


@dataclass(frozen=True)
class Invited:
    """An offer that was neither accepted nor taken back; those that ran out are among them."""

    pk: int
    email: str
    role: str  # or the level of an engagement
    by: str
    expires_at: datetime


@dataclass
class Working:
    """A practice at work for the business, with its people there."""

    pk: int
    practice: str
    level: str
    people: list[Person] = field(default_factory=list)


@dataclass
class Team:
    """The page's three lists, each in its order."""

    members: list[Person]
    working: list[Working]
    invited: list[Invited]


def team_of(business: Business, *, with_invited: bool) -> Team:
    """Members with owners first, then by name; practices and offers by age, the newest offer first. One query."""
    parts = _members(business).union(_workers(business), *([_invited(business)] if with_invited else []), all=True)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in parts]
    members = [_person(row) for row in rows if row["part"] == MEMBER]
    offers = sorted((row for row in rows if row["part"] == INVITED), key=lambda row: row["row"], reverse=True)
    working: dict[int, Working] = {}
    for row in sorted((row for row in rows if row["part"] == WORKER), key=lambda row: row["row"]):
        engaged = working.setdefault(row["row"], Working(row["row"], row["title"], row["what"]))
        if row["person"] is not None:
            engaged.people.append(_person(row))
    return Team(
        sorted(members, key=lambda m: (ORDER[m.role], m.called.casefold(), m.pk)),
        list(working.values()),
        [Invited(o["row"], o["title"], o["what"], _called(o), o["at"]) for o in offers],
    )


def _person(row: dict[str, Any]) -> Person:
    return Person(row["person"], _called(row), row["address"], row["seen"], row["row"], row["what"])


def _called(row: dict[str, Any]) -> str:
    return User(name=row["name"], email=row["address"]).called


def _part(found: QuerySet[Any], part: str, **columns: Any) -> Any:
    """One part of the union: each column by its name, a missing one as nothing of its type."""
    nothing = {
        "title": Value("", CharField()),
        "seen": Cast(Value(None), DateField()),
        "at": Cast(Value(None), DateTimeField()),
    }
    return found.annotate(part=Value(part, CharField()), row=F("pk"), **{**nothing, **columns}).values_list(*COLUMNS)


def _members(business: Business) -> Any:
    return _part(
        Membership.objects.filter(business=business),
        MEMBER,
        person=F("user_id"),
        name=F("user__name"),
        address=F("user__email"),
        what=F("role"),
        seen=F("last_seen_on"),
    )


def _workers(business: Business) -> Any:
    return _part(
        Engagement.objects.filter(business=business, state=Engagement.State.ACTIVE),
        WORKER,
        title=F("practice__name"),
        person=F("people__user_id"),
        name=F("people__user__name"),
        address=F("people__user__email"),
        what=F("level"),
        seen=F("people__last_seen_on"),
    )


def _invited(business: Business) -> Any:
    return _part(
        Invitation.objects.filter(business=business, accepted_at=None, revoked_at=None),
        INVITED,
        title=F("email"),
        person=F("invited_by_id"),
        name=F("invited_by__name"),
        address=F("invited_by__email"),
        what=Case(When(level="", then=F("role")), default=F("level")),
        at=F("expires_at"),
    )
