"""What the page of one system, or of one element, prints."""

from dataclasses import dataclass
from typing import Any

from businesses.models import AuditRow, Business
from core.periods import local_today
from core.templatetags.ui import HEALTH_WORDS
from metrics.models import Metric
from reports.models import Report
from reports.queries import latest_report, metric_view
from reports.shapes import FindingView, MetricScore, ReportView
from systems.models import Element, System
from systems.queries import Kind, MapData, load_map
from systems.rows import PARTS, Addresses, Link, sections
from workspace.map_page import gap_figure, map_address
from workspace.map_shapes import GapFigure
from workspace.proofs import proofs_of

LATEST = 8


def system_page(business: Business, system_id: int) -> dict[str, Any] | None:
    """A system whole, with its findings; None when it is not on the map. Ten queries."""
    data, report = load_map(business), latest_report(business)
    system = next((s for s in data.systems if s.pk == system_id), None)
    if system is None:
        return None
    score = next((s for s in report.systems if s.id == system.pk), None) if report else None
    feeds_it, it_feeds = neighbours(data, system)
    return {
        "system": system,
        "sections": list(sections(data, system).values()),
        "place": place_of(data, system),
        "level": score.health if score else "none",
        "verdict": score.verdict_said if score else "",
        "drawer_words": drawer_words(score.health, score.verdict_said) if score else "",
        "still_working": score is not None and score.health == "off" and score.verdict == "working",
        "figure": figure_of(data, report, system),
        "feeds_it": feeds_it,
        "it_feeds": it_feeds,
        "findings": findings_of(report, system),
        "proofs": proofs_of(data, report, {e.pk for e in data.elements.values() if e.system_id == system.pk}),
        "has_report": report is not None,
        "map_url": map_address(business),
        "self_url": Addresses(business.slug).system(system.pk),
    }


def drawer_words(level: str, verdict: str) -> str:
    """`Off track: busy, not working`; "Not measured" and what is missing, without a second colon."""
    word = HEALTH_WORDS[level]
    return f"{word}{', ' if ':' in verdict else ': '}{verdict[:1].lower()}{verdict[1:]}"


def place_of(data: MapData, system: System) -> str:
    """`System 2 of 4`, or that it holds the chain up."""
    if system.kind == System.Kind.SUPPORT:
        return "Holding it up"
    order = [s.pk for s in data.chain]
    return f"System {order.index(system.pk) + 1} of {len(order)}" if system.pk in order else "System"


def neighbours(data: MapData, system: System) -> tuple[list[Link], list[Link]]:
    """Who feeds it, and whom it feeds: other systems with what is handed over."""
    addresses = Addresses(data.business.slug)
    before, after = [], []
    for e in data.cell(system, Kind.INPUT):
        for flow in data.fed_by.get(e.pk, []):
            other = data.elements[flow.output_id]
            before.append(Link(other.text, other.system.name, addresses.system(other.system_id)))
    for e in data.cell(system, Kind.OUTPUT):
        for flow in data.feeds.get(e.pk, []):
            other = data.elements[flow.input_id]
            after.append(Link(e.text, other.system.name, addresses.system(other.system_id)))
    return before, after


def figure_of(data: MapData, report: ReportView | None, system: System) -> GapFigure | None:
    """Two lines of the first output and outcome that are linked, else of the first ones that have numbers."""
    outputs, outcomes = data.cell(system, Kind.OUTPUT), data.cell(system, Kind.OUTCOME)
    linked = [(c.source_id, o.pk) for o in outcomes for c in data.causes.get(o.pk, [])]
    pairs = [*linked, *((x.pk, y.pk) for y in outcomes for x in outputs)]
    made = {e.pk for e in outputs}
    return next((f for x, y in pairs if x in made and (f := gap_figure(report, x, y, 420, 110))), None)


def findings_of(report: ReportView | None, system: System) -> list[FindingView]:
    """What the newest report says about this system."""
    return [f for f in report.findings if f.system_id == system.pk][:LATEST] if report else []


def newest_report(business: Business) -> Report | None:
    """The newest report as it is stored. One query."""
    return Report.objects.filter(business=business).order_by("-id").first()


def scores_of(report: Report | None, metrics: list[Metric]) -> dict[str, MetricScore]:
    """What a report says of a few metrics, without reading the rest of it."""
    if report is None:
        return {}
    wanted = {f"e{m.element_id}" if m.is_main else f"m{m.pk}" for m in metrics}
    found = (m for m in report.case["metrics"] if m["id"] in wanted)
    return {m["id"]: metric_view(m, report.case, report.result) for m in found}


@dataclass(frozen=True)
class Change:
    """One line of what changed."""

    words: str
    who: str
    when: str


VERBS = {
    "add": "Added",
    "edit": "Changed",
    "remove": "Removed",
    "restore": "Put back",
    "move": "Moved",
    "set": "Made the point of it all",
}
NAMES = {
    "text": "the words", "source": "where it comes from", "unit": "what it is counted in",
    "definition": "what counts as one", "who": "who does it", "hours": "hours", "cadence": "how often",
    "rate": "cost of an hour", "cost": "other money",
    "must_do": "whether it must be done", "facet": "what it is", "owner": "who looks after it", "why": "why it matters",
    "desired_for": "what it is wanted for",
}  # fmt: skip


def changes_of(business: Business, element: Element) -> list[Change]:
    """The newest changes of an element, from the log. One query."""
    rows = AuditRow.objects.filter(business=business, object_type="element", object_id=element.pk)
    found = []
    for row in rows.select_related("actor").order_by("-at", "-id")[:LATEST]:
        day = local_today(row.at, business.time_zone)
        who = row.actor.called if row.actor else "Outcomes"
        found.append(Change(_change_words(row), who, f"{day.day} {day:%B %Y}"))
    return found


def _change_words(row: AuditRow) -> str:
    verb = VERBS.get(row.what.rpartition("_")[2], "Changed")
    if verb != "Changed" or not row.after:
        return verb
    if set(row.after) == {"text"}:
        return f"“{(row.before or {}).get('text', '')}” became “{row.after['text']}”"
    return "Changed " + ", ".join(NAMES.get(name, name) for name in row.after)


__all__ = ["PARTS", "Change", "changes_of", "newest_report", "scores_of", "system_page"]
