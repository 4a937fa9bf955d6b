"""Findings: what they weigh, how they are ordered, what they carry (section 3.15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from alignment import words
from alignment.numbers import sig9
from alignment.words.names import Numbers

DAY_COST = 0.01  # one day of work = 1 % of all desired outcomes; a setting per business
TURN = 3  # of a kind, before every other kind has had its turn

URGENCY = {"worse": 1.25, "better": 0.75, None: 1.0}

DAYS = {
    "false_productivity": 5.0, "over_optimised": 2.0, "not_following": 3.0, "contradicted_link": 2.0,
    "handoff_short": 8.0, "unit_mismatch": 1.0, "constraint": 8.0, "misaligned_activity": 0.5,
    "declining_outcome": 3.0, "unmeasured": 1.0, "no_target": 0.25, "stale": 0.25, "unsupported_outcome": 2.0,
    "no_outcome": 0.5, "vague_outcome": 0.25, "orphan_output": 0.5, "unfed_input": 1.0, "no_desired": 0.25,
    "dead_end_outcome": 0.5, "loop": 0.5, "no_owner": 0.25, "missing_people": 3.0, "missing_process": 2.0,
    "missing_technology": 3.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. impact: share of all desired outcomes, 0..1; confidence 0..1; urgency 0.5..1.5 (no unit)."""

    kind: str
    subject: str
    impact: float
    confidence: float
    numbers: Numbers = field(default_factory=dict)
    urgency: float = 1.0
    explained_by: str | None = None

    @property
    def id(self) -> str:
        """Stable across runs, so that history attaches."""
        return f"{self.kind}:{self.subject}"

    @property
    def severity(self) -> float:
        """0..100 = 100 x min(1, impact x confidence x urgency)."""
        return 100 * min(1.0, self.impact * self.confidence * self.urgency)

    def worth(self, day_cost: float = DAY_COST) -> float:
        """Rank key: impact x confidence - day cost x days; negative: not worth it now."""
        return self.impact * self.confidence - day_cost * DAYS[self.kind]


def ranked(found: Iterable[Finding], day_cost: float = DAY_COST) -> list[Finding]:
    """Best first; three of a kind before every other kind has had its turn; what is not worth it now at the end.

    One id stands once, with its highest worth; equal worth is ordered by id, so the same case gives the same order.
    """
    best: dict[str, Finding] = {}
    for finding in sorted(found, key=lambda one: _order(one, day_cost)):
        best.setdefault(finding.id, finding)
    worth_it = [finding for finding in best.values() if finding.worth(day_cost) >= 0]
    not_now = [finding for finding in best.values() if finding.worth(day_cost) < 0]
    return [*_in_turns(worth_it), *_in_turns(not_now)]


def _order(finding: Finding, day_cost: float) -> tuple[float, str, str]:
    return -sig9(finding.worth(day_cost)), finding.id, repr(sorted(stored(finding.numbers).items()))


def _in_turns(ordered: list[Finding]) -> list[Finding]:
    seen: dict[str, int] = {}
    turns: dict[int, list[Finding]] = {}
    for finding in ordered:
        nth = seen.get(finding.kind, 0)
        seen[finding.kind] = nth + 1
        turns.setdefault(nth // TURN, []).append(finding)
    return [finding for turn in sorted(turns) for finding in turns[turn]]


def stored(numbers: Numbers) -> Numbers:
    """The numbers as they are kept, at nine significant digits; words are made from these alone."""
    return {key: sig9(value) if isinstance(value, float) else value for key, value in numbers.items()}


def printed(finding: Finding, day_cost: float = DAY_COST) -> dict[str, object]:
    """The finding as section 7 prints it."""
    numbers = stored(finding.numbers)
    title, text, step = words.render(finding.kind, numbers)
    out: dict[str, object] = {
        "id": finding.id,
        "kind": finding.kind,
        "subject": finding.subject,
        "severity": finding.severity,
        "impact": finding.impact,
        "confidence": finding.confidence,
        "worth": finding.worth(day_cost),
        "title": title,
        "text": text,
        "next": step,
        "numbers": numbers,
    }
    if finding.explained_by is not None:
        out["explained_by"] = finding.explained_by
    return out
