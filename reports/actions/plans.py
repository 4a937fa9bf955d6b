"""Actions: made from a finding, changed, moved from open to doing to done."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import User
from businesses.audit import fields_of, record
from businesses.models import Business, Membership
from core.models import Conflict
from reports.actions.findings import change_finding
from reports.models import Action, Finding
from systems.models import Element

FIELDS = ["text", "person", "due", "outcome", "expected"]
State = Action.State


@transaction.atomic
def plan_action(
    *,
    business: Business,
    actor: User,
    finding: Finding,
    text: str,
    person: Membership | None,
    due: date | None,
    outcome: Element | None,
    expected: Decimal | None = None,
    level_before: float | None = None,
    version: int | None = None,
) -> Action:
    """Turn a finding into an action. A repeated press is a stale version, so it is not made twice."""
    change_finding(
        finding, version, mine=f"Being worked on: {text}", state=Finding.State.DOING, reason="", dismissed_gap=None
    )
    action = Action.objects.create(
        business=business, finding=finding, text=text, person=person, due=due, outcome=outcome, expected=expected,
        level_before=level_before, made_by=actor,
    )  # fmt: skip
    after = {**fields_of(action, FIELDS), "finding": finding.key}
    record(business=business, actor=actor, what="action_add", row=action, label=text, after=after)
    return action


@transaction.atomic
def edit_action(
    *,
    business: Business,
    actor: User,
    action: Action,
    level: float | None = None,
    version: int | None = None,
    **fields: Any,
) -> Action:
    """Change who does what by when. `level` = where a newly chosen outcome stands now."""
    changes = {name: value for name, value in fields.items() if getattr(action, name) != value}
    expected = action.version if version is None else version
    if action.version != expected and changes:
        raise Conflict({n: getattr(action, n) for n in changes}, changes)
    if not changes:
        return action
    before, extra = fields_of(action, list(changes)), {}
    if "outcome" in changes:
        extra["level_before"] = level
    updated = Action.objects.filter(pk=action.pk, business=business, version=expected).update(
        version=F("version") + 1, **changes, **extra
    )
    if not updated:
        action.refresh_from_db()
        raise Conflict({n: getattr(action, n) for n in changes}, changes)
    action.refresh_from_db()
    record(
        business=business, actor=actor, what="action_edit", row=action, label=action.text, before=before,
        after=fields_of(action, list(changes)),
    )  # fmt: skip
    return action


@transaction.atomic
def move_action(
    *, business: Business, actor: User, action: Action, to: str, at: datetime, version: int | None = None
) -> Action:
    """Move it to open, doing or done; where it is already, nothing happens. Its finding follows."""
    if action.state == to:
        return action
    before = action.state
    expected = action.version if version is None else version
    changed = Action.objects.filter(pk=action.pk, business=business, version=expected).update(
        state=to, done_at=at if to == State.DONE else None, version=F("version") + 1
    )
    if not changed:
        action.refresh_from_db()
        raise Conflict({"state": State(action.state).label}, {"state": State(to).label})
    action.refresh_from_db()
    follow(action)
    record(
        business=business, actor=actor, what="action_move", row=action, label=action.text, before={"state": before},
        after={"state": to},
    )  # fmt: skip
    return action


def follow(action: Action) -> None:
    """A finding is done when all its actions are, and being worked on otherwise. One put aside stays so."""
    if action.finding_id is None:
        return
    open_ones = Action.objects.filter(finding_id=action.finding_id).exclude(state=State.DONE).exists()
    state = Finding.State.DOING if open_ones else Finding.State.DONE
    worked_on = Finding.objects.filter(pk=action.finding_id).exclude(state__in=[Finding.State.DISMISSED, state])
    worked_on.update(state=state, version=F("version") + 1)
