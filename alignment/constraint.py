"""The one lever that holds the final outcome back, or none (section 3.11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from alignment.case import Chain

TIE = 0.05  # best two within 5 %: no constraint is named
STEP = 1.10
NOTHING = 1e-9  # share of the final outcome below which a gain is rounding


@dataclass(frozen=True, slots=True)
class Constraint:
    """`lever` None at a tie or when nothing helps; `gain`: more of the final outcome, in its volume a period.

    `together`: goals exist, none helps alone, all at once would: two things must move together.
    """

    lever: str | None
    basis: str
    tie: bool
    gain: float
    result: float  # what the chain gives now
    together: bool = False


def throughput(chain: Chain) -> float:
    """Final volume: q[0] = entry, q[i+1] = min(c[i] q[i], capacity[i+1]); the entry has a capacity too."""
    volume = _capped(chain.entry, chain.caps[0])
    for conversion, capacity in zip(chain.convs, chain.caps[1:], strict=True):
        volume = _capped(conversion * volume, capacity)
    return volume


def constraint_of(chain: Chain) -> Constraint:
    """The lever with the largest gain at its own goal; where no goal helps, at 10 % more (3.11)."""
    now = throughput(chain)
    goals = {
        lever: throughput(_with(chain, lever, chain.goals[lever])) - now
        for lever, value in _levers(chain)
        if lever in chain.goals and chain.goals[lever] > value
    }
    if _helps(goals, now):
        return _named(goals, "goal", now)
    steps = {lever: throughput(_with(chain, lever, value * STEP)) - now for lever, value in _levers(chain)}
    found = _named(steps, "step", now)
    together = bool(goals) and throughput(_all_goals(chain)) - now > NOTHING * now
    return replace(found, together=together)


def _named(gains: dict[str, float], basis: str, now: float) -> Constraint:
    order = sorted(gains.items(), key=lambda item: (-item[1], item[0]))
    if not _helps(gains, now):
        return Constraint(None, basis, False, 0.0, now)
    best = order[0]
    tie = len(order) > 1 and order[1][1] >= (1 - TIE) * best[1] * (1 - NOTHING)
    return Constraint(None if tie else best[0], basis, tie, best[1], now)


def _helps(gains: dict[str, float], now: float) -> bool:
    return max(gains.values(), default=0.0) > NOTHING * now


def _levers(chain: Chain) -> Iterator[tuple[str, float]]:
    yield "entry", chain.entry
    for i, conversion in enumerate(chain.convs):
        yield f"conv{i}", conversion
    for i, capacity in enumerate(chain.caps):
        if capacity is not None:
            yield f"cap{i}", capacity


def _with(chain: Chain, lever: str, value: float) -> Chain:
    if lever == "entry":
        return replace(chain, entry=value)
    at = int(lever.removeprefix("conv").removeprefix("cap"))
    if lever.startswith("conv"):
        return replace(chain, convs=(*chain.convs[:at], value, *chain.convs[at + 1 :]))
    return replace(chain, caps=(*chain.caps[:at], value, *chain.caps[at + 1 :]))


def _all_goals(chain: Chain) -> Chain:
    for lever, value in list(_levers(chain)):
        if chain.goals.get(lever, value) > value:
            chain = _with(chain, lever, chain.goals[lever])
    return chain


def _capped(volume: float, capacity: float | None) -> float:
    return volume if capacity is None else min(volume, capacity)
