"""What changed between the report of the last digest and this one: new, worse, fixed, better. Never why.

A gap is an outcome that is slipping or off track. It is new, or worse (off track from slipping, or ten points wider),
or fixed (on track again; one that is no longer measured is not fixed).
"""

from typing import Any

from businesses.models import Business
from core.templatetags.ui import HEALTH_WORDS
from digests.shapes import Line
from reports.health import metric_health
from reports.models import Report
from reports.queries import score_view
from reports.shapes import ReportView, points
from reports.subjects import gap_points
from reports.words import amount

MOVED = 3  # points of score that count as a move
WIDER = 10  # points by which a gap grows before it is worse
GAPS = ("slip", "off")
EACH = 2  # lines of one label
RANK = {"on": 0, "slip": 1, "none": 2, "off": 3}


def changes(business: Business, now: ReportView, before: Report) -> list[Line]:
    """Every change, the most telling of each kind first."""
    if now.id == before.pk:
        return []
    systems = _systems(now, before)
    gaps = gap_changes(before.case, before.result, now.case, now.result)
    moves = [move for move in _moves(business, now, before) if move[2] not in gaps]
    silent = [
        Line("Quiet", f"{m.name} has no number lately.")
        for m in now.metrics.values()
        if before.result["metrics"].get(m.id, {}).get("fresh") and not m.fresh
    ]
    return [
        *_gaps(business, now, gaps, "new"),
        *_new(now, before),
        *_gaps(business, now, gaps, "worse"),
        *(Line("Worse", text) for by, text in systems if by > 0),
        *(Line("Worse", text) for by, text, _ in moves if by < 0),
        *silent,
        *_gaps(business, now, gaps, "fixed"),
        *_fixed(now, before),
        *(Line("Better", text) for by, text in systems if by < 0),
        *(Line("Better", text) for by, text, _ in moves if by > 0),
    ]


def gap_changes(
    case_before: dict[str, Any], before: dict[str, Any], case_now: dict[str, Any], now: dict[str, Any]
) -> dict[str, str]:
    """Outcome → `new`, `worse` or `fixed`, from two reports as they are stored. What digests "on change" wait for."""
    then, today = gaps_of(case_before, before), gaps_of(case_now, now)
    found: dict[str, str] = {}
    for key, (health, gap) in today.items():
        if health not in GAPS:
            if health == "on" and then.get(key, ("", 0))[0] in GAPS:
                found[key] = "fixed"
            continue
        was, gap_then = then.get(key, ("none", 0))
        if was not in GAPS:
            found[key] = "new"
        elif RANK[health] > RANK[was] or gap >= gap_then + WIDER:
            found[key] = "worse"
    return found


def gaps_of(case: dict[str, Any], result: dict[str, Any]) -> dict[str, tuple[str, int]]:
    """Outcome → its health and how many points it is from its plan."""
    main = [m for m in case["metrics"] if m["kind"] == "outcome" and not m.get("of")]
    attained = {m["id"]: result["metrics"].get(m["id"], {}).get("attainment") for m in main}
    return {m["id"]: (metric_health(m, case, result), gap_points(attained[m["id"]])) for m in main}


def _gaps(business: Business, now: ReportView, gaps: dict[str, str], which: str) -> list[Line]:
    found = []
    for key, change in gaps.items():
        metric = now.metrics[key]
        if change != which:
            continue
        level = f"on average {amount(business, metric.level, metric.unit)}"
        word = HEALTH_WORDS[metric.health].lower()
        said = {"new": f"is {word} now", "worse": f"is {word}, and further from its plan", "fixed": f"is {word} again"}
        found.append(Line(which.capitalize(), f"{metric.name} {said[which]}: {level}."))
    return found


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


def _moves(business: Business, now: ReportView, before: Report) -> list[tuple[int, str, str]]:
    found = []
    for metric in now.metrics.values():
        was: dict[str, Any] = before.result["metrics"].get(metric.id, {})
        earlier = points(was.get("attainment"))
        if metric.score is None or earlier is None or metric.level is None or metric.kind == "input":
            continue
        by = metric.score - earlier
        if abs(by) >= MOVED:
            way = "came nearer to its plan" if by > 0 else "moved away from its plan"
            said = f"{metric.name} {way}: on average {amount(business, metric.level, metric.unit)}."
            found.append((by, said, metric.id))
    return sorted(found, key=lambda f: (-abs(f[0]), f[1]))
