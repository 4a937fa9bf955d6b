"""A business with one gap and a person who gets its digest."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from accounts.models import User
from businesses.models import Business
from digests.actions import choose
from digests.models import SendLedger, Subscription
from jobs.mail import send_due_mails
from jobs.timetable import serve_due
from metrics.models import Metric
from reports.actions import compute_report
from reports.models import Report
from tests.factories import make_business, make_contribution, make_element, make_metric, make_system, make_user, see

# Monday of week 48, 09:00 in Berlin: week 47 is complete.
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"


@dataclass
class World:
    """What the tests of digests look at."""

    business: Business
    user: User
    lessons: Metric
    ads: Metric

    def subscribe(self, kind: str = "weekly", weekday: int = 0, hour: int = 8, at: datetime = NOW) -> Subscription:
        see(self.business)
        return choose(scope=self.business, user=self.user, kind=kind, weekday=weekday, hour=hour, at=at)

    def report(self, at: datetime = NOW) -> Report:
        see(self.business)
        found = compute_report(business_id=self.business.pk, at=at)
        assert found is not None
        see(self.business)
        return found

    def ledger(self) -> list[SendLedger]:
        see(self.business)
        return list(SendLedger.objects.order_by("pk"))


def make_world() -> World:
    user = make_user("nadia@example.com", name="Nadia Marlow", time_zone=BERLIN)
    business = make_business(user, "Marlow Ads School", time_zone=BERLIN)
    system = make_system(business, "Delivery")
    made, change = make_element(system, "output", "Lessons"), make_element(system, "outcome", "Ads pay")
    make_contribution(made, change)
    lessons = make_metric(made, "Lessons finished", plan=100, values=[108] * 8, newest=date(2026, 11, 16))
    ads = make_metric(change, "Ads that pay", plan=60, values=[36] * 8, newest=date(2026, 11, 16), unit="%")
    Business.objects.filter(pk=business.pk).update(goal=change)
    business.refresh_from_db()
    return World(business, user, lessons, ads)


def tick(at: datetime) -> None:
    """What the worker does at that moment with digests."""
    serve_due(at, "digest")
    serve_due(at, "practice_digest")
    send_due_mails(at)


@pytest.fixture
def world(db: None) -> World:
    return make_world()
