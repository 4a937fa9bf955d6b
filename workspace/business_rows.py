"""The businesses of one person, each with how it does: three queries, whatever their number."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max

from accounts.models import User
from businesses.context import see_businesses
from businesses.models import Business, Membership, Role
from reports.health import NONE, VERDICTS, level_of, worst
from reports.models import Report
from workspace.start.actions import DONE


@dataclass(frozen=True)
class BusinessRow:
    """One line of the list."""

    business: Business
    role: str
    start_step: int  # the step of Start it waits at; 0 once its map is there
    health: str
    said: str  # "Busy, not working: Traffic and Delivery"
    as_of: date | None
    goal: str


def business_rows(user: User) -> list[BusinessRow]:
    """Real ones first, by name; the sample last. From here on the transaction sees all of them."""
    mine = Membership.objects.select_related("business").filter(user=user)
    memberships = sorted(mine, key=lambda m: (m.business.is_sample, m.business.name.casefold(), m.pk))
    see_businesses([m.business_id for m in memberships])
    newest = newest_reports([m.business_id for m in memberships])
    goals = goals_of([m.business_id for m in memberships])
    return [row_of(m, newest.get(m.business_id), goals.get(m.business_id, "")) for m in memberships]


def goals_of(business_ids: list[int]) -> dict[int, str]:
    """What it is all for: the sentence behind the ultimate outcome, else the outcome."""
    rows = Business.objects.filter(pk__in=business_ids, goal__isnull=False)
    return {pk: why or text for pk, why, text in rows.values_list("pk", "goal__why", "goal__text")}


def newest_reports(business_ids: list[int]) -> dict[int, dict[str, Any]]:
    """The little of each newest report that a line needs."""
    latest = Report.objects.filter(business__in=business_ids).values("business").annotate(newest=Max("pk"))
    found = Report.objects.filter(pk__in=latest.values("newest"))
    rows = found.values("business_id", "as_of", "result__systems", "case__systems")
    return {row["business_id"]: dict(row) for row in rows}


def row_of(membership: Membership, report: dict[str, Any] | None, goal: str) -> BusinessRow:
    """One line."""
    business = membership.business
    health, said = health_of(report) if report else (NONE, "No verdict yet")
    return BusinessRow(
        business=business,
        role=Role(membership.role).label,
        start_step=business.start_step if business.start_step < DONE else 0,
        health=health,
        said=said,
        as_of=report["as_of"] if report else None,
        goal=goal,
    )


def health_of(report: dict[str, Any]) -> tuple[str, str]:
    """The health of the worst system, and what is said about those that do not work."""
    systems, healths, by_verdict = report["result__systems"], [], dict[str, list[str]]()
    for system in report["case__systems"]:
        found = systems[system["id"]]
        verdict = found["quadrant"]
        by_verdict.setdefault(verdict, []).append(system["name"])
        healths.append(NONE if verdict == "unknown" else worst(axes(found)))
    for verdict in ("false_productivity", "stalled", "outcome_without_output"):
        if verdict in by_verdict:
            return worst(healths), f"{VERDICTS[verdict]}: {listed(by_verdict[verdict])}"
    if "working" not in by_verdict:
        return worst(healths), VERDICTS["unknown"]
    if "unknown" in by_verdict:
        return worst(healths), f"{VERDICTS['working']}, too early to tell in {listed(by_verdict['unknown'])}"
    return worst(healths), VERDICTS["working"]


def axes(scored: dict[str, Any]) -> list[str]:
    """The level of what a system produces and of what it changes."""
    bands = (scored["productivity"], scored["effectiveness"])
    return [NONE if band["proven"] is None else level_of(band["proven"] + 1e-9) for band in bands]


def listed(names: list[str]) -> str:
    """`Traffic`, `Traffic and Delivery`, `Traffic, Leads and 3 more`."""
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
