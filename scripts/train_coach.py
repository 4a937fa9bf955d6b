"""Retrain the statement coach's small model and print how well it does.

    python scripts/train_coach.py            write alignment/coach/weights.py and print the figures
    python scripts/train_coach.py --check    print only; fail when weights.py is not what training gives

The first-sight files (tests/alignment/first_sight*.jsonl) are judged, never trained or tuned on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

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


def read(paths: Sequence[Path]) -> list[tuple[str, int]]:
    """(statement, class number) of every line of the files."""
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines() if line]
    return [(row["statement"], CLASSES.index(row["class"])) for row in rows]


def matrix(rows: Sequence[tuple[str, int]]) -> tuple[Array, npt.NDArray[np.int64]]:
    """Features (n x features) and class numbers (n)."""
    texts = [clean(statement) for statement, _ in rows]
    return np.array([features.extract(text, elements.find(text)) for text in texts]), np.array([c for _, c in rows])


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


def predict(weights: Array, x: Array) -> npt.NDArray[np.int64]:
    """Class numbers by the rule of `alignment.coach.model.pick`."""
    logits = np.hstack([x, np.ones((len(x), 1))]) @ weights
    complete = x[:, features.NAMES.index("complete")] > 0
    return np.where(logits[:, 2] > logits[:, :2].max(axis=1), 2, np.where(complete, 0, 1))


def folds(rows: Sequence[tuple[str, int]], x: Array, y: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Every statement judged by a model that has not seen it."""
    order = np.random.default_rng(4).permutation(len(rows))
    judged = np.zeros(len(rows), dtype=np.int64)
    for fold in range(FOLDS):
        held = order[fold::FOLDS]
        rest = np.setdiff1d(order, held)
        judged[held] = predict(fit(x[rest], y[rest]), x[held])
    return judged


def report(name: str, y: npt.NDArray[np.int64], judged: npt.NDArray[np.int64]) -> None:
    """One line of figures."""
    said, meant = judged == 2, y == 2
    recall = "  ".join(f"{CLASSES[c]} {np.mean(judged[y == c] == c):.3f}" for c in range(3))
    print(
        f"{name}: {len(y)} statements, right {np.mean(y == judged):.3f}, "
        f"precision of output {np.mean(meant[said]):.3f}, found: {recall}"
    )


def source(weights: Array) -> str:
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
    lines += ["}", f"BIAS: tuple[float, float, float] = ({bias[0]:.3f}, {bias[1]:.3f}, {bias[2]:.3f})", ""]
    return "\n".join(lines)


def main() -> int:
    """Train, print, and write or compare the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when weights.py is out of date")
    options = parser.parse_args()
    rows = read(sorted(TRAINING.glob("*.jsonl")))
    x, y = matrix(rows)
    report(f"cross-validated, {FOLDS} parts", y, folds(rows, x, y))
    weights = fit(x, y)
    for path in sorted((ROOT / "tests" / "alignment").glob("first_sight*.jsonl")):
        seen_x, seen_y = matrix(read([path]))
        report(f"first sight, {path.name}", seen_y, predict(weights, seen_x))
    if options.check:
        return 0 if WEIGHTS.read_text("utf-8") == source(weights) else 1
    WEIGHTS.write_text(source(weights), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
