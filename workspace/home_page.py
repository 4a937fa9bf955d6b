"""What the home page prints: the verdict sentence, what needs this person, the chain today, what changed since."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Subquery
from django.urls import reverse
from django.utils import timezone

from alignment.case import Case, Metric
from alignment.history import line
from alignment.parse import case_from_dict
from alignment.state import MetricState, state_of
from businesses.models import Business, Membership
from core.numbers import show_number
from core.periods import WORDS, last_complete
from metrics.models import Metric as StoredMetric
from metrics.words import enough_words, past_words
from reports.action_views import actions_of
from reports.folding import led
from reports.headline import headline, lead_of, newest_period
from reports.health import NO_NUMBER
from reports.models import Report
from reports.queries import counting_since, latest_report
from reports.shapes import ActionView, FindingView, ReportView
from reports.words import (
    HEADLINES,
    amount,
    gone_words,
    over_words,
    plan_words,
    ready_words,
    rests_on,
    score_words,
    window_words,
)
from reviews.waiting import waiting_in
from systems.models import Element, System
from workspace.alignment_page import PERIODS, stored_metrics
from workspace.gap_chart import GapChart, Line, gap_chart
from workspace.river import Segment, segments
from workspace.since import Change, changes
from workspace.volumes import volumes_of

SECONDS_A_READING = 15
MINUTES_AN_ACTION = 2


@dataclass(frozen=True)
class Task:
    """One action of this person."""

    text: str
    url: str
    words: str
    done_url: str
    version: int


@dataclass(frozen=True)
class Place:
    """One system of the strip, or the point of it all at its end."""

    name: str
    url: str
    level: str
    verdict: str = ""
    volume: str = ""
    volume_words: str = ""
    stretch: Segment | None = None
    is_goal: bool = False


@dataclass(frozen=True)
class Goal:
    """The ultimate outcome with its number and the two lines."""

    text: str
    url: str
    level: str
    name: str
    has_metric: bool = False
    value: str = ""
    plan: str = ""
    rests_on: str = ""
    chart: GapChart | None = None
    chart_small: GapChart | None = None
    chart_words: str = ""


@dataclass(frozen=True)
class First:
    """One of the first findings."""

    number: int
    title: str
    where: str
    meta: str


@dataclass(frozen=True)
class HomePage:
    """The whole page."""

    say_first: str
    say_second: str
    lead: str
    counting_since: datetime | None  # a report of the newest changes is under way
    has_report: bool
    report_id: int
    due: int
    due_minutes: int
    minutes: int
    check_in_name: str
    next_due: str
    may_record: bool
    may_act: bool
    numbers_wanted: bool
    numbers_first: bool  # no number at all is there yet: the grid goes before the check-in
    past_words: str  # "the last eight weeks"
    enough_words: str  # "4 weeks": from so many on there is a verdict
    actions: list[Task]
    questions: int  # comments that wait for an answer
    strip: list[Place] = field(default_factory=list)
    base: list[Place] = field(default_factory=list)
    goal: Goal | None = None
    first: list[First] = field(default_factory=list)
    findings_total: int = 0
    since: list[Change] = field(default_factory=list)
    since_words: str = ""


def home_page(
    business: Business, membership: Membership, today: date, due: int, *, may_record: bool, may_act: bool
) -> HomePage:
    """Build the page from the newest report, in the same number of queries whatever the size."""
    report = latest_report(business)
    tasks = [_task(business, action, report) for action in actions_of(business, membership)]
    minutes = max(1, round(due * SECONDS_A_READING / 60)) if due else 0
    period = last_complete(today, business.main_cadence, business.first_day)
    since = counting_since(business) if report is None else report.counting_since if report.stale else None
    first, second, lead = _said(business, report, since)
    common: dict[str, Any] = {
        "say_first": first,
        "say_second": second,
        "lead": lead,
        "has_report": report is not None,
        "counting_since": since,
        "report_id": report.id if report else 0,
        "due": due,
        "due_minutes": minutes,
        "minutes": minutes + MINUTES_AN_ACTION * len(tasks),
        "check_in_name": f"Check-in for {period.name[0].lower()}{period.name[1:]}",
        "next_due": f"The next ones are due on {_weekday(period.shift(1).end)}.",
        "may_record": may_record,
        "may_act": may_act,
        "actions": tasks,
        "questions": waiting_in(business, membership.user_id),
        "numbers_wanted": may_record and _lacks_numbers(business, report),
        "numbers_first": report is None or not counted(report),
        "past_words": past_words(business.main_cadence),
        "enough_words": enough_words(business.main_cadence),
    }
    if report is None:
        return HomePage(**common)
    return HomePage(**common, **_of_report(business, report))


def _said(business: Business, report: ReportView | None, since: datetime | None) -> tuple[str, str, str]:
    """The headline and the sentences under it. While the newest numbers are being counted, "Too early to tell" would be
    said of the time before them."""
    ready = f"ready {ready_words(since, timezone.now())}, and shows here by itself." if since else ""
    if report is None:
        if since and business.readings_revision:
            return "Counting your numbers.", "", f"The first verdict is {ready}"
        missing = "Missing links show on the alignment page in a few seconds."
        return "Your map is ready.", "", f"Enter your first numbers to see what it does. {missing}"
    key = headline(business, report)
    if since and key == "unknown":
        return "Counting again.", "", f"Your newest changes are in. The verdict is {ready}"
    if key == "unknown" and not counted(report):
        few = enough_words(report.cadence)
        said = "Record your first readings to see what it does"
        return "Your map is ready.", "", f"{said}: {few} are enough for a first verdict."
    return *HEADLINES[key], lead_of(business, report)


def counted(report: ReportView) -> bool:
    """Whether any reading at all went into the report."""
    return any(value is not None for metric in report.case["metrics"] for value in metric.get("values", []))


def _lacks_numbers(business: Business, report: ReportView | None) -> bool:
    """Whether it is numbers that a verdict lacks, not a plan or a name on the map."""
    if report is None:
        return not business.readings_revision
    if report.counting:
        return False
    missing = report.business.missing
    lacking = missing.endswith(" readings") or missing.startswith(("no recent", NO_NUMBER))
    return headline(business, report) == "unknown" and (lacking or not missing)


def _weekday(last_day: date) -> str:
    """The day after a period's last one: `Monday, 30 November`."""
    day = last_day + timedelta(days=1)
    return f"{day:%A}, {day.day} {day:%B}"


def _task(business: Business, action: ActionView, report: ReportView | None) -> Task:
    due = f", due {action.due:%A} {action.due.day} {action.due:%B}" if action.due else ""
    gone = ""
    if report and action.outlives(report.computed_at):
        gone = f". {gone_words(report.of_element(action.outcome_id or 0))}"
    about = f"Action for “{action.outcome.rstrip('.')}”" if action.outcome else "Action"
    return Task(
        text=action.text,
        url=reverse("reports:action_edit", args=[business.slug, action.id]),
        words=about + due + gone,
        done_url=reverse("reports:action_move", args=[business.slug, action.id]),
        version=action.version,
    )


def _of_report(business: Business, report: ReportView) -> dict[str, Any]:
    case = case_from_dict(report.case)
    stored = stored_metrics(business)
    # Why the goal matters comes along with the systems: one query less, and a map without systems has no goal.
    why = Element.objects.filter(pk=business.goal_id or 0).values("why")
    systems = System.objects.filter(business=business).values_list("pk", "volume_metric_id", Subquery(why))
    chosen = {
        f"s{pk}": next((key for key, m in stored.items() if m.pk == metric), "") for pk, metric, _ in systems if metric
    }
    goal = _goal(business, report, case, stored, next((said for *_, said in systems if said), ""))
    earlier = _earlier(business, report)
    span = WORDS[report.cadence][0]
    return {
        "strip": _strip(business, report, chosen, goal),
        "base": [_place(business, report, s.id) for s in report.systems if s.kind != "chain"],
        "goal": goal,
        "first": [_first(report, f, alike) for f, alike in led(report.findings)[:3]],
        "findings_total": len(report.findings),
        "since": changes(business, report, earlier) if earlier else [],
        "since_words": f"last {span}",
    }


def _earlier(business: Business, report: ReportView) -> Report | None:
    """The newest report of an earlier last day covered."""
    return Report.objects.filter(business=business, as_of__lt=report.as_of).order_by("-as_of", "-id").first()


def _place(business: Business, report: ReportView, system_id: int) -> Place:
    score = next(s for s in report.systems if s.id == system_id)
    url = reverse("workspace:system_detail", args=[business.slug, system_id])
    return Place(score.name, url, score.health, score.verdict_name)


def _strip(business: Business, report: ReportView, chosen: dict[str, str], goal: Goal | None) -> list[Place]:
    volumes = volumes_of(report.case, chosen)
    chain = [s for s in report.systems if s.kind == "chain"]
    levels = [s.health for s in chain]
    parts = segments([volumes[f"s{s.id}"].value for s in chain], levels)
    places = []
    for score, part in zip(chain, parts, strict=False):
        volume = volumes[f"s{score.id}"]
        said = "" if volume.value is None else show_number(round(volume.value, 1), business.number_format)
        words = volume.said if said or not volume.metric else f"{volume.words}: no number"
        url = f"{reverse('workspace:map', args=[business.slug])}#sys-{score.id}"
        places.append(Place(score.name, url, score.health, score.verdict_name, said, words, part))
    if goal and chain:
        end = replace(parts[-1], own=goal.level)
        url = reverse("workspace:alignment", args=[business.slug])
        places.append(Place("Outcome", url, goal.level, "", goal.value, _short(goal.name), end, True))
    return places


def _short(name: str) -> str:
    return name[:1].lower() + name[1:]


def _goal(business: Business, report: ReportView, case: Case, stored: dict[str, StoredMetric], why: str) -> Goal | None:
    metric = case.metric.get(f"e{business.goal_id}")
    if metric is None or business.goal_id is None:
        return None
    row = stored.get(metric.id)
    shown = report.metrics[metric.id]
    text = why or metric.statement
    if row is None:
        add = reverse("metrics:metric_add", args=[business.slug, business.goal_id])
        return Goal(text, add, "none", "Nothing is counted for it yet")
    state = state_of(case, metric)
    newest = next((v for v in reversed(metric.values) if v is not None), None)
    rests = f"{rests_on(business, state)}, {score_words(shown.score)}" if newest is not None else ""
    large, small, words = _charts(business, report, case, metric, state)
    return Goal(
        text=text,
        url=reverse("metrics:metric_detail", args=[business.slug, row.pk]),
        level=shown.health,
        name=metric.name,
        has_metric=True,
        value=amount(business, newest, metric.unit) if newest is not None else "",
        plan=plan_words(business, state.plan, metric.unit) if state.plan else "",
        rests_on=rests[:1].upper() + rests[1:],
        chart=large,
        chart_small=small,
        chart_words=words,
    )


def _driver(case: Case, goal: Metric) -> Metric | None:
    """What is produced for it: an output linked to it, else an output of its system."""
    linked = [
        case.metric[k.source] for k in case.links if k.target == goal.id and case.metric[k.source].kind == "output"
    ]
    near = [m for m in case.of_kind("output", goal.system) if m.of is None]
    return next((m for m in (*linked, *near) if any(v is not None for v in m.values)), None)


def _charts(
    business: Business, report: ReportView, case: Case, goal: Metric, state: MetricState
) -> tuple[GapChart | None, GapChart | None, str]:
    driver = _driver(case, goal)
    if driver is None:
        return None, None, ""
    made, moved = line(case, [driver], PERIODS), line(case, [goal], PERIODS)
    if not any(s is not None for s in made) or not any(s is not None for s in moved):
        return None, None, ""
    last = newest_period(business, report.as_of, report.cadence)
    periods = [last.shift(i + 1 - PERIODS) for i in range(PERIODS)]
    tone = report.metrics[goal.id].health
    done, got = report.metrics[driver.id].score, report.metrics[goal.id].score
    produced = Line(driver.name, over_words(state_of(case, driver)) or score_words(done), made, done)
    # The line ends with its newest reading; the score beside it is that of the level, so it says what it rests on.
    rests = f"{score_words(got)} in {window_words(state.need, state.metric.cadence)}"
    changed = Line(goal.name, over_words(state) or rests, moved, got)
    large = gap_chart(produced, changed, periods, tone, small=False)
    small = gap_chart(produced, changed, periods, tone, small=True)
    return large, small, _chart_words(produced, changed, WORDS[report.cadence][1])


def _chart_words(produced: Line, changed: Line, span: str) -> str:
    def went(one: Line) -> str:
        known = [s for s in one.scores if s is not None]
        return f"the score of {one.name} went from {known[0]:.0f} to {known[-1]:.0f}"

    apart = ""
    if produced.score is not None and changed.score is not None:
        apart = f" They are now {abs(produced.score - changed.score)} points apart."
    said = f"{went(produced)} over {len(produced.scores)} {span}, {went(changed)}."
    return said[:1].upper() + said[1:] + apart


def _first(report: ReportView, finding: FindingView, alike: list[FindingView]) -> First:
    outcome = report.metrics.get(finding.subjects[-1])
    gap = f"Gap of {finding.gap} points" if outcome and outcome.score is not None and finding.gap else ""
    more = f"The same of {len(alike)} others" if alike else gap or finding.word
    return First(finding.number, finding.title, finding.where or "The whole business", more)
