"""What changed between two reports, for home: systems whose health changed, numbers that went quiet or moved."""

from dataclasses import dataclass

from businesses.models import Business
from core.templatetags.ui import HEALTH_WORDS
from reports.models import Report
from reports.queries import score_view
from reports.shapes import ReportView
from reports.words import amount

MOST = 4
MOVED = 3  # points of score that count as a move


@dataclass(frozen=True)
class Change:
    """One line: a name, and what happened to it."""

    level: str
    name: str
    words: str


def changes(business: Business, now: ReportView, before: Report) -> list[Change]:
    """At most four, systems first, then silence, then the widest moves."""
    return [*_systems(now, before), *_silences(now, before), *_moves(business, now, before)][:MOST]


def _systems(now: ReportView, before: Report) -> list[Change]:
    found = []
    for score in now.systems:
        if f"s{score.id}" not in before.result["systems"]:
            continue
        was = score_view(f"s{score.id}", score.name, score.kind, before.case, before.result).health
        if was != score.health:
            words = f"went from {HEALTH_WORDS[was].lower()} to {HEALTH_WORDS[score.health].lower()}"
            found.append(Change(score.health, score.name, words))
    return found


def _silences(now: ReportView, before: Report) -> list[Change]:
    return [
        Change("none", metric.name, "has no number lately")
        for metric in now.metrics.values()
        if before.result["metrics"].get(metric.id, {}).get("fresh") and not metric.fresh
    ]


def _moves(business: Business, now: ReportView, before: Report) -> list[Change]:
    moves = []
    for metric in now.metrics.values():
        was = before.result["metrics"].get(metric.id, {})
        if metric.score is None or was.get("attainment") is None or metric.level is None:
            continue
        by = metric.score - round(was["attainment"] * 100)
        if abs(by) < MOVED:
            continue
        to = amount(business, metric.level, metric.unit)
        words = f"came nearer to its plan: on average {to}" if by > 0 else f"moved away from its plan: on average {to}"
        moves.append((abs(by), Change(metric.health, metric.name, words)))
    return [change for _, change in sorted(moves, key=lambda m: (-m[0], m[1].name))]
