"""What a report of a file must be, so that every page that shows it can: its case, its result, its findings.

The engine's own reader says whether the case is one (alignment/parse.py); the result must be of the engine's form and
tell of the systems, metrics, links and hand-offs of its case, and each finding must be one that can be put into words.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import alignment
from alignment.words import TEMPLATES, render
from alignment.words.links import CLASSES
from archive.errors import Unreadable
from archive.shapes import (
    AMOUNT_OR_NULL,
    COUNT,
    FLAG,
    LARGEST,
    LONGEST,
    NAMED,
    NAMED_OR_NULL,
    SINGLE,
    WHOLE,
    WHOLE_OR_NULL,
    Amount,
    ByCaseId,
    Each,
    Text,
    fields,
)
from core.numbers import SPACE
from reports.health import VERDICTS
from reports.queries import number_style

SHARE = Amount(low=-1, high=1e6)
SHARE_OR_NULL = Amount(low=-1, high=1e6, null=True)
QUADRANT = Text(tuple(VERDICTS))
READINGS = Each(COUNT, exactly=2, null=True)
TRENDS = ("not_enough", "rising", "falling", "flat", "unclear")
BAND = fields(needs="proven possible", proven=SHARE_OR_NULL, possible=SHARE_OR_NULL, coverage=SHARE_OR_NULL)

# reports/case.py; of what kind the plain values are is for the engine's reader.
CASE = fields(
    named="id",
    plain="cadence until week_starts",
    needs="id cadence until week_starts systems metrics links handoffs desired activities",
    systems=Each(
        fields(
            named="id", plain="name kind people process technology", owner=NAMED_OR_NULL,
            inputs=Each(fields(named="id", plain="name source")), needs="id name kind",
        )
    ),
    metrics=Each(
        fields(
            named="id system", of=NAMED_OR_NULL,
            plain="name kind statement unit cadence combine direction values targets tol zero",
            needs="id name system kind",
        )
    ),
    links=Each(fields(named="from to", plain="sign lag")),
    handoffs=Each(fields(named="from system", to=NAMED_OR_NULL, output=NAMED_OR_NULL, plain="needs_unit")),
    desired=Each(NAMED),
    activities=Each(
        fields(
            named="id", system=NAMED_OR_NULL, plain="name hours rate cost must_do cadence", serves=Each(NAMED),
        )
    ),
    chain=fields(named="final", plain="entry convs caps goals names", null=True),
)  # fmt: skip
HANDED = ("conversion", "required", "low", "high", "level", "shortfall", "sufficiency")
# alignment.md §7; `gap` is added to what a finding keeps (reports/actions/compute.py).
FINDING = fields(
    named="id subject",
    text="title text next",
    amount="severity impact confidence worth",
    kind=Text(tuple(TEMPLATES)),
    numbers=ByCaseId(SINGLE, words=True),
    gap=WHOLE,
    explained_by=NAMED_OR_NULL,
    needs="id kind subject severity worth title text next numbers",
)
SIGNAL = fields(index=COUNT, rule=COUNT, side=Text(), said=FLAG)
RESULT = fields(
    text="engine",
    needs="engine productivity effectiveness quadrant alignment components systems metrics links handoffs constraint "
    "first_broken effort findings",
    productivity=BAND,
    effectiveness=BAND,
    alignment=BAND,
    quadrant=QUADRANT,
    readings=READINGS,
    components=ByCaseId(SHARE_OR_NULL, words=True),
    systems=ByCaseId(
        fields(
            productivity=BAND, effectiveness=BAND, quadrant=QUADRANT, readings=READINGS,
            needs="productivity effectiveness quadrant",
        )
    ),
    metrics=ByCaseId(
        fields(
            level=AMOUNT_OR_NULL, attainment=SHARE_OR_NULL, n=COUNT, fresh=FLAG, trend=Text(TRENDS),
            signals=Each(SIGNAL), needs="level attainment n fresh trend",
        )
    ),
    links=Each(
        fields(
            named="from to", rho=Amount(low=-1, high=1, null=True), lag=WHOLE_OR_NULL, n=COUNT, q=SHARE_OR_NULL,
            needs="from to class rho lag n", also={"class": Text(tuple(CLASSES))},
        )
    ),
    handoffs=Each(
        fields(
            named="from", to=NAMED_OR_NULL, needs="from to class",
            also={"class": Text(), **dict.fromkeys(HANDED, AMOUNT_OR_NULL)},
        )
    ),
    first_broken=fields(
        system=NAMED_OR_NULL, why=Text(("low", "unmeasured"), null=True), downstream=SHARE_OR_NULL,
        starved=Each(NAMED), too_early=Each(NAMED), needs="system why",
    ),
    constraint=fields(lever=NAMED_OR_NULL, basis=Text(), tie=FLAG, needs="lever basis tie", null=True),
    effort=fields(
        hours_freed_month=AMOUNT_OR_NULL, alignment=SHARE_OR_NULL, misaligned=Each(NAMED),
        needs="hours_freed_month misaligned",
    ),
    findings=Each(FINDING),
)  # fmt: skip
SYSTEM_ID, SERIES_ID = re.compile(r"s[0-9]{1,18}"), re.compile(r"[em][0-9]{1,18}")
ELSEWHERE = number_style(SPACE)


def check_report(row: Mapping[str, Any]) -> None:
    """Raises Unreadable where the parts of a report, each of the right form, do not fit each other."""
    case, result = row["case"], row["result"]
    try:
        read = alignment.case_from_dict(case)
    except alignment.CaseError as error:
        place, _, what = str(error).partition(": ")
        raise Unreadable(what or place, f"case.{place}" if what else "case") from None
    for path, number in numbers_in(case, "case"):
        if not -LARGEST <= number <= LARGEST:
            raise Unreadable(f"must be from {-LARGEST:g} to {LARGEST:g}", path)
    for n, system in enumerate(read.systems):
        if not SYSTEM_ID.fullmatch(system.id):
            raise Unreadable("must be the id of a system, like s1", f"case.systems[{n}].id")
    for n, metric in enumerate(read.metrics):
        if not SERIES_ID.fullmatch(metric.id):
            raise Unreadable("must be the id of a series, like e1", f"case.metrics[{n}].id")
    for part, known in (("systems", read.systems), ("metrics", read.metrics)):
        if result[part].keys() != {one.id for one in known}:
            raise Unreadable(f"must tell of the {part} of the case and of no other", f"result.{part}")
    for part in ("links", "handoffs"):
        if ends(result[part]) != ends(case[part]):
            raise Unreadable(f"must tell of the {part} of the case, in their order", f"result.{part}")
    broken = result["first_broken"]["system"]
    if broken is not None and broken not in result["systems"]:
        raise Unreadable(f"there is no system {broken}", "result.first_broken.system")
    for n, found in enumerate(result["findings"]):
        try:
            check_finding(found)
        except Unreadable as error:
            raise error.under(n).under("findings").under("result") from None


def numbers_in(value: Any, path: str) -> Iterator[tuple[str, float]]:
    """Every number in it with its place."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from numbers_in(entry, f"{path}.{key}")
    elif isinstance(value, list):
        for n, entry in enumerate(value):
            yield from numbers_in(entry, f"{path}[{n}]")
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def ends(rows: list[dict[str, Any]]) -> list[tuple[Any, Any]]:
    """From where to where each of them leads."""
    return [(row["from"], row.get("to")) for row in rows]


def check_latest(row: Mapping[str, Any]) -> None:
    """The newest numbers of a finding, as `check_finding`."""
    try:
        check_finding(row["latest"])
    except Unreadable as error:
        raise error.under("latest") from None


def check_finding(found: Mapping[str, Any]) -> None:
    """Raises Unreadable for numbers that its kind has no words for: pages say them again in their business's form."""
    if found["numbers"].get("judged"):
        return
    try:
        said = render(found["kind"], found["numbers"], ELSEWHERE)
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError):
        raise Unreadable("are not those of this kind of finding", "numbers") from None
    if max(map(len, said)) > LONGEST:
        raise Unreadable("are not those of this kind of finding", "numbers")
