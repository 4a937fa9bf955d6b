"""How much gets through each system (design.md §5), from the case of the newest report: picture and verdict agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SIGNS = ("%", "$", "€", "£", "₹", "¥")


@dataclass(frozen=True)
class Volume:
    """What comes into one system per main cadence, or else out of it. `value` None where nothing is counted or the
    number is missing."""

    value: float | None
    words: str  # "visits"
    metric: str  # its case id, "" where nothing is counted
    way: str = ""  # "in" or "out": nobody should read what comes in as what is made of it

    @property
    def said(self) -> str:
        """`visits in`, `quotes out`."""
        return f"{self.words} {self.way}" if self.way else self.words


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
        found[system["id"]] = _volume(metric, system["id"])
    return found


def _receiver(handoff: Mapping[str, Any], metrics: Mapping[str, Any]) -> str:
    return str(handoff.get("system") or metrics.get(str(handoff.get("to")), {}).get("system", ""))


def _counts(metric: Mapping[str, Any]) -> bool:
    return bool(metric.get("values")) and metric.get("combine", "sum") == "sum" and metric.get("unit", "") not in SIGNS


def _volume(metric: Mapping[str, Any] | None, system: str) -> Volume:
    if metric is None:
        return Volume(None, "not counted yet", "")
    value = next((v for v in reversed(metric["values"]) if v is not None), None)
    name = str(metric["name"])
    way = "out" if metric["system"] == system and metric["kind"] != "input" else "in"
    return Volume(value, metric.get("unit") or name[:1].lower() + name[1:], metric["id"], way)
