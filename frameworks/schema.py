"""The shape of a framework's content, checked when it is published and read as typed values afterwards.

`{period}` in a text stands for the business's own rhythm ("week"), `{currency}` in a unit for its currency, and `___`
for a number that only the owner knows. Nothing here is ever a number to aim for.
"""

import re
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, get_args, get_type_hints

from core.periods import CADENCES

BLANK = "___"
KINDS = ("chain", "support")
DIRECTIONS = ("higher", "lower")
COMBINES = ("sum", "mean", "last")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class SchemaError(ValueError):
    """Content that does not follow the schema; the message names the place."""


@dataclass(frozen=True)
class Suggestion:
    """One thing produced or changed, with the number that shows it. `plan` is a question."""

    key: str
    text: str
    metric: str
    unit: str
    direction: str
    cadence: str
    combine: str
    plan: str


@dataclass(frozen=True)
class Suggestions:
    """What is suggested in one system for one trade."""

    trade: str
    outputs: list[Suggestion]
    outcomes: list[Suggestion]


@dataclass(frozen=True)
class Prompts:
    """The question asked at each cell of a system."""

    inputs: str
    steps: str
    people: str
    process: str
    technology: str
    outputs: str
    outcomes: str


@dataclass(frozen=True)
class Part:
    """Something a system must do in any business, such as hiring. `words` are beginnings of words that show it is."""

    key: str
    label: str
    prompt: str
    example: str
    words: list[str]


@dataclass(frozen=True)
class Examples:
    """How one trade might answer the prompts that have no suggestions of their own."""

    trade: str
    inputs: str
    steps: str
    people: str
    process: str
    technology: str


@dataclass(frozen=True)
class SystemSlot:
    """A system of the framework; maps copy from it and keep its key as their slot."""

    key: str
    label: str
    kind: str
    optional: bool
    purpose: str
    question: str
    prompts: Prompts
    suggestions: list[Suggestions]
    # Since edition 2; editions that were published before stay as they are.
    parts: list[Part] = field(default_factory=list)
    examples: list[Examples] = field(default_factory=list)

    def example(self, trade: str) -> Examples | None:
        """For this trade, where there is one."""
        return next((e for e in self.examples if e.trade == trade), None)

    def suggested(self, trade: str) -> Suggestions:
        """For this trade, else for everybody."""
        by_trade = {s.trade: s for s in self.suggestions}
        return by_trade.get(trade) or by_trade["general"]


@dataclass(frozen=True)
class Trade:
    """A kind of business that suggestions are written for. `words` are beginnings of words that point to it."""

    key: str
    label: str
    example: str
    words: list[str]


@dataclass(frozen=True)
class Content:
    """A whole framework."""

    schema: int
    edition: int
    key: str
    name: str
    about: str
    trades: list[Trade]
    systems: list[SystemSlot]

    def system(self, key: str) -> SystemSlot | None:
        """The system with this key."""
        return next((s for s in self.systems if s.key == key), None)

    def guess_trade(self, sells: str) -> str:
        """The trade that most of the words point to, else the general one."""
        said = re.findall(r"\w+", sells.lower())
        hits = {t.key: sum(any(s.startswith(word) for s in said) for word in t.words) for t in self.trades}
        best = max(self.trades, key=lambda t: hits[t.key])
        return best.key if hits[best.key] else "general"


def parse(content: Any) -> Content:
    """The content as typed values. Raises SchemaError at the first thing that does not fit."""
    found: Content = _read(content, Content, "framework")
    if found.schema != 1:
        raise SchemaError("framework.schema: must be 1")
    _unique([t.key for t in found.trades], "framework.trades")
    _unique([s.key for s in found.systems], "framework.systems")
    if "general" not in [t.key for t in found.trades]:
        raise SchemaError("framework.trades: must hold general")
    if not any(s.kind == "chain" and not s.optional for s in found.systems):
        raise SchemaError("framework.systems: at least one system of the chain is not optional")
    for slot in found.systems:
        _check_system(slot, {t.key for t in found.trades})
    return found


def _check_system(slot: SystemSlot, trades: set[str]) -> None:
    where = f"framework.systems[{slot.key}]"
    _one_of(slot.kind, KINDS, f"{where}.kind")
    _unique([s.trade for s in slot.suggestions], f"{where}.suggestions")
    named = {s.trade for s in slot.suggestions}
    if "general" not in named or not named <= trades:
        raise SchemaError(f"{where}.suggestions: must hold general, and only trades of this framework")
    _unique([p.key for p in slot.parts], f"{where}.parts")
    _unique([e.trade for e in slot.examples], f"{where}.examples")
    if not {e.trade for e in slot.examples} <= trades:
        raise SchemaError(f"{where}.examples: only for trades of this framework")
    for group in slot.suggestions:
        for kind, suggestions in (("outputs", group.outputs), ("outcomes", group.outcomes)):
            place = f"{where}.suggestions[{group.trade}].{kind}"
            if not suggestions:
                raise SchemaError(f"{place}: must not be empty")
            _unique([s.key for s in suggestions], place)
            for suggestion in suggestions:
                _check_suggestion(suggestion, f"{place}[{suggestion.key}]", is_outcome=kind == "outcomes")


def _check_suggestion(suggestion: Suggestion, where: str, *, is_outcome: bool) -> None:
    _one_of(suggestion.direction, DIRECTIONS, f"{where}.direction")
    _one_of(suggestion.cadence, [value for value, _ in CADENCES], f"{where}.cadence")
    _one_of(suggestion.combine, COMBINES, f"{where}.combine")
    if not suggestion.plan.endswith("?") or any(c.isdigit() for c in suggestion.plan):
        raise SchemaError(f"{where}.plan: must be a question without a number")
    if is_outcome and BLANK not in suggestion.text and not any(c.isdigit() for c in suggestion.text):
        raise SchemaError(f"{where}.text: an outcome says how many, or leaves a blank for it")
    if not is_outcome and BLANK in suggestion.text:
        raise SchemaError(f"{where}.text: an output is named, its number comes as a reading")


def _unique(keys: list[str], where: str) -> None:
    for key in keys:
        if not KEY.fullmatch(key):
            raise SchemaError(f"{where}: {key!r} is no key")
    if len(set(keys)) != len(keys):
        raise SchemaError(f"{where}: keys must differ")


def _one_of(value: str, allowed: Any, where: str) -> None:
    if value not in allowed:
        raise SchemaError(f"{where}: must be one of {', '.join(allowed)}")


def _read(value: Any, wanted: Any, where: str) -> Any:
    """Read JSON as `wanted`: a dataclass of this module, a list of one, or a plain type. No key too many or too few."""
    if hasattr(wanted, "__dataclass_fields__"):
        hints = get_type_hints(wanted)
        needed = {f.name for f in fields(wanted) if f.default_factory is MISSING}
        if not isinstance(value, dict) or not needed <= set(value) <= set(hints):
            raise SchemaError(f"{where}: must hold exactly {', '.join(hints)}")
        return wanted(**{name: _read(value[name], hints[name], f"{where}.{name}") for name in value})
    if get_args(wanted):
        if not isinstance(value, list):
            raise SchemaError(f"{where}: must be a list")
        return [_read(item, get_args(wanted)[0], f"{where}[{i}]") for i, item in enumerate(value)]
    if type(value) is not wanted:
        raise SchemaError(f"{where}: must be {wanted.__name__}")
    if wanted is str and len(value) > 300:
        raise SchemaError(f"{where}: at most 300 characters")
    return value
