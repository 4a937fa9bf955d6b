"""On change: at the next full hour of the person's clock, at most once a local day, when a gap changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as django_mail

from digests import tasks
from digests.since import gap_changes
from jobs.models import Due
from metrics.models import Reading
from tests.digests.conftest import BERLIN, NOW, World, tick
from tests.digests.practice import Office, make_office
from tests.factories import make_reading, see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HOUR = timedelta(hours=1)


@pytest.fixture
def office(db: None) -> Office:
    found = make_office()
    found.client("Orme", 20)
    found.client("Larch", 60)
    return found


def stands(world: World, ads: float, at: datetime) -> None:
    """The outcome stands there, and a report says so."""
    see(world.business)
    Reading.objects.filter(metric=world.ads).update(value=ads)
    world.business.readings_revision += 1
    world.business.save()
    world.report(at)


def come(start: datetime, hours: float, minutes: int = 10) -> list[datetime]:
    """When mails came, ticking every ten minutes."""
    now, came = start, []
    while now < start + timedelta(hours=hours):
        before = len(django_mail.outbox)
        tick(now)
        came += [now.astimezone(ZoneInfo(BERLIN))] * (len(django_mail.outbox) - before)
        now += timedelta(minutes=minutes)
    return came


def test_what_stood_when_somebody_began_to_watch_is_no_news(world: World) -> None:
    world.report()
    world.subscribe("change")
    assert come(NOW, 30) == []
    assert [e.reason for e in world.ledger()] == ["From here on every change of a gap is told"]


def test_a_gap_that_is_fixed_is_told_at_the_next_full_hour(world: World) -> None:
    world.report()
    world.subscribe("change")
    stands(world, 59, NOW + timedelta(minutes=25))  # 09:25 in Berlin
    assert [(t.hour, t.minute) for t in come(NOW + timedelta(minutes=25), 5)] == [(10, 5)]
    assert "Fixed:  Ads that pay is on track again: on average 59%." in django_mail.outbox[0].body
    assert "when a gap is new, worse or fixed, at most once a day, because" in " ".join(
        str(django_mail.outbox[0].body).split()
    )
    assert [(e.period, e.state) for e in world.ledger()][1:] == [("change 2026-11-23", "sent")]


def test_at_most_once_a_local_day_and_what_came_later_the_next_day(world: World) -> None:
    world.report()
    world.subscribe("change")
    stands(world, 59, NOW + timedelta(minutes=5))
    assert len(come(NOW + timedelta(minutes=5), 3)) == 1
    stands(world, 30, NOW + 3 * HOUR)
    came = come(NOW + 3 * HOUR, 24)
    assert [(t.day, t.hour) for t in came] == [(24, 0)]
    assert [e.period for e in world.ledger()][1:] == ["change 2026-11-23", "change 2026-11-24"]


def test_control_without_the_days_key_and_the_next_day_it_would_come_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    advance = tasks.advance

    def again_today(row: Any, first: Any, turn: Any) -> Any:
        lines, _ = advance(row, first, turn)
        row.next_on = turn.day
        return lines, f"change {turn.at.isoformat()}"

    monkeypatch.setattr(tasks, "advance", again_today)
    world.report()
    world.subscribe("change")
    stands(world, 59, NOW + timedelta(minutes=5))
    assert len(come(NOW + timedelta(minutes=5), 3)) == 1
    stands(world, 30, NOW + 3 * HOUR)
    assert len(come(NOW + 3 * HOUR, 3)) == 1


def test_a_number_that_moves_within_its_health_is_no_change_of_a_gap(world: World) -> None:
    world.report()
    world.subscribe("change")
    stands(world, 38, NOW + timedelta(minutes=5))
    assert come(NOW + timedelta(minutes=5), 20) == []


def test_ten_points_wider_is_worse(world: World) -> None:
    world.report()
    world.subscribe("change")
    stands(world, 29, NOW + timedelta(minutes=5))
    assert len(come(NOW + timedelta(minutes=5), 3)) == 1
    assert "Worse:" in django_mail.outbox[0].body


def case(health: str, attainment: float | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """One outcome of a weekly business that stands there; `none` has too few readings to be judged."""
    metrics = [{"id": "e1", "kind": "outcome", "system": "s1", "name": "Ads that pay"}]
    found = {"attainment": attainment, "n": 1 if health == "none" else 8}
    return {"metrics": metrics, "cadence": "weekly"}, {"metrics": {"e1": found}}


@pytest.mark.parametrize(
    ("before", "now", "change"),
    [
        (("on", 0.95), ("slip", 0.80), "new"),
        (("none", 0.5), ("off", 0.50), "new"),
        (("slip", 0.80), ("off", 0.74), "worse"),
        (("off", 0.60), ("off", 0.50), "worse"),
        (("off", 0.60), ("off", 0.51), ""),
        (("off", 0.50), ("slip", 0.80), ""),
        (("off", 0.50), ("on", 0.95), "fixed"),
        (("off", 0.50), ("none", None), ""),
        (("on", 0.95), ("on", 0.99), ""),
    ],
)
def test_new_worse_fixed(before: tuple[str, float], now: tuple[str, float], change: str) -> None:
    """Better but not good is neither; unknown is not fixed."""
    found = gap_changes(*case(*before), *case(*now))
    assert found == ({"e1": change} if change else {})


def test_an_outcome_that_is_taken_off_the_map_is_not_fixed() -> None:
    assert gap_changes(*case("off", 0.5), {"metrics": [], "cadence": "weekly"}, {"metrics": {}}) == {}


def test_a_zone_of_half_an_hour_has_its_own_full_hours(world: World) -> None:
    world.user.time_zone = "Asia/Kolkata"
    world.user.save()
    world.report()
    world.subscribe("change")
    stands(world, 59, NOW + timedelta(minutes=5))
    (came,) = come(NOW + timedelta(minutes=5), 3)
    assert came.minute == 35, "ticked at five past: half past nine in Berlin is full there"


@pytest.mark.parametrize("change", ["2026-10-25", "2027-03-28"])
def test_across_both_clock_changes_at_most_one_a_local_day(world: World, change: str) -> None:
    """Three changes each day, at noon, at six and at eleven by the person's clock: one of them is told."""
    day = date.fromisoformat(change)
    see(world.business)
    Reading.objects.all().delete()
    for week in range(1, 9):
        make_reading(world.lessons, 108, day - timedelta(weeks=week, days=day.weekday()))
        make_reading(world.ads, 36, day - timedelta(weeks=week, days=day.weekday()))
    start = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=30)
    world.report(start)
    world.subscribe("change", at=start)
    now, came, good = start, [], False
    while now < start + timedelta(hours=96):
        if now.astimezone(ZoneInfo(BERLIN)).strftime("%H:%M") in ("12:00", "18:00", "23:00"):
            good = not good
            stands(world, 59 if good else 36, now)
        came += come(now, 0.5, 30)
        now += timedelta(minutes=30)
    assert [(moment.hour, moment.minute) for moment in came] == [(23, 0), *[(12, 0)] * 4]
    dates = [moment.date() for moment in came]
    assert dates == [day + timedelta(days=n) for n in range(-2, 3)], "each date once"


def test_turning_it_off_and_on_again_on_the_same_day_brings_no_second(world: World) -> None:
    world.report()
    world.subscribe("change")
    stands(world, 59, NOW + timedelta(minutes=5))
    assert len(come(NOW + timedelta(minutes=5), 2)) == 1
    world.subscribe("off", at=NOW + 2 * HOUR)
    world.subscribe("change", at=NOW + 2 * HOUR + timedelta(minutes=1))
    stands(world, 30, NOW + 3 * HOUR)
    assert come(NOW + 3 * HOUR, 8) == []


# --- all clients of a practice ---------------------------------------------------------------------------


def test_any_client_with_a_changed_gap_brings_the_edition(office: Office) -> None:
    office.subscribe("change")
    assert come(NOW, 3) == []
    office.moves(office.clients["Orme"], 60, NOW + 3 * HOUR)
    assert len(come(NOW + 3 * HOUR, 3)) == 1
    assert "Fixed: Ads that pay is on track again" in " ".join(str(django_mail.outbox[0].body).split())
    office.moves(office.clients["Larch"], 20, NOW + 6 * HOUR)
    assert come(NOW + 6 * HOUR, 6) == [], "once a day"
    assert [t.day for t in come(NOW + 12 * HOUR, 12)] == [24]
    assert [e.period for e in office.ledger()] == ["change 2026-11-23", "change 2026-11-24"]


def test_a_new_client_with_a_gap_is_news_and_one_without_is_not(office: Office) -> None:
    office.subscribe("change")
    office.client("Ash", 60)
    assert come(NOW, 3) == []
    office.client("Yew", 20)
    assert len(come(NOW + 3 * HOUR, 3)) == 1
    assert "Among your clients since the last digest." in str(django_mail.outbox[0].body)


def test_it_is_looked_at_each_hour_by_one_row_of_the_timetable(world: World) -> None:
    world.report()
    subscription = world.subscribe("change")
    due = Due.objects.get(key=subscription.due_key)
    assert due.hourly
    assert due.next_due == NOW + HOUR
    world.subscribe("weekly", at=NOW + HOUR)
    assert not Due.objects.get(key=subscription.due_key).hourly
