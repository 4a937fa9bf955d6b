"""Plans: what would be enough, from a period on. Past ones stay."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction

from accounts.models import User
from businesses.audit import fields_of
from core.models import Conflict, Refused
from metrics.actions.metric import check_zero
from metrics.actions.revision import DEFINITION, record_numbers
from metrics.models import Metric, Plan

FIELDS = ["since", "value", "low", "high", "benchmark"]


@dataclass(frozen=True)
class Amount:
    """What would be enough: one number, or low and high."""

    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @classmethod
    def of(cls, plan: Plan) -> "Amount":
        """What a stored plan says."""
        return cls(plan.value, plan.low, plan.high)


class _Any:
    """Whatever is stored now."""


ANY: Final = _Any()


@transaction.atomic
def set_plan(
    *,
    metric: Metric,
    actor: User | None,
    since: date,
    amount: Amount,
    benchmark: str | None = None,
    was: Amount | _Any | None = ANY,
) -> Plan:
    """Plan this much from the period that starts on `since`. A plan of the same period is corrected; others stay.

    `was` is what the page showed for that period (None = no plan): when somebody changed it since, nothing is written
    and Conflict carries both.
    """
    stored = Metric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    _check_amount(stored, amount)
    plan = Plan.objects.filter(metric=stored, since=since).first()
    old = Amount.of(plan) if plan else None
    if plan and old == amount and benchmark in (None, plan.benchmark):
        return plan
    if not isinstance(was, _Any) and was != old:
        raise Conflict({"amount": old}, {"amount": amount})
    before = fields_of(plan, FIELDS) if plan else None
    plan = plan or Plan(business_id=stored.business_id, metric=stored, since=since)
    plan.value, plan.low, plan.high = amount.value, amount.low, amount.high
    plan.benchmark = plan.benchmark if benchmark is None else benchmark
    plan.made_by = actor
    check_zero(stored, plan)
    plan.save()
    record_numbers(
        business=stored.business,
        metrics=[stored.pk],
        changed=DEFINITION,
        actor=actor,
        what="plan_set",
        row=plan,
        label=stored.name,
        before=before,
        after=fields_of(plan, FIELDS),
    )
    return plan


@transaction.atomic
def remove_plan(*, plan: Plan, actor: User | None) -> None:
    """Take a plan out; the one before it is in force again. The audit row keeps it."""
    metric = Metric.objects.select_for_update(no_key=True).get(pk=plan.metric_id)
    stored = Plan.objects.filter(pk=plan.pk).first()
    if stored is None:
        return
    before = fields_of(stored, FIELDS)
    record_numbers(
        business=metric.business,
        metrics=[metric.pk],
        changed=DEFINITION,
        actor=actor,
        what="plan_remove",
        row=stored,
        label=metric.name,
        before=before,
    )
    stored.delete()


def _check_amount(metric: Metric, amount: Amount) -> None:
    if metric.direction == Metric.Direction.RANGE:
        if amount.low is None or amount.high is None or amount.value is not None:
            raise Refused("Its plan needs a low and a high number, like 40–60.")
        if amount.low > amount.high:
            raise Refused("The low number must not be above the high one.")
    elif amount.value is None or amount.low is not None or amount.high is not None:
        raise Refused("Its plan must be one number, like 60.")
