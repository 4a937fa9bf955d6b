"""Mails in batches: read together, one connection, few queries; a killed or paused sender; news in mid-batch."""

import os
import smtplib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from jobs import journal, mail, outbox
from jobs.actions import request_mails
from jobs.journal import StillAlive
from jobs.mail import Dropped, send_batch, send_due_mails
from jobs.models import OutboxMail
from jobs.outbox import FRESH, LEASE, MAX_ATTEMPTS, TRIED, Which, claim, free_mails, new_token

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + LEASE + timedelta(seconds=1)
State = OutboxMail.State
read: list[list[int]] = []  # what was read together, each time
unwanted: set[int] = set()


def letters(mails: list[OutboxMail]) -> dict[int, Callable[[], EmailMessage]]:
    """Reads for all at once; number 13 cannot be read, and number 7 cannot be written."""
    read.append([m.object_id or 0 for m in mails])
    if len(mails) > 1 and any(m.object_id == 13 for m in mails):
        raise LookupError("one of them is broken")
    return {m.pk: partial(letter, m.object_id or 0, m.object_id in unwanted) for m in mails}


def letter(number: int, dropped: bool) -> EmailMessage:
    if number in (7, 13):
        raise LookupError("cannot be written")
    if dropped:
        raise Dropped("Nobody wants it")
    return EmailMessage("Hello", "about it", to=[f"p{number}@example.com"])


@pytest.fixture(autouse=True)
def kinds(settings: Settings) -> None:
    settings.MAIL_TOGETHER = {"letter": f"{__name__}.letters"}
    read.clear()
    unwanted.clear()


FIRST = Which()


def ask(*numbers: int) -> None:
    request_mails(OutboxMail(key=f"k{n}", kind="letter", object_id=n, not_before=NOW) for n in numbers)


def states() -> dict[int, str]:
    return {m.object_id or 0: m.state for m in OutboxMail.objects.order_by("object_id")}


class Server:
    """Counts connections; `then` happens when so many mails were taken."""

    def __init__(self, after: int = 0, then: Callable[[], object] = lambda: None) -> None:
        self.opened, self.is_open, self.took, self.after, self.then = 0, False, list[str](), after, then

    def open(self) -> None:
        self.opened += not self.is_open
        self.is_open = True

    def close(self) -> None:
        self.is_open = False

    def send_messages(self, messages: list[EmailMessage]) -> int:
        if len(self.took) + 1 == self.after:
            self.then()
        self.took += [m.to[0] for m in messages]
        return len(messages)


def send(server: Any, at: datetime = NOW, which: Which = FIRST) -> list[outbox.Result]:
    return send_batch(at, server, which)


def test_a_hundred_are_read_together_and_go_over_one_connection() -> None:
    ask(*range(100, 350))
    server = Server()
    with CaptureQueriesContext(connection) as made:
        assert len(send(server)) == FRESH == 100
    assert [len(r) for r in read] == [100]
    assert (server.opened, len(set(server.took))) == (1, 100)
    assert len([q for q in made.captured_queries if "SAVEPOINT" not in q["sql"]]) == 2, "claimed, and marked as sent"
    send_due_mails(NOW)
    assert list(states().values()) == [State.SENT] * 250
    assert len(django_mail.outbox) == 150


def test_no_celery_message_is_sent_for_each(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("jobs.actions.publish", lambda task, row_id: told.append(task))
    ask(*range(100, 600))
    assert told == []


def test_one_that_cannot_be_read_and_one_that_cannot_be_written_fail_alone() -> None:
    ask(1, 7, 13, 20)
    send(Server())
    assert states() == {1: "sent", 7: "pending", 13: "pending", 20: "sent"}
    assert read == [[1, 7, 13, 20], [1], [7], [13], [20]]
    assert OutboxMail.objects.get(object_id=13).error.startswith("LookupError in letter")


def test_those_that_failed_before_are_tried_in_small_company() -> None:
    ask(1)
    send(Server())
    ask(*range(100, 130))
    OutboxMail.objects.filter(state=State.PENDING).update(attempts=1)
    assert send(Server()) == []
    assert len(send(Server(), which=Which(tried=True))) == TRIED == 10


def test_a_server_that_is_away_is_asked_once_for_the_whole_batch() -> None:
    ask(1, 2, 3)
    asked = []

    class Away(Server):
        def open(self) -> None:
            asked.append(1)
            raise ConnectionRefusedError

    send(Away())
    assert len(asked) == 1
    assert set(states().values()) == {"pending"}
    assert set(OutboxMail.objects.values_list("attempts", flat=True)) == {1}


def test_a_connection_that_breaks_leaves_one_in_doubt_and_the_rest_go_over_a_new_one() -> None:
    ask(1, 2, 3, 4)

    class Cut(Server):
        def send_messages(self, messages: list[EmailMessage]) -> int:
            if messages[0].to == ["p2@example.com"]:
                raise smtplib.SMTPServerDisconnected
            return super().send_messages(messages)

    cutting = Cut()
    send(cutting)
    assert states() == {1: "sent", 2: "unknown", 3: "sent", 4: "sent"}
    assert cutting.opened == 2


def test_a_server_that_is_slow_gets_the_rest_another_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ask(1, 2, 3)
    monkeypatch.setattr(mail, "BATCH_FOR", -1.0)
    send(Server())
    assert states() == {1: "pending", 2: "pending", 3: "pending"}
    monkeypatch.undo()
    send_due_mails(NOW)
    assert set(states().values()) == {"sent"}


# --- news in mid-batch ----------------------------------------------------------------------------------


class Clock:
    """A clock that somebody turns by hand."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("jobs.mail.time.monotonic", found)
    return found


def changed_mind(clock: Clock, seconds: float) -> Callable[[], None]:
    """After the second mail so much time passes, and number 4 does not want it any more."""

    def happen() -> None:
        clock.seconds += seconds
        unwanted.add(4)

    return happen


def test_what_is_stopped_in_mid_batch_is_known_within_a_second(clock: Clock) -> None:
    ask(1, 2, 3, 4)
    send(Server(2, changed_mind(clock, 1.1)))
    assert read == [[1, 2, 3, 4], [3, 4]]
    assert states() == {1: "sent", 2: "sent", 3: "sent", 4: "cancelled"}
    assert OutboxMail.objects.get(object_id=4).error == "Nobody wants it"


def test_control_without_reading_again_it_would_be_sent(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "FRESH_FOR", 60.0)
    ask(1, 2, 3, 4)
    send(Server(2, changed_mind(clock, 1.1)))
    assert states()[4] == "sent"


def test_reading_that_takes_long_still_gets_somewhere(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def slowly(mails: list[OutboxMail]) -> Any:
        clock.seconds += 2
        return letters(mails)

    monkeypatch.setattr(mail, "function_at", lambda path: slowly)
    ask(1, 2, 3)
    send(Server())
    assert read == [[1, 2, 3]]
    assert set(states().values()) == {"sent"}


def test_a_sender_that_was_paused_and_replaced_hands_over_nothing_more(clock: Clock) -> None:
    """Stopped in the midst of the second; meanwhile its lease ran out and another sent the rest."""
    ask(1, 2, 3, 4)
    other = Server()

    def paused() -> None:
        clock.seconds += 50
        rest = OutboxMail.objects.filter(object_id__in=[3, 4])
        rest.update(state=State.PENDING, lease_token="", lease_until=None)
        send(other, NOW, Which(tried=True))

    slow = Server(2, paused)
    send(slow)
    assert slow.took == ["p1@example.com", "p2@example.com"]
    assert other.took == ["p3@example.com", "p4@example.com"]
    assert set(states().values()) == {"sent"}


def test_control_without_asking_whose_they_are_they_would_go_twice(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(1, 2, 3, 4)
    other = Server()

    def paused() -> None:
        clock.seconds += 50
        rest = OutboxMail.objects.filter(object_id__in=[3, 4])
        rest.update(state=State.PENDING, lease_token="", lease_until=None)
        send(other, NOW, Which(tried=True))

    slow = Server(2, paused)
    monkeypatch.setattr(mail, "renewed", lambda mails, at: mails)
    send(slow)
    assert slow.took == [f"p{n}@example.com" for n in (1, 2, 3, 4)]


# --- a sender that died ----------------------------------------------------------------------------------


class Killed(BaseException):
    """Nothing catches it: the process is gone."""


def die() -> None:
    raise Killed


def killed_at(number: int) -> Server:
    """A sender that is killed while the server takes that mail."""
    ask(1, 2, 3, 4, 5)
    server = Server(number, die)
    with pytest.raises(Killed):
        send(server)
    assert set(states().values()) == {"sending"}, "what was done is only in the journal"
    return server


def test_a_kill_in_mid_batch_loses_nothing_and_leaves_one_in_doubt(settings: Settings) -> None:
    first = killed_at(3)
    free_mails(NOW + LEASE)
    assert set(states().values()) == {"sending"}, "until its lease has ended"
    free_mails(LATER)
    assert states() == {1: "sent", 2: "sent", 3: "unknown", 4: "pending", 5: "pending"}
    assert list(Path(settings.SENDING_DIR).glob("*.batch")) == []
    second = Server()
    send(second, LATER, Which(tried=True))
    assert first.took + second.took == [f"p{n}@example.com" for n in (1, 2, 4, 5)]
    for hour in range(1, 5):
        send_due_mails(LATER + timedelta(hours=hour))
    assert (states()[3], django_mail.outbox) == ("unknown", [])


def test_control_without_the_journal_all_that_was_begun_or_not_is_in_doubt(settings: Settings) -> None:
    killed_at(3)
    for file in Path(settings.SENDING_DIR).glob("*.batch"):
        file.unlink()
    free_mails(LATER)
    assert set(states().values()) == {"unknown"}


def test_control_believing_that_nothing_was_begun_sends_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    first = killed_at(3)
    monkeypatch.setattr(journal, "read", lambda token: {})
    free_mails(LATER)
    second = Server()
    send(second, LATER, Which(tried=True))
    assert set(first.took) & set(second.took)


def test_a_kind_that_may_arrive_twice_is_sent_again_when_in_doubt(settings: Settings) -> None:
    settings.MAIL_RESEND_SAFE = ["letter"]
    killed_at(3)
    free_mails(LATER)
    assert states() == {1: "sent", 2: "sent", 3: "pending", 4: "pending", 5: "pending"}


def test_a_batch_that_brings_its_sender_down_again_and_again_is_parked() -> None:
    killed_at(1)
    OutboxMail.objects.filter(object_id__gt=1).update(attempts=MAX_ATTEMPTS)
    free_mails(LATER)
    assert states() == {1: "unknown", 2: "failed", 3: "failed", 4: "failed", 5: "failed"}


def test_a_sender_that_lives_keeps_its_mails_however_old_its_lease() -> None:
    ask(1, 2)
    token = new_token()
    with journal.kept(token) as notes:
        claim(token, NOW)
        free_mails(LATER)
        assert set(states().values()) == {"sending"}
        with pytest.raises(StillAlive):
            journal.read(token)
        notes.note(OutboxMail.objects.get(object_id=1).pk, journal.BEGUN)
    free_mails(LATER)
    assert states() == {1: "unknown", 2: "pending"}


# --- the journal itself ----------------------------------------------------------------------------------


def written(*lines: str, machine: str | None = None) -> dict[int, str] | None:
    token = new_token()
    with journal.kept(token):
        pass
    path = journal.path_of(token)
    head = journal.machine() if machine is None else machine
    path.write_text("\n".join([head, *lines]))
    return journal.read(token)


def test_the_last_word_about_a_mail_counts() -> None:
    assert written("5 begun", "5 taken", "6 begun", "6 refused", "7 begun", "") == {
        5: "taken", 6: "refused", 7: "begun",
    }  # fmt: skip


@pytest.mark.parametrize("torn", ["8", "8 ", "8 tak"])
def test_a_line_that_was_cut_off_is_a_mail_that_was_begun(torn: str) -> None:
    found = written("7 begun", "7 taken", torn)
    assert found is not None
    assert found[7] == "taken"
    assert found[8] not in (journal.TAKEN, journal.REFUSED, "")


@pytest.mark.parametrize("machine", ["another start", ""])
def test_after_a_power_cut_it_proves_nothing(machine: str) -> None:
    assert written("5 begun", "5 taken", machine=machine) is None


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "é" * 32])
def test_what_is_no_token_names_no_file(token: str) -> None:
    assert journal.read(token) is None
    journal.forget(token)


def test_a_journal_that_the_database_knows_is_gone(settings: Settings) -> None:
    ask(1)
    send(Server())
    assert not list(Path(settings.SENDING_DIR).glob("*.batch"))
    assert os.path.exists(Path(settings.SENDING_DIR) / "send_epoch")
