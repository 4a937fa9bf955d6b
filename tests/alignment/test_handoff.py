"""Section 3.10: conversion, required amounts, and when there is no arithmetic."""

from __future__ import annotations

from typing import Any

import pytest

from alignment.handoff import chain_required
from tests.alignment.build import Dict, business, finding, kinds, output, run, system

N = None


def flow(leads: list[Any], sales: list[Any], goal: float | None = 20, flow: Dict | None = None, **keys: Any) -> Dict:
    """Qualified leads of one system, sales of the next."""
    return run(
        business(
            output("leads", leads, target=N, unit="qualified leads", name="qualified leads"),
            output("sales", sales, target=goal, system="t", unit="sales", name="sales"),
            systems=[system("s", name="Leads"), system("t", name="Conversion")],
            handoffs=[{"from": "leads", "to": "sales", **(flow or {})}],
            **keys,
        )
    )


def test_sixty_of_six_hundred() -> None:
    result = flow([60, 180, 120, 120, 60, 60], [6, 18, 12, 12, 6, 6])
    assert result["handoffs"][0]["conversion"] == pytest.approx(0.1)
    handed = flow([60, 60, 120, 120, 120, 120], [6, 6, 12, 12, 12, 12])["handoffs"][0]
    assert handed["required"] == 200
    assert (handed["shortfall"], handed["sufficiency"], handed["class"]) == (80, 0.6, "short")
    assert handed["low"] == pytest.approx(171.2, abs=0.05)
    assert handed["high"] == pytest.approx(234.25, abs=0.05)


def test_the_finding_says_how_many_are_lacking() -> None:
    result = flow([60, 60, 120, 120, 120, 120], [6, 6, 12, 12, 12, 12], desired=[])
    short = finding(result, "handoff_short")
    assert short["id"] == "handoff_short:leads>sales"
    assert short["title"] == "Not enough qualified leads for sales"
    assert short["text"] == (
        "To reach 20 sales a month you need about 200 qualified leads (171 to 234). You make 120: 80 too few. "
        "This counts on 10 of every 100, as in the last 6 months; at a larger number it is often fewer."
    )
    assert short["next"] == "Make 80 more qualified leads a month, or get from 10 of every 100 to 16.7 of every 100."


@pytest.mark.parametrize(
    ("leads", "sales", "goal", "name"),
    [
        ([100] * 6, [10] * 6, 10, "enough"),
        ([100] * 6, [10] * 6, 10.5, "borderline"),
        ([100] * 6, [10] * 6, 20, "short"),
        ([100] * 6, [140] * 6, 150, "short"),  # repeat purchase: no range, so nothing is borderline
        ([100] * 6, [0] * 6, 20, "no_conversion_seen"),
        ([0] * 6, [10] * 6, 20, "no_conversion_known"),
        ([100] * 2, [10] * 2, 20, "no_conversion_known"),
        ([100] * 6, [10] * 6, N, "no_conversion_known"),
        ([100, 100, 100, N, N, N], [10] * 6, 20, "no_conversion_known"),  # stale: nothing to compare
        ([], [], 20, "no_conversion_known"),
        ([100] * 6, [-1] * 6, 20, "no_conversion_known"),
        ([100] * 6, [10] * 6, 0, "enough"),
    ],
)
def test_classes(leads: list[Any], sales: list[Any], goal: float | None, name: str) -> None:
    handed = flow(leads, sales, goal)["handoffs"][0]
    assert handed["class"] == name
    if name == "no_conversion_known":
        assert set(handed.values()) == {"leads", "sales", name, N}
    if name == "no_conversion_seen":
        assert (handed["conversion"], handed["required"]) == (0, 20 * 600 / 3)  # at least T n / 3
        assert handed["sufficiency"] is N


def test_above_one_for_each_there_is_no_range() -> None:
    handed = flow([100] * 6, [140] * 6, 150)["handoffs"][0]
    assert (handed["conversion"], handed["low"], handed["high"]) == (1.4, N, N)


@pytest.mark.parametrize(("goal", "leads"), [(0, [300, 0, 0, -60, -60, -60]), (-1, [100, -20, -20, -20, -10, -20])])
def test_less_than_a_target_of_nothing_is_no_part_of_it(goal: float, leads: list[float]) -> None:
    """Amounts below nothing are refunds and corrections; there was a division by the amount required."""
    handed = flow(leads, [1, 1, 1, 1, 1, 1], goal=goal)["handoffs"][0]
    assert handed["required"] <= 0
    assert (handed["class"], handed["sufficiency"]) == ("short", 0.0)
    assert handed["shortfall"] == pytest.approx(handed["required"] - handed["level"])


def test_the_look_back_and_the_lag() -> None:
    leads, sales = [1000, 100, 100, 100, 100, 100, 100], [0, 0, 10, 10, 10, 10, 10]
    assert flow(leads, sales, 20, {"lag": 1})["handoffs"][0]["conversion"] == pytest.approx(50 / 1500)
    assert flow(leads, sales, 20, {"lookback": 3})["handoffs"][0]["conversion"] == pytest.approx(0.1)
    assert flow(leads, sales, 20, {"lag": 2, "lookback": 4})["handoffs"][0]["conversion"] == pytest.approx(0.1)
    assert flow(leads, sales, 20, {"lag": 10**30})["handoffs"][0]["class"] == "no_conversion_known"


def test_mixed_cadences_meet_at_the_coarser_one() -> None:
    result = run(
        business(
            output("leads", [70.0] * 30, cadence="weekly", target=70),
            output("sales", [30.4375] * 6, system="t", target=60.875),
            systems=[system("s"), system("t")],
            handoffs=[{"from": "leads", "to": "sales"}],
            until="2026-07-31",
        )
    )
    handed = result["handoffs"][0]
    assert handed["conversion"] == pytest.approx(0.1)
    assert handed["required"] == pytest.approx(608.75)
    assert handed["level"] == pytest.approx(304.375)
    assert handed["sufficiency"] == pytest.approx(0.5)


def test_chains_go_back_from_the_final_target() -> None:
    assert chain_required(20, [0.02, 0.1]) == pytest.approx([10_000, 200, 20])


@pytest.mark.parametrize(
    ("needs", "raised"),
    [("leads", True), ("qualified leads", False), ("Qualified lead: budget agreed", False), ("", False), (N, False)],
)
def test_unit_mismatch_needs_no_readings(needs: str | None, raised: bool) -> None:
    result = flow([], [], 20, {} if needs is None else {"needs_unit": needs})
    assert ("unit_mismatch" in kinds(result)) is raised
    if raised:
        found = finding(result, "unit_mismatch")
        assert found["id"] == "unit_mismatch:leads>sales"
        assert found["text"] == 'Leads hands over "qualified leads", Conversion needs "leads".'


def test_a_flow_that_limits_nothing_still_reaches_and_compares_units() -> None:
    result = run(
        business(
            output("leads", unit="leads"),
            output("x", system="t"),
            {"id": "y", "system": "t", "kind": "outcome"},
            systems=[system("s"), system("t")],
            handoffs=[{"from": "leads", "to": N, "system": "t", "needs_unit": "calls"}],
        )
    )
    assert result["handoffs"][0]["class"] == "no_conversion_known"
    assert "orphan_output:leads" not in [one["id"] for one in result["findings"]]  # by way of x, which reaches y
    assert finding(result, "unit_mismatch")["id"] == "unit_mismatch:leads>t"
