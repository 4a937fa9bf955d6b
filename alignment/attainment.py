"""How near a value is to its plan, 0..1, one formula for every direction (section 3.2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from alignment.case import Direction, Plan
from alignment.series import MR_TO_SD, mean_moving_range, present_of

FIRST_READINGS = 12  # the noise that sets a scale is that of the first twelve readings, then frozen


@dataclass(frozen=True, slots=True)
class Ruler:
    """A plan ready to measure with. `zero` None (or `tol` None for a range): all or nothing (3.2)."""

    direction: Direction
    lo: float
    hi: float
    zero: float | None = None
    tol: float | None = None

    @property
    def all_or_nothing(self) -> bool:
        return self.zero is None if self.direction != "range" else self.tol is None

    def score(self, value: float) -> float:
        """Attainment of a finite value, 0..1, no unit: 1 when the plan is met, else clip((x - Z)/(T - Z), 0, 1)."""
        if self.direction == "range":
            return self._range_score(value)
        met = value >= self.lo if self.direction == "higher" else value <= self.lo
        if met:
            return 1.0
        if self.zero is None:
            return 0.0
        return _clip(_share(value, self.zero, self.lo))

    def _range_score(self, value: float) -> float:
        if self.lo <= value <= self.hi:
            return 1.0
        if self.tol is None:
            return 0.0
        edge = self.lo if value < self.lo else self.hi
        half = abs(value / 2 - edge / 2)  # halves, so that the distance of two huge numbers fits a double
        return _clip(1 - half / (self.tol / 2)) if self.tol / 2 > 0 else 0.0


def ruler(
    direction: Direction, plan: Plan, zero: float | None = None, tol: float | None = None, noise: float | None = None
) -> Ruler:
    """The zero point (or tolerance) of 3.2 for a plan. `noise`: see `noise_of`; only asked where T <= 0 or lo = hi."""
    if direction == "range":
        if tol is None:
            # hi - lo of two huge numbers of opposite sign would not fit; half of the largest double is as good
            tol = min(plan.hi - plan.lo, 2.0**1023) if plan.hi > plan.lo else _scale(plan.lo, noise)
        return Ruler(direction, plan.lo, plan.hi, tol=tol)
    target = plan.target
    if zero is None:
        if target > 0:
            zero = 0.0 if direction == "higher" else min(2 * target, 2.0**1023 * (2 - 2.0**-52))
        else:
            scale = _scale(target, noise)
            zero = None if scale is None else target - scale if direction == "higher" else target + scale
            if zero == target:  # a scale too small to show beside the target
                zero = None
    return Ruler(direction, target, target, zero=zero)


def noise_of(values: Sequence[float | None]) -> float | None:
    """3 x mean moving range / 1.128 of the first twelve readings, in the metric's unit; None without two readings."""
    at, _ = present_of(values)
    if len(at) > FIRST_READINGS:
        values = values[: at[FIRST_READINGS - 1] + 1]
    mean_range = mean_moving_range(values)
    return None if mean_range is None else min(3 * (mean_range / MR_TO_SD), 2.0**1022)


def attainment(
    value: float | None,
    direction: Direction,
    *,
    target: float | None = None,
    lo: float | None = None,
    hi: float | None = None,
    zero: float | None = None,
    tol: float | None = None,
    history: Sequence[float | None] = (),
) -> float | None:
    """Attainment of one value (3.2); None without a value or a plan. `history`: readings, oldest first, for the scale.

    ValueError for Z on the wrong side or lo > hi.
    """
    if direction == "range":
        low, high = lo, hi
    else:
        low = high = target
    if value is None or not math.isfinite(value) or low is None or high is None:
        return None
    if low > high:
        raise ValueError("lo must not be above hi")
    if zero is not None and direction != "range" and not (zero < low if direction == "higher" else zero > low):
        raise ValueError("zero must be on the bad side of the target")
    return ruler(direction, Plan(low, high), zero, tol, noise_of(history)).score(value)


def over_delivery(level: float, direction: Direction, plan: Plan) -> tuple[str, float] | None:
    """What is above the plan, never averaged against a shortfall (3.2): (what, how much), None when nothing is.

    "over" / "under": a share of the plan (T > 0); "over_by" / "under_by": a distance in the metric's unit (T <= 0);
    "inside": a range met, 0. Left out below 1 %.
    """
    if direction == "range":
        return ("inside", 0.0) if plan.lo <= level <= plan.hi else None
    target = plan.target
    excess = level / target - 1 if target > 0 else level - target
    if direction == "lower":
        excess = -excess
    if not math.isfinite(excess):
        return None
    word = "over" if direction == "higher" else "under"
    if target > 0:
        return (word, excess) if excess >= 0.01 else None
    return (f"{word}_by", excess) if excess > 0 and excess >= 0.01 * abs(target) else None


def _scale(target: float, noise: float | None) -> float | None:
    """s of 3.2 = max(abs T, noise); None when there is none, which makes the plan all or nothing."""
    scale = max(min(abs(target), 2.0**1022), noise or 0.0)
    return scale if scale > 0 else None


def _share(value: float, zero: float, target: float) -> float:
    """(x - Z)/(T - Z), also where the differences leave the range of a double."""
    below, whole = value - zero, target - zero
    if math.isfinite(below) and math.isfinite(whole) and whole != 0:
        return below / whole
    return (value / 4 - zero / 4) / (target / 4 - zero / 4)


def _clip(share: float) -> float:
    return min(max(share, 0.0), 1.0)
