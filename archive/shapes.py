"""Where ids stand inside JSON and inside texts, and how they are exchanged for others.

A shape follows the value: which keys an object has, which of them hold ids, and of what kind the others are. A key that
no shape names is refused, so that an id is never carried over by accident; tests say so long before an operator could.
What is of another kind is refused too: pages count on it (archive/results.py).
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
LONGEST = 100_000  # characters of one text
LARGEST = 1e21  # the largest reading divided by the smallest; pages print numbers up to this
MANY = 1e12
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
    """A text made of case ids and words: `e12`, `e4>e9`, `handoff_short:e4>e9`, `conv0`; or null where it may be."""

    null: bool = False

    def mapped(self, value: Any, ids: Ids) -> Any:
        if value is None and self.null:
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
class Text(Shape):
    """A text, of these if they are named."""

    of: tuple[str, ...] = ()
    null: bool = False

    def mapped(self, value: Any, ids: Ids) -> Any:
        if value is None and self.null:
            return None
        if not isinstance(value, str):
            raise Unreadable("must be text")
        if len(value) > LONGEST:
            raise Unreadable(f"must have at most {LONGEST:,} characters; this has {len(value):,}")
        if self.of and value not in self.of:
            raise Unreadable(f"must be one of {', '.join(self.of)}")
        return value


@dataclass(frozen=True)
class Amount(Shape):
    """A number within bounds, or null where it may be."""

    whole: bool = False
    low: float = -LARGEST
    high: float = LARGEST
    null: bool = False

    def mapped(self, value: Any, ids: Ids) -> Any:
        if value is None and self.null:
            return None
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            raise Unreadable("must be a whole number" if self.whole else "must be a number")
        if not self.low <= value <= self.high:
            raise Unreadable(f"must be from {self.low:g} to {self.high:g}")
        return value


@dataclass(frozen=True)
class Flag(Shape):
    """True or false."""

    def mapped(self, value: Any, ids: Ids) -> Any:
        if not isinstance(value, bool):
            raise Unreadable("must be true or false")
        return value


@dataclass(frozen=True)
class Single(Shape):
    """A text, a number, a flag, null, or a list of these."""

    lists: bool = True

    def mapped(self, value: Any, ids: Ids) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return TEXT.mapped(value, ids)
        if isinstance(value, list) and self.lists:
            return Each(Single(lists=False)).mapped(value, ids)
        if isinstance(value, int | float):
            return AMOUNT.mapped(value, ids)
        raise Unreadable("must be a text or a number")


@dataclass(frozen=True)
class Each(Shape):
    """A list of such values, `exactly` so many where that is said."""

    shape: Shape
    exactly: int = 0
    null: bool = False

    def mapped(self, value: Any, ids: Ids) -> Any:
        if value is None and self.null:
            return None
        if not isinstance(value, list):
            raise Unreadable("must be a list")
        if self.exactly and len(value) != self.exactly:
            raise Unreadable(f"must hold {self.exactly}")
        found = []
        for n, entry in enumerate(value):
            try:
                found.append(self.shape.mapped(entry, ids))
            except Unreadable as error:
                raise error.under(n) from None
        return found


@dataclass(frozen=True)
class ByCaseId(Shape):
    """An object of such values, whose keys are case ids, or with `words` just words."""

    shape: Shape
    words: bool = False

    def mapped(self, value: Any, ids: Ids) -> Any:
        if not isinstance(value, dict):
            raise Unreadable("must be an object")
        found = {}
        for key, entry in value.items():
            try:
                found[key if self.words else NAMED.mapped(key, ids)] = self.shape.mapped(entry, ids)
            except Unreadable as error:
                raise error.under(key[:40]) from None
        return found


@dataclass(frozen=True)
class Fields(Shape):
    """An object with these keys, any of which may be missing unless it `needs` them; or null where it may be."""

    of: Mapping[str, Shape]
    needs: frozenset[str] = frozenset()
    null: bool = False

    def mapped(self, value: Any, ids: Ids) -> Any:
        if value is None and self.null:
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
        missing = sorted(self.needs - value.keys())
        if missing:
            raise Unreadable("is missing", missing[0])
        return found


PLAIN, NAMED, NAMED_OR_NULL = Shape(), Named(), Named(null=True)
TEXT, FLAG, SINGLE = Text(), Flag(), Single()
AMOUNT, AMOUNT_OR_NULL = Amount(), Amount(null=True)
WHOLE, WHOLE_OR_NULL = Amount(whole=True, low=-MANY, high=MANY), Amount(whole=True, low=-MANY, high=MANY, null=True)
COUNT = Amount(whole=True, low=0, high=MANY)


def fields(
    named: str = "",
    text: str = "",
    amount: str = "",
    plain: str = "",
    needs: str = "",
    *,
    null: bool = False,
    also: Mapping[str, Shape] | None = None,
    **others: Shape,
) -> Fields:
    """Keys that hold case ids, texts, numbers, anything, others by their shape; `needs`: those that must be there."""
    kinds = ((named, NAMED), (text, TEXT), (amount, AMOUNT), (plain, PLAIN))
    found: dict[str, Shape] = {key: shape for keys, shape in kinds for key in keys.split()}
    return Fields({**found, **(also or {}), **others}, frozenset(needs.split()), null)


# systems/actions/versions.py
DECIMAL = Text(null=True)
SNAPSHOT = fields(
    needs="systems elements contributions serves flows goal",
    systems=Each(fields(text="name kind purpose", id=Number(System), position=COUNT, needs="id name kind")),
    elements=Each(
        fields(
            text="kind text source unit definition who cadence facet desired_for why",
            id=Number(Element),
            system_id=Number(System),
            position=COUNT,
            version=COUNT,
            must_do=FLAG,
            hours=DECIMAL,
            rate=DECIMAL,
            cost=DECIMAL,
            needs="id system_id kind text",
        )
    ),
    contributions=Each(
        fields(
            text="why strength", sign=WHOLE, delay_days=WHOLE_OR_NULL, source=Number(Element), target=Number(Element)
        )
    ),
    serves=Each(fields(step=Number(Element), target=Number(Element))),
    flows=Each(fields(output=Number(Element), input=Number(Element))),
    goal=Number(Element),
)
# Typed in Start and not sent yet: field name → text; the systems that were picked: keys and labels.
TYPED, PICKED = ByCaseId(SINGLE, words=True), Each(ByCaseId(SINGLE, words=True))
COUNTS = ByCaseId(SINGLE, words=True)
