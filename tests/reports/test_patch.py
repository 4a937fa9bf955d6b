"""A report reads what changed and no more (alignment.md section 5), and says what reading everything would say."""

import json
import random
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import alignment
from accounts.models import User
from businesses.models import Business
from core.periods import period_of
from metrics.actions import Amount, Entry, clear_reading, edit_metric, record_readings, set_plan, set_state
from metrics.models import Metric, Reading
from reports import engine
from reports.actions import compute
from reports.actions.compute import prepare_report, store_report
from reports.case import build_case
from reports.models import Finding, Report
from reports.patch import still_holds
from reports.rows import read_rows
from systems.models import Element, System
from tests.factories import make_business, make_contribution, make_element, make_flow, make_metric, make_system, see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def business() -> Business:
    """A chain of three with volumes in weeks, an outcome in months, one in days, a second series, a paused metric."""
    business = make_business()
    before: Element | None = None
    for position, name in enumerate(("visits", "leads", "sales")):
        system = make_system(business, name.title(), position=position)
        made = make_element(system, "output", name)
        make_metric(made, name, values=[60 + position + i % 4 for i in range(14)], plan=60)
        if before:
            make_flow(before, make_element(system, "input", f"{before.text} in"))
        before = made
        changed = make_element(system, "outcome", f"At least 8 {name} a month count.", desired_for="money")
        cadence = ("monthly", "weekly", "daily")[position]
        make_metric(changed, f"{name} that count", plan=8, values=[5 + i % 3 for i in range(14)], cadence=cadence)
        make_contribution(made, changed)
    assert before is not None
    make_flow(before, make_element(make_system(business, "Care", position=9), "input", "sales in"))
    second = Element.objects.get(kind="output", text="leads")
    make_metric(second, "leads by phone", values=[9, 8, 7], plan=9, is_main=False)
    make_metric(second, "leads by letter", values=[1], is_main=False, state="paused")
    see(business)
    return business


def actor(business: Business) -> User:
    return business.memberships.get().user


def fresh(business: Business) -> Business:
    see(business)
    business.refresh_from_db()
    return business


def write(business: Business, metric: Metric, *values: tuple[int, Any], at: date = TODAY) -> None:
    """Record values, each so many periods back."""
    current = period_of(at, metric.cadence, business.first_day)
    entries = [Entry(metric.pk, current.shift(-back).start, Decimal(value)) for back, value in values]
    record_readings(business=business, actor=actor(business), entries=entries, today=at)
    fresh(business)


def report_now(business: Business, at: datetime = NOW) -> Report | None:
    prepared = prepare_report(business_id=business.pk, at=at)
    stored = store_report(prepared) if prepared else None
    fresh(business)
    return stored


def check(business: Business, at: datetime = NOW) -> Report | None:
    """The report, which must be that of reading everything and working everything out."""
    report = report_now(business, at)
    if report is not None:
        case = build_case(read_rows(fresh(business)), at.date())
        assert report.case == case
        assert report.case_hash == engine.case_hash(case, float(business.day_cost))
        whole, _ = engine.assess(case, float(business.day_cost), {})
        assert json.dumps(report.result, sort_keys=True) == json.dumps(whole, sort_keys=True)
    return report


@pytest.fixture
def all_is_read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one whenever everything is read."""
    times: list[int] = []

    def counted(business: Business) -> Any:
        times.append(business.pk)
        return read_rows(business)

    monkeypatch.setattr(compute, "read_rows", counted)
    return times


def metric(name: str) -> Metric:
    return Metric.objects.get(name=name)


def test_a_reading_reads_its_own_series_alone(business: Business, all_is_read: list[int]) -> None:
    assert report_now(business)
    assert all_is_read == [business.pk]
    write(business, metric("leads"), (1, 99))
    report = check(business)
    assert report is not None
    entry = next(m for m in report.case["metrics"] if m["name"] == "leads")
    assert entry["values"][-1] == 99
    assert report.case["chain"]["convs"][0] != Report.objects.order_by("id")[0].case["chain"]["convs"][0]
    assert all_is_read == [business.pk]


def test_a_correction_and_a_reading_taken_out_are_changes_too(business: Business, all_is_read: list[int]) -> None:
    report_now(business)
    write(business, metric("visits"), (1, 50), (2, 51))
    check(business)
    newest = Reading.objects.filter(metric=metric("visits")).order_by("-period")[0]
    clear_reading(metric=metric("visits"), actor=actor(business), period=newest.period, today=TODAY)
    report = check(fresh(business))
    assert report is not None
    assert next(m for m in report.case["metrics"] if m["name"] == "visits")["values"][-1] is None
    assert len(all_is_read) == 1


def test_nothing_changed_reads_nothing(business: Business, all_is_read: list[int]) -> None:
    report_now(business)
    assert report_now(business) is None
    assert report_now(business, NOW + timedelta(hours=5)) is None
    assert len(all_is_read) == 1


def test_a_paused_metric_is_in_no_case(business: Business, all_is_read: list[int]) -> None:
    """Its reading is recorded, the report is fresh, and says what it said."""
    first = report_now(business)
    write(business, metric("leads by letter"), (1, 5))
    second = check(business)
    assert first is not None
    assert second is not None
    assert (second.result, second.readings_revision) == (first.result, first.readings_revision + 1)
    assert len(all_is_read) == 1


CHANGES = ("plan", "edit", "pause", "map", "goal", "week", "month", "cost", "engine", "unknown")


@pytest.mark.parametrize("change", CHANGES)
def test_anything_else_reads_everything(
    business: Business, all_is_read: list[int], monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    report_now(business)
    who, at = actor(business), NOW
    mine = Business.objects.filter(pk=business.pk)
    if change == "plan":
        set_plan(metric=metric("leads"), actor=who, since=date(2026, 6, 1), amount=Amount(Decimal(70)))
    elif change == "edit":
        edit_metric(metric=metric("leads"), actor=who, version=metric("leads").version, direction="lower")
    elif change == "pause":
        set_state(metric=metric("leads"), actor=who, state="paused")
    elif change == "map":
        System.objects.filter(name="Leads").update(capacity=10)
        mine.update(map_revision=business.map_revision + 1)
    elif change == "goal":
        Element.objects.filter(kind="outcome").update(desired_for="")
        mine.update(map_revision=business.map_revision + 1)
    elif change == "week":
        mine.update(first_day=6, map_revision=business.map_revision + 1)
    elif change == "month":
        at = NOW + timedelta(weeks=3)
    elif change == "cost":
        mine.update(day_cost=Decimal("0.5"), map_revision=business.map_revision + 1)
    elif change == "engine":
        monkeypatch.setattr(alignment, "FINGERPRINT", "another")
    else:  # somebody raised the revision and no metric says that it did it
        mine.update(readings_revision=business.readings_revision + 1)
        Reading.objects.filter(metric__name="leads").update(value=3)
    write(fresh(business), metric("visits"), (2, 44), at=at.date()) if change != "unknown" else fresh(business)
    assert check(business, at)
    assert len(all_is_read) == 2


def test_what_the_map_says_is_kept_when_the_case_stays_the_same(business: Business) -> None:
    """A capacity set while there is no chain must not be forgotten when the next reading makes one."""
    leads = metric("leads")
    Reading.objects.filter(metric=leads).delete()
    first = report_now(business)
    assert first is not None
    assert first.case["chain"] is None
    System.objects.filter(name="Sales").update(capacity=7)
    Business.objects.filter(pk=business.pk).update(map_revision=business.map_revision + 1)
    second = check(fresh(business))
    assert second is not None
    assert second.case == first.case
    write(business, leads, (1, 40), (2, 41), (3, 42))
    third = check(business)
    assert third is not None
    assert 7.0 in third.case["chain"]["caps"]


@pytest.mark.parametrize("seed", range(4))
def test_any_course_of_changes_ends_like_reading_everything(business: Business, seed: int) -> None:
    draw = random.Random(seed)
    names = ["visits", "leads", "sales", "visits that count", "leads that count", "sales that count", "leads by phone"]
    at = NOW
    report_now(business)
    for _ in range(12):
        for name in draw.sample(names, draw.randint(1, 3)):
            kind = draw.random()
            one = metric(name)
            if kind < 0.75:
                values = [(back, draw.randint(1, 90)) for back in draw.sample(range(1, 16), draw.randint(1, 8))]
                write(business, one, *values, at=at.date())
            elif kind < 0.9:
                amount = Amount(Decimal(draw.randint(5, 90)))
                set_plan(metric=one, actor=actor(business), since=date(2026, draw.randint(1, 9), 5), amount=amount)
            else:
                at += timedelta(days=draw.randint(1, 20))
        check(fresh(business), at)
    assert Report.objects.filter(business=business).count() > 5


def test_a_store_that_gives_back_another_number_is_not_trusted(business: Business) -> None:
    report = report_now(business)
    assert report is not None
    assert still_holds(business, report, TODAY)
    report.case["metrics"][0]["values"][0] = 60.000000001
    assert not still_holds(business, report, TODAY)


def test_findings_that_say_the_same_are_seen_and_not_rewritten(business: Business) -> None:
    report_now(business)
    Finding.objects.update(latest={"kept": True})  # would be gone if it were written
    write(business, metric("visits"), (1, 62))
    later = NOW + timedelta(hours=1)
    report = report_now(business, later)
    assert report is not None
    rows = {row.key: row for row in Finding.objects.all()}
    raised = {found["id"] for found in report.result["findings"]}
    assert {rows[key].last_seen for key in raised} == {later}
    kept = [key for key in raised if rows[key].latest == {"kept": True}]
    assert len(kept) > len(raised) / 2


def test_a_finding_somebody_took_from_the_table_is_written_again(business: Business) -> None:
    report_now(business)
    Finding.objects.all().delete()
    write(business, metric("visits"), (1, 62))
    report = report_now(business)
    assert report is not None
    assert {row.key for row in Finding.objects.all()} == {found["id"] for found in report.result["findings"]}


def test_who_changes_numbers_says_of_which_metric() -> None:
    """Only `record_numbers` raises the numbers' revision; else a report would not know what to read again."""
    raises = [
        path.relative_to(ROOT).as_posix()
        for app in ("businesses", "metrics", "reports", "reviews", "systems", "workspace", "portfolio", "digests")
        for path in sorted((ROOT / app).rglob("*.py"))
        if re.search(r"readings_changed=True", path.read_text("utf-8"))
    ]
    # The last two make a whole map, and raise its revision as well: then everything is read.
    assert raises == ["metrics/actions/revision.py", "workspace/sample/builder.py", "workspace/start/actions.py"]
    for name in raises[1:]:
        text = (ROOT / name).read_text("utf-8")
        assert text.count("map_changed=True") >= text.count("readings_changed=True")
