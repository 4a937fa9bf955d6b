"""Writes of digests: who wants which when, the stop, and those that are asked for by hand.

Whoever changes a subscription takes its row of the timetable first and then the subscription, as the tick does: so
neither waits for the other in a circle, and a digest is decided either before a change or after it.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from businesses.audit import record
from businesses.context import see_businesses, see_digest, see_user, tenant
from businesses.models import Business, Membership
from core.models import Refused
from core.periods import local_today
from digests.calendar import next_day, period_name
from digests.models import SendLedger, Subscription
from digests.queries import report_before
from digests.tokens import hash_of, new_nonce, token_for
from jobs.actions import drop_due, request_mail, set_due
from jobs.clock import instant
from jobs.models import Due
from reports.models import Report

Kind = Subscription.Kind
MAIL_KIND = "digest"
NO_REPORT = "There is no report of this business yet. Draw its map first."


def locked(subscription_id: int) -> Subscription:
    """The subscription, held until the end of the transaction; its timetable row first."""
    list(Due.objects.select_for_update().filter(key=f"digest:{subscription_id}"))
    return Subscription.objects.select_for_update().get(pk=subscription_id)


def get_or_make(business: Business, user: User, at: datetime, kind: str = Kind.OFF) -> Subscription:
    """The person's digest of this business; the first time it is made, with the usual day and hour."""
    nonce = new_nonce()
    fields = {"kind": Kind.OFF, "nonce": nonce, "token_hash": hash_of(token_for(nonce)), "created_at": at}
    subscription, made = Subscription.objects.get_or_create(business=business, user=user, defaults=fields)
    if made and kind != Kind.OFF:
        subscription.kind = kind
        reschedule(subscription, user.time_zone, at)
    return subscription


def reschedule(subscription: Subscription, zone: str, at: datetime) -> None:
    """Set the next day by the person's clock, and the timetable row. A period that had its digest gets no second."""
    drop_due(subscription.due_key)
    subscription.next_on = None
    if subscription.kind != Kind.OFF:
        subscription.next_on = first_day(subscription, zone, at)
        set_due(
            kind=MAIL_KIND,
            key=subscription.due_key,
            business_id=subscription.business_id,
            local_time=subscription.local_time,
            zone=zone,
            at=at,
        )
    subscription.save()


def first_day(subscription: Subscription, zone: str, at: datetime) -> date:
    """The next digest day whose hour is still to come, in a period and on a date that had none."""
    had = SendLedger.objects.filter(subscription=subscription, asked=False)
    last = had.order_by("-at").values_list("at", flat=True).first()
    periods = set(had.order_by("-at").values_list("period", flat=True)[:20])
    served = last.astimezone(ZoneInfo(zone)).date() if last else date.min
    day = max(local_today(at, zone) - timedelta(days=1), served)
    while True:
        day = next_day(subscription.kind, subscription.weekday, day)
        if instant(day, subscription.local_time, zone) > at and period_name(subscription.kind, day) not in periods:
            return day


@transaction.atomic
def choose(*, business: Business, user: User, kind: str, weekday: int, hour: int, at: datetime) -> Subscription:
    """What a person wants to get about a business, and when."""
    subscription = locked(get_or_make(business, user, at).pk)
    before = {"kind": subscription.kind, "weekday": subscription.weekday, "hour": subscription.hour}
    after = {"kind": kind, "weekday": weekday, "hour": hour}
    if before == after:
        return subscription
    subscription.kind, subscription.weekday, subscription.hour = kind, weekday, hour
    subscription.stopped_at = at if kind == Kind.OFF else None
    reschedule(subscription, user.time_zone, at)
    record(business=business, actor=user, what="digest_edit", row=subscription, label=user.called,
           before=before, after=after)  # fmt: skip
    return subscription


@transaction.atomic
def enrol(*, business: Business, at: datetime) -> int:
    """Give every member who has none the usual digest: weekly, Monday at 08:00 by their clock. Returns how many."""
    having = Subscription.objects.filter(business=business).values("user")
    new = list(Membership.objects.filter(business=business).exclude(user__in=having).select_related("user"))
    for membership in new:
        subscription = get_or_make(business, membership.user, at, kind=Kind.WEEKLY)
        record(business=business, actor=None, what="digest_start", row=subscription, label=membership.user.called)
    return len(new)


def found_by(token: str) -> Subscription | None:
    """The digest that a stop link belongs to; from here on the transaction sees its business."""
    token_hash = hash_of(token)
    see_digest(token_hash)
    found = Subscription.objects.filter(token_hash=token_hash).first()
    see_digest("")
    if found is None:
        return None
    see_businesses([found.business_id])
    return Subscription.objects.select_related("business", "user").get(pk=found.pk)


@transaction.atomic
def stop(*, subscription: Subscription, at: datetime) -> None:
    """Off, at once: also what waits in the outbox is not sent any more. Twice is once."""
    held = locked(subscription.pk)
    if held.kind == Kind.OFF:
        return
    before = {"kind": held.kind}
    held.kind, held.stopped_at = Kind.OFF, at
    reschedule(held, "UTC", at)
    record(business=subscription.business, actor=subscription.user, what="digest_stop", row=held,
           label=subscription.user.called, before=before, after={"kind": held.kind})  # fmt: skip


@transaction.atomic
def zone_changed(user: User, at: datetime) -> None:
    """Every digest of a person who moved to another clock comes by the new one. Called by accounts."""
    see_user(user.pk)
    mine = Subscription.objects.filter(user=user).exclude(kind=Kind.OFF)
    for business_id, pk in list(mine.order_by("pk").values_list("business_id", "pk")):
        with tenant(business_id):
            reschedule(locked(pk), user.time_zone, at)


@transaction.atomic
def queue(
    *, subscription: Subscription, period: str, report_id: int, before: Report | None, at: datetime,
    subject: str = "", totals: dict[str, int] | None = None, asked_by: User | None = None,
) -> SendLedger:  # fmt: skip
    """Put one digest on its way: the ledger and the mail in one transaction, one for each period."""
    key = f"digest:b{subscription.business_id}:u{subscription.user_id}:{period}"
    entry, made = SendLedger.objects.get_or_create(
        subscription=subscription,
        period=period,
        defaults={
            "business_id": subscription.business_id, "user_id": subscription.user_id, "report_id": report_id,
            "earlier": before, "subject": subject, "totals": totals or {}, "at": at, "mail_key": key,
            "asked": asked_by is not None, "asked_by": asked_by,
        },
    )  # fmt: skip
    if made:
        request_mail(kind=MAIL_KIND, key=key, business_id=subscription.business_id, object_id=entry.pk, not_before=at)
    return entry


@transaction.atomic
def skip(*, subscription: Subscription, period: str, reason: str, at: datetime, **fields: object) -> SendLedger:
    """Note that a period gets no digest, and why."""
    defaults = {
        "business_id": subscription.business_id, "user_id": subscription.user_id, "state": SendLedger.State.SKIPPED,
        "reason": reason, "at": at, "ended_at": at, **fields,
    }  # fmt: skip
    return SendLedger.objects.get_or_create(subscription=subscription, period=period, defaults=defaults)[0]


@transaction.atomic
def send_now(*, business: Business, user: User, at: datetime) -> SendLedger:
    """One for the person who asks, whatever there is to say. Twice within a minute is once."""
    subscription = get_or_make(business, user, at)
    newest = Report.objects.filter(business=business).order_by("-id").values_list("pk", flat=True).first()
    if newest is None:
        raise Refused(NO_REPORT)
    entry = queue(
        subscription=subscription, period=f"asked {at:%Y-%m-%d %H:%M}", report_id=newest,
        before=report_before(subscription), at=at, asked_by=user,
    )  # fmt: skip
    record(business=business, actor=user, what="digest_send", row=entry, label=user.called)
    return entry


@transaction.atomic
def send_again(*, entry: SendLedger, actor: User, at: datetime) -> SendLedger:
    """The same digest once more, for one that failed or was lost. Not to somebody who stopped them."""
    if entry.report_id is None:
        raise Refused("Its report is gone. Send a new one instead.")
    if entry.subscription.kind == Kind.OFF and entry.user_id != actor.pk:
        raise Refused(f"{entry.user.called} has stopped these emails.")
    again = queue(
        subscription=entry.subscription, period=f"again {entry.pk} {at:%Y-%m-%d %H:%M}", report_id=entry.report_id,
        before=entry.earlier, at=at, asked_by=actor,
    )  # fmt: skip
    record(business=entry.business, actor=actor, what="digest_send", row=again, label=entry.user.called)
    return again
