"""Sentences of the pages that say what a report means, and numbers as they are printed (design.md §4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from alignment.attainment import over_delivery
from alignment.case import Plan
from alignment.state import MetricState
from alignment.words.names import inside, opening
from businesses.models import Business
from core.numbers import show_value
from core.periods import WORDS
from core.templatetags.ui import HEALTH_WORDS
from reports.shapes import Band, MetricScore, Score

HEADLINES = {
    "false_productivity": ("Plenty is getting done.", "Not enough is changing."),
    "working": ("The work is making", "the difference."),
    "stalled": ("Little is getting done,", "and little is changing."),
    "outcome_without_output": ("It is changing,", "without the work."),
    "unknown": ("Too early to tell.", ""),
    "mostly": ("Most of the work", "makes the difference."),
    "partly": ("Some of the work", "makes the difference."),
}
# What is said of systems with these verdicts: of one, of several. The first that some system has is said.
NOT_WORKING = {
    "false_productivity": (
        "does all the work it planned and still misses the change it exists for.",
        "do the work they planned and still miss the change they exist for.",
    ),
    "stalled": (
        "gets too little done, and changes too little.",
        "get too little done, and change too little.",
    ),
    "outcome_without_output": (
        "produces less than it planned. What it should change is there all the same.",
        "produce less than they planned. What they should change is there all the same.",
    ),
}
TONES = {
    "working": "on",
    "false_productivity": "off",
    "stalled": "off",
    "outcome_without_output": "slip",
    "unknown": "none",
    "mostly": "slip",
    "partly": "slip",
}
HIGH = 0.75  # from here on a side is high (alignment.md 3.7)


class Judged(Protocol):
    """What of a system the headline needs: a `Score`, or the little that a list reads."""

    @property
    def kind(self) -> str: ...
    @property
    def verdict(self) -> str: ...
    @property
    def health(self) -> str: ...
    @property
    def productivity(self) -> Band: ...
    @property
    def effectiveness(self) -> Band: ...


GAP_GONE, NOT_FOUND = "The gap is gone.", "The newest report does not find this any more."


def listed(names: Sequence[str]) -> str:
    """`Traffic`, `Traffic and Delivery`, `Traffic, Leads and Delivery`."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def amount(business: Business, value: float | None, unit: str) -> str:
    """A level in the business's format: three significant digits, whole from 100 up; a dash when there is none."""
    if value is None:
        return "–"
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    return show_value(round(value, digits), unit, business.number_format)


def plan_words(business: Business, plan: Plan | None, unit: str) -> str:
    """`60%`, `20 to 30`, or a dash without a plan."""
    if plan is None:
        return "–"
    if plan.lo == plan.hi:
        return amount(business, plan.lo, unit)
    return f"{amount(business, plan.lo, unit)} to {amount(business, plan.hi, unit)}"


def window_words(count: int, cadence: str) -> str:
    """`4 weeks`, `1 month`."""
    one, many = WORDS[cadence]
    return f"{count} {one if count == 1 else many}"


def span_words(values: Sequence[float | None], need: int, cadence: str) -> str:
    """What a level rests on: `4 weeks`, or `4 readings` with gaps between them; `need`: how many at most."""
    have = min(need, sum(v is not None for v in values[-2 * need :]))
    if have == need and all(v is not None for v in values[-have:]):
        return window_words(have, cadence)
    return f"{have} reading{'' if have == 1 else 's'}"


def rests_on(business: Business, state: MetricState) -> str:
    """`last 4 weeks 36%`, or `last 2 readings 36%` when there are fewer."""
    value = state.level.value
    if value is None:
        return "no recent number" if state.level.age is not None else "no number yet"
    return f"last {span_of(state)} {amount(business, value, state.metric.unit)}"


def span_of(state: MetricState) -> str:
    """What the level rests on: `4 weeks`, `2 readings`."""
    have = len(state.level.readings)
    readings = f"{have} reading{'' if have == 1 else 's'}"
    return window_words(have, state.metric.cadence) if state.level.run else readings


def over_percent(state: MetricState) -> int | None:
    """By how many percent of the plan the level is over it (3.2); None when it is not."""
    if state.level.value is None or state.plan is None:
        return None
    found = over_delivery(state.level.value, state.metric.direction, state.plan)
    return round(found[1] * 100) if found and found[0] in ("over", "under") else None


def over_words(state: MetricState) -> str:
    """`8% over plan in 4 weeks`, `11% under the limit in 4 weeks`, or nothing.

    It is the level that is over, not the newest reading that a page prints beside it.
    """
    percent = over_percent(state)
    if not percent:
        return ""
    over = f"{percent}% over plan" if state.metric.direction == "higher" else f"{percent}% under the limit"
    return f"{over} in {span_of(state)}"


def score_words(score: int | None) -> str:
    """`60 of 100`."""
    return "no score yet" if score is None else f"{score} of 100"


def gone_words(outcome: MetricScore | None) -> str:
    """What is said of an action whose finding the newest report does not raise; `outcome`: what it should move."""
    if outcome is None or outcome.health == "none":
        return NOT_FOUND
    name, word = opening(inside(outcome.name)), HEALTH_WORDS[outcome.health].lower()
    return f"{GAP_GONE} {name}: {word}." if outcome.health == "on" else f"{NOT_FOUND} {name}: still {word}."


def ready_words(counting_since: datetime, now: datetime) -> str:
    """When a new report is there: its run begins at `counting_since`, and takes a few seconds."""
    wait = (counting_since - now).total_seconds()
    return "in about a minute" if wait > 40 else "in half a minute" if wait > 12 else "in a few seconds"


def broken_words(broken: dict[str, Any], handed_over: bool, unmeasured: Sequence[str], goal_health: str = "") -> str:
    """Where the chain breaks first (alignment.md 3.11b), or nothing; and that the goal holds where it does."""
    if not broken.get("system"):
        return ""
    name = broken["name"]
    if broken["why"] == "unmeasured":
        lacking = f": no numbers for {listed([inside(m) for m in unmeasured[:3]])}" if unmeasured else ""
        return f"Nobody can see past {name}{lacking}."
    share = round(100 * (broken.get("downstream") or 0))
    hangs = (
        ""
        if not share
        else " All you want hangs on it."
        if share == 100
        else f" {share}% of what you want hangs on it."
    )
    if hangs and goal_health == "on":
        hangs += " The point of it all is still on track."
    start = f"The chain breaks first at {name}: "
    return start + ("enough comes in, too little changes." if handed_over else "too little changes.") + hangs


def constraint_words(lever: str, final: str) -> str:
    """What holds the chain back most; arithmetic of the chain, no claim beyond it."""
    lifts = f": no other single change lifts {inside(final)} as much" if final else ""
    return f"What holds the chain back most is {inside(lever)}{lifts}."


def verdict_of(verdict: str, systems: Sequence[Judged]) -> str:
    """The business's verdict; while that is open although each system of the chain is judged, the chain's.

    What a supporting system lacks must not hide what is known of the chain (docs/decisions/004).
    """
    chain = [s for s in systems if s.kind == "chain"]
    if verdict != "unknown" or not chain or any(s.verdict == "unknown" for s in chain):
        return verdict
    work, change = (
        sum(band.proven or 0.0 for band in bands) / len(chain) >= HIGH
        for bands in ([s.productivity for s in chain], [s.effectiveness for s in chain])
    )
    if change:
        return "working" if work else "outcome_without_output"
    return "false_productivity" if work else "stalled"


def headline_of(verdict: str, goal_health: str, systems: Sequence[Judged]) -> str:
    """Which headline: the verdict, unless all is well on average while the point of it all is off track, or while
    some of its systems are not working.

    A mean over many outcomes can hide the one they are for (docs/decisions/004).
    """
    verdict = verdict_of(verdict, systems)
    if verdict != "working":
        return verdict
    if goal_health == "off":
        return "false_productivity"
    failing = sum(s.verdict not in ("working", "unknown") or s.health == "off" for s in systems)
    judged = sum(s.verdict != "unknown" or s.health == "off" for s in systems)
    if failing:
        return "partly" if 2 * failing >= judged else "mostly"
    return "mostly" if goal_health == "slip" else "working"


def lacking_words(missing: str) -> str:
    """What is missing for a verdict, as a sentence: `2 of the 4 readings a verdict needs are in.`"""
    have, of, need = [*missing.split(" ", 2), "", ""][:3]
    if of == "of":
        return f"{have} of the {need} a verdict needs {'is' if have == '1' else 'are'} in."
    return f"There is {missing}."


def lead_words(verdict: str, missing: str, systems: Sequence[Score], start_with: str) -> str:
    """The sentence under the headline: which systems, and where to start."""
    start = f" Start with {start_with}." if start_with else ""
    if verdict == "unknown" and verdict_of(verdict, systems) != "unknown":
        open_ones = [f"{s.name} ({s.missing})" if s.missing else s.name for s in systems if s.verdict == "unknown"]
        later = f" Not judged yet: {listed(open_ones)}." if open_ones else ""
        return lead_words(verdict_of(verdict, systems), "", systems, start_with) + later
    named = {word: [s.name for s in systems if s.verdict == word] for word in NOT_WORKING}
    if verdict == "unknown":
        return lacking_words(missing) if missing else "The numbers so far point both ways."
    for word, names in named.items():
        if names:
            one, many = NOT_WORKING[word]
            return f"{listed(names)} {one if len(names) == 1 else many}{start}"
    if verdict == "outcome_without_output":
        return "The results are there, although less was produced than planned. Find out what brings them."
    behind = [
        f"{listed(names)} {'is' if len(names) == 1 else 'are'} {word}"
        for level, word in (("off", "off track"), ("slip", "slipping"))
        if (names := [s.name for s in systems if s.health == level])
    ]
    if behind:
        return f"{listed(behind)}. Where there are numbers, the rest is on plan.{start}"
    return f"What is produced is on plan, and so is what it should change.{start}"
