"""What was taken off the map, as flat rows."""

from dataclasses import dataclass
from typing import Any, TypedDict

from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from businesses.models import Business
from core.addresses import by_last
from core.flat import Statement, moment, rows
from core.periods import MONTHS
from core.text import escaped
from systems.models import Element

SHOWN = 50  # of each list, until more are asked for
REMOVED = Statement(
    """
SELECT * FROM (
    SELECT 'system' AS what, s.id AS pk, s.name AS text, '' AS kind, '' AS place, CAST(s.removed_at AS TEXT) AS day
    FROM systems_system s
    WHERE s.business_id = %s AND s.removed_at IS NOT NULL
    ORDER BY s.removed_at DESC, s.id DESC LIMIT %s OFFSET %s
) systems
UNION ALL
SELECT * FROM (
    SELECT 'element', e.id, e.text, e.kind, s.name, CAST(e.removed_at AS TEXT)
    FROM systems_element e
    JOIN systems_system s ON s.id = e.system_id AND s.removed_at IS NULL
    WHERE e.business_id = %s AND e.removed_at IS NOT NULL
    ORDER BY e.removed_at DESC, e.id DESC LIMIT %s OFFSET %s
) elements
""",
    "bigint, integer, integer, bigint, integer, integer",
)


class Row(TypedDict):
    """One thing that was removed, ready to print."""

    text: str
    where: str  # of an element: what it is, and in which system
    day: str
    back: str  # the button that puts it back


@dataclass(frozen=True)
class Removed:
    """Both lists, the newest first, each down to the same place; and how far the next page goes, 0 at the end."""

    systems: list[Row]
    elements: list[Row]
    more: int


def removed_page(business: Business, start: int, end: int, *, may_edit: bool) -> Removed:
    """Of each list what stands from `start` to `end` (0 is the first). One query."""
    # One more of each than is printed, to know whether there are more.
    span = (business.pk, end - start + 1, start)
    found = rows(REMOVED, *span, *span)
    systems, elements = ([row for row in found if row[0] == what] for what in ("system", "element"))
    back = {what: by_last(f"systems:{what}_restore", business.slug) for what in ("system", "element")}
    more = max(len(systems), len(elements)) > end - start
    return Removed(
        systems=[row_of(row, back[row[0]](row[1]) if may_edit else "") for row in systems[: end - start]],
        elements=[row_of(row, back[row[0]](row[1]) if may_edit else "") for row in elements[: end - start]],
        more=end + SHOWN if more else 0,
    )


def row_of(row: tuple[Any, ...], back: str) -> Row:
    """A row of REMOVED; `back` = where it is put back, for those who may."""
    _, _, typed, kind, system, removed_at = row
    text, day = escaped(typed), localtime(moment(removed_at))
    button = f'<button class="btn btn--sm" formaction="{back}">Put back<span class="vh"> {text}</span></button>'
    return Row(
        text=text,
        where=SafeString(f"{Element.Kind(kind).label}, {escaped(system)}") if kind else "",
        day=SafeString(f"{day.day} {MONTHS[day.month - 1]} {day.year}"),
        back=SafeString(button if back else ""),
    )
