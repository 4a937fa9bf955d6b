"""Why somebody gets a digest, and when, in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from businesses.models import Role
from digests.models import DAYS, Subscription

DAY_NAMES = dict(DAYS)


def rhythm(subscription: Subscription) -> str:
    """`every Monday at 08:00`, `on the first Monday of each month at 08:00`, `when a gap changes, …`."""
    day = DAY_NAMES[subscription.weekday]
    if subscription.kind == Subscription.Kind.CHANGE:
        return "when a gap is new, worse or fixed, at most once a day,"
    if subscription.kind == Subscription.Kind.MONTHLY:
        return f"on the first {day} of each month at {subscription.hour:02}:00"
    return f"every {day} at {subscription.hour:02}:00"


def why_words(subscription: Subscription, role: str, name: str) -> str:
    """`You get this every Monday at 08:00 because you own Marlow Ads School.`; without a role, of a practice."""
    does = {Role.OWNER.value: "own", "": "work in"}.get(role, "belong to" if role in Role.values else "work with")
    if subscription.kind == Subscription.Kind.OFF:
        return "You get this one because you asked for it; no others come."
    return f"You get this {rhythm(subscription)} because you {does} {name}."


def shortened(text: str, limit: int) -> str:
    """One line of at most so many characters, cut between words."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit].rsplit(' ', 1)[0]} …"


def day_in_words(day: date) -> str:
    """`Monday, 30 November`."""
    return f"{day:%A}, {day.day} {day:%B}"


def moment_in_words(at: datetime, zone: str) -> str:
    """`Monday, 30 November, 08:00`, by that clock."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{day_in_words(local.date())}, {local:%H:%M}"


def short_moment(at: datetime, zone: str) -> str:
    """`23 Nov, 08:00`."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%b}, {local:%H:%M}"
