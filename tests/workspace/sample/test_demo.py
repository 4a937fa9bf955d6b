"""The sample business: its people and its story."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import User
from businesses.context import see_businesses
from businesses.models import AuditRow, Business, Membership
from metrics.models import Event, Metric, Plan, Reading
from reports.models import Action, Report
from systems.models import Contribution, Element, Flow, Serves, System
from tests.factories import make_user, see, see_user
from tests.kept import kept
from workspace.sample import story
from workspace.sample.actions import compute_now, link_actions, open_sample, reset_demo
from workspace.sample.builder import empty_sample

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # the week of 16 to 22 November is the last complete one


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    with kept(django_db_blocker, lambda: reset_demo(password="marlow-sample", at=MONDAY).pk) as pk:
        yield pk


@pytest.fixture
def sample(made: int, db: None) -> Business:
    see_businesses([made])
    return Business.objects.get(pk=made)


def contents(business: Business) -> dict[str, Any]:
    """Everything in it that does not hang on ids."""
    return {
        "systems": list(System.objects.order_by("kind", "position").values_list("name", "kind", "owner__user__email")),
        "elements": sorted(Element.objects.values_list("system__name", "kind", "text", "hours", "source")),
        "claims": sorted(Contribution.objects.values_list("source__text", "target__text", "why", "delay_days")),
        "serves": sorted(Serves.objects.values_list("step__text", "target__text")),
        "flows": sorted(Flow.objects.values_list("output__text", "input__text")),
        "metrics": sorted(Metric.objects.values_list("name", "unit", "last_value", "last_period")),
        "plans": sorted(Plan.objects.values_list("metric__name", "since", "value")),
        "readings": sorted(Reading.objects.values_list("metric__name", "period", "value", "note")),
        "events": sorted(Event.objects.values_list("day", "text")),
        "actions": sorted(Action.objects.values_list("text", "due", "person__user__email")),
        "people": sorted(Membership.objects.filter(business=business).values_list("user__email", "role")),
    }


def test_loading_it_again_puts_it_back_as_it_was(sample: Business) -> None:
    first = contents(sample)
    log = AuditRow.objects.count()
    Element.objects.filter(kind="output").update(text="Changed")
    Reading.objects.all().delete()
    stranger = make_user()
    Membership.objects.create(business=sample, user=stranger, role="editor")
    again = reset_demo(password="marlow-sample", at=MONDAY)
    see(again)
    assert again.pk == sample.pk
    assert again.slug == sample.slug
    assert contents(again) == first
    assert AuditRow.objects.count() == log + 1


def test_it_is_one_change_in_the_log(sample: Business) -> None:
    assert list(AuditRow.objects.order_by("id").values_list("what", flat=True)) == ["business_create", "sample_load"]
    assert (sample.map_revision, sample.readings_revision) == (1, 1)
    assert sample.is_sample
    assert sample.start_step == 4


def test_the_map_is_the_one_of_the_story(sample: Business) -> None:
    chain = System.objects.filter(kind="chain").order_by("position").values_list("name", flat=True)
    support = System.objects.filter(kind="support").order_by("position").values_list("name", flat=True)
    assert list(chain) == ["Traffic", "Leads", "Sales", "Delivery"]
    assert list(support) == ["People", "Finance"]
    assert sample.goal is not None
    assert sample.goal.why == "Owners turn ads from an expense into revenue"
    unfed = Element.objects.filter(kind="input", source="", flows_in=None)
    assert [e.text for e in unfed] == ["Booked calls"]
    idle = Element.objects.filter(kind="step", serves=None)
    assert [(e.text, e.hours, e.cadence) for e in idle] == [("Monthly newsletter", Decimal(6), "monthly")]
    for facet in ("people", "process", "technology"):
        assert Element.objects.filter(facet=facet).values("system").distinct().count() == 6, facet


@pytest.mark.parametrize(
    ("metric", "last", "before", "plan"),
    [
        ("People reached", "61300", "60100", "55000"),
        ("Visitors already running ads", "38", "40", "60"),
        ("New leads", "412", "408", "400"),
        ("Leads who reply in 3 days", "14.4", "14", "18"),
        ("Calls held", "31", "31", "40"),
        ("Calls that end in a kept sale", "42", "41", "40"),
        ("Lessons finished", "486", "480", "450"),
        ("Graduates whose ads pay", "34", "35", "60"),
        ("Coaching hours covered", "30", "30", "30"),
        ("Answered within 24 hours", "94", "94", "95"),
        ("Cost to win one enrolment", "148", "144", "120"),
    ],
)
def test_a_year_of_readings_ends_with_the_printed_ones(
    sample: Business, metric: str, last: str, before: str, plan: str
) -> None:
    row = Metric.objects.get(name=metric)
    readings = list(Reading.objects.filter(metric=row).order_by("period"))
    assert len(readings) == 52
    assert readings[-1].period == date(2026, 11, 16)
    assert (readings[-1].value, readings[-2].value) == (Decimal(last), Decimal(before))
    assert (row.last_value, row.last_period) == (Decimal(last), date(2026, 11, 16))
    assert Plan.objects.get(metric=row).value == Decimal(plan)
    assert Plan.objects.get(metric=row).since == readings[0].period


def test_coach_reviews_have_been_silent_for_three_weeks(sample: Business) -> None:
    row = Metric.objects.get(name="Coach reviews done")
    assert row.last_period == date(2026, 10, 26)
    assert Reading.objects.filter(metric=row).count() == 49


def test_cash_sheets_are_monthly(sample: Business) -> None:
    row = Metric.objects.get(name="Cash sheets done")
    assert (row.cadence, row.last_period, row.last_value) == ("monthly", date(2026, 10, 1), Decimal(4))


def test_the_report_tells_the_story(sample: Business) -> None:
    compute_now(business=sample, at=MONDAY)
    see(sample)
    result = Report.objects.get().result
    names = {f"s{s.pk}": s.name for s in System.objects.all()}
    verdicts = {names[key]: system["quadrant"] for key, system in result["systems"].items()}
    assert verdicts == {
        "Traffic": "false_productivity",
        "Leads": "working",
        "Sales": "working",
        "Delivery": "false_productivity",
        "People": "working",
        "Finance": "working",
    }
    kinds = {f["kind"] for f in result["findings"]}
    assert {"unfed_input", "misaligned_activity", "stale"} <= kinds
    assert "no_desired" not in kinds
    assert "orphan_output" not in kinds
    assert "dead_end_outcome" not in kinds


def test_the_actions_answer_findings_of_the_report(sample: Business) -> None:
    compute_now(business=sample, at=MONDAY)
    link_actions(business=sample)
    linked = Action.objects.select_related("finding", "outcome").order_by("due")
    assert [(a.text, a.finding.kind if a.finding else "") for a in linked] == [
        ("Ask five graduates what stopped them", "false_productivity"),
        ("Ask one sharper question in email one", "declining_outcome"),
    ]
    assert all(a.finding and a.finding.state == "doing" and f"e{a.outcome_id}" in a.finding.key for a in linked)


def test_everybody_can_sign_in(sample: Business, client: Client) -> None:
    for name, email, role in story.PEOPLE.values():
        user = User.objects.get(email=email)
        assert (user.name, user.check_password("marlow-sample")) == (name, True)
        see_user(user.pk)
        assert Membership.objects.get(business=sample, user=user).role == role
    client.force_login(User.objects.get(email="priya@example.com"))
    assert client.get(f"/b/{sample.slug}/").status_code == 200


def test_only_a_sample_is_ever_emptied(sample: Business) -> None:
    sample.is_sample = False
    with pytest.raises(ValueError, match="sample"):
        empty_sample(business=sample)
    assert System.objects.count() == 6


def test_ones_own_copy_is_nobody_elses_and_is_made_once(sample: Business) -> None:
    visitor = make_user()
    mine = open_sample(owner=visitor, today=date(2026, 11, 23))
    assert open_sample(owner=visitor, today=date(2026, 11, 23)).pk == mine.pk
    see(mine)
    assert mine.pk != sample.pk
    assert mine.slug != sample.slug
    assert [m.user for m in Membership.objects.filter(business=mine)] == [visitor]
    assert System.objects.filter(business=mine).count() == 6
    assert set(System.objects.filter(business=mine).values_list("owner__user", flat=True)) == {visitor.pk}


def test_the_story_moves_with_the_day() -> None:
    business = reset_demo(password="x", at=datetime(2027, 1, 4, 3, 0, tzinfo=UTC))  # still Sunday in Chicago
    see(business)
    assert Metric.objects.get(name="Lessons finished").last_period == date(2026, 12, 21)
