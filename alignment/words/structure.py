"""Findings that need no readings: what the map itself says (section 3.15). s: system, m, x, y: metrics, i: input."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from alignment.numbers import PERIOD, NumberStyle, amount, count, one_decimal, plain
from alignment.words.names import Numbers, maybe, named, started, value, whole, word

Words: TypeAlias = tuple[str, str, str]
Template: TypeAlias = Callable[[Numbers, NumberStyle], Words]


def unmeasured(n: Numbers, style: NumberStyle) -> Words:
    m = named(n, "m")
    return (
        f"No numbers yet for {m}",
        f"Nothing is recorded for {m}, so nobody can tell how it goes.",
        f"Enter the last {count(3, PERIOD[word(n, 'cadence')], style)}, even rough.",
    )


def no_target(n: Numbers, style: NumberStyle) -> Words:
    m, level = named(n, "m"), maybe(n, "level")
    lately = "" if level is None else f" Lately: {amount(level, word(n, 'unit'), word(n, 'm'), style)}."
    return (
        f"No plan yet for {m}",
        f"There is no plan for {m}, so no number can be called good or bad.{lately}",
        f"Write down what would be enough for one {PERIOD[word(n, 'cadence')]}.",
    )


def stale(n: Numbers, style: NumberStyle) -> Words:
    age = count(whole(n, "age"), PERIOD[word(n, "cadence")], style)
    return (
        f"{started(n, 'm')}: no number lately",
        f"The newest number for {named(n, 'm')} is {age} old and no longer counts.",
        "Enter the missing numbers, or stop measuring it.",
    )


def unsupported_outcome(n: Numbers, style: NumberStyle) -> Words:
    y = named(n, "y")
    return (
        f"Nothing is meant to change {y} yet",
        f"Nothing you do or produce is linked to {y}.",
        "Name one thing you produce or do that is meant to change it.",
    )


def no_outcome(n: Numbers, style: NumberStyle) -> Words:
    return (
        f"{started(n, 's')}: what should it change?",
        f'Nothing is named under "What it should change" in {named(n, "s")}.',
        "Ask: why do we want what it produces? Write the answer down.",
    )


def vague_outcome(n: Numbers, style: NumberStyle) -> Words:
    quote = f'"{" ".join(word(n, "statement").split())}"'
    title = f"{started(n, 'y')} cannot be checked yet"
    if word(n, "class") == "output":
        return title, f"{quote} sounds like something you do.", "Ask why you want it, and write that down."
    questions = n.get("questions")
    asked = " ".join(questions[:2]) if isinstance(questions, list) else ""
    text = f"{quote} leaves open: {asked}" if asked else f"{quote} cannot be checked as it stands."
    return title, text, "Reword it: how many, who, in what state, by when, and why."


def orphan_output(n: Numbers, style: NumberStyle) -> Words:
    return (
        f"{started(n, 'x')}: what is it for?",
        f"You produce {named(n, 'x')}, linked to nothing you want to change.",
        "Say what it should change, or stop producing it.",
    )


def dead_end_outcome(n: Numbers, style: NumberStyle) -> Words:
    return (
        f"{started(n, 'y')}: and then what?",
        f"Nothing you want for its own sake is linked after {named(n, 'y')}.",
        "Link it to what it should change next, or mark it as wanted for its own sake.",
    )


def unfed_input(n: Numbers, style: NumberStyle) -> Words:
    i = named(n, "i")
    return (
        f"Nobody delivers {i}",
        f"{started(n, 's')} needs {i}. No other system hands it over, and it is not marked as coming from outside.",
        f"Add {i} to what another system produces, with an owner, or mark it as from outside.",
    )


def no_desired(n: Numbers, style: NumberStyle) -> Words:
    return (
        "What do you want all this for?",
        "Nothing is marked as wanted for its own sake; until it is, all you want to change counts alike.",
        "Mark the one to three that mean money, time or fulfilment to you.",
    )


def no_owner(n: Numbers, style: NumberStyle) -> Words:
    s = named(n, "s")
    return (
        f"Nobody looks after {s}",
        f"No owner is named for {s}, so nobody is asked when a number slips.",
        "Name one person.",
    )


def missing_people(n: Numbers, style: NumberStyle) -> Words:
    return (
        f"{started(n, 's')}: no people named",
        f"Nobody is named as doing the work in {named(n, 's')}.",
        "Name who does it, and which change each looks after.",
    )


def missing_process(n: Numbers, style: NumberStyle) -> Words:
    return (
        f"{started(n, 's')}: no playbook",
        f"No playbook is named for {named(n, 's')}.",
        "Write down its steps in order, on one page.",
    )


def missing_technology(n: Numbers, style: NumberStyle) -> Words:
    return (
        f"{started(n, 's')}: no tools named",
        f"No tools are named for {named(n, 's')}.",
        "Name the tool each step uses, even a spreadsheet.",
    )


def loop(n: Numbers, style: NumberStyle) -> Words:
    x = named(n, "x")
    return (
        "Your links run in a circle",
        f"Following the links from {x} you come back to {x} after {count(whole(n, 'links'), 'link', style)}.",
        "Remove the link that is a hope rather than a claim you would test.",
    )


def misaligned_activity(n: Numbers, style: NumberStyle) -> Words:
    hours, cost = value(n, "hours"), value(n, "cost")
    shown = one_decimal(hours, style)
    money = f", {plain(cost, style)} in money" if cost > 0 else ""
    return (
        f"{started(n, 'a')}: hours that serve nothing",
        f"{shown} {'hour' if shown == '1' else 'hours'} a month{money}, linked to nothing you want to change.",
        "Stop it for one month. If it is missed, shorten it or let software do it; or say what it should change.",
    )


def unit_mismatch(n: Numbers, style: NumberStyle) -> Words:
    return (
        f"{started(n, 's1')} and {named(n, 's2')} count different things",
        f'{started(n, "s1")} hands over "{word(n, "u")}", {named(n, "s2")} needs "{word(n, "v")}".',
        "Agree on one definition and count only what meets it.",
    )


STRUCTURE: dict[str, Template] = {
    template.__name__: template
    for template in (
        unmeasured, no_target, stale, unsupported_outcome, no_outcome, vague_outcome, orphan_output, dead_end_outcome,
        unfed_input, no_desired, no_owner, missing_people, missing_process, missing_technology, loop,
        misaligned_activity, unit_mismatch,
    )
}  # fmt: skip
