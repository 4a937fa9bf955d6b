"""Sections 3.11 and 3.11b: the constraint, and the first broken link."""

from __future__ import annotations

from typing import Any

import pytest

from alignment.case import Chain
from alignment.constraint import constraint_of, throughput
from tests.alignment.build import Dict, business, finding, kinds, outcome, output, run, system

N = None


def chain(volume: float = 6000, convs: Any = (0.02, 0.1), caps: Any = (N, N, N), **goals: float) -> Chain:
    return Chain(volume, tuple(convs), tuple(caps), "sales", goals)


def test_volume_through_the_chain() -> None:
    assert throughput(chain()) == pytest.approx(12)
    assert throughput(chain(caps=(5000, N, N))) == pytest.approx(10)
    assert throughput(chain(caps=(N, 100, N))) == pytest.approx(10)
    assert throughput(chain(caps=(N, 100, 4))) == 4


@pytest.mark.parametrize(
    ("found", "lever", "basis", "tie"),
    [
        (chain(), N, "step", True),  # without goals or capacities a chain always ties
        (chain(7, convs=[0.3], caps=(N, N)), N, "step", True),
        (chain(entry=7000, conv0=0.03), "conv0", "goal", False),
        (chain(conv0=0.03, conv1=0.15), N, "goal", True),  # both half as much again
        (chain(conv0=0.03, conv1=0.1476), N, "goal", True),  # within 5 % of the best
        (chain(conv0=0.03, conv1=0.14), "conv0", "goal", False),
        (chain(conv0=0.01), N, "step", True),  # the goal is behind us
        (chain(caps=(N, N, 6)), "cap2", "step", False),  # a capacity breaks the tie
        (chain(caps=(N, N, 12), cap2=20), N, "step", False),  # exactly at capacity: nothing helps alone
        (chain(0), N, "step", False),
        (chain(convs=(0, 0.1), conv0=0.02), "conv0", "goal", False),
    ],
)
def test_constraint(found: Chain, lever: str | None, basis: str, tie: bool) -> None:
    one = constraint_of(found)
    assert (one.lever, one.basis, one.tie) == (lever, basis, tie)


def test_two_things_must_move_together() -> None:
    for both in (chain(caps=(N, N, 12), cap2=20, entry=8000), chain(caps=(N, N, 12), cap2=20, conv1=0.2)):
        assert constraint_of(both).lever is None
        assert constraint_of(both).together
    assert not constraint_of(chain(caps=(N, N, 12), cap2=20)).together


def with_chain(goal: float = 30, **keys: Any) -> Dict:
    body = {"entry": 6000, "convs": [0.02, 0.1], "goals": {"entry": 7000, "conv0": 0.032}, "final": "y",
            "names": {"conv0": "Visit to lead"}} | keys  # fmt: skip
    sold = outcome(values=[12] * 4, target=goal, name="sales")
    return run(business(output(values=[100] * 4), sold, chain=body))


def test_the_finding_of_the_constraint() -> None:
    result = with_chain()
    assert result["constraint"] == {"lever": "conv0", "basis": "goal", "tie": False}
    found = finding(result, "constraint")
    assert found["id"] == "constraint:conv0"
    assert found["title"] == "Start with visit to lead"
    assert found["text"].startswith("Brought to its own plan alone, visit to lead would give 7.2 more sales a month;")
    assert found["impact"] == pytest.approx(1 * 0.6 * 7.2 / 18)
    assert found["worth"] == pytest.approx(0.7 * found["impact"] - 0.08)


def test_no_finding_at_a_tie_or_without_a_chain() -> None:
    assert "constraint" not in kinds(with_chain(goals={}))
    assert run(business(output(), outcome()))["constraint"] is None


def three(*effects: float | None, leads: float = 100, plan: float | None = 100, **keys: Any) -> Dict:
    """Three systems in a chain; each has an output at plan and an outcome at the given share of its plan."""
    metrics: list[Dict] = []
    for name, share in zip("abc", effects, strict=True):
        metrics.append(output(f"{name}x", [leads] * 4, system=name, target=plan))
        if share is not None:
            metrics.append(outcome(f"{name}y", [100 * share] * 4 if share >= 0 else [], system=name))
    links = [
        {"from": f"{name}x", "to": f"{name}y"} for name, share in zip("abc", effects, strict=True) if share is not N
    ]
    return run(business(*metrics, **({"systems": [system("a"), system("b"), system("c")], "links": links} | keys)))


@pytest.mark.parametrize(
    ("effects", "expected", "why"),
    [
        ((1, 1, 1), N, N),
        ((1, 0.2, 0.2), "b", "low"),
        ((0.2, 1, 1), "a", "low"),
        ((1, -1, 0.2), "b", "unmeasured"),  # an outcome without readings
        ((1, N, 0.2), "b", "unmeasured"),  # no outcome named
    ],
)
def test_the_first_broken_link(effects: tuple[float | None, ...], expected: str | None, why: str | None) -> None:
    found = three(*effects)["first_broken"]
    assert (found["system"], found["why"]) == (expected, why)
    assert (found["starved"], found["too_early"]) == ([], [])


def test_a_starved_system_is_passed_and_listed() -> None:
    flows = [{"from": "ax", "to": "bx"}]
    short = three(1, 0.2, 0.2, handoffs=flows, leads=50)
    assert short["handoffs"][0]["class"] == "short"
    assert short["first_broken"] == {
        "system": "c", "why": "low", "downstream": pytest.approx(1 / 3, abs=1e-8), "starved": ["b"], "too_early": [],
    }  # fmt: skip
    enough = three(1, 0.2, 0.2, handoffs=flows)
    assert enough["handoffs"][0]["class"] == "enough"
    assert enough["first_broken"]["system"] == "b"
    unknown = three(1, 0.2, 0.2, handoffs=[{"from": "ax", "to": "by"}], plan=N)  # 100 and 20: enough for no plan
    assert unknown["handoffs"][0]["class"] == "short"


def test_too_few_readings_are_passed_as_too_early() -> None:
    result = run(
        business(
            outcome("ay", [10.0], system="a"),
            outcome("by", [10.0] * 4, system="b"),
            systems=[system("a"), system("b")],
            desired=["by"],
        )
    )
    assert result["first_broken"] == {
        "system": "b", "why": "low", "downstream": 1, "starved": [], "too_early": ["a"],
    }  # fmt: skip


def test_support_systems_are_not_walked() -> None:
    found = three(0.2, 1, 1, systems=[system("a", kind="support"), system("b"), system("c")])["first_broken"]
    assert found["system"] is None


def test_without_a_plan_or_gone_stale_is_unmeasured() -> None:
    for late in (outcome(values=[10.0] * 4, target=N), outcome(values=[10.0] * 4 + [N] * 3)):
        assert run(business(late))["first_broken"]["why"] == "unmeasured"


def test_downstream_takes_outcomes_together() -> None:
    result = run(
        business(
            outcome("p", [1.0] * 4), outcome("q", [1.0] * 4), outcome("m", [100.0] * 4, system="t", weight=3),
            outcome("n", [100.0] * 4, system="t"),
            systems=[system("s"), system("t")],
            links=[{"from": "p", "to": "m"}, {"from": "q", "to": "m"}],
            desired=["m", "n"],
        )
    )  # fmt: skip
    assert result["first_broken"]["downstream"] == 0.75
