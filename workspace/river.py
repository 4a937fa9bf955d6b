"""The river: how much gets through each system, and how wide that is drawn (design.md §5). Arithmetic only.

Volumes come from the case of the newest report, so that the picture and the verdict rest on the same numbers.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DEPTH = 84.0  # the height of the drawing, and the widest river
THIN, PER_TENFOLD = 7.0, 11.5
MISSING = 12.0  # the height of the dashed outline where a volume is not known
SIGNS = ("%", "$", "€", "£", "₹", "¥")


@dataclass(frozen=True)
class Volume:
    """What comes into one system per main cadence. `value` None where nothing is counted or the number is missing."""

    value: float | None
    words: str  # "visits"
    metric: str  # its case id, "" where nothing is counted


@dataclass(frozen=True)
class Stretch:
    """One segment: across (`path` in 100 × 84) and turned (`turned` in 48 × 100); dashed where a volume is missing."""

    path: str
    turned: str
    from_level: str
    to_level: str
    dashed: bool


def thickness(volume: float | None) -> float:
    """`7 + 11.5 × log10(volume)`, at most 84; 7 for 0 and under 1; 12 where it is missing."""
    if volume is None:
        return MISSING
    if volume < 1:
        return THIN
    return round(min(THIN + PER_TENFOLD * math.log10(volume), DEPTH), 1)


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def across(a: float, b: float) -> str:
    """The path from thickness a to thickness b along the middle of 100 × 84."""
    m, up, down = DEPTH / 2, a / 2, b / 2
    n = _number
    return (
        f"M0 {n(m - up)} C50 {n(m - up)} 50 {n(m - down)} 100 {n(m - down)} L100 {n(m + down)} "
        f"C50 {n(m + down)} 50 {n(m + up)} 0 {n(m + up)}Z"
    )


def turned(a: float, b: float) -> str:
    """The same, running down the middle of 48 × 100 (phones)."""
    m, scale = 24.0, 48 / DEPTH
    left, right, n = a * scale / 2, b * scale / 2, _number
    return (
        f"M{n(m - left)} 0 C{n(m - left)} 50 {n(m - right)} 50 {n(m - right)} 100 L{n(m + right)} 100 "
        f"C{n(m + right)} 50 {n(m + left)} 50 {n(m + left)} 0Z"
    )


def stretches(volumes: Sequence[float | None], levels: Sequence[str], end: float | None = None) -> list[Stretch]:
    """One segment a system, from its own volume to the next one's, coloured from the system before to its own.

    The last one runs on at its own width, or to `end` where the point of it all is counted too.
    """
    widths = [*volumes, end if end is not None else (volumes[-1] if volumes else None)]
    found = []
    for i, level in enumerate(levels):
        a, b = widths[i], widths[i + 1]
        before = levels[i - 1] if i else level
        found.append(
            Stretch(across(thickness(a), thickness(b)), turned(thickness(a), thickness(b)), before, level, a is None)
        )
    return found


def volumes_of(case: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, Volume]:
    """The volume of each chain system by its case id. `chosen`: system id → case id of the metric its owner picked.

    Default: the metric behind its fed input, else its first count among its outputs; never a rate times a count.
    """
    metrics = {m["id"]: m for m in case["metrics"]}
    found = {}
    for system in case["systems"]:
        if system.get("kind", "chain") != "chain":
            continue
        candidates = [chosen.get(system["id"], "")]
        candidates += [h["from"] for h in case.get("handoffs", []) if _receiver(h, metrics) == system["id"]]
        candidates += [m["id"] for m in case["metrics"] if m["kind"] == "output" and m["system"] == system["id"]]
        metric = next((metrics[c] for c in candidates if c in metrics and _counts(metrics[c])), None)
        found[system["id"]] = _volume(metric)
    return found


def _receiver(handoff: Mapping[str, Any], metrics: Mapping[str, Any]) -> str:
    return str(handoff.get("system") or metrics.get(handoff.get("to"), {}).get("system", ""))


def _counts(metric: Mapping[str, Any]) -> bool:
    return bool(metric.get("values")) and metric.get("combine", "sum") == "sum" and metric.get("unit", "") not in SIGNS


def _volume(metric: Mapping[str, Any] | None) -> Volume:
    if metric is None:
        return Volume(None, "not counted yet", "")
    value = next((v for v in reversed(metric["values"]) if v is not None), None)
    name = str(metric["name"])
    return Volume(value, metric.get("unit") or name[:1].lower() + name[1:], metric["id"])
