"""What else grows by the hundred beside a business's own lists: clients and people of a practice, what was said at one
place, the readings of one metric."""

import json
from datetime import timedelta
from typing import Any

from benchmarks.grown import Grown


class Crowd:
    """A practice led by the person of `Grown`. Each call brings one kind of row up to a number. Needs Django."""

    def __init__(self, place: Grown) -> None:
        from django.db import transaction

        from businesses.actions import create_practice
        from metrics.models import Metric
        from reports.models import Report

        self.place = place
        with transaction.atomic():
            self.practice = create_practice(lead=place.owner, name="Long Lists")
        with place.inside():
            self.report = Report.objects.filter(business=place.business).latest("pk")
            self.metric = Metric.objects.get(business=place.business, name="Graduates whose ads pay")

    def addresses(self) -> dict[str, str]:
        """Of the practice, then of the one place and the one metric."""
        from django.urls import reverse

        slug = self.place.business.slug
        return {
            "clients": reverse("portfolio:clients", args=[self.practice.slug]),
            "practice team": reverse("businesses:practice_team", args=[self.practice.slug]),
            "comments": reverse("reviews:thread_list", args=[slug, "element", self.metric.element_id]),
            "readings": reverse("metrics:metric_detail", args=[slug, self.metric.pk]) + "?show=all",
        }

    def everything(self, number: int, clients: int) -> None:
        """So many rows of each."""
        self.clients(clients)
        self.colleagues(number)
        self.comments(number)
        self.readings(number)

    def clients(self, number: int) -> None:
        """Each with the report of the sample business: what a client list reads of one is most of its cost."""
        from django.db import transaction

        from tests.businesses.practice import engage
        from tests.factories import make_business, make_element, make_metric, make_system, make_user

        place = self.place
        for i in place.more("clients", number):
            with transaction.atomic():
                owner = make_user(f"client{i}@example.com", name=f"Owner {i}")
                client = make_business(owner, f"Client {i}")
                goal = make_element(make_system(client), "outcome", "Graduates whose ads pay")
                make_metric(goal, plan=60, values=[40 + i % 30] * 12, newest=place.now.date() - timedelta(weeks=2))
                engage(self.practice, place.owner, client, place.owner)
                client.goal = goal
                client.save(update_fields=["goal"])
                self.report_for(client)

    def report_for(self, client: Any) -> None:
        """That report, about the outcome of this client."""
        from reports.models import Report

        before, now = f'"e{self.place.business.goal_id}"', f'"e{client.goal_id}"'
        case, result = (json.loads(json.dumps(x).replace(before, now)) for x in (self.report.case, self.report.result))
        Report.objects.create(
            business=client, as_of=self.report.as_of, map_revision=0, readings_revision=0, engine=self.report.engine,
            case_hash="", case=case, result=result,
        )  # fmt: skip

    def colleagues(self, number: int) -> None:
        from django.db import transaction

        from tests.factories import make_colleague, make_user

        with transaction.atomic():
            for i in self.place.more("colleagues", number):
                make_colleague(self.practice, user=make_user(f"colleague{i}@example.com", name=f"Colleague {i}"))

    def comments(self, number: int) -> None:
        """Threads of their own at one element, settled: what waits has its own place in the list of reviews."""
        from django.utils import timezone

        from reviews.actions import add_comment
        from reviews.models import Thread
        from systems.models import Element

        place = self.place
        with place.inside():
            element = Element.objects.select_related("system").get(pk=self.metric.element_id)
            for i in place.more("comments", number):
                add_comment(
                    business=place.business, author=place.owner, system=element.system, element=element,
                    text=f"What does group {i} mean by this?", at=place.now,
                )  # fmt: skip
            Thread.objects.filter(business=place.business, element=element).update(settled_at=timezone.now())

    def readings(self, number: int) -> None:
        """Older ones than there are."""
        from metrics.models import Reading

        step = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92}[self.metric.cadence]
        with self.place.inside():
            oldest = Reading.objects.filter(metric=self.metric).earliest("period").period
            held = self.place.made.setdefault("readings", Reading.objects.filter(metric=self.metric).count())
            Reading.objects.bulk_create(
                Reading(
                    business=self.place.business, metric=self.metric, value=40,
                    period=period(self.metric.cadence, oldest - timedelta(days=step * (i + 1))),
                )
                for i in range(max(0, number - held))
            )  # fmt: skip
            self.place.made["readings"] = max(held, number)


def period(cadence: str, day: Any) -> Any:
    """The first day of the period of this day."""
    from core.periods import period_of

    return period_of(day, cadence, 0).start
