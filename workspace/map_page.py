"""What the map prints, prepared flat: one record for each system, its cells, the goal, the tray."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from alignment.history import line
from alignment.parse import case_from_dict
from businesses.models import Business
from core.charts import two_lines
from core.numbers import CURRENCIES, show_number
from reports.folding import led
from reports.headline import headline
from reports.queries import latest_report
from reports.shapes import ReportView, Score
from reports.words import HEADLINES, ready_words
from systems.models import Contribution, Element, System
from systems.queries import Kind, Loose, MapData, is_unfed, load_map, loose_ends
from systems.rows import PARTS, Addresses
from workspace.hand_offs import lacking
from workspace.map_filter import EVERYTHING, MapFilter
from workspace.map_shapes import Cell, Column, Entry, GapFigure, Goal, LooseLine, MapPage
from workspace.measures import Measures, complete_value, metrics_with_plans, plan_words
from workspace.proofs import Said, said_of_links
from workspace.river import Segment, segments, share
from workspace.volumes import SIGNS, Volume, volumes_of

FEW, CROWDED = 4, 20
PERIODS = 12
CELLS = (("in", Kind.INPUT), ("do", Kind.STEP), ("who", Kind.RESOURCE), ("out", Kind.OUTPUT), ("so", Kind.OUTCOME))
FACETS = {"people": ("people", "People"), "process": ("book", "Playbook"), "technology": ("tool", "Tools")}


@dataclass
class Sources:
    """What a map is made from."""

    data: MapData
    report: ReportView | None
    measures: Measures
    addresses: Addresses
    scores: dict[int, Score]
    whole_cell: tuple[int, str] | None
    few: int
    said: dict[tuple[str, str], Said]  # by the case ids of a link's ends
    lacking: dict[int, str]  # by output: how much too little it hands over, in words

    def health_of(self, system_id: int) -> str:
        """The health of a system in the newest report; unknown without one."""
        score = self.scores.get(system_id)
        return score.health if score else "none"

    def said_of(self, claim: Contribution) -> Said | None:
        """What the numbers say of a link; None while nobody measures one of its ends."""
        return self.said.get((f"e{claim.source_id}", f"e{claim.target_id}"))


def read_sources(business: Business, today: date, whole_cell: tuple[int, str] | None = None) -> Sources:
    """Ten queries: the map five, the report four, the metrics one."""
    data, report = load_map(business), latest_report(business)
    measures = Measures(business, report.metrics if report else {}, metrics_with_plans(business, today))
    scores = {s.id: s for s in report.systems} if report else {}
    few = FEW if len(data.systems) <= CROWDED else 1
    said, short = said_of_links(report), lacking(business, report)
    return Sources(data, report, measures, Addresses(business.slug), scores, whole_cell, few, said, short)


def map_page(business: Business, sources: Sources, only: MapFilter = EVERYTHING) -> MapPage:
    """The whole map, or the systems a filter leaves: their places, and the river through them, stay as they are."""
    data, report = sources.data, sources.report
    page = MapPage(has_report=report is not None)
    page.columns = [column(sources, s, n) for n, s in enumerate(data.chain, 1)]
    page.support = [column(sources, s, n) for n, s in enumerate(data.support, 1)]
    ends = _river(business, sources, page.columns)
    page.has_volumes = any(c.volume for c in page.columns)
    newest = [m.last_value for found in sources.measures.metrics.values() for m in found]
    page.numbers_next = bool(newest) and all(value is None for value in newest)
    page.goal = _goal(business, sources, ends)
    page.total, page.systems, page.filtered = len(page.columns), page.shown, only.on
    kept = {s.pk for s in data.systems if only.shows(s, sources.health_of(s.pk))}
    page.columns = [c for c in page.columns if c.pk in kept]
    page.support = [c for c in page.support if c.pk in kept]
    loose = loose_ends(data)
    shown = loose if len(loose) <= 8 else loose[:6]
    page.loose = [_loose(sources, one) for one in shown]
    page.loose_more = len(loose) - len(shown)
    figure = page.goal.figure if page.goal else None
    page.apart = figure.apart if figure and (figure.apart or 0) > 10 else None
    if report:
        page.findings = [finding for finding, _ in led(report.findings)[:3]]
        # The same words as the headline of home: what a supporting system lacks hides nothing of the chain.
        said = headline(business, report)
        page.verdict = report.business.verdict_said if said == "unknown" else " ".join(HEADLINES[said]).rstrip(".")
        page.ready_words = ready_words(report.counting_since, timezone.now()) if report.counting_since else ""
    return page


def column(sources: Sources, system: System, n: int) -> Column:
    """One system."""
    score = sources.scores.get(system.pk)
    owner = system.owner.user if system.owner else None
    return Column(
        pk=system.pk,
        name=system.name,
        n=n,
        href=sources.addresses.system(system.pk),
        health=sources.health_of(system.pk),
        verdict=score.verdict_said if score else "",
        owner=owner.called if owner else "",
        initials=owner.initials if owner else "",
        cells=[_cell(sources, system, css, kind) for css, kind in CELLS],
    )


def _cell(sources: Sources, system: System, css: str, kind: str) -> Cell:
    elements = sources.data.cell(system, kind)
    if kind == Kind.RESOURCE:
        elements = sorted(elements, key=lambda e: list(FACETS).index(e.facet))
    # "and 1 more" takes the room of the one it leaves out, but for maps so large that every line counts.
    whole = sources.whole_cell == (system.pk, kind) or len(elements) == FEW + 1 == sources.few + 1
    shown = elements if whole else elements[: sources.few]
    part = PARTS[kind]
    entries = [_entry(sources, e) for e in shown]
    return Cell(css, kind, part.title, part.add, entries, len(elements) - len(shown))


def _entry(sources: Sources, e: Element) -> Entry:
    data = sources.data
    to = [f"el-{c.target_id}" for c in data.effects.get(e.pk, [])]
    to += [f"el-{s.target_id}" for s in data.serves.get(e.pk, [])]
    to += [f"el-{f.input_id}" for f in data.feeds.get(e.pk, [])]
    if data.business.goal_id == e.pk:
        to.append("goal-h")
    icon, word = FACETS.get(e.facet, ("", ""))
    measured = e.kind in (Kind.OUTPUT, Kind.OUTCOME)
    return Entry(
        pk=e.pk,
        text=e.text,
        href=sources.addresses.element(e),
        to=" ".join(to),
        said="|".join(_said(sources, c) for c in data.effects.get(e.pk, []) if sources.said_of(c)),
        note=_note(data, e) + sources.lacking.get(e.pk, "") if e.kind == Kind.OUTPUT else "",
        loose=e.kind == Kind.INPUT and is_unfed(data, e),
        icon=icon,
        word=word,
        measure=sources.measures.of(e.pk, e.kind == Kind.OUTCOME) if measured else None,
    )


def _said(sources: Sources, claim: Contribution) -> str:
    found = sources.said_of(claim)
    return f"el-{claim.target_id} {found.css} {found.word}" if found else ""


def _note(data: MapData, e: Element) -> str:
    """Where an output goes, in two or three words."""
    flows, claims = data.feeds.get(e.pk, []), data.effects.get(e.pk, [])
    if flows:
        names = list(dict.fromkeys(data.elements[f.input_id].system.name for f in flows))
        return f"feeds {names[0]}" if len(names) == 1 else f"feeds {len(names)}"
    if any(c.target_id == data.business.goal_id for c in claims):
        return "leads to the outcome"
    if claims:
        return "leads to 1 change" if len(claims) == 1 else f"leads to {len(claims)} changes"
    return ""


@dataclass(frozen=True)
class Ends:
    """What comes out of the last system."""

    segment: Segment | None
    volume: str = ""
    counted: str = ""
    share: str = ""


def _river(business: Business, sources: Sources, columns: list[Column]) -> Ends:
    """Lay the river through the columns; returns its last stretch, at the goal."""
    volumes = _volumes(sources)
    mine = [volumes.get(f"s{c.pk}", UNKNOWN) for c in columns]
    end = _end(sources)
    laid = segments([v.value for v in mine], [c.health for c in columns], end.value)
    before: float | None = None
    for at, one, segment in zip(columns, mine, laid, strict=False):
        at.segment = segment
        at.counted = one.words if one.value is None else one.said
        if one.value is not None:
            at.volume = _counted(business, one.value)
            at.share = share(before, one.value)
        before = one.value
    last = laid[-1] if laid else None
    if end.value is None:
        return Ends(last)
    return Ends(last, _counted(business, end.value), end.words, share(before, end.value))


UNKNOWN = Volume(None, "not counted yet", "")


def _volumes(sources: Sources) -> dict[str, Volume]:
    """How much gets through each system, from the newest report."""
    if sources.report is None:
        return {}
    by_id = {m.pk: m for found in sources.measures.metrics.values() for m in found}
    chosen = {}
    for system in sources.data.chain:
        metric = by_id.get(system.volume_metric_id or 0)
        if metric is not None:
            chosen[f"s{system.pk}"] = f"e{metric.element_id}" if metric.is_main else f"m{metric.pk}"
    return volumes_of(sources.report.case, chosen)


def _end(sources: Sources) -> Volume:
    """What comes out at the end: the goal's own number, where it is a count."""
    goal = sources.data.goal
    metric = sources.measures.main(goal.pk) if goal else None
    value = complete_value(metric) if metric else None
    if metric is None or value is None or metric.combine != "sum" or metric.unit in (*SIGNS, *CURRENCIES):
        return UNKNOWN
    return Volume(float(value), metric.unit or metric.name[:1].lower() + metric.name[1:], "")


def _counted(business: Business, value: float) -> str:
    return show_number(round(value, 0 if value >= 10 else 1), business.number_format)


def _goal(business: Business, sources: Sources, ends: Ends) -> Goal | None:
    element = sources.data.goal
    if element is None:
        return None
    metric = sources.measures.main(element.pk)
    measure = sources.measures.of(element.pk, True)
    said = ""
    if metric is not None:
        plan = plan_words(business, metric)
        said = f"{metric.name}. " + (f"The plan is {plan}." if plan else "There is no plan yet.")
    return Goal(
        text=element.why or element.text,
        href=sources.addresses.element(element),
        pk=element.pk,
        health=measure.health if measure else "none",
        number=measure.now if measure else "",
        said=said,
        measured=measure is not None,
        figure=_goal_figure(sources, element),
        segment=ends.segment,
        volume=ends.volume,
        counted=ends.counted,
        share=ends.share,
    )


def _goal_figure(sources: Sources, goal: Element) -> GapFigure | None:
    """The goal against the output that is meant to bring it: a direct one first, else one of the system it is in."""
    causes = [sources.data.elements[c.source_id] for c in sources.data.causes.get(goal.pk, [])]
    near = [e for e in causes if e.kind == Kind.OUTPUT] + sources.data.cell(goal.system, Kind.OUTPUT)
    return next((f for f in (gap_figure(sources.report, e.pk, goal.pk, 240, 84) for e in near) if f), None)


def gap_figure(report: ReportView | None, produced: int, changed: int, width: float, height: float) -> GapFigure | None:
    """Two lines of one output and one outcome over the last periods; nothing when either has under two scores."""
    if report is None:
        return None
    keys = (f"e{produced}", f"e{changed}")
    if any(key not in report.metrics for key in keys):
        return None
    by_id = {m["id"]: m for m in report.case["metrics"]}
    own = {by_id[key]["system"] for key in keys}
    small: dict[str, Any] = {
        **{key: report.case[key] for key in ("id", "cadence", "until", "week_starts") if key in report.case},
        "systems": [{"id": s["id"]} for s in report.case["systems"] if s["id"] in own],
        "metrics": [by_id[key] for key in keys],
    }
    case = case_from_dict(small)
    work, change = (line(case, [m], PERIODS) for m in case.metrics)
    if any(sum(v is not None for v in found) < 2 for found in (work, change)):
        return None
    first = next(i for i, pair in enumerate(zip(work, change, strict=True)) if any(v is not None for v in pair))
    lines = two_lines(work[first:], change[first:], width, height)
    names = [report.metrics[key].name for key in keys]
    done, got = (report.metrics[key].score for key in keys)
    apart = None if done is None or got is None else done - got
    return GapFigure(lines, names[0], names[1], report.metrics[keys[1]].health, apart)


def _loose(sources: Sources, loose: Loose) -> LooseLine:
    return LooseLine(loose.element.text, sources.addresses.element(loose.element), loose.why)


def map_address(business: Business) -> str:
    """The map's own address."""
    return reverse("workspace:map", args=[business.slug])
