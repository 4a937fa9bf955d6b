"""Readings: recorded, corrected, taken out, skipped. One row a metric and period; what was there before is kept."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction

from accounts.models import User
from businesses.audit import plain, record
from businesses.models import Business
from core.models import Conflict, Refused
from core.periods import period_of
from metrics.actions.revision import READINGS, record_numbers
from metrics.models import Metric, Reading, ReadingChange, Skip

Key = tuple[int, date]


@dataclass(frozen=True)
class Entry:
    """One value to write; None takes the reading out. `note` None leaves the note as it is.

    `version` is that of the reading the page showed: 0 = there was none, None = whatever is there.
    """

    metric_id: int
    period: date
    value: Decimal | None
    version: int | None = None
    note: str | None = None
    why: str = ""


@dataclass
class Written:
    """What became of an entry. `before` is the value that was there."""

    entry: Entry
    change: Literal["new", "corrected", "same", "cleared"]
    reading: Reading | None
    before: Decimal | None = None


@dataclass(frozen=True)
class Clash:
    """Somebody wrote in between: `theirs` is stored now (None = taken out). Nothing of this entry was written."""

    entry: Entry
    theirs: Reading | None


def hold_metrics(*, business: Business, ids: Iterable[int], on_map: bool = False) -> dict[int, Metric]:
    """Lock these metrics for this transaction, always in the same order, before several of them are written.

    `on_map` leaves out those whose element was taken off the map.
    """
    rows = Metric.objects.select_for_update(of=("self",), no_key=True).filter(business=business, pk__in=set(ids))
    rows = rows.order_by("id")
    if on_map:
        rows = rows.filter(element__removed_at=None, element__system__removed_at=None)
    return {metric.pk: metric for metric in rows}


@transaction.atomic
def record_readings(
    *,
    business: Business,
    actor: User | None,
    entries: Sequence[Entry],
    today: date,
    source: str = "page",
    via: str = "",
) -> list[Written | Clash]:
    """Write any number of values, each on its own: a clash of one stops no other. Answers in the order of `entries`.

    `via` says what carried them ("the token “Sales sheet”") where it was no page; the history tells it.

    The metrics are locked in order of their ids before anything is read, so that two writers of one period queue up,
    the second sees what the first wrote, and nobody waits in a circle.
    """
    metrics = hold_metrics(business=business, ids={e.metric_id for e in entries})
    for entry in entries:
        _check(metrics[entry.metric_id], entry.period, business, today)
    stored = _stored(metrics, {e.period for e in entries})
    answers = [_decide(entry, stored.get((entry.metric_id, entry.period))) for entry in entries]
    written = [a for a in answers if isinstance(a, Written) and a.change != "same"]
    if written:
        history = _history([a for a in written if a.change == "cleared"])
        _write(business, actor, written, source)
        _keep_newest(metrics, {w.entry.metric_id for w in written})
        _audit(business, actor, metrics, written, history, f", with {via}" if via else "")
    return answers


def record_reading(
    *,
    metric: Metric,
    actor: User | None,
    period: date,
    value: Decimal,
    today: date,
    version: int | None = None,
    note: str | None = None,
    why: str = "",
    source: str = "page",
) -> Written:
    """Write one value. A second one is a correction that keeps the first; the same one again writes nothing.

    Raises Conflict when the stored reading is not the one that `version` names.
    """
    entry = Entry(metric.pk, period, value, version, note, why)
    return _one(metric.business, actor, entry, today, source)


def clear_reading(
    *, metric: Metric, actor: User | None, period: date, today: date, version: int | None = None, why: str = ""
) -> Written:
    """Take a wrong reading out; its value, note and corrections stay in the audit row."""
    return _one(metric.business, actor, Entry(metric.pk, period, None, version, why=why), today, "page")


@transaction.atomic
def skip(*, metric: Metric, actor: User | None, period: date, today: date) -> Skip:
    """Settle the period without a number: it is not asked for again, and still missing for the verdict."""
    stored = Metric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    _check(stored, period, stored.business, today)
    if Reading.objects.filter(metric=stored, period=period).exists():
        raise Refused("There is a number already. Take it out first, then skip.")
    row, made = Skip.objects.get_or_create(
        business_id=stored.business_id, metric=stored, period=period, defaults={"skipped_by": actor}
    )
    if made:
        record(
            business=stored.business,
            actor=actor,
            what="reading_skip",
            row=stored,
            label=_label(stored, period, stored.business),
        )
    return row


@transaction.atomic
def unskip(*, metric: Metric, actor: User | None, period: date) -> bool:
    """Ask for the period again. Whether it had been skipped."""
    stored = Metric.objects.select_for_update(no_key=True).get(pk=metric.pk)
    gone, _ = Skip.objects.filter(metric=stored, period=period).delete()
    if gone:
        record(
            business=stored.business,
            actor=actor,
            what="reading_unskip",
            row=stored,
            label=_label(stored, period, stored.business),
        )
    return bool(gone)


def _one(business: Business, actor: User | None, entry: Entry, today: date, source: str) -> Written:
    (answer,) = record_readings(business=business, actor=actor, entries=[entry], today=today, source=source)
    if isinstance(answer, Clash):
        theirs = answer.theirs
        raise Conflict(
            {"value": theirs.value if theirs else None, "note": theirs.note if theirs else "", "reading": theirs},
            {"value": entry.value, "note": entry.note},
        )
    return answer


def _check(metric: Metric, period: date, business: Business, today: date) -> None:
    named = period_of(period, metric.cadence, business.first_day)
    if named.start != period:
        raise ValueError(f"{period} is not the first day of a period of metric {metric.pk}")
    if period > today:
        raise Refused(f"{named.name} has not started yet.")
    if metric.state == Metric.State.RETIRED:
        raise Refused("This metric is retired. Count it again under Edit to record readings.")


def _stored(metrics: dict[int, Metric], periods: set[date]) -> dict[Key, Reading]:
    rows = Reading.objects.filter(metric__in=metrics, period__in=periods).select_related("recorded_by")
    return {(r.metric_id, r.period): r for r in rows}


def _decide(entry: Entry, theirs: Reading | None) -> Written | Clash:
    if theirs is None:
        if entry.value is None:
            return Written(entry, "same", None)
        # The page showed a reading that somebody took out since.
        return Clash(entry, None) if entry.version else Written(entry, "new", None)
    same_note = entry.note is None or entry.note == theirs.note
    if entry.value == theirs.value and same_note:
        return Written(entry, "same", theirs, theirs.value)
    if entry.version is not None and entry.version != theirs.version:
        return Clash(entry, theirs)
    return Written(entry, "cleared" if entry.value is None else "corrected", theirs, theirs.value)


def _write(business: Business, actor: User | None, written: list[Written], source: str) -> None:
    changes, fresh = [], []
    for one in written:
        entry, row = one.entry, one.reading
        if row is None and entry.value is not None:
            row = Reading(business=business, metric_id=entry.metric_id, period=entry.period, value=entry.value,
                          note=entry.note or "", recorded_by=actor, source=source)  # fmt: skip
            fresh.append(row)
            one.reading = row
        elif row is not None and one.change == "cleared":
            row.delete()
        elif row is not None:
            changes.append(ReadingChange(business=business, reading=row, value=row.value, note=row.note,
                                         why=entry.why, changed_by=actor))  # fmt: skip
            row.value = entry.value if entry.value is not None else row.value
            row.note = row.note if entry.note is None else entry.note
            row.version += 1
            row.save(update_fields=["value", "note", "version"])
    Reading.objects.bulk_create(fresh)
    ReadingChange.objects.bulk_create(changes)
    periods: dict[date, list[int]] = defaultdict(list)
    for one in written:
        if one.change == "new":
            periods[one.entry.period].append(one.entry.metric_id)
    for period, ids in periods.items():
        Skip.objects.filter(metric__in=ids, period=period).delete()


def _keep_newest(metrics: dict[int, Metric], ids: Iterable[int]) -> None:
    """Lists read the newest value from the metric itself; it is kept here, under the metric's lock."""
    for pk in ids:
        metric = metrics[pk]
        newest = Reading.objects.filter(metric=pk).order_by("-period").values_list("period", "value").first()
        period, value = newest or (None, None)
        if (metric.last_period, metric.last_value) != (period, value):
            metric.last_period, metric.last_value = period, value
            metric.save(update_fields=["last_period", "last_value"])


def _history(cleared: list[Written]) -> dict[int, list[dict[str, Any]]]:
    """The corrections of readings that are about to go, for the audit row."""
    kept: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = ReadingChange.objects.filter(reading__in=[w.reading.pk for w in cleared if w.reading]).order_by("id")
    for row in rows if cleared else []:
        kept[row.reading_id].append({"value": plain(row.value), "note": row.note, "at": plain(row.changed_at)})
    return kept


def _audit(
    business: Business,
    actor: User | None,
    metrics: dict[int, Metric],
    written: list[Written],
    history: dict[int, list[dict[str, Any]]],
    carried: str,
) -> None:
    if len(written) > 1:
        before = {f"{w.entry.metric_id} {w.entry.period}": w.before for w in written if w.change != "new"}
        after = {f"{w.entry.metric_id} {w.entry.period}": w.entry.value for w in written}
        label = f"{len(written)} readings{carried}"
        record_numbers(business=business, metrics={w.entry.metric_id for w in written}, changed=READINGS, actor=actor,
                       what="readings_record", label=label, before=before or None, after=after)  # fmt: skip
        return
    (one,) = written
    metric = metrics[one.entry.metric_id]
    verb = {"new": "reading_record", "corrected": "reading_correct", "cleared": "reading_clear"}[one.change]
    kept: dict[str, Any] | None = None if one.change == "new" else {"value": one.before}
    if kept is not None and one.change == "cleared":
        kept["history"] = [row for rows in history.values() for row in rows]
    record_numbers(
        business=business,
        metrics=[metric.pk],
        changed=READINGS,
        actor=actor,
        what=verb,
        row=metric,
        label=_label(metric, one.entry.period, business) + carried,
        before=kept,
        after={"value": one.entry.value, "period": one.entry.period, "why": one.entry.why},
    )


def _label(metric: Metric, period: date, business: Business) -> str:
    return f"{metric.name}, {period_of(period, metric.cadence, business.first_day).name}"
