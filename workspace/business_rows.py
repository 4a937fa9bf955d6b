"""The businesses of one person, each with how it does: two queries, whatever their number."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from accounts.models import User
from businesses.context import see_businesses
from businesses.models import Business, Membership, Role
from metrics.models import Metric
from reports.health import NEEDED, NONE, VERDICTS, level_of, worst
from reports.models import Report
from reports.shapes import Band
from reports.words import HEADLINES, TONES, headline_of
from workspace.start.actions import DONE


@dataclass(frozen=True)
class BusinessRow:
    """One line of the list."""

    business: Business
    role: str
    start_step: int  # the step of Start it waits at; 0 once its map is there
    health: str
    said: str  # "Most of the work makes the difference. Busy, not working: Traffic"
    as_of: date | None
    goal: str


@dataclass(frozen=True)
class Known:
    """One system as its newest report judges it."""

    name: str
    kind: str
    verdict: str
    productivity: Band
    effectiveness: Band

    @property
    def health(self) -> str:
        """The worse of what it produces and what it changes, where that is sure."""
        return NONE if self.verdict == "unknown" else worst(map(level_in, (self.productivity, self.effectiveness)))


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
        verdict=Subquery(report.values("result__quadrant")[:1]),
        result_metrics=Subquery(report.values("result__metrics")[:1]),
        goal_cadence=Subquery(Metric.objects.filter(element=OuterRef("goal"), is_main=True).values("cadence")[:1]),
        result_systems=Subquery(report.values("result__systems")[:1]),
        case_systems=Subquery(report.values("case__systems")[:1]),
    )
    found = rows.values(
        "pk", "goal", "goal__why", "goal__text", "goal_cadence", "as_of", "verdict", "result_metrics", "result_systems",
        "case_systems",
    )  # fmt: skip
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
    """The headline that home has (docs/decisions/004), which systems do not work, and the tone of both."""
    systems = systems_of(newest)
    key = headline_of(newest["verdict"] or "unknown", goal_health(newest), systems)
    said = [VERDICTS["unknown"] if key == "unknown" else " ".join(HEADLINES[key]).rstrip(".")]
    for verdict in ("false_productivity", "stalled", "outcome_without_output"):
        if names := [s.name for s in systems if s.verdict == verdict]:
            said.append(f"{VERDICTS[verdict]}: {listed(names)}")
            break
    if key != "unknown" and (names := [s.name for s in systems if s.verdict == "unknown"]):
        said.append(f"{VERDICTS['unknown']} in {listed(names)}")
    return TONES[key], ". ".join(said)


def systems_of(newest: dict[str, Any]) -> list[Known]:
    """The systems of the report, in the order of the map."""
    found = []
    for system in newest["case_systems"]:
        scored = newest["result_systems"][system["id"]]
        bands = (Band(scored[axis]["proven"], scored[axis]["possible"]) for axis in ("productivity", "effectiveness"))
        found.append(Known(system["name"], system.get("kind", "chain"), scored["quadrant"], *bands))
    return found


def goal_health(newest: dict[str, Any]) -> str:
    """How the ultimate outcome does, by its level; not measured with too few readings."""
    found = (newest["result_metrics"] or {}).get(f"e{newest['goal']}", {})
    need = NEEDED.get(newest["goal_cadence"] or "", NEEDED["weekly"])
    attainment = found.get("attainment")
    return NONE if attainment is None or found.get("n", 0) < need else level_of(attainment)


def level_in(band: Band) -> str:
    """The level of a score, where it is the same whatever the missing numbers turn out to be."""
    if band.proven is None or band.possible is None:
        return NONE
    low, high = level_of(band.proven + 1e-9), level_of(band.possible + 1e-9)
    return low if low == high else NONE


def listed(names: list[str]) -> str:
    """`Traffic`, `Traffic and Delivery`, `Traffic, Leads and 3 more`."""
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
