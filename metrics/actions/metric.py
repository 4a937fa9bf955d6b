"""Metrics: added, edited, made main, paused and retired."""

from typing import Any

from django.db import transaction

from accounts.models import User
from businesses.audit import fields_of
from businesses.models import Business
from core.models import Conflict, Refused
from core.periods import CADENCES
from metrics.actions.revision import DEFINITION, record_numbers
from metrics.models import MAX_METRICS, Metric, Plan, Reading
from systems.models import Element

EDITABLE = ["name", "unit", "direction", "cadence", "combine", "zero", "tolerance", "owner", "source_note"]
MEASURABLE = (Element.Kind.INPUT, Element.Kind.OUTPUT, Element.Kind.OUTCOME)


def lock_element_metrics(element: Element) -> list[Metric]:
    """The element's metrics, oldest first, held until the transaction ends. Always taken before the business's row."""
    return list(Metric.objects.select_for_update(no_key=True).filter(element=element).order_by("id"))


@transaction.atomic
def add_metric(*, element: Element, actor: User | None, name: str, **fields: Any) -> Metric:
    """A new metric of an input, output or outcome. The first one that counts is its main one."""
    if element.kind not in MEASURABLE:
        raise Refused("Numbers belong to what comes in, what we produce, or what it should change.")
    siblings = lock_element_metrics(element)
    business = Business.objects.select_for_update(no_key=True).get(pk=element.business_id)
    if Metric.objects.filter(business=business).exclude(state=Metric.State.RETIRED).count() >= MAX_METRICS:
        raise Refused(
            f"A business can have {MAX_METRICS} metrics. Retire one that nobody reads any more, then add this one."
        )
    is_main = not _demote_retired_main(siblings)
    metric = Metric(business=business, element=element, name=name, is_main=is_main, **fields)
    check_shape(metric)
    metric.save()
    record_numbers(
        business=business,
        metrics=[metric.pk],
        changed=DEFINITION,
        actor=actor,
        what="metric_add",
        row=metric,
        label=name,
        after={**fields_of(metric, EDITABLE), "element": element.pk, "is_main": is_main},
    )
    return metric


@transaction.atomic
def edit_metric(*, metric: Metric, actor: User | None, version: int, **fields: Any) -> Metric:
    """Change what a metric is. `version` is the one the form was made from."""
    stored = Metric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    unknown = set(fields) - set(EDITABLE)
    if unknown:
        raise ValueError(f"not editable: {sorted(unknown)}")
    changed = [n for n in EDITABLE if n in fields and getattr(stored, n) != fields[n]]
    if not changed:
        return stored
    if stored.version != version:
        raise Conflict({n: getattr(stored, n) for n in changed}, {n: fields[n] for n in changed})
    if "cadence" in changed and Reading.objects.filter(metric=stored).exists():
        raise Refused("It already has readings. Retire it, and add another metric that is read at the other rhythm.")
    before = fields_of(stored, changed)
    for field in changed:
        setattr(stored, field, fields[field])
    check_shape(stored)
    stored.version += 1
    stored.save()
    record_numbers(
        business=stored.business,
        metrics=[stored.pk],
        changed=DEFINITION,
        actor=actor,
        what="metric_edit",
        row=stored,
        label=stored.name,
        before=before,
        after=fields_of(stored, changed),
    )
    return stored


@transaction.atomic
def set_state(*, metric: Metric, actor: User | None, state: str) -> Metric:
    """Count it, pause it or retire it. When the main one retires, the next oldest that counts takes its place."""
    siblings = lock_element_metrics(metric.element)
    stored = next(m for m in siblings if m.pk == metric.pk)
    if stored.state == state:
        return stored
    before = stored.state
    stored.state = Metric.State(state)
    stored.version += 1
    stored.save(update_fields=["state", "version"])
    if not any(m.is_main and m.state != Metric.State.RETIRED for m in siblings):
        heir = next((m for m in siblings if m.state != Metric.State.RETIRED), None)
        if heir:
            _swap_main(siblings, heir)
    record_numbers(
        business=stored.business,
        metrics=[stored.pk],
        changed=DEFINITION,
        actor=actor,
        what="metric_state",
        row=stored,
        label=stored.name,
        before={"state": before},
        after={"state": state},
    )
    return stored


@transaction.atomic
def make_main(*, metric: Metric, actor: User | None) -> Metric:
    """Let this metric stand for its element: links, flows and the map show it."""
    siblings = lock_element_metrics(metric.element)
    stored = next(m for m in siblings if m.pk == metric.pk)
    if stored.is_main:
        return stored
    if stored.state == Metric.State.RETIRED:
        raise Refused("It is retired. Count it again first.")
    before = next((m.pk for m in siblings if m.is_main), None)
    _swap_main(siblings, stored)
    record_numbers(
        business=stored.business,
        metrics=[stored.pk],
        changed=DEFINITION,
        actor=actor,
        what="metric_make_main",
        row=stored,
        label=stored.name,
        before={"main": before},
        after={"main": stored.pk},
    )
    return stored


def check_shape(metric: Metric) -> None:
    """Zero point and tolerance fit the direction; plans fit both (alignment.md 3.2)."""
    is_range = metric.direction == Metric.Direction.RANGE
    if metric.cadence not in dict(CADENCES):
        raise ValueError(f"no such cadence: {metric.cadence!r}")
    if is_range and metric.zero is not None:
        raise Refused("A metric that is best within a range has no zero point. Leave it empty.")
    if not is_range and metric.tolerance is not None:
        raise Refused("Only a metric that is best within a range has a tolerance. Leave it empty.")
    if metric.tolerance is not None and metric.tolerance <= 0:
        raise Refused("The tolerance must be above 0.")
    if metric.pk is None:
        return
    for plan in Plan.objects.filter(metric=metric):
        if (plan.value is None) != is_range:
            raise Refused("Its plans do not fit that. Retire it, and add another metric with its own plan.")
        check_zero(metric, plan)


def check_zero(metric: Metric, plan: Plan) -> None:
    """The zero point lies on the bad side of every plan."""
    if metric.zero is None or plan.value is None:
        return
    if metric.direction == Metric.Direction.HIGHER and metric.zero >= plan.value:
        raise Refused("The zero point must be below the plan: it is the value that scores 0.")
    if metric.direction == Metric.Direction.LOWER and metric.zero <= plan.value:
        raise Refused("The zero point must be above the plan: it is the value that scores 0.")


def _demote_retired_main(siblings: list[Metric]) -> bool:
    """Whether the element has a main metric that counts; a retired one gives the place up."""
    for metric in siblings:
        if metric.is_main and metric.state != Metric.State.RETIRED:
            return True
        if metric.is_main:
            metric.is_main = False
            metric.save(update_fields=["is_main"])
    return False


def _swap_main(siblings: list[Metric], heir: Metric) -> None:
    """One at a time: the database allows one main metric an element at any moment."""
    for metric in siblings:
        if metric.is_main and metric.pk != heir.pk:
            metric.is_main = False
            metric.version += 1
            metric.save(update_fields=["is_main", "version"])
    heir.is_main = True
    heir.version += 1
    heir.save(update_fields=["is_main", "version"])
