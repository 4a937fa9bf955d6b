"""Working, stuck, busy without working, or too early to tell: the verdict with its memory (section 3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alignment import periods
from alignment.attainment import Ruler
from alignment.case import Case, Metric
from alignment.level import judged, recent, score_of
from alignment.scores import Band, band
from alignment.state import lasting_ruler, plan_at, ruler_for

ENTER = 0.75  # a side becomes high at this score
LEAVE = 0.65  # and stays high down to this one
ROUNDING = 1e-9  # a sum of thirds must not miss a cut by its rounding alone

NAMES = {
    (True, True): "working",
    (True, False): "false_productivity",
    (False, True): "outcome_without_output",
    (False, False): "stalled",
}

Marks = Sequence[tuple[float, float | None]]  # (weight, attainment or None) of each metric of an axis, at one period


@dataclass(frozen=True, slots=True)
class Verdict:
    """`quadrant` as shown; `output_high` / `outcome_high` the sides now, None unknown.

    `readings` = (have, need) of the metric that lacks most, None when all have enough.
    """

    quadrant: str
    output_high: bool | None
    outcome_high: bool | None
    readings: tuple[int, int] | None


class Side:
    """One axis with hysteresis: high from 0.75, low below 0.65 once high; unknown while the band straddles the cut."""

    def __init__(self) -> None:
        self.high = False

    def read(self, score: Band) -> bool | None:
        if score.proven is None or score.possible is None:
            return None
        cut = (LEAVE if self.high else ENTER) - ROUNDING
        if score.proven >= cut:
            self.high = True
            return True
        if score.possible < cut:
            self.high = False
            return False
        return None


class Memory:
    """What is shown: the first known quadrant at once, a changed one after two periods running, unknown at once."""

    def __init__(self) -> None:
        self.held: str | None = None
        self.pending: str | None = None

    def show(self, quadrant: str) -> str:
        if quadrant == "unknown":
            self.pending = None
            return "unknown"
        if self.held is None or quadrant in (self.held, self.pending):
            self.held, self.pending = quadrant, None
        else:
            self.pending = quadrant
        return self.held


def replay(outputs: Sequence[Marks], outcomes: Sequence[Marks]) -> tuple[str, bool | None, bool | None]:
    """Quadrant and sides after the last period; each argument holds one entry a period, oldest first (3.7)."""
    output_side, outcome_side, memory = Side(), Side(), Memory()
    shown: str = "unknown"
    produced: bool | None = None
    changed: bool | None = None
    for made, moved in zip(outputs, outcomes, strict=True):
        produced, changed = output_side.read(band(made)), outcome_side.read(band(moved))
        known = produced is not None and changed is not None
        shown = memory.show(NAMES[bool(produced), bool(changed)] if known else "unknown")
    return shown, produced, changed


class Replay:
    """The complete periods of the main cadence, and what each metric said at each of them, worked out once."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.last = periods.newest_period(case, case.cadence)
        self.first = min((self._oldest(metric) for metric in case.metrics if metric.values), default=self.last + 1)
        self._marks: dict[str, list[float | None]] = {}
        self._have: dict[str, int] = {}

    def verdict(self, outputs: Sequence[Metric], outcomes: Sequence[Metric]) -> Verdict:
        """The verdict over some outputs and outcomes: a system's, or all of the business."""
        steps = range(self.last - self.first + 1)
        made, moved = self._axis(outputs), self._axis(outcomes)
        shown, produced, changed = replay(
            [[(w, marks[i]) for w, marks in made] for i in steps],
            [[(w, marks[i]) for w, marks in moved] for i in steps],
        )
        return Verdict(shown, produced, changed, self._readings([*outputs, *outcomes]))

    def _axis(self, metrics: Sequence[Metric]) -> list[tuple[float, list[float | None]]]:
        return [(self.case.shares[metric.id], self._of(metric)) for metric in metrics]

    def _readings(self, metrics: Sequence[Metric]) -> tuple[int, int] | None:
        lacking = []
        for metric in metrics:
            self._of(metric)
            have, need = self._have[metric.id], periods.WINDOW[metric.cadence]
            if have < need:
                lacking.append((have - need, have, need))
        return None if not lacking else (min(lacking)[1], min(lacking)[2])

    def _of(self, metric: Metric) -> list[float | None]:
        """Attainment at every step, None below w present readings in the last 2w."""
        if metric.id not in self._marks:
            w = periods.WINDOW[metric.cadence]
            ends = self._ends(metric)
            then = judged(metric.values, w)
            lasting = lasting_ruler(metric)
            self._marks[metric.id] = [self._mark(metric, then[end], end, lasting) for end in ends]
            self._have[metric.id] = len(recent(metric.values, w, ends[-1])[0]) if ends else 0
        return self._marks[metric.id]

    def _mark(self, metric: Metric, readings: list[float] | None, end: int, lasting: Ruler | None) -> float | None:
        ruler = lasting if readings is None or lasting is not None else self._ruler_then(metric, end)
        return None if readings is None or ruler is None else score_of(readings, ruler)

    def _ruler_then(self, metric: Metric, end: int) -> Ruler | None:
        period = periods.newest_period(self.case, metric.cadence) - len(metric.values) + end
        return ruler_for(metric, plan_at(self.case, metric, period), end)

    def _ends(self, metric: Metric) -> list[int]:
        """How many values of the metric are complete by the end of each main period."""
        before = len(metric.values) - periods.newest_period(self.case, metric.cadence)
        return [max(self._own(metric, period) + before, 0) for period in range(self.first, self.last + 1)]

    def _own(self, metric: Metric, period: int) -> int:
        """The metric's newest period complete by the end of a main period."""
        if metric.cadence == self.case.cadence:
            return period
        day = periods.last_day(self.case.cadence, period, self.case.week_starts)
        return periods.newest_complete(metric.cadence, day, self.case.week_starts)

    def _oldest(self, metric: Metric) -> int:
        oldest = periods.newest_period(self.case, metric.cadence) - len(metric.values) + 1
        if metric.cadence == self.case.cadence:
            return oldest
        day = periods.last_day(metric.cadence, oldest, self.case.week_starts)
        return periods.newest_complete(self.case.cadence, day, self.case.week_starts) + 1
