"""Section 5: one new reading recomputes one metric and its links; the rest comes from the report before."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from alignment import Parts, assess, case_from_dict, dumps
from benchmarks.engine import business as large
from tests.alignment.build import Dict, business, outcome, output
from tests.alignment.strategies import NUMBERS, cases


def told(case: Dict, known: dict[str, object] | None = None) -> tuple[str, Parts]:
    """The printed result, and the parts; known ones went through JSON as a store does."""
    parts = Parts(json.loads(json.dumps(known or {})))
    return dumps(assess(case_from_dict(case), parts=parts)), parts


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases(), st.data())
def test_the_same_bytes_with_and_without_the_report_before(case: Dict, data: st.DataObject) -> None:
    assume(case["metrics"])
    _, before = told(case)
    after = copy.deepcopy(case)
    data.draw(st.sampled_from(after["metrics"]))["values"].append(data.draw(NUMBERS))
    if data.draw(st.booleans()):
        after["metrics"].pop(0)
        gone = case["metrics"][0]["id"]
        after["links"] = [link for link in after["links"] if gone not in (link["from"], link["to"])]
        after["handoffs"] = [one for one in after["handoffs"] if gone not in (one["from"], one["to"])]
        after["desired"] = [name for name in after["desired"] if name != gone]
        for activity in after["activities"]:
            activity["serves"] = [name for name in activity["serves"] if name != gone]
    full, whole = told(after)
    quick, parts = told(after, before.kept)
    assert quick == full
    assert parts.kept == whole.kept
    assert parts.fresh == set(whole.kept) - set(before.kept)


def test_nothing_new_works_nothing_out() -> None:
    case = large(3)
    first, parts = told(case)
    assert len(parts.fresh) == len(parts.kept) == 100  # 60 metrics and 40 links
    again, other = told(case, parts.kept)
    assert (again, other.fresh) == (first, set())


def test_one_new_reading_is_one_metric_and_its_links() -> None:
    """x3 stands in two links; the last of its readings changes."""
    case: Any = large(3)
    _, before = told(case)
    changed = next(metric for metric in case["metrics"] if metric["id"] == "x3")
    changed["values"][-1] = 123.0
    its_own = [link for link in case["links"] if "x3" in (link["from"], link["to"])]
    full, _ = told(case)
    quick, parts = told(case, before.kept)
    assert quick == full
    assert sorted(key[0] for key in parts.fresh) == ["l"] * len(its_own) + ["m"]
    assert len(its_own) == 2


def test_what_a_part_depends_on_is_in_its_key() -> None:
    """A plan changes the metric's trend; a sign, a lag, a direction the link; a name or a weight nothing."""
    x, y = [float(v) for v in range(12)], [float(v * v % 7) for v in range(12)]
    plain = business(output(values=x), outcome(values=y))
    _, before = told(plain)
    changes: list[tuple[dict[str, Any], str]] = [
        ({"target": 50}, "m"),
        ({"direction": "lower", "target": 100}, "l"),
        ({"weight": 3}, ""),
        ({"name": "other"}, ""),
    ]
    for change, fresh in changes:
        _, parts = told(business(output(values=x, **change), outcome(values=y)), before.kept)
        assert "".join(sorted(key[0] for key in parts.fresh)) == fresh, change
    for link in ({"sign": -1}, {"lag": 1}):
        _, parts = told({**plain, "links": [{"from": "x", "to": "y", **link}]}, before.kept)
        assert [key[0] for key in parts.fresh] == ["l"]


def test_parts_nobody_can_read_are_worked_out() -> None:
    case = business(output(values=[1.0] * 12), outcome(values=[2.0] * 12))
    full, parts = told(case)
    assert told(case, dict.fromkeys(parts.kept, None))[0] == full
