"""The river of the map, by arithmetic (design.md §5): volumes in, shapes out. No business, no database."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

THINNEST, GROWTH, THICKEST = 7.0, 11.5, 84.0
MISSING = 12.0  # height of the dashed outline where nothing is known
HEIGHT = 84.0
ACROSS = 48.0  # width of the river when it runs down the side
ALONG = 100.0


def thickness(volume: float | None) -> float:
    """How thick the river is where this many get through, on a log scale; 12 where nobody knows."""
    if volume is None:
        return MISSING
    if volume < 1:
        return THINNEST
    return min(THINNEST + GROWTH * math.log10(volume), THICKEST)


def flat(a: float, b: float) -> str:
    """One segment running right, from thickness `a` to `b`, in a box of 100 × 84."""
    m = HEIGHT / 2
    top, low = (m - a / 2, m - b / 2), (m + a / 2, m + b / 2)
    return (
        f"M0 {_n(top[0])} C50 {_n(top[0])} 50 {_n(top[1])} 100 {_n(top[1])}"
        f" L100 {_n(low[1])} C50 {_n(low[1])} 50 {_n(low[0])} 0 {_n(low[0])}Z"
    )


def upright(a: float, b: float) -> str:
    """The same segment running down, in a box of 48 × 100."""
    m, by = ACROSS / 2, 0.72
    a, b = min(a * by, ACROSS), min(b * by, ACROSS)
    left, right = (m - a / 2, m - b / 2), (m + a / 2, m + b / 2)
    return (
        f"M{_n(left[0])} 0 C{_n(left[0])} 50 {_n(left[1])} 50 {_n(left[1])} 100"
        f" L{_n(right[1])} 100 C{_n(right[1])} 50 {_n(right[0])} 50 {_n(right[0])} 0Z"
    )


@dataclass(frozen=True)
class Segment:
    """One stretch of the river: its two drawings, the colours it runs between, whether it is only an outline."""

    flat: str
    upright: str
    before: str
    own: str
    dashed: bool


def segments(volumes: Sequence[float | None], healths: Sequence[str], end: float | None = None) -> list[Segment]:
    """A segment for each system and one to the goal. `volumes` at each entry, `end` what comes out, where known.

    Where the end is not known the river keeps the thickness it has at the last system.
    """
    if not volumes:
        return []
    widths = [thickness(v) for v in volumes]
    known = [v is not None for v in volumes]
    last = thickness(end) if end is not None else widths[-1]
    found = []
    for i, width in enumerate(widths):
        following = widths[i + 1] if i + 1 < len(widths) else last
        if not known[i] or (i + 1 < len(widths) and not known[i + 1]):
            following = width
        before = healths[i - 1] if i else healths[i]
        found.append(Segment(flat(width, following), upright(width, following), before, healths[i], not known[i]))
    found.append(
        Segment(flat(last, last), upright(last, last), healths[-1], healths[-1], end is None and not known[-1])
    )
    return found


def share(before: float | None, now: float | None) -> str:
    """`3.5%`: how many of the step before get this far; nothing when unknown, or more than all."""
    if before is None or now is None or before <= 0 or not 0 <= now <= before:
        return ""
    percent = 100 * now / before
    digits = 0 if percent >= 10 else 1 if percent >= 1 else 2
    return f"{round(percent, digits):g}%"


def _n(value: float) -> str:
    return f"{round(value, 1):g}"
