"""The map that Start draws: what was said is on it, linked and measured."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from django.test import Client

from accounts.models import User
from businesses.models import AuditRow, Business
from core.periods import local_today, period_of
from metrics.models import Metric, Plan, Reading
from systems.models import Contribution, Element, Flow, Serves, System
from tests.factories import see
from tests.workspace.start.walk import CHAIN, CHANGES, SYSTEMS, begun, part

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_the_map_holds_what_was_said(mapped: Business, owner: User) -> None:
    systems = list(System.objects.order_by("position"))
    assert [s.name for s in systems] == ["Traffic", "Leads", "Quotes", "Delivery"]
    assert [s.slot for s in systems] == list(CHAIN)
    assert {s.owner.user for s in systems if s.owner} == {owner}
    outputs = Element.objects.filter(kind="output").order_by("system__position").values_list("text", "slot")
    assert outputs[0] == ("Calls from our area", "calls-and-messages")
    assert [text for text, _ in outputs][1:] == ["Jobs we can quote", "Quotes sent", "Jobs finished"]
    assert not Element.objects.filter(kind__in=["step", "resource"]).exists()
    assert not Serves.objects.exists()


def test_the_last_change_of_the_chain_is_the_goal(mapped: Business) -> None:
    assert mapped.goal is not None
    assert mapped.goal.text == "No more than 5% of jobs need a second visit each week."
    assert mapped.goal.why == "", "the sentence of step 1 was replaced: there is one point of it all"
    assert mapped.goal.desired_for == "time"
    assert mapped.goal.system.name == "Delivery"
    assert Element.objects.exclude(desired_for="").count() == 1


def test_outputs_lead_to_outcomes_and_outcomes_to_the_next(mapped: Business) -> None:
    pairs = {
        (c.source.system.name, c.source.kind, c.target.system.name, c.target.kind)
        for c in Contribution.objects.select_related("source__system", "target__system")
    }
    names = ["Traffic", "Leads", "Quotes", "Delivery"]
    inside = {(n, "output", n, "outcome") for n in names}
    along = {(a, "outcome", b, "outcome") for a, b in pairwise(names)}
    assert pairs == inside | along


def test_what_one_system_produces_comes_into_the_next(mapped: Business) -> None:
    flows = Flow.objects.select_related("output__system", "input__system").order_by("output__system__position")
    assert [(f.output.system.name, f.input.system.name) for f in flows] == [
        ("Traffic", "Leads"),
        ("Leads", "Quotes"),
        ("Quotes", "Delivery"),
    ]
    assert all(f.input.text == f.output.text and f.input.source == "flow" for f in flows)


def test_a_number_for_each_and_a_plan_only_where_one_was_given(mapped: Business, owner: User) -> None:
    metrics = {m.name: m for m in Metric.objects.select_related("element", "owner__user")}
    assert len(metrics) == 8
    assert metrics["At least 50% say yes at full price each week"].unit == "%"
    second = metrics["Second visits"]
    assert (second.direction, second.combine, second.cadence) == ("lower", "mean", "weekly")
    assert metrics["With a budget"].combine == "mean"
    assert metrics["Calls"].combine == "sum"
    assert metrics["Jobs finished"].cadence == "monthly"
    assert all(m.is_main and m.owner and m.owner.user == owner for m in metrics.values())
    plans = dict(Plan.objects.values_list("metric__name", "value"))
    assert plans["Second visits"] == Decimal(5)
    assert "Jobs to quote" not in plans
    assert len(plans) == 7
    assert not Reading.objects.exists()


def test_plans_hold_for_the_weeks_that_are_entered_first(mapped: Business) -> None:
    from django.utils import timezone

    today = local_today(timezone.now(), "Europe/London")
    since = Plan.objects.get(metric__name="Calls").since
    assert since == period_of(today, "weekly").shift(-13).start
    monthly = Plan.objects.get(metric__name="Jobs finished").since
    assert monthly.day == 1
    assert isinstance(monthly, date)


def test_the_same_again_changes_nothing(client: Client, mapped: Business) -> None:
    again = client.post(f"/start/{mapped.slug}/3/", CHANGES)
    assert again["Location"] == f"/b/{mapped.slug}/map/"
    for step in (1, 2, 3):
        assert client.get(f"/start/{mapped.slug}/{step}/")["Location"] == f"/b/{mapped.slug}/map/"
    see(mapped)
    assert System.objects.count() == 4
    assert AuditRow.objects.filter(what="map_start").count() == 1


def test_support_systems_lead_to_the_goal(client: Client, owner: User) -> None:
    business = begun(client, owner)
    client.post(f"/start/{business.slug}/2/", {**SYSTEMS, "use_finance": "on"})
    finance = part("finance", "outcome", "Each month 4,000 in free cash is left.", "Free cash", unit="$")
    client.post(f"/start/{business.slug}/3/", {**CHANGES, **finance})
    see(business)
    business.refresh_from_db()
    cash = Element.objects.get(system__slot="finance", kind="outcome")
    assert [c.target for c in Contribution.objects.filter(source=cash)] == [business.goal]
    assert System.objects.get(slot="finance").kind == "support"


def test_a_system_nobody_said_anything_about_is_on_the_map_empty(client: Client, owner: User) -> None:
    business = begun(client, owner, step=3)
    said = {name: value for name, value in CHANGES.items() if not name.startswith("leads-")}
    client.post(f"/start/{business.slug}/3/", said)
    see(business)
    leads = System.objects.get(slot="leads")
    # What Traffic produces still comes in.
    assert [e.kind for e in leads.elements.all()] == ["input"]
    jumps = Contribution.objects.filter(source__system__slot="traffic", source__kind="outcome")
    assert [c.target.system.slot for c in jumps] == ["conversion"]
