"""Small cases for tests: everything has a default, so that a test names only what it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alignment import assess, case_from_dict

Dict = dict[str, Any]


def system(ident: str = "s", **keys: Any) -> Dict:
    """A system that raises no finding of its own."""
    return {"id": ident, "owner": "a", "people": ["a"], "process": ["b"], "technology": ["c"], **keys}


def output(ident: str = "x", values: Sequence[float | None] | None = None, **keys: Any) -> Dict:
    return {"id": ident, "system": "s", "kind": "output", "target": 100, "values": list(values or []), **keys}


def outcome(ident: str = "y", values: Sequence[float | None] | None = None, **keys: Any) -> Dict:
    return {"id": ident, "system": "s", "kind": "outcome", "target": 100, "values": list(values or []), **keys}


def business(*metrics: Dict, **keys: Any) -> Dict:
    """One system, and a link from x to y when both are there."""
    names = {metric["id"] for metric in metrics}
    links = [{"from": "x", "to": "y"}] if {"x", "y"} <= names else []
    return {
        "id": "b",
        "systems": [system()],
        "metrics": list(metrics),
        "links": links,
        "desired": ["y"] if "y" in names else [],
        **keys,
    }


def run(case: Dict) -> Dict:
    return assess(case_from_dict(case))


def quadrant(outputs: list[float | None], outcomes: list[float | None]) -> str:
    """The verdict of a business with one output and one outcome, given their attainments period by period."""
    case = business(output(values=_times(outputs)), outcome(values=_times(outcomes)), cadence="quarterly")
    return str(run(case)["quadrant"])


def _times(values: list[float | None]) -> list[float | None]:
    return [None if value is None else 100 * value for value in values]


def kinds(result: Dict) -> list[str]:
    return [finding["kind"] for finding in result["findings"]]


def finding(result: Dict, kind: str) -> Dict:
    found = [one for one in result["findings"] if one["kind"] == kind]
    assert found, f"no {kind} in {kinds(result)}"
    return dict(found[0])
