"""Working, stuck, busy without working, or too early to tell: the verdict with its memory (section 3.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from alignment import marks as block
from alignment import periods
from alignment.attainment import Ruler
from alignment.case import Case, Metric
from alignment.level import judged, recent, score_of
from alignment.residuals import as_array
from alignment.scores import Band, band
from alignment.state import fixed_rulers, plan_at, ruler_for
from alignment.stats import Array

ENTER = 0.75  # a side becomes high at this score
LEAVE = 0.65  # and stays high down to this one
ROUNDING = 1e-9  # a sum of thirds must not miss a cut by its rounding alone

NAMES = {
    (True, True): "working",
    (True, False): "false_productivity",
    (False, True): "outcome_without_output",
    (False, False): "stalled",
}

Score = tuple[float, float] | None  # proven and possible, 0..1; None where undefined
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

    def read(self, score: Score) -> bool | None:
        if score is None:
            return None
        cut = (LEAVE if self.high else ENTER) - ROUNDING
        if score[0] >= cut:
            self.high = True
            return True
        if score[1] < cut:
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
    return _follow([_score(band(made)) for made in outputs], [_score(band(moved)) for moved in outcomes])


def _score(found: Band) -> Score:
    return None if found.proven is None or found.possible is None else (found.proven, found.possible)


def _follow(outputs: Sequence[Score], outcomes: Sequence[Score]) -> tuple[str, bool | None, bool | None]:
    output_side, outcome_side, memory = Side(), Side(), Memory()
    shown: str = "unknown"
    produced: bool | None = None
    changed: bool | None = None
    for made, moved in zip(outputs, outcomes, strict=True):
        produced, changed = output_side.read(made), outcome_side.read(moved)
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

    def verdict(self, outputs: Sequence[Metric], outcomes: Sequence[Metric]) -> Verdict:
        """The verdict over some outputs and outcomes: a system's, or all of the business."""
        shown, produced, changed = _follow(self.scores(outputs), self.scores(outcomes))
        return Verdict(shown, produced, changed, self._readings([*outputs, *outcomes]))

    def exact(self, metrics: Sequence[Metric]) -> list[Score]:
        """The score of an axis at every step, every mean and sum exact to the last bit."""
        parts = [(self.case.shares[metric.id], self._of(metric)) for metric in metrics]
        return [_score(band([(w, marks[i]) for w, marks in parts])) for i in range(self.last - self.first + 1)]

    def scores(self, metrics: Sequence[Metric]) -> list[Score]:
        """The same from plain sums; exact where one comes so near a cut that its rounding could matter."""
        steps = self.last - self.first + 1
        weights = [self.case.shares[metric.id] for metric in metrics]
        rows = np.array([self._rows[metric.id] for metric in metrics]).reshape(len(metrics), steps)
        found = block.bands(weights, rows)
        if found is None:
            return [None] * steps
        cuts = np.array([[[ENTER]], [[LEAVE]]]) - ROUNDING
        if bool((np.abs(np.array(found) - cuts) < block.NEAR).any()):
            return self.exact(metrics)
        return list(zip(found[0].tolist(), found[1].tolist(), strict=True))

    @cached_property
    def _rows(self) -> dict[str, Array]:
        """Attainment of every metric at every step, NaN where nothing may be judged; equal ones in one block."""
        steps = self.last - self.first + 1
        rows: dict[str, Array] = {}
        alike: dict[int, list[tuple[Metric, Array]]] = {}
        for metric in self.case.metrics:
            ends = self._plan_rows(metric) if metric.cadence == self.case.cadence else None
            if ends is None:
                rows[metric.id] = as_array(self._of(metric))
            else:
                alike.setdefault(len(metric.values), []).append((metric, ends))
        for length, pairs in alike.items():
            found = np.full((len(pairs), steps), np.nan)
            ends = np.array([ends for _, ends in pairs])
            found[:, steps - length :] = block.marks(
                np.array([metric.values for metric, _ in pairs], dtype=np.float64),
                periods.WINDOW[self.case.cadence],
                ends[:, 0],
                ends[:, 1],
                np.array([metric.direction == "higher" for metric, _ in pairs]),
            )
            rows.update((metric.id, row) for (metric, _), row in zip(pairs, found, strict=True))
        return rows

    def _plan_rows(self, metric: Metric) -> Array | None:
        """Target and zero point in force at each of the metric's periods, (2, n); None where the block may not be."""
        rulers = fixed_rulers(self.case, metric)
        if rulers is None or not block.plain(metric, [ruler for _, ruler in rulers]):
            return None
        oldest = self.last - len(metric.values) + 1
        ends = np.full((2, len(metric.values)), np.nan)
        for start, ruler in rulers:
            ends[:, max(0 if start is None else start - oldest, 0) :] = [[ruler.lo], [ruler.zero]]
        return ends

    def _readings(self, metrics: Sequence[Metric]) -> tuple[int, int] | None:
        lacking = []
        for metric in metrics:
            have, need = self._have(metric), periods.WINDOW[metric.cadence]
            if have < need:
                lacking.append((have - need, have, need))
        return None if not lacking else (min(lacking)[1], min(lacking)[2])

    def _have(self, metric: Metric) -> int:
        """Readings among the last 2w at the last step."""
        if self.last < self.first:
            return 0
        end = len(metric.values) - periods.newest_period(self.case, metric.cadence) + self._own(metric, self.last)
        return len(recent(metric.values, periods.WINDOW[metric.cadence], max(end, 0))[0])

    def _of(self, metric: Metric) -> list[float | None]:
        """Attainment at every step, None below w present readings in the last 2w."""
        if metric.id not in self._marks:
            w = periods.WINDOW[metric.cadence]
            ends = self._ends(metric)
            then = judged(metric.values, w)
            self._marks[metric.id] = [self._mark(metric, then[end], end) for end in ends]
        return self._marks[metric.id]

    def _mark(self, metric: Metric, readings: list[float] | None, end: int) -> float | None:
        ruler = None if readings is None else self._ruler_then(metric, end)
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
