"""A practice with clients that do well, badly, or nothing at all, and the consultant who looks after them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import User
from businesses.actions import begin_engagement, create_practice
from businesses.context import kept, see_practice, see_user, tenant
from businesses.models import Business, Engagement, Level, Practice, Side
from digests.actions import choose
from digests.models import SendLedger, Subscription
from metrics.models import Metric
from reports.actions import compute_report
from tests.digests.conftest import BERLIN, NOW
from tests.factories import make_business, make_contribution, make_element, make_metric, make_system, make_user, see


@dataclass
class Office:
    """What the tests of a practice's edition look at."""

    ines: User
    practice: Practice
    clients: dict[str, Business] = field(default_factory=dict)
    engagements: dict[str, Engagement] = field(default_factory=dict)

    def see(self) -> None:
        """As the consultant's own pages do."""
        see_user(self.ines.pk)
        see_practice(self.practice.pk)

    def client(self, name: str, pays: float = 60, weeks_ago: int = 0, **fields: object) -> Business:
        """A client whose outcome stands at `pays` of 60 planned, with its newest reading so many weeks ago."""
        business = make_business(make_user(name=f"Owner of {name}"), name, time_zone=BERLIN, **fields)
        system = make_system(business, "Delivery")
        made, change = make_element(system, "output", "Lessons"), make_element(system, "outcome", "Ads pay")
        make_contribution(made, change)
        newest = NOW.date() - timedelta(weeks=1 + weeks_ago)
        make_metric(made, "Lessons finished", plan=50, values=[50] * 8, newest=newest)
        make_metric(change, "Ads that pay", plan=60, values=[pays] * 8, newest=newest, unit="%", combine="mean")
        see(business)
        Business.objects.filter(pk=business.pk).update(goal=change)
        self.engage(name, business)
        self.report(business)
        business.refresh_from_db()
        return business

    def engage(self, name: str, business: Business) -> None:
        with tenant(business.pk):
            self.engagements[name] = begin_engagement(
                business=business, practice=self.practice, person=self.ines, level=Level.REVIEW,
                side=Side.BUSINESS, actor=self.ines,
            )  # fmt: skip
        self.clients[name] = business

    def report(self, business: Business, at: datetime = NOW) -> None:
        see(business)
        compute_report(business_id=business.pk, at=at)
        see(business)

    def moves(self, business: Business, pays: float, at: datetime) -> None:
        """The outcome stands at another level, and there is a report that says so."""
        with tenant(business.pk):
            metric = Metric.objects.get(business=business, name="Ads that pay")
            metric.readings.update(value=pays)
            Business.objects.filter(pk=business.pk).update(readings_revision=at.timestamp() // 60)
        self.report(business, at)

    def subscribe(self, kind: str = "weekly", weekday: int = 0, hour: int = 8, at: datetime = NOW) -> Subscription:
        with kept("app.businesses", "app.user", "app.practice"):
            self.see()
            return choose(scope=self.practice, user=self.ines, kind=kind, weekday=weekday, hour=hour, at=at)

    def ledger(self) -> list[SendLedger]:
        self.see()
        lines = SendLedger.objects.filter(practice=self.practice).exclude(period__startswith="watch")
        return list(lines.order_by("pk"))


def make_office() -> Office:
    ines = make_user("ines@example.com", name="Ines Okafor", time_zone=BERLIN)
    return Office(ines, create_practice(lead=ines, name="Okafor Consulting"))
