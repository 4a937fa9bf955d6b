"""What changed between the report of the last digest and this one: new, worse, fixed, better. Never why."""

from typing import Any

from businesses.models import Business
from core.templatetags.ui import HEALTH_WORDS
from digests.shapes import Line
from reports.models import Report
from reports.queries import score_view
from reports.shapes import ReportView, points
from reports.words import amount

MOVED = 3  # points of score that count as a move
EACH = 2  # lines of one label
RANK = {"on": 0, "slip": 1, "none": 2, "off": 3}


def changes(business: Business, now: ReportView, before: Report) -> list[Line]:
    """Every change, the most telling of each kind first."""
    if now.id == before.pk:
        return []
    systems = _systems(now, before)
    moves = _moves(business, now, before)
    silent = [
        Line("Quiet", f"{m.name} has no number lately.")
        for m in now.metrics.values()
        if before.result["metrics"].get(m.id, {}).get("fresh") and not m.fresh
    ]
    return [
        *_new(now, before),
        *(Line("Worse", text) for by, text in systems if by > 0),
        *(Line("Worse", text) for by, text in moves if by < 0),
        *silent,
        *_fixed(now, before),
        *(Line("Better", text) for by, text in systems if by < 0),
        *(Line("Better", text) for by, text in moves if by > 0),
    ]


def shortened(lines: list[Line]) -> list[Line]:
    """At most two of each label."""
    kept: list[Line] = []
    for line in lines:
        if sum(k.label == line.label for k in kept) < EACH:
            kept.append(line)
    return kept


def _new(now: ReportView, before: Report) -> list[Line]:
    known = {f["id"] for f in before.result["findings"]}
    return [Line("New", _placed(f.where, f.title)) for f in now.findings if f.key not in known]


def _fixed(now: ReportView, before: Report) -> list[Line]:
    left = {f["id"] for f in now.result["findings"]}
    gone = [f for f in before.result["findings"] if f["id"] not in left and f.get("worth", 0) >= 0]
    return [Line("Fixed", f"{f['title']} is no longer found.") for f in gone if f.get("title")]


def _placed(where: str, title: str) -> str:
    return f"{where}: {title[:1].lower()}{title[1:]}." if where else f"{title}."


def _systems(now: ReportView, before: Report) -> list[tuple[int, str]]:
    found = []
    for score in now.systems:
        if f"s{score.id}" not in before.result["systems"]:
            continue
        was = score_view(f"s{score.id}", score.name, score.kind, before.case, before.result).health
        by = RANK[score.health] - RANK[was]
        if by:
            words = f"{score.name} went from {HEALTH_WORDS[was].lower()} to {HEALTH_WORDS[score.health].lower()}."
            found.append((by, words))
    return sorted(found, key=lambda f: -abs(f[0]))


def _moves(business: Business, now: ReportView, before: Report) -> list[tuple[int, str]]:
    found = []
    for metric in now.metrics.values():
        was: dict[str, Any] = before.result["metrics"].get(metric.id, {})
        earlier = points(was.get("attainment"))
        if metric.score is None or earlier is None or metric.level is None or metric.kind == "input":
            continue
        by = metric.score - earlier
        if abs(by) >= MOVED:
            way = "came nearer to its plan" if by > 0 else "moved away from its plan"
            found.append((by, f"{metric.name} {way}: on average {amount(business, metric.level, metric.unit)}."))
    return sorted(found, key=lambda f: (-abs(f[0]), f[1]))
