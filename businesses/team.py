"""Who belongs to a business, works for it, and is invited: everything its team page lists, in one query."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple, TypedDict

from django.utils.safestring import SafeString

from accounts.models import called
from businesses.models import Business, Membership, Role
from businesses.queries import ORDER, day_words
from businesses.roles import in_words
from core.flat import Statement, moment, rows
from core.text import escaped

MEMBER, WORKER, INVITED = "member", "worker", "invited"
SHOWN = 50  # members, until more are asked for
ROLES = dict(Role.choices)
MAY = {role: escaped(in_words(role)) for role in ROLES}
FEW = 12  # members whose rows each hold the form for their role; in a larger team it comes when it is asked for
TEAM = Statement(
    """
SELECT 'member', m.id, '', u.id, u.name, u.email, m.role, CAST(m.last_seen_on AS TEXT), NULL
FROM businesses_membership m JOIN accounts_user u ON u.id = m.user_id
WHERE m.business_id = %s
UNION ALL
SELECT 'worker', e.id, p.name, u.id, u.name, u.email, e.level, CAST(w.last_seen_on AS TEXT), NULL
FROM businesses_engagement e
JOIN businesses_practice p ON p.id = e.practice_id
LEFT JOIN businesses_engagementperson w ON w.engagement_id = e.id
LEFT JOIN accounts_user u ON u.id = w.user_id
WHERE e.business_id = %s AND e.state = 'active'
UNION ALL
SELECT 'invited', i.id, i.email, u.id, u.name, u.email, CASE WHEN i.level = '' THEN i.role ELSE i.level END,
       NULL, CAST(i.expires_at AS TEXT)
FROM businesses_invitation i LEFT JOIN accounts_user u ON u.id = i.invited_by_id
WHERE i.business_id = %s AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND %s
""",
    "bigint, bigint, bigint, boolean",
)


class Found(NamedTuple):
    """A row of TEAM."""

    part: str
    row: int  # of the membership, the engagement or the invitation
    title: str  # the practice; the address that was invited
    person: int | None
    name: str | None
    address: str | None
    what: str  # the role, or the level of an engagement
    seen: str | None
    at: str | None  # until when an invitation holds


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
    found = [Found(*row) for row in rows(TEAM, business.pk, business.pk, business.pk, with_invited)]
    members = [person_of(row) for row in found if row.part == MEMBER]
    offers = sorted((row for row in found if row.part == INVITED), key=lambda row: row.row, reverse=True)
    working: dict[int, Working] = {}
    for row in sorted((row for row in found if row.part == WORKER), key=lambda row: row.row):
        engaged = working.setdefault(row.row, Working(row.row, row.title, row.what))
        if row.person is not None:
            engaged.people.append(person_of(row))
    return Team(
        sorted(members, key=lambda m: (ORDER[m.role], m.called.casefold(), m.pk)),
        list(working.values()),
        [Invited(o.row, o.title, o.what, called_of(o), moment(o.at or "").astimezone(UTC)) for o in offers],
    )


def person_of(row: Found) -> Person:
    """Somebody in the team or of a practice."""
    seen = date.fromisoformat(row.seen) if row.seen else None
    return Person(row.person or 0, called_of(row), row.address or "", seen, row.row, row.what)


def called_of(row: Found) -> str:
    """How that person is named."""
    return called(row.name or "", row.address or "")


class MemberRow(TypedDict):
    """One member, ready to print."""

    who: str
    role: str
    may: str
    seen: str
    remove: str  # the cell with the link, for those who may


def member_row(member: Person, today: date, mine: Membership, *, managing: bool, team: str = "") -> MemberRow:
    """A line of the table; `mine` = who looks at it, `team` = the address of the team where the page has another."""
    name = escaped(member.called)
    you = " (you)" if member.user_id == mine.user_id else ""
    change = f' <a href="{team}{member.pk}/role/">Change<span class="vh"> role of {name}</span></a>'
    link = f'<a href="{team}{member.pk}/remove/">Remove<span class="vh"> {name}</span></a>'
    remove = f'<td class="acts">{link if member.pk != mine.pk else ""}</td>'
    return MemberRow(
        who=SafeString(f"<bdi>{name}</bdi>{you}<small>{escaped(member.email)}</small>"),
        role=SafeString(f"{ROLES[member.role]}{change if managing else ''}"),
        may=MAY[member.role],
        seen=SafeString(day_words(member.last_seen_on, today)),
        remove=SafeString(remove if managing else ""),
    )
