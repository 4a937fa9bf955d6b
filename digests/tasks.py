"""What the timetable calls (settings.DUE_HANDLERS, DUE_TOGETHER): ids in; each date once, whatever ticks and dies.

Here it is decided, in the transaction that holds the rows of the timetable, that a digest of a period is on its way,
and from which reports it is told: of any number of ticks one decides, and a crash undoes all of it. Whether there is
something to say is seen when it is written (mails.py).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from businesses.actions import forget_answers
from businesses.context import see_businesses, see_user, tenant, tenants
from businesses.models import Business
from businesses.roles import Can, may
from digests.actions import enrol, entry_of, queue, skip, skipped
from digests.calendar import days_until, next_day, period_name
from digests.models import SendLedger, Subscription
from digests.queries import assigned, edition_before, last_report, newest_reports, role_of, with_role, works_in
from digests.reasons import GONE, GONE_PRACTICE, LATE, NO_CLIENTS, NO_REPORT
from digests.scopes import DIGEST, ids_of, seeing
from digests.since import gap_changes
from jobs.actions import drop_due, request_mails
from jobs.models import OutboxMail
from jobs.timetable import Turn
from reports.models import Report
from reports.tasks import nightly_alignment

NOTHING_TOLD: tuple[dict[str, Any], dict[str, Any]] = ({"metrics": []}, {"metrics": {}})
Kind = Subscription.Kind
State = SendLedger.State


def night(turn: Turn) -> None:
    """The night of a business: a fresh report, the usual digests for who has none yet, old answers of the API gone."""
    nightly_alignment(turn)
    with tenant(turn.business_id):
        forget_answers(turn.business_id, turn.at)
        business = Business.objects.filter(pk=turn.business_id, is_sample=False).first()
        if business is not None:
            enrol(business=business, at=turn.at)


def id_in(turn: Turn) -> int:
    """The subscription that a row of the timetable belongs to."""
    return int(turn.key.partition(":")[2])


def digests_due(turns: Sequence[Turn]) -> None:
    """Local dates of some subscriptions to businesses, decided together: nine queries for one and for a hundred."""
    with tenants({turn.business_id for turn in turns}):
        newest = Report.objects.filter(business=OuterRef("business")).order_by("-pk").values("pk")[:1]
        rows = Subscription.objects.filter(pk__in=[id_in(turn) for turn in turns]).select_for_update(of=("self",))
        rows = with_role(rows.select_related("user", "business"), "user", "business")
        rows = rows.annotate(newest=Subquery(newest), told=last_report("pk")).order_by("pk")
        found = {row.pk: row for row in rows}
        wider = changed_gaps([row for row in found.values() if row.kind == Kind.CHANGE])
        lines = [line for turn in turns for line in decide(turn, found.get(id_in(turn)), wider)]
        send(lines)
        Subscription.objects.bulk_update(found.values(), ["kind", "next_on"])


def decide(turn: Turn, row: Subscription | None, wider: set[int]) -> list[SendLedger]:
    """The lines that this turn adds to the ledger. The next day is set on the row, which is stored by the caller."""
    if row is None or row.next_on is None:
        drop_due(turn.key)
        return []
    if not row.user.is_active or not may(role_of(row), Can.READ):
        return [leave(row, turn, GONE)]
    if row.next_on > turn.day or (row.kind == Kind.CHANGE and row.pk not in wider):
        return []
    lines, period = advance(row, row.next_on, turn)
    newest: int | None = getattr(row, "newest", None)
    if newest is None:
        return [*lines, skipped(row, period, NO_REPORT, turn.at)]
    return [*lines, entry_of(row, period, turn.at, report_id=newest, earlier_id=getattr(row, "told", None))]


def advance(row: Subscription, first: date, turn: Turn) -> tuple[list[SendLedger], str]:
    """Lines of the periods that were missed since the first day due, and the period that is due; the row then waits for
    the next one."""
    if row.kind == Kind.CHANGE:
        row.next_on = turn.day + timedelta(days=1)
        return [], period_name(row.kind, turn.day)
    *missed, day = days_until(row.kind, row.weekday, first, turn.day)
    row.next_on = next_day(row.kind, row.weekday, day)
    return [skipped(row, period_name(row.kind, late), LATE, turn.at) for late in missed], period_name(row.kind, day)


def leave(row: Subscription, turn: Turn, why: str) -> SendLedger:
    """Who has left gets nothing more; the history says why."""
    row.kind, row.next_on = Kind.OFF, None
    drop_due(turn.key)
    return skipped(row, f"left {turn.day.isoformat()}", why, turn.at, state=State.CANCELLED)


def send(lines: Sequence[SendLedger]) -> None:
    """Store the lines, and put the mails of those that are on their way into the outbox. A period has one line."""
    SendLedger.objects.bulk_create(lines, ignore_conflicts=True)
    going = {line.mail_key: line for line in lines if line.state == State.QUEUED}
    stored = SendLedger.objects.filter(mail_key__in=going, subscription__in={line.subscription_id for line in lines})
    request_mails(
        OutboxMail(kind=DIGEST, key=key, object_id=pk, not_before=going[key].at, **ids_of(going[key]))
        for key, pk in stored.order_by("pk").values_list("mail_key", "pk")
    )


def changed_gaps(rows: Sequence[Subscription]) -> set[int]:
    """Of subscriptions "on change" those with a gap that is new, worse or fixed. One query, none without news."""
    pairs = {row.pk: (getattr(row, "told", None), getattr(row, "newest", None)) for row in rows}
    news = {pk: pair for pk, pair in pairs.items() if pair[1] and pair[0] != pair[1]}
    reports = stored({pk for pair in news.values() for pk in pair if pk})
    return {pk for pk, (told, newest) in news.items() if gaps_moved(reports, told, newest)}


def stored(ids: set[int]) -> Mapping[int, Report]:
    """Reports by their ids."""
    return {report.pk: report for report in Report.objects.filter(pk__in=ids)} if ids else {}


def gaps_moved(reports: Mapping[int, Report], told: int | None, newest: int | None) -> bool:
    """Whether between these two a gap is new, worse or fixed; to whom nothing was told yet, every gap is new."""
    before, now = reports.get(told or 0), reports.get(newest or 0)
    if now is None:
        return False
    case, result = (before.case, before.result) if before else NOTHING_TOLD
    return bool(gap_changes(case, result, now.case, now.result))


def edition_due(turn: Turn) -> None:
    """A local date of one person's edition about all clients of a practice."""
    with seeing(None, turn.practice_id):
        rows = Subscription.objects.select_for_update(of=("self",)).select_related("user", "practice")
        row = rows.filter(pk=id_in(turn)).first()
        if row is None or row.next_on is None:
            drop_due(turn.key)
            return
        if not works_in(turn.practice_id, row.user):
            SendLedger.objects.bulk_create([leave(row, turn, GONE_PRACTICE)], ignore_conflicts=True)
        elif row.next_on <= turn.day:
            see_user(row.user_id)
            decide_edition(turn, row, row.next_on)
        row.save(update_fields=["kind", "next_on"])


def decide_edition(turn: Turn, row: Subscription, first: date) -> None:
    """Put it on its way, or note why not."""
    since = edition_before(row)
    clients = [person.business_id for person in assigned(row.user, turn.practice_id)]
    see_businesses(clients)
    if row.kind == Kind.CHANGE and not clients_moved(since, clients):
        return
    lines, period = advance(row, first, turn)
    SendLedger.objects.bulk_create(lines, ignore_conflicts=True)
    if clients:
        queue(subscription=row, period=period, at=turn.at, since=since)
    else:
        skip(subscription=row, period=period, reason=NO_CLIENTS, at=turn.at)


def clients_moved(since: SendLedger | None, clients: Sequence[int]) -> bool:
    """Whether a gap of any client is new, worse or fixed since the last edition."""
    told: Mapping[str, int] = since.reports if since else {}
    pairs = [(told.get(str(pk), 0), newest) for pk, newest in newest_reports(clients).items()]
    news = [(then, now) for then, now in pairs if then != now]
    reports = stored({pk for pair in news for pk in pair})
    return any(gaps_moved(reports, then, now) for then, now in news)
