"""Writes: systems."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from businesses.audit import record
from businesses.models import Business
from core.models import Refused
from systems.actions.shared import change_row, lock_map, reorder, room_for_system, same_business, settle_sources
from systems.models import Element, Flow, System


@transaction.atomic
def add_system(*, business: Business, actor: User | None, name: str, **fields: Any) -> System:
    """A system at the end of its kind. The same name again gives the one that is there: a doubled post is harmless."""
    lock_map(business)
    live = System.objects.filter(business=business, removed_at=None)
    there = live.filter(name=name).first()
    if there is not None:
        return there
    room_for_system(business)
    same_business(business, fields.get("owner"))
    kind = fields.get("kind", System.Kind.CHAIN)
    last = System.objects.filter(business=business, kind=kind).aggregate(last=Max("position"))["last"]
    system = System.objects.create(business=business, name=name, position=0 if last is None else last + 1, **fields)
    record(
        business=business,
        actor=actor,
        what="system_add",
        row=system,
        label=name,
        after={"name": name},
        map_changed=True,
    )
    return system


@transaction.atomic
def edit_system(*, business: Business, actor: User | None, system: System, version: int, **changes: Any) -> System:
    """Change its name, purpose, owner, kind, capacity or volume metric."""
    same_business(business, changes.get("owner"), changes.get("volume_metric"))
    return change_row(business=business, actor=actor, row=system, version=version, what="system_edit", changes=changes)


@transaction.atomic
def move_system(*, business: Business, actor: User | None, system: System, up: bool) -> tuple[int, int]:
    """One place earlier or later among its kind. Returns its place and how many there are."""
    lock_map(business)
    same_business(business, system)
    rows = System.objects.filter(business=business, kind=system.kind, removed_at=None)
    place = reorder(list(rows.order_by("position", "id")), system, up)
    record(
        business=business, actor=actor, what="system_move", row=system, label=system.name,
        after={"place": place[0]}, map_changed=True,
    )  # fmt: skip
    return place


@transaction.atomic
def remove_system(*, business: Business, actor: User | None, system: System, at: datetime) -> None:
    """Take it off the map with everything in it; `restore_system` brings all of it back."""
    lock_map(business)
    same_business(business, system)
    if System.objects.filter(pk=system.pk, business=business, removed_at=None).update(removed_at=at):
        settle_sources(business, _fed_by(system))
        record(business=business, actor=actor, what="system_remove", row=system, label=system.name, map_changed=True)


@transaction.atomic
def restore_system(*, business: Business, actor: User | None, system: System) -> None:
    """Back on the map, as it was. What is in it kept its places among the entries of the map meanwhile."""
    lock_map(business)
    same_business(business, system)
    gone = System.objects.filter(pk=system.pk, business=business).exclude(removed_at=None)
    if not gone.exists():
        return
    room_for_system(business)
    gone.update(removed_at=None)
    settle_sources(business, _fed_by(system))
    record(business=business, actor=actor, what="system_restore", row=system, label=system.name, map_changed=True)


def _fed_by(system: System) -> list[int]:
    """Inputs that its outputs feed."""
    return list(Flow.objects.filter(output__system=system).values_list("input_id", flat=True))


@transaction.atomic
def set_goal(*, business: Business, actor: User | None, outcome: Element) -> None:
    """Make this outcome the point of it all. Whatever was it before stays on the map as an ordinary outcome."""
    same_business(business, outcome)
    if outcome.kind != Element.Kind.OUTCOME:
        raise Refused("Only something that should change can be the point of it all.")
    lock_map(business)
    if business.goal_id == outcome.pk:
        return
    before = {"goal": business.goal_id}
    Business.objects.filter(pk=business.pk).update(goal=outcome)
    business.goal = outcome
    record(
        business=business, actor=actor, what="goal_set", row=outcome, label=outcome.text,
        before=before, after={"goal": outcome.pk}, map_changed=True,
    )  # fmt: skip
