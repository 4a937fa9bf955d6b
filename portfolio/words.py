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
    if review:
        said += f" {counted(review)} changed since the last review" + ("." if not quiet else ",")
    if quiet:
        said += f" {counted(quiet) if not review else counted(quiet).lower()} went quiet."
    return said


def ago_words(days: int) -> str:
    """`this week`, `last week`, `5 weeks ago`."""
    if days < 8:
        return "this week"
    return "last week" if days < 15 else f"{days // 7} weeks ago"


def seen_words(day: date | None, today: date) -> str:
    """When the owner was last here."""
    return "Not seen yet" if day is None else f"Last seen {day_words(day, today)}"
