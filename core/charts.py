"""Arithmetic of the small drawings: sparkline, bar, two lines. Points only; the templates hold the marks.

Missing values are gaps, never zero. A reading with a gap on both sides is a stroke of no length: round caps draw a dot.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

Value = Decimal | float | int | None
Point = tuple[float, float]

BAR_END = 125  # a bar goes from 0 to 125; its tick at 100 is the plan
PLAN = 100.0


@dataclass(frozen=True)
class Spark:
    """A small line of readings with its plan. Each of `lines` is a `points` attribute."""

    width: float
    height: float
    lines: list[str]
    plan_y: float | None


@dataclass(frozen=True)
class Bar:
    """A bar of a score. `width` stops at 125; `over` says that it did."""

    width: float
    over: bool


@dataclass(frozen=True)
class TwoLines:
    """Work done (`produced`) and change made (`changed`) as scores, with the space between them (`washes`)."""

    width: float
    height: float
    produced: list[str]
    changed: list[str]
    washes: list[str]
    plan_y: float
    produced_end: Point | None
    changed_end: Point | None
    apart: int | None  # points apart at the newest period where both are known


def points(line: Iterable[Point]) -> str:
    """The `points` attribute of a polyline or polygon."""
    return " ".join([f"{x:.1f},{y:.1f}" for x, y in line]).replace(".0", "")


def runs(line: Sequence[Point | None]) -> list[list[Point]]:
    """The stretches without a gap."""
    found: list[list[Point]] = [[]]
    for point in line:
        if point is None:
            found.append([])
        else:
            found[-1].append(point)
    return [run for run in found if run]


def polylines(line: Sequence[Point | None]) -> list[str]:
    """One `points` attribute for each stretch; a lone point becomes a stroke of no length, which is drawn as a dot."""
    return [points(run if len(run) > 1 else run * 2) for run in runs(line)]


def steps(count: int, left: float, right: float) -> list[float]:
    """`count` places from left to right, ends included; a single one stands at the right, where the newest is."""
    if count == 1:
        return [right]
    return [left + (right - left) * i / (count - 1) for i in range(count)]


def place(
    values: Sequence[Value], xs: Sequence[float], low: float, high: float, top: float, bottom: float
) -> list[Point | None]:
    """Where each value stands when `low` is at the bottom and `high` at the top."""
    spread = (high - low) or 1.0
    return [
        None if v is None else (x, bottom - (float(v) - low) / spread * (bottom - top))
        for v, x in zip(values, xs, strict=True)
    ]


def sparkline(values: Sequence[Value], plan: Value = None, width: float = 128, height: float = 36) -> Spark:
    """Readings oldest first, scaled to themselves and the plan, 3 units inside the edges."""
    known = [float(v) for v in (*values, plan) if v is not None]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if low == high:
        low, high = low - 1, high + 1
    xs = steps(len(values), 0, width)
    plan_y = place([plan], [0], low, high, 3, height - 3)[0]
    return Spark(
        width=width,
        height=height,
        lines=polylines(place(values, xs, low, high, 3, height - 3)),
        plan_y=round(plan_y[1], 1) if plan_y else None,
    )


def bar(score: float | None) -> Bar | None:
    """A score (100 is the plan) as a bar that starts at zero; None without a score."""
    if score is None:
        return None
    return Bar(width=round(min(max(score, 0.0), BAR_END), 1), over=score > BAR_END)


def shared_floor(series: Iterable[Sequence[float | None]]) -> float:
    """The lower end of one scale for all rows of a list: the next multiple of 25 under the lowest score, 75 at most."""
    known = [float(v) for one in series for v in one if v is not None]
    return max(0.0, min(75.0, (min(known, default=75.0) - 0.001) // 25 * 25))


def two_lines(
    produced: Sequence[float | None],
    changed: Sequence[float | None],
    width: float = 220,
    height: float = 60,
    floor: float | None = None,
    left: float = 0,
    right: float | None = None,
) -> TwoLines:
    """Scores of both series, 0 to 100, oldest first, equally long. `floor`: see `shared_floor`; lower scores sit on it.

    Over-delivery stops at 100 and is said in words. The wash lies only where both are known. `left` and `right` keep
    room for labels.
    """
    low = shared_floor([produced, changed]) if floor is None else floor
    top, bottom = height * 0.11, height - 3
    xs = steps(len(produced), left, width if right is None else right)

    def lay(scores: Sequence[float | None]) -> list[Point | None]:
        return place([None if s is None else min(max(s, low), PLAN) for s in scores], xs, low, PLAN, top, bottom)

    done, made = lay(produced), lay(changed)
    both = [(a, b) if a and b else None for a, b in zip(done, made, strict=True)]
    pairs = [(a, b) for a, b in zip(produced, changed, strict=True) if a is not None and b is not None]
    return TwoLines(
        width=width,
        height=height,
        produced=polylines(done),
        changed=polylines(made),
        washes=[
            points([a for a, _ in run] + [b for _, b in reversed(run)]) for run in _pair_runs(both) if len(run) > 1
        ],
        plan_y=round(top, 1),
        produced_end=_last(done),
        changed_end=_last(made),
        apart=round(min(pairs[-1][0], PLAN) - min(pairs[-1][1], PLAN)) if pairs else None,
    )


def _last(line: Sequence[Point | None]) -> Point | None:
    return next(((round(p[0], 1), round(p[1], 1)) for p in reversed(line) if p), None)


def _pair_runs(both: Sequence[tuple[Point, Point] | None]) -> list[list[tuple[Point, Point]]]:
    found: list[list[tuple[Point, Point]]] = [[]]
    for pair in both:
        if pair is None:
            found.append([])
        else:
            found[-1].append(pair)
    return found
