"""The businesses of one person, each with how it does: two queries, whatever their number."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypedDict

from django.utils.safestring import SafeString

from accounts.models import User
from businesses.context import see_and_read
from businesses.models import Role
from core.addresses import by_last
from core.flat import Statement, rows
from core.periods import MONTHS
from core.templatetags.ui import health, icon
from core.text import escaped
from reports.health import NEEDED, NONE, VERDICTS, level_of, worst
from reports.shapes import Band
from reports.words import HEADLINES, TONES, headline_of
from workspace.start.actions import DONE

ROLES = dict(Role.choices)
START_SYSTEMS = 2  # the last step before the changes

SHOWN = 50  # until more are asked for
MINE = Statement(
    """
SELECT b.id, b.name, b.slug, b.sells, b.is_sample, b.start_step, m.role
FROM businesses_membership m JOIN businesses_business b ON b.id = m.business_id
WHERE m.user_id = %s
""",
    "bigint",
)
# One parameter for any number of ids, on both databases.
NEWEST = Statement(
    """
SELECT b.id, g.why, g.text, k.cadence, CAST(r.as_of AS TEXT), r.result ->> 'quadrant',
       CAST(r.result -> 'metrics' -> ('e' || b.goal_id) AS TEXT),
       CAST(r.result -> 'systems' AS TEXT), CAST(r."case" -> 'systems' AS TEXT)
FROM businesses_membership m
JOIN businesses_business b ON b.id = m.business_id
LEFT JOIN systems_element g ON g.id = b.goal_id
LEFT JOIN metrics_metric k ON k.element_id = b.goal_id AND k.is_main
LEFT JOIN reports_report r ON r.id = (
    SELECT n.id FROM reports_report n WHERE n.business_id = b.id ORDER BY n.id DESC LIMIT 1
)
WHERE m.user_id = %s AND CAST(%s AS text) LIKE '%%,' || b.id || ',%%'
""",
    "bigint, text",
)
SAMPLE = SafeString(f' <span class="chip">{icon("flag")}Sample, made up</span>')


class Mine(NamedTuple):
    """A row of MINE."""

    id: int
    name: str
    slug: str
    sells: str
    is_sample: bool
    start_step: int
    role: str


class Newest(NamedTuple):
    """A row of NEWEST: what a business is all for, and the little of its newest report that a line needs."""

    id: int
    why: str | None  # the sentence behind the ultimate outcome
    text: str | None  # that outcome
    cadence: str | None  # of its number
    as_of: str | None  # None before the first report
    verdict: str | None
    goal: str | None  # how that outcome does; this and the next two are JSON
    result_systems: str | None
    case_systems: str | None


class BusinessRow(TypedDict):
    """One line of the list, ready to print."""

    href: str
    name: str
    about: str  # what it is all for, else what it sells
    role: str
    how: str  # how it does, or the way on through Start


@dataclass(frozen=True)
class Known:
    """One system as its newest report judges it."""

    name: str
    kind: str
    verdict: str
    productivity: Band
    effectiveness: Band

    @property
    def health(self) -> str:
        """The worse of what it produces and what it changes, where that is sure."""
        return NONE if self.verdict == "unknown" else worst(map(level_in, (self.productivity, self.effectiveness)))


@dataclass(frozen=True)
class BusinessRows:
    """The lines of one page."""

    rows: list[BusinessRow]
    has_sample: bool  # among all of them one's own sample
    more: int  # how far down the next page goes; 0 at the end


def business_rows(user: User, start: int, end: int) -> BusinessRows:
    """From one place to another: real ones first, by name; samples last. Two queries.

    From here on the transaction sees all of them.
    """
    mine = sorted((Mine(*row) for row in rows(MINE, user.pk)), key=lambda m: (m.is_sample, m.name.casefold(), m.id))
    page = mine[start:end]
    newest = newest_of(user, mine, page)
    ways = {name: by_last(f"workspace:{name}") for name in ("home", "start_systems", "start_changes")}
    return BusinessRows(
        rows=[row_of(m, newest[m.id], ways) for m in page if m.id in newest],  # left in between
        has_sample=any(m.is_sample and m.role == Role.OWNER for m in mine),
        more=end + SHOWN if len(mine) > end else 0,
    )


def newest_of(user: User, mine: list[Mine], page: list[Mine]) -> dict[int, Newest]:
    """Of the businesses of this person those of one page. One query, after which the transaction sees all of them."""
    asked = f",{','.join(str(m.id) for m in page)},"
    found = (Newest(*row) for row in see_and_read([m.id for m in mine], NEWEST, user.pk, asked))
    return {newest.id: newest for newest in found}


def row_of(mine: Mine, newest: Newest, ways: dict[str, Callable[[int | str], str]]) -> BusinessRow:
    """One line; `ways` = the addresses of a business by its slug."""
    about = newest.why or newest.text or mine.sells
    starting = mine.start_step < DONE
    step = "start_changes" if mine.start_step > START_SYSTEMS else "start_systems"
    href = ways[step if starting else "home"](mine.slug)
    return BusinessRow(
        href=SafeString(href),
        name=escaped(mine.name),
        about=SafeString(f'<p dir="auto">{escaped(about)}</p>' if about else ""),
        role=SafeString(f"{ROLES[mine.role]}{SAMPLE if mine.is_sample else ''}"),
        how=start_of(mine, href) if starting else how_of(newest),
    )


def start_of(mine: Mine, href: str) -> SafeString:
    """The way on through Start."""
    return SafeString(
        f'<span class="meta">Step {mine.start_step} of 3 is next</span>'
        f'<a class="btn btn--sm" href="{href}">Go on with Start<span class="vh"> for {escaped(mine.name)}</span></a>'
    )


def how_of(newest: Newest) -> SafeString:
    """How it does: shape and word, what does not work, and up to which day that holds."""
    level, said, until = NONE, "No verdict yet", ""
    if newest.as_of:
        level, said = health_of(newest)
        day = date.fromisoformat(newest.as_of)
        until = f'<span class="meta">up to {day.day} {MONTHS[day.month - 1]}</span>'
    return SafeString(f"{health(level)}<span>{escaped(said)}</span>{until}")


def health_of(newest: Newest) -> tuple[str, str]:
    """The headline that home has (docs/decisions/004), which systems do not work, and the tone of both."""
    systems = systems_of(newest)
    key = headline_of(newest.verdict or "unknown", goal_health(newest), systems)
    said = [VERDICTS["unknown"] if key == "unknown" else " ".join(HEADLINES[key]).rstrip(".")]
    for verdict in ("false_productivity", "stalled", "outcome_without_output"):
        if names := [s.name for s in systems if s.verdict == verdict]:
            said.append(f"{VERDICTS[verdict]}: {listed(names)}")
            break
    if key != "unknown" and (names := [s.name for s in systems if s.verdict == "unknown"]):
        said.append(f"{VERDICTS['unknown']} in {listed(names)}")
    return TONES[key], ". ".join(said)


def systems_of(newest: Newest) -> list[Known]:
    """The systems of the report, in the order of the map."""
    found, result = [], json.loads(newest.result_systems or "{}")
    for system in json.loads(newest.case_systems or "[]"):
        scored = result[system["id"]]
        bands = (Band(scored[axis]["proven"], scored[axis]["possible"]) for axis in ("productivity", "effectiveness"))
        found.append(Known(system["name"], system.get("kind", "chain"), scored["quadrant"], *bands))
    return found


def goal_health(newest: Newest) -> str:
    """How the ultimate outcome does, by its level; not measured with too few readings."""
    found = json.loads(newest.goal or "{}")
    need = NEEDED.get(newest.cadence or "", NEEDED["weekly"])
    attainment = found.get("attainment")
    return NONE if attainment is None or found.get("n", 0) < need else level_of(attainment)


def level_in(band: Band) -> str:
    """The level of a score, where it is the same whatever the missing numbers turn out to be."""
    if band.proven is None or band.possible is None:
        return NONE
    low, high = level_of(band.proven + 1e-9), level_of(band.possible + 1e-9)
    return low if low == high else NONE


def listed(names: list[str]) -> str:
    """`Traffic`, `Traffic and Delivery`, `Traffic, Leads and 3 more`."""
    if len(names) > 3:
        names = [*names[:2], f"{len(names) - 2} more"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
