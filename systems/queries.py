"""Reads of the map: everything of one business in five queries, whatever its size, and what follows from it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from businesses.models import Business, Membership
from systems.access import live_elements, live_systems
from systems.models import Contribution, Element, Flow, Serves, System

Kind = Element.Kind


@dataclass
class MapData:
    """One map in memory. Rows of removed elements and systems are not in it, nor links that end at one."""

    business: Business
    systems: list[System] = field(default_factory=list)
    elements: dict[int, Element] = field(default_factory=dict)
    cells: dict[tuple[int, str], list[Element]] = field(default_factory=lambda: defaultdict(list))
    causes: dict[int, list[Contribution]] = field(default_factory=lambda: defaultdict(list))
    effects: dict[int, list[Contribution]] = field(default_factory=lambda: defaultdict(list))
    serves: dict[int, list[Serves]] = field(default_factory=lambda: defaultdict(list))
    served_by: dict[int, list[Serves]] = field(default_factory=lambda: defaultdict(list))
    feeds: dict[int, list[Flow]] = field(default_factory=lambda: defaultdict(list))
    fed_by: dict[int, list[Flow]] = field(default_factory=lambda: defaultdict(list))
    system_by_id: dict[int, System] = field(default_factory=dict)

    @property
    def chain(self) -> list[System]:
        """Systems people pass through, in order."""
        return [s for s in self.systems if s.kind == System.Kind.CHAIN]

    @property
    def support(self) -> list[System]:
        """Systems that hold the chain up."""
        return [s for s in self.systems if s.kind == System.Kind.SUPPORT]

    @property
    def goal(self) -> Element | None:
        """The outcome that all of it is for, while it is on the map."""
        return self.elements.get(self.business.goal_id or 0)

    def cell(self, system: System, kind: str) -> list[Element]:
        """The elements of one kind in one system, in order."""
        return self.cells.get((system.pk, kind), [])

    def neighbours(self, system_id: int) -> list[System]:
        """All systems, the nearest in the chain first: what a picker offers."""
        order = [s.pk for s in self.systems]
        at = order.index(system_id) if system_id in order else 0
        return sorted(self.systems, key=lambda s: (abs(order.index(s.pk) - at), order.index(s.pk)))


def load_map(business: Business) -> MapData:
    """The whole map. Five queries."""
    data = MapData(business)
    data.systems = list(live_systems(business).select_related("owner__user", "volume_metric"))
    data.system_by_id = {s.pk: s for s in data.systems}
    elements = Element.objects.filter(business=business, removed_at=None).order_by("position", "id")
    for element in elements.select_related("owner__user"):
        system = data.system_by_id.get(element.system_id)
        if system is not None:
            element.system = system
            data.elements[element.pk] = element
            data.cells[element.system_id, element.kind].append(element)
    _load_links(data)
    return data


def _load_links(data: MapData) -> None:
    mine, live = {"business": data.business}, data.elements
    for claim in Contribution.objects.filter(**mine).order_by("id"):
        if claim.source_id in live and claim.target_id in live:
            data.effects[claim.source_id].append(claim)
            data.causes[claim.target_id].append(claim)
    for serves in Serves.objects.filter(**mine).order_by("id"):
        if serves.step_id in live and serves.target_id in live:
            data.serves[serves.step_id].append(serves)
            data.served_by[serves.target_id].append(serves)
    for flow in Flow.objects.filter(**mine).order_by("id"):
        if flow.output_id in live and flow.input_id in live:
            data.feeds[flow.output_id].append(flow)
            data.fed_by[flow.input_id].append(flow)


def reached(data: MapData) -> set[int]:
    """Ids of the outputs, outcomes and steps that lead to something wanted (alignment.md 3.14).

    Searched backwards from the wanted outcomes; while none is marked, every outcome counts.
    """
    outcomes = [e for e in data.elements.values() if e.kind == Kind.OUTCOME]
    wanted = [e.pk for e in outcomes if e.desired_for or e.pk == data.business.goal_id] or [e.pk for e in outcomes]
    handed_to: dict[int, set[int]] = defaultdict(set)
    for flows in data.feeds.values():
        for flow in flows:
            handed_to[data.elements[flow.input_id].system_id].add(flow.output_id)
    seen, todo = set(wanted), list(wanted)
    while todo:
        pk = todo.pop()
        before = [c.source_id for c in data.causes.get(pk, [])] + [s.step_id for s in data.served_by.get(pk, [])]
        if data.elements[pk].kind == Kind.OUTPUT:
            before += handed_to.get(data.elements[pk].system_id, ())
        for other in before:
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


@dataclass(frozen=True)
class Loose:
    """An element that is not linked yet, and in words what is missing."""

    element: Element
    why: str


def loose_ends(data: MapData) -> list[Loose]:
    """Inputs nobody makes, outputs nobody uses, steps that serve no outcome, in the order of the map."""
    useful = reached(data)
    found = []
    for system in data.systems:
        for e in data.cell(system, Kind.INPUT):
            if is_unfed(data, e):
                found.append(Loose(e, f"comes into {system.name}, nobody makes it"))
        for e in data.cell(system, Kind.STEP):
            if e.pk not in useful and not e.must_do:
                found.append(Loose(e, f"a step in {system.name},{_hours(e)} serves no outcome"))
        for e in data.cell(system, Kind.OUTPUT):
            if e.pk not in useful:
                found.append(Loose(e, f"made by {system.name}, leads to nothing you want"))
    return found


def is_unfed(data: MapData, element: Element) -> bool:
    """An input that neither another system nor the outside delivers."""
    return element.source != Element.Source.OUTSIDE and not data.fed_by.get(element.pk)


def _hours(step: Element) -> str:
    if not step.hours:
        return ""
    one = "hour" if step.hours == 1 else "hours"
    return f" {step.hours.normalize():f} {one} {step.get_cadence_display()},"


def members_of(business: Business) -> QuerySet[Membership]:
    """Who can own something here."""
    return Membership.objects.filter(business=business).select_related("user").order_by("user__name", "user__email")


def metrics_of(business: Business, **only: Any) -> QuerySet[Any]:
    """Metrics of live elements, by way of the field that points to them: their app stands above this one."""
    metric: Any = Element._meta.get_field("metrics").related_model
    rows: QuerySet[Any] = metric.objects.filter(
        business=business, element__removed_at=None, element__system__removed_at=None, **only
    )
    return rows.select_related("element__system").order_by("element__system__position", "element__position", "id")


def elements_for(data: MapData, kinds: Iterable[str], near: int) -> list[tuple[str, list[tuple[int, str]]]]:
    """Choices for a picker, grouped by system, neighbours of system `near` first."""
    wanted = list(kinds)
    groups = []
    for system in data.neighbours(near):
        found = [(e.pk, e.text) for kind in wanted for e in data.cell(system, kind)]
        if found:
            groups.append((system.name, found))
    return groups


__all__ = [
    "Loose", "MapData", "elements_for", "is_unfed", "live_elements", "live_systems", "load_map", "loose_ends",
    "members_of", "metrics_of", "reached",
]  # fmt: skip
