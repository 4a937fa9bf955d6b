"""After a restore all mail waits: the file outside the database names a mail that the database does not know."""

import json
import os
import threading
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from core import health
from jobs import epoch
from jobs.actions import request_mail
from jobs.mail import send_due_mails, send_mail
from jobs.models import Beat, OutboxMail
from jobs.work import tick

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
State = OutboxMail.State
released: list[datetime] = []


def hello(mail: OutboxMail) -> EmailMessage:
    return EmailMessage("Hello", "about it", to=[f"p{mail.object_id}@example.com"])


def note(at: datetime) -> str:
    released.append(at)
    return "7 things were noted"


@pytest.fixture(autouse=True)
def kinds(settings: Settings) -> None:
    settings.MAIL_COMPOSERS = dict.fromkeys(("hello", "invitation"), f"{__name__}.hello")
    settings.MAIL_RESEND_SAFE = ["invitation"]
    settings.MAIL_RELEASED = [f"{__name__}.note"]
    released.clear()


def ask(number: int, kind: str = "hello") -> OutboxMail:
    return request_mail(kind=kind, key=f"k{number}", object_id=number, not_before=NOW)


def received() -> list[str]:
    return [m.to[0] for m in django_mail.outbox]


def restored_from_before(number: int) -> None:
    """The database as it was when that mail still waited."""
    OutboxMail.objects.filter(object_id=number).update(
        state=State.PENDING, attempts=0, lease_token="", lease_until=None, sent_at=None
    )


@pytest.fixture
def restored() -> None:
    """One mail was sent; then a backup of before came back, in which it waits."""
    ask(1)
    send_due_mails(NOW)
    assert received() == ["p1@example.com"]
    restored_from_before(1)
    django_mail.outbox.clear()


def test_the_first_mail_makes_the_file_and_each_next_one_is_named_in_it(settings: Settings) -> None:
    file = Path(settings.SENDING_DIR) / "send_epoch"
    assert not file.exists()
    first = ask(1)
    send_due_mails(NOW)
    assert file.read_text() == f"{first.pk} 1 {first.message_id}\n"
    second = ask(2)
    send_mail(second.pk, NOW)
    assert file.read_text().startswith(f"{second.pk} 1 ")
    assert "example.com" not in file.read_text()


def test_a_restored_database_sends_nothing(restored: None) -> None:
    assert send_due_mails(NOW) == 0
    assert not send_mail(OutboxMail.objects.get().pk, NOW), "nor by the message that wakes for it"
    tick(NOW)
    ask(2)
    tick(NOW + timedelta(hours=1))
    assert received() == []
    assert Beat.objects.get(name__startswith="mail held").name == "mail held: restored"


def test_control_without_the_comparison_it_is_sent_twice(restored: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epoch, "agrees_sql", lambda known: ("1 = 1", []))
    monkeypatch.setattr(epoch, "differs", lambda: "")
    send_due_mails(NOW)
    assert received() == ["p1@example.com"]


def test_a_backup_that_lacks_the_mail_altogether_is_seen(restored: None) -> None:
    OutboxMail.objects.all().delete()
    ask(5)
    assert send_due_mails(NOW) == 0
    assert received() == []


def test_the_same_number_for_another_mail_does_not_pass_for_it(restored: None) -> None:
    mail = OutboxMail.objects.get()
    OutboxMail.objects.filter(pk=mail.pk).update(message_id="<of another fact@localhost>", attempts=9)
    assert send_due_mails(NOW) == 0


def test_a_backup_of_between_two_attempts_is_seen() -> None:
    mail = ask(1)
    send_due_mails(NOW)
    OutboxMail.objects.update(state=State.PENDING)
    send_mail(mail.pk, NOW)
    assert OutboxMail.objects.get().attempts == 2
    OutboxMail.objects.update(state=State.PENDING, attempts=1)
    django_mail.outbox.clear()
    send_due_mails(NOW)
    assert received() == []


def test_a_missing_file_holds_mail_once_mail_was_sent(settings: Settings) -> None:
    ask(1)
    send_due_mails(NOW)
    epoch.file().unlink()
    ask(2)
    send_due_mails(NOW)
    assert received() == ["p1@example.com"]
    assert epoch.hold() == epoch.MISSING


@pytest.mark.parametrize("text", ["", "nonsense", "1 2", "1 one x", "\x00", "-1 1 x y"])
def test_a_file_that_cannot_be_read_holds_mail(text: str) -> None:
    ask(1)
    send_due_mails(NOW)
    epoch.file().write_text(text)
    ask(2)
    send_due_mails(NOW)
    assert received() == ["p1@example.com"]


def test_a_folder_that_cannot_be_written_to_holds_mail(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    ask(1)
    tick(NOW)
    assert received() == []
    assert epoch.hold() == epoch.FOLDER
    assert not health.ask_everything()["checks"]["mail"]["ok"]
    with pytest.raises(CommandError, match="writable first"):
        call_command("release_mail", "--yes", stdout=StringIO())
    monkeypatch.undo()
    settings.MAIL_COMPOSERS = {"hello": f"{__name__}.hello"}
    tick(NOW + timedelta(minutes=5))
    assert received() == ["p1@example.com"], "a folder that is right again needs no command"
    assert health.ask_everything()["checks"]["mail"]["ok"]


def test_a_second_machine_whose_own_file_agrees_waits_too(restored: None) -> None:
    epoch.hold()
    ask(2)
    epoch.write(OutboxMail(pk=99, attempts=1, message_id="x"))
    epoch.file().unlink()
    OutboxMail.objects.update(attempts=0)  # as it is for a machine that never sent
    assert epoch.differs() == ""
    send_due_mails(NOW)
    assert received() == []


def test_a_kill_between_claim_and_file_holds_nothing() -> None:
    """The file is then older than the database, which is no sign of a restore."""
    first = ask(1)
    send_due_mails(NOW)
    ask(2)
    send_due_mails(NOW)
    epoch.write(OutboxMail.objects.get(pk=first.pk))
    ask(3)
    send_due_mails(NOW)
    assert received() == ["p1@example.com", "p2@example.com", "p3@example.com"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("guarded", [True, False], ids=["in turn", "control: not in turn"])
def test_the_first_mail_of_all_does_not_look_like_a_lost_file(monkeypatch: pytest.MonkeyPatch, guarded: bool) -> None:
    """Another process looks after the first mail was claimed and before it is named."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory has one connection")
    mail, found = ask(1), list[str]()

    def look() -> None:
        try:
            found.append(epoch.differs())
        finally:
            connection.close()

    other = threading.Thread(target=look)
    with epoch.turn():
        OutboxMail.objects.update(attempts=1)
        if not guarded:
            monkeypatch.setattr(epoch, "turn", lambda: nullcontext(epoch.read()))
        other.start()
        if not guarded:
            other.join(30)
        epoch.write(OutboxMail.objects.get(pk=mail.pk))
    other.join(30)
    assert found == ([""] if guarded else [epoch.MISSING])


# --- how it is said -------------------------------------------------------------------------------------


def test_readiness_and_the_log_say_so_in_words(restored: None, caplog: pytest.LogCaptureFixture) -> None:
    health.latest.found, health.latest.at = {}, float("-inf")
    tick()
    said = health.ask_everything()["checks"]["mail"]
    assert said["ok"] is False
    assert said["why"].startswith("all mail waits: this database is older than the mail that was sent from it")
    assert "release_mail" in said["why"]
    assert "all mail waits: this database is older" in caplog.text
    out = StringIO()
    with pytest.raises(CommandError, match="mail"):
        call_command("ready", "mail", stdout=out)
    assert "release_mail" in json.dumps(json.loads(out.getvalue()))


def test_without_a_restore_it_is_ready() -> None:
    ask(1)
    tick()
    assert health.ask_everything()["checks"]["mail"] == {"ok": True}


# --- how it ends ----------------------------------------------------------------------------------------


def release(monkeypatch: pytest.MonkeyPatch, answer: str = "release") -> str:
    asked: list[str] = []

    def answered(prompt: str) -> str:
        asked.append(prompt)
        assert released == [], "asked before anything is done"
        return answer

    monkeypatch.setattr("builtins.input", answered)
    out = StringIO()
    call_command("release_mail", stdout=out)
    assert asked
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_one_command_ends_it_and_marks_what_may_have_been_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    ask(1)
    send_due_mails(NOW)
    ask(2), ask(3, "invitation")
    restored_from_before(1)
    django_mail.outbox.clear()
    send_due_mails(NOW)
    ask(4)  # after the restore
    said = release(monkeypatch)
    assert "this database is older than the mail" in said
    assert "Waiting mails: 3 hello, 1 invitation." in said
    assert "7 things were noted." in said
    assert "2 other mails were cancelled." in said
    assert len(released) == 1
    send_due_mails(NOW)
    assert received() == ["p3@example.com", "p4@example.com"]
    assert epoch.hold() == ""
    ask(5)
    send_due_mails(NOW)
    assert received()[-1] == "p5@example.com"


def test_another_answer_changes_nothing(restored: None, monkeypatch: pytest.MonkeyPatch) -> None:
    epoch.hold()
    before = (epoch.file().read_text(), list(OutboxMail.objects.values()), list(Beat.objects.values()))
    with pytest.raises(CommandError, match="still waits"):
        release(monkeypatch, "yes")
    assert before == (epoch.file().read_text(), list(OutboxMail.objects.values()), list(Beat.objects.values()))
    assert released == []


@pytest.mark.django_db(transaction=True)
def test_a_file_that_came_back_ends_it_without_marking_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    ask(1)
    send_due_mails(NOW)
    kept = epoch.file().read_text()
    epoch.file().unlink()
    ask(2)
    send_due_mails(NOW)
    epoch.file().write_text(kept)
    assert "agree again: nothing is skipped" in release(monkeypatch)
    assert released == []
    send_due_mails(NOW)
    assert received() == ["p1@example.com", "p2@example.com"]


def test_nothing_is_done_when_no_mail_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    ask(1)
    send_due_mails(NOW)
    out = StringIO()
    call_command("release_mail", stdout=out)
    assert "No mail is held" in out.getvalue()
