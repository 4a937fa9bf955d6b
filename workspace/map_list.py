"""The map as a list, its equal: the same systems, cells, links and numbers as headings and tables."""

from dataclasses import dataclass
from typing import Any

from businesses.models import Business
from systems.models import System
from systems.queries import loose_ends
from systems.rows import PARTS, Row, Section, section
from workspace.map_filter import EVERYTHING, MapFilter
from workspace.map_page import Sources, map_page
from workspace.map_shapes import Column, LooseLine

LONGEST = 12  # rows of one table; the rest is on the system's page


@dataclass(frozen=True)
class ListRow:
    """One element in a table."""

    text: str
    href: str
    words: str
    number: str


@dataclass(frozen=True)
class ListPart:
    """One table."""

    kind: str
    dom: str
    title: str
    rows: list[ListRow]
    more: int


@dataclass(frozen=True)
class ListSystem:
    """One system with its tables."""

    pk: int
    name: str
    href: str
    kind: str
    health: str
    verdict: str
    owner: str
    volume: str
    counted: str
    parts: list[ListPart]


def list_page(business: Business, sources: Sources, only: MapFilter = EVERYTHING) -> dict[str, Any]:
    """What the list prints, from what the map was made from."""
    page = map_page(business, sources, only)
    columns = {c.pk: c for c in (*page.columns, *page.support)}
    longest = LONGEST if len(sources.data.elements) <= 200 else 4
    loose = [
        LooseLine(one.element.text, sources.addresses.element(one.element), one.why) for one in loose_ends(sources.data)
    ]
    systems = [_system(sources, s, columns[s.pk], longest) for s in sources.data.systems if s.pk in columns]
    return {"systems": systems, "loose": loose, "goal": page.goal, "page": page}


def _system(sources: Sources, system: System, column: Column, longest: int) -> ListSystem:
    parts = [_part(sources, section(sources.data, system, kind, {}), longest) for kind in PARTS]
    return ListSystem(
        column.pk, column.name, column.href, system.kind, column.health, column.verdict, column.owner, column.volume,
        column.counted, parts,
    )  # fmt: skip


def _part(sources: Sources, found: Section, longest: int) -> ListPart:
    rows = [_row(sources, row, found.part.kind) for row in found.rows[:longest]]
    return ListPart(found.part.kind, found.part.dom, found.part.title, rows, len(found.rows) - len(rows))


def _row(sources: Sources, row: Row, kind: str) -> ListRow:
    links = [f"{link.label} “{link.text}”{_said(sources, row.pk, link.pk)}" for link in row.links]
    words = [*([row.loose] if row.loose else []), *row.meta, *links]
    measure = sources.measures.of(row.pk, kind == "outcome")
    number = ""
    if measure is not None:
        number = f"{measure.name}: {measure.now}, {measure.plan}, {measure.say}{measure.after}"
    elif kind in ("output", "outcome"):
        number = "Not measured"
    return ListRow(row.text, row.href, ", ".join(words), number)


def _said(sources: Sources, source: int, target: int) -> str:
    """` (held)`: what the numbers say of a claim, where both its ends have numbers."""
    found = sources.said.get((f"e{source}", f"e{target}"))
    return f" ({found.word.lower()})" if found else ""
