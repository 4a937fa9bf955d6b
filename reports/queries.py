"""Reads of reports, findings and actions, in a fixed number of queries.

`latest_report` makes four: the report, its findings, their actions, the job that may be counting again.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from alignment.numbers import NumberStyle
from alignment.words import render
from businesses.models import Business
from core.flat import Statement, moment, rows
from core.numbers import COMMA, MARKS
from reports.action_views import actions_by_finding
from reports.health import (
    VERDICTS,
    cadence_of,
    metric_health,
    needed,
    system_health,
    unjudged,
    what_is_missing,
)
from reports.models import Action, Finding, Report
from reports.shapes import ActionView, Band, Decision, FindingView, MetricScore, PastReport, ReportView, Score, points
from reports.subjects import gap_points, outcome_id_of, subject_of, word_of
from reports.words import span_words

JOB_KIND = "alignment"


def latest_report(business: Business) -> ReportView | None:
    """The newest report, or None before the first."""
    report = Report.objects.filter(business=business).order_by("-id").first()
    return report_view(business, report, newest=True) if report else None


def get_report(business: Business, report_id: int) -> ReportView | None:
    """An earlier report of this business; findings carry what was decided about them since."""
    report = Report.objects.filter(business=business, pk=report_id).first()
    return report_view(business, report) if report else None


def report_history(business: Business, limit: int = 60) -> list[PastReport]:
    """Earlier reports, newest first, one a last day covered."""
    rows = Report.objects.filter(business=business).order_by("-as_of", "-id")
    found: dict[Any, PastReport] = {}
    for pk, as_of, computed_at, verdict in rows.values_list("pk", "as_of", "computed_at", "result__quadrant")[
        : limit * 4
    ]:
        word = VERDICTS.get(verdict, VERDICTS["unknown"])
        found.setdefault(as_of, PastReport(pk, as_of, computed_at, verdict, word))
    return list(found.values())[:limit]


def findings_of(business: Business) -> list[FindingView]:
    """The findings of the newest report, ranked: worth it now, then not now, then put aside."""
    report = latest_report(business)
    return [*report.findings, *report.not_now, *report.put_aside] if report else []


UNDER_WAY = Statement(
    """
SELECT CASE WHEN state = 'running' THEN CAST(started_at AS TEXT) ELSE CAST(run_after AS TEXT) END
FROM jobs_job WHERE key = %s AND state IN ('queued', 'running') ORDER BY id LIMIT 1
""",
    "text",
)


def counting_since(business: Business) -> datetime | None:
    """Since when a new report is asked for or being computed; None when nothing is under way."""
    found = rows(UNDER_WAY, f"{JOB_KIND}:{business.pk}")
    return moment(found[0][0]) if found and found[0][0] else None


def report_view(business: Business, report: Report, newest: bool = False) -> ReportView:
    """A stored report as pages show it; of the newest also what is worked on although it is not raised any more."""
    report.business = business
    known = decided(report, newest)
    actions = actions_by_finding(business, [row.pk for row in known.values()])
    return view_of(report, known, actions, counting_since(business))


def decided(report: Report, newest: bool) -> dict[tuple[int, str], Finding]:
    """The rows of the findings of a report, by business and key; of the newest also what is worked on. One query."""
    wanted = Q(key__in=[finding["id"] for finding in report.result["findings"]])
    if newest:
        wanted |= Q(state=Finding.State.DOING)
    rows = Finding.objects.filter(wanted, business=report.business_id)
    return {(row.business_id, row.key): row for row in rows.defer("latest")}


def view_of(
    report: Report, decided: Mapping[tuple[int, str], Finding], actions: dict[int, list[ActionView]],
    counting: datetime | None,
) -> ReportView:  # fmt: skip
    """A report with what people decided about its findings."""
    business, case, result = report.business, report.case, report.result
    rows = {f["id"]: row for f in result["findings"] if (row := decided.get((business.pk, f["id"])))}
    shown = in_order([f for f in result["findings"] if f["id"] in rows], rows)
    findings = [
        finding_view(found, rows[found["id"]], case, result, actions, number, business.number_format)
        for number, found in enumerate(shown, 1)
    ]
    kept = [f for f in findings if f.state != Finding.State.DISMISSED]
    names = {system["id"]: system["name"] for system in case["systems"]}
    broken = result["first_broken"]
    return ReportView(
        id=report.pk,
        as_of=report.as_of,
        computed_at=report.computed_at,
        cadence=case.get("cadence", "monthly"),
        business=score_view(None, business.name, "", case, result),
        alignment=band(result["alignment"]),
        components=result["components"],
        systems=[score_view(s["id"], s["name"], s.get("kind", "chain"), case, result) for s in case["systems"]],
        metrics={m["id"]: metric_view(m, case, result) for m in case["metrics"]},
        findings=[f for f in kept if f.worth >= 0],
        not_now=[f for f in kept if f.worth < 0],
        put_aside=[f for f in findings if f.state == Finding.State.DISMISSED],
        gone=gone_of([row for (_, key), row in decided.items() if key not in rows], actions),
        first_broken={**broken, "name": names.get(broken["system"], "")},
        constraint=result["constraint"],
        effort=result["effort"],
        handoffs=result["handoffs"],
        links=result["links"],
        stale=(report.map_revision, report.readings_revision) != (business.map_revision, business.readings_revision),
        counting_since=counting,
        case=case,
        result=result,
    )


def gone_of(rows: list[Finding], actions: dict[int, list[ActionView]]) -> list[Decision]:
    """Findings of earlier reports that still have an action to be done."""
    found = []
    for row in sorted(rows, key=lambda row: row.pk):
        mine = actions.get(row.pk, [])
        if any(action.state != Action.State.DONE for action in mine):
            found.append(Decision(row.pk, row.version, mine[0].finding_title, "", row.state, row.reason, mine))
    return found


def in_order(found: list[dict[str, Any]], rows: dict[str, Finding]) -> list[dict[str, Any]]:
    """As the engine ranked them, those put aside last, so that the numbers on the page have no holes."""
    return sorted(found, key=lambda f: (rows[f["id"]].state == Finding.State.DISMISSED, f["worth"] < 0))


def band(value: dict[str, Any]) -> Band:
    """A band of the engine's result."""
    return Band(value["proven"], value["possible"], value.get("coverage"))


def score_view(system: str | None, name: str, kind: str, case: dict[str, Any], result: dict[str, Any]) -> Score:
    """How one system does; with None the whole business."""
    scored = result if system is None else result["systems"][system]
    productivity, effectiveness = band(scored["productivity"]), band(scored["effectiveness"])
    verdict = scored["quadrant"]
    return Score(
        id=int(system[1:]) if system else 0,
        name=name,
        kind=kind,
        health=system_health(case, result, system),
        verdict=verdict,
        verdict_name=VERDICTS.get(verdict, VERDICTS["unknown"]),
        missing=what_is_missing(case, result, system) if verdict == "unknown" else "",
        productivity=productivity,
        effectiveness=effectiveness,
        **points_apart(productivity, effectiveness),
        unjudged=unjudged(case, result, system),
    )


def points_apart(work: Band, change: Band) -> dict[str, int | None]:
    """Work done minus change made, as an interval (alignment.md 3.5), and as one number where the ends meet."""
    if work.proven is None or change.proven is None or work.possible is None or change.possible is None:
        return {"apart": None, "apart_from": None, "apart_to": None}
    # Of the printed scores, so that a reader who takes one from the other finds the same.
    low = round(work.proven * 100) - round(change.possible * 100)
    high = round(work.possible * 100) - round(change.proven * 100)
    return {"apart": low if low == high else None, "apart_from": low, "apart_to": high}


def metric_view(metric: dict[str, Any], case: dict[str, Any], result: dict[str, Any]) -> MetricScore:
    """How one series does."""
    found = result["metrics"].get(metric["id"], {})
    attainment = found.get("attainment")
    main = metric.get("of") or metric["id"]
    return MetricScore(
        id=metric["id"],
        element_id=int(main[1:]),
        metric_id=int(metric["id"][1:]) if metric.get("of") else None,
        system_id=int(metric["system"][1:]),
        kind=metric["kind"],
        name=metric.get("name", metric["id"]),
        unit=metric.get("unit", ""),
        health=metric_health(metric, case, result),
        level=found.get("level"),
        score=points(attainment),
        gap=gap_points(attainment),
        n=found.get("n", 0),
        need=needed(metric, case),
        fresh=bool(found.get("fresh")),
        trend=found.get("trend", "not_enough"),
        signals=found.get("signals", []),
        span=span_words(metric.get("values", []), needed(metric, case), cadence_of(metric, case)),
    )


def finding_view(
    found: dict[str, Any],
    row: Finding,
    case: dict[str, Any],
    result: dict[str, Any],
    actions: dict[int, list[ActionView]],
    number: int,
    number_format: str = COMMA,
) -> FindingView:
    """One finding with its row."""
    subject = subject_of(found, case, result)
    title, text, next_step = words(found, number_format)
    return FindingView(
        id=row.pk,
        version=row.version,
        number=number,
        key=found["id"],
        kind=found["kind"],
        title=title,
        text=text,
        next=next_step,
        numbers=found["numbers"],
        severity=found["severity"],
        worth=found["worth"],
        health=subject.health,
        word=word_of(found["kind"], subject.health),
        where=subject.where,
        system_id=subject.system_id,
        outcome_id=subject.outcome_id,
        subjects=subject.ids,
        apart=subject.apart,
        gap=subject.gap,
        state=row.state,
        reason=row.reason,
        first_seen=row.first_seen,
        actions=actions.get(row.pk, []),
    )


def words(found: dict[str, Any], number_format: str) -> tuple[str, str, str]:
    """Title, text and next step, rendered again where the business writes its numbers another way."""
    if number_format == COMMA or "numbers" not in found or found["numbers"].get("judged"):
        return found.get("title", ""), found.get("text", ""), found.get("next", "")
    return render(found["kind"], found["numbers"], number_style(number_format))


def number_style(number_format: str) -> NumberStyle:
    """A business's number format as the engine's words take it."""
    group, point = MARKS[number_format]
    return NumberStyle(point, "\u202f" if group == " " else group)


def outcome_levels(business: Business) -> dict[int, MetricScore]:
    """How each outcome stands in the newest report, by element. One query."""
    report = Report.objects.filter(business=business).order_by("-id").first()
    if report is None:
        return {}
    views = (metric_view(m, report.case, report.result) for m in report.case["metrics"] if m["kind"] == "outcome")
    return {view.element_id: view for view in views if view.metric_id is None}


def decision_of(business: Business, row: Finding) -> Decision:
    """What was decided about one finding, for the fragment that shows it. One query."""
    actions = actions_by_finding(business, [row.pk]).get(row.pk, [])
    return replace(undecided(business, row), actions=actions)


def undecided(business: Business, row: Finding) -> Decision:
    """What one finding says, for the forms that decide about it: without its actions. No query."""
    title, _, next_step = words(row.latest, business.number_format)
    return Decision(row.pk, row.version, title, next_step, row.state, row.reason, [])


def with_case(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """Findings with what `outcome_for` needs of the newest report."""
    newest = Report.objects.filter(business=OuterRef("business")).order_by("-id")
    needed_of_it: dict[str, Any] = {
        "case_metrics": Subquery(newest.values("case__metrics")[:1]),
        "case_chain": Subquery(newest.values("case__chain")[:1]),
    }
    found: QuerySet[Finding] = findings.annotate(**needed_of_it)
    return found


def outcome_for(row: Finding) -> int | None:
    """The outcome on the map that should move when this finding (of `with_case`) is worked on."""
    if not row.latest or not row.case_metrics:
        return None
    return outcome_id_of(row.latest, row.case_metrics, row.case_chain)
