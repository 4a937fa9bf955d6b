"""How scores went: what the drawings of past periods show (design.md §6). No verdict is made here; see quadrant.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alignment import periods
from alignment.case import Case, Metric
from alignment.level import level
from alignment.scores import Band, band
from alignment.state import plan_at, ruler_for


def complete_values(case: Case, metric: Metric, back: int) -> int:
    """How many of the metric's values were complete at the end of the main period `back` before the newest one."""
    newest = periods.newest_period(case, case.cadence)
    if metric.cadence == case.cadence:
        return len(metric.values) - back
    day = periods.last_day(case.cadence, newest - back, case.week_starts)
    own = periods.newest_complete(metric.cadence, day, case.week_starts)
    return own - periods.newest_period(case, metric.cadence) + len(metric.values)


def reading_score(case: Case, metric: Metric, back: int) -> float | None:
    """Attainment (3.2), 0..1, of the reading of that main period against the plan in force then; None where missing."""
    end = complete_values(case, metric, back)
    if end <= 0 or end > len(metric.values):
        return None
    value = metric.values[end - 1]
    period = periods.newest_period(case, metric.cadence) - len(metric.values) + end
    measure = ruler_for(metric, plan_at(case, metric, period), end)
    return None if value is None or measure is None else measure.score(value)


def line(case: Case, metrics: Sequence[Metric], count: int) -> list[float | None]:
    """Scores 0 to 100 of single readings over the last `count` main periods, oldest first, weighted over the metrics.

    A period without any reading is None, never zero.
    """
    return [*newest_first(case, metrics, count)][::-1]


def newest_first(case: Case, metrics: Sequence[Metric], count: int) -> Iterator[float | None]:
    """The same backwards, each worked out when it is asked for."""
    for back in range(count):
        parts = [(case.shares[m.id], reading_score(case, m, back)) for m in metrics]
        known = [(w, s) for w, s in parts if s is not None]
        whole = sum(w for w, _ in known)
        yield 100 * sum(w * s for w, s in known) / whole if whole else None


def score_then(case: Case, metrics: Sequence[Metric], back: int) -> Band:
    """The score (3.5) as it stood `back` main periods ago, each metric with its readings and plan of then."""
    parts: list[tuple[float, float | None]] = []
    for metric in metrics:
        end = complete_values(case, metric, back)
        score = None
        if end > 0:
            period = periods.newest_period(case, metric.cadence) - len(metric.values) + end
            measure = ruler_for(metric, plan_at(case, metric, period), end)
            score = level(metric.values, metric.cadence, end).score(measure)
        parts.append((case.shares[metric.id], score))
    return band(parts)
