"""Sections 3.12, 3.14, 3.15: what raises a finding, what it weighs, how findings are ordered."""

from __future__ import annotations

from typing import Any

import pytest

from alignment.findings import Finding, ranked
from tests.alignment.build import Dict, business, finding, kinds, outcome, output, run, system

N = None
ON: list[Any] = [100.0] * 8


def ids(result: Dict) -> set[str]:
    return {one["id"] for one in result["findings"]}


def healthy(**keys: Any) -> Dict:
    return business(output(values=ON), outcome(values=ON), **keys)


def test_a_healthy_business_raises_nothing() -> None:
    assert run(healthy())["findings"] == []


@pytest.mark.parametrize(
    ("case", "expected", "severity", "worth"),
    [
        (business(output(), outcome(values=ON)), "unmeasured:x", 23.75, 0.2275),
        (business(output(values=ON), outcome(values=ON, target=N)), "no_target:y", 19, 0.1875),
        (business(output(values=ON), outcome(values=[*ON, N, N, N])), "stale:y", 14.25, 0.14),
        (business(outcome(values=ON)), "unsupported_outcome:y", 23.75, 0.2175),
        (business(output(values=ON), systems=[system()]), "no_outcome:s", 9.5, 0.09),
        (healthy(desired=[]), "no_desired:business", 14.25, 0.14),
        (healthy(systems=[system(owner=N)]), "no_owner:s", 3.8, 0.0355),
        (healthy(systems=[system(people=[])]), "missing_people:s", 3.8, 0.008),
        (healthy(systems=[system(process=[])]), "missing_process:s", 3.8, 0.018),
        (healthy(systems=[system(technology=[])]), "missing_technology:s", 3.8, 0.008),
        (healthy(systems=[system(inputs=[{"id": "i"}])]), "unfed_input:i", 9.5, 0.085),
        (
            business(output(values=ON), outcome(values=ON), outcome("z", ON), links=[
                {"from": "x", "to": "y"}, {"from": "x", "to": "z"}]),
            "dead_end_outcome:z", 3.8, 0.033,
        ),
        (business(output("o", ON), output(values=ON), outcome(values=ON)), "orphan_output:o", 2.85, 0.0235),
        (healthy(activities=[{"id": "a", "hours": 5}]), "misaligned_activity:a", 45, 0.445),
        (
            business(output(values=ON), outcome(values=ON, statement="Lots of good leads.")),
            "vague_outcome:y", 11.4, 0.1115,
        ),
    ],
)  # fmt: skip
def test_structural_kinds(case: Dict, expected: str, severity: float, worth: float) -> None:
    found = next(one for one in run(case)["findings"] if one["id"] == expected)
    assert found["severity"] == pytest.approx(severity)
    assert found["worth"] == pytest.approx(worth)


def test_an_orphan_asks_for_no_numbers() -> None:
    case = business(output("o", target=N), output("o2", of="o"), output(values=ON), outcome(values=ON))
    assert ids(run(case)) == {"orphan_output:o"}


def test_a_second_series_raises_only_what_its_numbers_lack() -> None:
    case = business(output(values=ON), outcome(values=ON), outcome("y2", of="y", target=N, statement="More."))
    assert ids(run(case)) == {"unmeasured:y2", "no_target:y2"}


@pytest.mark.parametrize("source", ["flow", "outside"])
def test_a_fed_input_raises_nothing(source: str) -> None:
    assert run(healthy(systems=[system(inputs=[{"id": "i", "source": source}])]))["findings"] == []


def test_the_same_input_id_in_two_systems_stays_apart() -> None:
    parts = [system("s", inputs=[{"id": "i"}]), system("t", inputs=[{"id": "i"}])]
    assert {"unfed_input:s.i", "unfed_input:t.i"} <= ids(run(healthy(systems=parts)))


def test_without_desired_every_outcome_counts_alike() -> None:
    case = business(output(values=ON), outcome(values=[0.0] * 8, weight=0), outcome("z", [0.0] * 8), desired=[])
    weights = {one["id"]: one["impact"] for one in run(case)["findings"] if one["kind"] == "unsupported_outcome"}
    assert weights == {"unsupported_outcome:z": pytest.approx(0.125)}


def test_a_flow_reaches_what_it_limits_and_every_output_of_the_receiver() -> None:
    case = business(
        output("made", ON), output("p", ON, system="t"), output("q", ON, system="t"),
        {**outcome(values=ON), "system": "t"},
        systems=[system("s"), system("t")],
        links=[{"from": "q", "to": "y"}],
        handoffs=[{"from": "made", "to": "p"}],
    )  # fmt: skip
    assert [one for one in ids(run(case)) if one.startswith("orphan")] == ["orphan_output:p"]


def test_activities_by_cadence_and_must_do() -> None:
    case = healthy(
        activities=[
            {"id": "d", "hours": 1, "cadence": "daily"},
            {"id": "w", "hours": 1, "cadence": "weekday"},
            {"id": "k", "hours": 5, "cadence": "weekly", "rate": 40, "cost": 10},
            {"id": "q", "hours": 3, "cadence": "quarterly"},
            {"id": "law", "hours": 100, "must_do": True},
            {"id": "good", "hours": 10, "serves": ["x"]},
        ]
    )
    result = run(case)
    freed = 30.44 + 21.74 + 21.74 + 1
    assert result["effort"]["hours_freed_month"] == pytest.approx(freed)
    assert result["effort"]["misaligned"] == ["d", "w", "k", "q"]
    assert result["effort"]["alignment"] == pytest.approx(1 - freed / (freed + 10))
    found = next(one for one in result["findings"] if one["subject"] == "k")
    assert found["numbers"]["cost"] == pytest.approx(21.74 * 40 + 43.48)
    assert found["impact"] == pytest.approx(0.5 * 21.74 / (freed + 110))


def test_without_activities_effort_says_nothing() -> None:
    assert run(healthy())["effort"] == {"hours_freed_month": 0, "misaligned": [], "alignment": N}


def test_a_loop_of_ten_thousand_is_a_finding_and_not_a_crash() -> None:
    names = [f"m{i:05}" for i in range(10_000)]
    case = business(*({"id": name, "system": "s", "kind": "outcome"} for name in names), links=[
        {"from": a, "to": b} for a, b in zip(names, [*names[1:], names[0]], strict=True)])  # fmt: skip
    found = finding(run(case), "loop")
    assert (found["id"], found["numbers"]) == ("loop:links", {"x": "m00000", "links": 10_000})


def test_loops_look_at_links_and_flows_as_given() -> None:
    flows = [{"from": "x", "to": "z"}, {"from": "z", "to": "x"}]
    assert finding(run(business(output(values=ON), output("z", ON), outcome(values=ON), handoffs=flows)), "loop")
    assert "loop" not in kinds(run(business(output(values=ON), outcome(values=ON), handoffs=flows[:0])))


# --- false productivity (3.12) ---

LOW: list[Any] = [40.0, 42.0, 38.0, 41.0, 39.0, 40.0, 41.0, 39.0, 40.0, 38.0, 42.0, 40.0]
HIGH: list[Any] = [104.0, 108.0, 106.0, 105.0, 107.0, 106.0] * 2


def busy(y: list[Any] = LOW, x: list[Any] = HIGH, **keys: Any) -> Dict:
    return run(business(output(values=x, name="calls made"), outcome(values=y, name="Clients who renew"), **keys))


def test_busy_and_not_working_is_found() -> None:
    result = busy()
    assert result["quadrant"] == "false_productivity"
    found = finding(result, "false_productivity")
    assert found["id"] == "false_productivity:x>y"
    assert found["impact"] == pytest.approx(0.6)
    assert found["confidence"] == 0.95
    assert found["text"] == (
        "On average over the last 3 months: calls made 106, plan 100 (6% over plan); clients who renew 40, plan 100. "
        "The work gets done, the change it is meant for falls short."
    )
    assert "explained_by" not in found


@pytest.mark.parametrize(
    ("y", "x", "why"),
    [
        (LOW[-5:], HIGH, "five values of the outcome are too few"),
        ([70.0, 71.0] * 6, HIGH, "the outcome does not fall short by enough"),
        (LOW, [60.0] * 12, "the output does not go well"),
        ([5.0, 150.0] * 5 + [5.0, 60.0], HIGH, "too noisy to tell"),
        ([*LOW, N, N, N], HIGH, "stale"),
        ([], HIGH, "no numbers at all"),
        (LOW, [], "no numbers of the output"),
    ],
)
def test_when_it_is_not_raised(y: list[Any], x: list[Any], why: str) -> None:
    assert "false_productivity" not in kinds(busy(y, x)), why


def test_an_improving_outcome_is_shown_and_not_counted() -> None:
    assert "false_productivity" not in kinds(busy([10.0 + 4 * i for i in range(12)]))


def test_a_negative_link_claims_nothing_of_the_kind() -> None:
    assert "false_productivity" not in kinds(busy(links=[{"from": "x", "to": "y", "sign": -1}]))


def test_a_starved_system_is_not_falsely_productive() -> None:
    result = run(
        business(
            output("leads", [60.0] * 12, unit="leads", name="leads"),
            output(values=HIGH, system="t", name="calls made", target=104),
            outcome(values=LOW, system="t", name="sales"),
            systems=[system("s"), system("t")],
            handoffs=[{"from": "leads", "to": "y"}],
        )
    )
    found = finding(result, "false_productivity")
    assert found["confidence"] == pytest.approx(0.475)
    assert found["explained_by"] == "handoff_short:leads>y"
    assert found["next"].startswith("First see to what comes in: Not enough leads for sales. Do not ask for more calls")


def test_a_declining_outcome() -> None:
    result = busy([100.0 - 4 * i for i in range(12)])
    found = finding(result, "declining_outcome")
    assert found["title"] == "Clients who renew: not just a bad month"
    assert found["text"] == "From about 100 to about 56 over 12 months, more than the normal ups and downs."
    assert found["next"].startswith("Ask what changed around the middle, about 6 months ago")
    assert found["severity"] == pytest.approx(min(100, 125 * found["impact"] * found["confidence"]))
    assert found["worth"] == pytest.approx(found["impact"] * found["confidence"] - 0.03)


def test_a_rising_limit_is_declining_and_a_range_never_is() -> None:
    rising: list[Any] = [100.0 + 4 * i for i in range(12)]
    case = business(output(values=ON), outcome(values=rising, direction="lower"))
    assert "declining_outcome" in kinds(run(case))
    ranged = outcome(values=rising, direction="range", lo=90, hi=110)
    del ranged["target"]
    assert "declining_outcome" not in kinds(run(business(output(values=ON), ranged)))


# --- order ---


def test_ranking_takes_turns_and_puts_what_is_not_worth_it_last() -> None:
    made = [Finding("no_owner", f"s{i}", 0.5 - i / 100, 1.0) for i in range(5)]
    made += [Finding("loop", "links", 0.1, 1.0), Finding("constraint", "conv0", 0.05, 0.7)]
    assert [one.id for one in ranked(made)] == [
        "no_owner:s0", "no_owner:s1", "no_owner:s2", "loop:links", "no_owner:s3", "no_owner:s4", "constraint:conv0",
    ]  # fmt: skip


def test_equal_worth_is_ordered_by_id_and_one_id_stands_once() -> None:
    made = [Finding("loop", name, 0.1, 1.0) for name in "cab"] + [Finding("loop", "a", 0.3, 1.0)]
    assert [(one.id, one.impact) for one in ranked(made)] == [("loop:a", 0.3), ("loop:b", 0.1), ("loop:c", 0.1)]
    assert ranked(made) == ranked(reversed(made))


def test_severity_never_exceeds_100() -> None:
    assert Finding("loop", "x", 1.0, 1.0, urgency=1.25).severity == 100
