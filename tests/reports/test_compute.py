"""Computing a report: from the tables to the stored row, and the findings that live across reports."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

import alignment
from businesses.models import AuditRow, Business
from jobs.actions import request_job
from jobs.models import Due, Job
from jobs.timetable import serve_due
from jobs.work import run_waiting
from metrics.models import Reading
from reports import engine, judged
from reports.actions import compute_report, dismiss_finding, plan_action
from reports.actions.compute import comes_back, prepare_report, store_report
from reports.models import Finding, Report, ReportParts
from reports.queries import counting_since, latest_report, report_history
from systems.models import Element, System
from tests.factories import make_business, make_contribution, make_element, make_metric, make_reading, make_system, see
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WEEK = timedelta(weeks=1)


def busy_business(weeks: int = 8, pays: float = 34) -> Business:
    """Plenty done, little changed: lessons over plan, graduates whose ads pay far under it."""
    business = make_business()
    delivery = make_system(business, "Delivery")
    lessons = make_element(delivery, "output", "Lessons finished")
    ads = make_element(delivery, "outcome", "60% of graduates earn more than their ads cost.", desired_for="money")
    make_metric(lessons, "lessons finished", plan=450, values=[486 + i % 3 for i in range(weeks)])
    make_metric(
        ads, "graduates whose ads pay", plan=60, values=[pays + i % 2 for i in range(weeks)], unit="%", combine="mean"
    )
    make_contribution(lessons, ads)
    see(business)
    return business


def report_of(business: Business, at: datetime = NOW) -> Report | None:
    report = compute_report(business_id=business.pk, at=at)
    see(business)
    business.refresh_from_db()
    return report


def raise_revision(business: Business, **fields: int) -> None:
    Business.objects.filter(pk=business.pk).update(**fields)
    business.refresh_from_db()


def finding(kind: str) -> Finding:
    return Finding.objects.get(kind=kind)


def outcome_pays(percent: float) -> None:
    Reading.objects.filter(metric__unit="%").update(value=percent)


def test_a_report_is_stored_with_what_it_was_computed_from() -> None:
    business = busy_business()
    raise_revision(business, map_revision=3, readings_revision=8)
    report = report_of(business)
    assert report is not None
    assert (report.map_revision, report.readings_revision, report.as_of) == (3, 8, date(2026, 11, 22))
    assert report.result["quadrant"] == "false_productivity"
    assert {f["kind"] for f in report.result["findings"]} >= {"false_productivity", "no_owner"}
    assert Finding.objects.count() == len(report.result["findings"])


def test_nothing_changed_is_no_new_report() -> None:
    business = busy_business()
    assert report_of(business)
    assert report_of(business, NOW + timedelta(hours=5)) is None
    assert Report.objects.count() == 1


def test_a_change_that_does_not_touch_the_case_is_a_new_report_without_the_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    business = busy_business()
    first = report_of(business)
    raise_revision(business, map_revision=1)
    view = latest_report(business)
    assert view is not None
    assert view.stale

    def not_again(*args: Any) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr(engine, "assess", not_again)
    second = report_of(business)
    assert first is not None
    assert second is not None
    assert second.result == first.result
    assert not latest_report(business).stale  # type: ignore[union-attr]


def test_a_new_week_is_a_new_report_and_a_new_engine_too(monkeypatch: pytest.MonkeyPatch) -> None:
    business = busy_business()
    report_of(business)
    assert report_of(business, NOW + WEEK)
    monkeypatch.setattr(alignment, "VERSION", "9.9.9")
    assert report_of(business, NOW + WEEK)
    assert Report.objects.count() == 3


def test_identical_input_gives_identical_bytes() -> None:
    business = busy_business()
    one, two = (prepare_report(business_id=business.pk, at=NOW) for _ in range(2))
    assert one is not None
    assert two is not None
    assert alignment.dumps(one.result) == alignment.dumps(two.result)
    assert one.case_hash == two.case_hash


def kept_keys() -> set[str]:
    return set(json.loads(ReportParts.objects.get().parts)["parts"])


def test_one_new_reading_works_out_one_metric_and_its_links() -> None:
    """alignment.md section 5: the rest is taken over from the report before, and the result is that of a full run."""
    business = busy_business(weeks=14)
    other = make_element(System.objects.get(), "outcome", "Members stay.")
    make_metric(other, "members who stay", plan=90, values=[80 + i % 5 for i in range(14)], unit="%", combine="mean")
    lessons = Element.objects.get(kind="output")
    make_contribution(lessons, other)
    see(business)
    report_of(business)
    before = kept_keys()
    assert sorted(key[0] for key in before) == ["l", "l", "m", "m", "m", "s", "s"]
    newest = Reading.objects.filter(metric__element=other).order_by("-period")[0]
    Reading.objects.filter(pk=newest.pk).update(value=99)
    raise_revision(business, readings_revision=1)
    report = report_of(business)
    assert report is not None
    assert sorted(key[0] for key in kept_keys() - before) == ["l", "m"]
    assert len(kept_keys() & before) == 5
    full, _ = engine.assess(report.case, float(business.day_cost), {})
    assert alignment.dumps(report.result) == alignment.dumps(full)


def test_a_report_needs_no_parts_of_the_one_before() -> None:
    business = busy_business()
    report_of(business)
    ReportParts.objects.all().delete()
    outcome_pays(61)
    raise_revision(business, readings_revision=1)
    assert report_of(business)
    assert kept_keys()


def test_a_change_after_the_reading_leaves_the_report_stale() -> None:
    """The revisions are read before the rows: what comes in meanwhile makes it stale, never silently fresh."""
    business = busy_business()
    prepared = prepare_report(business_id=business.pk, at=NOW)
    see(business)
    raise_revision(business, readings_revision=1)
    assert prepared is not None
    store_report(prepared)
    see(business)
    assert latest_report(business).stale  # type: ignore[union-attr]


def test_a_slow_run_does_not_overwrite_a_newer_report() -> None:
    business = busy_business()
    slow = prepare_report(business_id=business.pk, at=NOW)
    see(business)
    raise_revision(business, readings_revision=1)
    assert report_of(business)
    assert slow is not None
    assert store_report(slow) is None
    see(business)
    assert Report.objects.count() == 1


def test_a_deleted_business_is_no_error() -> None:
    assert compute_report(business_id=987654321, at=NOW) is None


def test_findings_keep_what_people_decided_and_their_first_day() -> None:
    business = busy_business()
    report_of(business)
    row = finding("false_productivity")
    plan_action(
        business=business,
        actor=business.memberships.get().user,
        finding=row,
        text="Look",
        person=None,
        due=None,
        outcome=None,
    )
    make_reading(row_metric(), 34, date(2026, 11, 23))
    assert report_of(business, NOW + WEEK)
    again = finding("false_productivity")
    assert (again.pk, again.state, again.first_seen, again.last_seen) == (row.pk, "doing", NOW, NOW + WEEK)


def row_metric() -> Any:
    return Reading.objects.filter(metric__unit="%").select_related("metric").first().metric  # type: ignore[union-attr]


def test_a_finding_that_is_no_longer_raised_keeps_its_history_and_leaves_the_page() -> None:
    business = busy_business()
    report_of(business)
    key = finding("false_productivity").key
    outcome_pays(62)
    raise_revision(business, readings_revision=1)
    report_of(business, NOW + WEEK)
    kept = finding("false_productivity")
    assert (kept.last_seen, kept.latest["title"]) == (NOW, "Lessons finished going well, graduates whose ads pay not")
    view = latest_report(business)
    assert view is not None
    assert key not in [f.key for f in [*view.findings, *view.not_now, *view.put_aside]]


def put_aside(business: Business) -> Finding:
    row = finding("false_productivity")
    dismiss_finding(business=business, actor=business.memberships.get().user, finding=row, reason="Season")
    return row


@pytest.mark.parametrize(("pays", "state"), [(27.5, "dismissed"), (27, "open")])
def test_put_aside_it_comes_back_when_the_gap_has_grown_by_ten_points(pays: float, state: str) -> None:
    """33% of 60% is a gap of 45 points; 27.5% is 54, 27% is 55."""
    business = busy_business()
    outcome_pays(33)
    report_of(business)
    assert put_aside(business).dismissed_gap == 45
    outcome_pays(pays)
    raise_revision(business, readings_revision=1)
    report_of(business)
    assert finding("false_productivity").state == state
    returned: Any = AuditRow.objects.filter(what="finding_return")
    assert returned.count() == (state == "open")
    assert [(r.actor, r.before["reason"]) for r in returned] == ([(None, "Season")] if state == "open" else [])


def test_done_and_gone_and_there_again_it_is_open() -> None:
    row = Finding(state="done", last_seen=NOW, dismissed_gap=None)
    last = Report(computed_at=NOW + WEEK)
    assert comes_back(row, {"gap": 5}, last)
    assert not comes_back(row, {"gap": 5}, Report(computed_at=NOW))
    assert not comes_back(Finding(state="open", last_seen=NOW), {"gap": 5}, last)


def test_the_worker_stores_the_report_with_the_end_of_the_job() -> None:
    business = busy_business()
    Job.objects.filter(business_id=business.pk).delete()
    request_job(kind="alignment", business_id=business.pk, at=NOW, send_wake=False)
    assert counting_since(business) == NOW
    assert run_waiting(NOW + timedelta(seconds=1)) == 1
    see(business)
    assert counting_since(business) is None
    assert latest_report(business) is not None


def test_every_business_with_a_report_has_a_nightly_row_by_its_own_clock() -> None:
    business = busy_business()
    Business.objects.filter(pk=business.pk).update(time_zone="Europe/Berlin")
    report_of(business)
    due = Due.objects.get(business_id=business.pk)
    assert due.kind == "nightly_alignment"
    assert 2 <= due.local_time.hour < 4
    assert due.zone == "Europe/Berlin"
    Job.objects.all().delete()
    serve_due(due.next_due)
    job = Job.objects.get(business_id=business.pk)
    assert (job.kind, job.state) == ("alignment", "queued")


def test_the_night_writes_the_report_in_the_words_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing changed but what is said: also where it is not the engine that says it (reports/judged.py)."""
    business = busy_business()
    old = report_of(business)
    assert old is not None

    def otherwise(result: dict[str, Any]) -> dict[str, Any]:
        return {**result, "findings": [{**found, "title": "In other words"} for found in result["findings"]]}

    monkeypatch.setattr(judged, "of_judged", otherwise)
    assert report_of(business) is None, "the control: the words alone are not seen"
    monkeypatch.setattr(engine, "SAYING", "another")
    Job.objects.all().delete()
    due = Due.objects.get(business_id=business.pk)
    with time_machine.travel(due.next_due, tick=False):
        serve_due(due.next_due)
        assert run_waiting(due.next_due + timedelta(minutes=2)) == 1
    see(business)
    assert {found["title"] for found in Report.objects.latest("pk").result["findings"]} == {"In other words"}
    assert {row.latest["title"] for row in Finding.objects.all()} == {"In other words"}
    old.refresh_from_db()
    assert "In other words" not in json.dumps(old.result)


def test_the_command_names_each_verdict() -> None:
    business, other = busy_business(), busy_business()
    for b in (business, other):
        Job.objects.get_or_create(key=f"alignment:{b.pk}", defaults={"kind": "alignment", "business_id": b.pk})
    out = StringIO()
    call_command("compute_alignment", business=business.slug, stdout=out)
    assert out.getvalue().startswith(f"{business.slug}: Plenty is getting done. Not enough is changing.\n")
    assert "nothing changed" not in out.getvalue()
    out = StringIO()
    call_command("compute_alignment", all=True, stdout=out)
    assert {line.split(":")[0] for line in out.getvalue().splitlines()} == {business.slug, other.slug}
    with pytest.raises(CommandError, match="no business"):
        call_command("compute_alignment", business="nowhere")


def test_the_page_reads_a_report_in_four_queries_whatever_its_size() -> None:
    business = busy_business()
    for n in (1, 30):
        delivery = make_system(business, f"Support {n}", kind="support")
        for _ in range(n):
            make_element(delivery, Element.Kind.OUTPUT)
        raise_revision(business, map_revision=n)
        report_of(business)
        with count_queries(4):
            latest_report(business)


def test_earlier_reports_are_one_line_a_day_newest_first() -> None:
    business = busy_business()
    report_of(business)
    raise_revision(business, map_revision=1)
    report_of(business)
    report_of(business, NOW + WEEK)
    with count_queries(1):
        history = report_history(business)
    assert [(p.as_of, p.verdict_name) for p in history] == [
        (date(2026, 11, 29), history[0].verdict_name), (date(2026, 11, 22), "Busy, not working"),
    ]  # fmt: skip


def test_another_business_sees_none_of_it() -> None:
    business, other = busy_business(), make_business()
    report_of(business)
    see(other)
    assert latest_report(other) is None
