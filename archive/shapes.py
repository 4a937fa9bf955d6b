"""Where ids stand inside JSON and inside texts, and how they are exchanged for others.

A shape follows the value: which keys an object has, and which of them hold ids. A key that no shape names is refused,
so that an id is never carried over by accident; tests say so long before an operator could.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model

from archive.errors import Unreadable
from businesses.models import Business, Membership
from metrics.models import Metric
from systems.models import Element, System

# The letters of reports/case.py.
LETTERS: dict[str, type[Model]] = {"b": Business, "s": System, "e": Element, "m": Metric, "p": Membership}
CASE_ID = re.compile(r"\b([bsemp])([0-9]{1,18})\b")


class Ids(Protocol):
    """Exchanges ids, one way or the other. Raises Unreadable for one that is not known."""

    def row(self, model: type[Model], number: int) -> int | None:
        """The id of a row that is there. None: this row is left out, and what points to it points to nothing."""

    def mention(self, model: type[Model], number: int) -> int:
        """The id of something that is spoken of, and may be gone."""


class Shape:
    """Takes any value as it is."""

    def mapped(self, value: Any, ids: Ids) -> Any:
        """The value with its ids exchanged."""
        return value


@dataclass(frozen=True)
class Named(Shape):
    """A text made of case ids and words: `e12`, `e4>e9`, `handoff_short:e4>e9`, `conv0`."""

    def mapped(self, value: Any, ids: Ids) -> Any:
        if value is None:
            return None
        if not isinstance(value, str):
            raise Unreadable("must be text")
        return CASE_ID.sub(lambda m: f"{m[1]}{ids.mention(LETTERS[m[1]], int(m[2]))}", value)


@dataclass(frozen=True)
class Number(Shape):
    """The id of a row of this model, or null."""

    model: type[Model]

    def mapped(self, value: Any, ids: Ids) -> Any:
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            raise Unreadable("must be an id")
        return ids.mention(self.model, value)


@dataclass(frozen=True)
class Each(Shape):
    """A list of such values."""

    shape: Shape

    def mapped(self, value: Any, ids: Ids) -> Any:
        if not isinstance(value, list):
            raise Unreadable("must be a list")
        found = []
        for n, entry in enumerate(value):
            try:
                found.append(self.shape.mapped(entry, ids))
            except Unreadable as error:
                raise error.under(n) from None
        return found


@dataclass(frozen=True)
class ByCaseId(Shape):
    """An object whose keys are case ids."""

    def mapped(self, value: Any, ids: Ids) -> Any:
        if not isinstance(value, dict):
            raise Unreadable("must be an object")
        return {NAMED.mapped(key, ids): entry for key, entry in value.items()}


@dataclass(frozen=True)
class Fields(Shape):
    """An object with these keys, any of which may be missing; or null."""

    of: Mapping[str, Shape]

    def mapped(self, value: Any, ids: Ids) -> Any:
        if value is None:
            return None
        if not isinstance(value, dict):
            raise Unreadable("must be an object")
        found = {}
        for key, entry in value.items():
            try:
                if key not in self.of:
                    raise Unreadable("unknown key")
                found[key] = self.of[key].mapped(entry, ids)
            except Unreadable as error:
                raise error.under(key) from None
        return found


PLAIN, NAMED = Shape(), Named()


def fields(plain: str = "", named: str = "", **others: Shape) -> Fields:
    """Keys that hold no ids, keys that hold case ids, and others by their shape."""
    return Fields({**dict.fromkeys(plain.split(), PLAIN), **dict.fromkeys(named.split(), NAMED), **others})


# reports/case.py
CASE = fields(
    plain="cadence until week_starts",
    named="id",
    systems=Each(
        fields(
            plain="name kind people process technology",
            named="id owner",
            inputs=Each(fields(plain="name source", named="id")),
        )
    ),
    metrics=Each(
        fields(
            plain="name kind statement unit cadence combine direction values targets tol zero",
            named="id of system",
        )
    ),
    links=Each(fields(plain="sign lag", named="from to")),
    handoffs=Each(fields(plain="needs_unit", named="from to output system")),
    desired=Each(NAMED),
    activities=Each(fields(plain="name hours rate cost must_do cadence", named="id system", serves=Each(NAMED))),
    chain=fields(plain="entry convs caps goals names", named="final"),
)
# alignment.md §7; `gap` is added to what a finding keeps (reports/actions/compute.py).
FINDING = fields(
    plain="kind severity impact confidence worth title text next numbers gap", named="id subject explained_by"
)
RESULT = fields(
    plain="engine productivity effectiveness quadrant readings alignment components constraint",
    systems=ByCaseId(),
    metrics=ByCaseId(),
    links=Each(fields(plain="class rho lag n q", named="from to")),
    handoffs=Each(fields(plain="class conversion required low high level shortfall sufficiency", named="from to")),
    first_broken=fields(plain="why downstream", named="system", starved=Each(NAMED), too_early=Each(NAMED)),
    effort=fields(plain="hours_freed_month alignment", misaligned=Each(NAMED)),
    findings=Each(FINDING),
)
# systems/actions/versions.py
SNAPSHOT = fields(
    systems=Each(fields(plain="name kind position purpose", id=Number(System))),
    elements=Each(
        fields(
            plain="kind text position version source unit definition who hours cadence rate cost must_do facet "
            "desired_for why",
            id=Number(Element),
            system_id=Number(System),
        )
    ),
    contributions=Each(fields(plain="why sign delay_days strength", source=Number(Element), target=Number(Element))),
    serves=Each(fields(step=Number(Element), target=Number(Element))),
    flows=Each(fields(output=Number(Element), input=Number(Element))),
    goal=Number(Element),
)
# Typed in Start and not sent yet: field name → text; the systems that were picked: keys and labels.
TYPED, PICKED = PLAIN, PLAIN
COUNTS = PLAIN
