"""What the history says for each key of an audit row: `output_add` → "added the output".

A key is noun_verb, as the action is called. An action with a new noun or verb adds its word here; a test looks for keys
without words.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from businesses.models import WEEKDAYS, ApiToken, Level, Role
from core.numbers import COMMA, show_number
from core.periods import CADENCES, MONTHS

# Sentences that do not follow from noun and verb.
WHOLE = {
    "business_create": "made the business",
    "business_import": "brought in from a file:",
    "business_edit": "changed the settings of",
    "member_add": "let in",
    "member_edit": "changed the role of",
    "member_remove": "took out of the team",
    "member_leave": "left the team:",
    "review_start": "began",
    "review_send": "sent",
    "review_remove": "threw away",
    "comment_add": "commented on",
    "thread_settle": "settled a comment on",
    "thread_reopen": "opened a comment again on",
    "suggestion_use": "used the suggestion",
    "suggestion_keep": "kept our words instead of",
    "engagement_start": "let in as consultant:",
    "engagement_edit": "changed the engagement of",
    "engagement_end": "ended the engagement of",
    "assignment_add": "let in from the practice:",
    "assignment_remove": "took off, of the practice:",
    "invitation_add": "invited",
    "invitation_remove": "took back the invitation to",
    "invitation_accept": "accepted a second invitation:",
    "goal_set": "chose the outcome it is all for:",
    "label_set": "answered the coach about",
    "start_answer": "answered the first questions:",
    "sample_load": "loaded the sample",
    "readings_record": "recorded readings:",
    "reading_skip": "skipped a reading of",
    "reading_unskip": "took back a skip of",
    "reading_clear": "cleared a reading of",
    "reading_record": "recorded a reading of",
    "finding_return": "saw a finding come back:",
    "metric_make_main": "made it the main metric:",
    "metric_state": "paused, retired or resumed the metric",
    "plan_set": "set the plan of",
}
NOUNS = {
    "action": "the action",
    "business": "the business",
    "check_in": "the check-in",
    "contribution": "the link",
    "digest": "the digest for",
    "element": "",
    "event": "the event",
    "finding": "the finding",
    "flow": "the flow",
    "input": "what comes in:",
    "invitation": "the invitation to",
    "links": "the links of",
    "map": "the map",
    "member": "the member",
    "metric": "the metric",
    "outcome": "the outcome",
    "output": "the output",
    "plan": "the plan of",
    "reading": "the reading of",
    "readings": "readings:",
    "resource": "the resource",
    "sample": "the sample",
    "serves": "what a step serves:",
    "start": "the start",
    "step": "the step",
    "system": "the system",
    "token": "the token",
}
VERBS = {
    "accept": "accepted",
    "add": "added",
    "answer": "answered",
    "clear": "cleared",
    "correct": "corrected",
    "create": "made",
    "dismiss": "dismissed",
    "done": "finished",
    "edit": "changed",
    "finish": "finished",
    "import": "imported",
    "load": "loaded",
    "move": "moved",
    "pause": "paused",
    "plan": "planned an action for",
    "record": "recorded",
    "remove": "removed",
    "reopen": "opened again",
    "restore": "put back",
    "resume": "resumed",
    "retire": "retired",
    "revoke": "revoked",
    "set": "set",
    "send": "sent",
    "skip": "skipped",
    "start": "started",
    "state": "changed the state of",
    "stop": "stopped",
    "unskip": "took back the skip of",
}
FIELDS = {
    "name": "Name",
    "text": "Text",
    "role": "Role",
    "level": "May",
    "scope": "May",
    "sells": "Sells",
    "time_zone": "Time zone",
    "first_day": "Week begins on",
    "main_cadence": "Compares",
    "cadence": "Recorded",
    "currency": "Currency",
    "number_format": "Numbers look like",
    "value": "Reading",
    "note": "Note",
    "desired_for": "Wanted for",
    "position": "Place",
    "combine": "For a longer time",
    "zero": "Counts as nothing at",
    "tolerance": "Still on plan within",
    "since": "Holds from",
    "benchmark": "Where it comes from",
    "reason": "Reason",
    "due": "By when",
    "day": "Day",
    "expected": "Hoped for",
    "desired_change": "Hoped for",
    "unit": "Unit",
    "direction": "Better when",
    "purpose": "Purpose",
    "why": "Why",
    "state": "State",
    "place": "Place",
    "kind": "How often",
    "weekday": "On",
    "hour": "At",
    "low": "Plan from",
    "high": "Plan to",
    "hours": "Hours",
    "cost": "Cost",
}
# What a field is called in one kind of row only.
FIELDS_OF = {"plan_set": {"value": "Plan"}, "plan_remove": {"value": "Plan"}}
# Numbers of rows, which nobody knows them by.
HIDDEN = {
    "version",
    "id",
    "business",
    "element",
    "is_main",
    "main",
    "goal",
    "source",
    "target",
    "output",
    "input",
    "step",
    "owner",
    "system",
    "person",
    "outcome",
    "finding",
    "metric",
    "period",
    "history",
}
NUMBERS = {"value", "low", "high", "zero", "tolerance", "hours", "cost", "rate", "expected"}
VALUES: dict[str, dict[Any, str]] = {
    "role": {**dict(Role.choices), "consultant_review": "Consultant", "consultant_edit": "Consultant who may edit"},
    "level": dict(Level.choices),
    "scope": dict(ApiToken.Scope.choices),
    "first_day": dict(WEEKDAYS),
    "main_cadence": dict(CADENCES),
    "cadence": dict(CADENCES),
    "kind": {"off": "Off", "weekly": "Weekly", "monthly": "Monthly", "change": "On change"},
    "weekday": dict(WEEKDAYS),
    "hour": {hour: f"{hour:02}:00" for hour in range(24)},
    "direction": {"higher": "Higher", "lower": "Lower", "range": "Within a range"},
    "combine": {"sum": "Added up", "mean": "The average", "last": "The last one"},
    "state": {
        "active": "Counted", "paused": "Paused", "retired": "Not counted any more", "open": "Open", "doing": "Doing",
        "done": "Done", "dismissed": "Put aside",
    },
}  # fmt: skip
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def has_words(what: str) -> bool:
    """Whether somebody has given this key its words."""
    noun, _, verb = what.rpartition("_")
    return what in WHOLE or (noun in NOUNS and verb in VERBS)


def sentence(what: str) -> str:
    """What was done, to be followed by what it was done to. A key without words is still told, word by word."""
    if what in WHOLE:
        return WHOLE[what]
    noun, _, verb = what.rpartition("_")
    said = VERBS.get(verb, verb.replace("_", " "))
    return f"{said} {NOUNS.get(noun, noun.replace('_', ' '))}".strip()


def field_words(what: str, name: str) -> str:
    """What a field of this row is called."""
    return FIELDS_OF.get(what, {}).get(name) or FIELDS.get(name) or name.replace("_", " ").capitalize()


def value_words(name: str, value: Any, number_format: str = COMMA) -> str:
    """A stored value as the pages say it."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in NUMBERS:
        return number_words(str(value), number_format)
    if isinstance(value, str) and DAY.fullmatch(value):
        return day_in_words(value)
    return VALUES.get(name, {}).get(value, str(value))


def day_in_words(stored: str) -> str:
    """A stored day as pages write it; a name that only looks like one stays as it was typed."""
    try:
        day = date.fromisoformat(stored)
    except ValueError:
        return stored
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def number_words(stored: str, number_format: str) -> str:
    """A number as this business writes it."""
    try:
        return show_number(Decimal(stored), number_format)
    except InvalidOperation:
        return stored
