"""Deciding about findings: put aside with a reason, open again."""

from django.db import transaction
from django.db.models import F

from accounts.models import User
from businesses.audit import record
from businesses.models import Business
from core.models import Conflict
from reports.models import Finding

State = Finding.State


@transaction.atomic
def dismiss_finding(
    *, business: Business, actor: User, finding: Finding, reason: str, version: int | None = None
) -> Finding:
    """Put it aside. It comes back when its gap grows by 10 points."""
    if finding.state == State.DISMISSED and finding.reason == reason:
        return finding
    before = {"state": finding.state, "reason": finding.reason}
    change_finding(
        finding,
        version,
        mine=f"Put aside: {reason}",
        state=State.DISMISSED,
        reason=reason,
        dismissed_gap=gap_now(finding),
    )
    record(
        business=business, actor=actor, what="finding_dismiss", row=finding, label=title_of(finding), before=before,
        after={"state": finding.state, "reason": reason},
    )  # fmt: skip
    return finding


@transaction.atomic
def reopen_finding(*, business: Business, actor: User, finding: Finding, version: int | None = None) -> Finding:
    """Open it again, whatever was decided. Open already: nothing to do."""
    if finding.state == State.OPEN:
        return finding
    before = {"state": finding.state, "reason": finding.reason}
    change_finding(finding, version, mine="Open", state=State.OPEN, reason="", dismissed_gap=None)
    record(
        business=business, actor=actor, what="finding_reopen", row=finding, label=title_of(finding), before=before,
        after={"state": finding.state},
    )  # fmt: skip
    return finding


def change_finding(finding: Finding, version: int | None, *, mine: str, **fields: object) -> None:
    """Write the decision if nobody decided in between; else both decisions are in the Conflict."""
    expected = finding.version if version is None else version
    changed = Finding.objects.filter(pk=finding.pk, business=finding.business_id, version=expected).update(
        version=F("version") + 1, **fields
    )
    if not changed:
        raise Conflict({"decision": decided(finding.pk)}, {"decision": mine})
    finding.refresh_from_db()


def decided(finding_id: int) -> str:
    """What is decided about a finding now, in words."""
    finding = Finding.objects.get(pk=finding_id)
    if finding.state == State.DISMISSED:
        return f"Put aside: {finding.reason}"
    newest = finding.actions.order_by("-pk").first()
    if newest is not None and finding.state in (State.DOING, State.DONE):
        return f"{State(finding.state).label}: {newest.text}"
    return str(State(finding.state).label)


def gap_now(finding: Finding) -> float:
    """The gap as the newest report that raised it says."""
    return float(finding.latest.get("gap", 0))


def title_of(finding: Finding) -> str:
    """Its title, for the log."""
    return str(finding.latest.get("title", finding.key))
