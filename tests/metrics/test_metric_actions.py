"""Metrics and plans: one main metric an element, plans that stay, limits said in words."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from businesses.models import AuditRow, Business
from core.models import Conflict, Refused
from metrics import actions
from metrics.actions import (
    Amount,
    add_event,
    add_metric,
    edit_metric,
    make_main,
    record_reading,
    remove_event,
    remove_plan,
    set_plan,
    set_state,
)
from metrics.models import Event, Metric, Plan
from systems.models import Element
from tests.factories import make_element, make_metric, make_system

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
JANUARY, NOVEMBER = date(2026, 1, 5), date(2026, 11, 16)


@pytest.fixture
def element(business: Business) -> Element:
    return make_element(make_system(business), "outcome", "Ads that pay")


def add(element: Element, name: str = "Ads that pay", **fields: Any) -> Metric:
    return add_metric(element=element, actor=None, name=name, **fields)


def main_of(element: Element) -> list[str]:
    return list(Metric.objects.filter(element=element, is_main=True).values_list("name", flat=True))


def test_the_first_is_main_and_another_can_be_made_main(element: Element) -> None:
    first, second = add(element, "Share"), add(element, "Count")
    assert (first.is_main, second.is_main) == (True, False)
    make_main(metric=second, actor=None)
    assert main_of(element) == ["Count"]
    rows = AuditRow.objects.filter(what="metric_make_main").count()
    make_main(metric=second, actor=None)
    assert AuditRow.objects.filter(what="metric_make_main").count() == rows


def test_when_the_main_one_retires_the_next_takes_its_place(element: Element) -> None:
    first, second = add(element, "Share"), add(element, "Count")
    set_state(metric=first, actor=None, state="retired")
    assert main_of(element) == ["Count"]
    set_state(metric=second, actor=None, state="retired")
    assert main_of(element) == ["Count"], "nothing else to stand for it"
    assert add(element, "Newest").is_main
    assert main_of(element) == ["Newest"]
    with pytest.raises(Refused, match="retired"):
        make_main(metric=first, actor=None)


def test_numbers_belong_to_inputs_outputs_and_outcomes(element: Element) -> None:
    step = make_element(element.system, "step")
    with pytest.raises(Refused, match="Numbers belong to"):
        add(step)


def test_five_hundred_metrics_and_no_more(element: Element, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.metric, "MAX_METRICS", 2)
    first = add(element, "1")
    add(element, "2")
    with pytest.raises(Refused, match="A business can have 2 metrics"):
        add(element, "3")
    set_state(metric=first, actor=None, state="retired")
    assert add(element, "3").pk


def test_editing_names_its_version(element: Element) -> None:
    metric = add(element)
    edited = edit_metric(metric=metric, actor=None, version=1, name="Ads in profit", unit="%")
    assert (edited.name, edited.unit, edited.version) == ("Ads in profit", "%", 2)
    with pytest.raises(Conflict) as told:
        edit_metric(metric=metric, actor=None, version=1, name="Other")
    assert (told.value.theirs, told.value.mine) == ({"name": "Ads in profit"}, {"name": "Other"})
    assert edit_metric(metric=metric, actor=None, version=1, name="Ads in profit").version == 2, "nothing to change"
    row = AuditRow.objects.get(what="metric_edit")
    assert (row.before, row.after) == ({"name": "Ads that pay", "unit": ""}, {"name": "Ads in profit", "unit": "%"})


def test_the_rhythm_stays_once_there_are_readings(element: Element) -> None:
    metric = add(element)
    edit_metric(metric=metric, actor=None, version=1, cadence="monthly")
    edit_metric(metric=metric, actor=None, version=2, cadence="weekly")
    record_reading(metric=metric, actor=None, period=NOVEMBER, value=Decimal(1), today=date(2026, 11, 23))
    with pytest.raises(Refused, match="already has readings"):
        edit_metric(metric=metric, actor=None, version=3, cadence="monthly")


def test_plans_are_dated_and_past_ones_stay(element: Element) -> None:
    metric = add(element)
    set_plan(metric=metric, actor=None, since=JANUARY, amount=Amount(value=Decimal(50)))
    set_plan(
        metric=metric, actor=None, since=NOVEMBER, amount=Amount(value=Decimal(60)), benchmark="The trade reaches 55"
    )
    assert list(Plan.objects.order_by("since").values_list("value", flat=True)) == [50, 60]
    set_plan(metric=metric, actor=None, since=NOVEMBER, amount=Amount(value=Decimal(65)))
    newest = Plan.objects.get(since=NOVEMBER)
    assert (newest.value, newest.benchmark) == (65, "The trade reaches 55")
    assert AuditRow.objects.filter(what="plan_set").latest("id").before == {
        "since": "2026-11-16", "value": "60", "low": None, "high": None, "benchmark": "The trade reaches 55",
    }  # fmt: skip
    remove_plan(plan=newest, actor=None)
    remove_plan(plan=newest, actor=None)
    assert Plan.objects.get().value == 50
    assert AuditRow.objects.filter(what="plan_remove").count() == 1


def test_a_plan_somebody_changed_meanwhile_is_not_overwritten(element: Element) -> None:
    metric = add(element)
    set_plan(metric=metric, actor=None, since=JANUARY, amount=Amount(value=Decimal(50)), was=None)
    with pytest.raises(Conflict) as told:
        set_plan(metric=metric, actor=None, since=JANUARY, amount=Amount(value=Decimal(70)), was=None)
    assert told.value.theirs == {"amount": Amount(value=Decimal(50))}
    before = Business.objects.get(pk=element.business_id).readings_revision
    set_plan(metric=metric, actor=None, since=JANUARY, amount=Amount(value=Decimal(50)), was=None)
    assert Business.objects.get(pk=element.business_id).readings_revision == before, "the same again"


@pytest.mark.parametrize(
    ("direction", "amount", "words"),
    [
        ("higher", Amount(low=Decimal(1), high=Decimal(2)), "one number"),
        ("range", Amount(value=Decimal(1)), "a low and a high number"),
        ("range", Amount(low=Decimal(3), high=Decimal(2)), "must not be above"),
    ],
)
def test_plans_fit_the_direction(element: Element, direction: str, amount: Amount, words: str) -> None:
    metric = add(element, direction=direction)
    with pytest.raises(Refused, match=words):
        set_plan(metric=metric, actor=None, since=JANUARY, amount=amount)


@pytest.mark.parametrize(("direction", "zero", "plan"), [("higher", 60, 60), ("higher", 61, 60), ("lower", 60, 60)])
def test_the_zero_point_lies_on_the_bad_side(element: Element, direction: str, zero: int, plan: int) -> None:
    metric = add(element, direction=direction, zero=Decimal(zero))
    with pytest.raises(Refused, match="zero point must be"):
        set_plan(metric=metric, actor=None, since=JANUARY, amount=Amount(value=Decimal(plan)))
    other = make_metric(make_element(element.system, "outcome"), direction=direction, plan=plan)
    with pytest.raises(Refused, match="zero point must be"):
        edit_metric(metric=other, actor=None, version=1, zero=Decimal(zero))


def test_the_direction_stays_while_plans_do_not_fit_it(element: Element) -> None:
    metric = make_metric(element, plan=60)
    with pytest.raises(Refused, match="plans do not fit"):
        edit_metric(metric=metric, actor=None, version=1, direction="range")
    assert edit_metric(metric=metric, actor=None, version=1, direction="lower").direction == "lower"


def test_words_on_the_chart_are_kept_once(element: Element) -> None:
    metric = add(element)
    for _ in range(2):
        event = add_event(business=element.business, actor=None, metric=metric, day=NOVEMBER, text="New price")
    assert Event.objects.count() == AuditRow.objects.filter(what="event_add").count() == 1
    remove_event(event=event, actor=None)
    remove_event(event=event, actor=None)
    assert Event.objects.count() == 0
    assert AuditRow.objects.get(what="event_remove").before == {"day": "2026-11-16", "text": "New price"}
