"""The businesses of one person, each with how it does: two queries, whatever their number."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

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
    ids = [m.business_id for m in memberships]
    see_businesses(ids)
    newest = newest_of(ids)
    return [row_of(m, newest[m.business_id]) for m in memberships]


def newest_of(business_ids: list[int]) -> dict[int, dict[str, Any]]:
    """What each is all for (the sentence behind the ultimate outcome, else the outcome), and the little of its newest
    report that a line needs. One query."""
    report = Report.objects.filter(business=OuterRef("pk")).order_by("-pk")
    rows = Business.objects.filter(pk__in=business_ids).annotate(
        as_of=Subquery(report.values("as_of")[:1]),
        result_systems=Subquery(report.values("result__systems")[:1]),
        case_systems=Subquery(report.values("case__systems")[:1]),
    )
    found = rows.values("pk", "goal__why", "goal__text", "as_of", "result_systems", "case_systems")
    return {row["pk"]: dict(row) for row in found}


def row_of(membership: Membership, newest: dict[str, Any]) -> BusinessRow:
    """One line."""
    business = membership.business
    health, said = health_of(newest) if newest["as_of"] else (NONE, "No verdict yet")
    return BusinessRow(
        business=business,
        role=Role(membership.role).label,
        start_step=business.start_step if business.start_step < DONE else 0,
        health=health,
        said=said,
        as_of=newest["as_of"],
        goal=newest["goal__why"] or newest["goal__text"] or "",
    )


def health_of(newest: dict[str, Any]) -> tuple[str, str]:
    """The health of the worst system, and what is said about those that do not work."""
    systems, healths, by_verdict = newest["result_systems"], [], dict[str, list[str]]()
    for system in newest["case_systems"]:
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
