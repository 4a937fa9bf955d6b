"""Writes of coverage: an answer to a prompt becomes an element, its system is made when the map has none."""

from django.db import transaction

from accounts.models import User
from businesses.models import Business
from frameworks.schema import SystemSlot
from systems.actions import add_element, add_system
from systems.models import Element, System
from workspace.coverage.page import CELLS, PART


@transaction.atomic
def answer_prompt(
    *, business: Business, actor: User, slot: SystemSlot, system: System | None, cell: str, text: str
) -> Element:
    """Put the answer on the map, by the same actions as everything else. Raises Refused when the map is full."""
    if system is None:
        system = add_system(
            business=business, actor=actor, name=slot.label, kind=slot.kind, purpose=slot.purpose, slot=slot.key
        )
    is_part = cell.startswith(PART)
    kind, facet, _ = CELLS["steps" if is_part else cell]
    fields = {"facet": facet} if facet else {"slot": cell.removeprefix(PART)} if is_part else {}
    return add_element(business=business, actor=actor, system=system, kind=kind, text=text, **fields)
