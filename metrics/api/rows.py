"""Flat rows for the API: one statement each, the same on both databases.

Written out because putting them together from querysets costs more than answering them does (docs/decisions/080), and
held by tests to what the pages read. Numbers come as text, so that SQLite does not make floats of them.
"""

from datetime import date
from typing import Any

from django.db import connection

from businesses.models import Business

METRICS = """
SELECT m.id, m.name, s.name, e.text, m.unit, m.direction, m.cadence, m.last_period, CAST(m.last_value AS TEXT),
       p.since, CAST(p.value AS TEXT), CAST(p.low AS TEXT), CAST(p.high AS TEXT)
FROM metrics_metric m
JOIN systems_element e ON e.id = m.element_id
JOIN systems_system s ON s.id = e.system_id
LEFT JOIN metrics_plan p ON p.id = (
    SELECT q.id FROM metrics_plan q WHERE q.metric_id = m.id AND q.since <= %s ORDER BY q.since DESC LIMIT 1
)
WHERE m.business_id = %s AND m.id > %s AND m.state <> 'retired' AND e.removed_at IS NULL AND s.removed_at IS NULL
ORDER BY m.id
LIMIT %s
"""
READINGS = """
SELECT r.period, CAST(r.value AS TEXT), r.note, r.version
FROM metrics_metric m
JOIN systems_element e ON e.id = m.element_id
JOIN systems_system s ON s.id = e.system_id
LEFT JOIN metrics_reading r ON r.metric_id = m.id AND r.period BETWEEN %s AND %s AND r.period > %s
WHERE m.business_id = %s AND m.id = %s AND e.removed_at IS NULL AND s.removed_at IS NULL
ORDER BY r.period
LIMIT %s
"""
Rows = list[tuple[Any, ...]]


def _rows(sql: str, *values: Any) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def metric_rows(business: Business, today: date, after: int, most: int) -> Rows:
    """The business's live metrics with an id above `after`, by id, as METRICS names them.

    The plan is the one in force `today`; its four columns are None where there is none.
    """
    return _rows(METRICS, today, business.pk, after, most)


def reading_rows(
    business: Business, metric_id: int, first: date | None, until: date | None, after: date | None, most: int
) -> Rows | None:
    """(period, value, note, version) of a metric's readings between these days, oldest first.

    None when this business has no such metric on its map; a retired one is still there.
    """
    if metric_id >= 2**63:
        return None
    # Nothing is stored for the first of all days, so that everything lies after it.
    since, later, end = first or date.min, after or date.min, until or date.max
    rows = _rows(READINGS, since, end, later, business.pk, metric_id, most)
    return [row for row in rows if row[0] is not None] if rows else None
