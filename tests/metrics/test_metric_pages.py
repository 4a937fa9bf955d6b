"""One metric's page, its readings, plans and events; adding and editing metrics."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from businesses.models import Business, Membership, Role
from metrics.actions import add_event, record_reading
from metrics.models import Event, Metric, Plan, Reading, ReadingChange
from tests.factories import make_business, make_element, make_member, make_metric, make_system, make_user, see
from tests.metrics.html import html
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY, WEEK_47 = date(2026, 11, 23), date(2026, 11, 16)
FALLING = [50, 47, 49, 46, 48, 50, 48, 46, 49, 47, 48, 50, 49, 50, 49, 46, 44, 43, 41, 40, 38, 37, 35, 34]


@pytest.fixture
def ads(business: Business) -> Metric:
    element = make_element(make_system(business, "Delivery"), "outcome", "Graduates whose ads pay")
    return make_metric(element, unit="%", combine="mean", plan=60, values=FALLING)


@pytest.fixture
def editor(client: Client, business: Business) -> Client:
    client.force_login(make_member(business, Role.EDITOR).user)
    return client


def page_of(client: Client, metric: Metric, query: str = "") -> str:
    answer = client.get(f"/b/{metric.business.slug}/metrics/{metric.pk}/{query}")
    assert answer.status_code == 200
    return html(answer)


def post(client: Client, metric: Metric, to: str, **fields: Any) -> Any:
    return client.post(f"/b/{metric.business.slug}/metrics/{metric.pk}/{to}", fields)


def test_the_page_says_what_it_means_and_what_it_rests_on(editor: Client, ads: Metric) -> None:
    page = page_of(editor, ads)
    assert "This is a real change, not a bad week" in page
    assert "34%" in page
    assert "<dt>Last 4 weeks</dt><dd>36%</dd>" in page
    assert "<dt>Score</dt><dd>60 of 100</dd>" in page
    assert "Off track" in page
    assert page.count('role="img"') == 2
    assert page.count("<tr><th scope") == 13 + 1
    assert "All 24 readings" in page
    assert page_of(editor, ads, "?show=all").count("<tr><th scope") == 24 + 1


def test_under_six_readings_it_is_too_early(editor: Client, business: Business) -> None:
    metric = make_metric(make_element(make_system(business), "output"), plan=5, values=[4, 5, 6])
    page = page_of(editor, metric)
    assert "Too early to tell" in page
    assert "3 more readings to go" in page
    assert "c-range" not in page
    assert "Too early to tell: 3 of 4 readings" in page
    assert "Not measured" in page


def test_a_provisional_range_is_dashed(editor: Client, business: Business) -> None:
    metric = make_metric(make_element(make_system(business), "output"), plan=5, values=[4, 5, 6, 5, 4, 5, 6])
    page = page_of(editor, metric)
    assert "A first look at the usual range" in page
    assert "c-range--soft" in page


def test_without_readings_the_page_says_how_to_start(editor: Client, business: Business) -> None:
    metric = make_metric(make_element(make_system(business), "output"))
    page = page_of(editor, metric)
    assert "Record six readings to see the usual range." in page
    assert "No reading yet" in page


def test_a_stale_metric_is_not_measured(editor: Client, business: Business) -> None:
    metric = make_metric(
        make_element(make_system(business), "output"), plan=5, values=[6] * 8, newest=date(2026, 10, 26)
    )
    page = page_of(editor, metric)
    assert "The newest number is 3 weeks old and no longer counts" in page
    assert "<dt>Score" not in page


def test_an_early_number_is_hatched_and_not_judged(editor: Client, ads: Metric) -> None:
    record_reading(metric=ads, actor=None, period=TODAY, value=Decimal(90), today=TODAY)
    page = page_of(editor, ads)
    assert "c-dot--early" in page
    assert "hatch-l" in page
    assert "<dt>Last 4 weeks</dt><dd>36%</dd>" in page


def test_events_stand_on_the_chart(editor: Client, ads: Metric) -> None:
    answer = post(editor, ads, "events/", day="2026-10-20", text="Lessons <recorded>")
    assert answer.status_code == 302
    page = page_of(editor, ads)
    assert "Lessons &lt;recorded&gt;" in page
    assert "c-ev" in page
    see(ads.business)
    event = Event.objects.get()
    assert post(editor, ads, f"events/{event.pk}/remove/").status_code == 302
    assert "c-ev" not in page_of(editor, ads)
    assert post(editor, ads, f"events/{event.pk}/remove/").status_code == 404


@pytest.mark.parametrize(
    ("day", "text"), [("", "x"), ("0001-01-01", "x"), ("2026-10-20", ""), ("2026-13-45", "x" * 500), ("\x00", "\x00")]
)
def test_wrong_events_are_refused(editor: Client, ads: Metric, day: str, text: str) -> None:
    answer = post(editor, ads, "events/", day=day, text=text)
    assert answer.status_code == 422
    assert "field--wrong" in html(answer)
    see(ads.business)
    assert Event.objects.count() == 0


def test_events_of_the_whole_business_are_on_every_chart(editor: Client, ads: Metric) -> None:
    add_event(business=ads.business, actor=None, day=date(2026, 11, 11), text="Holiday week")
    assert "Holiday week" in page_of(editor, ads)


def test_a_reading_is_added_and_one_that_is_there_is_not_overwritten(editor: Client, business: Business) -> None:
    metric = make_metric(make_element(make_system(business), "output"), unit="calls")
    assert post(editor, metric, "readings/", period="2026-w47", value="31", note="by phone").status_code == 302
    answer = post(editor, metric, "readings/", period="2026-w47", value="32")
    assert answer.status_code == 409
    page = html(answer)
    assert '<dd dir="auto">31</dd>' in page
    assert '<dd dir="auto">32</dd>' in page
    assert post(editor, metric, "readings/2026-w47/", value="32", version="1").status_code == 302
    assert "Was 31 until" in page_of(editor, metric)


@pytest.mark.parametrize("value", ["", "abc", "-4", "1e400"])
def test_wrong_readings_stay_in_the_form(editor: Client, business: Business, value: str) -> None:
    metric = make_metric(make_element(make_system(business), "output"), unit="calls")
    answer = post(editor, metric, "readings/", period="2026-w47", value=value, note="kept")
    assert answer.status_code == 422
    assert "kept" in html(answer)
    see(business)
    assert Reading.objects.count() == 0


def test_a_correction_keeps_who_when_and_why(editor: Client, ads: Metric) -> None:
    answer = post(editor, ads, "readings/2026-w47/", value="35.5", version="1", why="one was counted twice", note="")
    assert answer.status_code == 302
    page = page_of(editor, ads)
    assert "Was 34% until 23 November 2026" in page
    assert "one was counted twice" in page
    assert post(editor, ads, "readings/2026-w47/", value="36", version="1").status_code == 409
    see(ads.business)
    assert ReadingChange.objects.count() == 1


def test_a_wrong_number_is_taken_out(editor: Client, ads: Metric) -> None:
    assert "Take this number out" in html(editor.get(f"/b/{ads.business.slug}/metrics/{ads.pk}/readings/2026-w47/"))
    answer = post(editor, ads, "readings/2026-w47/", value="34", version="1", take_out="1")
    assert answer.status_code == 302
    see(ads.business)
    assert not Reading.objects.filter(period=WEEK_47).exists()


def add(client: Client, element: Any, **fields: Any) -> Any:
    data = {
        "name": "Calls held",
        "unit": "calls",
        "direction": "higher",
        "cadence": "weekly",
        "combine": "sum",
    } | fields
    return client.post(f"/b/{element.business.slug}/elements/{element.pk}/metrics/add/", data)


def test_a_metric_is_added_with_its_plan(editor: Client, business: Business) -> None:
    element = make_element(make_system(business), "output", "Calls")
    assert b"Count" in editor.get(f"/b/{business.slug}/elements/{element.pk}/metrics/add/").content
    answer = add(editor, element, amount="40", benchmark="last year")
    assert answer.status_code == 302
    see(business)
    metric = Metric.objects.get()
    assert (metric.name, metric.unit, metric.is_main) == ("Calls held", "calls", True)
    plan = Plan.objects.get()
    assert (plan.value, plan.benchmark) == (40, "last year")
    assert plan.since < date(2026, 9, 28), "before the weeks of the grid"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": ""}, "Say what is counted"),
        ({"name": "\x00"}, "control character"),
        ({"name": "x" * 200}, "Use at most 120 characters"),
        ({"direction": "sideways"}, "Select a valid choice"),
        ({"amount": "many"}, "Plan must be a number, like 60"),
        ({"direction": "range", "amount": "60"}, "a low and a high number"),
        ({"zero": "70", "amount": "60"}, "zero point must be below"),
        ({"unit": "%"}, "Shares cannot be added up"),
        ({"direction": "range", "zero": "1", "amount": "1–2"}, "has no zero point"),
        ({"tolerance": "1"}, "Only a metric that is best within a range"),
    ],
)
def test_a_wrong_metric_is_refused_and_nothing_is_half_made(
    editor: Client, business: Business, fields: dict[str, str], words: str
) -> None:
    element = make_element(make_system(business), "output", "Calls")
    answer = add(editor, element, **fields)
    assert answer.status_code == 422
    assert words in html(answer)
    see(business)
    assert Metric.objects.count() == 0


def test_shares_are_averaged_unless_told_otherwise(editor: Client, business: Business) -> None:
    element = make_element(make_system(business), "output", "Calls")
    for unit, combine in (("%", "mean"), ("calls", "sum")):
        assert add(editor, element, unit=unit, combine="").status_code == 302
        see(business)
        assert Metric.objects.get(unit=unit).combine == combine


def test_a_count_that_becomes_a_share_is_averaged(editor: Client, business: Business) -> None:
    metric = make_metric(make_element(make_system(business), "output"), unit="calls")
    assert edit(editor, metric, unit="%").status_code == 302
    metric.refresh_from_db()
    assert (metric.unit, metric.combine) == ("%", "mean")
    answer = edit(editor, metric, combine="sum", version="2")
    assert answer.status_code == 422, "chosen by hand for a share"
    assert "Shares cannot be added up" in html(answer)


def test_an_odd_plan_or_reading_is_asked_about_once(editor: Client, ads: Metric, business: Business) -> None:
    answer = post(editor, ads, "plans/", amount="-5 %")
    assert answer.status_code == 422
    page = html(answer)
    assert "−5% is below 0. Is this right? Send it again if it is." in page
    assert 'type="hidden" name="sure" value="-5 %"' in page
    assert post(editor, ads, "plans/", amount="-5 %", sure="-5 %").status_code == 302
    assert post(editor, ads, "readings/2026-w40/", value="150").status_code == 422
    assert post(editor, ads, "readings/2026-w40/", value="150", sure="150", version="1").status_code == 302
    element = make_element(make_system(business), "outcome", "Most pay in time")
    answer = add(editor, element, unit="%", combine="", amount="150")
    assert answer.status_code == 422
    assert 'type="hidden" name="sure" value="150"' in html(answer)
    assert add(editor, element, unit="%", combine="", amount="150%", sure="150%").status_code == 302


def test_a_first_plan_says_since_when_it_holds(editor: Client, business: Business) -> None:
    element = make_element(make_system(business), "output", "Calls")
    page = html(editor.get(f"/b/{business.slug}/elements/{element.pk}/metrics/add/"))
    assert "It also holds for the readings you enter first, up to 12 back" in page
    metric = make_metric(element)
    assert "Far enough back to judge the readings that are there" in html(
        editor.get(f"/b/{business.slug}/metrics/{metric.pk}/edit/")
    )


def test_steps_have_no_metrics(editor: Client, business: Business) -> None:
    step = make_element(make_system(business), "step")
    assert add(editor, step).status_code == 404


def edit(client: Client, metric: Metric, **fields: Any) -> Any:
    data = {"name": metric.name, "unit": metric.unit, "direction": metric.direction, "cadence": metric.cadence,
            "combine": metric.combine, "version": "1"} | fields  # fmt: skip
    return post(client, metric, "edit/", **data)


def test_editing_and_the_stale_form(editor: Client, ads: Metric, recorder: Membership) -> None:
    assert edit(editor, ads, name="Ads in profit", owner=str(recorder.pk)).status_code == 302
    assert "Ads in profit" in page_of(editor, ads)
    answer = edit(editor, ads, name="Profitable ads")
    assert answer.status_code == 409
    page = html(answer)
    assert "Ads in profit" in page
    assert "Profitable ads" in page
    assert 'name="version" value="2"' in page
    assert edit(editor, ads, name="Profitable ads", version="2").status_code == 302
    assert edit(editor, ads, cadence="monthly", version="3").status_code == 422


def test_plans_are_set_from_a_period_on_and_taken_out(editor: Client, ads: Metric) -> None:
    assert post(editor, ads, "plans/", amount="65", since="2026-11-23").status_code == 302
    page = page_of(editor, ads)
    assert "65%" in page
    assert "from Week 48" in page
    see(ads.business)
    plan = Plan.objects.latest("since")
    for fields in ({"amount": ""}, {"amount": "x"}, {"amount": "1", "since": "1999-01-01"}):
        assert post(editor, ads, "plans/", **fields).status_code == 422
    assert post(editor, ads, f"plans/{plan.pk}/remove/").status_code == 302
    assert post(editor, ads, f"plans/{plan.pk}/remove/").status_code == 404


def test_pausing_and_making_main(editor: Client, ads: Metric) -> None:
    second = make_metric(ads.element, "Count", is_main=False)
    assert post(editor, second, "main/").status_code == 302
    assert post(editor, ads, "state/", state="retired").status_code == 302
    assert post(editor, ads, "main/").status_code == 422
    assert post(editor, ads, "state/", state="gone").status_code == 422
    see(ads.business)
    second.refresh_from_db()
    assert second.is_main


def test_who_may(client: Client, ads: Metric, business: Business, recorder: Membership) -> None:
    client.force_login(make_member(business, Role.VIEWER).user)
    assert "Add a reading" not in page_of(client, ads)
    assert post(client, ads, "readings/", period="2026-w47", value="1").status_code == 403
    client.force_login(recorder.user)
    assert "Add a reading" in page_of(client, ads)
    assert post(client, ads, "plans/", amount="1").status_code == 403
    client.force_login(make_user())
    assert client.get(f"/b/{business.slug}/metrics/{ads.pk}/").status_code == 404


def test_a_metric_of_another_business_does_not_exist(editor: Client, business: Business) -> None:
    foreign = make_metric(make_element(make_system(make_business()), "output"), plan=1, values=[1])
    for address in ("", "edit/", "readings/2026-w47/"):
        assert editor.get(f"/b/{business.slug}/metrics/{foreign.pk}/{address}").status_code == 404
    for address in ("readings/", "events/", "plans/", "state/", "main/"):
        assert editor.post(f"/b/{business.slug}/metrics/{foreign.pk}/{address}").status_code == 404


@pytest.mark.parametrize("number", [1, 30])
def test_queries_are_the_same_for_one_reading_and_for_thirty(editor: Client, business: Business, number: int) -> None:
    system = make_system(business)
    metric = make_metric(make_element(system, "output"), plan=5, values=list(range(number)))
    for i in range(number - 1):
        make_metric(make_element(system, "output"), plan=5, values=[1, i])
    record_reading(metric=metric, actor=make_user(), period=WEEK_47, value=Decimal(99), today=TODAY)
    page_of(editor, metric)
    for query in ("", "?show=all"):
        with count_queries(exactly=6):
            page_of(editor, metric, query)
