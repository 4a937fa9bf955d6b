"""What a file holds, known after a first reading: everything small, and how many rows of the rest."""

import re
from dataclasses import dataclass, field
from typing import Any

from accounts.zones import known_zones
from archive.document import Row
from archive.errors import Unreadable
from businesses.models import Role

# Sections that are kept from the first reading on; the others are only counted.
KEPT = ("people", "frameworks", "business", "members", "consultants")
CONSULTANT = {"id", "practice", "people", "level", "state", "began_by", "ended_by", "began_at", "ended_at"}
ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")


@dataclass
class Contents:
    """A file whose form, counts and checksums are right."""

    about: Row = field(default_factory=dict)
    kept: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in KEPT})
    rows: dict[str, int] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)  # model → how many ids are spoken of and no longer there

    @property
    def business(self) -> Row:
        """The one business."""
        return self.kept["business"][0]


def check_contents(contents: Contents) -> None:
    """The small sections make sense: one business, people with addresses, members among them, one of them an owner."""
    if len(contents.kept["business"]) != 1:
        raise Unreadable("must be one", "business")
    if contents.business.get("time_zone") not in known_zones():
        raise Unreadable("must be a time zone, like Europe/London", "business[0].time_zone")
    if not isinstance(contents.business.get("name"), str):
        raise Unreadable("must be text", "business[0].name")
    emails = [email_of(n, row) for n, row in enumerate(contents.kept["people"])]
    for n, email in enumerate(emails):
        if email in emails[:n]:
            raise Unreadable(f"{email} stands twice", f"people[{n}].email")
    for n, row in enumerate(contents.kept["members"]):
        if row.get("role") not in Role.values or not is_place(row.get("user"), len(emails)):
            raise Unreadable("must be a person of this file with a role", f"members[{n}]")
    if not any(row["role"] == Role.OWNER for row in contents.kept["members"]):
        raise Unreadable("nobody owns this business", "members")
    for n, row in enumerate(contents.kept["consultants"]):
        if row.keys() != CONSULTANT:
            raise Unreadable(f"must hold {', '.join(sorted(CONSULTANT))} and no more", f"consultants[{n}]")


def email_of(n: int, row: Row) -> str:
    """The address of one of the people."""
    email, name = row.get("email"), row.get("name")
    if row.keys() != {"id", "email", "name"} or not isinstance(name, str) or len(name) > 120:
        raise Unreadable("must be id, email and name", f"people[{n}]")
    if not isinstance(email, str) or len(email) > 254 or not ADDRESS.fullmatch(email) or email != email.lower():
        raise Unreadable("must be an address in small letters", f"people[{n}].email")
    return email


def is_place(value: Any, most: int) -> bool:
    """Whether it counts one of so many rows."""
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= most
