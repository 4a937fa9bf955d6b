"""What every benchmark returns, how it is printed, and where it is written."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

RESULTS = Path("bench-results")


@dataclass(frozen=True)
class Row:
    """One figure against its goal. `ratio` is None where the figure itself is the goal's measure."""

    goal: str
    what: str
    figure: str
    baseline: str
    ratio: float | None
    limit: float | None
    held: bool


def row(goal: str, what: str, value: float, unit: str, base: float | None, limit: float | None) -> Row:
    """A row from numbers: with a baseline the ratio is judged, without one the value itself."""
    judged = value / base if base else value
    return Row(
        goal, what, f"{value:.3g} {unit}".strip(), f"{base:.3g} {unit}".strip() if base else "–",
        round(judged, 3) if base else None, limit, limit is None or judged <= limit,
    )  # fmt: skip


def show(name: str, rows: list[Row]) -> None:
    """Print the table and write it as JSON."""
    print(f"\n{name}")
    head = ("goal", "what", "figure", "baseline", "ratio", "limit", "held")
    lines = [
        (r.goal, r.what, r.figure, r.baseline, "–" if r.ratio is None else f"{r.ratio:.2f}",
         "–" if r.limit is None else f"{r.limit:g}", "yes" if r.held else "NO")
        for r in rows
    ]  # fmt: skip
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
    for line in [head, *lines]:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps([asdict(r) for r in rows], indent=1))


def cpu_in_turn(
    calls: Sequence[Callable[[], object]], runs: int, server: Callable[[], float] = lambda: 0.0, *, own: bool = True
) -> list[float]:
    """Median CPU milliseconds of each call, after a warm-up: of this process and of what `server` counts.

    The calls take turns, so that a busy machine slows them all alike. Without `own` the server's alone.
    """
    times: list[list[float]] = [[] for _ in calls]
    for turn in range(runs + 3):
        for found, call in zip(times, calls, strict=True):
            start = server() + time.process_time() * 1e3 * own
            call()
            if turn >= 3:
                found.append(server() + time.process_time() * 1e3 * own - start)
    return [median(found) for found in times]
