"""What a finding is about: the ids in its key, resolved against the case it was raised from."""

from dataclasses import dataclass
from typing import Any

from core.templatetags.ui import HEALTH_WORDS
from reports.health import NONE, metric_health, system_health

UNKNOWN_GAP = 50

# Kinds that say what they are rather than how something does.
KIND_WORDS = {
    "unfed_input": "Missing link",
    "orphan_output": "Missing link",
    "unsupported_outcome": "Missing link",
    "dead_end_outcome": "Missing link",
    "loop": "Links in a circle",
    "unit_mismatch": "Different words",
    "contradicted_link": "Not as expected",
    "misaligned_activity": "Serves nothing",
    "unmeasured": "Not measured",
    "stale": "Not measured",
    "no_target": "No plan",
    "vague_outcome": "Not clear yet",
    "no_outcome": "Not named yet",
    "no_desired": "Not named yet",
    "no_owner": "Nobody named",
    "missing_people": "Nobody named",
    "missing_process": "No playbook",
    "missing_technology": "No tools",
    "constraint": "Start here",
}


@dataclass(frozen=True)
class Subject:
    """A finding's place in the map, and how far it is from its plan."""

    ids: list[str]
    health: str
    where: str
    system_id: int | None
    outcome_id: int | None
    apart: int | None
    gap: int


def word_of(kind: str, health: str) -> str:
    """The word beside the shape: `Off track`, `Missing link`."""
    return KIND_WORDS.get(kind, HEALTH_WORDS[health])


def subject_of(finding: dict[str, Any], case: dict[str, Any], result: dict[str, Any]) -> Subject:
    """The ids are one (`e4`), a pair (`e4>e9`), a system (`s2`), a lever, or a word for the whole business."""
    ids = str(finding["subject"]).split(">")
    metrics = {m["id"]: m for m in case["metrics"]}
    systems = {s["id"]: s["name"] for s in case["systems"]}
    places = [place for place in (_system_of(i, case, metrics, systems) for i in ids) if place]
    outcome = _outcome(ids, finding, case, metrics)
    health = NONE
    if outcome and finding["kind"] not in KIND_WORDS:
        health = metric_health(outcome, case, result)
    elif places and finding["kind"] not in KIND_WORDS:
        health = system_health(case, result, places[-1])
    return Subject(
        ids=ids,
        health=health,
        where=" to ".join(dict.fromkeys(systems[p] for p in places)),
        system_id=int(places[-1][1:]) if places else None,
        outcome_id=_outcome_id(outcome),
        apart=_apart(ids, result),
        gap=gap_of(finding, result),
    )


def outcome_id_of(finding: dict[str, Any], metrics: list[dict[str, Any]], chain: dict[str, Any] | None) -> int | None:
    """The outcome on the map that a finding is about, from the little of its case that tells."""
    ids = str(finding["subject"]).split(">")
    return _outcome_id(_outcome(ids, finding, {"chain": chain}, {m["id"]: m for m in metrics}))


def _outcome_id(metric: dict[str, Any] | None) -> int | None:
    """The element behind an outcome's series, also where it is not the main one."""
    if metric is None or metric["kind"] != "outcome":
        return None
    return int((metric.get("of") or metric["id"])[1:])


def gap_of(finding: dict[str, Any], result: dict[str, Any]) -> int:
    """Points from the plan of what the finding is about; its severity where it is about no metric."""
    last = str(finding["subject"]).split(">")[-1]
    if last not in result["metrics"]:
        return round(float(finding.get("severity", 0)))
    attainment: float | None = result["metrics"][last].get("attainment")
    return gap_points(attainment)


def gap_points(attainment: float | None) -> int:
    """Points from the plan: with the printed score they make 100."""
    return UNKNOWN_GAP if attainment is None else 100 - round(attainment * 100)


def _apart(ids: list[str], result: dict[str, Any]) -> int | None:
    """How much better the first of a pair does than the second, in points."""
    scores: list[float] = [result["metrics"].get(i, {}).get("attainment") for i in ids]
    # Of the printed scores: 100 and 42 are 58 apart, whatever 42.5 would have made of it.
    return None if len(scores) != 2 or None in scores else round(scores[0] * 100) - round(scores[1] * 100)


def _system_of(
    subject: str, case: dict[str, Any], metrics: dict[str, dict[str, Any]], systems: dict[str, str]
) -> str | None:
    if subject in systems:
        return subject
    if subject in metrics:
        return str(metrics[subject]["system"])
    for activity in case.get("activities", []):
        if activity["id"] == subject:
            system: str | None = activity.get("system")
            return system
    for place in case["systems"]:
        if any(i["id"] == subject for i in place.get("inputs", [])):
            return str(place["id"])
    return None


def _outcome(
    ids: list[str], finding: dict[str, Any], case: dict[str, Any], metrics: dict[str, dict[str, Any]]
) -> dict[str, Any] | None:
    """The metric that should move: the second of a pair, the subject itself, or the chain's last."""
    if finding["kind"] == "constraint" and case.get("chain"):
        return metrics.get(case["chain"]["final"])
    return metrics.get(ids[-1])
