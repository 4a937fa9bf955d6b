"""From the map and its numbers to the case file of the engine (model.md §3): the only adapter between the two.

Ids: system `s4`, the main series of an element `e12` (also while it has no metric), a further series `m7`,
inputs and steps `e12`. Nothing about a person is in a case.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from alignment.numbers import unit_words
from core.numbers import CURRENCIES
from core.periods import MONTHLY, QUARTERLY, WEEKLY, last_complete, period_of
from metrics.models import Metric
from reports.chain import chain_of, volumes_of
from reports.rows import Rows
from reports.timeline import case_cadence, main_cadence, plans_of, values_of
from systems.models import Element, Flow, System

Case = dict[str, Any]
Kind = Element.Kind

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LENGTH = {WEEKLY: 7.0, MONTHLY: 30.4375, QUARTERLY: 91.3125}  # days (alignment.md 3.3)
MEASURED = (Kind.OUTPUT, Kind.OUTCOME)


@dataclass(frozen=True)
class Frame:
    """What all series of a case share."""

    cadence: str
    until: date
    first_day: int

    @property
    def start(self) -> date:
        """First day of the newest complete period of the main cadence."""
        return period_of(self.until, self.cadence, self.first_day).start


def frame_of(rows: Rows, today: date) -> Frame:
    """The main cadence, and the last day of its newest complete period."""
    outcomes = [
        metric
        for metric in rows.metrics.values()
        if metric.is_main and rows.map.elements[metric.element_id].kind == Kind.OUTCOME
    ]
    business = rows.business
    cadence = main_cadence(outcomes, business.main_cadence)
    return Frame(cadence, last_complete(today, cadence, business.first_day).end, business.first_day)


def build_case(rows: Rows, today: date) -> Case:
    """The case of one business on that day. Pure: the same rows and day give the same case."""
    frame = frame_of(rows, today)
    metrics = metrics_of(rows, frame)
    return {
        "id": f"b{rows.business.pk}",
        "cadence": frame.cadence,
        "until": frame.until.isoformat(),
        "week_starts": WEEKDAYS[frame.first_day],
        "systems": [system_of(rows, system) for system in rows.map.systems],
        "metrics": metrics,
        "links": links_of(rows, frame),
        "handoffs": [handoff_of(rows, flow) for flows in rows.map.feeds.values() for flow in flows],
        "desired": [main_id(e) for e in in_order(rows, Kind.OUTCOME) if is_desired(rows, e)],
        "activities": [activity_of(rows, e) for e in in_order(rows, Kind.STEP) if e.hours or e.cost],
        "chain": chain_of(volumes_of(rows), {m["id"]: m for m in metrics}, frame.cadence, frame.start),
    }


def in_order(rows: Rows, *kinds: str) -> list[Element]:
    """The elements of some kinds in the order of the map."""
    return [e for system in rows.map.systems for kind in kinds for e in rows.map.cell(system, kind)]


def system_id(pk: int) -> str:
    return f"s{pk}"


def main_id(element: Element) -> str:
    """The main series of an element, whether or not it has a metric."""
    return f"e{element.pk}"


def metric_id(metric: Metric) -> str:
    return f"e{metric.element_id}" if metric.is_main else f"m{metric.pk}"


def is_desired(rows: Rows, outcome: Element) -> bool:
    """Wanted for its own sake: tagged so, or the ultimate outcome itself."""
    return bool(outcome.desired_for) or outcome.pk == rows.business.goal_id


def system_of(rows: Rows, system: System) -> dict[str, Any]:
    """A system with its people, playbook, tools and what comes in."""
    facets: dict[str, list[str]] = {"people": [], "process": [], "technology": []}
    for resource in rows.map.cell(system, Kind.RESOURCE):
        facets[resource.facet].append(resource.text)
    return {
        "id": system_id(system.pk),
        "name": system.name,
        "kind": system.kind,
        "owner": f"p{system.owner_id}" if system.owner_id else None,
        **facets,
        "inputs": [
            {"id": main_id(e), "name": e.text, "source": source_of(rows, e)} for e in rows.map.cell(system, Kind.INPUT)
        ],
    }


def source_of(rows: Rows, element: Element) -> str | None:
    """What is true on the map today counts, not what was once said: a flow that is gone feeds nothing."""
    if rows.map.fed_by.get(element.pk):
        return "flow"
    return "outside" if element.source == Element.Source.OUTSIDE else None


def metrics_of(rows: Rows, frame: Frame) -> list[dict[str, Any]]:
    """Each output and outcome by its main metric, its other metrics after it; metrics on inputs."""
    found = []
    for element in in_order(rows, *MEASURED, Kind.INPUT):
        series = rows.by_element.get(element.pk, [])
        main = rows.main(element.pk)
        if main is not None:
            found.append(series_of(rows, element, main, frame))
        elif series or element.kind in MEASURED:
            # Nothing counted as its main metric: a declared series without values, so that hiding never helps.
            found.append(bare_series(element))
        found += [series_of(rows, element, m, frame) for m in series if not m.is_main]
    return found


def bare_series(element: Element) -> dict[str, Any]:
    """An element nobody measures."""
    entry = {"id": main_id(element), "name": element.text, "system": system_id(element.system_id), "kind": element.kind}
    return {**entry, "statement": element.text} if element.kind == Kind.OUTCOME else entry


def series_of(rows: Rows, element: Element, metric: Metric, frame: Frame) -> dict[str, Any]:
    """One metric with its plans and its readings."""
    entry = bare_series(element) | {
        "id": metric_id(metric),
        "name": metric.name,
        "unit": CURRENCIES.get(metric.unit, metric.unit).strip(),
        "cadence": case_cadence(metric.cadence),
        "combine": metric.combine,
        "direction": metric.direction,
        "values": values_of(metric, rows.readings.get(metric.pk, {}), frame.until, frame.first_day),
    }
    if not metric.is_main:
        entry["of"] = main_id(element)
        entry.pop("statement", None)
    plans = plans_of(metric, rows.plans.get(metric.pk, []))
    if plans:
        entry["targets"] = plans
    if metric.direction == Metric.Direction.RANGE:
        if metric.tolerance is not None and metric.tolerance > 0:
            entry["tol"] = float(metric.tolerance)
    elif metric.zero is not None and beyond_every_plan(float(metric.zero), plans, metric.direction):
        entry["zero"] = float(metric.zero)
    return entry


def beyond_every_plan(zero: float, plans: list[dict[str, Any]], direction: str) -> bool:
    """A zero point among the plans (a later plan may have passed it) is none; the default holds then."""
    higher = direction == Metric.Direction.HIGHER
    return all(zero < plan["value"] if higher else zero > plan["value"] for plan in plans)


def links_of(rows: Rows, frame: Frame) -> list[dict[str, Any]]:
    """Contributions, main series to main series; the delay in periods of the cadence they are compared at."""
    found = []
    elements = rows.map.elements
    for claims in rows.map.effects.values():
        for claim in claims:
            source, target = elements[claim.source_id], elements[claim.target_id]
            if source.kind in MEASURED and target.kind == Kind.OUTCOME and source.pk != target.pk:
                lag = (
                    None
                    if claim.delay_days is None
                    else round(claim.delay_days / compared(rows, source, target, frame))
                )
                found.append({"from": main_id(source), "to": main_id(target), "sign": claim.sign, "lag": lag})
    return sorted(found, key=lambda link: (link["from"], link["to"]))


def compared(rows: Rows, source: Element, target: Element, frame: Frame) -> float:
    """Days in a period of the coarser of the two cadences."""
    mains = [rows.main(element.pk) for element in (source, target)]
    return max(LENGTH[case_cadence(m.cadence) if m else frame.cadence] for m in mains)


def activity_of(rows: Rows, step: Element) -> dict[str, Any]:
    """A step that takes hours or money, and what it serves as stored: nothing is linked by default."""
    served = [rows.map.elements[s.target_id] for s in rows.map.serves.get(step.pk, [])]
    entry: dict[str, Any] = {
        "id": main_id(step),
        "name": step.text,
        "system": system_id(step.system_id),
        "hours": float(step.hours or 0),
        "rate": float(step.rate or 0),
        "cost": float(step.cost or 0),
        "must_do": step.must_do,
        "serves": sorted({main_id(e) for e in served if e.kind in MEASURED}),
    }
    if step.cadence:
        entry["cadence"] = step.cadence
    return entry


def handoff_of(rows: Rows, flow: Flow) -> dict[str, Any]:
    """A flow: what it is measured by, what it limits in the receiving system, and the unit that system needs."""
    output, received = rows.map.elements[flow.output_id], rows.map.elements[flow.input_id]
    measured_by = rows.metrics.get(flow.measured_by_id or 0)
    source = metric_id(measured_by) if measured_by else main_id(output)
    limited = limited_by(rows, flow, measured_by or rows.main(output.pk), received)
    entry: dict[str, Any] = {"from": source, "to": limited, "system": system_id(received.system_id)}
    if source != main_id(output):
        entry["output"] = main_id(output)
    if received.unit:
        entry["needs_unit"] = f"{received.unit}: {received.definition}" if received.definition else received.unit
    return entry


def limited_by(rows: Rows, flow: Flow, source: Metric | None, received: Element) -> str | None:
    """The metric of the receiving system that the flow limits: as said, else its first output in the same unit."""
    said = rows.metrics.get(flow.limits_id or 0)
    if said is not None and rows.map.elements[said.element_id].system_id == received.system_id:
        return metric_id(said)
    unit = unit_words(source.unit) if source else []
    if not unit:
        return None
    for element in rows.map.cell(rows.map.system_by_id[received.system_id], Kind.OUTPUT):
        main = rows.main(element.pk)
        if main is not None and main is not source and unit_words(main.unit) == unit:
            return main_id(element)
    return None
