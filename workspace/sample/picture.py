"""The sample business as the welcome page draws it: from the story's own numbers, by the product's own arithmetic."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from statistics import mean

from core.numbers import show_value
from reports.health import NEEDED, level_of, worst
from workspace.river import Segment, segments, share
from workspace.sample import story
from workspace.sample.shapes import SampleSystem, Series, Thing


@dataclass(frozen=True)
class Stop:
    """One system of the chain."""

    name: str
    health: str
    volume: str
    counted_in: str
    share: str
    stretch: Segment
    produced: str  # "Lessons finished 486, plan 450"
    changed: str


@dataclass(frozen=True)
class Picture:
    """The chain with what it is all for at its end."""

    name: str
    stops: list[Stop]
    end: Segment
    goal: str
    goal_now: str
    goal_said: str
    goal_health: str


@cache
def sample_picture() -> Picture:
    """The same for every visitor."""
    chain = [system for system in story.SYSTEMS if system.kind == "chain"]
    counted = [volume_of(system) for system in chain]
    volumes = [float(series.lately[-1]) for series in counted]
    healths = [worst([health_of(s.output.series), health_of(s.outcome.series)]) for s in chain]
    drawn = segments(volumes, healths)
    stops = []
    for i, system in enumerate(chain):
        before = volumes[i - 1] if i else None
        stops.append(
            Stop(
                system.name,
                healths[i],
                said(counted[i]),
                counted[i].unit or counted[i].name.lower(),
                share(before, volumes[i]),
                drawn[i],
                against_plan(system.output.series),
                against_plan(system.outcome.series),
            )
        )
    goal = chain[-1].outcome.series
    if goal is None:
        raise ValueError("the goal of the story has no numbers")
    said_of_goal = f"{goal.name.lower()}, plan {goal.plan}%"
    return Picture(story.NAME, stops, drawn[-1], story.GOAL_WHY, said(goal), said_of_goal, health_of(goal))


def volume_of(system: SampleSystem) -> Series:
    """The count at a system's entry."""
    things: list[Thing] = [t for s in story.SYSTEMS for t in (*s.inputs, s.output)]
    found = next(t.series for t in things if t.key == system.volume)
    if found is None:
        raise ValueError(f"nothing counts the entry of {system.name}")
    return found


def health_of(series: Series | None) -> str:
    """The level of the last readings against the plan, as alignment.md 3.2 and 3.4 have it for a plan above 0."""
    if series is None or series.plan is None:
        return "none"
    level = mean(float(v) for v in series.lately[-NEEDED[series.cadence] :])
    plan = float(series.plan)
    attainment = level / plan if series.direction == "higher" else 2 - level / plan
    return level_of(max(0.0, min(1.0, attainment)) + 1e-9)


def against_plan(series: Series | None) -> str:
    """`Lessons finished 486, plan 450`."""
    if series is None or series.plan is None:
        return ""
    return f"{series.name} {said(series)}, plan {show_value(Decimal(series.plan), series.unit)}"


def said(series: Series) -> str:
    """The newest number as it is printed."""
    return show_value(series.lately[-1], series.unit)
