"""Where a metric stands now: the mean of its last few readings and how near that is to its plan (section 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alignment.attainment import Ruler
from alignment.case import Cadence
from alignment.periods import WINDOW
from alignment.series import mean_of

STALE_AFTER = 2  # periods; three or more complete periods without a reading make a series stale


@dataclass(frozen=True, slots=True)
class Level:
    """`value` in the metric's unit, None when stale or nothing; `readings` those averaged, oldest first.

    `present` counts readings in the last 2w periods; `age` the empty periods since the newest one (None: no reading
    at all); `run` is true when the readings are exactly those of the last w periods.
    """

    value: float | None
    readings: tuple[float, ...]
    present: int
    age: int | None
    run: bool

    @property
    def stale(self) -> bool:
        """There are readings, the newest more than two periods old."""
        return self.age is not None and self.age > STALE_AFTER

    @property
    def fresh(self) -> bool:
        return self.value is not None

    def score(self, ruler: Ruler | None) -> float | None:
        """Attainment of the level, 0..1; a range by the mean over its readings; None without level or plan (3.4)."""
        return None if self.value is None or ruler is None else score_of(self.readings, ruler)


def score_of(readings: Sequence[float], ruler: Ruler) -> float:
    """Attainment of the mean of some readings; of a range the mean of their attainments (3.4)."""
    if ruler.direction == "range":
        return mean_of([ruler.score(reading) for reading in readings])
    return ruler.score(mean_of(readings))


def recent(values: Sequence[float | None], w: int, stop: int) -> tuple[list[float], bool]:
    """Present readings in the 2w periods before position `stop`, and whether the newest is at most two periods old."""
    window = values[max(stop - 2 * w, 0) : max(stop, 0)]
    return [value for value in window if value is not None], any(v is not None for v in window[-STALE_AFTER - 1 :])


def judged(values: Sequence[float | None], w: int) -> list[list[float] | None]:
    """For every length 0..n of the series the w readings a verdict may judge then; None below w, or stale (3.7)."""
    out: list[list[float] | None] = [None]
    at: list[int] = []
    present: list[float] = []
    first = 0
    for i, value in enumerate(values):
        if value is not None:
            at.append(i)
            present.append(value)
        while first < len(at) and at[first] <= i - 2 * w:
            first += 1
        enough = len(at) - first >= w and i - at[-1] <= STALE_AFTER
        out.append(present[-w:] if enough else None)
    return out


def level(values: Sequence[float | None], cadence: Cadence, end: int | None = None) -> Level:
    """Mean of the last w present readings inside the last 2w periods, w = 4 weekly, 3 monthly, 2 quarterly (3.4).

    `end` cuts the series before that position, to look at it as it stood then.
    """
    w = WINDOW[cadence]
    stop = min(len(values), len(values) if end is None else max(end, 0))
    present, fresh = recent(values, w, stop)
    age = next((back for back in range(stop) if values[stop - 1 - back] is not None), None)
    if not fresh:
        return Level(None, (), len(present), age, False)
    last = tuple(present[-w:])
    run = len(last) == w and all(value is not None for value in values[stop - w : stop])
    return Level(mean_of(last), last, len(present), age, run)
