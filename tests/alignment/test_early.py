"""Section 3.16: what a newcomer reads, and what is not said yet; words about a whole system."""

from __future__ import annotations

from typing import Any

import pytest

from alignment import assess, case_from_dict
from alignment.words import verdict
from tests.alignment.build import Dict, business, outcome, output, run, system

N = None
STRUCTURAL = {"unmeasured", "no_target", "stale", "unsupported_outcome", "no_outcome", "vague_outcome", "orphan_output",
              "unfed_input", "no_desired", "dead_end_outcome", "loop", "no_owner", "missing_people", "missing_process",
              "missing_technology", "misaligned_activity", "unit_mismatch"}  # fmt: skip


def newcomer(n: int) -> Dict:
    """Two systems with a hand-off between them, weekly, everything falling short, after n readings."""
    return business(
        output("leads", [50.0] * n, unit="leads"),
        outcome("replies", [14.4] * n, target=17, unit="%", name="Replies within three days"),
        output("calls", [100.0] * n, system="t"),
        outcome("sales", [5.0] * n, system="t", target=20),
        systems=[system("s", name="Leads"), system("t", name="Conversion")],
        links=[
            {"from": "leads", "to": "replies"},
            {"from": "calls", "to": "sales"},
            {"from": "replies", "to": "sales"},
        ],
        handoffs=[{"from": "leads", "to": "calls"}],
        desired=["sales"],
        cadence="weekly",
    )


@pytest.mark.parametrize("n", range(13))
def test_nothing_is_said_before_its_time(n: int) -> None:
    result = run(newcomer(n))
    raised = {one["kind"] for one in result["findings"]}
    assert (result["quadrant"] == "unknown") is (n < 4)
    assert result["readings"] == ([n, 4] if n < 4 else N)
    assert all((metric["level"] is N) is (n == 0) for metric in result["metrics"].values())
    assert (result["handoffs"][0]["class"] != "no_conversion_known") is (n >= 3)
    assert all((metric["trend"] == "not_enough") is (n < 8) for metric in result["metrics"].values())
    assert {link["class"] for link in result["links"]} == {"not_enough"}
    assert ("false_productivity" in raised) is (n >= 6)
    if n < 3:
        assert raised <= STRUCTURAL
    if n == 0:
        assert result["productivity"] == {"proven": 0, "possible": 1, "coverage": 0}
    if n < 4:
        assert result["first_broken"]["why"] == ("unmeasured" if n == 0 else N)


def both(source: Dict) -> tuple[Any, Any]:
    case = case_from_dict(source)
    return case, assess(case)


def test_the_words_of_a_newcomer() -> None:
    case, result = both(newcomer(0))
    assert verdict.too_early(case, result) == "0 of 4 readings"
    assert verdict.too_early(case, result, "s") == "0 of 4 readings"
    assert verdict.first_broken(case, result) == "Nobody can see past Leads: no numbers for replies within three days."
    assert verdict.judged_with(case, result, "s") == (
        "can only be judged with numbers for replies within three days, leads"
    )
    assert verdict.level_line(case, "replies") is N


def test_the_level_against_the_plan() -> None:
    case, result = both(newcomer(2))
    assert verdict.level_line(case, "replies") == "Replies within three days: 14.4%, plan 17% (last 2 readings)"
    assert verdict.too_early(case, result) == "2 of 4 readings"
    assert verdict.judged_with(case, result) is N
    case, _ = both(business(outcome(values=[111.0] * 4, unit="$"), cadence="weekly"))
    assert verdict.level_line(case, "y") == "Y: $111, plan $100 (11% over plan, last 4 weeks)"
    case, _ = both(business(outcome(values=[111.0], target=N)))
    assert verdict.level_line(case, "y") == "Y: 111 (last reading)"


@pytest.mark.parametrize(
    ("metrics", "said"),
    [
        ([output(values=[1.0])], "nothing named that it should change"),
        ([outcome(values=[1.0])], "nothing named that it should produce"),
        ([output(values=[1.0]), outcome(values=[1.0], target=N, name="Renewals")], "no plan for renewals"),
        ([output(values=[1.0]), outcome(values=[1.0, N, N, N], name="Renewals")], "no recent number for renewals"),
        ([output(values=[1.0, 1.0]), outcome(values=[1.0] * 9)], "2 of 3 readings"),
        ([output(values=[1.0] * 9), outcome(values=[1.0] * 9)], N),
    ],
)
def test_what_is_missing_for_a_verdict(metrics: list[Dict], said: str | None) -> None:
    case, result = both(business(*metrics))
    assert verdict.too_early(case, result) == said


def test_where_the_chain_breaks_first() -> None:
    low = newcomer(4) | {"desired": ["sales", "replies"]}
    case, result = both(low)
    assert result["first_broken"]["system"] == "t"  # replies are at 85 of 100
    assert result["handoffs"][0]["class"] == "enough"
    assert verdict.first_broken(case, result) == (
        "The chain breaks first at Conversion: enough comes in, too little changes. 50% of what you want hangs on it."
    )
    case, result = both(low | {"handoffs": []})
    assert (verdict.first_broken(case, result) or "").startswith("The chain breaks first at Conversion: too little")
    case, result = both(business(output(values=[100.0] * 9), outcome(values=[100.0] * 9)))
    assert verdict.first_broken(case, result) is N


@pytest.mark.parametrize(
    ("metric", "said"),
    [
        (outcome(values=[1.0] * 4, target=N, name="Renewals"), "Nobody can see past s: no plan for renewals."),
        (outcome(values=[1.0, N, N, N], name="Renewals"), "Nobody can see past s: no recent numbers for renewals."),
        (output(values=[1.0] * 4), "Nobody can see past s: nothing is named that it should change."),
    ],
)
def test_why_nobody_can_see_further(metric: Dict, said: str) -> None:
    case, result = both(business(metric))
    assert verdict.first_broken(case, result) == said
