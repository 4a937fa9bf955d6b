"""Everything worked out about one case, each part once; findings and the printed result read from here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from alignment.case import Case, Metric
from alignment.effort import Effort, effort_of
from alignment.quadrant import Replay, Verdict
from alignment.scores import Band, alignment_band, band, harmonic, mean_or_none, share_of
from alignment.state import MetricState, state_of
from alignment.statement import Statement, judge
from alignment.structure import Structure


@dataclass(frozen=True)
class Picture:
    """One case and what follows from it."""

    case: Case

    @cached_property
    def states(self) -> dict[str, MetricState]:
        return {metric.id: state_of(self.case, metric) for metric in self.case.metrics}

    @cached_property
    def structure(self) -> Structure:
        return Structure(self.case)

    @cached_property
    def effort(self) -> Effort:
        return effort_of(self.case, self.structure)

    @cached_property
    def replay(self) -> Replay:
        return Replay(self.case)

    @cached_property
    def verdicts(self) -> dict[str | None, Verdict]:
        """By system id; None: the business (3.7)."""
        names: list[str | None] = [None, *(system.id for system in self.case.systems)]
        return {name: self._verdict(name) for name in names}

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """What section 4 says about every outcome that has a statement."""
        return {
            metric.id: judge(metric.statement)
            for metric in self.case.mains
            if metric.kind == "outcome" and metric.statement.strip()
        }

    @cached_property
    def components(self) -> dict[str, float | None]:
        """The parts of the alignment score (3.6), None where missing."""
        return {
            "structure": self._structure_component(),
            "handoff": None,
            "evidence": None,
            "effort": self.effort.alignment,
            "clarity": mean_or_none([statement.score for statement in self.statements.values()]),
        }

    @cached_property
    def alignment(self) -> Band:
        return alignment_band(self.components)

    def productivity(self, system: str | None = None) -> Band:
        """Band over the outputs of a system, or of the business (3.5)."""
        return self._band(self.case.of_kind("output", system))

    def effectiveness(self, system: str | None = None) -> Band:
        """Band over the outcomes of a system, or of the business (3.5)."""
        return self._band(self.case.of_kind("outcome", system))

    def weight(self, metric: Metric) -> float:
        """w of a metric (3.1); one on an input has that of its system."""
        if metric.kind == "input":
            return self.structure.system_weight(metric.system)
        return self.structure.weights[metric.id]

    def _band(self, metrics: tuple[Metric, ...]) -> Band:
        return band((self.case.shares[metric.id], self.states[metric.id].attainment) for metric in metrics)

    def _verdict(self, system: str | None) -> Verdict:
        return self.replay.verdict(self.case.of_kind("output", system), self.case.of_kind("outcome", system))

    def _structure_component(self) -> float | None:
        outputs = [m.id in self.structure.reached for m in self.case.mains if m.kind == "output"]
        outcomes = [m.id in self.structure.fed for m in self.case.mains if m.kind == "outcome"]
        return harmonic(share_of(outputs), share_of(outcomes))
