"""Reads of tenancy: the team, days in words."""

from datetime import date, timedelta

from businesses.models import Business, Membership, Role
from core.periods import MONTHS

ORDER = {role: n for n, role in enumerate(Role.values)}


def members_of(business: Business) -> list[Membership]:
    """Everybody in the team, owners first, then by name."""
    members = list(Membership.objects.filter(business=business).select_related("user"))
    return sorted(members, key=lambda m: (ORDER[m.role], m.user.called.casefold(), m.pk))


def day_words(day: date | None, today: date) -> str:
    """`today`, `yesterday`, `12 November`, with the year when it is another one; `never` without a day."""
    if day is None:
        return "never"
    if day >= today:
        return "today"
    if day == today - timedelta(days=1):
        return "yesterday"
    return f"{day.day} {MONTHS[day.month - 1]}" + (f" {day.year}" if day.year != today.year else "")
