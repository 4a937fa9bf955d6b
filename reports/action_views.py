"""Actions as chips and tasks print them. Written out (core/flat.py): Home and the map ask for them on every visit."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.models import called
from businesses.models import Business, Membership
from core.flat import Statement, moment, rows
from reports.models import Action
from reports.shapes import ActionView

MOST_OF_MINE = 5
VIEWS = """
SELECT a.id, a.version, a.text, a.state, a.person_id, u.name, u.email, CAST(a.due AS TEXT), a.outcome_id, o.text,
       a.finding_id, f.latest ->> 'title', CAST(f.last_seen AS TEXT), CAST(a.done_at AS TEXT)
FROM reports_action a
LEFT JOIN businesses_membership m ON m.id = a.person_id
LEFT JOIN accounts_user u ON u.id = m.user_id
LEFT JOIN systems_element o ON o.id = a.outcome_id
LEFT JOIN reports_finding f ON f.id = a.finding_id
WHERE a.business_id = %s AND {which}
ORDER BY a.due, a.id
"""
# One parameter for any number of ids, on both databases.
OF_FINDINGS = Statement(
    VIEWS.format(which="CAST(%s AS text) LIKE '%%,' || a.finding_id || ',%%'"),
    "bigint, text",
)
MINE = Statement(
    VIEWS.format(which="a.person_id = %s AND a.state <> 'done'") + "LIMIT %s",
    "bigint, bigint, integer",
)


def actions_by_finding(business: Business, finding_ids: Iterable[int]) -> dict[int, list[ActionView]]:
    """The actions of some findings, in one query."""
    asked = f",{','.join(str(pk) for pk in finding_ids)},"
    found: dict[int, list[ActionView]] = {}
    for view in map(view_of, rows(OF_FINDINGS, business.pk, asked)):
        found.setdefault(view.finding_id or 0, []).append(view)
    return found


def actions_of(business: Business, member: Membership) -> list[ActionView]:
    """Open actions of this person, the most urgent first, a few of them. Nothing is given to a consultant, who is no
    member. One query."""
    if member.pk is None:
        return []
    return [view_of(row) for row in rows(MINE, business.pk, member.pk, MOST_OF_MINE)]


def view_of(row: tuple[Any, ...]) -> ActionView:
    """A row of VIEWS."""
    pk, version, text, state, person_id, name, email, due, outcome_id, outcome, finding_id, title, seen, done = row
    return ActionView(
        id=pk,
        version=version,
        text=text,
        state=state,
        person_id=person_id,
        person=called(name or "", email) if email else "",
        due=date.fromisoformat(due) if due else None,
        outcome_id=outcome_id,
        outcome=outcome or "",
        finding_id=finding_id,
        finding_title=title or "",
        finding_seen=moment(seen) if seen else None,
        done_at=moment(done) if done else None,
    )


def action_view(action: Action) -> ActionView:
    """The same of an action that was loaded with its person, outcome and finding."""
    return ActionView(
        id=action.pk,
        version=action.version,
        text=action.text,
        state=action.state,
        person_id=action.person_id,
        person=action.person.user.called if action.person else "",
        due=action.due,
        outcome_id=action.outcome_id,
        outcome=action.outcome.text if action.outcome else "",
        finding_id=action.finding_id,
        finding_title=action.finding.latest.get("title", "") if action.finding else "",
        finding_seen=action.finding.last_seen if action.finding else None,
        done_at=action.done_at,
    )
