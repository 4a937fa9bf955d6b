"""First numbers: plans and the last eight periods as a grid or a paste; what was typed is never lost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from businesses.models import Business, Membership, Role
from metrics.actions import Amount, record_reading, set_plan
from metrics.models import Metric, Plan, Reading, ReadingChange
from tests.factories import make_business, make_element, make_member, make_metric, make_system, make_user, see
from tests.metrics.html import html
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY, WEEK_47, WEEK_40 = date(2026, 11, 23), date(2026, 11, 16), date(2026, 9, 28)


@pytest.fixture
def ads(business: Business) -> Metric:
    element = make_element(make_system(business, "Delivery"), "outcome", "Graduates whose ads pay")
    return make_metric(element, unit="%", combine="mean")


@pytest.fixture
def editor(client: Client, business: Business) -> Client:
    client.force_login(make_member(business, Role.EDITOR).user)
    return client


def cell(metric: Metric, week: int) -> str:
    return f"c{metric.pk}-2026-w{week}"


def save(client: Client, business: Business, do: str = "save", **fields: Any) -> Any:
    return client.post(f"/b/{business.slug}/numbers/", {"do": do, **fields})


def test_the_grid_shows_the_last_eight_weeks(editor: Client, business: Business, lessons: Metric) -> None:
    page = html(editor.get(f"/b/{business.slug}/numbers/"))
    assert "Week 40" in page
    assert f'id="{cell(lessons, 46)}" name="{cell(lessons, 46)}" value="480"' in page
    assert f'id="{cell(lessons, 47)}" name="{cell(lessons, 47)}" value=""' in page
    assert f'id="p{lessons.pk}" name="p{lessons.pk}" value="450"' in page
    assert cell(lessons, 48) not in page


def test_numbers_and_a_first_plan_are_saved_and_the_verdict_is_next(
    editor: Client, business: Business, ads: Metric
) -> None:
    fields = {f"p{ads.pk}": "60", f"q{ads.pk}": "", cell(ads, 46): "35%", cell(ads, 47): "34", cell(ads, 45): ""}
    answer = save(editor, business, "verdict", **fields)
    assert answer.status_code == 302
    assert answer["Location"] == f"/b/{business.slug}/alignment/"
    see(business)
    assert dict(Reading.objects.values_list("period", "value")) == {WEEK_47: 34, date(2026, 11, 9): 35}
    plan = Plan.objects.get()
    assert (plan.value, plan.since) == (60, WEEK_40), "in force for every week of the grid"
    ads.refresh_from_db()
    assert ads.last_value == 34


def test_what_is_wrong_stays_in_its_cell_and_the_rest_is_saved(
    editor: Client, business: Business, ads: Metric, lessons: Metric
) -> None:
    fields = {f"p{ads.pk}": "lots", cell(ads, 46): "abc", cell(ads, 47): "34", cell(lessons, 47): "-3"}
    answer = save(editor, business, **fields)
    assert answer.status_code == 422
    page = html(answer)
    assert "3 numbers were not saved" in page
    assert 'value="lots"' in page
    assert 'value="abc"' in page
    assert "Graduates whose ads pay, Week 46: Enter a number, like 60" in page
    assert "Lessons cannot be below 0" in page
    assert f'aria-describedby="{cell(ads, 46)}-e"' in page
    see(business)
    assert Reading.objects.get(metric=ads).value == 34


def test_corrections_and_emptied_cells(editor: Client, business: Business, lessons: Metric) -> None:
    versions = {f"v{lessons.pk}": "2026-w46:1,2026-w45:1"}
    assert save(editor, business, **versions, **{cell(lessons, 46): "481", cell(lessons, 45): ""}).status_code == 302
    see(business)
    assert ReadingChange.objects.get().value == 480
    assert not Reading.objects.filter(metric=lessons, period=date(2026, 11, 2)).exists()


def test_somebody_elses_number_meanwhile_is_shown_and_saving_again_uses_mine(
    editor: Client, business: Business, ads: Metric
) -> None:
    record_reading(metric=ads, actor=None, period=WEEK_47, value=Decimal(33), today=TODAY)
    answer = save(editor, business, **{cell(ads, 47): "34", f"v{ads.pk}": ""})
    assert answer.status_code == 409
    page = html(answer)
    assert "Somebody saved 33 while you were writing" in page
    assert 'value="34"' in page
    assert f'name="v{ads.pk}" value="2026-w47:1"' in page
    assert save(editor, business, **{cell(ads, 47): "34", f"v{ads.pk}": "2026-w47:1"}).status_code == 302
    see(business)
    assert Reading.objects.get().value == 34


def test_a_plan_somebody_set_meanwhile_is_shown(editor: Client, business: Business, ads: Metric) -> None:
    set_plan(metric=ads, actor=None, since=WEEK_40, amount=Amount(value=Decimal(70)))
    answer = save(editor, business, **{f"p{ads.pk}": "60", f"q{ads.pk}": ""})
    assert answer.status_code == 409
    assert "Somebody set this to 70" in html(answer)
    assert save(editor, business, **{f"p{ads.pk}": "60", f"q{ads.pk}": "70  "}).status_code == 302
    see(business)
    assert Plan.objects.get().value == 60


def test_several_plans_are_changed_on_the_metrics_own_page(editor: Client, business: Business, ads: Metric) -> None:
    for since, value in ((WEEK_40, 50), (WEEK_47, 60)):
        set_plan(metric=ads, actor=None, since=since, amount=Amount(value=Decimal(value)))
    page = html(editor.get(f"/b/{business.slug}/numbers/"))
    assert f'name="p{ads.pk}"' not in page
    save(editor, business, **{f"p{ads.pk}": "1", f"q{ads.pk}": "60  "})
    see(business)
    assert set(Plan.objects.values_list("value", flat=True)) == {50, 60}


def paste(client: Client, business: Business, text: str, into: Any = "weekly", rows_are: str = "metric") -> Any:
    return save(client, business, "read", paste=text, into=str(into), rows_are=rows_are)


def test_a_paste_is_shown_before_it_is_saved(editor: Client, business: Business, ads: Metric, lessons: Metric) -> None:
    answer = paste(editor, business, "Graduates whose ads pay\t36\t35\t34\nLessons finished\t1\tx\t")
    assert answer.status_code == 200
    page = html(answer)
    assert "4 numbers read from your paste. Nothing is saved yet" in page
    assert "One cell needs a look" in page
    assert "Everything else is saved" not in page, "nothing is"
    assert f'name="{cell(ads, 45)}" value="36"' in page
    assert f'name="{cell(lessons, 46)}" value="x"' in page
    assert "Enter a number, like 60" in page, "what cannot be read says so at once"
    assert "<bdi>Graduates whose ads pay</bdi>: Week 45 to Week 47" in page
    see(business)
    assert Reading.objects.filter(metric=ads).count() == 0


def test_a_paste_with_weeks_goes_into_those_and_says_what_it_changes(
    editor: Client, business: Business, ads: Metric, lessons: Metric
) -> None:
    text = "Week;Lessons finished;Graduates whose ads pay\n40;401;36\n41;419;35\n43;5;34\n30;1;1\n"
    page = html(paste(editor, business, text, rows_are="period"))
    assert "6 numbers read from your paste" in page
    assert "2 would change what is stored" in page
    assert f'name="{cell(lessons, 40)}" value="401"' in page
    assert "was 408</p>" in page
    assert "was 419</p>" not in page, "week 41 holds what is pasted"
    assert "Week 40 to Week 41, Week 43" in page
    assert "Left out: 30 (this page holds Week 40 to Week 47)." in page
    answer = paste(editor, business, "Week;Lessons finished\nfourty;401", rows_are="period")
    assert answer.status_code == 422
    assert "“fourty” names no week. Write it like W40 or 2026-09-28." in html(answer)
    assert "Week;Lessons finished" in html(answer), "what was pasted is still there"


def test_a_column_for_one_metric(editor: Client, business: Business, ads: Metric) -> None:
    page = html(paste(editor, business, "40\n38\n\n34\n", ads.pk))
    assert f'name="{cell(ads, 44)}" value="40"' in page
    assert f'name="{cell(ads, 46)}" value=""' in page
    assert f'name="{cell(ads, 47)}" value="34"' in page


@pytest.mark.parametrize("text", ["", "no numbers here", "\x00", "a\tb\n\n", "x" * 300_000])
def test_a_paste_without_numbers_says_so(editor: Client, business: Business, ads: Metric, text: str) -> None:
    answer = paste(editor, business, text)
    assert answer.status_code in (200, 422)
    if text in ("", "\x00") or len(text) > 1000:
        assert answer.status_code == 422
        assert "id_paste_error" in html(answer)
    see(business)
    assert Reading.objects.count() == 0


def test_a_paste_for_a_foreign_metric_is_refused(editor: Client, business: Business, ads: Metric) -> None:
    other = make_business()
    foreign = make_metric(make_element(make_system(other), "output"))
    assert paste(editor, business, "1", foreign.pk).status_code == 422
    assert save(editor, business, **{cell(foreign, 47): "5"}).status_code == 302
    see(other)
    assert Reading.objects.count() == 0


def test_a_recorder_enters_numbers_and_no_plans(
    client: Client, business: Business, ads: Metric, recorder: Membership
) -> None:
    client.force_login(recorder.user)
    assert f'name="p{ads.pk}"' not in html(client.get(f"/b/{business.slug}/numbers/"))
    assert save(client, business, **{f"p{ads.pk}": "60", f"q{ads.pk}": ""}).status_code == 403
    assert save(client, business, **{cell(ads, 47): "34"}).status_code == 302


def test_viewers_and_outsiders(client: Client, business: Business, ads: Metric) -> None:
    client.force_login(make_member(business, Role.VIEWER).user)
    assert client.get(f"/b/{business.slug}/numbers/").status_code == 403
    client.force_login(make_user())
    assert client.get(f"/b/{business.slug}/numbers/").status_code == 404


def test_what_nothing_counts_yet_is_offered(editor: Client, business: Business) -> None:
    output = make_element(make_system(business), "output", "Brochures")
    page = html(editor.get(f"/b/{business.slug}/numbers/"))
    assert "Nothing is counted yet" in page
    assert f"/b/{business.slug}/elements/{output.pk}/metrics/add/" in page


def test_fifty_rows_a_page(editor: Client, business: Business) -> None:
    system = make_system(business)
    for i in range(52):
        make_metric(make_element(system, "output", position=i), f"Number {i}")
    page = html(editor.get(f"/b/{business.slug}/numbers/?page=2"))
    assert "Metrics 51 to 52 of 52" in page
    assert "Number 51" in page
    assert "Number 49" not in page
    for odd in ("0", "-1", "99999999999", "x", "\u0664"):
        assert editor.get(f"/b/{business.slug}/numbers/", {"page": odd}).status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_queries_are_the_same_for_one_metric_and_for_thirty(
    editor: Client, business: Business, lessons: Metric, number: int
) -> None:
    for _ in range(number - 1):
        make_metric(make_element(lessons.element.system, "output"), plan=5, values=[1, 2, 3])
    editor.get(f"/b/{business.slug}/numbers/")
    with count_queries(exactly=6):
        assert editor.get(f"/b/{business.slug}/numbers/").status_code == 200


def test_the_metrics_own_unit_may_stand_behind_a_number(editor: Client, business: Business, lessons: Metric) -> None:
    fields = {cell(lessons, 47): "1,240 Lessons", f"p{lessons.pk}": "460 lessons", f"q{lessons.pk}": "450  "}
    assert save(editor, business, **fields).status_code == 302
    see(business)
    assert Reading.objects.get(metric=lessons, period=WEEK_47).value == 1240
    assert Plan.objects.get(metric=lessons).value == 460
    assert save(editor, business, **{cell(lessons, 45): "55 calls"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "words", "stored"),
    [
        ("-3", "−3% is below 0. Is this right? Save again if it is.", -3),
        ("120 %", "120% is over 100%. Is this right?", 120),
        ("0.38", "0.38% is less than 1%, and it may be meant for 38%. Is this right?", Decimal("0.38")),
    ],
)
def test_an_odd_share_is_asked_about_once(
    editor: Client, business: Business, ads: Metric, typed: str, words: str, stored: Any
) -> None:
    fields = {cell(ads, 45): "36", cell(ads, 46): "35", cell(ads, 47): typed}
    answer = save(editor, business, **fields)
    assert answer.status_code == 422
    page = html(answer)
    assert words in page
    assert f'type="hidden" name="s{cell(ads, 47)}" value="{typed}"' in page
    see(business)
    assert Reading.objects.count() == 2, "the others are saved"
    another = save(editor, business, **{cell(ads, 47): "130", f"s{cell(ads, 47)}": typed})
    assert another.status_code == 422, "another number is another question"
    assert save(editor, business, **{cell(ads, 47): typed, f"s{cell(ads, 47)}": typed}).status_code == 302
    see(business)
    assert Reading.objects.get(period=WEEK_47).value == stored
    shown = {cell(ads, 47): typed, f"v{ads.pk}": "2026-w47:1", cell(ads, 44): "40"}
    assert save(editor, business, **shown).status_code == 302, "what is stored is not asked about again"


def test_an_odd_plan_is_asked_about_once(editor: Client, business: Business, ads: Metric) -> None:
    answer = save(editor, business, **{f"p{ads.pk}": "500", f"q{ads.pk}": ""})
    assert answer.status_code == 422
    assert "500% is over 100%. Is this right? Save again if it is." in html(answer)
    see(business)
    assert not Plan.objects.exists()
    again = save(editor, business, **{f"p{ads.pk}": "500", f"q{ads.pk}": "", f"sp{ads.pk}": "500"})
    assert again.status_code == 302
    assert save(editor, business, **{cell(ads, 47): "320"}).status_code == 302, "as the plan says"


def test_numbers_that_are_no_shares_are_not_asked_about(editor: Client, business: Business, lessons: Metric) -> None:
    assert save(editor, business, **{cell(lessons, 47): "0.5"}).status_code == 302
    again = {cell(lessons, 47): "120000", f"v{lessons.pk}": "2026-w47:1"}
    assert save(editor, business, **again).status_code == 302
