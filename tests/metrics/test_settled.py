"""The statement of the check-in is held to the querysets it stands for, on both databases."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from businesses.models import Business
from core.periods import last_complete
from metrics.actions import record_reading, skip
from metrics.models import Metric, Reading, Skip
from metrics.queries import ALL_CADENCES, counted_metrics, counted_of, due_metrics, settled
from tests.factories import make_business, make_element, make_member, make_metric, make_system, see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY = date(2026, 11, 23)


@pytest.fixture
def mixed(business: Business) -> dict[str, date]:
    """Metrics of every cadence, state, kind and place, some settled. The first days that are due, by cadence."""
    due = {c: last_complete(TODAY, c, business.first_day).start for c in ALL_CADENCES}
    keeper = make_member(business)
    systems = [make_system(business, "Later", position=2), make_system(business, "Sooner", position=1, owner=keeper)]
    for system in systems:
        for kind in ("outcome", "input", "output"):
            element = make_element(system, kind)
            for cadence in ALL_CADENCES:
                main = cadence == "monthly"
                metric = make_metric(element, f"{kind} {cadence}", cadence=cadence, is_main=main)
                if kind == "output":
                    record_reading(metric=metric, actor=None, period=due[cadence], value=Decimal("1.25"), today=TODAY)
                if kind == "input":
                    skip(metric=metric, actor=None, period=due[cadence], today=TODAY)
    output = make_element(systems[0], "output")
    make_metric(output, "Exact", zero=Decimal("0.100001"), tolerance=Decimal("2.5"), owner=keeper, unit="$")
    make_metric(output, "Paused", state="paused", is_main=False)
    make_metric(output, "Retired", state="retired", is_main=False)
    make_metric(make_element(systems[0], "output", removed_at=timezone.now()), "Gone")
    make_metric(make_element(make_system(make_business()), "output"), "Of another business")
    see(business)
    return due


def test_the_same_metrics_in_the_same_order_with_the_same_values(business: Business, mixed: dict[str, date]) -> None:
    found = [one.metric for one in settled(business, mixed, mixed)]
    assert len(found) == 25
    assert found == [counted_of(metric) for metric in counted_metrics(business)]


def test_what_is_due_is_what_the_queryset_says(business: Business, mixed: dict[str, date]) -> None:
    found = [one.metric.pk for one in settled(business, {}, mixed) if one.due]
    assert len(found) == 9
    assert sorted(found) == sorted(due_metrics(business, TODAY).values_list("pk", flat=True))


def test_when_each_was_recorded_or_skipped(business: Business, mixed: dict[str, date]) -> None:
    found = settled(business, mixed, mixed)
    recorded = {one.metric.pk: one.recorded for one in found if one.recorded}
    skipped = {one.metric.pk: one.skipped for one in found if one.skipped}
    assert recorded == dict(Reading.objects.values_list("metric", "recorded_at"))
    assert skipped == dict(Skip.objects.values_list("metric", "skipped_at"))
    assert (len(recorded), len(skipped)) == (8, 8)


def test_a_page_that_asks_only_for_weeks_sees_no_others(business: Business, mixed: dict[str, date]) -> None:
    found = settled(business, {"weekly": mixed["weekly"]}, mixed)
    seen = {one.metric.cadence for one in found if one.recorded or one.skipped}
    assert seen == {"weekly"}
    assert Metric.objects.filter(pk__in=[one.metric.pk for one in found if one.due]).count() == 9
