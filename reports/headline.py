"""The verdict in a sentence or two, as home, the alignment page and the digest say it of one report."""

from datetime import date

from alignment.periods import WINDOW
from businesses.models import Business
from core.periods import Period, period_of
from reports.health import NO_NUMBER
from reports.shapes import ReportView
from reports.words import broken_words, constraint_words, headline_of, lead_words, window_words


def newest_period(business: Business, as_of: date, cadence: str) -> Period:
    """The period that ends with the last day covered."""
    return period_of(as_of, cadence, business.first_day)


def as_of_words(business: Business, as_of: date, cadence: str) -> str:
    """`4 weeks to week 47`."""
    period = newest_period(business, as_of, cadence)
    name = period.name[0].lower() + period.name[1:] if cadence == "weekly" else period.name
    return f"{window_words(WINDOW[cadence], cadence)} to {name}"


def start_with(report: ReportView) -> str:
    """The system to begin with where neither a broken link nor the constraint says so: that of the first finding
    about work."""
    names = {s.id: s.name for s in report.systems}
    if report.first_broken.get("system") or (report.constraint or {}).get("lever"):
        return ""
    kinds = ("false_productivity", "handoff_short", "constraint")
    for finding in report.findings:
        if finding.system_id in names and finding.kind in kinds:
            return names[finding.system_id]
    return ""


def headline(business: Business, report: ReportView) -> str:
    """The key of the headline: see `words.headline_of`."""
    return headline_of(report.business.verdict, goal_health(business, report), report.systems)


def goal_health(business: Business, report: ReportView) -> str:
    """How the ultimate outcome does."""
    goal = report.of_element(business.goal_id) if business.goal_id else None
    return goal.health if goal else "none"


def lead_of(business: Business, report: ReportView) -> str:
    """The sentences under the headline: which systems, where the chain breaks first, what holds it back, what was
    polished past the point of helping."""
    systems = lead_words(report.business.verdict, report.business.missing, report.systems, start_with(report))
    broken = broken_of(report, goal_health(business, report))
    return " ".join(filter(None, [systems, broken, constraint_of(report), polished_of(report)]))


def polished_of(report: ReportView) -> str:
    """The first over-optimised output (alignment.md 3.13), where no louder sentence is said."""
    if report.business.verdict != "working" or report.first_broken.get("system"):
        return ""
    return next((f"{f.title}." for f in report.findings if f.kind == "over_optimised"), "")


def constraint_of(report: ReportView) -> str:
    """The one lever of the chain that would give most (alignment.md 3.11), in words; nothing at a tie."""
    lever = (report.constraint or {}).get("lever")
    if not lever or report.first_broken.get("system"):
        return ""  # the sentence about the broken link says where to look
    chain = report.case["chain"]
    name = chain.get("names", {}).get(lever, lever)
    return constraint_words(name, report.metrics[chain["final"]].name if chain.get("final") else "")


def broken_of(report: ReportView, goal: str = "") -> str:
    """Where the chain breaks first, in words."""
    system = report.first_broken.get("system")
    if not system:
        return ""
    handed = any(
        h["class"] == "enough" and report.result["metrics"] for h in report.handoffs if _receiver(report, h) == system
    )
    missing = [
        m.name
        for m in report.metrics.values()
        if f"s{m.system_id}" == system and m.kind == "outcome" and m.score is None
    ]
    if report.business.missing.startswith(NO_NUMBER):
        missing = []  # the sentence before has named it
    return broken_words(report.first_broken, handed, missing, goal)


def _receiver(report: ReportView, handoff: dict[str, object]) -> str:
    for given in report.case.get("handoffs", []):
        if given["from"] == handoff["from"] and given.get("to") == handoff["to"]:
            if given.get("system"):
                return str(given["system"])
            metric = report.metrics.get(str(given.get("to")))
            return f"s{metric.system_id}" if metric else ""
    return ""
