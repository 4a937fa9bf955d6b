"""Who the people of a file are on this site. Nobody gets a mail, and nobody a right that the operator was not shown."""

from dataclasses import dataclass

from accounts.actions import NOWHERE, await_person, name_only
from accounts.models import User
from archive.contents import Contents
from archive.document import Row
from businesses.models import Role


@dataclass(frozen=True)
class Joining:
    """One who will be let in, for the operator to see first."""

    email: str
    role: str
    known: bool  # has an account here already


def joining(contents: Contents, owner: str) -> list[Joining]:
    """Who will be let in: the members of the file, or with `owner` that one person."""
    people = contents.kept["people"]
    wanted = {people[row["user"] - 1]["email"]: row["role"] for row in contents.kept["members"]}
    if owner:
        wanted = {owner: str(Role.OWNER.value)}
    known = set(User.objects.filter(email__in=list(wanted)).values_list("email", flat=True))
    return [Joining(email, role, email in known) for email, role in wanted.items()]


def accounts_for(people: list[Row], owner: str, time_zone: str) -> list[int]:
    """The account of each person of the file, made where there is none.

    With `owner` the others are names and no more: accounts without an address, which nobody can ever enter.
    """
    return [
        name_only(name=row["name"] or row["email"].partition("@")[0]).pk
        if owner and row["email"] != owner
        else account_of(row["email"], row["name"], time_zone).pk
        for row in people
    ]


def account_of(email: str, name: str, time_zone: str) -> User:
    """The account with this address: the one that is here, else one that waits for its owner to prove the address."""
    found = User.objects.filter(email=email).first()
    if found is not None:
        return found
    if email.endswith(f"@{NOWHERE}"):
        return name_only(name=name, email=email)
    return await_person(email=email, name=name, time_zone=time_zone)
