"""A business, a person and a practice with as many rows of everything as a benchmark wants."""

from datetime import date, timedelta
from typing import Any

MEMBERS = 300  # no team is larger


class Grown:
    """Grows step by step: each call brings one kind of row up to a number. Needs Django."""

    def __init__(self, business: Any, owner: Any) -> None:
        from django.utils import timezone

        from systems.models import System

        self.business, self.owner, self.now = business, owner, timezone.now()
        self.made: dict[str, int] = {}
        with self.inside():
            self.system = System.objects.filter(business=business).order_by("pk")[0]

    def inside(self) -> Any:
        from businesses.context import tenant

        return tenant(self.business.pk)

    def more(self, kind: str, number: int) -> range:
        """The numbers of the rows that are missing."""
        held, self.made[kind] = self.made.get(kind, 0), max(number, self.made.get(kind, 0))
        return range(held, number)

    def everything(self, number: int) -> None:
        """So many of every row that a business can have by the hundred."""
        self.actions(number)
        self.changes(number)
        self.removed(number)
        self.reviews(number)
        self.members(min(number, MEMBERS))

    def actions(self, number: int) -> None:
        from reports.models import Action

        missing = self.more("actions", number)
        with self.inside():
            Action.objects.bulk_create(
                Action(
                    business=self.business, text=f"Ask graduate {i} what stopped them", due=date(2030, 1, 1 + i % 28)
                )
                for i in missing
            )

    def changes(self, number: int) -> None:
        from businesses.models import AuditRow

        missing = self.more("changes", number)
        with self.inside():
            AuditRow.objects.bulk_create(
                AuditRow(
                    business=self.business, actor=self.owner, what="output_add", object_type="element",
                    label=f"Lessons finished in week {i}", at=self.now - timedelta(minutes=i),
                )
                for i in missing
            )  # fmt: skip

    def removed(self, number: int) -> None:
        from systems.models import Element

        missing = self.more("removed", number)
        with self.inside():
            Element.objects.bulk_create(
                Element(
                    business=self.business, system=self.system, kind="output", removed_at=self.now,
                    text=f"Lessons finished in group {i}",
                )
                for i in missing
            )  # fmt: skip

    def reviews(self, number: int) -> None:
        from reviews.models import Review
        from systems.models import MapVersion

        missing = self.more("reviews", number)
        with self.inside():
            version = MapVersion.objects.create(business=self.business, number=100_000 + number, content={})
            Review.objects.bulk_create(
                Review(
                    business=self.business, number=1_000 + i, map_version=version, reviewer=self.owner, state="sent",
                    verdict="changes", sent_at=self.now,
                )
                for i in missing
            )  # fmt: skip

    def members(self, number: int) -> None:
        from accounts.models import User
        from businesses.models import Membership

        missing = self.more("members", number)
        users = User.objects.bulk_create(
            User(email=f"member{i}@example.com", name=f"Member {i}", password="!") for i in missing
        )
        with self.inside():
            Membership.objects.bulk_create(
                Membership(business=self.business, user=user, role="recorder", last_seen_on=self.now.date())
                for user in users
            )

    def metrics(self, number: int) -> None:
        """Weekly numbers in the first system, with a quarter of readings."""
        from tests.factories import make_element, make_metric

        for i in self.more("metrics", number):
            element = make_element(self.system, "output", f"Lessons finished by group {i}")
            values = [50 + (i * n) % 17 for n in range(12)]
            make_metric(element, plan=60, values=values, newest=self.now.date() - timedelta(weeks=2))

    def businesses(self, number: int) -> None:
        """Further businesses of the same owner."""
        from tests.factories import make_business

        for i in self.more("businesses", number):
            make_business(self.owner, f"Further business {i}")


def grown() -> Grown:
    """The sample business with its report, on the database of the benchmark."""
    from datetime import UTC, datetime

    from accounts.models import User
    from tests.conftest import connect_as
    from workspace.sample.actions import compute_now, reset_demo

    connect_as("DATABASE_URL")
    now = datetime.now(UTC)
    business = reset_demo(password="bench", at=now)
    compute_now(business=business, at=now)
    return Grown(business, User.objects.get(email="nadia@example.com"))


def addresses(grown: Grown) -> dict[str, str]:
    """The pages: first the lists, a hundred rows of each where there are so many; then those put together."""
    from django.urls import reverse

    from metrics.models import Metric
    from systems.models import System

    slug = grown.business.slug
    with grown.inside():
        system = System.objects.get(business=grown.business, name="Delivery")
        metric = Metric.objects.get(business=grown.business, name="Graduates whose ads pay")
    return {
        "actions": reverse("reports:action_list", args=[slug]) + "?open=100",
        "history": reverse("businesses:log", args=[slug]),
        "removed": reverse("systems:removed", args=[slug]) + "?shown=100",
        "reviews": reverse("reviews:review_list", args=[slug]) + "?shown=100",
        "businesses": reverse("workspace:business_list") + "?shown=100",
        "team": reverse("businesses:team", args=[slug]) + "?shown=100",
        "check-in": reverse("metrics:check_in", args=[slug]),
        "home": reverse("workspace:home", args=[slug]),
        "map": reverse("workspace:map", args=[slug]),
        "alignment": reverse("workspace:alignment", args=[slug]),
        "system": reverse("workspace:system_detail", args=[slug, system.pk]),
        "metric": reverse("metrics:metric_detail", args=[slug, metric.pk]),
        "numbers": reverse("metrics:first_numbers", args=[slug]),
    }
