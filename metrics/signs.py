"""What of the engine's signals (alignment.md 3.8) a page marks, and since when it has been so. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from alignment.signals import UsualRange

BESIDE = {"up": "above", "down": "below"}
FOUR, EIGHT = 4, 8  # readings that rules 2 and 3 look at


@dataclass(frozen=True)
class Sign:
    """A reading to mark. `side`: above or below; `first`: position of the oldest reading that its rule rests on."""

    index: int
    rule: int
    side: str
    said: bool
    first: int

    @property
    def words(self) -> str:
        """What stands at the mark; rules 2 and 3 also mark readings inside the usual range."""
        if self.rule == 1:
            return f"{self.side} the usual range"
        return f"{self.side} the usual middle like those before it"


@dataclass(frozen=True)
class Stretch:
    """Readings from `start` to `end` that show one thing; the first of them that is marked; whether all lie there."""

    side: str
    start: int
    end: int
    marked_from: int
    whole: bool


def signs(usual: UsualRange, values: Sequence[float | None]) -> list[Sign]:
    """The readings to mark, oldest first.

    Three of four far above the middle still hold at a fourth reading that fell below it (3.8). A mark there would say
    the opposite of what it stands on, so it is left out.
    """
    mean, edge = usual.limits.mean, (usual.limits.upper - usual.limits.mean) / 2
    found = []
    for signal in usual.signals:
        here = _off(values[signal.index], mean, signal.side)
        if here <= 0:
            continue
        past = [i for i in range(signal.index + 1) if values[i] is not None]
        first = signal.index
        if signal.rule == 2:
            first = next(i for i in past[-FOUR:] if _off(values[i], mean, signal.side) > edge or i == signal.index)
        elif signal.rule == 3:
            first = past[-EIGHT:][0]
        found.append(Sign(signal.index, signal.rule, BESIDE[signal.side], signal.said, first))
    return found


def _off(value: float | None, mean: float, side: str) -> float:
    """How far a reading lies on that side of the middle; negative on the other."""
    return 0.0 if value is None else (value - mean) * (1 if side == "up" else -1)


def stretch_to(sign: Sign, found: Sequence[Sign], mean: float, values: Sequence[float | None]) -> Stretch:
    """The unbroken stretch of readings that ends with this sign and says the same as it."""
    start, marked = sign.first, sign.index
    for one in sorted((s for s in found if s.side == sign.side and s.index < sign.index), key=lambda s: -s.index):
        if any(values[i] is not None for i in range(one.index + 1, start)):
            break
        start, marked = min(start, one.first), min(marked, one.index)
    side = "up" if sign.side == "above" else "down"
    inside = [values[i] for i in range(start, sign.index + 1) if values[i] is not None]
    return Stretch(sign.side, start, sign.index, marked, all(_off(v, mean, side) > 0 for v in inside))
