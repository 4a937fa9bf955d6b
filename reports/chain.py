"""The chain of volumes (model.md §3): what enters, which part of it comes through each system, and where it ends."""

from datetime import date
from itertools import pairwise
from typing import Any

from alignment.level import level
from alignment.words.names import inside
from core.numbers import CURRENCIES, SIGNS
from metrics.models import Metric
from reports.rows import Rows
from reports.timeline import plan_on
from systems.models import Element, System

LOOK_BACK = 6  # periods over which a rate is taken
PAIRS = 3  # fewer say nothing about a rate

Series = dict[str, dict[str, Any]]
Volumes = dict[str, Any]


def volume_metric(rows: Rows, system: System) -> Metric | None:
    """A count at its entry: as chosen, else what is behind its fed input, else its first count among its outputs.

    A system that is fed by something nobody counts has no volume: what it makes itself is another number.
    """
    chosen = rows.metrics.get(system.volume_metric_id or 0)
    if chosen is not None:
        return chosen
    flows = [f for e in rows.map.cell(system, Element.Kind.INPUT) for f in rows.map.fed_by.get(e.pk, [])]
    if flows:
        found = [rows.metrics.get(flow.measured_by_id or 0) or rows.main(flow.output_id) for flow in flows]
    else:
        found = [rows.main(e.pk) for e in rows.map.cell(system, Element.Kind.OUTPUT)]
    return next((metric for metric in found if metric is not None and is_count(metric)), None)


def is_count(metric: Metric) -> bool:
    """Something counted up over a period: no rate, no money, no level."""
    unit = metric.unit
    return metric.combine == Metric.Combine.SUM and unit != "%" and unit not in CURRENCIES and unit not in tuple(SIGNS)


def volumes_of(rows: Rows) -> Volumes | None:
    """What the map says about the chain, whatever the numbers: None when a system has no volume, or there are too few.

    `keys`: the series of each volume; `caps`: what the systems behind it can take in; `names` of the levers.
    """
    volumes: list[tuple[Metric, list[System]]] = []
    for system in rows.map.chain:
        metric = volume_metric(rows, system)
        if metric is None:
            return None
        if volumes and volumes[-1][0].pk == metric.pk:
            volumes[-1][1].append(system)  # what one hands over is what the next takes in: one volume, not two
        else:
            volumes.append((metric, [system]))
    if len(volumes) < 2:
        return None
    return {
        "keys": [f"e{metric.element_id}" if metric.is_main else f"m{metric.pk}" for metric, _ in volumes],
        "caps": [capacity(systems) for _, systems in volumes],
        "names": names([metric.name for metric, _ in volumes], [systems for _, systems in volumes]),
    }


def chain_of(volumes: Volumes | None, series: Series, cadence: str, start: date) -> dict[str, Any] | None:
    """Consecutive volumes with their rates; None when one is missing, in another cadence, or the end has no plan.

    `start`: first day of the newest complete period.
    """
    if volumes is None:
        return None
    counted = [series[key] for key in volumes["keys"]]
    if any(entry.get("cadence") != cadence for entry in counted):
        return None
    final = counted[-1]
    if final["kind"] == Element.Kind.INPUT or not final.get("targets") or final["direction"] == Metric.Direction.RANGE:
        return None
    entry = level(counted[0]["values"], cadence).value  # type: ignore[arg-type]
    rates = [rate(a["values"], b["values"]) for a, b in pairwise(counted)]
    if entry is None or entry < 0 or None in rates:
        return None
    return {
        "entry": entry,
        "convs": rates,
        "caps": volumes["caps"],
        "goals": goals(counted, start),
        "final": final["id"],
        "names": volumes["names"],
    }


def rate(before: list[float | None], after: list[float | None]) -> float | None:
    """Which part of one volume the next is, over the look-back; None when fewer than three pairs tell it."""
    pairs = [
        (a, b)
        for a, b in zip(before[-LOOK_BACK:][::-1], after[-LOOK_BACK:][::-1], strict=False)
        if a is not None and b is not None
    ]
    entered = sum(a for a, _ in pairs)
    if len(pairs) < PAIRS or entered <= 0 or any(b < 0 for _, b in pairs):
        return None
    return sum(b for _, b in pairs) / entered


def capacity(systems: list[System]) -> float | None:
    """The least that the systems behind one volume can take in."""
    known = [float(system.capacity) for system in systems if system.capacity is not None]
    return min(known) if known else None


def goals(counted: list[dict[str, Any]], day: date) -> dict[str, float]:
    """Plans in force: of the entry, and of a rate where both its ends have one."""
    plans = [plan_on(entry.get("targets", []), day) for entry in counted]
    found = {}
    if plans[0] is not None and plans[0] >= 0:
        found["entry"] = plans[0]
    for i, (a, b) in enumerate(pairwise(plans)):
        if a and b is not None and a > 0 and b >= 0:
            found[f"conv{i}"] = b / a
    return found


def names(counted: list[str], systems: list[list[System]]) -> dict[str, str]:
    """What each lever is called, by the names of the volumes."""
    found = {"entry": counted[0]}
    for i, (a, b) in enumerate(pairwise(counted)):
        found[f"conv{i}"] = f"{a} to {inside(b)}"
    for i, behind in enumerate(systems):
        found[f"cap{i}"] = f"room in {behind[-1].name}"
    return found
