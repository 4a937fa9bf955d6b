"""Hand-offs on the map: how much too little an output hands over (alignment.md 3.10), from the newest report."""

import math

from businesses.models import Business
from core.numbers import show_number
from core.periods import WORDS
from reports.shapes import ReportView


def lacking(business: Business, report: ReportView | None) -> dict[int, str]:
    """By output element: `, 80 too few a week`, where the range of what is needed lies above what is made.

    The report lists hand-offs in the order of its case. A missing amount is rounded up, as in the finding.
    """
    if report is None:
        return {}
    found: dict[int, str] = {}
    period = WORDS[report.cadence][0]
    for given, said in zip(report.case.get("handoffs", []), report.handoffs, strict=True):
        output = str(given.get("output") or given["from"])
        if said["class"] != "short" or not said["shortfall"] or not output.startswith("e"):
            continue
        short = show_number(math.ceil(said["shortfall"]), business.number_format)
        found[int(output[1:])] = f", {short} too few a {period}"
    return found
