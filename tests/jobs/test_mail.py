"""The outbox: once where that can be known, in doubt where it cannot, composed when it is sent."""

import smtplib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from pytest_django.fixtures import Settings

from jobs.actions import message_id, request_mail
from jobs.mail import send_due_mails, send_mail
from jobs.models import OutboxMail
from jobs.outbox import LEASE, MAX_ATTEMPTS, claim, free_mails, new_token, renewed
from jobs.work import tick

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
State = OutboxMail.State


def hello(mail: OutboxMail) -> EmailMessage:
    return EmailMessage("Hello", f"about {mail.object_id}", to=["ada@example.com"], headers={"X-Kind": mail.kind})


def nobody(mail: OutboxMail) -> None:
    return None


def broken(mail: OutboxMail) -> EmailMessage:
    raise LookupError("ada@example.com is gone")


def header(mail: OutboxMail) -> EmailMessage:
    return EmailMessage("Two\nlines", "x", to=["ada@example.com"])


@pytest.fixture(autouse=True)
def composers(settings: Settings) -> None:
    kinds = ("hello", "nobody", "broken", "header")
    settings.MAIL_COMPOSERS = {kind: f"{__name__}.{kind}" for kind in kinds} | {"safe": f"{__name__}.hello"}
    settings.MAIL_RESEND_SAFE = ["safe"]


def ask(kind: str = "hello", key: str = "k1", **fields: Any) -> OutboxMail:
    return request_mail(kind=kind, key=key, object_id=5, not_before=NOW, **fields)


def fresh(mail: OutboxMail) -> OutboxMail:
    return OutboxMail.objects.get(pk=mail.pk)


class Server:
    """A mail server that fails in one place."""

    def __init__(self, opening: Exception | None = None, sending: Exception | None = None) -> None:
        self.opening, self.sending, self.took = opening, sending, 0

    def open(self) -> None:
        if self.opening:
            raise self.opening

    def send_messages(self, messages: list[EmailMessage]) -> int:
        self.took += len(messages)
        if self.sending:
            raise self.sending
        return len(messages)

    def close(self) -> None: ...


def test_it_is_sent_once_with_a_message_id_that_names_the_fact() -> None:
    mail = ask()
    assert send_mail(mail.pk, NOW)
    assert not send_mail(mail.pk, NOW)
    (sent,) = django_mail.outbox
    assert sent.extra_headers == {"X-Kind": "hello", "Message-ID": message_id("k1")}
    assert sent.message()["Message-ID"] == mail.message_id
    assert (fresh(mail).state, fresh(mail).sent_at) == (State.SENT, NOW)


def test_asking_twice_is_asking_once() -> None:
    assert ask().pk == ask().pk
    tick(NOW)
    tick(NOW)
    assert len(django_mail.outbox) == 1


def test_it_waits_for_its_time() -> None:
    mail = ask()
    assert not send_mail(mail.pk, NOW - timedelta(seconds=1))
    assert send_due_mails(NOW - timedelta(seconds=1)) == 0


def test_what_no_longer_holds_is_cancelled_instead_of_sent() -> None:
    mail = ask("nobody")
    send_due_mails(NOW)
    assert fresh(mail).state == State.CANCELLED
    assert django_mail.outbox == []


def test_one_bad_mail_does_not_hold_up_its_neighbours() -> None:
    bad, worse, good = ask("broken", "b"), ask("header", "h"), ask("hello", "g")
    send_due_mails(NOW)
    assert [fresh(m).state for m in (bad, worse, good)] == [State.PENDING, State.PENDING, State.SENT]
    assert fresh(bad).error.startswith("LookupError in broken")
    assert "ada" not in fresh(bad).error


def test_it_is_parked_after_eight_attempts() -> None:
    mail, now = ask("broken"), NOW
    for _ in range(MAX_ATTEMPTS):
        assert send_mail(mail.pk, now)
        now = fresh(mail).not_before
    assert fresh(mail).state == State.FAILED
    assert not send_mail(mail.pk, now + timedelta(days=1))


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        (Server(opening=ConnectionRefusedError()), State.PENDING),
        (Server(opening=smtplib.SMTPConnectError(421, "busy")), State.PENDING),
        (Server(sending=smtplib.SMTPDataError(451, "later")), State.PENDING),
        (Server(sending=smtplib.SMTPRecipientsRefused({"ada@example.com": (450, b"grey")})), State.PENDING),
        (Server(sending=smtplib.SMTPRecipientsRefused({"ada@example.com": (550, b"nobody")})), State.FAILED),
        (Server(sending=smtplib.SMTPDataError(554, "no")), State.FAILED),
        (Server(sending=smtplib.SMTPServerDisconnected("gone")), State.UNKNOWN),
        (Server(sending=TimeoutError()), State.UNKNOWN),
    ],
)
def test_where_the_server_fails_decides(server: Server, expected: str) -> None:
    """Before the mail is handed over: again. A refusal in words: again or never. Cut while handing over: unknown."""
    mail = ask()
    send_mail(mail.pk, NOW, server)  # type: ignore[arg-type]
    assert fresh(mail).state == expected
    assert "ada" not in fresh(mail).error


def test_a_mail_in_doubt_is_never_sent_again_by_itself() -> None:
    mail, server = ask(), Server(sending=TimeoutError())
    send_mail(mail.pk, NOW, server)  # type: ignore[arg-type]
    for hour in range(1, 5):
        tick(NOW + timedelta(hours=hour))
    assert (fresh(mail).state, server.took, django_mail.outbox) == (State.UNKNOWN, 1, [])


def test_an_invitation_in_doubt_is_sent_again() -> None:
    mail = ask("safe")
    send_mail(mail.pk, NOW, Server(sending=TimeoutError()))  # type: ignore[arg-type]
    assert fresh(mail).state == State.PENDING
    tick(NOW + timedelta(minutes=1))
    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize(("kind", "expected"), [("hello", State.UNKNOWN), ("safe", State.PENDING)])
def test_a_sender_that_died_leaves_doubt(kind: str, expected: str) -> None:
    mail = ask(kind)
    assert claim(new_token(), NOW)
    free_mails(NOW + LEASE)
    assert fresh(mail).state == State.SENDING
    free_mails(NOW + LEASE + timedelta(seconds=1))
    assert fresh(mail).state == expected


def test_a_sender_that_was_paused_before_the_handover_does_not_send() -> None:
    mail = ask("safe")
    slow = claim(new_token(), NOW)
    free_mails(NOW + LEASE * 2)
    send_mail(mail.pk, NOW + LEASE * 2)
    assert renewed(slow, NOW + LEASE * 3) == []
    assert len(django_mail.outbox) == 1


ended: list[tuple[str, str, str]] = []


def note_end(mails: list[OutboxMail], written: dict[int, EmailMessage]) -> None:
    subjects = {pk: str(message.subject) for pk, message in written.items()}
    ended.extend((mail.key, mail.state, subjects.get(mail.pk, "")) for mail in mails)


def cannot_note(mails: list[OutboxMail], written: dict[int, EmailMessage]) -> None:
    raise LookupError("no ledger")


def test_who_asked_for_it_is_told_how_it_ended(settings: Settings) -> None:
    ended.clear()
    settings.MAIL_OUTCOMES = dict.fromkeys(("hello", "nobody"), f"{__name__}.note_end")
    ask("hello", "a"), ask("nobody", "b"), ask("safe", "not told")
    retried = ask("hello", "c")
    send_mail(retried.pk, NOW, Server(opening=ConnectionRefusedError()))  # type: ignore[arg-type]
    assert ended == [], "a mail that is tried again has not ended"
    send_due_mails(NOW)
    assert ended == [("a", "sent", "Hello"), ("b", "cancelled", "")]


def test_who_asked_is_told_of_a_sender_that_died(settings: Settings) -> None:
    ended.clear()
    settings.MAIL_OUTCOMES = {"hello": f"{__name__}.note_end"}
    ask()
    claim(new_token(), NOW)
    free_mails(NOW + LEASE - timedelta(seconds=1))
    assert ended == []
    free_mails(NOW + LEASE + timedelta(seconds=1))
    assert ended == [("k1", "unknown", "")]


def test_an_error_in_the_telling_ends_no_mail(settings: Settings) -> None:
    settings.MAIL_OUTCOMES = {"hello": f"{__name__}.cannot_note"}
    mail = ask()
    send_mail(mail.pk, NOW)
    assert fresh(mail).state == State.SENT
