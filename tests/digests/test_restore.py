"""A backup came back: digests of periods that have begun may have been sent, and are noted as skipped."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail as django_mail
from django.core.management import CommandError, call_command
from pytest_django import DjangoCaptureOnCommitCallbacks

from digests.models import SendLedger, Subscription
from digests.reasons import RESTORED
from digests.restore import skip_begun
from jobs import epoch
from jobs.mail import send_due_mails
from jobs.management.commands import release_mail
from jobs.models import Beat, Due, OutboxMail
from jobs.timetable import serve_due
from tests.digests.conftest import NOW, World, tick
from tests.digests.practice import make_office
from tests.factories import see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # 08:00 in Berlin
WEEK = timedelta(weeks=1)


def backup_of_before(world: World, subscription: Subscription) -> None:
    """Everything that was written on this Monday is gone; what was sent is not."""
    see(world.business)
    SendLedger.objects.filter(at__gte=MONDAY).delete()
    OutboxMail.objects.filter(not_before__gte=MONDAY).delete()
    Subscription.objects.filter(pk=subscription.pk).update(next_on=MONDAY.date())
    Due.objects.filter(key=subscription.due_key).update(next_due=MONDAY, last_date=MONDAY.date() - timedelta(days=1))


@pytest.fixture
def restored(world: World) -> Subscription:
    """Two weekly digests were sent; the second is unknown to the database that came back."""
    world.report()
    subscription = world.subscribe()
    see(world.business)
    tick(MONDAY - WEEK + timedelta(days=6))
    tick(MONDAY)
    assert len(django_mail.outbox) == 1
    backup_of_before(world, subscription)
    django_mail.outbox.clear()
    return subscription


def test_the_restored_database_would_send_the_same_again_and_does_not(world: World, restored: Subscription) -> None:
    tick(MONDAY + timedelta(days=1))
    assert django_mail.outbox == []
    assert [e.state for e in world.ledger()] == ["queued"]


def test_control_without_the_file_it_would(
    world: World, restored: Subscription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(epoch, "agrees_sql", lambda known: ("1 = 1", []))
    monkeypatch.setattr(epoch, "differs", lambda: "")
    tick(MONDAY + timedelta(days=1))
    assert len(django_mail.outbox) == 1


@pytest.mark.parametrize("ticked", [False, True], ids=["at once", "after it was queued again"])
def test_released_the_period_is_skipped_and_the_next_one_comes(
    world: World, restored: Subscription, ticked: bool
) -> None:
    tuesday = MONDAY + timedelta(days=1)
    if ticked:
        tick(tuesday)
    skip_begun(tuesday)
    assert [(e.period, e.state, e.reason) for e in world.ledger()] == [("weekly 2026-w49", "skipped", RESTORED)]
    see(world.business)
    assert Subscription.objects.get().next_on == date(2026, 12, 7)
    epoch.file().unlink()
    Beat.objects.filter(name__startswith=epoch.HELD).delete()
    tick(tuesday)
    tick(MONDAY + WEEK)
    assert len(django_mail.outbox) == 1
    assert world.ledger()[-1].period == "weekly 2026-w50"


def test_what_is_not_due_yet_is_not_skipped(world: World, restored: Subscription) -> None:
    said = skip_begun(MONDAY - timedelta(hours=1))
    assert said == "0 digests that waited and 0 of periods that have begun are noted as skipped"
    assert world.ledger() == []


def test_a_long_time_back_each_period_is_noted(world: World, restored: Subscription) -> None:
    skip_begun(MONDAY + 2 * WEEK)
    assert [e.period for e in world.ledger()] == ["weekly 2026-w49", "weekly 2026-w50", "weekly 2026-w51"]


def test_on_change_the_day_is_skipped(world: World) -> None:
    world.report()
    world.subscribe("change")
    skip_begun(NOW + timedelta(hours=5))
    assert [(e.period, e.state) for e in world.ledger()][1:] == [("change 2026-11-23", "skipped")]
    see(world.business)
    assert Subscription.objects.get().next_on == date(2026, 11, 24)


def test_an_edition_of_a_practice_too(db: None) -> None:
    office = make_office()
    office.client("Orme", 20)
    office.subscribe()
    serve_due(MONDAY, "practice_digest")
    assert skip_begun(MONDAY).startswith("1 digests that waited and 0 of")
    send_due_mails(MONDAY)
    assert django_mail.outbox == []
    assert [(e.period, e.reason) for e in office.ledger()] == [("weekly 2026-w49", RESTORED)]


def test_the_operators_command_does_all_of_it(
    world: World,
    restored: Subscription,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    monkeypatch.setattr(release_mail, "database_now", lambda: MONDAY + timedelta(days=1))
    with pytest.raises(CommandError, match="All mail waits: this database is older"):
        call_command("send_digests", stdout=StringIO())
    assert Beat.objects.filter(name__startswith="mail held").exists()
    out = StringIO()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("release_mail", "--yes", stdout=out)
    assert "are noted as skipped." in out.getvalue()
    assert {e.state for e in world.ledger()} == {"skipped"}
    tick(MONDAY + timedelta(days=1))
    assert django_mail.outbox == []
    assert epoch.hold() == ""
