"""After a restore: what this database would send again is noted as skipped (settings.MAIL_RELEASED).

A restored database does not know what was sent since the backup. So every digest that waits, and every one whose
moment has come, is taken for sent: better one too few, and that in the history, than one twice.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from core.periods import local_today
from digests.actions import skip
from digests.calendar import days_until, next_day, period_name
from digests.models import SendLedger, Subscription
from digests.reasons import RESTORED
from digests.scopes import DIGEST, EDITION, seeing
from jobs.clock import latest_date
from jobs.models import Due, OutboxMail

KINDS = (DIGEST, EDITION)
Kind = Subscription.Kind


@transaction.atomic
def skip_begun(at: datetime) -> str:
    """Skip them all; how many, in words."""
    waiting = OutboxMail.objects.select_for_update().filter(kind__in=KINDS, state=OutboxMail.State.PENDING)
    for mail in waiting.order_by("pk"):
        with seeing(mail.business_id, mail.practice_id):
            line = SendLedger.objects.filter(pk=mail.object_id or 0, state=SendLedger.State.QUEUED)
            line.update(state=SendLedger.State.SKIPPED, reason=RESTORED, ended_at=at)
    queued = waiting.update(state=OutboxMail.State.CANCELLED, error=RESTORED)
    due = Due.objects.select_for_update().filter(kind__in=KINDS)
    begun = sum(skip_periods(row, at) for row in due.order_by("pk"))
    return f"{queued} digests that waited and {begun} of periods that have begun are noted as skipped"


def skip_periods(due: Due, at: datetime) -> int:
    """The periods of one subscription whose moment has come by now; the next one is decided as ever."""
    with seeing(due.business_id, due.practice_id):
        rows = Subscription.objects.select_for_update(of=("self",)).select_related("user")
        row = rows.filter(pk=int(due.key.partition(":")[2])).first()
        if row is None or row.next_on is None:
            return 0
        days = begun(row, row.next_on, due, at)
        for day in days:
            skip(subscription=row, period=period_name(row.kind, day), reason=RESTORED, at=at)
        if days:
            change = row.kind == Kind.CHANGE
            row.next_on = days[-1] + timedelta(days=1) if change else next_day(row.kind, row.weekday, days[-1])
            row.save(update_fields=["next_on"])
        return len(days)


def begun(row: Subscription, first: date, due: Due, at: datetime) -> list[date]:
    """Its digest days that are over, or whose hour has come. On change: today, on which one may have come."""
    if row.kind == Kind.CHANGE:
        today = local_today(at, due.zone)
        return [today] if first <= today else []
    return days_until(row.kind, row.weekday, first, latest_date(at, due.local_time, due.zone))
