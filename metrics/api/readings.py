"""Readings sent to the API: each row checked, all recorded or none, set and not added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError as FormError
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from businesses.api.caller import Caller
from businesses.api.errors import Problem
from businesses.models import Business
from core.numbers import plain
from core.periods import CADENCES, DAILY, WORDS, Period, last_complete, local_today, parse_slug, period_of
from metrics.access import OLDEST
from metrics.actions import Clash, Entry, Written, hold_metrics, record_readings
from metrics.api.fields import MOST, ReadingIn
from metrics.forms import refuse_below_zero
from metrics.models import Metric, Reading

SHAPE = 'Send one reading as an object, or many as {"readings": [ … ]}.'
# A date further ahead than this is in no period that has begun, whatever the cadence.
AHEAD = timedelta(days=100)
NO_METRIC = "There is no such metric."

Errors = list[dict[str, Any]]


class RowError(Exception):
    """What is wrong with a row, and in which field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


@dataclass(frozen=True)
class Row:
    """A reading as it was sent, in its right shape."""

    index: int
    sent: dict[str, Any]


def record(caller: Caller, body: Any) -> dict[str, Any]:
    """Record what was sent. Raises Problem with every row that is wrong; then nothing was written.

    400 for what cannot be a reading, 404 when only metrics are unknown, 409 when other values are stored.
    """
    sent = rows_of(body)
    rows, errors = shaped(sent)
    business, today = caller.business, local_today(timezone.now(), caller.business.time_zone)
    metrics = hold_metrics(business=business, ids={row.sent["metric"] for row in rows}, on_map=True)
    entries = [entry_of(row.sent, period) for row, period in placed(rows, metrics, business, today, errors)]
    if errors:
        status = 404 if all(error["message"] == NO_METRIC for error in errors) else 400
        raise refused(status, "not_found" if status == 404 else "invalid", len(sent), errors)
    via = f"the token “{caller.token.name}”"
    answers = record_readings(business=business, actor=caller.user, entries=entries, today=today, source="api", via=via)
    clashes = [clash(index, answer) for index, answer in enumerate(answers) if isinstance(answer, Clash)]
    if clashes:
        raise refused(409, "stored_otherwise", len(sent), clashes)
    written = [answer for answer in answers if isinstance(answer, Written)]
    return {"readings": [told(answer, answer.reading) for answer in written if answer.reading]}


def rows_of(body: Any) -> list[Any]:
    """The rows of a body: one reading, or a list of them under `readings`."""
    if not isinstance(body, dict) or not body:
        raise Problem(400, "invalid", SHAPE)
    if "readings" not in body:
        return [body]
    rows = body["readings"]
    if len(body) > 1 or not isinstance(rows, list) or not rows:
        raise Problem(400, "invalid", SHAPE)
    if len(rows) > MOST:
        raise Problem(400, "invalid", f"Send at most {MOST:,} readings at once; these are {len(rows):,}.")
    return rows


def shaped(sent: Sequence[Any]) -> tuple[list[Row], Errors]:
    """Rows in their right shape, and what is wrong with the others."""
    shape, rows, errors = ReadingIn(), [], []
    for index, row in enumerate(sent):
        if not isinstance(row, dict):
            errors.append({"index": index, "field": "", "message": SHAPE})
            continue
        try:
            rows.append(Row(index, shape.run_validation(row)))
        except ValidationError as error:
            for field, messages in error.detail.items():
                errors.append({"index": index, "field": field, "message": " ".join(map(str, messages))})
    return rows, errors


def placed(
    rows: Sequence[Row], metrics: dict[int, Metric], business: Business, today: date, errors: Errors
) -> list[tuple[Row, Period]]:
    """Each row with its period; what is wrong with the others is added to `errors`."""
    found: list[tuple[Row, Period]] = []
    seen: dict[tuple[int, date], int] = {}
    for row in rows:
        metric = metrics.get(row.sent["metric"])
        try:
            if metric is None:
                raise RowError("metric", NO_METRIC)
            if metric.state == Metric.State.RETIRED:
                raise RowError("metric", "This metric is retired and takes no readings.")
            period = period_for(row.sent, metric, business.first_day, today)
            first = seen.setdefault((metric.pk, period.start), row.index)
            if first != row.index:
                raise RowError("metric", f"Reading {first} is for the same metric and period.")
            refuse_below_zero(metric, row.sent["value"])
        except RowError as error:
            errors.append({"index": row.index, "field": error.field, "message": error.message})
        except FormError as error:
            errors.append({"index": row.index, "field": "value", "message": " ".join(error.messages)})
        else:
            found.append((row, period))
    errors.sort(key=lambda error: error["index"])
    return found


def period_for(sent: dict[str, Any], metric: Metric, first_day: int, today: date) -> Period:
    """The period that a row names. Raises RowError."""
    field = "date" if "date" in sent else "period"
    day: date = sent["date"] if field == "date" else named_day(sent["period"], metric, first_day, today)
    if day < today - OLDEST:
        raise RowError(field, "That is longer ago than we keep.")
    period = period_of(day, metric.cadence, first_day) if day <= today + AHEAD else None
    if period is None or period.start > today:
        raise RowError(field, "That has not started yet.")
    if field == "period" and period.start != day:
        raise RowError(field, f"That is not its first day. Send it as date, or name the {period.word}: {period.slug}.")
    return period


def named_day(text: str, metric: Metric, first_day: int, today: date) -> date:
    """The first day of the period with this name. Raises RowError for none, or one of another cadence."""
    named = parse_slug(text, first_day)
    if named is None or named.cadence not in (metric.cadence, DAILY):
        like = last_complete(today, metric.cadence, first_day).slug
        every, word = dict(CADENCES)[metric.cadence], WORDS[metric.cadence][0]
        raise RowError("period", f"This metric is recorded {every}: name a {word}, like {like}.")
    return named.start


def entry_of(sent: dict[str, Any], period: Period) -> Entry:
    """What to write. Neither replace nor version: only where nothing is stored, or the same."""
    version = None if sent["replace"] else sent.get("version", 0)
    return Entry(sent["metric"], period.start, sent["value"], version, sent.get("note"))


def clash(index: int, answer: Clash) -> dict[str, Any]:
    """What is stored instead, and how to replace it."""
    theirs = answer.theirs
    if theirs is None:
        message = "Nothing is stored there any more. Send version 0, or leave it out, to record it."
        return {"index": index, "field": "version", "message": message, "stored": None}
    message = 'Something else is stored. Send "replace": true to correct it, or the version it has.'
    stored = {"value": plain(theirs.value), "note": theirs.note, "version": theirs.version}
    return {"index": index, "field": "value", "message": message, "stored": stored}


def refused(status: int, code: str, sent: int, errors: Errors) -> Problem:
    """All or nothing, said in words."""
    wrong = len({error["index"] for error in errors})
    said = "This reading was" if sent == 1 else f"{wrong} of {sent} readings were"
    return Problem(status, code, f"{said} refused. Nothing was recorded.", errors)


def told(answer: Written, reading: Reading) -> dict[str, Any]:
    """What became of a row."""
    return {
        "metric": answer.entry.metric_id,
        "period": answer.entry.period.isoformat(),
        "value": plain(reading.value),
        "version": reading.version,
        "change": answer.change,
        "before": plain(answer.before) if answer.change == "corrected" and answer.before is not None else None,
    }
