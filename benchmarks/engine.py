"""Section 5 of alignment.md: 10,000 businesses x 60 metrics x 60 readings x 40 links, from dictionary to printed JSON.

A sample is worked through by as many processes as there are cores and extrapolated, which is linear: no business knows
of another. `ENGINE_FULL=1 ./bench engine` works through all 10,000. The mix of links is that of 6.3: 40 % true, 10 %
reversed, 50 % unrelated, so half of them need all 999 permutations and most of those the season check too.
"""

from __future__ import annotations

import json
import os
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from alignment.assessment import assess, dumps
from alignment.known import Parts
from alignment.parse import case_from_dict
from benchmarks.table import Row
from tests.alignment.generator import NOISES, gen_pair

BUSINESSES, METRICS, READINGS, LINKS, SYSTEMS = 10_000, 60, 60, 40, 10
CORES = 2
MINUTES, MILLISECONDS, GROWTH = 5.0, 100.0, 1.2
KINDS = ["effect"] * 8 + ["negative"] * 2 + [NOISES[at % 4] for at in range(10)]


def business(seed: int) -> dict[str, object]:
    """One business of full size: 30 outputs, 30 outcomes, every pair linked and ten links across."""
    rng = np.random.default_rng(seed)
    metrics: list[dict[str, object]] = []
    links: list[dict[str, object]] = []
    pairs = METRICS // 2
    for at in range(pairs):
        x, y = gen_pair(rng, KINDS[at % len(KINDS)], READINGS).readings()
        common = {"system": f"s{at % SYSTEMS}", "cadence": "monthly"}
        metrics.append({"id": f"x{at}", "name": f"calls {at}", "kind": "output", "target": 100, "values": x, **common})
        metrics.append(
            {"id": f"y{at}", "name": f"replies {at}", "kind": "outcome", "target": 50, "values": y, **common}
        )
        links.append({"from": f"x{at}", "to": f"y{at}"})
    links += [{"from": f"x{at}", "to": f"y{(at + 7) % pairs}"} for at in range(LINKS - pairs)]
    systems = [
        {"id": f"s{at}", "name": f"System {at}", "owner": "a", "people": ["a"], "process": ["p"], "technology": ["t"]}
        for at in range(SYSTEMS)
    ]
    return {"id": f"b{seed}", "systems": systems, "metrics": metrics, "links": links, "desired": ["y0", "y1", "y2"]}


def work(seeds: range) -> tuple[float, int]:
    """CPU seconds for assessing these businesses, without making them up, and the bytes printed."""
    spent, printed = 0.0, 0
    for seed in seeds:
        source = business(seed)
        start = time.process_time()
        printed += len(dumps(assess(case_from_dict(source))))
        spent += time.process_time() - start
    return spent, printed


def one_reading(seed: int) -> float:
    """CPU milliseconds for a business assessed again after one new reading, parts of the report before at hand."""
    source = business(seed)
    before = Parts()
    assess(case_from_dict(source), parts=before)
    stored = json.dumps(before.kept)
    source["metrics"][0]["values"][-1] = 123.0  # type: ignore[index]
    start = time.process_time()
    parts = Parts(json.loads(stored))
    dumps(assess(case_from_dict(source), parts=parts))
    json.dumps(parts.kept)
    return (time.process_time() - start) * 1e3


def memory_mb() -> float:
    """The most this process has held so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _all(count: int) -> tuple[float, float]:
    """(CPU minutes over all cores / cores, wall minutes with making the data) for `count` businesses."""
    step = max(1, count // (CORES * 8))
    parts = [range(at, min(at + step, count)) for at in range(0, count, step)]
    start = time.perf_counter()
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        spent = sum(seconds for seconds, _ in pool.map(work, parts))
    return spent / CORES / 60, (time.perf_counter() - start) / 60


def run(quick: bool = False) -> list[Row]:
    """Sample (or all), the median of nine for one business, and memory."""
    full = bool(os.environ.get("ENGINE_FULL"))
    count = BUSINESSES if full else 20 if quick else 200
    minutes, wall = _all(count)
    minutes, wall = minutes * BUSINESSES / count, wall * BUSINESSES / count
    name = "in full" if full else f"from {count}"
    work(range(2))
    times = sorted(work(range(at, at + 1))[0] * 1e3 for at in range(9))
    again = sorted(one_reading(at) for at in range(9))
    before = memory_mb()
    work(range(100, 110 if quick else 140))
    growth = memory_mb() / before
    return [
        Row("5", f"10,000 businesses on {CORES} cores, {name}, minutes", f"{minutes:.2f}", "1.6-5.3", None, MINUTES,
            minutes <= MINUTES),
        Row("5", "the same with making up the data, wall minutes", f"{wall:.2f}", "–", None, None, True),
        Row("5", "one business, median of nine, ms", f"{times[4]:.1f}", "–", None, MILLISECONDS,
            times[4] <= MILLISECONDS),
        Row("5", "the same after one new reading, with the parts from before, ms", f"{again[4]:.1f}", "–", None,
            times[4], again[4] <= times[4]),
        Row("5", "memory after many businesses against before", f"{growth:.2f}", "–", None, GROWTH, growth <= GROWTH),
    ]  # fmt: skip
