"""The actions of a business as flat rows: how many of whom stand in which list, and one page of each list.

Written out (core/flat.py): the page of actions is long, and its rows are cheaper to read than their querysets to make.
"""

from functools import cache
from typing import NamedTuple

from businesses.models import Business
from core.flat import Statement, rows

COUNTS = Statement(
    """
SELECT a.state, a.person_id, u.name, u.email, count(*)
FROM reports_action a
LEFT JOIN businesses_membership m ON m.id = a.person_id
LEFT JOIN accounts_user u ON u.id = m.user_id
WHERE a.business_id = %s
GROUP BY a.state, a.person_id, u.name, u.email
""",
    "bigint",
)
# Open and Doing by their day; of what is done, the latest first.
ORDERS = {
    "open": "a.due ASC NULLS LAST, a.id",
    "doing": "a.due ASC NULLS LAST, a.id",
    "done": "a.done_at DESC NULLS LAST, a.id DESC",
}
LIST = """SELECT * FROM (
    SELECT row_number() OVER (ORDER BY {order}) AS place, a.id, a.version, a.text, a.state, a.due, a.done_at,
           a.person_id, a.outcome_id, a.finding_id, a.level_before, a.expected
    FROM reports_action a
    WHERE a.business_id = %s AND a.state = '{state}' AND (%s IS NULL OR a.person_id = %s)
    ORDER BY {order} LIMIT %s OFFSET %s
) {state}"""
SPAN = "bigint, bigint, bigint, integer, integer"
LISTS = {state: LIST.format(state=state, order=order) for state, order in ORDERS.items()}
# What an action points to is looked up where it points to something; joins would be walked for every row. The newest
# report is opened once, and a level found in it by the outcome's id in the case, `e12`.
WITH_ALL = """
WITH newest AS MATERIALIZED (
    SELECT result -> 'metrics' AS metrics, computed_at
    FROM reports_report WHERE business_id = %s ORDER BY id DESC LIMIT 1
)
SELECT p.id, p.version, p.text, p.state, CAST(p.due AS TEXT), CAST(p.done_at AS TEXT), p.person_id,
       p.level_before, CAST(p.expected AS TEXT),
       CASE WHEN p.outcome_id IS NOT NULL THEN (SELECT o.text FROM systems_element o WHERE o.id = p.outcome_id) END,
       CASE WHEN p.outcome_id IS NOT NULL THEN
           (SELECT k.unit FROM metrics_metric k WHERE k.element_id = p.outcome_id AND k.is_main) END,
       CASE WHEN p.outcome_id IS NOT NULL AND p.state <> 'open' THEN
           (SELECT n.metrics -> ('e' || p.outcome_id) ->> 'level' FROM newest n) END,
       CASE WHEN p.finding_id IS NOT NULL THEN
           (SELECT f.latest ->> 'title' FROM reports_finding f WHERE f.id = p.finding_id) END,
       CASE WHEN p.finding_id IS NOT NULL AND p.state <> 'done' AND
           (SELECT f.last_seen < n.computed_at FROM reports_finding f, newest n WHERE f.id = p.finding_id) THEN
           COALESCE((SELECT CAST(n.metrics -> ('e' || p.outcome_id) AS TEXT) FROM newest n), '{}') END
FROM ({lists}) p
ORDER BY p.state, p.place
"""


class Many(NamedTuple):
    """How many actions of one person stand in one list."""

    state: str
    person_id: int | None
    name: str | None
    email: str | None
    number: int


class ActionRow(NamedTuple):
    """One action as it is stored; levels in the unit of the outcome's metric."""

    id: int
    version: int
    text: str
    state: str
    due: str | None  # days and moments in ISO form, as SQLite keeps them
    done_at: str | None
    person_id: int | None
    level_before: float | None
    expected: str | None
    outcome: str | None
    unit: str | None
    level_after: str | float | None  # in the newest report
    finding: str | None
    gone: str | None  # JSON: how the outcome does in the newest report, where that does not raise the finding any more


def how_many(business: Business) -> list[Many]:
    """By list and person. One query."""
    return [Many(*row) for row in rows(COUNTS, business.pk)]


def action_rows(business: Business, person_id: int | None, spans: dict[str, tuple[int, int]]) -> list[ActionRow]:
    """Of each list named the actions from one place to another (0 is the first), in its order. One query."""
    values: list[int | None] = [business.pk]
    for start, end in spans.values():
        values += [business.pk, person_id, person_id, end - start, start]
    return [ActionRow(*row) for row in rows(statement(*spans), *values)]


@cache
def statement(*states: str) -> Statement:
    """What reads these lists."""
    lists = " UNION ALL ".join(LISTS[state] for state in states)
    return Statement(WITH_ALL.replace("{lists}", lists), ", ".join(["bigint", *[SPAN] * len(states)]))
