"""What the numbers say of the links of an element or a system: held, a first hint, too early, not seen, the opposite.

Association only; the engine's words never claim a cause (alignment.md 3.9).
"""

from collections.abc import Collection
from dataclasses import dataclass

from alignment.parse import case_from_dict
from alignment.words.links import class_words, printed_words
from reports.models import Report
from reports.queries import number_style
from reports.shapes import ReportView
from systems.queries import MapData
from systems.rows import Addresses

CHIPS = {"supported": "chip--on", "contradicted": "chip--off", "leaning": "chip--pen"}


@dataclass(frozen=True)
class Proof:
    """One link between two elements with numbers, as the newest report tested it."""

    source: str
    target: str
    source_href: str
    target_href: str
    word: str  # "Held"
    chip: str
    text: str


@dataclass(frozen=True)
class Said:
    """What the newest report says of one link, in a word or two."""

    word: str  # "Held"
    css: str  # "held", "opposite" or "open"


CSS = {"supported": "held", "contradicted": "opposite"}


def said_of_links(report: ReportView | None) -> dict[tuple[str, str], Said]:
    """By the case ids of the two ends; only links between elements with numbers are tested."""
    if report is None:
        return {}
    return {
        (row["from"], row["to"]): Said(class_words(row["class"], row["n"]), CSS.get(row["class"], "open"))
        for row in report.links
        if row["n"]  # without a single pair of readings there is nothing to say yet
    }


def proofs_of(data: MapData, report: Report | ReportView | None, near: Collection[int]) -> list[Proof]:
    """The tested links that begin or end at one of these elements and are still on the map."""
    if report is None:
        return []
    claimed = {(f"e{c.source_id}", f"e{c.target_id}"): c for claims in data.causes.values() for c in claims}
    rows = [
        (row, claimed[row["from"], row["to"]]) for row in report.result["links"] if (row["from"], row["to"]) in claimed
    ]
    rows = [(row, claim) for row, claim in rows if claim.source_id in near or claim.target_id in near]
    if not rows:
        return []
    case, addresses = case_from_dict(report.case), Addresses(data.business.slug)
    found = []
    for row, claim in rows:
        word, text = printed_words(case, row, number_style(data.business.number_format))
        source, target = data.elements[claim.source_id], data.elements[claim.target_id]
        hrefs = addresses.element(source), addresses.element(target)
        found.append(Proof(source.text, target.text, *hrefs, word, CHIPS.get(row["class"], ""), text))
    return found
