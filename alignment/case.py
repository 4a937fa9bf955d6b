"""One business as the engine sees it: plain, frozen facts, checked by `alignment.parse` (sections 3.1 and 7)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

Cadence = Literal["daily", "weekday", "weekly", "monthly", "quarterly"]
Kind = Literal["input", "output", "outcome"]
Direction = Literal["higher", "lower", "range"]
Combine = Literal["sum", "mean", "last"]


class CaseError(ValueError):
    """A case that cannot be read; the message opens with the path in the file."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is aimed at, lo = hi for a target; in the metric's unit, for one period of its cadence (3.1).

    `start` is the day number (`periods.day_number`) of its first day; None holds from ever.
    """

    lo: float
    hi: float
    start: int | None = None

    @property
    def target(self) -> float:
        return self.lo


@dataclass(frozen=True, slots=True)
class Metric:
    """One series and its plan. `values` run from the oldest period to the newest complete one, None where missing."""

    id: str
    name: str
    system: str
    kind: Kind
    unit: str
    cadence: Cadence
    combine: Combine
    direction: Direction
    of: str | None = None
    plans: tuple[Plan, ...] = ()
    zero: float | None = None
    tol: float | None = None
    weight: float = 1.0
    statement: str = ""
    values: tuple[float | None, ...] = ()

    @property
    def main_id(self) -> str:
        """The series that carries this element's links and structure."""
        return self.of or self.id


@dataclass(frozen=True, slots=True)
class Input:
    id: str
    name: str
    source: Literal["flow", "outside"] | None = None


@dataclass(frozen=True, slots=True)
class System:
    id: str
    name: str
    kind: Literal["chain", "support"] = "chain"
    owner: str | None = None
    people: tuple[str, ...] = ()
    process: tuple[str, ...] = ()
    technology: tuple[str, ...] = ()
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """The claim that `source` brings `target`; lag in periods of the compared cadence, None when not known."""

    source: str
    target: str
    sign: int = 1
    lag: int | None = None


@dataclass(frozen=True, slots=True)
class Handoff:
    """A flow (3.10): measured by `source`, limits `target`, hands `output` over to `system`."""

    source: str
    target: str | None
    output: str
    system: str
    needs_unit: str | None = None
    lag: int = 0
    lookback: int = 6


@dataclass(frozen=True, slots=True)
class Activity:
    """A step: hours and money in one period of its cadence."""

    id: str
    name: str
    system: str | None
    hours: float
    cadence: Cadence = "monthly"
    rate: float = 0.0
    cost: float = 0.0
    must_do: bool = False
    serves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """Volumes through the business (3.11): entry, one rate a step, one capacity before and after each."""

    entry: float
    convs: tuple[float, ...]
    caps: tuple[float | None, ...]
    final: str
    goals: dict[str, float] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """Everything the engine is told. `until` is the day number of the last day covered, None when not needed."""

    id: str
    cadence: Cadence
    systems: tuple[System, ...]
    metrics: tuple[Metric, ...]
    links: tuple[Link, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    desired: tuple[str, ...] = ()
    activities: tuple[Activity, ...] = ()
    chain: Chain | None = None
    until: int | None = None
    week_starts: int = 0

    @cached_property
    def metric(self) -> dict[str, Metric]:
        return {metric.id: metric for metric in self.metrics}

    @cached_property
    def system(self) -> dict[str, System]:
        return {system.id: system for system in self.systems}

    @cached_property
    def mains(self) -> tuple[Metric, ...]:
        """One series an element: those that are not `of` another."""
        return tuple(metric for metric in self.metrics if metric.of is None)

    @cached_property
    def shares(self) -> dict[str, float]:
        """Weight of every series in the scores: an element's weight in equal parts over its series (3.1)."""
        parts: dict[str, int] = {}
        for metric in self.metrics:
            parts[metric.main_id] = parts.get(metric.main_id, 0) + 1
        return {metric.id: self.metric[metric.main_id].weight / parts[metric.main_id] for metric in self.metrics}

    def of_kind(self, kind: Kind, system: str | None = None) -> tuple[Metric, ...]:
        """All series of a kind, `of` ones included; of one system or of the whole business."""
        return tuple(
            metric for metric in self.metrics if metric.kind == kind and (system is None or metric.system == system)
        )

    def main(self, metric_id: str) -> Metric:
        return self.metric[self.metric[metric_id].main_id]
