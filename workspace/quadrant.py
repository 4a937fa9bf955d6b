"""The plane of work done against change made, as arithmetic: scores in, drawing coordinates out (design.md §6)."""

from dataclasses import dataclass, field

LOW, HIGH = 40.0, 107.0  # the scores at the edges of the plane
CUT, LEAVE = 75.0, 65.0  # entering and leaving cut of alignment.md 3.7
NEAR = 24.0  # labels closer than this go to the other side
LINE, LETTER = 19.0, 8.2  # the height of a label, and about the width of one of its letters


@dataclass(frozen=True)
class Dot:
    """One system. Scores 0 to 100; `band_x`, `band_y` from proven to possible where it is too early to tell."""

    name: str
    level: str
    x: float
    y: float
    tail: list[tuple[float, float]] = field(default_factory=list)  # oldest first, the dot itself left out
    band_x: tuple[float, float] | None = None
    band_y: tuple[float, float] | None = None


@dataclass(frozen=True)
class Mark:
    """One system as drawn: shape, label, tail, and thin bars for a band."""

    name: str
    level: str
    x: float
    y: float
    left: float
    top: float
    label_x: float
    label_y: float
    anchor: str
    tail: str
    tail_dots: list[tuple[float, float, float]]
    bars: list[tuple[float, float, float, float]]


@dataclass(frozen=True)
class Plane:
    """A drawing of the plane: size, cut lines and marks, all in the units of its viewBox."""

    width: float
    height: float
    shape: int
    cut_x: float
    cut_y: float
    leave_x: float
    leave_y: float
    ticks_x: list[tuple[float, int]]
    ticks_y: list[tuple[float, int]]
    marks: list[Mark]

    @property
    def busy_width(self) -> float:
        """From the entering cut to the right edge."""
        return round(self.width - self.cut_x, 1)

    @property
    def stuck_height(self) -> float:
        """From the entering cut to the lower edge."""
        return round(self.height - self.cut_y, 1)

    @property
    def edge_width(self) -> float:
        """Between the leaving and the entering cut, across."""
        return round(self.cut_x - self.leave_x, 1)

    @property
    def edge_height(self) -> float:
        """The same, upwards."""
        return round(self.leave_y - self.cut_y, 1)

    @property
    def right(self) -> float:
        """Where labels at the right edge end."""
        return self.width - (12 if self.width > 400 else 4)

    @property
    def foot(self) -> float:
        """Line of the labels at the lower edge."""
        return self.height - (12 if self.width > 400 else 4)

    @property
    def below(self) -> float:
        """Line of the numbers under the plane."""
        return self.height + 20

    @property
    def caption(self) -> float:
        """Line of the words under the numbers."""
        return self.height + 44

    @property
    def middle_x(self) -> float:
        """Half way across."""
        return self.width / 2

    @property
    def middle_y(self) -> float:
        """Half way up."""
        return self.height / 2


def _beside(dot: Dot, y: float, crowded: list[Mark], room: float) -> tuple[bool, float]:
    """Whether the name stands at the left of its mark, and on which line; marks come from the lowest to the highest."""
    left_side = dot.x >= 90
    same = [m for m in crowded if (m.anchor == "end") == left_side]
    if not same:
        return left_side, y
    if not left_side or len(dot.name) * LETTER <= room:
        return not left_side, y
    # No room at the right: one line above the name that is in the way.
    return left_side, round(min(y, *(m.label_y - LINE for m in same)), 1)


def draw(dots: list[Dot], width: float, height: float, shape: int) -> Plane:
    """Place the dots on a plane of this size; `shape` is the side of a health shape."""

    def px(value: float) -> float:
        return round((min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * width, 1)

    def py(value: float) -> float:
        return round(height - (min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * height, 1)

    marks: list[Mark] = []
    for dot in sorted(dots, key=lambda d: (d.y, d.x, d.name)):
        x, y = px(dot.x), py(dot.y)
        gap = shape / 2 + 6
        crowded = [m for m in marks if abs(m.y - y) < NEAR and abs(m.x - x) < width / 3]
        left_side, label_y = _beside(dot, y, crowded, width + (24 if width > 400 else 8) - x - gap)
        points = [(px(a), py(b)) for a, b in dot.tail]
        bars = []
        if dot.band_x:
            bars.append((px(dot.band_x[0]), y, px(dot.band_x[1]), y))
        if dot.band_y:
            bars.append((x, py(dot.band_y[0]), x, py(dot.band_y[1])))
        marks.append(
            Mark(
                name=dot.name,
                level=dot.level,
                x=x,
                y=y,
                left=round(x - shape / 2, 1),
                top=round(y - shape / 2, 1),
                label_x=round(x - gap if left_side else x + gap, 1),
                label_y=label_y,
                anchor="end" if left_side else "start",
                tail=" ".join(f"{a},{b}" for a, b in [*points, (x, y)]) if points else "",
                tail_dots=[(a, b, 1.8 if i == 0 else 2.4) for i, (a, b) in enumerate(points)],
                bars=bars,
            )
        )
    ticks = (50, 75, 100)
    return Plane(
        width, height, shape, px(CUT), py(CUT), px(LEAVE), py(LEAVE),
        [(px(t), t) for t in ticks], [(py(t), t) for t in ticks], marks,
    )  # fmt: skip
