"""What the sections of a system print, prepared flat: one row for an element, with its links and details in words."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from businesses.models import Business
from core.numbers import show_number, show_value
from core.periods import WEEKLY, last_complete, local_today, period_of
from systems.coach import Advice, advise
from systems.models import Element, System
from systems.queries import Kind, MapData, is_unfed, metrics_of


@dataclass(frozen=True)
class Part:
    """One section of a system: how it is named in addresses and on the page."""

    kind: str
    dom: str
    title: str
    add: str
    nothing: str


PARTS = {
    p.kind: p
    for p in (
        Part("input", "inputs", "What comes in", "Add what comes in", "For example: calls from people who need help"),
        Part("step", "steps", "What we do", "Add a step", "For example: call every new lead within a day"),
        Part("resource", "resources", "People, playbook, tools", "Add a person, playbook or tool",
             "For example: the call outline"),
        Part("output", "outputs", "What we produce", "Add what we produce", "For example: follow-up calls held"),
        Part(
            "outcome", "outcomes", "What it should change", "Add what it should change",
            "For example: half of the leads tell us within three days what they need",
        ),
    )
}  # fmt: skip
FACET_ICONS = {"people": "people", "process": "book", "technology": "tool"}


@dataclass(frozen=True)
class Link:
    """One linked element, in words."""

    label: str
    text: str
    href: str
    pk: int = 0  # the linked element, where the link is a claim that readings can test


@dataclass(frozen=True)
class Number:
    """A metric of an element and its newest reading; `when`: of which period, where that is not the one just over."""

    name: str
    value: str
    href: str
    when: str = ""


@dataclass
class Row:
    """One element as a section prints it."""

    pk: int
    n: int
    text: str
    href: str
    icon: str = ""
    first: bool = False
    last: bool = False
    loose: str = ""
    meta: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    numbers: list[Number] = field(default_factory=list)
    advice: Advice | None = None


@dataclass(frozen=True)
class Section:
    """One section with its rows."""

    part: Part
    system: System
    rows: list[Row]


class Addresses:
    """Addresses of elements: the long part is looked up once, not in every row."""

    def __init__(self, slug: str) -> None:
        self.system_base = reverse("workspace:system_detail", args=[slug, 0]).removesuffix("0/")

    def system(self, system_id: int) -> str:
        return f"{self.system_base}{system_id}/"

    def element(self, element: Element) -> str:
        return f"{self.system_base}{element.system_id}/{element.kind}/{element.pk}/"


def sections(data: MapData, system: System) -> dict[str, Section]:
    """All five sections of a system, by kind."""
    numbers = numbers_of(data.business, system)
    return {kind: section(data, system, kind, numbers) for kind in PARTS}


def section(data: MapData, system: System, kind: str, numbers: dict[int, list[Number]] | None = None) -> Section:
    """One section. Its metrics are looked up unless they are given."""
    addresses = Addresses(data.business.slug)
    if numbers is None:
        numbers = numbers_of(data.business, system) if kind in (Kind.OUTPUT, Kind.OUTCOME, Kind.INPUT) else {}
    cell = data.cell(system, kind)
    rows = []
    for n, e in enumerate(cell, 1):
        row = Row(e.pk, n, e.text, addresses.element(e), first=n == 1, last=n == len(cell))
        DETAILS[kind](row, e, data, addresses)
        row.numbers = numbers.get(e.pk, [])
        rows.append(row)
    return Section(PARTS[kind], system, rows)


def numbers_of(business: Business, system: System) -> dict[int, list[Number]]:
    """Metrics of a system's elements with their newest reading. One query."""
    base = reverse("metrics:metric_detail", args=[business.slug, 0])
    found: dict[int, list[Number]] = {}
    today = local_today(timezone.now(), business.time_zone)
    for m in metrics_of(business, element__system=system).exclude(state="retired"):
        value = "–" if m.last_value is None else show_value(m.last_value, m.unit, business.number_format, 2)
        when = _when(m.last_period, m.cadence, business.first_day, today) if m.last_period else ""
        found.setdefault(m.element_id, []).append(Number(m.name, value, base.replace("/0/", f"/{m.pk}/"), when))
    return found


def _when(start: date, cadence: str, first_day: int, today: date) -> str:
    """`week 44`, or `week 48 so far`: beside the judged number of another page the reader sees why they differ."""
    period, due = period_of(start, cadence, first_day), last_complete(today, cadence, first_day)
    if period.start == due.start:
        return ""
    name = f"{period.name[0].lower()}{period.name[1:]}" if cadence == WEEKLY else period.name
    return f"{name} so far" if period.start > due.start else name


def _input(row: Row, e: Element, data: MapData, addresses: Addresses) -> None:
    for flow in data.fed_by.get(e.pk, []):
        output = data.elements[flow.output_id]
        row.links.append(Link(f"from {output.system.name}", output.text, addresses.element(output)))
    if e.source == Element.Source.OUTSIDE:
        row.meta.append("from outside")
    if is_unfed(data, e):
        row.loose = "Nothing upstream makes this"
    if e.unit:
        row.meta.append(f"counted in {e.unit}")
    if e.definition:
        row.meta.append(e.definition)


def _step(row: Row, e: Element, data: MapData, addresses: Addresses) -> None:
    row.meta = step_words(e, data.business)
    for serves in data.serves.get(e.pk, []):
        target = data.elements[serves.target_id]
        row.links.append(Link("serves", target.text, addresses.element(target)))
    if not row.links and not e.must_do:
        row.loose = "Serves nothing yet"


def step_words(e: Element, business: Business) -> list[str]:
    """`Priya`, `3 hours every week`, `$40 an hour`, `must be done`."""
    words = [e.who] if e.who else []
    if e.hours:
        one = "hour" if e.hours == 1 else "hours"
        words.append(f"{show_number(e.hours, business.number_format)} {one} {e.get_cadence_display()}".strip())
    if e.rate:
        words.append(f"{_money(e.rate, business)} an hour")
    if e.cost:
        words.append(f"{_money(e.cost, business)} {e.get_cadence_display()}".strip())
    if e.must_do:
        words.append("must be done")
    return words


def _money(amount: Decimal, business: Business) -> str:
    return show_value(amount, business.currency, business.number_format)


def _resource(row: Row, e: Element, data: MapData, addresses: Addresses) -> None:
    row.icon = FACET_ICONS[e.facet]
    row.meta.append(e.get_facet_display())


def _output(row: Row, e: Element, data: MapData, addresses: Addresses) -> None:
    for flow in data.feeds.get(e.pk, []):
        other = data.elements[flow.input_id]
        row.links.append(Link(f"feeds {other.system.name}", other.text, addresses.element(other)))
    _leads_to(row, e, data, addresses)
    if not row.links:
        row.loose = "Leads to nothing yet"
    row.advice = advise(e.kind, e.text)


def _outcome(row: Row, e: Element, data: MapData, addresses: Addresses) -> None:
    if data.business.goal_id == e.pk:
        row.meta.append("the point of it all")
    if e.desired_for:
        row.meta.append(f"wanted for {e.get_desired_for_display().lower()}")
    if e.why:
        row.meta.append(f"why: {e.why}")
    for claim in data.causes.get(e.pk, []):
        source = data.elements[claim.source_id]
        row.links.append(Link("fed by", source.text, addresses.element(source)))
    if not row.links and not data.served_by.get(e.pk):
        row.loose = "Nothing is meant to change it yet"
    _leads_to(row, e, data, addresses)
    row.advice = advise(e.kind, e.text)


def _leads_to(row: Row, e: Element, data: MapData, addresses: Addresses) -> None:
    for claim in data.effects.get(e.pk, []):
        target = data.elements[claim.target_id]
        row.links.append(Link("leads to", target.text, addresses.element(target), target.pk))


DETAILS: dict[str, Any] = {
    Kind.INPUT: _input, Kind.STEP: _step, Kind.RESOURCE: _resource, Kind.OUTPUT: _output, Kind.OUTCOME: _outcome,
}  # fmt: skip
