"""From the timetable to the mail: sent, skipped, stopped, asked for by hand, and what the ledger says of each."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from pytest_django.fixtures import Settings

from accounts.actions import change_profile
from businesses.actions import remove_member
from businesses.models import AuditRow, Business, Engagement, Membership
from core.models import Refused
from digests import mails
from digests.actions import choose, found_by, send_now, stop
from digests.mails import stop_address
from digests.models import Subscription
from digests.reasons import GONE, LATE, NO_REPORT, NOTHING
from digests.tasks import night
from jobs.mail import send_due_mails
from jobs.models import Due, OutboxMail
from jobs.timetable import Turn, serve_due
from reports.actions import plan_action
from reports.models import Finding
from reviews.models import Review, Thread
from tests.digests.conftest import NOW, World, tick
from tests.factories import (
    make_business,
    make_comment,
    make_engagement,
    make_member,
    make_reading,
    make_review,
    make_user,
    see,
    see_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # 08:00 in Berlin


WEEK = timedelta(weeks=1)


def states(world: World) -> list[tuple[str, str]]:
    return [(entry.period, entry.state) for entry in world.ledger()]


def record_all(world: World, week: date, ads: int = 36) -> None:
    """Every reading of that week is in."""
    make_reading(world.lessons, 108, week)
    make_reading(world.ads, ads, week)
    see(world.business)
    Business.objects.filter(pk=world.business.pk).update(readings_revision=world.business.readings_revision + 1)
    world.business.refresh_from_db()


def test_it_comes_on_its_day_at_its_hour_and_not_before(world: World) -> None:
    world.report()
    subscription = world.subscribe()
    assert subscription.next_on == date(2026, 11, 30)
    tick(MONDAY - timedelta(seconds=1))
    assert django_mail.outbox == []
    tick(MONDAY)
    (sent,) = django_mail.outbox
    assert (sent.to, sent.subject) == (["nadia@example.com"], "1 gap, in Delivery: plenty done, little changed")
    assert isinstance(sent, EmailMultiAlternatives)
    (entry,) = world.ledger()
    assert (entry.period, entry.state, entry.subject) == ("weekly 2026-w49", "sent", sent.subject)
    assert entry.totals == {"gaps": 1, "changes": 0, "due": 2, "actions": 0}
    assert entry.ended_at == MONDAY
    assert entry.mail_key == OutboxMail.objects.get().key


def test_one_a_week_however_often_it_ticks(world: World) -> None:
    world.report()
    world.subscribe()
    now = MONDAY - timedelta(days=3)
    while now < MONDAY + timedelta(days=6):
        tick(now)
        now += timedelta(minutes=45)
    assert len(django_mail.outbox) == 1
    tick(MONDAY + WEEK)
    assert [p for p, _ in states(world)] == ["weekly 2026-w49", "weekly 2026-w50"]


def test_the_outbox_holds_ids_only(world: World) -> None:
    world.report()
    world.subscribe()
    serve_due(MONDAY, "digest")
    row = OutboxMail.objects.get()
    assert row.key == f"digest:b{world.business.pk}:u{world.user.pk}:weekly 2026-w49"
    assert "nadia" not in f"{row.key}{row.message_id}{row.error}"


def test_nothing_is_sent_and_that_is_recorded_when_there_is_nothing_to_say(world: World) -> None:
    world.report()
    world.subscribe()
    tick(MONDAY)
    record_all(world, date(2026, 11, 23))
    record_all(world, date(2026, 11, 30))
    tick(MONDAY + WEEK)
    assert len(django_mail.outbox) == 1
    skipped = world.ledger()[-1]
    assert (skipped.state, skipped.reason) == ("skipped", NOTHING)


def test_the_control_what_is_due_or_changed_is_sent(world: World) -> None:
    """The same week with a reading due, and with a change: neither may be skipped."""
    world.report()
    world.subscribe()
    tick(MONDAY)
    record_all(world, date(2026, 11, 23))
    tick(MONDAY + WEEK)
    assert states(world)[-1] == ("weekly 2026-w50", "sent"), "readings of week 49 are due"
    record_all(world, date(2026, 11, 30), ads=59)
    record_all(world, date(2026, 12, 7), ads=59)
    world.report(MONDAY + 2 * WEEK)
    tick(MONDAY + 2 * WEEK)
    assert states(world)[-1] == ("weekly 2026-w51", "sent"), "the outcome moved"
    assert "came nearer to its plan" in str(django_mail.outbox[-1].body)


def test_an_open_action_is_due_too(world: World) -> None:
    world.report()
    world.subscribe()
    tick(MONDAY)
    record_all(world, date(2026, 11, 23))
    record_all(world, date(2026, 11, 30))
    see(world.business)
    finding = Finding.objects.filter(business=world.business).order_by("pk").first()
    assert finding is not None
    me = Membership.objects.get(user=world.user)
    plan_action(business=world.business, actor=world.user, finding=finding, text="Ask five graduates",
                person=me, due=date(2026, 12, 9), outcome=None)  # fmt: skip
    tick(MONDAY + WEEK)
    assert states(world)[-1][1] == "sent"
    assert "YOURS TO DO\n  Ask five graduates" in django_mail.outbox[-1].body


def test_a_reviewers_question_is_asked_until_it_is_answered_or_settled(world: World) -> None:
    world.report()
    ines = make_user(name="Ines")
    make_engagement(world.business, ines)
    see(world.business)
    element = world.ads.element
    sent = make_review(world.business, ines)
    question = make_comment(element, "What if the finish line was the first sale?", review=sent)
    see(world.business)
    Review.objects.filter(pk=sent.pk).update(state="sent", verdict="comments", sent_at=NOW)
    make_comment(element, "Held back so far", review=make_review(world.business, ines))
    world.subscribe()
    tick(MONDAY)
    said = django_mail.outbox[0].body
    assert "INES ASKS\n  What if the finish line was the first sale?\n  On “Ads pay”." in said
    assert f"/reviews/{sent.number}/" in said
    assert "Held back" not in said
    see(world.business)
    Thread.objects.filter(pk=question.thread_id).update(settled_at=MONDAY)
    tick(MONDAY + WEEK)
    assert "INES ASKS" not in django_mail.outbox[1].body


def test_before_the_first_report_it_is_skipped(world: World) -> None:
    world.subscribe()
    tick(MONDAY)
    assert [(e.state, e.reason) for e in world.ledger()] == [("skipped", NO_REPORT)]


def test_after_a_long_stop_the_latest_comes_and_the_others_are_recorded(world: World) -> None:
    world.report()
    world.subscribe()
    tick(MONDAY + 3 * WEEK + timedelta(days=1, hours=5))
    assert len(django_mail.outbox) == 1
    assert [(e.period, e.state, e.reason) for e in world.ledger()] == [
        ("weekly 2026-w49", "skipped", LATE),
        ("weekly 2026-w50", "skipped", LATE),
        ("weekly 2026-w51", "skipped", LATE),
        ("weekly 2026-w52", "sent", ""),
    ]
    see(world.business)
    assert Subscription.objects.get().next_on == date(2026, 12, 28)


def test_monthly_comes_on_the_first_such_day_of_a_month(world: World) -> None:
    world.report()
    assert world.subscribe("monthly", weekday=1).next_on == date(2026, 12, 1)
    tick(MONDAY + timedelta(days=1))
    assert states(world) == [("monthly 2026-12", "sent")]
    see(world.business)
    assert Subscription.objects.get().next_on == date(2027, 1, 5)


def test_another_day_in_a_week_that_had_one_starts_next_week(world: World) -> None:
    world.report()
    world.subscribe()
    tick(MONDAY)
    moved = world.subscribe(weekday=2, at=MONDAY + timedelta(hours=1))
    assert moved.next_on == date(2026, 12, 9)
    tick(MONDAY + timedelta(days=2, hours=1))
    assert len(django_mail.outbox) == 1


def test_an_hour_later_today_is_today(world: World) -> None:
    world.report()
    assert world.subscribe(hour=18).next_on == date(2026, 11, 23)
    tick(NOW.replace(hour=17))
    assert states(world) == [("weekly 2026-w48", "sent")]


def test_a_person_who_moves_gets_it_by_the_new_clock(world: World) -> None:
    world.report()
    world.subscribe()
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        change_profile(user=world.user, name="Nadia", time_zone="America/New_York", theme="", keys_on=True)
    see_user(None)
    tick(MONDAY)
    assert django_mail.outbox == []
    tick(MONDAY + timedelta(hours=6))
    assert len(django_mail.outbox) == 1


def test_moving_west_after_it_came_brings_no_second(world: World) -> None:
    world.report()
    world.subscribe()
    tick(MONDAY)
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        change_profile(user=world.user, name="Nadia", time_zone="America/New_York", theme="", keys_on=True)
    tick(MONDAY + timedelta(hours=6))
    assert len(django_mail.outbox) == 1


def test_what_is_stopped_after_it_was_queued_is_not_sent(world: World) -> None:
    world.report()
    subscription = world.subscribe()
    serve_due(MONDAY, "digest")
    see(world.business)
    stop(subscription=Subscription.objects.select_related("business", "user").get(pk=subscription.pk), at=MONDAY)
    send_due_mails(MONDAY)
    assert django_mail.outbox == []
    (entry,) = world.ledger()
    assert (entry.state, entry.reason) == ("cancelled", "Stopped before it was sent")
    tick(MONDAY + WEEK)
    assert len(world.ledger()) == 1
    assert not Due.objects.filter(kind="digest").exists()


def test_control_without_the_second_look_it_would_be_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mails, "wanted", lambda entry, role: True)
    world.report()
    subscription = world.subscribe()
    serve_due(MONDAY, "digest")
    see(world.business)
    stop(subscription=Subscription.objects.select_related("business", "user").get(pk=subscription.pk), at=MONDAY)
    send_due_mails(MONDAY)
    assert len(django_mail.outbox) == 1


def test_who_left_gets_nothing_more_neither_queued_nor_later(world: World) -> None:
    world.report()
    guest = make_member(world.business, "editor", make_user("guest@example.com", time_zone="Europe/Berlin"))
    see(world.business)
    choose(scope=world.business, user=guest.user, kind="weekly", weekday=0, hour=8, at=NOW)
    serve_due(MONDAY, "digest")
    see(world.business)
    remove_member(membership=guest, actor=world.user)
    send_due_mails(MONDAY)
    tick(MONDAY + WEEK)
    assert django_mail.outbox == []
    assert [(e.state, e.reason) for e in world.ledger()] == [
        ("cancelled", "Stopped before it was sent"), ("cancelled", GONE),
    ]  # fmt: skip
    see(world.business)
    assert Subscription.objects.get().kind == "off"
    assert not Due.objects.filter(kind="digest").exists()


def test_a_consultant_gets_it_until_the_engagement_ends(world: World) -> None:
    world.report()
    ines = make_user("ines@example.com", time_zone="Europe/Berlin")
    see(world.business)
    engagement = make_engagement(world.business, ines)
    choose(scope=world.business, user=ines, kind="weekly", weekday=0, hour=8, at=NOW)
    tick(MONDAY)
    assert [m.to for m in django_mail.outbox] == [["ines@example.com"]]
    assert "because you work with Marlow Ads School." in " ".join(django_mail.outbox[0].body.split())
    see(world.business)
    Engagement.objects.filter(pk=engagement.pk).update(state="ended")
    tick(MONDAY + WEEK)
    assert len(django_mail.outbox) == 1


def test_send_me_one_now_always_sends_and_takes_no_turn(world: World) -> None:
    world.report()
    see(world.business)
    send_now(scope=world.business, user=world.user, at=NOW)
    send_now(scope=world.business, user=world.user, at=NOW + timedelta(seconds=20))
    send_due_mails(NOW + timedelta(seconds=30))
    assert len(django_mail.outbox) == 1, "pressed twice within a minute is once"
    assert "because you asked for it" in django_mail.outbox[0].body
    world.subscribe()
    tick(MONDAY)
    assert len(django_mail.outbox) == 2


def test_without_a_report_there_is_nothing_to_send(world: World) -> None:
    see(world.business)
    with pytest.raises(Refused, match="no report"):
        send_now(scope=world.business, user=world.user, at=NOW)


def test_the_night_gives_each_member_the_usual_one_once(world: World) -> None:
    guest = make_member(world.business, "viewer", make_user("guest@example.com"))
    turn = Turn("nightly", world.business.pk, date(2026, 11, 24), NOW)
    night(turn)
    night(turn)
    see(world.business)
    found = {s.user_id: (s.kind, s.weekday, s.hour) for s in Subscription.objects.all()}
    assert found == dict.fromkeys((world.user.pk, guest.user_id), ("weekly", 0, 8))
    assert Due.objects.filter(kind="digest").count() == 2
    assert AuditRow.objects.filter(what="digest_start").count() == 2


def test_the_night_gives_none_back_that_was_stopped_and_none_for_a_sample(world: World) -> None:
    world.subscribe()
    world.subscribe("off")
    night(Turn("nightly", world.business.pk, date(2026, 11, 24), NOW))
    sample = make_business(make_user(), is_sample=True)
    night(Turn("nightly", sample.pk, date(2026, 11, 24), NOW))
    see(world.business, sample)
    assert [s.kind for s in Subscription.objects.all()] == ["off"]
    assert not Due.objects.filter(kind="digest").exists()


def test_the_stop_link_is_kept_as_a_hash_and_outlives_a_new_secret(world: World, settings: Settings) -> None:
    subscription = world.subscribe()
    token = stop_address(subscription).rstrip("/").rsplit("/", 1)[1]
    assert token not in f"{subscription.nonce}{subscription.token_hash}"
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret" * 5
    settings.SECRET_KEY_FALLBACKS = [old]
    assert stop_address(subscription).endswith(f"{token}/")
    settings.SECRET_KEY_FALLBACKS = []
    fresh = stop_address(subscription).rstrip("/").rsplit("/", 1)[1]
    assert fresh != token
    see()
    found = found_by(fresh)
    assert found is not None
    assert found.pk == subscription.pk
