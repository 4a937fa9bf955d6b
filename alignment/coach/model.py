"""The small model that picks the class: a softmax over three classes, on rule features only.

Trained by `scripts/train_coach.py`, which writes `weights.py`. At run time it is one sum per class: no dependency, and
each weight belongs to a feature that can be read aloud.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from alignment.coach.features import NAMES
from alignment.coach.weights import BIAS, OUTPUT_AT, WEIGHTS

CLASSES = ("specific", "vague", "output")


def scores(features: Sequence[float]) -> tuple[float, ...]:
    """One score per class (log odds up to a constant), in the order of CLASSES."""
    rows = [WEIGHTS[name] for name in NAMES]
    return tuple(
        BIAS[at] + sum(row[at] * value for row, value in zip(rows, features, strict=True) if value)
        for at in range(len(CLASSES))
    )


def output_share(features: Sequence[float]) -> float:
    """How sure the model is that it is an output (0..1)."""
    found = scores(features)
    top = max(found)
    parts = [math.exp(score - top) for score in found]
    return parts[CLASSES.index("output")] / sum(parts)


def pick(features: Sequence[float]) -> str:
    """The class: the model decides whether it is an output; the rest is specific exactly when its elements are there.

    So "specific" and the questions can never contradict each other (quantity and time and (who or condition)). A
    doubtful case is not called an output: to be asked what a change should change is worse than not to be asked.
    """
    if output_share(features) > OUTPUT_AT:
        return "output"
    return "specific" if features[NAMES.index("complete")] else "vague"
