"""What comes up most: the kinds of findings that several clients share."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.shapes import Client

MOST = 5
URGENT = 10  # of each client: what comes later in its report is not worth a call
# What a kind of finding says, whoever has it. A kind without words is not told.
SAID = {
    "false_productivity": "The work goes well, the change does not come",
    "over_optimised": "Something is polished past helping",
    "not_following": "What is produced goes up, what it should change does not follow",
    "contradicted_link": "Two numbers do not move together as expected",
    "handoff_short": "One system does not get enough from the one before",
    "unit_mismatch": "Two systems count the same thing in different words",
    "constraint": "One system holds the whole chain back",
    "misaligned_activity": "Hours serve nothing",
    "declining_outcome": "A change that was there is going away",
    "unmeasured": "Something important is not measured",
    "no_target": "A number has no plan",
    "stale": "Numbers are out of date",
    "unsupported_outcome": "A wanted change that nothing works towards",
    "no_outcome": "A system without anything it should change",
    "vague_outcome": "A wanted change that cannot be checked yet",
    "orphan_output": "Something is produced that leads nowhere",
    "unfed_input": "Something comes in that nobody makes",
    "no_desired": "Nothing is named that it is all for",
    "dead_end_outcome": "A change that leads to nothing wanted",
    "loop": "Links that run in a circle",
    "no_owner": "A system nobody looks after",
    "missing_people": "A system without people",
    "missing_process": "A system without a playbook",
    "missing_technology": "A system without tools",
}


@dataclass(frozen=True)
class Shared:
    """One kind of finding, and the clients that have it."""

    said: str
    clients: list[Client]


def most_frequent(clients: Sequence[Client]) -> list[Shared]:
    """Kinds that at least two of them have among their urgent ones, the most frequent first; each counts once."""
    having: dict[str, list[Client]] = {}
    for client in clients:
        for kind in dict.fromkeys(finding["kind"] for finding in client.health.findings[:URGENT]):
            if kind in SAID:
                having.setdefault(kind, []).append(client)
    order = sorted(having, key=lambda kind: (-len(having[kind]), list(SAID).index(kind)))
    return [Shared(SAID[kind], having[kind]) for kind in order if len(having[kind]) > 1][:MOST]
