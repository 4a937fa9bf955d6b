"""Section 5 of alignment.md: 10,000 businesses x 60 metrics x 60 readings x 40 links, from dictionary to printed JSON.

A sample of 200 is worked through by as many processes as there are cores and extrapolated, which is linear: no business
knows of another. `--full` works through all 10,000 and says how much memory 1,000 and 10,000 took. The mix of links is
that of 6.3: 40 % true, 10 % reversed, 50 % unrelated, so half of them need all 999 permutations and most of those the
season check too. CPU time stands beside wall time: the machine may be shared.
"""

from __future__ import annotations

import os
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np

from alignment.assessment import assess, dumps
from alignment.known import Parts
from alignment.parse import case_from_dict
from benchmarks.recompute import measure_job
from benchmarks.table import Row
from tests.alignment.generator import NOISES, gen_pair

BUSINESSES, METRICS, READINGS, LINKS, SYSTEMS = 10_000, 60, 60, 40, 10
CORES = 2
SAMPLE, FIRST = 200, 1_000
MINUTES, MILLISECONDS, GROWTH = 5.0, 100.0, 1.05
KINDS = ["effect"] * 8 + ["negative"] * 2 + [NOISES[at % 4] for at in range(10)]


def business(seed: int) -> dict[str, Any]:
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


def work(seeds: range) -> tuple[float, float, int, float]:
    """(CPU seconds, wall seconds, bytes printed, MB held at most) for assessing these, without making them up."""
    cpu = wall = 0.0
    printed = 0
    for seed in seeds:
        source = business(seed)
        start, began = time.process_time(), time.perf_counter()
        printed += len(dumps(assess(case_from_dict(source))))
        cpu += time.process_time() - start
        wall += time.perf_counter() - began
    return cpu, wall, printed, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def one_reading(seed: int) -> float:
    """CPU share of assessing a business again after one new reading, with the parts of the report before at hand."""
    source, before = business(seed), Parts()
    whole = _spent(source, before)
    source["metrics"][0]["values"][-1] = 123.0
    return _spent(source, Parts(before.kept)) / whole


def _spent(source: dict[str, Any], parts: Parts) -> float:
    start = time.process_time()
    dumps(assess(case_from_dict(source), parts=parts))
    return time.process_time() - start


def through(pool: ProcessPoolExecutor, seeds: range) -> tuple[float, float, float]:
    """(CPU minutes a core, wall minutes a core, MB held at most by a process) for these businesses."""
    step = max(1, min(50, len(seeds) // (CORES * 4)))
    parts = [range(at, min(at + step, seeds.stop)) for at in range(seeds.start, seeds.stop, step)]
    found = list(pool.map(work, parts))
    cpu, wall = (sum(one[at] for one in found) / CORES / 60 for at in (0, 1))
    return cpu, wall, max(one[3] for one in found)


def all_of_them(full: bool, sample: int) -> list[Row]:
    """The sample extrapolated, or all with the memory they took."""
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        began = time.perf_counter()
        first = through(pool, range(FIRST if full else sample))
        rest = through(pool, range(FIRST, BUSINESSES)) if full else (0.0, 0.0, 0.0)
        clock = (time.perf_counter() - began) / 60
    scale = 1.0 if full else BUSINESSES / sample
    cpu, wall = ((first[at] + rest[at]) * scale for at in (0, 1))
    name = f"{BUSINESSES:,} businesses on {CORES} cores, {'in full' if full else f'from {sample}'}"
    rows = [
        Row("5", f"{name}: CPU minutes", f"{cpu:.2f}", "1.6-5.3", None, MINUTES, cpu <= MINUTES),
        Row("5", f"{name}: wall minutes at load {os.getloadavg()[0]:.1f}", f"{wall:.2f}", "–", None, None, True),
    ]
    if full:
        growth = rest[2] / first[2]
        rows += [
            Row("5", "the same with making up the data, by the clock", f"{clock:.2f}", "–", None, None, True),
            Row("5", f"most memory of a process after {FIRST:,} and after {BUSINESSES:,}, MB", f"{rest[2]:.0f}",
                f"{first[2]:.0f}", round(growth, 3), GROWTH, growth <= GROWTH),
        ]  # fmt: skip
    return rows


def run(quick: bool = False, full: bool = False) -> list[Row]:
    """All businesses, one business, memory, and what one new reading costs."""
    rows = all_of_them(full, SAMPLE)
    work(range(2))
    times = sorted(work(range(at, at + 1))[0] * 1e3 for at in range(9))
    again = sorted(one_reading(at) for at in range(9))
    return [
        *rows,
        Row("5", "one business, median of nine, CPU ms", f"{times[4]:.1f}", "–", None, MILLISECONDS,
            times[4] <= MILLISECONDS),
        Row("5", "the engine alone after one new reading, share of CPU", f"{again[4]:.2f}", "1", None, None, True),
        *measure_job(business, 3 if quick else 9),
    ]  # fmt: skip
