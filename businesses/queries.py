"""Reads of tenancy: the team, the API tokens, days in words."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery

from accounts.models import called
from businesses.models import ApiToken, Business, Engagement, EngagementPerson, Invitation, Membership, Role
from businesses.roles import consultant
from core.flat import Statement, rows
from core.periods import MONTHS

PEOPLE = Statement(
    "SELECT m.id, m.role, u.id, u.name, u.email FROM businesses_membership m JOIN accounts_user u ON u.id = m.user_id"
    " WHERE m.business_id = %s",
    "bigint",
)
ORDER = {role: n for n, role in enumerate(Role.values)}


def members_of(business: Business) -> list[Membership]:
    """Everybody in the team, owners first, then by name."""
    members = list(Membership.objects.filter(business=business).select_related("user"))
    return sorted(members, key=lambda m: (ORDER[m.role], m.user.called.casefold(), m.pk))


def people_of(business: Business) -> list[tuple[int, str]]:
    """(id, name) of everybody in the team, in the order of `members_of`. One query."""
    found = [(ORDER[role], called(name, email), pk, user) for pk, role, user, name, email in rows(PEOPLE, business.pk)]
    return [(user, name) for _, name, _, user in sorted(found, key=lambda p: (p[0], p[1].casefold(), p[2]))]


def tokens_of(business: Business) -> list[tuple[ApiToken, str]]:
    """Tokens that were not revoked, newest first, each with the role its maker has now ("" = belongs no more)."""
    mine = {"business": OuterRef("business"), "user": OuterRef("made_by")}
    at_work = EngagementPerson.objects.filter(**mine, engagement__state=Engagement.State.ACTIVE)
    level = at_work.order_by("engagement__level").values("engagement__level")[:1]
    role = Membership.objects.filter(**mine).values("role")[:1]
    rows = ApiToken.objects.filter(business=business, revoked_at=None).select_related("made_by")
    return [
        (token, token.role or (consultant(token.level) if token.level else ""))
        for token in rows.annotate(role=Subquery(role), level=Subquery(level)).order_by("-created_at", "-pk")
    ]


def day_words(day: date | None, today: date) -> str:
    """`today`, `yesterday`, `12 November`, with the year when it is another one; `never` without a day."""
    if day is None:
        return "never"
    if day >= today:
        return "today"
    if day == today - timedelta(days=1):
        return "yesterday"
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != today.year else "")


def open_roles_of(business: Business, emails: Iterable[str]) -> dict[str, str]:
    """The role (or level, of a consultant) that open invitations offer to these addresses. One query."""
    still_open = Invitation.objects.filter(business=business, accepted_at=None, revoked_at=None, email__in=list(emails))
    return {email: role or consultant(level) for email, role, level in still_open.values_list("email", "role", "level")}
