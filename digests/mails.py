"""The mails of digests: written when they are sent, if they are still wanted; and what became of them."""

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.core.mail import EmailMessage
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from accounts.models import User
from businesses.context import see_user, tenants
from businesses.models import Business
from businesses.roles import Can, may
from digests.clients import edition_facts
from digests.compose import Facts, address, compose, story_of
from digests.edition import compose_edition
from digests.gather import Wanted, gather
from digests.letter import Letter, Press
from digests.models import SendLedger, Subscription
from digests.queries import entries, role_of, works_in
from digests.reasons import NO_CLIENTS, NO_REPORT, NOTHING, STOPPED
from digests.scopes import seeing
from digests.shapes import Story
from digests.tokens import hash_of, new_nonce, token_for, token_with_hash
from jobs.clock import database_now
from jobs.mail import Draft, Dropped
from jobs.models import OutboxMail

MailState = OutboxMail.State
State = SendLedger.State
REASONS = {
    MailState.FAILED: "The mail server did not take it",
    MailState.UNKNOWN: "The connection broke while it was sent: it may have arrived",
}
HERE = "here"  # where the token stands in the address, which is worked out once

log = logging.getLogger(__name__)


def digests(mails: Sequence[OutboxMail]) -> dict[int, Draft]:
    """Digests of businesses, read for all of them in one set of queries; each is written when its draft is called.

    One transaction sees the businesses of these mails, which are named in the log, and no other. What a digest says
    comes from rows of its own business only; the mail is written after the transaction.
    """
    ids = {mail.business_id for mail in mails if mail.business_id}
    drafts: dict[int, Draft] = {mail.pk: partial(drop, STOPPED) for mail in mails}
    with tenants(ids):
        log.info("digests of businesses %s are written", sorted(ids))
        found = {entry.pk: entry for entry in entries(mail.object_id for mail in mails if mail.object_id)}
        alive = {m.pk: e for m in mails if (e := found.get(m.object_id or 0)) and e.business_id == m.business_id}
        alive = {pk: entry for pk, entry in alive.items() if wanted(entry, role_of(entry))}
        facts = gather([wanted_of(entry, entry.business) for entry in alive.values() if entry.business])
    stories: dict[tuple[int, int], Story] = {}
    press = Press()
    for (pk, entry), its in zip(alive.items(), facts, strict=True):
        drafts[pk] = partial(write, entry, its, stories, press) if its else partial(drop, NO_REPORT)
    return drafts


def drop(why: str) -> EmailMessage:
    """A draft of nothing."""
    raise Dropped(why)


def wanted(entry: SendLedger, role: str) -> bool:
    """Asked once more just before the server gets it: still in the business, still subscribed or just asked for."""
    return entry.subscription.user.is_active and may(role, Can.READ) and still_on(entry)


def still_on(entry: SendLedger) -> bool:
    """Not stopped meanwhile; what somebody asked for by hand they get all the same."""
    return entry.subscription.kind != Subscription.Kind.OFF or (entry.asked and entry.asked_by_id == entry.user_id)


def wanted_of(entry: SendLedger, business: Business) -> Wanted:
    """What is to be written, as of the moment it was decided: what was due then, of what is still open."""
    return Wanted(
        subscription=entry.subscription,
        business=business,
        user=entry.subscription.user,
        role=role_of(entry),
        member_id=getattr(entry, "member_id", None),
        report_id=entry.report_id,
        earlier_id=entry.earlier_id,
        at=entry.at,
        stop_url=stop_address(entry.subscription),
    )


def write(entry: SendLedger, facts: Facts, stories: dict[tuple[int, int], Story], press: Press) -> Letter:
    """The letter. People of one business who had the same digest before share what it says to everybody."""
    key = (facts.report.id, facts.before.pk if facts.before else 0)
    if key not in stories:
        stories[key] = story_of(facts.business, facts.report, facts.before)
    written = compose(facts, stories[key])
    if facts.before and not asked_or_changed(entry) and not written.something_to_say:
        raise Dropped(NOTHING)
    return press.letter(written, entry.subscription.user.email)


def asked_or_changed(entry: SendLedger) -> bool:
    """Sent whatever there is to say: somebody asked for it, or it was decided because a gap changed."""
    return entry.asked or entry.period.startswith(f"{Subscription.Kind.CHANGE} ")


def edition(mail: OutboxMail) -> EmailMessage:
    """The digest of all clients of one person of a practice, one such person at a time.

    The transaction sees this practice, this person, and the businesses they are assigned to at this moment.
    """
    with seeing(None, mail.practice_id):
        rows = SendLedger.objects.select_related("subscription__user", "practice", "since")
        entry = rows.filter(pk=mail.object_id or 0, practice=mail.practice_id).first()
        if entry is None or entry.practice is None or not wanted_edition(entry, entry.subscription.user):
            raise Dropped(STOPPED)
        see_user(entry.user_id)
        facts = edition_facts(
            entry.practice, entry.subscription, entry.since, entry.at, stop_address(entry.subscription)
        )
        if facts is None:
            raise Dropped(NO_CLIENTS)
        written = compose_edition(facts)
        if entry.since and not asked_or_changed(entry) and not written.something_to_say:
            raise Dropped(NOTHING)
        SendLedger.objects.filter(pk=entry.pk).update(reports=facts.reports)
    return Press().letter(written, entry.subscription.user.email)


def wanted_edition(entry: SendLedger, user: User) -> bool:
    """Asked once more: still of the practice, still subscribed or just asked for."""
    return works_in(entry.practice_id or 0, user) and still_on(entry)


def stop_address(subscription: Subscription) -> str:
    """The address that stops them. Where the site's secret was replaced and forgotten, from a fresh nonce."""
    token = token_with_hash(subscription.nonce, subscription.token_hash)
    if token is None:
        nonce = new_nonce()
        token = token_for(nonce)
        Subscription.objects.filter(pk=subscription.pk).update(nonce=nonce, token_hash=hash_of(token))
    return token.join(address("digests:stop", HERE).rsplit(HERE, 1))


class Line(NamedTuple):
    """What changes in a line of the ledger when its mail ended; no subject: nothing was written."""

    id: int
    state: str
    reason: str
    ended_at: datetime
    subject: str
    totals: dict[str, int]


def ended(mails: Sequence[OutboxMail], written: Mapping[int, EmailMessage]) -> None:
    """Note in the ledger how these mails ended, and what they said (settings.MAIL_OUTCOMES)."""
    lines = {mail.object_id or 0: line_of(mail, written.get(mail.pk)) for mail in mails}
    ids = {mail.business_id for mail in mails if mail.business_id}
    if ids:
        with tenants(ids):
            store([lines[m.object_id or 0] for m in mails if m.business_id])
    for mail in mails:
        if mail.practice_id:
            with seeing(None, mail.practice_id):
                store([lines[mail.object_id or 0]])


def line_of(mail: OutboxMail, message: EmailMessage | None) -> Line:
    """What is noted of a mail that ended."""
    reason, state = REASONS.get(MailState(mail.state), ""), mail.state
    if mail.state == MailState.CANCELLED:
        reason = mail.error or STOPPED
        state = State.SKIPPED if reason in (NOTHING, NO_REPORT, NO_CLIENTS) else State.CANCELLED
    said, totals = (message.subject[:160], message.totals) if isinstance(message, Letter) else ("", {})
    return Line(mail.object_id or 0, state, reason, mail.sent_at or database_now(), str(said), totals)


# A bulk update of a hundred lines puts together a CASE of a hundred arms for each column: a fifth of all of sending.
STORE = """
    UPDATE digests_sendledger AS line
    SET state = said.state, reason = said.reason, ended_at = said.ended_at,
        subject = coalesce(nullif(said.subject, ''), line.subject),
        totals = CASE WHEN said.subject = '' THEN line.totals ELSE said.totals END
    FROM jsonb_to_recordset(%s::jsonb) AS said
        (id bigint, state text, reason text, ended_at timestamptz, subject text, totals jsonb)
    WHERE line.id = said.id
"""


def store(lines: Sequence[Line]) -> None:
    """Write them; those that were written keep their subject and what they counted."""
    if connection.vendor != "postgresql":
        fields = ["state", "reason", "ended_at"]
        entries = [SendLedger(**line._asdict()) for line in lines]
        SendLedger.objects.bulk_update([entry for entry in entries if entry.subject], [*fields, "subject", "totals"])
        SendLedger.objects.bulk_update([entry for entry in entries if not entry.subject], fields)
        return
    with connection.cursor() as cursor:
        cursor.execute(STORE, [json.dumps([line._asdict() for line in lines], cls=DjangoJSONEncoder)])
