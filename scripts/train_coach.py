"""Retrain the statement coach's small model and print how well it does.

    python scripts/train_coach.py            write alignment/coach/weights.py and print the figures
    python scripts/train_coach.py --check    print only; fail when weights.py is not what training gives

The first-sight files and close_to_outcome.jsonl in tests/alignment are judged, never trained or tuned on. Rows of
one trade are never split over two parts of the cross-validation.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# One thread: sums are then always taken in the same order, and threads would only wait for each other here.
for library in ("OPENBLAS", "MKL", "OMP"):
    os.environ[f"{library}_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import numpy.typing as npt  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from alignment.coach import elements, features  # noqa: E402
from alignment.coach.text import clean  # noqa: E402

Array = npt.NDArray[np.float64]
CLASSES = ("specific", "vague", "output")
TRAINING = ROOT / "alignment" / "coach" / "training"
WEIGHTS = ROOT / "alignment" / "coach" / "weights.py"
PENALTY = 1.0  # ridge, on every weight but the bias
FOLDS = 10
STEPS = 2_000
OUTPUT = CLASSES.index("output")
WANTED = 0.95  # precision of "output"; the bar at first sight is 0.85, so another hand may differ by ten points
THRESHOLDS = tuple(at / 100 for at in range(50, 82, 2))


@dataclass(frozen=True)
class Row:
    """One labelled statement."""

    statement: str
    cls: int  # class number
    group: str  # the trade, or the statement itself: one group is never split over two folds


def read(paths: Sequence[Path]) -> list[Row]:
    """Every line of the files."""
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line]
    return [Row(row["statement"], CLASSES.index(row["class"]), row.get("trade", row["statement"])) for row in rows]


def matrix(rows: Sequence[Row]) -> tuple[Array, npt.NDArray[np.int64]]:
    """Features (n x features) and class numbers (n)."""
    texts = [clean(row.statement) for row in rows]
    return np.array([features.extract(text, elements.find(text)) for text in texts]), np.array([r.cls for r in rows])


def fit(x: Array, y: npt.NDArray[np.int64]) -> Array:
    """Softmax regression by gradient descent with momentum from zero: no randomness, (features + 1) x classes."""
    inputs = np.hstack([x, np.ones((len(x), 1))])
    wanted = np.eye(len(CLASSES))[y]
    weights = np.zeros((inputs.shape[1], len(CLASSES)))
    speed = np.zeros_like(weights)
    for _ in range(STEPS):
        logits = inputs @ weights
        share = np.exp(logits - logits.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        pull = weights.copy()
        pull[-1] = 0.0
        speed = 0.9 * speed - 0.5 * (inputs.T @ (share - wanted) + PENALTY * pull) / len(x)
        weights += speed
    return weights


def shares(weights: Array, x: Array) -> Array:
    """How sure the model is that each statement is an output (0..1), as `alignment.coach.model.output_share`."""
    logits = np.hstack([x, np.ones((len(x), 1))]) @ weights
    share = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(share[:, OUTPUT] / share.sum(axis=1))


def picked(share: Array, x: Array, output_at: float) -> npt.NDArray[np.int64]:
    """Class numbers by the rule of `alignment.coach.model.pick`."""
    complete = x[:, features.NAMES.index("complete")] > 0
    return np.where(share > output_at, OUTPUT, np.where(complete, 0, 1))


def folds(rows: Sequence[Row], x: Array, y: npt.NDArray[np.int64]) -> Array:
    """The share of every statement by a model that has seen neither it nor its trade."""
    groups = sorted({row.group for row in rows})
    order = np.random.default_rng(4).permutation(len(groups))
    fold_of = {groups[at]: place % FOLDS for place, at in enumerate(order)}
    fold = np.array([fold_of[row.group] for row in rows])
    share = np.zeros(len(rows))
    for part in range(FOLDS):
        held = fold == part
        share[held] = shares(fit(x[~held], y[~held]), x[held])
    return share


def precision(y: npt.NDArray[np.int64], judged: npt.NDArray[np.int64]) -> float:
    """Of what is called an output, how much is one, as if every class were written down equally often.

    The training holds more outputs than owners will type under "What it should change", which would flatter it.
    """
    rate = [float(np.mean(judged[y == cls] == OUTPUT)) for cls in range(len(CLASSES))]
    return rate[OUTPUT] / sum(rate)


def threshold(share: Array, x: Array, y: npt.NDArray[np.int64]) -> float:
    """From which share on "output" is said: the lowest that holds WANTED on statements the model has not seen."""
    for at in THRESHOLDS:
        if precision(y, picked(share, x, at)) >= WANTED:
            return at
    return THRESHOLDS[-1]


def report(name: str, y: npt.NDArray[np.int64], judged: npt.NDArray[np.int64]) -> None:
    """One line of figures."""
    said, meant = judged == OUTPUT, y == OUTPUT
    found = "  ".join(f"{CLASSES[c]} {np.mean(judged[y == c] == c):.3f}" for c in range(3))
    print(
        f"{name}: {len(y)} statements, right {np.mean(y == judged):.3f}, "
        f"precision of output {np.mean(meant[said]):.3f}, found: {found}"
    )


def report_speed(rows: Sequence[Row]) -> None:
    """How long reading one sentence takes: nearly all of an answer, and it does not depend on the weights."""
    times = []
    for row in rows[:500]:
        started = time.perf_counter()
        text = clean(row.statement)
        features.extract(text, elements.find(text))
        times.append(1000 * (time.perf_counter() - started))
    print(f"one sentence: median {np.median(times):.2f} ms, 99 of 100 within {np.percentile(times, 99):.2f} ms")


def source(weights: Array, output_at: float) -> str:
    """The text of weights.py."""
    lines = [
        '"""Weights of the statement coach, written by scripts/train_coach.py. Do not edit."""',
        "",
        "from __future__ import annotations",
        "",
        "# One row per feature: specific, vague, output.",
        "WEIGHTS: dict[str, tuple[float, float, float]] = {",
    ]
    for name, row in zip(features.NAMES, weights[:-1], strict=True):
        lines.append(f'    "{name}": ({row[0]:.3f}, {row[1]:.3f}, {row[2]:.3f}),')
    bias = weights[-1]
    lines += ["}", f"BIAS: tuple[float, float, float] = ({bias[0]:.3f}, {bias[1]:.3f}, {bias[2]:.3f})"]
    lines += ["# How sure the model must be before it says output.", f"OUTPUT_AT = {output_at:.2f}", ""]
    return "\n".join(lines)


def main() -> int:
    """Train, print, and write or compare the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when weights.py is out of date")
    options = parser.parse_args()
    rows = read(sorted(TRAINING.glob("*.jsonl")))
    x, y = matrix(rows)
    share = folds(rows, x, y)
    output_at = threshold(share, x, y)
    judged = picked(share, x, output_at)
    report(f"cross-validated by trade, {FOLDS} parts", y, judged)
    print(f"says output from {output_at:.2f} on; precision with equal classes {precision(y, judged):.3f}")
    weights = fit(x, y)
    for path in sorted((ROOT / "tests" / "alignment").glob("first_sight*.jsonl")):
        seen_x, seen_y = matrix(read([path]))
        report(f"first sight, {path.name}", seen_y, picked(shares(weights, seen_x), seen_x, output_at))
    for path in sorted((ROOT / "tests" / "alignment").glob("close_to_outcome*.jsonl")):
        close_x, close_y = matrix(read([path]))
        report(f"hard on purpose, {path.name}", close_y, picked(shares(weights, close_x), close_x, output_at))
    report_speed(rows)
    if options.check:
        return 0 if WEIGHTS.read_text("utf-8") == source(weights, output_at) else 1
    WEIGHTS.write_text(source(weights, output_at), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
