"""A snapshot of the map as rows, and what differs from the snapshot before."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from reviews.queries import Place, ThreadView
from systems.rows import PARTS

ORDER = {kind: n for n, kind in enumerate(PARTS)}
DETAILS = {
    "unit": "unit", "definition": "definition", "who": "who", "hours": "hours", "cadence": "how often",
    "rate": "hourly rate", "cost": "cost", "must_do": "must do", "desired_for": "wanted for", "why": "why",
}  # fmt: skip


@dataclass
class Row:
    """One element of the snapshot."""

    place: Place
    kicker: str
    text: str
    before: str = ""  # its words in the snapshot before, where they were others
    state: str = "same"  # same, changed, new, gone
    details: list[str] = field(default_factory=list)  # which other details changed

    @property
    def differs(self) -> bool:
        return self.state != "same"


@dataclass
class SystemPart:
    """One system of the snapshot."""

    place: Place
    name: str
    health: str = "none"
    state: str = "same"
    before: str = ""
    rows: list[Row] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        return self.state != "same" or any(row.differs for row in self.rows)


def parts_of(now: dict[str, Any], before: dict[str, Any] | None) -> list[SystemPart]:
    """Every system with its elements, in the order of the map; those that are gone since come last."""
    old_systems = {s["id"]: s for s in (before or {}).get("systems", [])}
    old_elements = {e["id"]: e for e in (before or {}).get("elements", [])}
    by_system: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for element in now["elements"]:
        by_system[element["system_id"]].append(element)
    parts = []
    for system in now["systems"]:
        part = SystemPart(Place("system", system["id"], system["name"]), system["name"])
        old = old_systems.get(system["id"])
        if before is not None:
            part.state = "new" if old is None else "changed" if old["name"] != system["name"] else "same"
            part.before = old["name"] if old and part.state == "changed" else ""
        part.rows = _rows(by_system[system["id"]], old_elements if before is not None else None)
        parts.append(part)
    return parts + _gone(now, old_systems, old_elements)


def _rows(elements: list[dict[str, Any]], old: dict[int, dict[str, Any]] | None) -> list[Row]:
    rows, n = [], 0
    for element in sorted(elements, key=lambda e: (ORDER[e["kind"]], e["position"], e["id"])):
        n = n + 1 if element["kind"] == "step" else n
        kicker = PARTS[element["kind"]].title + (f", step {n}" if element["kind"] == "step" else "")
        row = Row(Place("element", element["id"], element["text"]), kicker, element["text"])
        if old is not None:
            _compare(row, element, old.get(element["id"]))
        rows.append(row)
    return rows


def _compare(row: Row, element: dict[str, Any], old: dict[str, Any] | None) -> None:
    if old is None:
        row.state = "new"
        return
    if old["text"] != element["text"]:
        row.state, row.before = "changed", old["text"]
    row.details = [word for name, word in DETAILS.items() if old.get(name) != element.get(name)]
    if row.details:
        row.state = "changed"


def _gone(
    now: dict[str, Any], old_systems: dict[int, dict[str, Any]], old_elements: dict[int, dict[str, Any]]
) -> list[SystemPart]:
    """What was there before, under the heading of its system, or of the systems that are gone."""
    here = {e["id"] for e in now["elements"]}
    names = {s["id"]: s["name"] for s in (*old_systems.values(), *now["systems"])}
    gone = [e for e in old_elements.values() if e["id"] not in here]
    if not gone:
        return []
    rows = [
        Row(
            Place("element", e["id"], e["text"]),
            f"{PARTS[e['kind']].title}, was in {names.get(e['system_id'], 'a system')}",
            e["text"],
            state="gone",
        )
        for e in gone
    ]
    return [SystemPart(Place("system", 0, ""), "No longer on the map", state="gone", rows=rows)]


def put_threads(parts: list[SystemPart], threads: list[ThreadView]) -> None:
    """Each thread to what it is about."""
    systems = {p.place.id: p.place for p in parts}
    elements = {row.place.id: row.place for p in parts for row in p.rows}
    for view in threads:
        on_element = view.thread.element_id
        place = elements.get(on_element) if on_element else systems.get(view.thread.system_id)
        if place is not None:
            place.threads.append(view)


def only_changes(parts: list[SystemPart]) -> list[SystemPart]:
    """Rows that differ or that somebody spoke about."""
    for part in parts:
        part.rows = [row for row in part.rows if row.differs or row.place.threads]
    return [p for p in parts if p.rows or p.place.threads or p.state not in ("same",)]


def count_changes(parts: list[SystemPart]) -> int:
    """How many elements and systems differ."""
    return sum(row.differs for p in parts for row in p.rows) + sum(p.state in ("new", "changed") for p in parts)
