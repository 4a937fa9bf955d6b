"""Findings from levels, plans and trends (section 3.15), and what 3.2 calls over-delivery in words."""

from __future__ import annotations

from collections.abc import Callable

from alignment.attainment import over_delivery
from alignment.case import Direction, Plan
from alignment.numbers import (
    ENGLISH,
    PERIOD,
    NumberStyle,
    amount,
    between,
    conversion,
    count,
    percent,
    plain,
    rounded_up,
    with_sign,
)
from alignment.words.names import Numbers, inside, maybe, named, opening, started, value, whole, word
from alignment.words.structure import Template, Words


def over_words(
    level: float, direction: Direction, plan: Plan, unit: str = "", name: str = "", style: NumberStyle = ENGLISH
) -> str:
    """Over-delivery in words (3.2): "11% over plan", "11% under the limit", "inside the plan", or ""."""
    found = over_delivery(level, direction, plan)
    if found is None:
        return ""
    what, much = found
    shown = percent(much, style) if what in ("over", "under") else amount(much, unit, name, style)
    return {
        "over": f"{shown} over plan",
        "under": f"{shown} under the limit",
        "over_by": f"{shown} over plan",
        "under_by": f"{shown} under the limit",
        "inside": "inside the plan",
    }[what]


def span_words(readings: int, run: bool, cadence: str, style: NumberStyle = ENGLISH) -> str:
    """Over what a level was averaged: "the last 4 weeks", with fewer readings "the last 2 readings" (3.15)."""
    if run:
        return f"the last {count(readings, PERIOD[cadence], style)}"
    return "the last reading" if readings == 1 else f"the last {count(readings, 'reading', style)}"


def false_productivity(n: Numbers, style: NumberStyle) -> Words:
    x, y = named(n, "x"), named(n, "y")
    spans = [
        span_words(whole(n, f"{side}_readings"), bool(n[f"{side}_run"]), word(n, f"{side}_cadence"), style)
        for side in ("x", "y")
    ]
    span = spans[0] if spans[0] == spans[1] else " and ".join(spans)
    plan = Plan(value(n, "x_lo"), value(n, "x_hi"))
    way = _direction(word(n, "x_direction"))
    over = over_words(value(n, "x_level"), way, plan, word(n, "x_unit"), word(n, "x"), style)
    first = f"First see to what comes in: {word(n, 'explained_title')}. " if n.get("explained_title") else ""
    return (
        f"{opening(x)} going well, {y} not",
        f"On average over {span}: {x} {_level_plan(n, 'x', style)}{f' ({over})' if over else ''}; "
        f"{y} {_level_plan(n, 'y', style)}. The work gets done, the change it is meant for falls short.",
        f"{first}Do not ask for more {x}. Take the ten newest cases and see where they stop on the way to {y}.",
    )


def declining_outcome(n: Numbers, style: NumberStyle) -> Words:
    period, periods = PERIOD[word(n, "cadence")], whole(n, "periods")
    unit, name = word(n, "unit"), word(n, "y")
    start, end = (amount(value(n, key), unit, name, style) for key in ("start", "end"))
    half = count((periods + 1) // 2, period, style)
    return (
        f"{started(n, 'y')}: not just a bad {period}",
        f"From about {start} to about {end} over {count(periods, period, style)}, more than the normal ups and downs.",
        f"Ask what changed around the middle, about {half} ago, and note it on the chart.",
    )


def handoff_short(n: Numbers, style: NumberStyle) -> Words:
    x, y, period = named(n, "x"), named(n, "y"), PERIOD[word(n, "cadence")]
    low, high, needed = maybe(n, "low"), maybe(n, "high"), maybe(n, "conversion_needed")
    x_in, y_in = word(n, "x_unit"), word(n, "y_unit")
    entire = bool(n.get("x_whole"))
    short = with_sign(rounded_up(value(n, "shortfall"), entire, style), x_in)
    required = with_sign(rounded_up(value(n, "required"), entire, style), x_in)
    made = with_sign(plain(value(n, "level"), style), x_in)
    wanted = with_sign(plain(value(n, "target"), style), y_in)
    bounds = "" if low is None or high is None else f" ({plain(low, style)} to {plain(high, style)})"
    maybe_enough = (
        f" It may just be enough: the range starts at {plain(low, style)}."
        if low is not None and word(n, "class") == "borderline"
        else ""
    )
    rate = conversion(value(n, "conversion"), style)
    or_rate = "" if needed is None else f", or get from {rate} to {conversion(needed, style)}"
    return (
        f"Not enough {x} for {y}",
        f"To reach {wanted} {y} a {period} you need about {required} {x}{bounds}. You make {made}: {short} too few. "
        f"This counts on {rate}, as in the last {count(whole(n, 'lookback'), period, style)}; "
        f"at a larger number it is often fewer.{maybe_enough}",
        f"Make {short} more {x} a {period}{or_rate}.",
    )


def constraint(n: Numbers, style: NumberStyle) -> Words:
    lever, f = inside(word(n, "lever")), named(n, "f")
    own = "Brought to its own plan alone" if word(n, "basis") == "goal" else "10% better on its own"
    gain = with_sign(plain(value(n, "gain"), style), word(n, "unit"))
    return (
        f"Start with {lever}",
        f"{own}, {lever} would give {gain} more {f} a {PERIOD[word(n, 'cadence')]}; "
        "no other single change gives as much.",
        f"Work on {lever} first. Others can wait.",
    )


def _level_plan(n: Numbers, key: str, style: NumberStyle) -> str:
    unit, name = word(n, f"{key}_unit"), word(n, key)
    level = amount(value(n, f"{key}_level"), unit, name, style)
    return f"{level}, plan {between(value(n, f'{key}_lo'), value(n, f'{key}_hi'), unit, name, style)}"


def _direction(found: str) -> Direction:
    return "lower" if found == "lower" else "range" if found == "range" else "higher"


_ALL: tuple[Callable[[Numbers, NumberStyle], Words], ...] = (
    false_productivity, declining_outcome, handoff_short, constraint,
)  # fmt: skip
LEVEL: dict[str, Template] = {template.__name__: template for template in _ALL}
