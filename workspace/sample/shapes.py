"""What the story of a sample business is told in."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.periods import MONTHLY, WEEKLY

PERIODS = {WEEKLY: 52, MONTHLY: 12}


def decimals(*values: float) -> tuple[Decimal, ...]:
    """Exact decimals from what is written in the story."""
    return tuple(Decimal(str(v)) for v in values)


@dataclass(frozen=True)
class Series:
    """A metric with its year: around `usual` by up to `spread`, then `lately`, then `silent` periods without any.

    `path` bends the usual weeks: levels at equal distances, straight lines between them.
    """

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
    path: tuple[float, ...] = ()


@dataclass(frozen=True)
class Thing:
    """An element: its columns, its metric if it has one, and what it leads to or serves (keys of other things)."""

    key: str
    text: str
    series: Series | None = None
    leads_to: dict[str, tuple[str, int | None]] = field(default_factory=dict)  # key → why, delay in days
    serves: tuple[str, ...] = ()
    fed_by: str = ""  # an output's key
    limits: str = ""  # the key of what that limits, where its unit does not say
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
class Remark:
    """What the consultant says about one thing, by its key; `instead` are other words for it."""

    thing: str
    text: str
    instead: str = ""


@dataclass(frozen=True)
class Look:
    """The review the consultant sent some days ago."""

    days_ago: int
    verdict: str
    note: str
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class Moment:
    """A dated word on a chart, so many weeks ago."""

    text: str
    weeks_ago: int
    thing: str


@dataclass(frozen=True)
class Story:
    """A whole sample business. `people` is key → name, email, role; `owner` is the key of who owns it."""

    key: str
    name: str
    sells: str
    trade: str
    time_zone: str
    owner: str
    goal: str
    people: dict[str, tuple[str, str, str]]
    systems: tuple[SampleSystem, ...]
    moments: tuple[Moment, ...] = ()
    tasks: tuple[Task, ...] = ()
    look: Look | None = None


def texts_of(story: Story) -> dict[str, str]:
    """The words of each thing by its key."""
    things = (thing for system in story.systems for thing in (*system.inputs, system.output, system.outcome))
    return {thing.key: thing.text for thing in things}


def step(text: str, hours: str, who: str, *serves: str, cadence: str = "weekly", rate: str = "40") -> Thing:
    """A step with what it takes; serving nothing is possible."""
    return Thing(text, text, serves=serves, columns={"hours": hours, "who": who, "cadence": cadence, "rate": rate})


def outside(text: str, series: Series | None = None) -> Thing:
    """Something that comes in from outside the business."""
    return Thing(text, text, series, columns={"source": "outside"})


def handed(key: str, text: str, fed_by: str, series: Series | None = None, limits: str = "") -> Thing:
    """Something that another system hands over."""
    return Thing(key, text, series, fed_by=fed_by, limits=limits, columns={"source": "flow"})


def facets(people: str, process: str, technology: str) -> dict[str, tuple[str, ...]]:
    """Who and what does it, one of each."""
    return {"people": (people,), "process": (process,), "technology": (technology,)}


def steady(name: str, unit: str, usual: float, spread: float, plan: str | None, **more: Any) -> Series:
    """A metric that has been like this all year, or along its `path`."""
    return Series(name, unit, usual, spread, (), plan, **more)
