"""Findings of one kind as one: what a fresh map says of nearly every system must not bury what matters."""

from collections.abc import Sequence

from reports.shapes import FindingView

# What the map itself says, without a figure of its own.
FOLDED = {
    "unmeasured", "no_target", "stale", "unsupported_outcome", "no_outcome", "vague_outcome", "orphan_output",
    "dead_end_outcome", "unfed_input", "no_owner", "missing_people", "missing_process", "missing_technology",
}  # fmt: skip
FOLD_FROM = 3

Led = tuple[FindingView, list[FindingView]]


def led(findings: Sequence[FindingView]) -> list[Led]:
    """The findings in their order, each with those that stand under it.

    Three or more of a folding kind that nobody has decided on yet are one, at the place of the first.
    """
    kinds: dict[str, list[FindingView]] = {}
    for finding in findings:
        if finding.kind in FOLDED and not finding.decided:
            kinds.setdefault(finding.kind, []).append(finding)
    under = {alike[0].id: alike[1:] for alike in kinds.values() if len(alike) >= FOLD_FROM}
    hidden = {finding.id for alike in under.values() for finding in alike}
    return [(finding, under.get(finding.id, [])) for finding in findings if finding.id not in hidden]
