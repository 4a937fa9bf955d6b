"""Exactly one for each person and period: ticks that race, a worker that dies, clocks that jump.

Each guard has its control: the same run without it must send twice.
"""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as django_mail
from django.db import connection, transaction
from django.db.models import QuerySet

from businesses.context import tenant
from digests import actions, tasks
from digests.actions import choose
from digests.models import SendLedger, Subscription
from jobs import mail, timetable
from jobs.models import Due, OutboxMail
from jobs.timetable import Turn, serve_due
from metrics.models import Reading
from tests.digests.conftest import BERLIN, NOW, World, make_world, tick
from tests.factories import make_member, make_user, see

MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
THREADS, PEOPLE = 6, 8


def race(call: Callable[[], object]) -> None:
    """Run it in six threads that start together; an error in one of them is an error of the test."""
    barrier, errors = threading.Barrier(THREADS), []

    def run() -> None:
        try:
            barrier.wait(10)
            call()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


@pytest.fixture
def crowd(transactional_db: None) -> World:
    """Eight people whose digest is due at the same minute."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time by design")
    with transaction.atomic():
        world = make_world()
        world.report()
    with tenant(world.business.pk):
        for n in range(PEOPLE):
            user = make_user(f"person{n}@example.com", time_zone=BERLIN)
            make_member(world.business, "recorder", user)
            choose(scope=world.business, user=user, kind="weekly", weekday=0, hour=8, at=NOW)
    return world


def received() -> list[int]:
    """How many each person got."""
    to = [m.to[0] for m in django_mail.outbox]
    return [to.count(f"person{n}@example.com") for n in range(PEOPLE)]


def test_six_ticks_at_once_send_each_person_one(crowd: World) -> None:
    for hour in range(3):
        race(lambda: tick(MONDAY + timedelta(hours=hour)))  # noqa: B023
    assert received() == [1] * PEOPLE
    with tenant(crowd.business.pk):
        entries = list(SendLedger.objects.values_list("state", "period"))
    assert entries == [("sent", "weekly 2026-w49")] * PEOPLE
    assert OutboxMail.objects.count() == PEOPLE


def test_control_without_the_key_of_the_period_a_race_sends_two(crowd: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows read without their lock, and a ledger without its key: six ticks decide six times."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self.all())
    waiting, named, lock = threading.Barrier(THREADS), [0], threading.Lock()
    decide, first = tasks.decide, Due.objects.filter(kind="digest").order_by("pk")[0].key

    def together(turn: Turn, row: Subscription | None, wider: set[int]) -> list[SendLedger]:
        if row is not None and turn.key == first:
            waiting.wait(10)  # all six have read the same rows before one of them writes
        with lock:
            named[0] += 1
            monkeypatch.setattr(tasks, "period_name", lambda kind, day, n=named[0]: f"{kind} {n}")
            return decide(turn, row, wider)

    monkeypatch.setattr(tasks, "decide", together)
    race(lambda: timetable.serve_some(MONDAY, "digest"))
    mail.send_due_mails(MONDAY)
    assert max(received()) > 1


def test_without_the_lock_the_key_alone_still_keeps_it_to_one(crowd: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **kwargs: self.all())
    race(lambda: serve_due(MONDAY, "digest"))
    mail.send_due_mails(MONDAY)
    assert max(received()) == 1


def test_six_senders_of_one_mail_hand_it_over_once(crowd: World) -> None:
    serve_due(MONDAY, "digest")
    ids = list(OutboxMail.objects.values_list("pk", flat=True))
    race(lambda: [mail.send_mail(pk, MONDAY) for pk in ids])
    assert received() == [1] * PEOPLE


def test_six_presses_of_send_me_one_now_are_one(crowd: World) -> None:
    def press() -> None:
        with tenant(crowd.business.pk):
            actions.send_now(scope=crowd.business, user=crowd.user, at=NOW)

    race(press)
    assert OutboxMail.objects.count() == 1


def test_a_change_of_day_while_ticks_race_leaves_one_row_and_no_error(crowd: World) -> None:
    with tenant(crowd.business.pk):
        user = Subscription.objects.select_related("user").order_by("pk")[0].user

    def change_or_tick() -> None:
        tick(MONDAY)
        with tenant(crowd.business.pk):
            choose(scope=crowd.business, user=user, kind="weekly", weekday=2, hour=9, at=MONDAY)

    race(change_or_tick)
    assert received() == [1] * PEOPLE
    with tenant(crowd.business.pk):
        moved = Subscription.objects.get(user=user)
        assert moved.next_on == date(2026, 12, 9)
    assert Due.objects.filter(key=moved.due_key).count() == 1


@pytest.mark.sqlite
@pytest.mark.parametrize("hour", [1, 2, 3])
@pytest.mark.parametrize("change", ["2026-10-25", "2027-03-28"])
def test_across_both_clock_changes_one_a_week_on_its_day(world: World, change: str, hour: int) -> None:
    """Sunday, in the hour that is skipped or comes twice in Berlin."""
    day = date.fromisoformat(change)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=8)
    see(world.business)
    Reading.objects.all().delete()  # so that something is due each week
    world.report(start)
    world.subscribe(weekday=6, hour=hour, at=start)
    now, came = start, []
    while now < start + timedelta(days=16):
        before = len(django_mail.outbox)
        tick(now)
        if len(django_mail.outbox) > before:
            came.append(now.astimezone(ZoneInfo(BERLIN)))
        now += timedelta(minutes=30)
    assert [moment.date() for moment in came] == [day - timedelta(weeks=1), day, day + timedelta(weeks=1)]
    skipped = change == "2027-03-28" and hour == 2
    assert [moment.hour for moment in came] == [hour, 3 if skipped else hour, hour]
    assert came[1].fold == 0


@pytest.mark.sqlite
def test_control_by_adding_24_hours_the_hour_would_drift(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def a_day_later(after: date, at: object, zone: str) -> datetime:
        return Due.objects.get(kind="digest").next_due + timedelta(days=1)

    start = datetime(2026, 10, 17, tzinfo=UTC)
    see(world.business)
    Reading.objects.all().delete()  # so that something is due each week
    world.report(start)
    world.subscribe(weekday=0, at=start)
    monkeypatch.setattr(timetable, "next_instant", a_day_later)
    now, came = start, []
    while now < start + timedelta(days=12):
        before = len(django_mail.outbox)
        tick(now)
        if len(django_mail.outbox) > before:
            came.append(now.astimezone(ZoneInfo(BERLIN)).hour)
        now += timedelta(minutes=30)
    assert came == [8, 7], "one hour early after the clocks went back"


@pytest.mark.sqlite
def test_control_without_the_periods_key_a_changed_day_would_bring_two(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "period_name", lambda kind, day: f"{day}")
    monkeypatch.setattr(tasks, "period_name", lambda kind, day: f"{day}")
    world.report()
    world.subscribe()
    tick(MONDAY)
    see(world.business)
    world.subscribe(weekday=2, at=MONDAY + timedelta(hours=1))
    tick(MONDAY + timedelta(days=2, hours=1))
    assert len(django_mail.outbox) == 2
