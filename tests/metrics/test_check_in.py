"""The check-in: each field saves by itself, or all at once without scripts; nothing that was typed is lost."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from businesses.models import Business, Membership, Role
from core.periods import last_complete
from metrics.actions import Entry, record_reading, record_readings, skip
from metrics.models import Event, Metric, Reading, ReadingChange, Skip
from metrics.queries import due_count, due_metrics
from tests.factories import make_business, make_element, make_member, make_metric, make_system, make_user, see
from tests.metrics.html import html
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
TODAY = date(2026, 11, 23)
WEEK_47, WEEK_46, WEEK_48 = date(2026, 11, 16), date(2026, 11, 9), date(2026, 11, 23)


@pytest.fixture
def signed_in(client: Client, recorder: Membership) -> Client:
    client.force_login(recorder.user)
    return client


def field(client: Client, metric: Metric, value: str, week: str = "2026-w47", **more: Any) -> Any:
    """What the browser sends when a field changes."""
    data = {f"r{metric.pk}": value, f"v{metric.pk}": more.pop("version", 0), "page": "2026-w47", "whose": "all"} | more
    address = f"/b/{metric.business.slug}/check-in/{week}/r/{metric.pk}/"
    return client.post(address, data, headers={"HX-Request": "true"})


def stored(metric: Metric, week: date = WEEK_47) -> Reading | None:
    see(metric.business)
    return Reading.objects.filter(metric=metric, period=week).first()


def test_the_page_shows_last_week_the_plan_and_what_is_due(signed_in: Client, lessons: Metric) -> None:
    page = html(signed_in.get(f"/b/{lessons.business.slug}/check-in/"))
    assert "<h1>Check-in for week 47</h1>" in page
    assert "Last week 480" in page
    assert "Plan 450" in page
    assert "0 of 1 done" in page
    assert f'data-save="/b/{lessons.business.slug}/check-in/2026-w47/r/"' in page
    assert '<span class="count">1<span' in page


def test_a_field_saves_by_itself_and_says_so(signed_in: Client, lessons: Metric, recorder: Membership) -> None:
    answer = field(signed_in, lessons, "1,240")
    assert answer.status_code == 200
    words = html(answer)
    assert f'id="r{lessons.pk}-say" role="status" data-done>Saved. On plan.</p>' in words
    assert f'name="v{lessons.pk}" value="1" hx-swap-oob="true"' in words
    assert 'id="progress-say" hx-swap-oob="innerHTML">All done' in words
    assert '<span id="tab-due" hx-swap-oob="true"></span>' in words
    assert f'id="r{lessons.pk}"' not in words, "the field the person is in is left alone"
    reading = stored(lessons)
    assert reading is not None
    assert (reading.value, reading.recorded_by) == (1240, recorder.user)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("480", "480"), ("1 240", "1240"), ("  12.5 ", "12.5"), ("$148", "148"), ("12%", "12"), ("0", "0"),
     ("55 lessons", "55"), ("1 Lesson", "1")],
)  # fmt: skip
def test_ways_to_type_a_number(signed_in: Client, lessons: Metric, typed: str, kept: str) -> None:
    assert field(signed_in, lessons, typed).status_code == 200
    reading = stored(lessons)
    assert reading is not None
    assert reading.value == Decimal(kept)


@pytest.mark.parametrize(
    "typed",
    ["abc", "1e400", "NaN", "inf", "-5", "1.2345678", "1234567890123456", "=HYPERLINK(1)", "<svg onload=x>", "\u202e1",
     "1\x002", "9" * 5_000],
)  # fmt: skip
def test_what_is_no_number_is_refused_beside_the_field(signed_in: Client, lessons: Metric, typed: str) -> None:
    answer = field(signed_in, lessons, typed)
    assert answer.status_code == 422
    assert "data-wrong" in html(answer)
    assert "<svg" not in html(answer)
    assert stored(lessons) is None


def test_a_count_below_zero_is_refused_and_money_is_not(signed_in: Client, lessons: Metric, business: Business) -> None:
    assert "Lessons cannot be below 0" in html(field(signed_in, lessons, "-5"))
    profit = make_metric(make_element(make_system(business), "outcome", "Profit"), unit="$")
    assert field(signed_in, profit, "-5").status_code == 200


def test_a_very_different_number_is_kept_and_questioned(signed_in: Client, lessons: Metric) -> None:
    words = html(field(signed_in, lessons, "4800"))
    assert "Very different from last week (480). Keep it if it is right." in words
    assert stored(lessons) is not None
    assert "Very different" not in html(field(signed_in, lessons, "1440", version=1))
    assert "Very different" in html(field(signed_in, lessons, "159", version=2))


def test_two_people_at_once_the_second_is_told_and_may_choose(signed_in: Client, lessons: Metric) -> None:
    nadia = make_user(name="Nadia")
    record_reading(metric=lessons, actor=nadia, period=WEEK_47, value=Decimal(470), today=TODAY)
    answer = field(signed_in, lessons, "490")
    assert answer.status_code == 409
    words = html(answer)
    assert "Nadia saved 470 while you were writing. Yours is 490." in words
    assert "Use mine" in words
    assert 'data-keep="470"' in words
    assert stored(lessons).value == 470  # type: ignore[union-attr]
    assert field(signed_in, lessons, "490", version=1).status_code == 200
    see(lessons.business)
    assert ReadingChange.objects.get().value == 470


def test_emptying_a_field_takes_the_number_out(signed_in: Client, lessons: Metric) -> None:
    field(signed_in, lessons, "490")
    assert "Taken out. It was 490." in html(field(signed_in, lessons, "", version=1))
    assert stored(lessons) is None
    assert field(signed_in, lessons, "").status_code == 200


def test_a_note_belongs_to_a_number(signed_in: Client, lessons: Metric) -> None:
    note = {f"n{lessons.pk}": "Two owners paused <b>"}
    assert field(signed_in, lessons, "", **note).status_code == 422
    field(signed_in, lessons, "490", **note)
    assert stored(lessons).note == "Two owners paused <b>"  # type: ignore[union-attr]
    page = html(signed_in.get(f"/b/{lessons.business.slug}/check-in/"))
    assert "Two owners paused &lt;b&gt;" in page


def test_skip_and_ask_again(signed_in: Client, lessons: Metric) -> None:
    words = html(field(signed_in, lessons, "", skip=str(lessons.pk)))
    assert "Skipped. It stays missing for the verdict." in words
    assert "All done" in words
    see(lessons.business)
    assert due_count(lessons.business, TODAY) == 0
    assert "0 of 1 done" in html(field(signed_in, lessons, "", unskip=str(lessons.pk)))
    see(lessons.business)
    assert due_count(lessons.business, TODAY) == 1


def test_an_early_number_is_kept_and_marked(signed_in: Client, lessons: Metric) -> None:
    words = html(field(signed_in, lessons, "100", week="2026-w48", page="2026-w48"))
    assert "Very different" in words or "Saved early. The week is still running." in words
    assert stored(lessons, WEEK_48) is not None
    page = html(signed_in.get(f"/b/{lessons.business.slug}/check-in/2026-w48/"))
    assert "still running" in page


@pytest.mark.parametrize("week", ["2026-w49", "2026-w99", "0001-w01", "9999-w52", "nonsense", "2026-11", "1950-w01"])
def test_periods_that_cannot_be_recorded_do_not_exist(signed_in: Client, lessons: Metric, week: str) -> None:
    assert field(signed_in, lessons, "1", week=week).status_code == 404
    if week != "2026-11":
        assert signed_in.get(f"/b/{lessons.business.slug}/check-in/{week}/").status_code == 404


def form(client: Client, business: Business, **fields: Any) -> Any:
    """The whole form, as a browser without scripts sends it."""
    return client.post(f"/b/{business.slug}/check-in/2026-w47/", {"page": "2026-w47", "whose": "all", **fields})


def test_without_scripts_everything_valid_is_saved_and_the_rest_kept(
    signed_in: Client, lessons: Metric, business: Business
) -> None:
    ads = make_metric(make_element(make_system(business, "Sales"), "outcome", "Ads that pay"), unit="%")
    answer = form(signed_in, business, **{f"r{lessons.pk}": "490", f"r{ads.pk}": "a third", "finish": "1"})
    assert answer.status_code == 422
    page = html(answer)
    assert "<title>Error: Check-in for week 47" in page
    assert 'value="a third"' in page
    assert "One number was not saved" in page
    assert f'<a href="#r{ads.pk}"><bdi>Ads that pay</bdi>: Enter a number, like 60</a>' in page
    assert "1 of 2 done" in page, "what was saved is told to be"
    assert "Enter a number, like 60" in page
    assert stored(lessons).value == 490  # type: ignore[union-attr]
    assert stored(ads) is None


def test_finish_shows_what_was_recorded_and_what_moved(signed_in: Client, lessons: Metric, business: Business) -> None:
    fields = {f"r{lessons.pk}": "440", "text": "Lessons became recorded", "finish": "1"}
    answer = form(signed_in, business, **fields)
    assert answer.status_code == 302
    assert "finished" in answer["Location"]
    page = html(signed_in.get(answer["Location"]))
    assert "1 reading recorded. The next ones" in page
    assert "Monday 30 November" in page
    assert "Down, worse" in page
    see(business)
    event = Event.objects.get()
    assert (event.text, event.day, event.metric) == ("Lessons became recorded", date(2026, 11, 22), None)
    form(signed_in, business, **fields)
    see(business)
    assert Event.objects.count() == 1


def test_same_and_skip_without_scripts(signed_in: Client, lessons: Metric, business: Business) -> None:
    answer = form(signed_in, business, **{f"r{lessons.pk}": "", "same": str(lessons.pk)})
    assert answer.status_code == 302
    assert stored(lessons).value == 480  # type: ignore[union-attr]
    answer = form(signed_in, business, **{f"r{lessons.pk}": "480", f"v{lessons.pk}": "1", "skip": str(lessons.pk)})
    assert answer.status_code == 422
    assert "There is a number already" in html(answer)


def test_a_stale_form_says_both_numbers_and_finishing_again_uses_mine(
    signed_in: Client, lessons: Metric, business: Business
) -> None:
    record_reading(metric=lessons, actor=make_user(name="Nadia"), period=WEEK_47, value=Decimal(470), today=TODAY)
    answer = form(signed_in, business, **{f"r{lessons.pk}": "490", f"v{lessons.pk}": "0", "finish": "1"})
    assert answer.status_code == 409
    page = html(answer)
    assert "Nadia saved 470 while you were writing. Yours is 490." in page
    assert 'value="490"' in page
    assert f'name="v{lessons.pk}" value="1"' in page
    assert form(signed_in, business, **{f"r{lessons.pk}": "490", f"v{lessons.pk}": "1"}).status_code == 302
    assert stored(lessons).value == 490  # type: ignore[union-attr]


def test_a_field_left_empty_does_not_undo_what_another_recorded(
    signed_in: Client, lessons: Metric, business: Business
) -> None:
    record_reading(metric=lessons, actor=None, period=WEEK_47, value=Decimal(470), today=TODAY)
    assert form(signed_in, business, **{f"r{lessons.pk}": "", f"v{lessons.pk}": "0"}).status_code == 302
    assert stored(lessons).value == 470  # type: ignore[union-attr]


def test_months_and_quarters_are_asked_for_with_the_week(
    signed_in: Client, lessons: Metric, business: Business
) -> None:
    rent = make_metric(make_element(make_system(business), "output", "Rent"), unit="$", cadence="monthly")
    page = html(signed_in.get(f"/b/{business.slug}/check-in/"))
    assert "October 2026" in page
    assert "0 of 2 done" in page
    assert f'id="r-{rent.pk}" data-save="/b/{business.slug}/check-in/2026-10/r/"' in page
    assert page.count("data-save") == 2, "its own only where it is not that of the page"
    answer = field(signed_in, rent, "900", week="2026-10")
    assert "1 of 2 done" in html(answer)
    assert "1 of 2 done" in html(signed_in.get(f"/b/{business.slug}/check-in/")), "settled in this check-in"
    assert "October" not in html(signed_in.get(f"/b/{business.slug}/check-in/2026-w46/"))


def test_mine_or_all(signed_in: Client, lessons: Metric, business: Business, recorder: Membership) -> None:
    mine = make_metric(make_element(make_system(business), "output", "Mine"), owner=recorder)
    page = html(signed_in.get(f"/b/{business.slug}/check-in/"))
    assert "Mine, 1" in page
    assert "All, 2" in page
    assert f'id="r{mine.pk}"' in page
    assert f'id="r{lessons.pk}"' not in page
    page = html(signed_in.get(f"/b/{business.slug}/check-in/2026-w47/?whose=all"))
    assert f'id="r{lessons.pk}"' in page
    field(signed_in, mine, "450")
    page = html(signed_in.get(f"/b/{business.slug}/check-in/"))
    assert f'id="r{lessons.pk}"' in page, "mine are in, another one is still due"


def test_all_in_says_when_the_next_are_due(signed_in: Client, lessons: Metric, business: Business) -> None:
    field(signed_in, lessons, "450")
    page = html(signed_in.get(f"/b/{business.slug}/check-in/"))
    assert "All readings are in" in page
    assert "Monday 30 November" in page
    assert "was 480, worse" in page


def test_paused_and_removed_metrics_are_not_asked_for(signed_in: Client, lessons: Metric, business: Business) -> None:
    system = make_system(business)
    make_metric(make_element(system, "output"), state="paused")
    make_metric(make_element(system, "output"), state="retired")
    make_metric(make_element(system, "output", removed_at="2026-11-20T00:00Z"))
    make_metric(make_element(make_system(business, removed_at="2026-11-20T00:00Z"), "output"))
    assert "0 of 1 done" in html(signed_in.get(f"/b/{business.slug}/check-in/"))
    see(business)
    assert due_count(business, TODAY) == 1


def test_a_viewer_reads_and_may_not_record(client: Client, lessons: Metric, business: Business) -> None:
    client.force_login(make_member(business, Role.VIEWER).user)
    page = client.get(f"/b/{business.slug}/check-in/")
    assert page.status_code == 200
    assert b"data-reading" not in page.content
    assert field(client, lessons, "1").status_code == 403
    assert form(client, business, **{f"r{lessons.pk}": "1"}).status_code == 403
    assert stored(lessons) is None


def test_an_outsider_finds_nothing(client: Client, lessons: Metric, business: Business) -> None:
    client.force_login(make_user())
    assert client.get(f"/b/{business.slug}/check-in/").status_code == 404
    assert field(client, lessons, "1").status_code == 404


def test_a_metric_of_another_business_is_not_found(signed_in: Client, business: Business) -> None:
    other = make_business()
    foreign = make_metric(make_element(make_system(other), "output"))
    address = f"/b/{business.slug}/check-in/2026-w47/r/{foreign.pk}/"
    assert signed_in.post(address, {f"r{foreign.pk}": "1"}).status_code == 404
    assert stored(foreign) is None


@pytest.mark.parametrize("number", [1, 30])
def test_queries_are_the_same_for_one_metric_and_for_thirty(
    signed_in: Client, lessons: Metric, business: Business, number: int
) -> None:
    system = make_system(business, "Sales")
    for i in range(number - 1):
        make_metric(make_element(system, "output"), plan=5, values=[1, 2, None, i])
    signed_in.get(f"/b/{business.slug}/check-in/")  # notes the day of the visit
    for address in ("", "2026-w47/", "2026-w40/", "2026-w48/", "2026-w47/?finished="):
        with count_queries(exactly=6):
            assert signed_in.get(f"/b/{business.slug}/check-in/{address}").status_code == 200


@pytest.mark.parametrize("number", [1, 30])
def test_what_is_due_is_counted_in_one_query(lessons: Metric, business: Business, number: int) -> None:
    for _ in range(number - 1):
        make_metric(make_element(lessons.element.system, "output"))
    with count_queries(exactly=1):
        assert due_count(business, TODAY) == number
    record_reading(metric=lessons, actor=None, period=WEEK_47, value=Decimal(1), today=TODAY)
    assert due_count(business, TODAY) == number - 1


def test_skips_of_other_weeks_settle_nothing(lessons: Metric, business: Business) -> None:
    skip(metric=lessons, actor=None, period=date(2026, 9, 7), today=TODAY)
    assert due_count(business, TODAY) == 1
    assert Skip.objects.count() == 1


def test_a_business_without_metrics_says_what_will_be_here(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    client.force_login(owner)
    page = html(client.get(f"/b/{business.slug}/check-in/"))
    assert "Nothing to record yet" in page
    assert f"/b/{business.slug}/numbers/" in page


def test_what_is_due_is_counted_as_it_is_listed(business: Business) -> None:
    """The count is written out for the bar of every page; the pages read `due_metrics`."""
    system, gone = make_system(business, "Sales"), make_system(business, "Gone", removed_at=timezone.now())
    for cadence in ("daily", "weekly", "monthly", "quarterly"):
        for state in ("active", "paused", "retired"):
            make_metric(make_element(system, "output"), cadence=cadence, state=state)
        settled, skipped = (make_metric(make_element(system, "output"), cadence=cadence) for _ in range(2))
        due = last_complete(TODAY, cadence, business.first_day).start
        record_reading(metric=settled, actor=None, period=due, value=Decimal(1), today=TODAY)
        skip(metric=skipped, actor=None, period=due, today=TODAY)
    make_metric(make_element(gone, "output"))
    make_metric(make_element(system, "output", removed_at=timezone.now()))
    assert due_count(business, TODAY) == due_metrics(business, TODAY).count() == 4
    # An early number settles nothing; one that was in and is taken out leaves its period due again.
    early, late = (make_metric(make_element(system, "output"), values=[1, None]) for _ in range(2))
    for metric, week in ((early, WEEK_48), (late, WEEK_48), (late, WEEK_47)):
        record_reading(metric=metric, actor=None, period=week, value=Decimal(1), today=TODAY)
    assert due_count(business, TODAY) == due_metrics(business, TODAY).count() == 5
    for week in (WEEK_47, WEEK_48):
        taken_out = [Entry(late.pk, week, None, 1)]
        record_readings(business=business, actor=None, entries=taken_out, today=TODAY)
        assert due_count(business, TODAY) == due_metrics(business, TODAY).count() == 6


def test_an_odd_share_is_kept_and_questioned(signed_in: Client, business: Business) -> None:
    ads = make_metric(make_element(make_system(business), "outcome", "Ads that pay"), unit="%", plan=60)
    assert "Saved. 120% is over 100%. Keep it if it is right." in html(field(signed_in, ads, "120"))
    assert "Saved. −3% is below 0. Keep it if it is right." in html(field(signed_in, ads, "-3", version=1))
    assert "may be meant for 38%" in html(field(signed_in, ads, "0.38", version=2))
    assert "Keep it" not in html(field(signed_in, ads, "38 percent", version=3))


def test_enter_without_scripts_saves_and_goes_to_the_next_that_is_open(
    signed_in: Client, lessons: Metric, business: Business
) -> None:
    other = make_metric(make_element(make_system(business, "Sales"), "output"))
    answer = form(signed_in, business, **{f"r{lessons.pk}": "490", "save": "1"})
    assert answer.status_code == 302
    page = html(signed_in.get(answer["Location"]))
    assert "1 of 2 done" in page
    assert page.count("autofocus") == 1
    assert f'id="r{other.pk}"' in page[: page.index("autofocus")].split("<input")[-1]
