"""What the page of actions prints: three lists of flat rows, made in two queries."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from accounts.models import called
from businesses.models import Business
from core.flat import moment
from core.numbers import show_value
from core.text import escaped, options
from reports.action_rows import ActionRow, Many, action_rows, how_many
from reports.health import NEEDED, ON_FROM
from reports.models import Action
from reports.queries import outcome_levels
from reports.words import GAP_GONE, NOT_FOUND

SHOWN = 50  # in each list, until more are asked for
GAP = 10
MOVES = {  # state → (where to, what the button says)
    "open": [("doing", "Start"), ("done", "Done")],
    "doing": [("done", "Done"), ("open", "Back to Open")],
    "done": [("doing", "Back to Doing")],
}
FOCUS = SafeString(' tabindex="-1" data-focus')
NOTHING = SafeString("")


class Row(TypedDict):
    """One action, ready to print. Mappings, since a template finds a key of one first."""

    head: str  # what its heading carries: the id that the buttons are named by, and the focus
    text: str
    said: str  # who does it, and by when
    about: str  # what it should change, with the numbers, and the finding it comes from
    tools: str


@dataclass(frozen=True)
class ActionList:
    """One of the three: the rows that are shown of it, and the way to more."""

    state: str
    name: str
    number: int  # of all, shown or not
    focus: str
    rows: list[Row]
    shown: int  # how far down it is shown, when further than at first, else 0
    more: str  # the query of a page that shows more; "" when all are shown


@dataclass(frozen=True)
class ActionPage:
    """Three lists and the people to filter by."""

    lists: list[ActionList]
    people: str  # the options: those who have an action
    filters: bool  # whether there are several
    person_id: int | None
    nothing: bool
    no_gaps: bool  # no outcome is over 10 points from its plan
    today: date


def action_page(
    business: Business,
    today: date,
    person_id: int | None,
    shown: dict[str, int],
    *,
    may_act: bool,
    moved: tuple[int, str] = (0, ""),
) -> ActionPage:
    """The whole page: each list down to the place in `shown`.

    `moved` = an action and the list it went to: the first takes the focus, or its list where it stands too far down.
    """
    counts = how_many(business)
    names = names_in(counts)
    people = sorted(names.items(), key=lambda person: person[1])
    person_id = person_id if person_id in names else None
    number = dict.fromkeys(Action.State.values, 0)
    for count in counts:
        if person_id in (None, count.person_id):
            number[count.state] += count.number
    ends = {state: shown.get(state, SHOWN) for state, n in number.items() if n}
    found = action_rows(business, person_id, {state: (0, end) for state, end in ends.items()}) if ends else []
    lists, (action_id, to) = [], moved
    if any(row.id == action_id for row in found):
        to = ""
    for state, label in Action.State.choices:
        there = [row for row in found if row.state == state]
        rows = [row_of(row, names, business.number_format, today, may_act, action_id) for row in there]
        end = ends.get(state, SHOWN)
        more = more_of(state, end, shown, person_id) if number[state] > end else ""
        focus = FOCUS if state == to else ""
        lists.append(ActionList(state, str(label), number[state], focus, rows, end if end > SHOWN else 0, more))
    return ActionPage(
        lists=lists,
        people=options(people, person_id),
        filters=len(people) > 1,
        person_id=person_id,
        nothing=not found,
        no_gaps=not found and without_gaps(business),
        today=today,
    )


def more_rows(
    business: Business, today: date, person_id: int | None, shown: dict[str, int], state: str, *, may_act: bool
) -> ActionList:
    """Of one list the last fifty down to the place in `shown`, the first of them with the focus. Two queries."""
    names = names_in(how_many(business))
    person_id = person_id if person_id in names else None
    end = shown.get(state, SHOWN)
    # One more than is printed, to know whether there are more.
    found = action_rows(business, person_id, {state: (end - SHOWN, end + 1)})
    first = found[0].id if found else 0
    rows = [row_of(row, names, business.number_format, today, may_act, first) for row in found[:SHOWN]]
    more = more_of(state, end, shown, person_id) if len(found) > SHOWN else ""
    return ActionList(state, "", len(found), "", rows, end, more)


def names_in(counts: list[Many]) -> dict[int, str]:
    """Those who have an action, as pages name them."""
    return {c.person_id: called(c.name or "", c.email) for c in counts if c.person_id and c.email}


def more_of(state: str, end: int, shown: dict[str, int], person_id: int | None) -> str:
    """The query of the page that shows this list fifty further, the others as far as they are."""
    kept = {name: n for name, n in shown.items() if n > SHOWN and name != state}
    return urlencode({**({"person": person_id} if person_id else {}), **kept, state: end + SHOWN})


def without_gaps(business: Business) -> bool:
    """Whether there are measured outcomes, and none is over 10 points from its plan. One query."""
    scored = [level for level in outcome_levels(business).values() if level.score is not None]
    return bool(scored) and all(level.gap <= GAP for level in scored)


def row_of(
    action: ActionRow, names: dict[int, str], number_format: str, today: date, may_act: bool, focused: int
) -> Row:
    """One line of a list."""
    who = names.get(action.person_id or 0, "Nobody yet")
    return Row(
        head=SafeString(f'id="act-{action.id}"{FOCUS if action.id == focused else ""}'),
        text=escaped(action.text),
        said=SafeString(f"{escaped(who)}, {when(action, today)}"),
        about=about(action, number_format) if action.outcome or action.finding else NOTHING,
        tools=tools(action) if may_act else NOTHING,
    )


def tools(action: ActionRow) -> str:
    """Its buttons, named by the heading of the row; only whole numbers and our own words are put in."""
    buttons = "".join(
        f'<button formaction="{action.id}/move/" name="to" value="{to}.{action.version}">{label}</button>'
        for to, label in MOVES[action.state]
    )
    return SafeString(
        f'<p class="quick" role="group" aria-labelledby="act-{action.id}">{buttons}<a href="{action.id}/">Edit</a></p>'
    )


def when(action: ActionRow, today: date) -> SafeString:
    """`due Wed 25 Nov`, `was due Wed 18 Nov` in the colour of what is off, `done 20 Nov`."""
    if action.state == "done" and action.done_at is not None:
        done = localtime(moment(action.done_at))
        return SafeString(f"done {done.day} {done:%b}")
    if action.due is None:
        return SafeString("no day yet")
    due = date.fromisoformat(action.due)
    said = f"due {due:%a} {due.day} {due:%b}"
    late = due < today and action.state != "done"
    return SafeString(f'<b class="h-off">was {said}</b>' if late else said)


def about(action: ActionRow, number_format: str) -> str:
    """What it should change, with the numbers before and after, and the finding it comes from."""
    numbers, change, finding = moved(action, number_format), SafeString(""), SafeString("")
    if numbers:
        numbers = format_html('<br><b class="num">{}</b>', numbers)
    if action.outcome:
        change = format_html('<p class="meta">Should change: <bdi>{}</bdi>{}</p>', action.outcome, numbers)
    if action.finding:
        gone = SafeString("") if action.gone is None else format_html("<br><b>{}</b>", gone_of(action.gone))
        finding = format_html('<p class="meta">Finding: <bdi>{}</bdi>{}</p>', action.finding, gone)
    return change + finding


def gone_of(outcome: str) -> str:
    """What is said where the newest report does not raise the finding any more; the outcome's name stands above."""
    found = json.loads(outcome)
    enough = found.get("n", 0) >= max(NEEDED.values()) and (found.get("attainment") or 0) >= ON_FROM
    return GAP_GONE if enough else NOT_FOUND


def moved(action: ActionRow, number_format: str) -> str:
    """The outcome before and after, and what was hoped for."""

    def said(value: float) -> str:
        return show_value(value, action.unit or "", number_format, digits=1 if abs(value) < 100 else 0)

    parts = [] if action.level_before is None else [f"{said(action.level_before)} before"]
    if action.level_after is not None and action.state != "open":
        parts.append(f"{said(float(action.level_after))} now")
    if action.expected is not None:
        parts.append(f"hoped for {said(float(Decimal(action.expected)))}")
    return ", ".join(parts)
