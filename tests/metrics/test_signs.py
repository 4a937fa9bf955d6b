"""The words of a metric's page say only what is marked, and since when it has been so."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from alignment.signals import usual_range
from businesses.models import Business
from metrics.actions import record_reading
from metrics.models import Metric
from metrics.queries import with_complete
from metrics.signs import signs, stretch_to
from reports.actions import compute_report
from tests.factories import make_element, make_metric, make_system, see
from tests.metrics.html import html

DROP = [41.0, 38.0, 40.0, 36.0, 26.0, 26.0, 26.0, 26.0]
WEEK_48 = date(2026, 11, 23)


def page_of(client: Client, business: Business, values: list[float]) -> tuple[Metric, str]:
    element = make_element(make_system(business), "outcome", "Calls for work we want")
    metric = make_metric(element, unit="%", combine="mean", plan=60, values=values)
    client.force_login(business.memberships.all()[0].user)
    return metric, html(client.get(f"/b/{business.slug}/metrics/{metric.pk}/"))


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_drop_is_said_from_where_it_began_and_apart_from_the_marks_before_it(
    client: Client, business: Business
) -> None:
    _, page = page_of(client, business, DROP)
    assert "From week 44 on, the readings lie below the usual middle of 32.4%." in page
    assert "They are marked from week 46 on" in page
    assert "The marks before that lie above it." in page
    assert "Week 46: 26%, below the usual middle like those before it" in page
    # Three of the four readings up to week 44 are high, its own is not: no mark says otherwise.
    assert 'data-say="Week 44: 26%"' in page
    assert "outside the usual" not in page


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_real_change_began_where_its_stretch_did(client: Client, business: Business) -> None:
    _, page = page_of(client, business, [50, 49, 51, 50, 49, 50, 51, 50, 49, 50, 51, 50, 30, 31])
    assert "Week 47 lies below the usual range" in page
    assert "It started in week 46." in page


@pytest.mark.django_db
@pytest.mark.sqlite
def test_a_change_that_began_inside_the_usual_range_names_two_weeks_for_two_things(
    client: Client, business: Business
) -> None:
    """Beside "outside the usual range since week 46" no sentence says that it, too, began in another week."""
    before = [50, 48, 51, 49, 52, 50, 48, 51, 49, 50, 52, 48]
    _, page = page_of(client, business, [*before, 47, 46, 46, 46, 47, 46.5, 47, 38, 38])
    assert "Outside the usual range since</dt><dd>Week 46</dd>" in page
    assert "The readings have been below the usual middle since week 39." in page
    assert "It started in" not in page


@pytest.mark.django_db
@pytest.mark.sqlite
def test_one_far_reading_is_said_of_itself(client: Client, business: Business) -> None:
    _, page = page_of(client, business, [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 30, 10, 11])
    assert "Week 45 lies above the usual range of" in page


@pytest.mark.django_db
@pytest.mark.sqlite
def test_the_number_of_a_running_week_is_shown_and_not_judged(client: Client, business: Business) -> None:
    metric, _ = page_of(client, business, DROP)
    record_reading(metric=metric, actor=None, period=WEEK_48, value=Decimal(90), today=WEEK_48)
    page = html(client.get(f"/b/{business.slug}/metrics/{metric.pk}/"))
    beside = page.split('aria-label="Newest reading"', 1)[1].split("</section>", 1)[0]
    assert beside.index("26%") < beside.index("Off track") < beside.index("Week 48 so far:<b")
    assert "not judged before the week is over" in beside


@given(st.lists(st.none() | st.floats(-1000, 1000), min_size=6, max_size=40))
def test_marks_lie_where_their_words_say(values: list[float | None]) -> None:
    usual = usual_range(values)
    found = signs(usual, values) if usual else []
    for sign in found:
        assert usual
        value = values[sign.index]
        assert value is not None
        assert (value > usual.limits.mean) == (sign.side == "above")
        run = stretch_to(sign, found, usual.limits.mean, values)
        assert run.start <= sign.first <= sign.index == run.end
        assert run.start <= run.marked_from <= run.end
        first = values[run.start]
        assert first is not None
        assert (first > usual.limits.mean) == (sign.side == "above")


@pytest.mark.django_db
@pytest.mark.sqlite
def test_nobody_judges_by_the_number_of_a_running_week(client: Client, business: Business) -> None:
    """On the map, on the consultant's list and after the check-in, as on the metric's own page."""
    metric, _ = page_of(client, business, DROP)
    see(business)
    record_reading(metric=metric, actor=None, period=WEEK_48, value=Decimal(90), today=WEEK_48)
    compute_report(business_id=business.pk, at=datetime(2026, 11, 23, 9, tzinfo=UTC))
    shown = html(client.get(f"/b/{business.slug}/map/"))
    assert 'metric__now num">26%<' in shown
    assert "90%" not in shown
    after = html(client.get(f"/b/{business.slug}/check-in/2026-w48/?finished="))
    assert "1 reading recorded. The next" in after
    row = after.split("Calls for work we want", 1)[0].rsplit("<tr>", 1)[1]
    assert "90%" in after
    assert "hs-" not in row
    assert "judged when the week is over" in after
    see(business)
    beside: Any = with_complete(Metric.objects.filter(pk=metric.pk), [(business, WEEK_48)]).get()
    assert (beside.complete_value, beside.last_value) == (26, 90)
