"""The plane of work done against change made, as arithmetic: scores in, drawing coordinates out (design.md §6)."""

from dataclasses import dataclass, field

LOW, HIGH = 40.0, 107.0  # the scores at the edges of the plane
CUT, LEAVE = 75.0, 65.0  # entering and leaving cut of alignment.md 3.7
SIDE_FROM = 90.0  # from this score across on, a name stands rather left of its mark
STEPS = 12  # lines up and down in which a free place for a name is looked for
MOST_INWARDS = 5  # lines that the name of a verdict is moved at most
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
class Word:
    """A line of the name of a verdict, in its quarter."""

    text: str
    x: float
    y: float
    anchor: str


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
    words: list[Word]

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


Box = tuple[float, float, float, float]  # left, top, right, bottom


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _label_box(name: str, x: float, y: float, left_side: bool) -> Box:
    long = len(name) * LETTER
    return (x - long, y - LINE / 2, x, y + LINE / 2) if left_side else (x, y - LINE / 2, x + long, y + LINE / 2)


def _beside(dot: Dot, x: float, y: float, gap: float, taken: list[Box], right: float, foot: float) -> tuple[bool, Box]:
    """Whether the name stands left of its mark, and where: the nearest line of either side where nothing else is.

    `taken` holds the shapes of all systems, the names of the verdicts and the names placed so far; `right` is where the
    drawing ends, `foot` where its axis lies, with the numbers under it.
    """
    sides = (True, False) if dot.x >= SIDE_FROM else (False, True)
    for step in range(STEPS):
        for up in (-1, 1) if step else (1,):
            for left_side in sides:
                box = _label_box(dot.name, x - gap if left_side else x + gap, y + up * step * LINE, left_side)
                inside = box[0] >= 0 and box[2] <= right and box[3] <= foot + LINE / 2
                if inside and not any(_overlap(box, other) for other in taken):
                    return left_side, box
    return sides[0], _label_box(dot.name, x - gap if sides[0] else x + gap, y, sides[0])


def _corners(width: float, height: float, shapes: list[Box]) -> list[Word]:
    """Where the names of the four verdicts are written: in the outer corners of their quarters, or as many lines
    further in as it takes to stand beside the systems and not under them."""
    wide = width > 400
    edge = 12.0 if wide else 4.0
    left, right, foot = edge, width - edge, height - edge
    result = ["Result without the work"] if wide else ["Result without", "the work"]
    corners = [
        (result, left, 24.0, 1, "start"), (["Working"], right, 24.0, 1, "end"),
        (["Stuck"], left, foot, -1, "start"), (["Busy, not working"], right, foot, -1, "end"),
    ]  # fmt: skip
    written = []
    for lines, x, y, inwards, anchor in corners:
        for step in (*range(MOST_INWARDS), 0):
            words = [Word(t, x, round(y + (step * inwards + n) * LINE, 1), anchor) for n, t in enumerate(lines)]
            if not any(_overlap(_word_box(word), shape) for word in words for shape in shapes):
                break
        written += words
    return written


def _word_box(word: Word) -> Box:
    return _label_box(word.text, word.x, word.y - LINE / 4, word.anchor == "end")


def draw(dots: list[Dot], width: float, height: float, shape: int) -> Plane:
    """Place the dots on a plane of this size; `shape` is the side of a health shape."""

    def px(value: float) -> float:
        return round((min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * width, 1)

    def py(value: float) -> float:
        return round(height - (min(max(value, LOW), HIGH) - LOW) / (HIGH - LOW) * height, 1)

    marks: list[Mark] = []
    half = shape / 2
    taken = [(px(d.x) - half, py(d.y) - half, px(d.x) + half, py(d.y) + half) for d in dots]
    words = _corners(width, height, taken)
    taken += [_word_box(word) for word in words]
    for dot in sorted(dots, key=lambda d: (d.y, d.x, d.name)):
        x, y = px(dot.x), py(dot.y)
        gap = half + 6
        left_side, box = _beside(dot, x, y, gap, taken, width + (24 if width > 400 else 8), height)
        taken.append(box)
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
                label_y=round((box[1] + box[3]) / 2, 1),
                anchor="end" if left_side else "start",
                tail=" ".join(f"{a},{b}" for a, b in [*points, (x, y)]) if points else "",
                tail_dots=[(a, b, 1.8 if i == 0 else 2.4) for i, (a, b) in enumerate(points)],
                bars=bars,
            )
        )
    ticks = (50, 75, 100)
    return Plane(
        width, height, shape, px(CUT), py(CUT), px(LEAVE), py(LEAVE),
        [(px(t), t) for t in ticks], [(py(t), t) for t in ticks], marks, words,
    )  # fmt: skip
