"""Which systems of a map are shown: one, those somebody looks after, those that do a certain way (design.md §5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from systems.models import System

HEALTH = [("off", "Off track"), ("slip", "Slipping"), ("none", "Not measured"), ("on", "On track")]
NOBODY = 0


@dataclass(frozen=True)
class MapFilter:
    """What was asked for; None leaves that part open."""

    system: int | None = None
    owner: int | None = None  # a membership; 0 is nobody
    health: str | None = None

    @property
    def on(self) -> bool:
        """Whether anything is left out."""
        return (self.system, self.owner, self.health) != (None, None, None)

    def shows(self, system: System, health: str) -> bool:
        """Whether a system is to be seen."""
        return (
            self.system in (None, system.pk)
            and self.owner in (None, system.owner_id or NOBODY)
            and self.health in (None, health)
        )


EVERYTHING = MapFilter()


def filter_of(chosen: dict[str, Any]) -> MapFilter:
    """From the understood parts of an address (MapChoices)."""
    return MapFilter(chosen.get("system"), chosen.get("owner"), chosen.get("health") or None)


@dataclass(frozen=True)
class FilterChoices:
    """What the form offers: (value, words) of what is on this map."""

    systems: list[tuple[int, str]]
    owners: list[tuple[int, str]]
    health: list[tuple[str, str]]


def filter_choices(systems: Iterable[System]) -> FilterChoices:
    """Only people who look after something are offered, and "Nobody yet" where that is so."""
    found = list(systems)
    people = {s.owner_id: s.owner.user.called for s in found if s.owner_id and s.owner}
    owners = sorted(people.items(), key=lambda one: one[1].casefold())
    if any(not s.owner_id for s in found):
        owners.append((NOBODY, "Nobody yet"))
    return FilterChoices([(s.pk, s.name) for s in found], owners, HEALTH)
