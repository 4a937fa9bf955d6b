"""Section 6.8: what must hold of every business there is."""

from __future__ import annotations

import copy
import json
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from alignment import assess, case_from_dict, dumps, load_case, words
from alignment.quadrant import Replay
from alignment.signals import usual_range
from alignment.trend import trend
from tests.alignment.build import Dict, business, outcome, output, run
from tests.alignment.strategies import READINGS, cases

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
KEYS = ["engine", "productivity", "effectiveness", "quadrant", "readings", "alignment", "components", "systems",
        "metrics", "links", "handoffs", "constraint", "first_broken", "effort", "findings"]  # fmt: skip


def numbers_in(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [number for entry in value.values() for number in numbers_in(entry)]
    if isinstance(value, list):
        return [number for entry in value for number in numbers_in(entry)]
    return [value] if isinstance(value, float) else []


@SLOW
@given(cases())
def test_every_case_is_assessed_with_finite_numbers_and_the_same_bytes(case: Dict) -> None:
    text = json.dumps(case)
    printed = dumps(assess(load_case(text)))
    assert printed == dumps(assess(load_case(text)))
    result = json.loads(printed)
    assert list(result) == KEYS
    for number in numbers_in(result):
        assert math.isfinite(number)
        assert float(f"{number:.9g}") == number
        assert str(number) != "-0.0"
    for name in ("productivity", "effectiveness", "alignment"):
        band = result[name]
        assert band["proven"] is None or 0 <= band["proven"] <= band["possible"] <= 1 + 1e-9
    for metric in result["metrics"].values():
        assert metric["attainment"] is None or 0 <= metric["attainment"] <= 1


@SLOW
@given(cases())
def test_findings_are_whole_ranked_and_can_be_said_again(case: Dict) -> None:
    found = run(case)["findings"]
    assert len({one["id"] for one in found}) == len(found)
    kept = json.loads(json.dumps(found))
    worth = [one["worth"] >= 0 for one in found]
    assert worth == sorted(worth, reverse=True)
    for one in kept:
        assert one["id"] == f"{one['kind']}:{one['subject']}"
        assert 0 <= one["severity"] <= 100
        assert 0 <= one["impact"] <= 1 + 1e-9
        assert 0 <= one["confidence"] <= 1
        assert words.render(one["kind"], one["numbers"]) == (one["title"], one["text"], one["next"])


@SLOW
@given(cases(), st.data())
def test_hiding_a_metric_never_raises_what_is_proven(case: Dict, data: st.DataObject) -> None:
    assume(case["metrics"])
    before = run(case)
    hidden = copy.deepcopy(case)
    one = data.draw(st.sampled_from(hidden["metrics"]))
    one["values"] = data.draw(st.sampled_from([[], [None] * 5, [*one["values"], None, None, None]]))
    after = run(hidden)
    for name in ("productivity", "effectiveness"):
        assert before[name]["proven"] is None or after[name]["proven"] <= before[name]["proven"] + 1e-9


@SLOW
@given(cases(), st.randoms(use_true_random=False))
def test_order_in_the_file_changes_nothing(case: Dict, order: Any) -> None:
    shuffled = copy.deepcopy(case)
    for key in ("metrics", "links", "handoffs", "desired", "activities"):
        order.shuffle(shuffled[key])
    one, other = run(case), run(shuffled)
    for key in set(KEYS) - {"links", "handoffs", "effort", "findings"}:
        assert one[key] == other[key], key
    assert {finding["id"]: finding for finding in one["findings"]} == {
        finding["id"]: finding for finding in other["findings"]
    }
    links = {(link["from"], link["to"]): link for link in one["links"]}
    assert links == {(link["from"], link["to"]): link for link in other["links"]}


@SLOW
@given(cases())
def test_names_change_nothing_but_the_words(case: Dict) -> None:
    renamed = copy.deepcopy(case)
    for metric in renamed["metrics"]:
        metric["name"] = f"other {metric['id']}"
    one, other = run(case), run(renamed)
    assert {**one, "findings": []} == {**other, "findings": []}
    assert [finding["id"] for finding in one["findings"]] == [finding["id"] for finding in other["findings"]]


@SLOW
@given(cases())
def test_scores_in_a_block_are_the_exact_ones(case: Dict) -> None:
    """Whatever the plans, dates, cadences and numbers, at every period of the replay."""
    parsed = case_from_dict(case)
    replay = Replay(parsed)
    for metrics in (parsed.of_kind("output"), parsed.of_kind("outcome")):
        for one, other in zip(replay.exact(metrics), replay.scores(metrics), strict=True):
            assert one == other if one is None or other is None else one == pytest.approx(other, abs=1e-12)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(READINGS, max_size=500), st.lists(READINGS, max_size=500), st.sampled_from(["weekly", "monthly"]))
def test_any_series_of_any_length(x: list[Any], y: list[Any], cadence: str) -> None:
    result = run(business(output(values=x), outcome(values=y), cadence=cadence))
    assert all(math.isfinite(number) for number in numbers_in(result))


@pytest.mark.parametrize("n", [0, 1, 2, 5, 6, 7, 8, 9, 10, 17, 18, 100, 500, 3000])
@pytest.mark.parametrize("value", [0.0, 1.0, -1.0, 1e300, 1e-300, 1.7e308])
def test_equal_values_of_any_length(n: int, value: float) -> None:
    result = run(business(output(values=[value] * n), outcome(values=[value] * n)))
    assert result["metrics"]["x"]["signals"] == []
    assert result["metrics"]["x"]["trend"] == ("flat" if n >= 8 else "not_enough")
    assert {link["class"] for link in result["links"]} == {"not_enough"}
    trend([value] * n)
    usual_range([value] * n)


@given(st.floats(0.5, 2000), st.integers(1, 60), st.sampled_from(["2026-01-04", "2026-05-31", "2026-12-27"]))
@settings(max_examples=30, deadline=None)
def test_a_steady_week_makes_a_steady_month(rate: float, weeks: int, until: str) -> None:
    """Five-week months invariance, through a hand-off of a weekly flow into a monthly one."""
    case = case_from_dict(
        business(
            output(values=[rate] * weeks, cadence="weekly"),
            output("v", [rate] * 12, target=rate),
            outcome(),
            handoffs=[{"from": "x", "to": "v"}],
            until=until,
        )
    )
    handed = assess(case)["handoffs"]
    assert isinstance(handed, list)
    if handed[0]["conversion"] is not None:
        assert handed[0]["conversion"] == pytest.approx(7 / 30.4375)


@SLOW
@given(cases(), st.integers(-60, 60))
def test_a_verdict_does_not_depend_on_the_unit(case: Dict, power: int) -> None:
    """All numbers of one metric times 2^k: attainment, quadrant and trends stay (exact in binary)."""
    for metric in case["metrics"]:
        flat = [abs(value) for value in metric["values"] if value]
        for key in ("target", "lo", "hi"):
            flat += [abs(metric[key])] if metric.get(key) else []
        for plan in metric.get("targets", []):
            flat += [abs(plan[key]) for key in ("value", "lo", "hi") if plan.get(key)]
        assume(all(1e-100 < value < 1e100 for value in flat))
    scaled = copy.deepcopy(case)
    for metric in scaled["metrics"]:
        metric["values"] = [None if value is None else value * 2.0**power for value in metric["values"]]
        for place in (metric, *metric.get("targets", [])):
            for key in ("target", "lo", "hi", "value"):
                if place.get(key) is not None:
                    place[key] *= 2.0**power
    one, other = run(case), run(scaled)
    for key in ("productivity", "effectiveness", "quadrant", "systems", "links"):
        assert one[key] == other[key], key
    for name, metric in one["metrics"].items():
        assert metric["trend"] == other["metrics"][name]["trend"]
        assert metric["attainment"] == other["metrics"][name]["attainment"]


def test_the_rules_bind_by_stored_seeds() -> None:
    """Two runs in one process and a relabelled business give the same link verdicts."""
    values = [float((i * 37) % 11 + i) for i in range(30)]
    later = [float((i * 37) % 11 + i) + (i % 3) for i in range(30)]
    case = business(output(values=values), outcome(values=later))
    assert run(case)["links"] == run(case)["links"]
