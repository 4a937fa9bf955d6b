"""What the timetable calls (settings.DUE_HANDLERS): ids in; each date once, whatever ticks and dies."""

from datetime import date, datetime

from businesses.actions import forget_answers
from businesses.context import tenant
from businesses.models import Business
from businesses.roles import Can, may
from digests.actions import enrol, queue, skip
from digests.calendar import days_until, next_day, period_name
from digests.compose import compose
from digests.models import SendLedger, Subscription
from digests.queries import belongs, facts_of, report_before
from jobs.actions import drop_due
from jobs.timetable import Turn
from reports.queries import latest_report
from reports.tasks import nightly_alignment

NOTHING = "Nothing changed and nothing is due"
NO_REPORT = "There was no report yet"
LATE = "Late: the next one stands for it"
GONE = "No longer in this business"


def night(turn: Turn) -> None:
    """The night of a business: a fresh report, the usual digest for who has none yet, old answers of the API gone."""
    nightly_alignment(turn)
    with tenant(turn.business_id):
        forget_answers(turn.business_id, turn.at)
        business = Business.objects.filter(pk=turn.business_id, is_sample=False).first()
        if business is not None:
            enrol(business=business, at=turn.at)


def digest_due(turn: Turn) -> None:
    """A local date of one subscription: on a digest day, decide in this transaction what happens with it.

    The tick holds the row of the timetable, so that of any number of ticks one decides; a crash undoes all of it.
    """
    with tenant(turn.business_id):
        rows = Subscription.objects.select_for_update(of=("self",)).select_related("user", "business")
        subscription = rows.filter(pk=int(turn.key.partition(":")[2])).first()
        if subscription is None or subscription.next_on is None:
            drop_due(turn.key)
            return
        if not welcome(subscription):
            leave(subscription, turn)
            return
        if subscription.next_on > turn.day:
            return
        *missed, day = days_until(subscription.kind, subscription.weekday, subscription.next_on, turn.day)
        for late in missed:
            skip(subscription=subscription, period=period_name(subscription.kind, late), reason=LATE, at=turn.at)
        decide(subscription, day, turn.at)
        subscription.next_on = next_day(subscription.kind, subscription.weekday, day)
        subscription.save(update_fields=["next_on"])


def welcome(subscription: Subscription) -> bool:
    """Whether the person may still read this business."""
    role, _ = belongs(subscription.business_id, subscription.user_id)
    return subscription.user.is_active and may(role, Can.READ)


def leave(subscription: Subscription, turn: Turn) -> None:
    """Who has left gets nothing more; the history says why."""
    period = f"left {turn.day.isoformat()}"
    skip(subscription=subscription, period=period, reason=GONE, at=turn.at, state=SendLedger.State.CANCELLED)
    subscription.kind, subscription.next_on = Subscription.Kind.OFF, None
    subscription.save(update_fields=["kind", "next_on"])
    drop_due(turn.key)


def decide(subscription: Subscription, day: date, at: datetime) -> SendLedger:
    """Send the digest of this day's week or month, or note why not."""
    period = period_name(subscription.kind, day)
    report = latest_report(subscription.business)
    if report is None:
        return skip(subscription=subscription, period=period, reason=NO_REPORT, at=at)
    before = report_before(subscription)
    digest = compose(facts_of(subscription, subscription.business, report, before, at, stop_url=""))
    said = {"report_id": report.id, "subject": digest.subject, "totals": digest.totals}
    if before is not None and not digest.something_to_say:
        return skip(subscription=subscription, period=period, reason=NOTHING, at=at, earlier=before, **said)
    return queue(
        subscription=subscription, period=period, report_id=report.id, before=before, at=at,
        subject=digest.subject, totals=digest.totals,
    )  # fmt: skip
