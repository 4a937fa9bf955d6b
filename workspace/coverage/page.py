"""A map beside the framework it was made from: what is mapped, partly mapped, missing and extra, with open prompts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.urls import reverse

from businesses.models import Business
from core.periods import WORDS
from frameworks.queries import adoption_of
from frameworks.schema import BLANK, Content, Part, SystemSlot
from metrics.models import Metric
from systems.models import Element, System
from systems.queries import Kind, live_elements, live_systems
from systems.rows import Addresses
from workspace.start.steps import content_of
from workspace.start.suggest import localised

MAPPED, PARTLY, MISSING, EXTRA = "mapped", "partly", "missing", "extra"
SHOWN = 3
PART = "part-"

# Cell → kind, facet, heading: the prompts of a framework in the order of the map.
CELLS = {
    "inputs": (Kind.INPUT, "", "What comes in"),
    "steps": (Kind.STEP, "", "What you do"),
    "people": (Kind.RESOURCE, "people", "People"),
    "process": (Kind.RESOURCE, "process", "Playbook"),
    "technology": (Kind.RESOURCE, "technology", "Tools"),
    "outputs": (Kind.OUTPUT, "", "What you produce"),
    "outcomes": (Kind.OUTCOME, "", "What it should change"),
}


class Row(NamedTuple):
    """What a cell shows of an element."""

    pk: int
    system_id: int
    kind: str
    facet: str
    text: str
    slot: str


@dataclass(frozen=True)
class Entry:
    """Something on the map that answers a prompt."""

    text: str
    href: str


@dataclass(frozen=True)
class Cell:
    """One prompt with what answers it."""

    key: str
    title: str
    prompt: str
    example: str
    state: str
    entries: list[Entry]
    more: int
    at: str  # its id in the page
    note: str = ""  # why it is only partly mapped
    count_href: str = ""  # where the first of those is given a number


@dataclass
class Covered:
    """One system of the framework, and the first of the map's that stands for it."""

    slot: SystemSlot
    system: System | None
    name: str
    href: str
    state: str
    cells: list[Cell] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.slot.key

    @property
    def is_open(self) -> bool:
        """Whether anything is left to answer or to count."""
        return self.state != MAPPED

    @property
    def answered(self) -> int:
        """How many prompts something on the map answers."""
        return sum(cell.state != MISSING for cell in self.cells)

    def cell(self, key: str) -> Cell | None:
        """The prompt with this key."""
        return next((c for c in self.cells if c.key == key), None)

    def next_open(self, after: Cell) -> str:
        """The next prompt nobody answered, from this one on; "" when all of the system's are."""
        at = [c.key for c in self.cells].index(after.key)
        return next((c.at for c in self.cells[at:] + self.cells[:at] if c.state == MISSING), "")


@dataclass(frozen=True)
class Coverage:
    """The whole comparison."""

    framework: str
    edition: int
    systems: list[Covered]
    extra: list[Entry]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many systems are mapped, partly, missing, extra."""
        counted = [(state, sum(s.state == state for s in self.systems)) for state in (MAPPED, PARTLY, MISSING)]
        return [*counted, (EXTRA, len(self.extra))]

    @property
    def asked(self) -> int:
        return sum(len(s.cells) for s in self.systems)

    @property
    def answered(self) -> int:
        return sum(s.answered for s in self.systems)

    def system(self, key: str) -> Covered | None:
        """The system with this key in the framework."""
        return next((s for s in self.systems if s.key == key), None)


@dataclass
class Sources:
    """What a comparison is made from."""

    business: Business
    trade: str
    addresses: Addresses
    rows: dict[tuple[int, str, str], list[Row]]
    measured: set[int]


def coverage_of(business: Business) -> Coverage:
    """Three queries, whatever the size of the map."""
    adoption = adoption_of(business)
    content = content_of(adoption)
    trade = (adoption.trade if adoption else "") or content.guess_trade(business.sells)
    systems = list(live_systems(business))
    elements = live_elements(business).order_by("position", "id")
    rows: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    counted: set[int] = set()
    active = Exists(Metric.objects.filter(element=OuterRef("pk"), state=Metric.State.ACTIVE))
    shown = elements.annotate(counted=active).values_list("pk", "system_id", "kind", "facet", "text", "slot", "counted")
    for *columns, has_number in shown:
        found = Row(*columns)  # type: ignore[arg-type]  # in the order of its fields
        rows[found.system_id, found.kind, found.facet].append(found)
        if has_number:
            counted.add(found.pk)
    sources = Sources(business, trade, Addresses(business.slug), rows, counted)
    mine = matched(content, systems)
    covered = [_covered(sources, slot, mine[slot.key]) for slot in content.systems]
    taken = {s.pk for found in mine.values() for s in found}
    extra = [Entry(s.name, sources.addresses.system(s.pk)) for s in systems if s.pk not in taken]
    return Coverage(content.name, content.edition, covered, extra)


def matched(content: Content, systems: Iterable[System]) -> dict[str, list[System]]:
    """The systems of the map at each key of the framework: as copied from it, else by its name."""
    by_name = {slot.label.casefold(): slot.key for slot in content.systems}
    found: dict[str, list[System]] = {slot.key: [] for slot in content.systems}
    for system in systems:
        key = system.slot if system.slot in found else by_name.get(system.name.casefold(), "")
        if key:
            found[key].append(system)
    return found


def _covered(sources: Sources, slot: SystemSlot, systems: list[System]) -> Covered:
    cells = [_cell(sources, slot, key, systems) for key in CELLS]
    at = list(CELLS).index("steps") + 1
    cells[at:at] = [_part(sources, slot, part, systems) for part in slot.parts]
    states = {cell.state for cell in cells}
    state = MISSING if not systems else MAPPED if states == {MAPPED} else PARTLY
    href = sources.addresses.system(systems[0].pk) if systems else ""
    name = " and ".join(s.name for s in systems) or slot.label
    return Covered(slot, systems[0] if systems else None, name, href, state, cells)


def _rows(sources: Sources, systems: list[System], key: str) -> list[Row]:
    kind, facet, _ = CELLS[key]
    return [row for system in systems for row in sources.rows.get((system.pk, kind, facet), [])]


def _cell(sources: Sources, slot: SystemSlot, key: str, systems: list[System]) -> Cell:
    rows = _rows(sources, systems, key)
    prompt = getattr(slot.prompts, key).replace("{period}", WORDS[sources.business.main_cadence][0])
    uncounted = [row for row in rows if row.pk not in sources.measured] if key in ("outputs", "outcomes") else []
    cell = _made(sources, slot, key, CELLS[key][2], prompt, _example(sources, slot, key), rows)
    if not uncounted:
        return cell
    to = reverse("metrics:metric_add", args=[sources.business.slug, uncounted[0].pk])
    return replace(cell, state=PARTLY, note=_uncounted(rows, len(uncounted)), count_href=to)


def _part(sources: Sources, slot: SystemSlot, part: Part, systems: list[System]) -> Cell:
    """Something the system must do: a step that was answered here, or one whose words say so."""
    rows = [r for r in _rows(sources, systems, "steps") if r.slot == part.key or _says(r.text, part)]
    return _made(sources, slot, f"{PART}{part.key}", part.label, part.prompt, part.example, rows)


def _says(text: str, part: Part) -> bool:
    words = f" {text.casefold()}"
    return any(f" {beginning}" in words for beginning in part.words)


def _made(sources: Sources, slot: SystemSlot, key: str, title: str, prompt: str, example: str, rows: list[Row]) -> Cell:
    entries = [Entry(row.text, _address(sources, row)) for row in rows[:SHOWN]]
    state = MAPPED if rows else MISSING
    return Cell(key, title, prompt, example, state, entries, max(0, len(rows) - SHOWN), f"{slot.key}-{key}")


def _uncounted(rows: list[Row], uncounted: int) -> str:
    if len(rows) == 1:
        return "Nobody counts it yet."
    return f"{uncounted} of {len(rows)} {'is' if uncounted == 1 else 'are'} not counted yet."


def _address(sources: Sources, row: Row) -> str:
    return sources.addresses.element(Element(pk=row.pk, system_id=row.system_id, kind=row.kind))


def _example(sources: Sources, slot: SystemSlot, key: str) -> str:
    """How this trade might answer."""
    if key in ("outputs", "outcomes"):
        suggested = slot.suggested(sources.trade)
        first = (suggested.outputs if key == "outputs" else suggested.outcomes)[0]
        return localised(first, sources.business).text.replace(BLANK, "…")
    example = slot.example(sources.trade)
    return str(getattr(example, key)) if example else ""
