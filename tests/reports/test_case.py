"""From the map to the case: exactly model.md §3."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

import alignment
from businesses.models import Business
from metrics.models import Metric, Plan
from reports.case import build_case
from reports.rows import read_rows
from systems.models import Element, System
from tests.factories import (
    make_business,
    make_contribution,
    make_element,
    make_flow,
    make_metric,
    make_reading,
    make_serves,
    make_system,
    see,
)
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

TODAY = date(2026, 11, 23)  # a Monday: week 47 ended yesterday


def case_of(business: Business, today: date = TODAY) -> dict[str, Any]:
    see(business)
    business.refresh_from_db()
    case = build_case(read_rows(business), today)
    alignment.case_from_dict(case)  # the engine's strict reader takes it
    return case


def series(case: dict[str, Any], id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(m for m in case["metrics"] if m["id"] == id)
    return found


@pytest.fixture
def business() -> Business:
    return make_business()


@pytest.fixture
def delivery(business: Business) -> System:
    return make_system(business, "Delivery", position=3)


def output(system: System, **fields: Any) -> Element:
    return make_element(system, "output", **fields)


def outcome(system: System, **fields: Any) -> Element:
    return make_element(system, "outcome", **fields)


def test_an_empty_business_is_a_case(business: Business) -> None:
    case = case_of(business)
    assert case["id"] == f"b{business.pk}"
    assert (case["cadence"], case["until"], case["week_starts"]) == ("weekly", "2026-11-22", "monday")
    assert (case["systems"], case["metrics"], case["chain"]) == ([], [], None)


def test_systems_stand_in_chain_order_then_support(business: Business) -> None:
    make_system(business, "Finance", kind="support", position=0)
    make_system(business, "Sales", position=2)
    make_system(business, "Leads", position=1)
    assert [(s["name"], s["kind"]) for s in case_of(business)["systems"]] == [
        ("Leads", "chain"), ("Sales", "chain"), ("Finance", "support"),
    ]  # fmt: skip


def test_a_system_brings_its_people_playbook_tools_and_owner(business: Business, delivery: System) -> None:
    for facet in ("people", "process", "technology"):
        make_element(delivery, "resource", f"the {facet}", facet=facet)
    (system,) = case_of(business)["systems"]
    assert (system["people"], system["process"], system["technology"]) == (
        ["the people"], ["the process"], ["the technology"],
    )  # fmt: skip
    assert system["owner"] is None
    delivery.owner = business.memberships.get()
    delivery.save()
    assert case_of(business)["systems"][0]["owner"] == f"p{delivery.owner_id}"


def test_nothing_about_a_person_is_in_a_case(business: Business, delivery: System) -> None:
    member = business.memberships.get()
    delivery.owner = member
    delivery.save()
    step = make_element(delivery, "step", "Call", hours=2, who="Ada Lovelace", owner=member)
    text = str(case_of(business))
    assert f"e{step.pk}" in text
    assert member.user.email not in text
    assert "Ada" not in text


def test_what_feeds_an_input_is_what_is_on_the_map(business: Business, delivery: System) -> None:
    """A source that was once said to be a flow counts only while a flow is there."""
    sales = make_system(business, "Sales", position=2)
    fed = make_element(delivery, "input", "Buyers", source="flow")
    said = make_element(delivery, "input", "Promises", source="flow")
    bought = make_element(delivery, "input", "Paper", source="outside")
    nobody = make_element(delivery, "input", "Luck")
    made = output(sales)
    make_flow(made, fed)
    found = {i["id"]: i["source"] for s in case_of(business)["systems"] for i in s["inputs"]}
    assert found == {f"e{fed.pk}": "flow", f"e{said.pk}": None, f"e{bought.pk}": "outside", f"e{nobody.pk}": None}
    made.removed_at = datetime(2026, 11, 1, tzinfo=UTC)
    made.save()
    assert case_of(business)["systems"][1]["inputs"][0]["source"] is None


def test_an_element_without_a_metric_is_a_metric_without_values(business: Business, delivery: System) -> None:
    made, changed = output(delivery, text="Calls"), outcome(delivery, text="Members stay.")
    case = case_of(business)
    assert case["metrics"] == [
        {"id": f"e{made.pk}", "name": "Calls", "system": f"s{delivery.pk}", "kind": "output"},
        {
            "id": f"e{changed.pk}", "name": "Members stay.", "system": f"s{delivery.pk}", "kind": "outcome",
            "statement": "Members stay.",
        },
    ]  # fmt: skip


def test_the_main_metric_carries_the_elements_id_and_the_others_follow(business: Business, delivery: System) -> None:
    changed = outcome(delivery, text="Members stay.")
    second = make_metric(changed, "complaints", is_main=False, direction="lower")
    main = make_metric(changed, "members leaving", unit="%", combine="mean", direction="lower")
    case = case_of(business)
    assert [m["id"] for m in case["metrics"]] == [f"e{changed.pk}", f"m{second.pk}"]
    first, other = case["metrics"]
    assert (first["name"], first["unit"], first["statement"]) == (main.name, "%", "Members stay.")
    assert other["of"] == f"e{changed.pk}"
    assert "statement" not in other


@pytest.mark.parametrize("state", [Metric.State.PAUSED, Metric.State.RETIRED])
def test_hiding_the_main_metric_leaves_its_place_empty(business: Business, delivery: System, state: str) -> None:
    """So that a bad number that is switched off counts as missing, never as gone."""
    changed = outcome(delivery)
    make_metric(changed, values=[1, 2, 3, 4], plan=10, state=state)
    second = make_metric(changed, is_main=False)
    case = case_of(business)
    assert "values" not in series(case, f"e{changed.pk}")
    assert series(case, f"m{second.pk}")["of"] == f"e{changed.pk}"


def test_metrics_on_inputs_are_inputs(business: Business, delivery: System) -> None:
    came = make_element(delivery, "input", "Buyers", source="outside")
    assert case_of(business)["metrics"] == []
    make_metric(came, "buyers", values=[3])
    assert series(case_of(business), f"e{came.pk}")["kind"] == "input"


def test_values_are_oldest_first_with_gaps_and_without_the_running_week(business: Business, delivery: System) -> None:
    made = output(delivery)
    metric = make_metric(made, values=[34, None, 42], newest=date(2026, 11, 16))
    make_reading(metric, 99, date(2026, 11, 23))
    assert series(case_of(business), f"e{made.pk}")["values"] == [34.0, None, 42.0]
    assert series(case_of(business, date(2026, 12, 7)), f"e{made.pk}")["values"] == [34.0, None, 42.0, 99.0, None]


def test_a_metric_that_only_has_the_running_week_has_no_values_yet(business: Business, delivery: System) -> None:
    made = output(delivery)
    make_metric(made, values=[5], newest=date(2026, 11, 23))
    assert series(case_of(business), f"e{made.pk}")["values"] == []


def test_the_main_cadence_is_that_of_most_outcomes_and_sets_the_last_day(business: Business, delivery: System) -> None:
    for cadence in ("monthly", "monthly", "weekly"):
        make_metric(outcome(delivery), cadence=cadence)
    made = output(delivery)
    make_metric(made, cadence="weekly", values=[1, 2, 3], newest=date(2026, 11, 16))
    case = case_of(business)
    assert (case["cadence"], case["until"]) == ("monthly", "2026-10-31")
    assert series(case, f"e{made.pk}")["values"] == []  # weeks after October are left out like the running month


def test_at_a_tie_the_businesss_own_cadence_holds() -> None:
    business = make_business(main_cadence="quarterly")
    delivery = make_system(business)
    for cadence in ("monthly", "weekly"):
        make_metric(outcome(delivery), cadence=cadence)
    assert (case_of(business)["cadence"], case_of(business)["until"]) == ("quarterly", "2026-09-30")


def test_daily_series_become_weeks(business: Business, delivery: System) -> None:
    """Sums at the daily rate from six days on, below that the week is missing; "last" takes the last day."""
    days = [date(2026, 11, d) for d in range(2, 23)]  # three whole weeks
    elements = [output(delivery) for _ in range(3)]
    for element, combine in zip(elements, ("sum", "mean", "last"), strict=True):
        metric = make_metric(element, cadence="daily", combine=combine, plan=10)
        for i, day in enumerate(days):
            if day not in (date(2026, 11, 15), date(2026, 11, 21), date(2026, 11, 22)):
                make_reading(metric, i, day)
    case = case_of(business)
    sums, means, lasts = (series(case, f"e{e.pk}") for e in elements)
    assert sums["cadence"] == "weekly"
    assert sums["values"] == [21.0, 7 * 57 / 6, None]
    assert means["values"] == [3.0, 57 / 6, None]
    assert lasts["values"] == [6.0, 12.0, 18.0]
    assert (sums["targets"][0]["value"], means["targets"][0]["value"]) == (70.0, 10.0)


def test_weeks_follow_the_business_also_after_it_changed_its_first_day(business: Business, delivery: System) -> None:
    made = output(delivery)
    metric = make_metric(made)
    for value, day in ((1, date(2026, 11, 8)), (2, date(2026, 11, 15))):  # recorded while weeks began on Sunday
        make_reading(metric, value, day)
    assert series(case_of(business), f"e{made.pk}")["values"] == [1.0, 2.0]
    Business.objects.filter(pk=business.pk).update(first_day=5)
    case = case_of(business)
    assert (case["week_starts"], case["until"]) == ("saturday", "2026-11-20")
    assert series(case, f"e{made.pk}")["values"] == [1.0, 2.0]


def test_dated_plans_are_targets(business: Business, delivery: System) -> None:
    made = output(delivery)
    metric = make_metric(made, plan=30)
    Plan.objects.create(business=business, metric=metric, since=date(2026, 10, 5), value="35.5")
    assert series(case_of(business), f"e{made.pk}")["targets"] == [
        {"from": "2020-01-06", "value": 30.0}, {"from": "2026-10-05", "value": 35.5},
    ]  # fmt: skip


def test_a_range_has_two_ends_and_plans_of_another_direction_do_not_count(business: Business, delivery: System) -> None:
    made = output(delivery)
    metric = make_metric(made, direction="range", tolerance=2, plan=30)
    Plan.objects.create(business=business, metric=metric, since=date(2026, 10, 5), low=10, high=20)
    found = series(case_of(business), f"e{made.pk}")
    assert found["targets"] == [{"from": "2026-10-05", "lo": 10.0, "hi": 20.0}]
    assert found["tol"] == 2.0


@pytest.mark.parametrize(("zero", "kept"), [(10, True), (30, False), (40, False)])
def test_a_zero_point_counts_while_it_lies_below_every_plan(
    business: Business, delivery: System, zero: int, kept: bool
) -> None:
    made = output(delivery)
    make_metric(made, zero=zero, plan=30)
    assert ("zero" in series(case_of(business), f"e{made.pk}")) is kept


def test_links_go_main_series_to_main_series_with_the_delay_in_periods(business: Business, delivery: System) -> None:
    made, between, end = output(delivery), outcome(delivery), outcome(delivery)
    make_metric(made)
    make_metric(end, cadence="monthly")
    make_contribution(made, end, delay_days=45, sign=-1)
    make_contribution(made, between, delay_days=10)
    make_contribution(between, end)
    links = {(link["from"], link["to"]): (link["sign"], link["lag"]) for link in case_of(business)["links"]}
    assert links == {
        (f"e{made.pk}", f"e{end.pk}"): (-1, 1),
        (f"e{made.pk}", f"e{between.pk}"): (1, 0),  # the middle one has no metric: compared by month
        (f"e{between.pk}", f"e{end.pk}"): (1, None),
    }


def test_desired_are_the_tagged_outcomes_and_the_goal(business: Business, delivery: System) -> None:
    for _ in range(2):
        outcome(delivery)
    wanted, goal = outcome(delivery, desired_for="time"), outcome(delivery)
    assert case_of(business)["desired"] == [f"e{wanted.pk}"]
    Business.objects.filter(pk=business.pk).update(goal=goal)
    assert case_of(business)["desired"] == [f"e{wanted.pk}", f"e{goal.pk}"]


def test_steps_with_hours_or_cost_are_activities(business: Business, delivery: System) -> None:
    made = output(delivery)
    timed = make_element(delivery, "step", "Call", hours="2.5", cadence="weekly", rate=40, must_do=True)
    paid = make_element(delivery, "step", "Advertise", cost=300, cadence="monthly")
    make_element(delivery, "step", "Think")
    make_serves(timed, made)
    assert case_of(business)["activities"] == [
        {
            "id": f"e{timed.pk}", "name": "Call", "system": f"s{delivery.pk}", "hours": 2.5, "rate": 40.0, "cost": 0.0,
            "must_do": True, "serves": [f"e{made.pk}"], "cadence": "weekly",
        },
        {
            "id": f"e{paid.pk}", "name": "Advertise", "system": f"s{delivery.pk}", "hours": 0.0, "rate": 0.0,
            "cost": 300.0, "must_do": False, "serves": [], "cadence": "monthly",
        },
    ]  # fmt: skip


def test_a_flow_is_a_handoff_with_its_defaults(business: Business, delivery: System) -> None:
    sales = make_system(business, "Sales", position=2)
    buyers, came = output(sales), make_element(delivery, "input", "Buyers", unit="buyers", definition="paid in full")
    make_flow(buyers, came)
    entry = {"from": f"e{buyers.pk}", "to": None, "system": f"s{delivery.pk}", "needs_unit": "buyers: paid in full"}
    assert case_of(business)["handoffs"] == [entry]
    make_metric(buyers, unit="new buyers")
    other, taken = output(delivery), output(delivery)
    make_metric(other, unit="lessons")
    make_metric(taken, unit="buyer")
    assert case_of(business)["handoffs"] == [{**entry, "to": f"e{taken.pk}"}]


def test_what_a_flow_is_said_to_be_measured_by_and_to_limit_holds(business: Business, delivery: System) -> None:
    sales = make_system(business, "Sales", position=2)
    buyers, good = output(sales), outcome(sales)
    measured, limited = make_metric(good), make_metric(output(delivery))
    second = make_metric(buyers, is_main=False)
    came = make_element(delivery, "input")
    flow = make_flow(buyers, came, measured_by=measured, limits=limited)
    entry = {
        "from": f"e{good.pk}",
        "to": f"e{limited.element_id}",
        "system": f"s{delivery.pk}",
        "output": f"e{buyers.pk}",
    }
    assert case_of(business)["handoffs"] == [entry]
    flow.measured_by, flow.limits = second, measured  # what it limits must be in the system that receives
    flow.save()
    assert case_of(business)["handoffs"] == [{**entry, "from": f"m{second.pk}", "to": None}]
    Metric.objects.filter(pk=second.pk).update(state="retired")
    assert case_of(business)["handoffs"][0]["from"] == f"e{buyers.pk}"


def chain(business: Business, **last: Any) -> list[Element]:
    """Visits → leads → sales: three systems, each handing over what it makes."""
    made: list[Element] = []
    volumes: dict[str, list[Any]] = {"visits": [6000] * 6, "leads": [120] * 6, "sales": [12, 12, None, 12, 12, 12]}
    for position, (name, values) in enumerate(volumes.items()):
        system = make_system(business, name.title(), position=position, capacity=30 if name == "sales" else None)
        if made:
            make_flow(made[-1], make_element(system, "input", f"{made[-1].text} in"))
        element = make_element(system, "output", name)
        make_metric(element, name, values=values, plan=7000 if name == "visits" else None)
        made.append(element)
    end = make_system(business, "Delivery", position=9)
    make_flow(made[-1], make_element(end, "input", "sales in"))
    Plan.objects.create(
        business=business, metric=Metric.objects.get(element=made[-1]), since=date(2026, 1, 5), value=20
    )
    return made


def test_consecutive_volumes_make_the_chain(business: Business) -> None:
    visits, _, sales = chain(business)
    found = case_of(business)["chain"]
    assert found["entry"] == 6000.0
    assert found["convs"] == [0.02, 0.1]
    assert found["caps"] == [None, 30.0, None]
    assert found["goals"] == {"entry": 7000.0}
    assert found["final"] == f"e{sales.pk}"
    assert found["names"]["conv0"] == "visits to leads"
    assert visits.text == found["names"]["entry"]


@pytest.mark.parametrize("broken", ["no_metric", "no_plan", "too_few", "rate"])
def test_without_one_of_its_volumes_there_is_no_chain(business: Business, broken: str) -> None:
    made = chain(business)
    leads = Metric.objects.get(element=made[1])
    if broken == "no_metric":
        Metric.objects.filter(pk=leads.pk).update(state="retired")
    elif broken == "no_plan":
        Plan.objects.filter(metric__element=made[2]).delete()
    elif broken == "too_few":
        leads.readings.filter(period__lt=date(2026, 11, 9)).delete()
    else:
        Metric.objects.filter(pk=leads.pk).update(combine="mean")  # a rate is no volume
    assert case_of(business)["chain"] is None


def test_removed_things_are_not_in_the_case(business: Business, delivery: System) -> None:
    gone = make_system(business, "Gone", removed_at=datetime(2026, 1, 1, tzinfo=UTC))
    made, lost = output(delivery), outcome(gone)
    make_metric(lost, values=[1])
    make_contribution(made, lost)
    dropped = outcome(delivery, removed_at=datetime(2026, 1, 1, tzinfo=UTC))
    make_metric(dropped, values=[1])
    case = case_of(business)
    assert [m["id"] for m in case["metrics"]] == [f"e{made.pk}"]
    assert case["links"] == []


def test_reading_a_business_takes_eight_queries_whatever_its_size(business: Business, delivery: System) -> None:
    for n in (1, 30):
        for _ in range(n):
            made, changed = output(delivery), outcome(delivery)
            make_metric(made, values=[1, 2, 3], plan=3)
            make_contribution(made, changed)
        see(business)
        with count_queries(8):
            read_rows(business)


def test_the_same_rows_give_the_same_case(business: Business) -> None:
    chain(business)
    assert case_of(business) == case_of(business)
