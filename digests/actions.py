"""Writes of digests: who wants which when, the stop, and those that are asked for by hand.

Whoever changes a subscription takes its row of the timetable first and then the subscription, as the tick does: so
neither waits for the other in a circle, and a digest is decided either before a change or after it.
"""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import User
from businesses.audit import record
from businesses.context import see_businesses, see_digest, see_practice, see_user
from businesses.models import Business, Engagement, EngagementPerson, Membership, PracticeMember
from core.models import Refused
from core.periods import local_today
from digests.calendar import next_day, period_name
from digests.models import SendLedger, Subscription
from digests.queries import assigned, edition_before, newest_reports, report_before
from digests.reasons import WATCHING
from digests.scopes import Scope, ids_of, key_of, kind_of, named, seeing
from digests.tokens import hash_of, new_nonce, token_for
from jobs.actions import drop_due, request_mail, set_due
from jobs.clock import instant
from jobs.models import Due

Kind = Subscription.Kind
NO_REPORT = "There is no report of this business yet. Draw its map first."
NO_CLIENTS = "You have no clients here yet."


def locked(subscription_id: int) -> Subscription:
    """The subscription, held until the end of the transaction; its timetable row first."""
    list(Due.objects.select_for_update().filter(key=f"digest:{subscription_id}"))
    return Subscription.objects.select_for_update().get(pk=subscription_id)


def get_or_make(scope: Scope, user: User, at: datetime, kind: str = Kind.OFF) -> Subscription:
    """The person's digest about it; the first time it is made, with the usual day and hour."""
    nonce = new_nonce()
    fields = {"kind": Kind.OFF, "nonce": nonce, "token_hash": hash_of(token_for(nonce)), "created_at": at}
    subscription, made = Subscription.objects.get_or_create(**named(scope), user=user, defaults=fields)
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
            kind=kind_of(subscription),
            key=subscription.due_key,
            local_time=subscription.local_time,
            zone=zone,
            hourly=subscription.kind == Kind.CHANGE,
            at=at,
            **ids_of(subscription),
        )
    subscription.save()


def first_day(subscription: Subscription, zone: str, at: datetime) -> date:
    """The next digest day whose hour is still to come, in a period and on a date that had none."""
    had = SendLedger.objects.filter(subscription=subscription, asked=False).exclude(reason=WATCHING)
    last = had.order_by("-at").values_list("at", flat=True).first()
    periods = set(had.order_by("-at").values_list("period", flat=True)[:20])
    today, served = local_today(at, zone), last.astimezone(ZoneInfo(zone)).date() if last else date.min
    if subscription.kind == Kind.CHANGE:
        return max(today, served + timedelta(days=1)) if last else today
    day = max(today - timedelta(days=1), served)
    while True:
        day = next_day(subscription.kind, subscription.weekday, day)
        if instant(day, subscription.local_time, zone) > at and period_name(subscription.kind, day) not in periods:
            return day


@transaction.atomic
def choose(*, scope: Scope, user: User, kind: str, weekday: int, hour: int, at: datetime) -> Subscription:
    """What a person wants to get about a business, or about their clients, and when."""
    subscription = locked(get_or_make(scope, user, at).pk)
    before = {"kind": subscription.kind, "weekday": subscription.weekday, "hour": subscription.hour}
    after = {"kind": kind, "weekday": weekday, "hour": hour}
    if before == after:
        return subscription
    subscription.kind, subscription.weekday, subscription.hour = kind, weekday, hour
    subscription.stopped_at = at if kind == Kind.OFF else None
    reschedule(subscription, user.time_zone, at)
    if kind == Kind.CHANGE != before["kind"]:
        watch(subscription, user, at)
    if isinstance(scope, Business):
        record(business=scope, actor=user, what="digest_edit", row=subscription, label=user.called,
               before=before, after=after)  # fmt: skip
    return subscription


def watch(subscription: Subscription, user: User, at: datetime) -> None:
    """Note how things stand now: later gaps are compared with these reports until the first digest has left."""
    period = f"watching {at:%Y-%m-%d %H:%M}"
    if subscription.business_id:
        report_id = newest_reports([subscription.business_id]).get(subscription.business_id)
        skip(subscription=subscription, period=period, reason=WATCHING, at=at, report_id=report_id)
    else:
        clients = [person.business_id for person in assigned(user, subscription.practice_id or 0)]
        see_businesses(clients)
        newest = newest_reports(clients)
        reports = {str(pk): newest.get(pk, 0) for pk in clients}
        skip(subscription=subscription, period=period, reason=WATCHING, at=at, reports=reports)


@transaction.atomic
def enrol(*, business: Business, at: datetime) -> int:
    """Give everybody who has none the usual digest, weekly, Monday at 08:00 by their clock; how many that were.

    Members get one about the business, consultants who are assigned to it one about all their clients.
    """
    having = Subscription.objects.filter(business=business).values("user")
    new = list(Membership.objects.filter(business=business).exclude(user__in=having).select_related("user"))
    for membership in new:
        subscription = get_or_make(business, membership.user, at, kind=Kind.WEEKLY)
        record(business=business, actor=None, what="digest_start", row=subscription, label=membership.user.called)
    active = EngagementPerson.objects.filter(business=business, engagement__state=Engagement.State.ACTIVE)
    people = list(active.select_related("user", "practice").order_by("pk"))
    return len(new) + sum(enrol_consultant(person, at) for person in people)


def enrol_consultant(person: EngagementPerson, at: datetime) -> bool:
    """Give somebody of a practice the usual edition, the first time one of their clients is seen to."""
    practice = person.practice
    with seeing(None, practice.pk):
        if Subscription.objects.filter(practice=practice, user=person.user).exists():
            return False
        if not PracticeMember.objects.filter(practice=practice, user=person.user).exists():
            return False
        get_or_make(practice, person.user, at, kind=Kind.WEEKLY)
        return True


def found_by(token: str) -> Subscription | None:
    """The digest that a stop link belongs to; from here on the transaction sees what it is about."""
    token_hash = hash_of(token)
    see_digest(token_hash)
    found = Subscription.objects.filter(token_hash=token_hash).first()
    see_digest("")
    if found is None:
        return None
    if found.business_id:
        see_businesses([found.business_id])
    else:
        see_practice(found.practice_id or 0)
    return Subscription.objects.select_related("business", "practice", "user").get(pk=found.pk)


@transaction.atomic
def stop(*, subscription: Subscription, at: datetime) -> None:
    """Off, at once: also what waits in the outbox is not sent any more. Twice is once."""
    held = locked(subscription.pk)
    if held.kind == Kind.OFF:
        return
    before = {"kind": held.kind}
    held.kind, held.stopped_at = Kind.OFF, at
    reschedule(held, "UTC", at)
    if subscription.business:
        record(business=subscription.business, actor=subscription.user, what="digest_stop", row=held,
               label=subscription.user.called, before=before, after={"kind": held.kind})  # fmt: skip


@transaction.atomic
def zone_changed(user: User, at: datetime) -> None:
    """Every digest of a person who moved to another clock comes by the new one. Called by accounts."""
    see_user(user.pk)
    mine = Subscription.objects.filter(user=user).exclude(kind=Kind.OFF).order_by("pk")
    for business_id, practice_id, pk in list(mine.values_list("business_id", "practice_id", "pk")):
        with seeing(business_id, practice_id):
            reschedule(locked(pk), user.time_zone, at)


@transaction.atomic
def queue(*, subscription: Subscription, period: str, at: datetime, **fields: Any) -> SendLedger:
    """Put one digest on its way: the ledger and the mail in one transaction, one for each period."""
    entry = entry_of(subscription, period, at, **fields)
    stored, made = SendLedger.objects.get_or_create(
        subscription=subscription, period=period, defaults={f: getattr(entry, f) for f in DECIDED}
    )
    if made:
        ids = ids_of(subscription)
        request_mail(kind=kind_of(subscription), key=entry.mail_key, not_before=at, object_id=stored.pk, **ids)
    return stored


DECIDED = (
    "business_id", "practice_id", "user_id", "state", "reason", "report_id", "earlier_id", "reports", "since_id",
    "at", "ended_at", "mail_key", "asked", "asked_by_id",
)  # fmt: skip


def entry_of(subscription: Subscription, period: str, at: datetime, **fields: Any) -> SendLedger:
    """A line of the ledger about it, not stored yet: of a digest on its way unless `fields` say otherwise."""
    ids: dict[str, Any] = {**ids_of(subscription), "user_id": subscription.user_id}
    key = key_of(subscription, subscription.user_id, period)
    return SendLedger(subscription=subscription, period=period, at=at, mail_key=key, **ids, **fields)


def skipped(
    subscription: Subscription, period: str, reason: str, at: datetime, state: str = SendLedger.State.SKIPPED,
    **fields: Any,
) -> SendLedger:  # fmt: skip
    """A line that a period gets no digest, and why, not stored yet."""
    entry = entry_of(subscription, period, at, state=state, reason=reason, ended_at=at, **fields)
    entry.mail_key = ""
    return entry


@transaction.atomic
def skip(*, subscription: Subscription, period: str, reason: str, at: datetime, **fields: Any) -> SendLedger:
    """Note that a period gets no digest, and why."""
    entry = skipped(subscription, period, reason, at, **fields)
    defaults = {f: getattr(entry, f) for f in DECIDED}
    return SendLedger.objects.get_or_create(subscription=subscription, period=period, defaults=defaults)[0]


@transaction.atomic
def send_now(*, scope: Scope, user: User, at: datetime) -> SendLedger:
    """One for the person who asks, whatever there is to say. Twice within a minute is once."""
    subscription = get_or_make(scope, user, at)
    period, fields = f"asked {at:%Y-%m-%d %H:%M}", {"asked": True, "asked_by_id": user.pk}
    if isinstance(scope, Business):
        newest = newest_reports([scope.pk]).get(scope.pk)
        if newest is None:
            raise Refused(NO_REPORT)
        entry = queue(subscription=subscription, period=period, at=at, report_id=newest,
                      earlier_id=report_before(subscription), **fields)  # fmt: skip
        record(business=scope, actor=user, what="digest_send", row=entry, label=user.called)
        return entry
    if not assigned(user, scope.pk):
        raise Refused(NO_CLIENTS)
    return queue(subscription=subscription, period=period, at=at, since=edition_before(subscription), **fields)


@transaction.atomic
def send_again(*, entry: SendLedger, actor: User, at: datetime) -> SendLedger:
    """The same digest once more, for one that failed or was lost. Not to somebody who stopped them.

    A practice's edition is written anew, of the clients of now, and told from the same edition before.
    """
    if entry.business_id and entry.report_id is None:
        raise Refused("Its report is gone. Send a new one instead.")
    if entry.subscription.kind == Kind.OFF and entry.user_id != actor.pk:
        raise Refused(f"{entry.user.called} has stopped these emails.")
    again = queue(
        subscription=entry.subscription, period=f"again {entry.pk} {at:%Y-%m-%d %H:%M}", at=at,
        report_id=entry.report_id, earlier_id=entry.earlier_id, since_id=entry.since_id,
        asked=True, asked_by_id=actor.pk,
    )  # fmt: skip
    if entry.business:
        record(business=entry.business, actor=actor, what="digest_send", row=again, label=entry.user.called)
    return again
