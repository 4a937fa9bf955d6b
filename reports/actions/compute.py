"""Computing a report: read, compute outside any transaction, then write everything in one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import F

from businesses.audit import record
from businesses.context import tenant
from businesses.models import Business
from core.periods import local_today
from jobs.actions import set_due
from reports import engine
from reports.case import build_case
from reports.chain import volumes_of
from reports.kept import Kept, read_kept, write_kept
from reports.models import Finding, Report
from reports.patch import patched_case, still_holds
from reports.rows import read_rows
from reports.subjects import gap_of

NIGHT = 2  # o'clock in the business's zone: nightly reports start then …
SPREAD = 120  # … spread over so many minutes
COMES_BACK = 10  # points a gap must grow before a finding that was put aside returns


@dataclass(frozen=True)
class Prepared:
    """A report ready to be written, and what it was computed from."""

    business_id: int
    at: datetime
    map_revision: int
    readings_revision: int
    case: dict[str, Any]
    case_hash: str
    result: dict[str, Any]
    kept: Kept


def compute_report(*, business_id: int, at: datetime) -> Report | None:
    """Compute the report and store it; None when it would say what the newest one says."""
    prepared = prepare_report(business_id=business_id, at=at)
    return store_report(prepared) if prepared else None


def report_write(*, business_id: int, at: datetime) -> Callable[[], object] | None:
    """Compute the report and hand back the function that stores it, for the transaction that ends the job."""
    prepared = prepare_report(business_id=business_id, at=at)
    return (lambda: store_report(prepared)) if prepared else None


def prepare_report(*, business_id: int, at: datetime) -> Prepared | None:
    """Read what changed in the business, or all of it, and assess it. None: there is nothing to do.

    The revisions are read first: what changes later makes the report stale. Changes that do not touch the case (a note,
    an order) give a new report with the old result, without the engine, so that it is not called stale for ever.
    """
    with tenant(business_id):
        business = Business.objects.filter(pk=business_id).first()
        if business is None:
            return None
        today = local_today(at, business.time_zone)
        revisions = (business.map_revision, business.readings_revision)
        newest = Report.objects.filter(business=business).order_by("-id").first()
        kept = read_kept(business)
        case, volumes = None, None
        if newest is not None and still_holds(business, newest, today):
            if revisions == (newest.map_revision, newest.readings_revision):
                return None
            if kept is not None:
                case, volumes = patched_case(business, newest, kept.volumes, today), kept.volumes
        if case is None:
            rows = read_rows(business)
            case, volumes = build_case(rows, today), volumes_of(rows)
    known = kept.parts if kept else {}
    day_cost = float(business.day_cost)
    digest = engine.case_hash(case, day_cost)
    if newest is not None and newest.case_hash == digest:
        return Prepared(business_id, at, *revisions, case, digest, newest.result, Kept(volumes, known))
    result, parts = engine.assess(case, day_cost, known)
    return Prepared(business_id, at, *revisions, case, digest, result, Kept(volumes, parts))


def store_report(prepared: Prepared) -> Report | None:
    """Write the report and its findings; None when a newer one is there, or the business is gone."""
    with tenant(prepared.business_id):
        business = Business.objects.filter(pk=prepared.business_id).first()
        if business is None:
            return None
        newest = Report.objects.filter(business=business).order_by("-id").first()
        if newest is not None and is_newer(newest, prepared):
            return None
        report = Report.objects.create(
            business=business,
            as_of=date.fromisoformat(prepared.case["until"]),
            map_revision=prepared.map_revision,
            readings_revision=prepared.readings_revision,
            engine=prepared.result["engine"],
            case_hash=prepared.case_hash,
            case=prepared.case,
            result=prepared.result,
            computed_at=prepared.at,
        )
        write_kept(business, prepared.kept)
        upsert_findings(business, prepared.result, prepared.at, newest)
        ensure_nightly(business=business, at=prepared.at)
        return report


def is_newer(report: Report, prepared: Prepared) -> bool:
    """Whether what is stored was computed from later data, or from the very same."""
    stored = (report.map_revision, report.readings_revision)
    mine = (prepared.map_revision, prepared.readings_revision)
    if stored == mine:
        return report.case_hash == prepared.case_hash
    return stored[0] > mine[0] or stored[1] > mine[1]


def upsert_findings(business: Business, result: dict[str, Any], at: datetime, before: Report | None) -> None:
    """Bring the findings up to date. What people decided survives; findings no longer raised keep their history.

    Only those that say something new are written whole; of the others only when they were last seen.
    """
    raised = _with_gaps(result)
    old = _with_gaps(before.result) if before else {}
    mine = Finding.objects.filter(business=business)
    for row in mine.filter(key__in=list(raised), state__in=[Finding.State.DISMISSED, Finding.State.DONE]):
        if comes_back(row, raised[row.key], before):
            row.latest = raised[row.key]
            bring_back(business, row)
    said = {key for key, found in raised.items() if old.get(key) == found}
    if mine.filter(key__in=list(said)).update(last_seen=at) < len(said):
        said = set()  # some are not there any more: write them all
    Finding.objects.bulk_create(
        [
            Finding(business=business, key=key, kind=found["kind"], first_seen=at, last_seen=at, latest=found)
            for key, found in raised.items()
            if key not in said
        ],
        update_conflicts=True,
        unique_fields=["business", "key"],
        update_fields=["latest", "last_seen"],
    )


def _with_gaps(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The findings of a result by their id, as they are stored: the first of an id counts."""
    return {found["id"]: {**found, "gap": gap_of(found, result)} for found in reversed(result["findings"])}


def comes_back(row: Finding, found: dict[str, Any], before: Report | None) -> bool:
    """Put aside: when the gap grew by 10 points. Done: when it was gone from the last report and is here again."""
    if row.state == Finding.State.DISMISSED:
        return row.dismissed_gap is not None and found["gap"] >= row.dismissed_gap + COMES_BACK
    return row.state == Finding.State.DONE and before is not None and row.last_seen < before.computed_at


def bring_back(business: Business, row: Finding) -> None:
    """Open it again, unless somebody decides about it at this moment.

    The reason it was put aside with stays, to be said beside it until somebody decides anew.
    """
    changed = Finding.objects.filter(pk=row.pk, state=row.state, version=row.version).update(
        state=Finding.State.OPEN, dismissed_gap=None, version=F("version") + 1
    )
    if changed:
        record(
            business=business,
            actor=None,
            what="finding_return",
            row=row,
            label=str(row.latest.get("title", row.key)),
            before={"state": row.state, "reason": row.reason},
            after={"state": Finding.State.OPEN},
        )


def ensure_nightly(*, business: Business, at: datetime) -> None:
    """A timetable row for the nightly report, by the business's clock; moved when the business moved."""
    minute = business.pk * 7 % SPREAD
    set_due(
        kind="nightly_alignment",
        key=f"nightly_alignment:{business.pk}",
        business_id=business.pk,
        local_time=time(NIGHT + minute // 60, minute % 60),
        zone=business.time_zone,
        at=at,
    )
