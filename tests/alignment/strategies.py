"""Businesses of every shape for property tests: any cadence, gaps, plans, links, flows, circles, extreme numbers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

NUMBERS = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-1000, 1000),
    st.integers(-5, 200),
    st.sampled_from([0, -0.0, 1e300, -1e300, 1e-300, 5e-324, 1.7e308]),
)
READINGS = st.one_of(st.none(), NUMBERS)
NAMES = st.sampled_from(["", "Members leaving", "leads", "calls", "x" * 60, "q\u200f{0}<svg onload>", "=A1%s"])
UNITS = st.sampled_from(["", "%", "$", "calls", "qualified leads", "new"])
LAGS = st.sampled_from([None, 0, 2, 999])
COUNTS = st.floats(0, 1e6)


def _plan(draw: st.DrawFn, direction: str) -> dict[str, Any]:
    if draw(st.integers(0, 3)) == 0:
        return {}
    lo, hi = sorted((draw(NUMBERS), draw(NUMBERS)))
    dates = draw(st.sampled_from([(), ("2025-11-01",), ("2025-10-06", "2026-02-01")]))
    one = {"lo": lo, "hi": hi} if direction == "range" else {"value": lo}
    if dates:
        return {"targets": [{"from": date, **one} for date in dates]}
    return {"lo": lo, "hi": hi} if direction == "range" else {"target": lo}


@st.composite
def metrics(draw: st.DrawFn, name: str, systems: int) -> dict[str, Any]:
    direction = draw(st.sampled_from(["higher", "lower", "range"]))
    return {
        "id": name,
        "name": draw(NAMES),
        "system": f"s{draw(st.integers(0, systems - 1))}",
        "kind": draw(st.sampled_from(["output", "outcome", "outcome", "output", "input"])),
        "unit": draw(UNITS),
        "cadence": draw(st.sampled_from(["weekly", "monthly", "quarterly"])),
        "combine": draw(st.sampled_from(["sum", "mean", "last"])),
        "direction": direction,
        "weight": draw(st.sampled_from([0, 1, 1, 2.5, 1e300])),
        "statement": draw(st.sampled_from(["", "Lots of leads.", "Post daily.", "80 sales a month from locals."])),
        "values": draw(st.lists(READINGS, max_size=40)),
        **_plan(draw, direction),
    }


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A case that the parser takes; nothing else is promised."""
    systems = draw(st.integers(1, 3))
    made = [draw(metrics(f"m{i}", systems)) for i in range(draw(st.integers(0, 6)))]
    ends = [one["id"] for one in made if one["kind"] == "outcome"]
    starts = [one["id"] for one in made if one["kind"] != "input"]
    names = [one["id"] for one in made]
    pairs = [(a, b) for a in starts for b in ends if a != b]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6)) if pairs else []
    flows = draw(st.lists(st.tuples(*[st.sampled_from(names)] * 2), max_size=4)) if names else []
    wanted = [one["id"] for one in made if one["kind"] == "outcome" and one["weight"] > 0]
    serving = st.lists(st.sampled_from(starts), unique=True, max_size=3) if starts else st.just([])
    return {
        "id": "b",
        "cadence": draw(st.sampled_from(["weekly", "monthly", "quarterly"])),
        "until": draw(st.sampled_from(["2026-03-31", "2026-02-15", "0001-01-01", "9999-12-31"])),
        "week_starts": draw(st.sampled_from(["monday", "sunday", "thursday"])),
        "systems": [
            {"id": f"s{i}", "kind": draw(st.sampled_from(["chain", "support"])), "inputs": [{"id": "i"}]}
            for i in range(systems)
        ],
        "metrics": made,
        "links": [
            {"from": a, "to": b, "sign": draw(st.sampled_from([1, -1])), "lag": draw(LAGS)} for a, b in chosen
        ],
        "handoffs": [
            {"from": a, "to": b, "needs_unit": draw(UNITS), "lag": draw(st.integers(0, 3))} for a, b in flows
        ],
        "desired": draw(st.lists(st.sampled_from(wanted), unique=True, max_size=3)) if wanted else [],
        "activities": [
            {"id": f"a{i}", "hours": draw(COUNTS), "cost": draw(COUNTS), "rate": draw(COUNTS), "serves": draw(serving),
             "must_do": draw(st.booleans())}
            for i in range(draw(st.integers(0, 2)))
        ],
    }  # fmt: skip
