"""Section 5: what is worked out in blocks equals what is worked out one by one."""

from __future__ import annotations

import math
import statistics
from typing import Any

import numpy as np
import pymannkendall
import pytest
from scipy import stats as scipy_stats

from alignment import case_from_dict, evidence, periods
from alignment.evidence import LinkSeries
from alignment.pairwise import blocks, lines_of, pairs_of
from alignment.permutation import line_up, permutation_tests, seed_of
from alignment.picture import Picture
from alignment.quadrant import Replay
from alignment.residuals import driver_filter, innovations, without_lines, without_season
from alignment.signals import usual_range, usual_ranges
from alignment.trend import trend, trends
from tests.alignment import reference
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


def test_a_trend_is_the_one_of_scipy_and_pymannkendall(many: list[Row]) -> None:
    for values, told in zip(many, trends([(values, None) for values in many]), strict=True):
        if len(reference.present(values)) < 8:
            assert told.name == "not_enough"
            continue
        row = np.array(values, dtype=np.float64)
        at = np.flatnonzero(np.isfinite(row))
        line = scipy_stats.theilslopes(row[at], at)
        phi = reference.autocorrelation([None if v is None else v - line.slope * i for i, v in enumerate(values)])
        z = pymannkendall.original_test(row).z / math.sqrt((1 + phi) / (1 - phi))
        assert told.slope == pytest.approx(line.slope, rel=1e-9, abs=1e-12)
        assert told.p == pytest.approx(2 * scipy_stats.norm.sf(abs(z)), rel=1e-9)
        assert told.start == pytest.approx(line.intercept + line.slope * at[0])


def test_signals_are_those_found_point_by_point(many: list[Row]) -> None:
    found = usual_ranges(many)
    assert found == [usual_range(values) for values in many]
    for values, told in zip(many, found, strict=True):
        if len(reference.present(values)) < 6:
            assert told is None
            continue
        assert told is not None
        shown = [(one.index, one.rule, one.side, one.said) for one in told.signals]
        assert sorted(shown) == reference.signals(values)
        assert told.limits.mean_range == pytest.approx(
            statistics.fmean(abs(b - a) for a, b in reference.neighbours(values))
        )
    assert {one.rule for told in found if told for one in told.signals} == {1, 2, 3}
    assert any(one.said for told in found if told for one in told.signals)


def test_pairs_of_a_block_are_those_of_each_row(many: list[Row]) -> None:
    for length in {len(values) for values in many if len(values) > 1}:
        rows = np.array([values for values in many if len(values) == length], dtype=np.float64)
        told, lines = pairs_of(rows), lines_of(rows)
        for k, row in enumerate(rows):
            present = row[np.isfinite(row)]
            if present.size < 2:
                continue
            alone, line = pairs_of(row[None]), lines_of(row[None])
            assert (told.slope[k], told.signs[k]) == (alone.slope[0], alone.signs[0])
            assert (lines[0][k], lines[1][k]) == (line[0][0], line[1][0])
            assert lines[0][k] == told.slope[k]
            assert told.pairs[k] == present.size * (present.size - 1) // 2
            assert told.tied[k] == (np.unique(present).size < present.size)


def test_lines_come_off_in_a_block_as_one_by_one(many: list[Row]) -> None:
    for length in (20, 33, 60):
        rows = np.array([(values * 60)[:length] for values in many if len(values) > 2], dtype=np.float64)
        alone = np.vstack([without_lines(row[None, :]) for row in rows])
        assert np.array_equal(without_lines(rows), alone, equal_nan=True)


def test_seasons_come_off_in_a_block_as_one_by_one_and_as_least_squares(many: list[Row]) -> None:
    for length, cycle in ((30, 12), (60, 12), (80, 4)):
        rows = np.array([(values * 90)[:length] for values in many if len(values) > 12], dtype=np.float64)
        told = without_season(rows, cycle)
        alone = np.vstack([without_season(row[None], cycle) for row in rows])
        assert np.array_equal(told, alone, equal_nan=True)
        t = np.arange(length)
        turn = 2 * np.pi * t / cycle
        design = np.column_stack([np.ones(length), t, np.sin(turn), np.cos(turn)])
        for row, rest in zip(rows, told, strict=True):
            there = np.isfinite(row)
            fitted = np.linalg.lstsq(design[there], row[there], rcond=None)[0]
            expected = (row - design @ fitted)[there] / np.abs(row[there]).max()
            assert rest[there] == pytest.approx(expected, abs=1e-9)


def test_the_filter_of_a_block_is_that_of_each_pair(many: list[Row]) -> None:
    rows = np.array([(values * 60)[:40] for values in many if len(values) > 6], dtype=np.float64)
    x, y = driver_filter(rows, rows[::-1])
    filtered = 0
    for k, row in enumerate(rows):
        alone = driver_filter(row[None], rows[::-1][k][None])
        assert np.array_equal(alone[0][0], x[k], equal_nan=True)
        assert np.array_equal(alone[1][0], y[k], equal_nan=True)
        filtered += not np.array_equal(x[k], row, equal_nan=True)
    assert 0 < filtered < len(rows)
    assert np.isnan(innovations(np.full((1, 3), np.nan), np.array([0.5]))).all()


def links_of(many: list[Row], count: int) -> list[LinkSeries]:
    """Links between random series: several lengths, gaps, ties, directions, signs, known and unknown lags."""
    rng = np.random.default_rng(11)
    long = [values for values in many if len(values) > 12]
    lags = [None, None, 0, 1, 4, 200]
    return [
        LinkSeries(
            f"l{at}", long[int(rng.integers(len(long)))], long[int(rng.integers(len(long)))], x_lower=bool(at % 3 == 0),
            y_lower=bool(at % 5 == 0), sign=-1 if at % 4 == 0 else 1, lag=lags[at % 6],
            cadence=("monthly", "weekly", "quarterly")[at % 3],
        )
        for at in range(count)
    ]  # fmt: skip


def test_links_tested_together_come_out_as_each_alone(many: list[Row]) -> None:
    """The exact path is a block of one; also when every shuffle is drawn, and in parts of any size."""
    links = links_of(many, 120)
    told = evidence.evaluate_all(links, "monthly")
    assert told == [evidence.evaluate(link, "monthly") for link in links]
    full = evidence.evaluate_all(links[:40], "monthly", full=True)
    assert full == [evidence.evaluate(link, "monthly", full=True) for link in links[:40]]
    assert sum(one.tested for one in told) > 60
    assert {one.season for one in told} == {"unchecked", "passed", "failed"}


@pytest.mark.parametrize("at", [1, 2, 3, 10])
def test_parts_of_any_size_give_the_same(many: list[Row], monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    links = links_of(many, 40)
    told = evidence.evaluate_all(links, "monthly")
    monkeypatch.setattr("alignment.trials.AT_ONCE", at * 100)
    monkeypatch.setattr("alignment.permutation.FITS", at)
    assert evidence.evaluate_all(links, "monthly") == told


@pytest.mark.parametrize("known", [None, 1])
def test_p_is_that_of_shuffling_one_by_one(known: int | None) -> None:
    """Steps 5-7 of 3.9 against a plain count over the same 999 orders: ties, gaps, several lags, both directions."""
    rng = np.random.default_rng(21)
    rows = rng.normal(size=(4, 24))
    rows[1] = np.round(rows[1])  # many equal readings
    rows[rng.random(rows.shape) < 0.1] = np.nan
    ex, ey = rows[:2], 0.5 * np.roll(rows[:2], 1, axis=1) + rows[2:]
    lags = [0, 1, 2]
    told = permutation_tests(line_up(ex, ey, lags, known), [seed_of("a"), seed_of("b")], fitted=1, full=True)
    for k, name in enumerate(("a", "b")):
        one = told[k]
        assert one is not None
        assert (one.p_sup, one.p_con) == reference.permutation_p(ex[k], ey[k], lags, seed_of(name), known=known)


def test_blocks_hold_a_bounded_number_of_differences() -> None:
    parts = list(blocks(10_000, 60))
    assert [part.start for part in parts] == [0, *(part.stop for part in parts[:-1])]
    assert all((part.stop - part.start) * 1770 <= 1_000_000 for part in parts)
    assert [part.stop - part.start for part in blocks(3, 2000)] == [1, 1, 1]


@pytest.mark.parametrize("cadence", ["weekly", "monthly", "quarterly"])
def test_scores_at_every_step_are_the_exact_ones(many: list[Row], cadence: str) -> None:
    """Section 3.7: the block's sums agree to twelve digits, with plans that change and without."""
    rng = np.random.default_rng(6)
    dated = 0
    for at in range(0, 300, 6):
        made: list[dict[str, object]] = []
        for k, values in enumerate(many[at : at + 6]):
            first, second = (float(rng.choice([-5.0, 0.0, 40.0, 60.0])) for _ in range(2))
            plan: dict[str, Any] = {"target": first}
            if rng.random() < 0.6:
                days = sorted(f"20{rng.integers(22, 27)}-0{rng.integers(1, 10)}-1{rng.integers(0, 10)}" for _ in "ab")
                listed = [{"from": day, "value": value} for day, value in zip(days, (first, second), strict=True)]
                plan = {"target": None, "targets": listed if days[0] < days[1] else listed[:1]}
                dated += first > 0 and second > 0
            kind = output if k % 2 else outcome
            plan |= {"direction": str(rng.choice(["higher", "lower"])), "weight": float(rng.integers(0, 3))}
            made.append(kind(f"m{k}", values, **plan))
        starts = ["monday", "sunday", "thursday"][at % 3]
        case = case_from_dict(business(*made, cadence=cadence, until="2026-11-22", week_starts=starts))
        replay = Replay(case)
        for metrics in (case.metrics, case.of_kind("output"), case.of_kind("outcome")):
            exact, quick = replay.exact(metrics), replay.scores(metrics)
            for one, other in zip(exact, quick, strict=True):
                assert one == other if one is None or other is None else one == pytest.approx(other, abs=1e-12)
        verdict = Picture(case).verdicts[None]
        assert verdict == replay.verdict(case.of_kind("output"), case.of_kind("outcome"))
    assert dated > 20


def test_the_block_takes_plans_that_change(many: list[Row]) -> None:
    """Nearly every plan in the product is dated: it must not fall back to the exact path."""
    targets = [{"from": "2020-01-06", "value": 50}, {"from": "2026-06-01", "value": 60}]
    metric = outcome(values=many[0] + [50.0] * 20, target=None, targets=targets)
    case = case_from_dict(business(metric, cadence="monthly", until="2026-11-22"))
    replay = Replay(case)
    rows = replay._plan_rows(case.metrics[0])
    assert rows is not None
    assert rows[0, -6:].tolist() == [50.0, 60.0, 60.0, 60.0, 60.0, 60.0]  # May, then June to October
    assert (rows[1] == 0).all()


@pytest.mark.parametrize("cadence", ["weekly", "monthly", "quarterly"])
def test_the_first_period_of_a_plan(cadence: str) -> None:
    """It starts on the plan's day or later, and the one before it does not."""
    for starts in range(7):
        for day in range(20_000, 20_120):
            first = periods.first_from(cadence, day, starts)  # type: ignore[arg-type]
            assert periods.first_day(cadence, first, starts) >= day  # type: ignore[arg-type]
            assert periods.first_day(cadence, first - 1, starts) < day  # type: ignore[arg-type]


def test_a_score_at_a_cut_is_worked_out_exactly() -> None:
    """A mean that rounds to either side of 0.75 - 1e-9 must not decide by its rounding."""
    case = case_from_dict(business(output(values=[74.9999999] * 8, target=100), outcome(values=[80.0] * 8, target=100)))
    replay = Replay(case)
    metrics = case.of_kind("output")
    assert replay.scores(metrics) == replay.exact(metrics)
