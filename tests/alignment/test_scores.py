"""Sections 3.5 and 3.6: bands, points apart, the alignment score."""

from __future__ import annotations

import pytest

from alignment.scores import Band, alignment_band, band, harmonic, points_apart, worth_mentioning
from tests.alignment.build import business, outcome, output, run


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], (None, None, None)),
        ([(1, None)], (0, 1, 0)),
        ([(1, 0.5)], (0.5, 0.5, 1)),
        ([(1, 0.5), (1, None)], (0.25, 0.75, 0.5)),
        ([(3, 1), (1, None)], (0.75, 1, 0.75)),
        ([(0, 1)], (None, None, None)),
        ([(1e308, 1), (1e308, 0)], (0.5, 0.5, 1)),
    ],
)
def test_band(parts: list[tuple[float, float | None]], expected: tuple[float | None, ...]) -> None:
    found = band(parts)
    assert (found.proven, found.possible, found.coverage) == expected


def test_an_element_shares_its_weight_among_its_series() -> None:
    result = run(
        business(
            output(values=[100] * 3, weight=2),
            output("x2", values=[0] * 3, of="x"),
            output("z", values=[50] * 3, weight=2),
            outcome(values=[100] * 3),
        )
    )
    assert result["productivity"]["proven"] == pytest.approx((1 * 1 + 1 * 0 + 2 * 0.5) / 4)


def test_nothing_declared_is_undefined_and_not_zero() -> None:
    result = run(business(output(values=[1, 2, 3])))
    assert result["effectiveness"] == {"proven": None, "possible": None, "coverage": None}
    assert "no_outcome:s" in [finding["id"] for finding in result["findings"]]


def test_points_apart_are_an_interval_and_said_only_when_sure() -> None:
    apart = points_apart(Band(0.9, 0.95, 0.95), Band(0.3, 0.6, 0.7))
    assert apart == pytest.approx((30, 65))
    assert worth_mentioning(apart)
    assert not worth_mentioning(points_apart(Band(0.7, 0.7, 1), Band(0.6, 0.6, 1)))
    assert points_apart(Band(None, None, None), Band(0.3, 0.6, 0.7)) is None


def test_a_missing_component_widens_the_band() -> None:
    found = alignment_band({"structure": 0.8, "handoff": None, "evidence": 0.5, "effort": 1.0, "clarity": None})
    assert found.proven == pytest.approx(0.25 * 0.8 + 0.2 * 0.5 + 0.2)
    assert found.possible == pytest.approx(0.25 * 0.8 + 0.2 * 0.5 + 0.2 + 0.25 + 0.1)


@pytest.mark.parametrize(("one", "other", "mean"), [(1, 1, 1), (0, 1, 0), (0.5, 1, 2 / 3), (None, 1, None)])
def test_harmonic(one: float | None, other: float | None, mean: float | None) -> None:
    assert harmonic(one, other) == (None if mean is None else pytest.approx(mean))


def test_components_of_a_small_business() -> None:
    result = run(
        business(
            output(values=[100] * 3),
            output("orphan", values=[100] * 3),
            outcome(values=[100] * 3, statement="At least 100 of every 120 clients renew each month."),
            outcome("alone"),
            activities=[
                {"id": "a", "hours": 30, "serves": ["x"]},
                {"id": "b", "hours": 10, "serves": ["orphan"]},
                {"id": "c", "hours": 60, "must_do": True},
            ],
        )
    )
    parts = result["components"]
    assert parts["structure"] == pytest.approx(0.5)  # one of two outputs, one of two outcomes
    assert parts["effort"] == pytest.approx(0.75)
    assert parts["handoff"] is None
    assert parts["evidence"] == 0.5  # three readings: not enough evidence yet
    assert parts["clarity"] > 0.6
    assert result["effort"] == {"hours_freed_month": 10, "misaligned": ["b"], "alignment": 0.75}
