"""Old reports: the last of each period stays, and whatever something else refers to."""

from datetime import UTC, date, datetime, timedelta

import pytest

from businesses.models import Business
from digests.models import SendLedger
from jobs.timetable import Turn
from reports.actions import thin_reports
from reports.actions.thinning import referring
from reports.models import Report
from reports.tasks import nightly_alignment
from reviews.models import Review
from tests.factories import make_business, make_review, make_user, see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
WEEK_46, WEEK_47 = date(2026, 11, 15), date(2026, 11, 22)


def stored(business: Business, as_of: date, days_old: int) -> Report:
    return Report.objects.create(
        business=business, as_of=as_of, map_revision=1, readings_revision=1, engine="1", case_hash="", case={},
        result={}, computed_at=NOW - timedelta(days=days_old),
    )  # fmt: skip


def left(business: Business) -> set[int]:
    see(business)
    return set(Report.objects.filter(business=business).values_list("pk", flat=True))


def test_of_old_reports_the_last_of_each_period_stays() -> None:
    business = make_business()
    first, second, third = (stored(business, WEEK_46, days) for days in (50, 45, 40))
    other_week = stored(business, WEEK_47, 39)
    assert thin_reports(business_id=business.pk, at=NOW) == 2
    assert left(business) == {third.pk, other_week.pk}
    assert thin_reports(business_id=business.pk, at=NOW) == 0
    assert {first.pk, second.pk}.isdisjoint(left(business))


def test_thirty_days_are_kept_whole() -> None:
    business = make_business()
    rows = {stored(business, WEEK_47, days).pk for days in (30, 29, 0)}
    assert thin_reports(business_id=business.pk, at=NOW) == 0
    assert left(business) == rows


def test_a_report_that_a_review_refers_to_stays() -> None:
    business = make_business()
    reviewed = stored(business, WEEK_46, 50)
    stored(business, WEEK_46, 45)
    last = stored(business, WEEK_46, 40)
    review = make_review(business, make_user())
    type(review).objects.filter(pk=review.pk).update(report=reviewed)
    assert thin_reports(business_id=business.pk, at=NOW) == 1
    assert left(business) == {reviewed.pk, last.pk}


def test_every_table_that_refers_to_reports_is_asked() -> None:
    """A new reference is seen without being named: the two of digests are found as well as that of reviews."""
    assert {(SendLedger, "report"), (SendLedger, "earlier"), (Review, "report")} <= set(referring())


def test_another_business_is_not_touched() -> None:
    mine, theirs = make_business(), make_business()
    see(theirs)
    kept = {stored(theirs, WEEK_46, days).pk for days in (50, 45)}
    assert thin_reports(business_id=mine.pk, at=NOW) == 0
    assert left(theirs) == kept


def test_the_night_does_it() -> None:
    business = make_business()
    stored(business, WEEK_46, 50)
    last = stored(business, WEEK_46, 45)
    nightly_alignment(Turn(f"nightly_alignment:{business.pk}", business.pk, NOW.date(), NOW))
    assert left(business) == {last.pk}
