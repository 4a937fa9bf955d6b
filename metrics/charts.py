"""The drawing of one metric: usual range, plan, readings, signals, events. Arithmetic only, no marks."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from alignment.signals import UsualRange
from core.charts import Point, polylines
from core.periods import Period

MANY = 60  # points; beyond, ordinary points are drawn by the line alone
EVENT_WORDS = 34


@dataclass(frozen=True)
class Frame:
    """A drawing's size and where its plot lies."""

    width: float
    height: float
    top: float
    bottom: float
    label_y: float
    labels: int  # names along the bottom, at most


LARGE = Frame(1000, 350, 26, 320, 344, 7)
SMALL = Frame(330, 290, 26, 260, 284, 4)


@dataclass(frozen=True)
class Mark:
    """A reading as drawn. `tone`: dot, signal or early."""

    x: float
    y: float
    tone: str
    says: str


@dataclass(frozen=True)
class Label:
    """Words at a place."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass
class Drawing:
    """Everything the template draws, in this order."""

    frame: Frame
    left: float
    ticks: list[Label] = field(default_factory=list)
    band: tuple[float, float] | None = None  # top and height
    limits: list[float] = field(default_factory=list)
    provisional: bool = False
    mean: float | None = None
    plans: list[str] = field(default_factory=list)
    events: list[Label] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    early: tuple[float, float] | None = None  # x and width of the running period
    names: list[Label] = field(default_factory=list)
    newest: Label | None = None

    @property
    def plot(self) -> float:
        """Height of the plot."""
        return self.frame.bottom - self.frame.top

    @property
    def plot_width(self) -> float:
        """Width of the plot."""
        return self.frame.width - self.left


@dataclass(frozen=True)
class Story:
    """What a chart is made of: periods oldest first, with their values and the plan in force."""

    periods: Sequence[Period]
    values: Sequence[float | None]
    plans: Sequence[tuple[float, float] | None]
    signals: Mapping[date, str]  # what to say of a marked reading, by its period's first day
    usual: UsualRange | None
    events: Sequence[tuple[date, str]]
    running: bool  # the last period has not ended
    below_zero: bool  # whether values can be
    show: Callable[[float], str]


def nice_ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Round numbers that span low..high: steps of 1, 2, 2.5 or 5 times a power of ten, `most` at most."""
    if high - low < max(1e-6, abs(high) * 1e-9, abs(low) * 1e-9):
        reach = abs(low) if abs(low) > 1e-6 else 1.0
        low, high = low - reach / 2, high + reach / 2
    raw = (high - low) / (most - 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((power * m for m in (1, 2, 2.5, 5, 10) if power * m >= raw), power * 10)
    first = math.floor(low / step)
    last = math.ceil(high / step)
    return [round(i * step, 10) for i in range(first, last + 1)]


def draw(story: Story, frame: Frame) -> Drawing:
    """The drawing at one size."""
    ticks = nice_ticks(*_span(story))
    words = [story.show(t) for t in ticks]
    left = max(40.0, 8.0 * max(len(w) for w in words) + 12)
    drawing = Drawing(frame, left)
    low, high = ticks[0], ticks[-1]

    def y(value: float) -> float:
        share = (value - low) / (high - low)
        return round(frame.bottom - share * (frame.bottom - frame.top - 10), 1)

    count = len(story.periods)
    gap = (frame.width - left - 28) / max(count - 1, 1)
    xs = [round(left + 14 + gap * i, 1) for i in range(count)] if count > 1 else [round(frame.width - 14, 1)]
    drawing.ticks = [Label(left - 8, y(t), w, "end") for t, w in zip(ticks, words, strict=True)]
    _usual(drawing, story, y)
    drawing.plans = _plan_lines(story, xs, left, frame.width, y)
    drawing.events = _events(story, xs, frame)
    _readings(drawing, story, xs, y)
    drawing.names = _names(story, xs, frame)
    if story.running and count > 1:
        drawing.early = (round(xs[-1] - gap / 2, 1), round(min(gap / 2 + 14, frame.width - xs[-1] + gap / 2), 1))
    return drawing


def _span(story: Story) -> tuple[float, float]:
    known = [v for v in story.values if v is not None]
    known += [edge for plan in story.plans if plan for edge in plan]
    if story.usual:
        lower = story.usual.limits.lower
        known += [lower if story.below_zero else max(lower, 0.0), story.usual.limits.upper]
    return (min(known), max(known)) if known else (0.0, 1.0)


def _usual(drawing: Drawing, story: Story, y: Callable[[float], float]) -> None:
    if story.usual is None:
        return
    limits = story.usual.limits
    lower = limits.lower if story.below_zero else max(limits.lower, 0.0)
    top, bottom = y(limits.upper), y(lower)
    drawing.band = (top, round(bottom - top, 1))
    # A lower limit under zero means nothing for a count: the band ends there, without a line.
    drawing.limits = [top, bottom] if lower == limits.lower else [top]
    drawing.mean = y(limits.mean)
    drawing.provisional = story.usual.provisional


def _plan_lines(story: Story, xs: Sequence[float], left: float, right: float, y: Callable[[float], float]) -> list[str]:
    """The plan as steps: a new one begins half way between its first period and the one before."""
    edges = [left, *((a + b) / 2 for a, b in pairwise(xs)), right]
    found = []
    for side in (0, 1):
        line: list[Point | None] = []
        for i, plan in enumerate(story.plans):
            line += [None] if plan is None else [(edges[i], y(plan[side])), (edges[i + 1], y(plan[side]))]
        found += polylines(line)
    return list(dict.fromkeys(found))


def _events(story: Story, xs: Sequence[float], frame: Frame) -> list[Label]:
    """One pen line a period; words of the same period share it, and lines too close above each other lose theirs."""
    by_period: dict[int, list[str]] = {}
    for day, text in story.events:
        for i, period in enumerate(story.periods):
            if period.start <= day <= period.end:
                by_period.setdefault(i, []).append(text)
    found: list[Label] = []
    free_from = 0.0
    for i, texts in sorted(by_period.items()):
        words = "; ".join(texts)
        words = words if len(words) <= EVENT_WORDS else words[: EVENT_WORDS - 1].rstrip() + "…"
        half = len(words) * 3.6
        anchor = "start" if xs[i] - half < 0 else "end" if xs[i] + half > frame.width else "middle"
        begins = xs[i] - {"start": 0.0, "middle": half, "end": 2 * half}[anchor]
        if begins < free_from:
            words = ""
        else:
            free_from = begins + 2 * half + 8
        found.append(Label(xs[i], 18, words, anchor))
    return found


def _readings(drawing: Drawing, story: Story, xs: Sequence[float], y: Callable[[float], float]) -> None:
    places: list[Point | None] = [None if v is None else (x, y(v)) for v, x in zip(story.values, xs, strict=True)]
    last = len(places) - 1
    judged = places[:-1] if story.running else places
    drawing.lines = polylines(judged)
    if story.running and places and (here := places[-1]):
        before = next((p for p in reversed(judged) if p), None)
        drawing.lines += polylines([before, here]) if before and judged[-1] else []
    for i, (period, value, place) in enumerate(zip(story.periods, story.values, places, strict=True)):
        if place is None or value is None:
            continue
        early = story.running and i == last
        tone = "early" if early else "signal" if period.start in story.signals else "dot"
        if tone == "dot" and len(places) > MANY:
            continue
        says = f"{period.name}: {story.show(value)}" + (f", {story.signals[period.start]}" if tone == "signal" else "")
        drawing.marks.append(Mark(*place, tone, says + (", early" if early else "")))
    newest = next(
        ((p, v) for p, v in zip(reversed(places), reversed(story.values), strict=True) if p and v is not None), None
    )
    if newest:
        (px, py), value = newest
        # Beside the line, not across it: under a line that came down where there is room, else above it.
        seen = [p for p in places if p]
        before = seen[-2] if len(seen) > 1 else None
        below = before is not None and before[1] < py < drawing.frame.bottom - 26
        drawing.newest = Label(px, py + (22 if below else -12), story.show(value), "end")


def _names(story: Story, xs: Sequence[float], frame: Frame) -> list[Label]:
    """Names of periods along the bottom, evenly, the newest among them."""
    count = len(xs)
    step = max(1, math.ceil(count / frame.labels))
    found = []
    for i in range(count - 1, -1, -step):
        period = story.periods[i]
        first = i - step < 0
        text = f"Week {period.short}" if first and period.cadence == "weekly" and frame is LARGE else period.short
        found.append(Label(xs[i], frame.label_y, text, "end" if i == count - 1 and count > 1 else "middle"))
    return found[::-1]
