"""What the story of a sample business is told in."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.periods import WEEKLY


def decimals(*values: float) -> tuple[Decimal, ...]:
    """Exact decimals from what is written in the story."""
    return tuple(Decimal(str(v)) for v in values)


@dataclass(frozen=True)
class Series:
    """A metric with its year: around `usual` by up to `spread`, then `lately`, then `silent` periods without any."""

    name: str
    unit: str
    usual: float
    spread: float
    lately: tuple[Decimal, ...]
    plan: str | None = None
    direction: str = "higher"
    cadence: str = WEEKLY
    combine: str = "sum"
    digits: int = 0
    silent: int = 0
    notes: dict[int, str] = field(default_factory=dict)  # periods ago → note
    owner: str = ""  # else the system's


@dataclass(frozen=True)
class Thing:
    """An element: its columns, its metric if it has one, and what it leads to or serves (keys of other things)."""

    key: str
    text: str
    series: Series | None = None
    leads_to: dict[str, tuple[str, int | None]] = field(default_factory=dict)  # key → why, delay in days
    serves: tuple[str, ...] = ()
    fed_by: str = ""  # an output's key
    columns: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SampleSystem:
    """A system of the story with everything in it. `volume` is the key of the thing whose metric counts its entry."""

    name: str
    slot: str
    kind: str
    purpose: str
    owner: str
    inputs: tuple[Thing, ...]
    steps: tuple[Thing, ...]
    resources: dict[str, tuple[str, ...]]
    output: Thing
    outcome: Thing
    volume: str = ""


@dataclass(frozen=True)
class Task:
    """An action somebody has taken on: about which outcome, due in so many days."""

    text: str
    person: str
    outcome: str
    due_weekday: int
    finding: str  # the kind of the finding it answers


@dataclass(frozen=True)
class Moment:
    """A dated word on a chart, so many weeks ago."""

    text: str
    weeks_ago: int
    thing: str
