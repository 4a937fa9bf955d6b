"""Arithmetic on one series of readings that keeps its head: gaps, equal values, and numbers near the ends of a double.

A series is a sequence with None for a missing period. Used by every part of section 3.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from operator import sub

MR_TO_SD = 1.128  # mean moving range / 1.128 estimates the standard deviation (d2 for two values)


def mean_of(values: Sequence[float]) -> float:
    """Mean, between the smallest and the largest value, whatever the rounding; `values` not empty."""
    try:
        mean = math.fsum(values) / len(values)
    except OverflowError:
        mean = math.fsum(value / 2**60 for value in values) / len(values) * 2.0**60
    return min(max(mean, min(values)), max(values))


def total_of(values: Sequence[float]) -> float:
    """Exact sum, so that the order of the values does not matter; infinite when it does not fit a double."""
    try:
        return math.fsum(values)
    except OverflowError:
        return math.copysign(math.inf, math.fsum(value / 2**60 for value in values))


def present_of(values: Sequence[float | None]) -> tuple[list[int], list[float]]:
    """Positions and values of the present readings."""
    at = [i for i, value in enumerate(values) if value is not None]
    return at, [value for value in values if value is not None]


def moving_ranges(values: Sequence[float | None]) -> list[float]:
    """Distances between neighbouring present periods; with fewer than four such, between consecutive values (3.8)."""
    present = [value for value in values if value is not None]
    if len(present) < len(values):
        neighbours = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
        if len(neighbours) >= 4:
            return neighbours
    return list(map(abs, map(sub, present[1:], present)))


def mean_moving_range(values: Sequence[float | None]) -> float | None:
    """Mean moving range in the unit of the series; None with fewer than two readings."""
    ranges = moving_ranges(values)
    return mean_of(ranges) if ranges else None
