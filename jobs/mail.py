"""Sending: pending → sending under a lease → sent.

A batch is claimed, what it is written from is read for all of it at once, and over one connection each mail is written
and handed over, on knowledge that is at most a second old. What became of it is written down together; if the sender
dies before that, its journal tells (journal.py).

Plain SMTP gives no proof of delivery when the connection ends while a message is handed over. Such a mail becomes
`unknown` and is never sent again by itself, except the kinds of settings.MAIL_RESEND_SAFE, which may arrive twice.
"""

import logging
import smtplib
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from core.logs import about
from jobs import epoch, journal, wire
from jobs.health import touch
from jobs.journal import Journal
from jobs.models import OutboxMail
from jobs.outbox import Result, State, Which, claim, in_doubt, new_token, record, renewed, retry

# Writes the message, or returns None, or raises Dropped: there is nothing to send.
Draft = Callable[[], EmailMessage | None]

FRESH_FOR = 1.0  # seconds after reading: nothing is handed over on knowledge that is older
BATCH_FOR = 60.0  # after which what is left of a batch goes back
SEND_FOR = 8.0  # after which a tick begins no other batch

log = logging.getLogger(__name__)


class Dropped(Exception):
    """The mail is not sent, and why, in fixed words."""


@cache
def function_at(path: str) -> Any:
    """The function at a dotted path of settings.MAIL_COMPOSERS or MAIL_TOGETHER."""
    return import_string(path)


def send_due_mails(at: datetime | None = None, kinds: tuple[str, ...] = (), seconds: float = SEND_FOR) -> int:
    """Send what waits over one connection, for a few seconds; the next tick goes on. Returns how many were sent."""
    why = epoch.hold()
    if why:
        log.error("all mail waits: %s. See `manage.py release_mail`.", epoch.WHY[why])
        return 0
    end, sent, connection = time.monotonic() + seconds, 0, get_connection()
    for tried in (False, True):
        while time.monotonic() < end:
            results = send_batch(at, connection, Which(tried, kinds=kinds))
            if not results:
                break
            sent += sum(result.state == State.SENT for result in results)
    close(connection)
    return sent


def send_mail(mail_id: int, at: datetime | None = None, connection: BaseEmailBackend | None = None) -> bool:
    """Claim one mail and send it; False when it was not to be had."""
    connection = connection or get_connection()
    found = send_batch(at, connection, Which(mail_id=mail_id))
    close(connection)
    if found:
        touch("worker")
    return bool(found)


def send_batch(at: datetime | None, connection: BaseEmailBackend, which: Which) -> list[Result]:
    """Claim some mails and send them; what became of each."""
    token, results = new_token(), list[Result]()
    with journal.kept(token) as notes:
        mails = claim(token, at, which)
        if mails:
            results = send_claimed(mails, at, connection, notes)
            log.info("mails sent", extra={"outcome": counted(results)})
        notes.settled = True
    return results


def counted(results: Sequence[Result]) -> str:
    """`98 sent, 2 cancelled`."""
    states = [result.state for result in results]
    return ", ".join(f"{states.count(state)} {state}" for state in State.values if state in states)


def send_claimed(
    mails: list[OutboxMail], at: datetime | None, connection: BaseEmailBackend, notes: Journal
) -> list[Result]:
    """Send them; after each second what is known of the rest is read again, and what is done is written down."""
    waiting, results, end = list(mails), list[Result](), time.monotonic() + BATCH_FOR
    while waiting:
        waiting, done = renewed(waiting, at) if results else waiting, list[Result]()
        drafts = read_together(waiting)
        started = time.monotonic()
        while waiting and time.monotonic() - started < FRESH_FOR:
            if time.monotonic() > end:  # a server this slow may have the rest another time
                done += [Result(mail, State.PENDING) for mail in waiting]
                waiting = []
            elif error := unreachable(connection):  # nothing was handed over yet
                done += [retry(mail, error) for mail in waiting]
                waiting = []
            else:
                done.append(send_one(waiting.pop(0), drafts, connection, notes))
        record(done, at)
        results += done
    return results


def unreachable(connection: BaseEmailBackend) -> Exception | None:
    """Why the server cannot be talked to; None when it can, over the connection that is open or a new one."""
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        return error
    return None


def read_together(mails: Sequence[OutboxMail]) -> dict[int, Draft]:
    """What writes each mail. Kinds of settings.MAIL_TOGETHER read for all of theirs at once."""
    drafts: dict[int, Draft] = {}
    together: dict[str, list[OutboxMail]] = {}
    for mail in mails:
        if mail.kind in settings.MAIL_TOGETHER:
            together.setdefault(settings.MAIL_TOGETHER[mail.kind], []).append(mail)
        else:
            drafts[mail.pk] = partial(compose, mail)
    for path, group in together.items():
        drafts |= read_group(path, group)
    return drafts


def compose(mail: OutboxMail) -> EmailMessage | None:
    """One mail of a kind that is read by itself."""
    message: EmailMessage | None = function_at(settings.MAIL_COMPOSERS[mail.kind])(mail)
    return message


def read_group(path: str, mails: list[OutboxMail]) -> dict[int, Draft]:
    """At once; if that fails, each by itself, so that a bad one fails alone, when it is written."""
    try:
        return dict(function_at(path)(mails))
    except Exception:
        log.exception("%s mails of kind %s could not be read together", len(mails), mails[0].kind)
    return {mail.pk: partial(read_alone, path, mail) for mail in mails}


def read_alone(path: str, mail: OutboxMail) -> EmailMessage | None:
    """One of them, read and written."""
    message: EmailMessage | None = function_at(path)([mail])[mail.pk]()
    return message


def send_one(mail: OutboxMail, drafts: Mapping[int, Draft], connection: BaseEmailBackend, notes: Journal) -> Result:
    """Write it and hand it over."""
    try:
        message = drafts[mail.pk]()
    except Dropped as why:
        return Result(mail, State.CANCELLED, str(why))
    except Exception as error:
        with about(mail_id=mail.pk, business_id=mail.business_id, kind=mail.kind):
            log.exception("mail %s of kind %s was not written", mail.pk, mail.kind)
        return retry(mail, error)
    if message is None:
        return Result(mail, State.CANCELLED)
    message.extra_headers = {**message.extra_headers, "Message-ID": mail.message_id}
    result = hand_over(mail, message, connection, notes)
    result.message = message
    return result


def hand_over(mail: OutboxMail, message: EmailMessage, connection: BaseEmailBackend, notes: Journal) -> Result:
    """Talk to the server. Whether an error leaves the mail unsent or in doubt depends on where it happens."""
    notes.note(mail.pk, journal.BEGUN)
    try:
        wire.send(connection, message)
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:  # refused, in words
        result = retry(mail, error, for_good=refused_for_good(error))
    except (OSError, smtplib.SMTPException) as error:
        result = in_doubt(mail, error)
    except Exception as error:  # a message that cannot be written down, such as one with a broken header
        result = retry(mail, error)
    else:
        notes.note(mail.pk, journal.TAKEN)
        return Result(mail, State.SENT)
    if result.state != State.UNKNOWN:
        notes.note(mail.pk, journal.REFUSED)
    close(connection)
    return result


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
