"""Health of today (design.md §3) and the words of a verdict, from an assessment and the case it was made from.

Pure: dictionaries in, words out. Health looks at the level of today; the verdict (the engine's quadrant) remembers.
"""

from collections.abc import Iterable
from typing import Any

from alignment.words.names import inside

ON, SLIP, OFF, NONE = "on", "slip", "off", "none"
WORST_FIRST = (OFF, NONE, SLIP, ON)
ON_FROM, SLIP_FROM = 0.90, 0.75
NEEDED = {"weekly": 4, "monthly": 3, "quarterly": 2}  # readings before a level is judged (alignment.md 3.4)
NO_NUMBER = "no number yet for "

VERDICTS = {
    "working": "Working",
    "false_productivity": "Busy, not working",
    "outcome_without_output": "Result without the work",
    "stalled": "Stuck",
    "unknown": "Too early to tell",
}

Case = dict[str, Any]
Result = dict[str, Any]


def level_of(attainment: float) -> str:
    """`on` from 90, `slip` from 75, else `off`."""
    return ON if attainment >= ON_FROM else SLIP if attainment >= SLIP_FROM else OFF


def cadence_of(metric: dict[str, Any], case: Case) -> str:
    """A metric's own cadence, else the business's."""
    return str(metric.get("cadence") or case.get("cadence", "monthly"))


def needed(metric: dict[str, Any], case: Case) -> int:
    """How many readings this metric is judged with."""
    return NEEDED[cadence_of(metric, case)]


def judged(metric: dict[str, Any], case: Case, result: Result) -> float | None:
    """The attainment when there is a plan and enough fresh readings, else None."""
    found = result["metrics"].get(metric["id"], {})
    if found.get("n", 0) < needed(metric, case):
        return None
    attainment: float | None = found.get("attainment")
    return attainment


def metric_health(metric: dict[str, Any], case: Case, result: Result) -> str:
    """Not measured without a plan, without a fresh reading, or with too few of them; never green by silence."""
    attainment = judged(metric, case, result)
    return NONE if attainment is None else level_of(attainment)


def weights(metrics: list[dict[str, Any]]) -> dict[str, float]:
    """Each metric's share: the series of one element divide its weight in equal parts."""
    series: dict[str, int] = {}
    for metric in metrics:
        main = metric.get("of") or metric["id"]
        series[main] = series.get(main, 0) + 1
    whole = {metric["id"]: metric.get("weight", 1) for metric in metrics if not metric.get("of")}
    return {m["id"]: whole.get(m.get("of") or m["id"], 1) / series[m.get("of") or m["id"]] for m in metrics}


def axis_health(metrics: list[dict[str, Any]], case: Case, result: Result) -> str:
    """The level of some metrics together, where it is the same whatever the missing ones turn out to be."""
    share = weights(metrics)
    total = sum(share.values())
    if not total:
        return NONE
    known = [(judged(m, case, result), share[m["id"]]) for m in metrics]
    proven = sum(a * w for a, w in known if a is not None) / total
    possible = proven + sum(w for a, w in known if a is None) / total
    # Sums of parts such as 1/3 may miss a cut by their rounding alone.
    low, high = level_of(proven + 1e-9), level_of(possible + 1e-9)
    return low if low == high else NONE


def of_system(case: Case, system: str | None, kind: str) -> list[dict[str, Any]]:
    """The metrics of one kind in a system, or in all."""
    return [m for m in case["metrics"] if m["kind"] == kind and system in (None, m["system"])]


def worst(levels: Iterable[str]) -> str:
    """Off track, then not measured, then slipping, then on track."""
    return min(levels, key=WORST_FIRST.index, default=NONE)


def system_health(case: Case, result: Result, system: str | None) -> str:
    """The worse of its productivity and its effectiveness; with no system, of the whole business."""
    return worst(axis_health(of_system(case, system, kind), case, result) for kind in ("output", "outcome"))


def has_plan(metric: dict[str, Any], case: Case) -> bool:
    """Whether a plan is in force on the last day covered."""
    if metric.get("targets"):
        return any(plan["from"] <= case.get("until", "9999") for plan in metric["targets"])
    return metric.get("target") is not None or metric.get("lo") is not None


def what_is_missing(case: Case, result: Result, system: str | None) -> str:
    """Why it is too early to tell (alignment.md 3.7): `2 of 4 readings`, `no plan for follow-up calls`.

    "0 of 4 readings" would be untrue of somebody who entered eight of everything but one: then that one is named.
    """
    outputs, outcomes = of_system(case, system, "output"), of_system(case, system, "outcome")
    if not outcomes:
        return "nothing named that it should change"
    if not outputs:
        return "nothing named that it should produce"
    for metric in (*outcomes, *outputs):
        if not has_plan(metric, case):
            return f"no plan for {inside(metric['name'])}"
    for metric in (*outcomes, *outputs):
        recorded = any(value is not None for value in metric.get("values", []))
        if recorded and not result["metrics"].get(metric["id"], {}).get("fresh"):
            return f"no recent number for {inside(metric['name'])}"
    bare = [m["name"] for m in (*outcomes, *outputs) if all(value is None for value in m.get("values", []))]
    if bare and len(bare) < len(outputs) + len(outcomes):
        others = f" and {len(bare) - 1} other{'' if len(bare) == 2 else 's'}" if len(bare) > 1 else ""
        return f"{NO_NUMBER}{inside(bare[0])}{others}"
    scored = result if system is None else result["systems"].get(system, {})
    have_need = scored.get("readings")
    return f"{have_need[0]} of {have_need[1]} readings" if have_need else ""


def unjudged(case: Case, result: Result, system: str | None) -> list[str]:
    """Names of the outputs and outcomes that a score can only be judged with."""
    metrics = of_system(case, system, "output") + of_system(case, system, "outcome")
    return [m["name"] for m in metrics if result["metrics"].get(m["id"], {}).get("attainment") is None]
