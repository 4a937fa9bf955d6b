"""What the page of actions prints: three lists of flat rows, made in two queries."""

from dataclasses import dataclass
from datetime import date

from businesses.models import Business
from core.numbers import show_value
from reports.models import Action
from reports.queries import all_actions, outcome_levels
from reports.shapes import ActionView

DONE_SHOWN = 50
GAP = 10
MOVES = {  # state → (where to, what the button says, its icon)
    "open": [("doing", "Start", "right"), ("done", "Done", "check")],
    "doing": [("done", "Done", "check"), ("open", "Back to Open", "left")],
    "done": [("doing", "Back to Doing", "left")],
}


@dataclass(frozen=True)
class Row:
    """One action, ready to print."""

    id: int
    version: int
    text: str
    who: str
    when: str
    late: bool
    outcome: str
    moved: str  # "34% before, 41% now, hoped for 50%"
    finding: str
    moves: list[tuple[str, str, str]]


@dataclass(frozen=True)
class ActionPage:
    """Three lists and the people to filter by."""

    lists: list[tuple[str, str, list[Row]]]  # state, its name, rows
    people: list[tuple[int, str]]  # those who have an action
    person_id: int | None
    nothing: bool
    no_gaps: bool  # no outcome is over 10 points from its plan
    today: date
    more_done: int


def action_page(business: Business, today: date, person_id: int | None) -> ActionPage:
    """Everything the page needs."""
    levels = outcome_levels(business)
    everything = all_actions(business, levels)
    people = sorted({a.person_id: a.person for a in everything if a.person_id}.items(), key=lambda person: person[1])
    person_id = person_id if person_id in dict(people) else None
    found = [a for a in everything if person_id in (None, a.person_id)]
    by_state: dict[str, list[ActionView]] = {state: [] for state in Action.State.values}
    for action in found:
        by_state[action.state].append(action)
    by_state["done"].sort(key=lambda a: (a.done_at is not None, a.done_at, a.id), reverse=True)
    lists = [
        (state, str(label), [row_of(a, business.number_format, today) for a in by_state[state][:DONE_SHOWN]])
        if state == "done"
        else (state, str(label), [row_of(a, business.number_format, today) for a in by_state[state]])
        for state, label in Action.State.choices
    ]
    scored = [level for level in levels.values() if level.score is not None]
    return ActionPage(
        lists=lists,
        people=people,
        person_id=person_id,
        nothing=not found,
        no_gaps=bool(scored) and all(level.gap <= GAP for level in scored),
        today=today,
        more_done=max(0, len(by_state["done"]) - DONE_SHOWN),
    )


def row_of(action: ActionView, number_format: str, today: date) -> Row:
    """One line of a list."""
    late = action.due is not None and action.due < today and action.state != "done"
    return Row(
        id=action.id,
        version=action.version,
        text=action.text,
        who=action.person or "Nobody yet",
        when=when(action, late),
        late=late,
        outcome=action.outcome,
        moved=moved(action, number_format),
        finding=action.finding_title,
        moves=MOVES[action.state],
    )


def when(action: ActionView, late: bool) -> str:
    """`due Wed 25 Nov`, `was due Wed 18 Nov`, `done 20 Nov`."""
    if action.state == "done" and action.done_at is not None:
        return f"done {action.done_at.day} {action.done_at:%b}"
    if action.due is None:
        return "no day yet"
    return f"{'was due' if late else 'due'} {action.due:%a} {action.due.day} {action.due:%b}"


def moved(action: ActionView, number_format: str) -> str:
    """The outcome before and after, and what was hoped for."""

    def said(value: float) -> str:
        return show_value(value, action.unit, number_format, digits=1 if abs(value) < 100 else 0)

    parts = [] if action.level_before is None else [f"{said(action.level_before)} before"]
    if action.level_after is not None and action.state != "open":
        parts.append(f"{said(action.level_after)} now")
    if action.expected is not None:
        parts.append(f"hoped for {said(action.expected)}")
    return ", ".join(parts)
