"""Writes: the claims and hand-offs that join elements."""

from typing import Any

from django.db import transaction

from accounts.models import User
from businesses.audit import fields_of, record
from businesses.models import Business
from core.models import Refused
from systems.actions.shared import change_row, lock_map, room_for_contribution, same_business, settle_sources
from systems.models import Contribution, Element, Flow, Serves

Kind = Element.Kind
CLAIM = ["why", "sign", "delay_days", "strength"]


@transaction.atomic
def add_contribution(
    *, business: Business, actor: User | None, source: Element, target: Element, **claim: Any
) -> Contribution:
    """Claim that an output, or another outcome, leads to an outcome. A pair that is claimed already stays as it is."""
    same_business(business, source, target)
    if source.kind not in (Kind.OUTPUT, Kind.OUTCOME) or target.kind != Kind.OUTCOME or source.pk == target.pk:
        raise Refused("Only something produced, or another change, can lead to a change.")
    lock_map(business)
    there = Contribution.objects.filter(source=source, target=target).first()
    if there is not None:
        return there
    room_for_contribution(business)
    row = Contribution.objects.create(business=business, source=source, target=target, **claim)
    record(
        business=business, actor=actor, what="contribution_add", row=row, label=f"{source.text} → {target.text}",
        after={"source": source.pk, "target": target.pk, **claim}, map_changed=True,
    )  # fmt: skip
    return row


@transaction.atomic
def edit_contribution(
    *, business: Business, actor: User | None, contribution: Contribution, version: int, **claim: Any
) -> Contribution:
    """Change why, which way, after how long and how strongly."""
    return change_row(
        business=business, actor=actor, row=contribution, version=version, what="contribution_edit", changes=claim,
        label=f"{contribution.source.text} → {contribution.target.text}",
    )  # fmt: skip


@transaction.atomic
def remove_contribution(*, business: Business, actor: User | None, contribution: Contribution) -> None:
    """Take the claim back. The audit row keeps what it said."""
    same_business(business, contribution)
    before = fields_of(contribution, ["source_id", "target_id", *CLAIM])
    label = f"{contribution.source.text} → {contribution.target.text}"
    _remove(business, actor, contribution, "contribution_remove", label, before)


@transaction.atomic
def add_serves(*, business: Business, actor: User | None, step: Element, target: Element) -> Serves:
    """Say what a step is for."""
    same_business(business, step, target)
    if step.kind != Kind.STEP or target.kind not in (Kind.OUTPUT, Kind.OUTCOME):
        raise Refused("A step can serve what is produced, or what it should change.")
    lock_map(business)
    row, made = Serves.objects.get_or_create(business=business, step=step, target=target)
    if made:
        record(
            business=business, actor=actor, what="serves_add", row=row, label=f"{step.text} → {target.text}",
            after={"step": step.pk, "target": target.pk}, map_changed=True,
        )  # fmt: skip
    return row


@transaction.atomic
def remove_serves(*, business: Business, actor: User | None, serves: Serves) -> None:
    """The step no longer serves it."""
    same_business(business, serves)
    label = f"{serves.step.text} → {serves.target.text}"
    _remove(business, actor, serves, "serves_remove", label, fields_of(serves, ["step_id", "target_id"]))


@transaction.atomic
def add_flow(
    *,
    business: Business,
    actor: User | None,
    output: Element,
    input: Element,
    measured_by: Any = None,
    limits: Any = None,
) -> Flow:
    """Hand an output of one system to an input of another: the input then comes from there."""
    same_business(business, output, input, measured_by, limits)
    if output.kind != Kind.OUTPUT or input.kind != Kind.INPUT:
        raise Refused("Something produced is handed to something that comes in.")
    if output.system_id == input.system_id:
        raise Refused("A hand-off goes to another system. This is the same one.")
    lock_map(business)
    row, made = Flow.objects.get_or_create(
        business=business, output=output, input=input, defaults={"measured_by": measured_by, "limits": limits}
    )
    if made:
        settle_sources(business, [input.pk])
        record(
            business=business, actor=actor, what="flow_add", row=row, label=f"{output.text} → {input.text}",
            after={"output": output.pk, "input": input.pk}, map_changed=True,
        )  # fmt: skip
    return row


@transaction.atomic
def edit_flow(*, business: Business, actor: User | None, flow: Flow, version: int, **changes: Any) -> Flow:
    """Change what it is measured by and what it limits."""
    same_business(business, changes.get("measured_by"), changes.get("limits"))
    return change_row(
        business=business, actor=actor, row=flow, version=version, what="flow_edit", changes=changes,
        label=f"{flow.output.text} → {flow.input.text}",
    )  # fmt: skip


@transaction.atomic
def remove_flow(*, business: Business, actor: User | None, flow: Flow) -> None:
    """The hand-off ends; the input comes from nobody until somebody says otherwise."""
    same_business(business, flow)
    lock_map(business)
    before = fields_of(flow, ["output_id", "input_id", "measured_by_id", "limits_id"])
    label = f"{flow.output.text} → {flow.input.text}"
    _remove(business, actor, flow, "flow_remove", label, before)
    settle_sources(business, [flow.input_id])


def _remove(business: Business, actor: User | None, row: Any, what: str, label: str, before: dict[str, Any]) -> None:
    if type(row).objects.filter(pk=row.pk, business=business).delete()[0]:
        record(business=business, actor=actor, what=what, row=row, label=label, before=before, map_changed=True)
