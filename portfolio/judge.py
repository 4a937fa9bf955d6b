"""What a client's newest report says on its card, and its place in the list with the reason. No queries here."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from alignment.history import line
from alignment.parse import case_from_dict
from core.charts import shared_floor, two_lines
from portfolio.shapes import Client, Health, Shape
from portfolio.words import NEEDS, ago_words, listed, none_words, on_track_words
from reports.health import NONE, OFF, SLIP, metric_health, of_system, system_health

QUIET_AFTER = 21  # days without a reading
APART = 0.10  # points apart that are worth a word
PERIODS = 12
CASE_KEYS = ("id", "cadence", "until", "week_starts", "systems", "metrics")
RESULT_KEYS = ("systems", "metrics", "findings")
REPORT_KEYS = (*(f"case__{key}" for key in CASE_KEYS), *(f"result__{key}" for key in RESULT_KEYS))


def read_report(report: dict[str, Any], goal_id: int | None, aside: set[str]) -> Health:
    """Health, shapes, gap and open findings of one report."""
    case: dict[str, Any] = {key: report[f"case__{key}"] for key in CASE_KEYS}
    result: dict[str, Any] = {key: report[f"result__{key}"] or [] for key in RESULT_KEYS}
    case["cadence"] = case["cadence"] or "monthly"
    goal = next((m for m in case["metrics"] if m["id"] == f"e{goal_id}"), None)
    shapes = [Shape(s["id"], s["name"], system_health(case, result, s["id"])) for s in case["systems"]]
    open_ones = [f for f in result["findings"] if f["id"] not in aside]
    apart = [(_points_apart(result["systems"][s.id]), s) for s in shapes]
    points, widest = max(apart, key=lambda pair: pair[0], default=(0.0, None))
    drawn = widest if points > APART else _worst(shapes, widest)
    work, change = _scores(case, drawn.id) if drawn else ([], [])
    return Health(
        goal=metric_health(goal, case, result) if goal else system_health(case, result, None),
        shapes=shapes,
        said=_gap_words(points, widest, open_ones, shapes),
        points=points if points > APART else 0.0,
        work=work,
        change=change,
        tone=drawn.health if drawn else NONE,
        findings=open_ones,
    )


def _points_apart(system: dict[str, Any]) -> float:
    """What is proven of the work minus what is possible of the change: never more than it may be."""
    work, change = system["productivity"]["proven"], system["effectiveness"]["possible"]
    return 0.0 if work is None or change is None else float(work) - float(change)


def _worst(shapes: list[Shape], else_this: Shape | None) -> Shape | None:
    """The system to draw where no gap is wide: the first that is off track, else slipping."""
    return next((s for level in (OFF, SLIP) for s in shapes if s.health == level), else_this)


def _gap_words(points: float, widest: Shape | None, findings: list[dict[str, Any]], shapes: list[Shape]) -> str:
    if widest is not None and points > APART:
        return f"{round(points * 100)} points apart in {widest.name}"
    if findings:
        return str(findings[0]["title"])
    unmeasured = next((s.name for s in shapes if s.health == NONE), "")
    return f"{unmeasured} is not measured" if unmeasured else "Nothing apart"


def _scores(case: dict[str, Any], system: str) -> tuple[list[float | None], list[float | None]]:
    """Work done and change made in one system over the last periods; nothing when either has under two scores."""
    outputs, outcomes = (of_system(case, system, kind) for kind in ("output", "outcome"))
    small = {key: case[key] for key in ("id", "cadence", "until", "week_starts") if case[key] is not None}
    parsed = case_from_dict({**small, "systems": [{"id": system}], "metrics": [*outputs, *outcomes]})
    work, change = (
        line(parsed, [m for m in parsed.metrics if m.kind == kind], PERIODS) for kind in ("output", "outcome")
    )
    drawn = all(sum(v is not None for v in found) > 1 for found in (work, change))
    return (work, change) if drawn else ([], [])


def draw(clients: Iterable[Client]) -> None:
    """The small drawings of all cards, on one scale."""
    drawn = [client for client in clients if client.health.work]
    floor = shared_floor(line for client in drawn for line in (client.health.work, client.health.change))
    for client in drawn:
        client.lines = two_lines(client.health.work, client.health.change, width=PERIODS - 1, height=100, floor=floor)


def judge(client: Client, today: date) -> None:
    """Its place in the list, and the reason for it in words."""
    days = (today - client.last_day).days if client.last_day else None
    client.age = f"Newest numbers: {ago_words(days)}" if days is not None else "No numbers yet"
    # `last_day` is the first day of the newest period that was read: the silence begins when that one ends.
    client.silent_days = max(0, (days or 0) - 7)
    client.changed = _changed(client)
    shapes = client.health.shapes
    off = [s.name for s in shapes if s.health == OFF]
    if client.health.goal == OFF and not off:
        off = ["what it is all for"]
    slipping = [s.name for s in shapes if s.health == SLIP]
    if days is not None and days > QUIET_AFTER:
        client.rank, client.why = NEEDS["quiet"], f"Gone quiet: no readings for {client.silent_days // 7} weeks"
    elif off:
        client.rank, client.why = NEEDS["off"], f"Off track: {listed(off)}"
    elif slipping:
        client.rank, client.why = NEEDS["slip"], f"Slipping: {listed(slipping)}"
    elif days is None or any(s.health == NONE for s in shapes):
        client.rank, client.why = NEEDS["none"], none_words(shapes)
    else:
        client.rank, client.why = NEEDS["on"], on_track_words(client.review is not None, client.changed)
    client.urgent = client.changed and client.rank < NEEDS["on"]
    marks = {"review": client.changed, "quiet": client.rank == NEEDS["quiet"], "nobody": not client.people}
    client.marks = {mark for mark, on in marks.items() if on}


def _changed(client: Client) -> bool:
    """Whether there is a map that nobody reviewed as it is now."""
    if client.review is None:
        return bool(client.health.shapes)
    return client.review.map_revision < client.business.map_revision
