"""What every write of the map does the same way."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model

from accounts.models import User
from businesses.audit import plain, record
from businesses.models import Business
from core.models import Conflict, Refused, Versioned
from systems.models import MAX_CONTRIBUTIONS, MAX_ELEMENTS, MAX_SYSTEMS, Contribution, Element, Flow, System


class Full(Refused):
    """A map holds no more; the message says of what, and how many it may."""


V = TypeVar("V", bound=Versioned)
R = TypeVar("R", bound=Model)


def same_business(business: Business, *rows: Any) -> None:
    """A second wall behind access.py: no write ever joins rows of two businesses."""
    for row in rows:
        if row is not None and row.business_id != business.pk:
            raise ValueError(f"{row._meta.label} {row.pk} is not of business {business.pk}")


def lock_map(business: Business) -> None:
    """One writer of this map at a time, so that limits and positions hold; others wait for its transaction to end."""
    list(Business.objects.select_for_update(no_key=True).filter(pk=business.pk).values_list("pk"))


def room_for_system(business: Business, more: int = 1) -> None:
    """Refuses politely at the limit of model.md §2, when so many more would be over it."""
    if System.objects.filter(business=business, removed_at=None).count() + more > MAX_SYSTEMS:
        raise Full(f"A map holds at most {MAX_SYSTEMS} systems. Remove one you no longer need first.")


def room_for_element(business: Business, more: int = 1) -> None:
    """The same of entries. Those of a system that was removed count: it can be put back."""
    if Element.objects.filter(business=business, removed_at=None).count() + more > MAX_ELEMENTS:
        raise Full(
            f"A map holds at most {MAX_ELEMENTS:,} entries, and this one is full. Remove one you no longer need first."
        )


def room_for_contribution(business: Business) -> None:
    """The same of links; those of what was removed count as well."""
    if Contribution.objects.filter(business=business).count() >= MAX_CONTRIBUTIONS:
        raise Full(
            f"A map holds at most {MAX_CONTRIBUTIONS:,} links between what is produced and what it changes, "
            "and this one is full. Remove one you no longer need first."
        )


def change_row(
    *, business: Business, actor: User | None, row: V, version: int, what: str, changes: dict[str, Any], label: str = ""
) -> V:
    """Write what differs; refuse a stale version with both texts; a repeated press changes nothing.

    The map is held before the row, as by everybody who writes it: else two could wait for each other. `label` is how
    the history calls the row, where it has no words of its own.
    """
    same_business(business, row)
    lock_map(business)
    manager = type(row)._default_manager
    stored = manager.select_for_update(no_key=True).get(pk=row.pk)
    differing = {name: value for name, value in changes.items() if getattr(stored, name) != value}
    if not differing:
        return stored
    before = {name: plain(getattr(stored, name)) for name in differing}
    if stored.version != version:
        raise Conflict(theirs=before, mine={name: plain(value) for name, value in differing.items()})
    for name, value in differing.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save(update_fields=[*differing, "version"])
    record(
        business=business, actor=actor, what=what, row=stored, label=label or str(stored),
        before=before, after=dict(differing), map_changed=True,
    )  # fmt: skip
    return stored


def reorder(rows: list[R], row: R, up: bool) -> tuple[int, int]:
    """Move `row` one place within `rows` (in their order) and number them anew. Returns its new place and how many.

    Raises Refused when it was taken off the map meanwhile.
    """
    order = [r.pk for r in rows]
    if row.pk not in order:
        raise Refused("This is no longer on the map.")
    at = order.index(row.pk)
    to = max(at - 1, 0) if up else min(at + 1, len(rows) - 1)
    rows.insert(to, rows.pop(at))
    changed = []
    for n, r in enumerate(rows):
        if r.position != n:  # type: ignore[attr-defined]
            r.position = n  # type: ignore[attr-defined]
            changed.append(r)
    if changed:
        type(row)._default_manager.bulk_update(changed, ["position"])
    return to + 1, len(rows)


def settle_sources(business: Business, inputs: Iterable[int]) -> None:
    """Keep `source` of these inputs true: a live flow feeds them, or it no longer does."""
    ids = set(inputs)
    if not ids:
        return
    fed = set(
        Flow.objects.filter(
            business=business, input__in=ids, output__removed_at=None, output__system__removed_at=None
        ).values_list("input_id", flat=True)
    )
    mine = Element.objects.filter(business=business, kind=Element.Kind.INPUT)
    mine.filter(pk__in=fed).exclude(source=Element.Source.FLOW).update(source=Element.Source.FLOW)
    mine.filter(pk__in=ids - fed, source=Element.Source.FLOW).update(source=Element.Source.NOT_SAID)
