"""The rows of the outbox: claimed for a time, by a hundred at once, and marked with what became of them."""

import logging
import secrets
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from jobs import epoch, journal
from jobs.clock import database_now
from jobs.models import OutboxMail

State = OutboxMail.State
ENDED = (State.SENT, State.UNKNOWN, State.FAILED, State.CANCELLED)

LEASE = timedelta(seconds=60)  # longer than settings.EMAIL_TIMEOUT
MAX_ATTEMPTS = 8
BACK_OFF = (20, 60, 300, 900, 1800, 3600, 3600)
# Mails claimed at once: one that takes its sender down with it holds up few of those that were tried before.
FRESH, TRIED = 100, 10

log = logging.getLogger(__name__)


@dataclass
class Result:
    """What became of one mail."""

    mail: OutboxMail
    state: str
    error: str = ""
    wait: timedelta = timedelta()  # until the next attempt, where there is one
    message: EmailMessage | None = None


def new_token() -> str:
    """The name of a lease."""
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Which:
    """Which mails to claim: those of a first attempt or the others, one by its id, or of some kinds only."""

    tried: bool = False
    mail_id: int = 0
    kinds: tuple[str, ...] = ()

    @property
    def sql(self) -> tuple[str, list[object]]:
        """As a condition."""
        if self.mail_id:
            return "id = %s", [self.mail_id]
        only = f" AND kind IN ({', '.join(['%s'] * len(self.kinds))})" if self.kinds else ""
        return f"attempts {'>' if self.tried else '='} 0{only}", [*self.kinds]


def claim(token: str, at: datetime | None = None, which: Which = Which()) -> list[OutboxMail]:
    """Take mails whose time has come, the longest waiting first; of any number of senders each mail is one's.

    None while the database is not known to be the one that mail was sent from (epoch.py). One statement.
    """
    with epoch.turn() as known:
        sql, values = claim_sql(token, at, which, known)
        found = sorted(OutboxMail.objects.raw(sql, values), key=lambda mail: (mail.not_before, mail.pk))
        if found:
            epoch.write(found[-1])
    return found


def claim_sql(token: str, at: datetime | None, which: Which, known: epoch.Epoch | None) -> tuple[str, list[object]]:
    """The statement. Leases run by the database's clock: no sender can steal because its own is wrong."""
    on_server = connection.vendor == "postgresql"
    now, until = "clock_timestamp()", f"clock_timestamp() + interval '{LEASE.seconds} seconds'"
    moment: list[object] = []
    end: list[object] = []
    if at is not None or not on_server:
        now = until = "%s"
        start = at or timezone.now()
        adapt = connection.ops.adapt_datetimefield_value
        moment, end = [adapt(start)], [adapt(start + LEASE)]
    wanted, ids = which.sql
    agrees, story = epoch.agrees_sql(known)
    # Only our own words are put into the text.
    sql = f"""
        WITH picked AS (
            SELECT id FROM jobs_outboxmail
            WHERE state = 'pending' AND not_before <= {now} AND {wanted} AND {agrees}
            ORDER BY not_before, id LIMIT {TRIED if which.tried else FRESH} {"FOR UPDATE SKIP LOCKED" * on_server}
        )
        UPDATE jobs_outboxmail
        SET state = 'sending', attempts = attempts + 1, lease_token = %s, lease_until = {until}
        WHERE id IN (SELECT id FROM picked) RETURNING *
    """  # noqa: S608
    return sql, [*moment, *ids, *story, token, *end]


def renewed(mails: list[OutboxMail], at: datetime | None) -> list[OutboxMail]:
    """Those that are still this sender's, for a lease from now."""
    token, ids = mails[0].lease_token, [mail.pk for mail in mails]
    mine = OutboxMail.objects.filter(pk__in=ids, state=State.SENDING, lease_token=token)
    if mine.update(lease_until=(at or database_now()) + LEASE) == len(mails):
        return mails
    left = set(mine.values_list("pk", flat=True))
    log.warning("%s mails were taken over while they waited in their batch", len(ids) - len(left))
    return [mail for mail in mails if mail.pk in left]


@transaction.atomic
def record(results: list[Result], at: datetime | None = None) -> None:
    """Write down what became of mails that are still this sender's, and tell who asked for those that ended."""
    groups: dict[tuple[str, str, timedelta], list[OutboxMail]] = {}
    for result in results:
        groups.setdefault((result.state, result.error, result.wait), []).append(result.mail)
    written = {result.mail.pk: result.message for result in results if result.message is not None}
    ended: list[OutboxMail] = []
    for (state, error, wait), mails in groups.items():
        mine = marked(mails, state, error, wait, at)
        ended += mine if state in ENDED else []
    tell(ended, written)


def marked(mails: list[OutboxMail], state: str, error: str, wait: timedelta, at: datetime | None) -> list[OutboxMail]:
    """Those that could be marked, marked."""
    fields: dict[str, Any] = {"state": state, "error": error, "lease_until": None}
    if state == State.SENT:
        fields["sent_at"] = at or timezone.now()
    if state == State.PENDING:
        fields["not_before"] = (at or database_now()) + wait
    ids, token = [mail.pk for mail in mails], mails[0].lease_token
    ours = OutboxMail.objects.filter(pk__in=ids, lease_token=token)
    if ours.filter(state=State.SENDING).update(**fields) != len(mails):
        # The token stays on the row until somebody else claims it.
        left = set(ours.filter(state=state).values_list("pk", flat=True))
        mails = [mail for mail in mails if mail.pk in left]
    for mail in mails:
        for name, value in fields.items():
            setattr(mail, name, value)
    return mails


@cache
def outcome_at(path: str) -> Any:
    """The function at a dotted path of settings.MAIL_OUTCOMES: it is told mails of its kind that ended."""
    return import_string(path)


def tell(ended: Iterable[OutboxMail], written: Mapping[int, EmailMessage]) -> None:
    """Tell who asked for them. Safe to do twice; an error in it ends no mail."""
    kinds: dict[str, list[OutboxMail]] = {}
    for mail in ended:
        if mail.kind in settings.MAIL_OUTCOMES:
            kinds.setdefault(mail.kind, []).append(mail)
    for kind, mails in kinds.items():
        try:
            with transaction.atomic():
                outcome_at(settings.MAIL_OUTCOMES[kind])(mails, written)
        except Exception:
            log.exception("the end of %s mails of kind %s was not noted", len(mails), kind)


def retry(mail: OutboxMail, error: BaseException, for_good: bool = False) -> Result:
    """It was not sent: later again, a little later each time, up to eight times."""
    if for_good or mail.attempts >= MAX_ATTEMPTS:
        log.error("mail %s of kind %s is parked after %s attempts", mail.pk, mail.kind, mail.attempts)
        return Result(mail, State.FAILED, short(error))
    wait = BACK_OFF[min(mail.attempts, len(BACK_OFF)) - 1]
    return Result(mail, State.PENDING, short(error), timedelta(seconds=wait))


def in_doubt(mail: OutboxMail, error: BaseException) -> Result:
    """The server may or may not have taken it."""
    if mail.kind in settings.MAIL_RESEND_SAFE:
        return retry(mail, error)
    log.error("mail %s of kind %s may or may not have been sent", mail.pk, mail.kind)
    return Result(mail, State.UNKNOWN, short(error))


def short(error: BaseException) -> str:
    """What failed and where. Never the message: servers quote addresses."""
    code = getattr(error, "smtp_code", "")
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} {code}".strip()[:200] + where


class SenderGone(Exception):
    """The sender ended while it sent."""


def free_mails(now: datetime) -> None:
    """Mails whose sender is gone, each by what its journal says: sent, not begun, or in doubt."""
    expired: dict[str, list[OutboxMail]] = {}
    for mail in OutboxMail.objects.filter(state=State.SENDING, lease_until__lt=now).order_by("pk"):
        expired.setdefault(mail.lease_token, []).append(mail)
    for token, mails in expired.items():
        try:
            said = journal.read(token)
        except journal.StillAlive:
            log.warning("%s mails wait for a sender that is paused", len(mails))
            continue
        log.error("a sender ended while it had %s mails", len(mails))
        record([fate(mail, None if said is None else said.get(mail.pk, "")) for mail in mails], now)
        journal.forget(token)


def fate(mail: OutboxMail, said: str | None) -> Result:
    """What became of a mail whose sender is gone: None, nothing is known; "", it was never begun."""
    if said == journal.TAKEN:
        return Result(mail, State.SENT)
    result = retry(mail, SenderGone()) if said in ("", journal.REFUSED) else in_doubt(mail, SenderGone())
    result.wait = timedelta()  # it was not the mail's fault
    return result
