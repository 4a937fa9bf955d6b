"""Scores as bands from proven (missing counts 0) to possible (missing counts 1), and the alignment score (3.5, 3.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from alignment.series import mean_of, total_of

COMPONENTS: dict[str, float] = {"structure": 0.25, "handoff": 0.25, "evidence": 0.20, "effort": 0.20, "clarity": 0.10}
EVIDENCE: dict[str, float] = {
    "supported": 1.0,
    "leaning": 0.6,
    "not_enough": 0.5,
    "seasonal": 0.5,
    "no_visible_link": 0.2,
    "contradicted": 0.0,
}
MENTION_APART = 0.10  # points apart are mentioned only when the lower end exceeds 10 points


@dataclass(frozen=True, slots=True)
class Band:
    """A score from what is proven to what is still possible, 0..1; coverage = share of weight with an attainment.

    All None where nothing is declared: the score is undefined, not 0.
    """

    proven: float | None
    possible: float | None
    coverage: float | None


def band(parts: Iterable[tuple[float, float | None]]) -> Band:
    """Band over declared metrics, each (weight, attainment or None when missing) (3.5).

    proven = sum w a / sum w over all declared; possible = proven + share missing.
    """
    listed = list(parts)
    top = max((weight for weight, _ in listed), default=0.0)
    if top <= 0:
        return Band(None, None, None)
    scaled = [(weight / top, score) for weight, score in listed]  # weights near the end of a double add up too
    known = [(weight, score) for weight, score in scaled if score is not None]
    whole = total_of([weight for weight, _ in scaled])
    got = min(total_of([weight * score for weight, score in known]) / whole, 1.0)
    if len(known) == len(scaled):
        return Band(got, got, 1.0)
    present = total_of([weight for weight, _ in known]) / whole
    return Band(got, min(got + (1 - present), 1.0), present)


def points_apart(productivity: Band, effectiveness: Band) -> tuple[float, float] | None:
    """Work done minus change made, as an interval in points of 100 (3.5); None where either is undefined."""
    if productivity.proven is None or effectiveness.proven is None:
        return None
    assert productivity.possible is not None  # noqa: S101 - set with proven
    assert effectiveness.possible is not None  # noqa: S101 - set with proven
    return (
        100 * (productivity.proven - effectiveness.possible),
        100 * (productivity.possible - effectiveness.proven),
    )


def worth_mentioning(apart: tuple[float, float] | None) -> bool:
    """Points apart are said only when even the lower end of the interval exceeds 10 points (3.5)."""
    return apart is not None and apart[0] > 100 * MENTION_APART


def alignment_band(components: dict[str, float | None]) -> Band:
    """Alignment score (3.6): a missing component adds 0 to proven and its weight to possible."""
    return band((weight, components.get(name)) for name, weight in COMPONENTS.items())


def harmonic(one: float | None, other: float | None) -> float | None:
    """Harmonic mean of two shares, 0 when either is 0, None when either is undefined."""
    if one is None or other is None:
        return None
    return 0.0 if one <= 0 or other <= 0 else 2 * one * other / (one + other)


def evidence_component(classes: Sequence[str]) -> float | None:
    """Mean over links of the value of their class (3.6); None without a tested link."""
    return mean_of([EVIDENCE[name] for name in classes]) if classes else None


def share_of(flags: Sequence[bool]) -> float | None:
    """Share of true ones, None of none."""
    return sum(flags) / len(flags) if flags else None


def mean_or_none(values: Sequence[float]) -> float | None:
    return mean_of(values) if values else None
