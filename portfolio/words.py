"""What the client list says."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from businesses.queries import day_words

# The order of the list. Those who went quiet come after those with a gap: silence is told apart from trouble.
NEEDS = {"off": 0, "slip": 1, "quiet": 2, "none": 3, "on": 4}
COUNTED = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def counted(n: int) -> str:
    """`One` to `Nine`, then digits."""
    return COUNTED[n] if n < len(COUNTED) else str(n)


def lead(clients: Sequence[Any]) -> str:
    """The sentence under the heading."""
    review = sum("review" in c.marks for c in clients)
    quiet = sum("quiet" in c.marks for c in clients)
    said = "Sorted by who needs you most."
    parts = [f"{counted(review)} {'waits' if review == 1 else 'wait'} for a review"] if review else []
    if quiet:
        parts.append(f"{counted(quiet).lower() if parts else counted(quiet)} went quiet")
    return f"{said} {', '.join(parts)}." if parts else said


def none_words(shapes: Sequence[Any]) -> str:
    """Why a client cannot be judged."""
    if not shapes:
        return "Nothing on the map yet"
    unknown = [s.name for s in shapes if s.health == "none"]
    return f"Not measured: {unknown[0]}" if len(unknown) == 1 else f"{counted(len(unknown))} systems not measured"


def on_track_words(reviewed: bool, changed: bool) -> str:
    """Why a client who does well stands in the list."""
    if not changed:
        return "On track: nothing needs you"
    return "On track, the map changed since the review" if reviewed else "On track, never reviewed"


def ago_words(days: int) -> str:
    """`this week`, `last week`, `5 weeks ago`."""
    if days < 8:
        return "this week"
    return "last week" if days < 15 else f"{days // 7} weeks ago"


def seen_words(day: date | None, today: date) -> str:
    """When the owner was last here."""
    return "Not seen yet" if day is None else f"Last seen {day_words(day, today)}"


def listed(names: list[str]) -> str:
    """`Traffic`, `Traffic and Leads`, `Traffic, Leads and 3 more`."""
    names = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
