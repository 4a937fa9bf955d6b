"""What the alignment page prints, from the stored report: plane, table, findings, and the numbers behind them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from alignment.case import Case, Metric
from alignment.history import line, score_then
from alignment.parse import case_from_dict
from alignment.periods import WINDOW
from alignment.state import MetricState, state_of
from alignment.words.names import inside
from businesses.models import Business
from core.charts import TwoLines, shared_floor, two_lines
from core.periods import WORDS
from metrics.models import Metric as StoredMetric
from reports.folding import led
from reports.headline import as_of_words, headline, lead_of
from reports.shapes import Band, Decision, FindingView, ReportView, Score
from reports.words import (
    HEADLINES,
    TONES,
    amount,
    gone_words,
    listed,
    over_percent,
    plan_words,
    rests_on,
    score_words,
    window_words,
)
from workspace.quadrant import Dot, Plane, draw

PERIODS = 12
MOST_ALIKE = 50  # printed under one finding
MOST_NAMED = 8  # places where they are
SURELY_APART = 10  # points (alignment.md 3.5): with numbers missing, less than that is not said
TAIL = (8, 4)
PARTS = {"output": "Produced", "outcome": "Changed"}


@dataclass(frozen=True)
class MetricRow:
    """One metric behind a score."""

    name: str
    url: str
    part: str
    level: str
    latest: str
    rests_on: str
    plan: str
    score: str


@dataclass(frozen=True)
class SystemRow:
    """One row of the table."""

    name: str
    url: str
    evidence_id: str
    level: str
    tone: str
    verdict: str
    produced: str
    produced_over: int | None
    changed: str
    changed_over: int | None
    apart: str
    lines: TwoLines
    band_words: str
    metrics: list[MetricRow]


@dataclass(frozen=True)
class FindingRow:
    """One finding with its figure and the numbers behind it."""

    number: int
    level: str
    word: str
    where: str
    title: str
    text: str
    next: str
    evidence: list[tuple[str, str]]
    lines: TwoLines | None
    tone: str
    figure: str
    caption: str
    row: FindingView
    same: list[FindingView]  # the same said of others: they stand folded under this one

    @property
    def alike(self) -> list[FindingView]:
        """Those of them that are printed: a large map without numbers has a thousand, and nobody decides on those."""
        return self.same[:MOST_ALIKE]

    @property
    def further(self) -> int:
        """How many are not."""
        return len(self.same) - len(self.alike)

    @property
    def alike_words(self) -> str:
        """`The same of 4 others: Leads, Sales, People and Finance`; of many places a few are named."""
        names = list(dict.fromkeys(finding.where for finding in self.same))
        if len(names) > MOST_NAMED:
            names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"]
        return f"The same of {len(self.same)} others: {listed(names)}"


@dataclass(frozen=True)
class AlignmentPage:
    """The whole page."""

    report_id: int
    verdict: str
    tone: str
    lead: str
    as_of_words: str
    large: Plane
    small: Plane
    plane_words: str
    off_plane: str
    has_tails: bool
    systems: list[SystemRow]
    findings: list[FindingRow]
    not_now: list[FindingView]
    set_aside: list[FindingRow]
    gone: list[tuple[str, Decision]]  # worked on, and no longer found: what to say, and its actions
    found: int
    with_action: int
    period_words: str
    window_words: str
    needed_words: str
    computed_at: datetime
    engine: str
    may_act: bool


def alignment_page(business: Business, report: ReportView, may_act: bool) -> AlignmentPage:
    """Build the page. One query: the metrics' addresses and newest values."""
    case = case_from_dict(report.case)
    states = {m.id: state_of(case, m) for m in case.metrics}
    stored = stored_metrics(business)
    floor = shared_floor(
        [line(case, case.of_kind(kind, s.id), PERIODS) for s in case.systems for kind in ("output", "outcome")]
    )
    dots = [dot for dot in (_dot(case, s) for s in report.systems) if dot]
    width = WORDS[case.cadence]
    said = headline(business, report)
    window = WINDOW[case.cadence]
    return AlignmentPage(
        report_id=report.id,
        verdict=" ".join(HEADLINES[said]).strip(),
        tone=TONES[said],
        lead=lead_of(business, report),
        as_of_words=as_of_words(business, report.as_of, case.cadence),
        large=draw(dots, 560, 460, 22),
        small=draw(dots, 244, 320, 20),
        plane_words=_plane_words(report),
        off_plane=listed(
            [f"{s.name} ({s.missing})" if s.missing else s.name for s in report.systems if not _dot(case, s)]
        ),
        has_tails=any(dot.tail for dot in dots),
        systems=[_system_row(business, case, report, s, states, stored, floor) for s in _ordered(report.systems)],
        findings=[_finding_row(business, case, report, f, states, alike) for f, alike in led(report.findings)],
        not_now=report.not_now,
        set_aside=[_finding_row(business, case, report, f, states) for f in report.put_aside],
        gone=[(_gone_words(report, row), row) for row in report.gone],
        found=len(report.findings),
        with_action=report.with_action,
        period_words=width[1],
        window_words=window_words(window, case.cadence),
        needed_words=f"{window} readings in the last {window_words(2 * window, case.cadence)}",
        computed_at=report.computed_at,
        engine=str(report.result["engine"]),
        may_act=may_act,
    )


def _gone_words(report: ReportView, row: Decision) -> str:
    outcome = next((action.outcome_id for action in row.actions if action.outcome_id), 0)
    return gone_words(report.of_element(outcome or 0))


def stored_metrics(business: Business) -> dict[str, StoredMetric]:
    """The metrics in use by case id: `e<element>` for a main one, `m<metric>` for another."""
    rows = StoredMetric.objects.filter(business=business).exclude(state=StoredMetric.State.RETIRED)
    return {f"e{m.element_id}" if m.is_main else f"m{m.pk}": m for m in rows}


def _ordered(systems: list[Score]) -> list[Score]:
    """Widest apart first, then the order of the map."""
    return sorted(systems, key=lambda s: -(s.apart if s.apart is not None else -101))


def _series(case: Case, system: Score, kind: str) -> tuple[Metric, ...]:
    return case.of_kind(kind, f"s{system.id}")  # type: ignore[arg-type]


def _dot(case: Case, score: Score) -> Dot | None:
    """A system on the plane; None when nothing at all is known of one of its axes."""
    work, change = score.productivity, score.effectiveness
    if not work.coverage or not change.coverage or work.low is None or change.low is None:
        return None
    early = score.verdict == "unknown"
    x = (work.low + (work.high or 0)) / 2 if work.open else float(work.low)
    y = (change.low + (change.high or 0)) / 2 if change.open else float(change.low)
    tail = []
    for back in TAIL:
        then = [score_then(case, _series(case, score, kind), back) for kind in ("output", "outcome")]
        if all(b.coverage == 1.0 and b.proven is not None for b in then):
            tail.append((100 * (then[0].proven or 0), 100 * (then[1].proven or 0)))
    return Dot(
        name=score.name,
        level="none" if early else score.health,
        x=x,
        y=y,
        tail=[] if early else tail,
        band_x=(work.low, work.high or 0) if early and work.open else None,
        band_y=(change.low, change.high or 0) if early and change.open else None,
    )


def _plane_words(report: ReportView) -> str:
    """The drawing in a sentence or two."""
    groups: dict[str, list[str]] = {}
    for score in report.systems:
        groups.setdefault(score.verdict_name, []).append(score.name)
    said = " ".join(f"{word}: {listed(names)}." for word, names in groups.items())
    placed = "Systems placed by how much they produce and how much they change, 0 to 100."
    return f"{placed} {said} The table has every number."


def _span(low: int | None, high: int | None) -> str:
    if low is None:
        return "–"
    return str(low) if low == high else f"{low} to {high}"


def _score_span(band: Band) -> str:
    """`60`, `35 to 85` while a number is missing, a dash while all are: then 0 to 100 would say nothing."""
    return _span(band.low, band.high) if band.coverage else "–"


def _band_words(work: Band, change: Band) -> str:
    """`produced 70, changed 35 to 85`, with words where there is no number at all."""
    if not work.coverage and not change.coverage:
        return "nothing known yet"
    said = [_score_span(band) if band.coverage else "not known yet" for band in (work, change)]
    return f"produced {said[0]}, changed {said[1]}"


def _system_row(
    business: Business, case: Case, report: ReportView, score: Score, states: dict[str, MetricState],
    stored: dict[str, StoredMetric], floor: float,
) -> SystemRow:  # fmt: skip
    outputs, outcomes = _series(case, score, "output"), _series(case, score, "outcome")
    work, change = score.productivity, score.effectiveness
    open_ended = score.apart_from != score.apart_to
    sure = score.apart_from is not None and (not open_ended or score.apart_from > SURELY_APART)
    apart = _span(score.apart_from, score.apart_to).replace("-", "−") if sure else "–"
    said = score.verdict_said
    lacking = listed([inside(name) for name in score.unjudged[:4]])
    unjudged = f" It can only be judged with numbers for {lacking}." if lacking else ""
    return SystemRow(
        name=score.name,
        url=reverse("workspace:system_detail", args=[business.slug, score.id]),
        evidence_id=f"numbers-{score.id}",
        level=score.health,
        tone=score.health,
        verdict=said,
        produced=_score_span(work),
        produced_over=over_percent(states[outputs[0].id]) if len(outputs) == 1 else None,
        changed=_score_span(change),
        changed_over=over_percent(states[outcomes[0].id]) if len(outcomes) == 1 else None,
        apart=apart,
        lines=two_lines(line(case, outputs, PERIODS), line(case, outcomes, PERIODS), 120, 34, floor),
        band_words=f"{_band_words(work, change)}.{unjudged}",
        metrics=[_metric_row(business, report, states[m.id], stored.get(m.id)) for m in (*outputs, *outcomes)],
    )


def _metric_row(business: Business, report: ReportView, state: MetricState, stored: StoredMetric | None) -> MetricRow:
    metric = state.metric
    shown = report.metrics[metric.id]
    newest = next((v for v in reversed(metric.values) if v is not None), None)
    return MetricRow(
        name=metric.name,
        url=reverse("metrics:metric_detail", args=[business.slug, stored.pk]) if stored else "",
        part=PARTS.get(metric.kind, "Comes in"),
        level=shown.health,
        latest=amount(business, newest, metric.unit),
        rests_on=rests_on(business, state),
        plan=plan_words(business, state.plan, metric.unit),
        score=score_words(shown.score),
    )


def _finding_row(
    business: Business, case: Case, report: ReportView, finding: FindingView, states: dict[str, MetricState],
    alike: Sequence[FindingView] = (),
) -> FindingRow:  # fmt: skip
    pair = [states[i] for i in finding.subjects if i in states]
    lines, figure, caption = None, "", ""
    if len(pair) == 2 and finding.apart is not None:
        lines = two_lines(line(case, [pair[0].metric], PERIODS), line(case, [pair[1].metric], PERIODS))
        ahead = finding.apart >= 0
        figure, caption = str(abs(finding.apart)), "points apart" if ahead else "points the other way"
    elif len(pair) == 1 and report.metrics[pair[0].metric.id].score is not None:
        figure, caption = str(report.metrics[pair[0].metric.id].score), "of 100"
    elif finding.kind == "misaligned_activity":
        hours = finding.numbers.get("hours")
        figure, caption = (f"{hours:g}", "hours a month") if isinstance(hours, int | float) else ("", "")
    return FindingRow(
        number=finding.number,
        level=finding.health,
        word=finding.word,
        where=finding.where,
        title=finding.title,
        text=finding.text,
        next=finding.next,
        evidence=_evidence(business, report, finding, pair),
        lines=lines,
        tone=finding.health,
        figure=figure,
        caption=caption,
        row=finding,
        same=list(alike),
    )


def _evidence(
    business: Business, report: ReportView, finding: FindingView, pair: list[MetricState]
) -> list[tuple[str, str]]:
    rows = []
    for state in pair:
        shown = report.metrics[state.metric.id]
        plan = plan_words(business, state.plan, state.metric.unit)
        rows.append((state.metric.name, f"{rests_on(business, state)}, plan {plan}, {score_words(shown.score)}"))
    for found in report.handoffs:
        if [found["from"], found["to"]] == finding.subjects and found.get("required") is not None:
            unit = report.metrics[found["from"]].unit
            rows.append(("Needed", amount(business, found["required"], unit)))
            rows.append(("Made", amount(business, found["level"], unit)))
            rows.append(("Goes on to the next", f"{found['conversion'] * 100:.3g} of every 100"))
    return rows
