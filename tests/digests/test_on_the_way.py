"""What can go wrong between the decision and the inbox: refusals, workers that are killed, and sending again."""

import smtplib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from pytest_django.fixtures import Settings

from core.models import Refused
from digests.actions import choose, send_again, stop
from digests.models import Subscription
from jobs.mail import send_due_mails, send_mail
from jobs.models import OutboxMail
from jobs.outbox import LEASE, claim, free_mails, new_token
from jobs.timetable import serve_due
from tests.digests.conftest import NOW, World, tick
from tests.factories import (
    make_member,
    make_user,
    see,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # 08:00 in Berlin


class Server:
    """A mail server that fails in one place."""

    def __init__(self, sending: Exception) -> None:
        self.sending = sending

    def open(self) -> None: ...

    def send_messages(self, messages: list[Any]) -> int:
        raise self.sending

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("error", "state", "reason"),
    [
        (smtplib.SMTPRecipientsRefused({"nadia@example.com": (550, b"no")}), "failed", "The mail server did not"),
        (smtplib.SMTPServerDisconnected("gone"), "unknown", "The connection broke while it was sent"),
        (smtplib.SMTPDataError(451, "later"), "queued", ""),
    ],
)
def test_the_ledger_says_how_the_mail_ended(world: World, error: Exception, state: str, reason: str) -> None:
    world.report()
    world.subscribe()
    serve_due(MONDAY, "digest")
    send_mail(OutboxMail.objects.get().pk, MONDAY, Server(error))  # type: ignore[arg-type]
    (entry,) = world.ledger()
    assert entry.state == state
    assert entry.reason.startswith(reason)


def test_a_worker_killed_while_sending_leaves_it_unknown_and_nothing_is_sent_twice(world: World) -> None:
    world.report()
    world.subscribe()
    serve_due(MONDAY, "digest")
    assert claim(new_token(), MONDAY), "a worker took it, and was lost with all it knew"
    later = MONDAY + LEASE + timedelta(seconds=1)
    free_mails(later)
    tick(later)
    tick(later + timedelta(hours=1))
    assert django_mail.outbox == []
    assert [e.state for e in world.ledger()] == ["unknown"]


def test_control_a_kind_that_may_arrive_twice_would_be_sent_again(world: World, settings: Settings) -> None:
    settings.MAIL_RESEND_SAFE = ["digest"]
    world.report()
    world.subscribe()
    serve_due(MONDAY, "digest")
    claim(new_token(), MONDAY)
    later = MONDAY + LEASE + timedelta(seconds=1)
    free_mails(later)
    tick(later)
    assert len(django_mail.outbox) == 1


def test_a_worker_killed_while_deciding_leaves_no_trace_and_the_next_tick_decides(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.report()
    world.subscribe()

    class Killed(BaseException):
        """Nothing catches it: the process is gone."""

    def die(mails: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("digests.tasks.request_mails", die)
        with pytest.raises(Killed):
            serve_due(MONDAY, "digest")
    assert world.ledger() == []
    assert not OutboxMail.objects.exists()
    tick(MONDAY + timedelta(minutes=1))
    assert len(django_mail.outbox) == 1


def test_the_owner_sends_a_failed_one_again_to_whom_it_was_for(world: World) -> None:
    world.report()
    guest = make_member(world.business, "editor", make_user("guest@example.com"))
    see(world.business)
    choose(scope=world.business, user=guest.user, kind="weekly", weekday=0, hour=8, at=NOW)
    at = MONDAY + timedelta(hours=1)  # the guest's clock is UTC
    serve_due(at, "digest")
    gone = smtplib.SMTPRecipientsRefused({"guest@example.com": (550, b"no")})
    send_mail(OutboxMail.objects.get().pk, at, Server(gone))  # type: ignore[arg-type]
    (failed,) = world.ledger()
    again = send_again(entry=failed, actor=world.user, at=at)
    assert (again.report_id, again.asked_by) == (failed.report_id, world.user)
    send_due_mails(at)
    assert [m.to for m in django_mail.outbox] == [["guest@example.com"]]


def test_nobody_resends_to_somebody_who_stopped(world: World) -> None:
    world.report()
    guest = make_member(world.business, "editor", make_user("guest@example.com"))
    see(world.business)
    subscription = choose(scope=world.business, user=guest.user, kind="weekly", weekday=0, hour=8, at=NOW)
    tick(MONDAY + timedelta(hours=1))
    (entry,) = world.ledger()
    stop(subscription=Subscription.objects.select_related("business", "user").get(pk=subscription.pk), at=NOW)
    entry.subscription.refresh_from_db()
    with pytest.raises(Refused, match="has stopped these emails"):
        send_again(entry=entry, actor=world.user, at=NOW)
