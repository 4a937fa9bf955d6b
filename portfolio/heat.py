"""The second view: clients across, systems down. Systems made from one slot of the framework share a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from frameworks.library import OUTCOME_OPTIMIZATION, shipped
from portfolio.shapes import Client, Shape

OWN = "Other systems"


@dataclass(frozen=True)
class Row:
    """One kind of system, with what each client has of it, in the order of the columns."""

    label: str
    cells: list[list[Shape]]


def heat_map(clients: Sequence[Client], slots: dict[tuple[int, str], str]) -> list[Row]:
    """Rows in the order of the framework, what clients added themselves last; rows that nobody has are left out."""
    labels = {system["key"]: system["label"] for system in _systems()}
    cells: dict[str, list[list[Shape]]] = {}
    for column, client in enumerate(clients):
        for shape in client.health.shapes:
            slot = slots.get((client.business.pk, shape.id), "")
            row = cells.setdefault(labels.get(slot, OWN), [[] for _ in clients])
            row[column].append(shape)
    order = [*labels.values(), OWN]
    return [Row(label, cells[label]) for label in sorted(cells, key=order.index)]


def _systems() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = shipped(OUTCOME_OPTIMIZATION)["systems"]
    return found
