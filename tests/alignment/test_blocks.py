"""Section 5: what is worked out in blocks equals what is worked out one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from alignment import case_from_dict, stats
from alignment.pairwise import blocks, pairs_of
from alignment.picture import Picture
from alignment.quadrant import Replay
from alignment.residuals import without_lines
from alignment.series import autocorrelation
from alignment.trend import trend, trends
from tests.alignment.build import business, outcome, output

Row = list[float | None]


def series(rng: np.random.Generator) -> Row:
    """A random series with a drift, with ties half of the time, and with up to four in ten readings missing."""
    n = int(rng.integers(0, 90))
    values = rng.normal(50, 10, n) + rng.choice([0.0, 0.4]) * np.arange(n)
    if rng.random() < 0.5:
        values = np.round(values / 5) * 5
    gone = rng.random(n) < rng.choice([0.0, 0.1, 0.4])
    return [None if out else float(value) for value, out in zip(values, gone, strict=True)]


@pytest.fixture(scope="module")
def many() -> list[Row]:
    rng = np.random.default_rng(5)
    return [series(rng) for _ in range(300)]


def test_trends_in_a_block_are_those_of_each_series(many: list[Row]) -> None:
    aims = [None, 60.0, -3.0, 0.0]
    pairs = [(values, aims[at % 4]) for at, values in enumerate(many)]
    found = trends(pairs)
    assert found == [trend(values, aim) for values, aim in pairs]
    assert len({one.name for one in found}) >= 4


def test_a_trend_is_the_one_of_mann_kendall_and_theil_sen(many: list[Row]) -> None:
    for values, told in zip(many, trends([(values, None) for values in many]), strict=True):
        row = np.array(values, dtype=np.float64)
        if np.isfinite(row).sum() < 8:
            assert told.name == "not_enough"
            continue
        line, test = stats.theil_sen(row), stats.mann_kendall(row)
        rest = [None if math.isnan(v) else float(v) for v in row - line.slope * np.arange(row.size)]
        phi = autocorrelation(rest)
        assert told.slope == pytest.approx(line.slope, rel=1e-12, abs=1e-15)
        assert told.p == pytest.approx(stats.two_sided(test.z / math.sqrt((1 + phi) / (1 - phi))), rel=1e-9)


def test_pairs_of_a_block_are_the_statistics_of_each_row(many: list[Row]) -> None:
    for length in {len(values) for values in many if len(values) > 1}:
        rows = np.array([values for values in many if len(values) == length], dtype=np.float64)
        told = pairs_of(rows)
        for k, row in enumerate(rows):
            present = int(np.isfinite(row).sum())
            if present < 2:
                continue
            line = stats.theil_sen(row)
            assert (told.slope[k], told.signs[k]) == (line.slope, stats.mann_kendall(row).s)
            assert told.middle[k] - told.slope[k] * told.centre[k] == line.intercept
            assert told.pairs[k] == present * (present - 1) // 2
            assert told.tied[k] == (np.unique(row[np.isfinite(row)]).size < present)


def test_lines_come_off_in_a_block_as_one_by_one(many: list[Row]) -> None:
    for length in (20, 33, 60):
        rows = np.array([(values * 60)[:length] for values in many if len(values) > 2], dtype=np.float64)
        alone = np.vstack([without_lines(row[None, :]) for row in rows])
        assert np.array_equal(without_lines(rows), alone, equal_nan=True)


def test_blocks_hold_a_bounded_number_of_differences() -> None:
    parts = list(blocks(10_000, 60))
    assert [part.start for part in parts] == [0, *(part.stop for part in parts[:-1])]
    assert all((part.stop - part.start) * 1770 <= 1_000_000 for part in parts)
    assert [part.stop - part.start for part in blocks(3, 2000)] == [1, 1, 1]


def test_scores_at_every_step_are_the_exact_ones(many: list[Row]) -> None:
    """Section 3.7: the block's sums agree to twelve digits, and the verdict is the exact path's."""
    rng = np.random.default_rng(6)
    for at in range(0, 300, 6):
        made: list[dict[str, object]] = []
        for k, values in enumerate(many[at : at + 6]):
            target = float(rng.choice([-5.0, 0.0, 40.0, 60.0]))
            kind = output if k % 2 else outcome
            direction = str(rng.choice(["higher", "lower"]))
            made.append(
                kind(id=f"m{k}", values=values, direction=direction, weight=float(rng.integers(0, 3)), target=target)
            )
        case = case_from_dict(business(*made))
        replay = Replay(case)
        for metrics in (case.metrics, case.of_kind("output"), case.of_kind("outcome")):
            exact, quick = replay.exact(metrics), replay.scores(metrics)
            for one, other in zip(exact, quick, strict=True):
                assert one == other if one is None or other is None else one == pytest.approx(other, abs=1e-12)
        verdict = Picture(case).verdicts[None]
        assert verdict == replay.verdict(case.of_kind("output"), case.of_kind("outcome"))


def test_a_score_at_a_cut_is_worked_out_exactly() -> None:
    """A mean that rounds to either side of 0.75 - 1e-9 must not decide by its rounding."""
    case = case_from_dict(business(output(values=[74.9999999] * 8, target=100), outcome(values=[80.0] * 8, target=100)))
    replay = Replay(case)
    metrics = case.of_kind("output")
    assert replay.scores(metrics) == replay.exact(metrics)
