"""Everything worked out about one case, each part once; findings and the printed result read from here."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from alignment import evidence, overopt
from alignment.broken import Broken, first_broken
from alignment.case import Cadence, Case, Link, Metric
from alignment.constraint import Constraint, constraint_of
from alignment.effort import Effort, effort_of
from alignment.evidence import LinkEvidence, LinkSeries
from alignment.false_productivity import FalseProductivity, false_productivity
from alignment.handoff import Handed, hand_off_component, handed
from alignment.known import Parts, Proof, link_key, statement_key
from alignment.overopt import Shape
from alignment.periods import at_cadence, coarser
from alignment.quadrant import Replay, Verdict
from alignment.scores import Band, alignment_band, band, evidence_component, harmonic, mean_or_none, share_of
from alignment.state import MetricState, states_of
from alignment.statement import Statement, judge
from alignment.structure import Structure


@dataclass(frozen=True)
class Compared:
    """One link at its compared cadence, with what its numbers say; `shape` for a link of sign +1 from an output."""

    link: Link
    cadence: Cadence
    evidence: LinkEvidence
    shape: Shape | None


@dataclass(frozen=True)
class Picture:
    """One case and what follows from it; `parts`: what the report before worked out, and what this one leaves."""

    case: Case
    parts: Parts = field(default_factory=Parts)

    @cached_property
    def states(self) -> dict[str, MetricState]:
        return states_of(self.case, self.parts)

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
        found = {}
        for metric in self.case.mains:
            if metric.kind == "outcome" and metric.statement.strip():
                key = statement_key(metric.statement)
                told = self.parts.statement(key)
                if told is None:
                    told = judge(metric.statement)
                    self.parts.keep_statement(key, told)
                found[metric.id] = told
        return found

    @cached_property
    def handoffs(self) -> list[Handed]:
        return [handed(self.case, self.states, flow) for flow in self.case.handoffs]

    @cached_property
    def false_productivity(self) -> list[FalseProductivity]:
        """Links of sign +1 from an output whose outcome falls short while the output goes well (3.12)."""
        pairs = [
            (self.states[link.source], self.states[link.target])
            for link in self.case.links
            if link.sign > 0 and self.case.metric[link.source].kind == "output"
        ]
        found = (false_productivity(x, y, self.handoffs) for x, y in pairs)
        return [one for one in found if one is not None]

    @cached_property
    def compared(self) -> list[Compared]:
        """Every link without a range metric, tested together (3.9), in the order of the case."""
        links = [
            link
            for link in self.case.links
            if all(self.case.metric[name].direction != "range" for name in (link.source, link.target))
        ]
        series = [self._series(link) for link in links]
        proofs = self._proofs(links, series)
        found = evidence.judge_links(series, [tested for tested, _ in proofs])
        return [
            Compared(link, self._cadence(link), told, shape)
            for link, told, (_, shape) in zip(links, found, proofs, strict=True)
        ]

    def _proofs(self, links: list[Link], series: list[LinkSeries]) -> list[Proof]:
        """Every link's tests and shape, from the report before or worked out now."""
        shaped = [link.sign > 0 and self.case.metric[link.source].kind == "output" for link in links]
        keys = [link_key(pair, flag) for pair, flag in zip(series, shaped, strict=True)]
        proofs = {key: found for key in keys if (found := self.parts.proof(key)) is not None}
        new = [(key, pair, flag) for key, pair, flag in zip(keys, series, shaped, strict=True) if key not in proofs]
        tests = evidence.evaluate_all([pair for _, pair, _ in new], self.case.cadence)
        for (key, pair, flag), tested in zip(new, tests, strict=True):
            shape = overopt.shape(pair.x, pair.y, pair.x_lower, pair.y_lower, pair.lag or 0) if flag else None
            proofs[key] = (tested, shape)
            self.parts.keep_proof(key, proofs[key])
        return [proofs[key] for key in keys]

    @cached_property
    def constraint(self) -> Constraint | None:
        return None if self.case.chain is None else constraint_of(self.case.chain)

    @cached_property
    def broken(self) -> Broken:
        return first_broken(self.case, self.structure, self.states, self.verdicts, self.handoffs)

    @cached_property
    def components(self) -> dict[str, float | None]:
        """The parts of the alignment score (3.6), None where missing."""
        return {
            "structure": self._structure_component(),
            "handoff": hand_off_component(self.handoffs),
            "evidence": evidence_component([pair.evidence.cls for pair in self.compared]),
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

    def _cadence(self, link: Link) -> Cadence:
        return coarser(self.case.metric[link.source].cadence, self.case.metric[link.target].cadence)

    def _series(self, link: Link) -> LinkSeries:
        cadence = self._cadence(link)
        x, y = self.case.metric[link.source], self.case.metric[link.target]
        return LinkSeries(
            id=f"{x.id}>{y.id}",
            x=at_cadence(self.case, x, cadence)[1],
            y=at_cadence(self.case, y, cadence)[1],
            x_lower=x.direction == "lower",
            y_lower=y.direction == "lower",
            sign=link.sign,
            lag=link.lag,
            cadence=cadence,
        )

    def _verdict(self, system: str | None) -> Verdict:
        return self.replay.verdict(self.case.of_kind("output", system), self.case.of_kind("outcome", system))

    def _structure_component(self) -> float | None:
        outputs = [m.id in self.structure.reached for m in self.case.mains if m.kind == "output"]
        outcomes = [m.id in self.structure.fed for m in self.case.mains if m.kind == "outcome"]
        return harmonic(share_of(outputs), share_of(outcomes))
