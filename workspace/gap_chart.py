"""The chart of home: work done against change made with axis, end labels and the points between them (design.md §6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.charts import TwoLines, place, shared_floor, two_lines
from core.periods import Period

SMALL_NAME = 40  # letters that a line's label has room for in the small drawing


@dataclass(frozen=True)
class End:
    """The newest point of a line and the words beside it."""

    css: str
    x: float
    y: float
    name: str
    note: str
    label_x: float
    label_y: float
    note_y: float
    anchor: str


@dataclass(frozen=True)
class GapChart:
    """Everything the template draws, in the units of its viewBox."""

    width: int
    height: int
    left: int
    right: int
    axis_x: int
    tone: str
    lines: TwoLines
    grid: list[tuple[float, int]]
    ends: list[End]
    apart: int | None
    apart_x: float
    apart_y: float
    ticks: list[tuple[float, str, str]]
    tick_y: int


@dataclass(frozen=True)
class Line:
    """One line: its name, the note under it, and its scores 0 to 100, oldest first."""

    name: str
    note: str
    scores: Sequence[float | None]
    score: int | None = None  # of its level: what the points apart are counted from, as everywhere else


def gap_chart(produced: Line, changed: Line, periods: Sequence[Period], tone: str, *, small: bool) -> GapChart:
    """The large (644 × 248) or small (316 × 224) drawing of two lines; `tone` is the health of what changes."""
    width, height, left, right = (316, 224, 40, 308) if small else (644, 248, 44, 452)
    floor = shared_floor([produced.scores, changed.scores])
    base = height - 32
    lines = two_lines(produced.scores, changed.scores, right, base, floor, left, right)
    marks = [m for m in (0, 25, 50, 75, 100) if m >= floor]
    placed = place(marks, [0.0] * len(marks), floor, 100.0, base * 0.11, base - 3)
    grid = [(round(p[1], 1), m) for p, m in zip(placed, marks, strict=True) if p]
    ends = _ends(lines, produced, changed, tone, small, right)
    last, count = periods[-1], len(periods)
    middle = periods[(count - 1) // 2]
    where = left + (right - left) * ((count - 1) // 2) / max(count - 1, 1)
    ticks = [(float(left), periods[0].name, "start"), (float(right), last.name, "end")]
    if count > 4:
        ticks.insert(1, (round(where, 1), middle.name, "middle"))
    apart = None if produced.score is None or changed.score is None else produced.score - changed.score
    if apart is not None and apart <= 10:
        apart = None
    middle_y = 0.0
    if apart is not None and lines.produced_end and lines.changed_end:
        middle_y = round((lines.produced_end[1] + lines.changed_end[1]) / 2 - 12, 1)
    return GapChart(
        width=width,
        height=height,
        left=left,
        right=right,
        axis_x=left - 6,
        tone=tone,
        lines=lines,
        grid=grid,
        ends=ends,
        apart=apart,
        apart_x=right - 64,
        apart_y=middle_y,
        ticks=ticks,
        tick_y=height - 8,
    )


def _ends(lines: TwoLines, produced: Line, changed: Line, tone: str, small: bool, right: int) -> list[End]:
    ends = []
    for css, point, line in (("out", lines.produced_end, produced), (tone, lines.changed_end, changed)):
        if point is None:
            continue
        x, y = point
        lower = css != "out"
        if small:
            name = f"{line.name}, {line.note}"  # the note is beside the chart too: a whole name goes before half a note
            name = name if line.note and len(name) <= SMALL_NAME else short(line.name, SMALL_NAME)
            ends.append(End(css, x, y, name, "", right, y + 20 if lower else y - 9, 0, "end"))
        else:
            shift = 0.0
            if lower and lines.produced_end and abs(lines.produced_end[1] - y) < 34:
                shift = 34 - abs(lines.produced_end[1] - y)  # keep the two labels apart
            ends.append(
                End(css, x, y, short(line.name, 26), line.note, right + 10, y + 1 + shift, y + 18 + shift, "start")
            )
    return ends


def short(name: str, most: int) -> str:
    """A name cut at a word, with an ellipsis, where it is too long for its place."""
    if len(name) <= most:
        return name
    return name[: most - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"
