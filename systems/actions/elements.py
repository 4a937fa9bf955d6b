"""Writes: everything inside a system."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from businesses.audit import record
from businesses.models import Business
from systems.actions.shared import change_row, lock_map, reorder, room_for_element, same_business, settle_sources
from systems.models import Element, Flow, System


@transaction.atomic
def add_element(
    *, business: Business, actor: User | None, system: System, kind: str, text: str, **fields: Any
) -> Element:
    """An element at the end of its list. The same text again gives the one that is there: doubled posts do no harm."""
    lock_map(business)
    same_business(business, system, fields.get("owner"))
    if kind == Element.Kind.RESOURCE:
        fields.setdefault("facet", Element.Facet.PEOPLE)
    there = Element.objects.filter(
        business=business, system=system, kind=kind, text=text, facet=fields.get("facet", ""), removed_at=None
    ).first()
    if there is not None:
        return there
    room_for_element(business)
    last = Element.objects.filter(system=system, kind=kind).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    element = Element.objects.create(
        business=business, system=system, kind=kind, text=text, position=position, **fields
    )
    record(
        business=business,
        actor=actor,
        what=f"{kind}_add",
        row=element,
        label=text,
        after={"text": text},
        map_changed=True,
    )
    return element


@transaction.atomic
def edit_element(*, business: Business, actor: User | None, element: Element, version: int, **changes: Any) -> Element:
    """Change its text or the details of its kind."""
    same_business(business, changes.get("owner"))
    return change_row(
        business=business, actor=actor, row=element, version=version, what=f"{element.kind}_edit", changes=changes
    )


@transaction.atomic
def move_element(*, business: Business, actor: User | None, element: Element, up: bool) -> tuple[int, int]:
    """One place up or down in its list. Returns its place and how many there are."""
    lock_map(business)
    same_business(business, element)
    rows = Element.objects.filter(system_id=element.system_id, kind=element.kind, removed_at=None)
    place = reorder(list(rows.order_by("position", "id")), element, up)
    record(
        business=business, actor=actor, what=f"{element.kind}_move", row=element, label=element.text,
        after={"place": place[0]}, map_changed=True,
    )  # fmt: skip
    return place


@transaction.atomic
def remove_element(*, business: Business, actor: User | None, element: Element, at: datetime) -> None:
    """Take it off the map. Its links and readings are kept, so that `restore_element` brings all of it back."""
    lock_map(business)
    same_business(business, element)
    if Element.objects.filter(pk=element.pk, business=business, removed_at=None).update(removed_at=at):
        settle_sources(business, _fed_by(element))
        record(
            business=business,
            actor=actor,
            what=f"{element.kind}_remove",
            row=element,
            label=element.text,
            map_changed=True,
        )


@transaction.atomic
def restore_element(*, business: Business, actor: User | None, element: Element) -> None:
    """Back on the map, where it was."""
    lock_map(business)
    same_business(business, element)
    if not Element.objects.filter(pk=element.pk, business=business).exclude(removed_at=None).exists():
        return
    room_for_element(business)
    Element.objects.filter(pk=element.pk).update(removed_at=None)
    settle_sources(business, [*_fed_by(element), element.pk])
    record(
        business=business,
        actor=actor,
        what=f"{element.kind}_restore",
        row=element,
        label=element.text,
        map_changed=True,
    )


def _fed_by(element: Element) -> list[int]:
    """Inputs that this output feeds."""
    return list(Flow.objects.filter(output=element).values_list("input_id", flat=True))
