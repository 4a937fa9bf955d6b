"""The outbox: pending → sending under a lease → sent.

Plain SMTP gives no proof of delivery when the connection ends while a message is handed over. Such a mail becomes
`unknown` and is never sent again by itself, except the kinds of settings.MAIL_RESEND_SAFE, which may arrive twice.
"""

import logging
import secrets
import smtplib
import time
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils.module_loading import import_string

from core.logs import about
from jobs.clock import database_now
from jobs.health import touch
from jobs.models import OutboxMail

Composer = Callable[[OutboxMail], EmailMessage | None]
Outcome = Callable[[OutboxMail], object]
State = OutboxMail.State
ENDED = (State.SENT, State.UNKNOWN, State.FAILED, State.CANCELLED)

LEASE = timedelta(seconds=60)  # longer than settings.EMAIL_TIMEOUT
MAX_ATTEMPTS = 8
BACK_OFF = (20, 60, 300, 900, 1800, 3600, 3600)
SEND_FOR = 8.0

log = logging.getLogger(__name__)


@cache
def composer_at(path: str) -> Composer:
    """The function at a dotted path of settings.MAIL_COMPOSERS; it sees the mail's business by itself."""
    composer: Composer = import_string(path)
    return composer


@cache
def outcome_at(path: str) -> Outcome:
    """The function at a dotted path of settings.MAIL_OUTCOMES, which notes how a mail of its kind ended."""
    outcome: Outcome = import_string(path)
    return outcome


def tell(mail_ids: list[int]) -> None:
    """Tell who asked for these mails how they ended, those that did. Safe to do twice; an error in it ends no mail."""
    ended = OutboxMail.objects.filter(pk__in=mail_ids, kind__in=settings.MAIL_OUTCOMES, state__in=ENDED)
    for mail in ended.order_by("pk"):
        try:
            with transaction.atomic():
                outcome_at(settings.MAIL_OUTCOMES[mail.kind])(mail)
        except Exception:
            log.exception("the end of mail %s of kind %s was not noted", mail.pk, mail.kind)


def claim(mail_id: int, now: datetime) -> OutboxMail | None:
    """Take the mail if it waits and its time has come."""
    token = secrets.token_hex(16)
    taken = OutboxMail.objects.filter(pk=mail_id, state=State.PENDING, not_before__lte=now).update(
        state=State.SENDING, attempts=F("attempts") + 1, lease_token=token, lease_until=now + LEASE
    )
    return OutboxMail.objects.get(pk=mail_id) if taken else None


def mark(mail: OutboxMail, **fields: object) -> bool:
    """Write the outcome if the mail is still ours."""
    mine = OutboxMail.objects.filter(pk=mail.pk, state=State.SENDING, lease_token=mail.lease_token)
    with transaction.atomic():
        held = bool(mine.update(**{"lease_token": "", "lease_until": None, **fields}))
        if held:
            tell([mail.pk])
    return held


def send_mail(mail_id: int, at: datetime | None = None, connection: BaseEmailBackend | None = None) -> bool:
    """Claim one mail, compose it and hand it over; False when it was not to be had."""
    mail = claim(mail_id, at or database_now())
    if mail is None:
        return False
    with about(mail_id=mail.pk, business_id=mail.business_id, kind=mail.kind):
        log.info("mail started", extra={"attempt": mail.attempts})
        send_claimed(mail, at, connection)
        outcome = OutboxMail.objects.filter(pk=mail.pk).values_list("state", flat=True).first()
        log.info("mail ended", extra={"outcome": outcome})
    touch("worker")
    return True


def send_claimed(mail: OutboxMail, at: datetime | None, connection: BaseEmailBackend | None) -> None:
    """Compose it and hand it over."""
    try:
        message = composer_at(settings.MAIL_COMPOSERS[mail.kind])(mail)
    except Exception as error:
        log.exception("mail %s of kind %s was not composed", mail.pk, mail.kind)
        retry_or_park(mail, error, at or database_now())
        return
    if message is None:
        mark(mail, state=State.CANCELLED, error="")
        return
    message.extra_headers = {**message.extra_headers, "Message-ID": mail.message_id}
    hand_over(mail, message, connection or get_connection(), at)


def hand_over(mail: OutboxMail, message: EmailMessage, connection: BaseEmailBackend, at: datetime | None) -> None:
    """Talk to the server. Whether an error leaves the mail unsent or in doubt depends on where it happens."""
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:  # nothing was handed over yet
        retry_or_park(mail, error, at or database_now())
        return
    now = at or database_now()
    # Checked once more just before the server gets it: a worker that was paused may have lost the mail.
    if not OutboxMail.objects.filter(pk=mail.pk, state=State.SENDING, lease_token=mail.lease_token).update(
        lease_until=now + LEASE
    ):
        return
    try:
        connection.send_messages([message])
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:  # refused, in words
        close(connection)
        retry_or_park(mail, error, at or database_now(), for_good=refused_for_good(error))
    except (OSError, smtplib.SMTPException) as error:
        close(connection)
        in_doubt(mail, error, at or database_now())
    except Exception as error:  # a message that cannot be written down, such as one with a broken header
        close(connection)
        retry_or_park(mail, error, at or database_now())
    else:
        mark(mail, state=State.SENT, sent_at=at or database_now(), error="")


def close(connection: BaseEmailBackend) -> None:
    """After an error the connection is not used again."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        log.info("the mail server had closed the connection")


def refused_for_good(error: smtplib.SMTPException) -> bool:
    """A code from 500 on says that trying again will not help."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 500


def in_doubt(mail: OutboxMail, error: BaseException, now: datetime) -> None:
    """The server may or may not have taken it."""
    if mail.kind in settings.MAIL_RESEND_SAFE:
        retry_or_park(mail, error, now)
    else:
        mark(mail, state=State.UNKNOWN, error=short(error))
        log.error("mail %s of kind %s may or may not have been sent", mail.pk, mail.kind)


def retry_or_park(mail: OutboxMail, error: BaseException, now: datetime, for_good: bool = False) -> None:
    """It was not sent: later again, a little later each time, up to eight times."""
    if for_good or mail.attempts >= MAX_ATTEMPTS:
        mark(mail, state=State.FAILED, error=short(error))
        log.error("mail %s of kind %s is parked after %s attempts", mail.pk, mail.kind, mail.attempts)
    else:
        wait = timedelta(seconds=BACK_OFF[min(mail.attempts, len(BACK_OFF)) - 1])
        mark(mail, state=State.PENDING, error=short(error), not_before=now + wait)


def short(error: BaseException) -> str:
    """What failed and where. Never the message: servers quote addresses."""
    code = getattr(error, "smtp_code", "")
    frames = traceback.extract_tb(error.__traceback__)
    where = f" in {frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__} {code}".strip()[:200] + where


def free_mails(now: datetime) -> None:
    """Mails whose sender is gone: nobody can tell whether they left."""
    expired = OutboxMail.objects.filter(state=State.SENDING, lease_until__lt=now)
    gone = {"lease_token": "", "lease_until": None, "error": "The sender ended while it sent"}
    lost = list(expired.filter(kind__in=settings.MAIL_OUTCOMES).values_list("pk", flat=True))
    safe = expired.filter(kind__in=settings.MAIL_RESEND_SAFE)
    safe.filter(attempts__gte=MAX_ATTEMPTS).update(state=State.FAILED, **gone)
    safe.update(state=State.PENDING, not_before=now, **gone)
    if expired.update(state=State.UNKNOWN, **gone):
        log.error("mails were interrupted while they were sent; it is unknown whether they left")
    tell(lost)


def send_due_mails(at: datetime | None = None) -> int:
    """Send what waits over one connection, for a few seconds; the next tick goes on."""
    end, sent = time.monotonic() + SEND_FOR, 0
    connection: BaseEmailBackend | None = None
    tried: set[int] = set()
    while time.monotonic() < end:
        waiting = OutboxMail.objects.filter(state=State.PENDING, not_before__lte=at or database_now())
        mail_id = waiting.exclude(pk__in=tried).order_by("not_before", "pk").values_list("pk", flat=True).first()
        if mail_id is None:
            break
        tried.add(mail_id)
        connection = connection or get_connection()
        sent += send_mail(mail_id, at, connection)
    if connection is not None:
        close(connection)
    return sent
