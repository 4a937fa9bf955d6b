"""A digest from a report, the report of the last digest, and what is due: values in, words out (product.md §7).

Pure: no query and no clock. Says what is so and since when, never why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from alignment.case import Case
from alignment.history import newest_first
from alignment.parse import case_from_dict
from alignment.state import state_of
from businesses.models import Business
from core.periods import count, last_complete
from core.templatetags.ui import HEALTH_WORDS
from digests.shapes import Ask, Digest, Gap, Goal, Place, Story, Task
from digests.since import changes, shortened
from reports.headline import headline, lead_of, newest_period
from reports.health import ON_FROM
from reports.models import Report
from reports.shapes import ActionView, FindingView, MetricScore, ReportView
from reports.subjects import KIND_WORDS
from reports.words import HEADLINES, amount, over_words, plan_words

SHOWN = 3
LOOK_BACK = 52  # periods
SECONDS_A_READING = 15
SAMPLE = "This is a sample business. Every person and number in it is made up."
SAID = {
    "false_productivity": "plenty done, little changed",
    "stalled": "little done, little changed",
    "outcome_without_output": "results without the work",
    "working": "working, but not on plan",
    "unknown": "too early to tell",
}
SAID_OF_ALL = {
    "working": "the work makes the difference",
    "mostly": "most of the work makes the difference",
    "partly": "some of the work makes the difference",
}


@dataclass(frozen=True)
class Facts:
    """What a digest is made of."""

    business: Business
    report: ReportView
    before: Report | None  # of the last digest that left
    today: date  # of the business
    due: int  # readings
    first_due: int | None  # the metric to start with
    why: str
    stop_url: str
    actions: Sequence[ActionView] = ()  # this person's, open
    asks: Sequence[Ask] = field(default=())


def compose(facts: Facts, story: Story | None = None) -> Digest:
    """The digest of these facts; `story` is what another of the same business, report and earlier report told."""
    business, story = facts.business, story or story_of(facts.business, facts.report, facts.before)
    minutes = max(1, round(facts.due * SECONDS_A_READING / 60))
    due_period = last_complete(facts.today, business.main_cadence, business.first_day)
    name = due_period.name[0].lower() + due_period.name[1:] if business.main_cadence == "weekly" else due_period.name
    said = [story.goal.words if story.goal else "", _count_words(story.gaps_total), _due_words(facts.due)]
    return Digest(
        **vars(story),
        story=story,
        preheader=" ".join(filter(None, said)),
        due=facts.due,
        due_words=f"{_readings(facts.due)}, about {minutes} minute{'' if minutes == 1 else 's'}." if facts.due else "",
        check_in_words=f"Do the check-in for {name}",
        check_in_url=address("metrics:check_in", business.slug) + (f"#r{facts.first_due}" if facts.first_due else ""),
        tasks=[_task(business, a) for a in facts.actions],
        asks=list(facts.asks),
        why=facts.why,
        change_url=address("digests:preferences"),
        stop_url=facts.stop_url,
        totals={
            "gaps": story.gaps_total, "changes": story.changes, "due": facts.due, "actions": len(facts.actions),
        },
    )  # fmt: skip


def story_of(business: Business, report: ReportView, before: Report | None) -> Story:
    """What the report tells everybody of this business."""
    case = case_from_dict(report.case)
    off = outcome_gaps(report)
    lines = changes(business, report, before) if before else []
    key = headline(business, report)
    first, second = HEADLINES[key]
    covered = newest_period(business, report.as_of, report.cadence)
    return Story(
        subject=subject_of(report, off, key),
        business=business.name,
        period=f"{covered.name}, {covered.dates}" if report.cadence == "weekly" else covered.name,
        say_first=first,
        say_second=second,
        lead=lead_of(business, report),
        goal=goal_of(business, report, case),
        chain=[Place(s.name, s.health, HEALTH_WORDS[s.health]) for s in report.systems],
        gaps=[_gap(business, report, case, m, n) for n, m in enumerate(off[:SHOWN], 1)],
        gaps_total=len(off),
        since=shortened(lines),
        changes=len(lines),
        going_well=going_well(business, report, case)[1],
        report_url=address("workspace:alignment", business.slug),
        about=SAMPLE if business.is_sample else "",
    )


def address(name: str, *args: object) -> str:
    """A link for a mail: from the configured origin only."""
    return f"{settings.SITE_URL}{path_of(name, *args)}"


@lru_cache(maxsize=1024)
def path_of(name: str, *args: object) -> str:
    """The path of a page; each mail of a business names the same few."""
    return reverse(name, args=args)


def outcome_gaps(report: ReportView) -> list[MetricScore]:
    """Outcomes that are slipping or off track, the widest gap first."""
    found = [m for m in report.metrics.values() if m.kind == "outcome" and m.metric_id is None]
    return sorted((m for m in found if m.health in ("slip", "off")), key=lambda m: (-m.gap, m.name, m.id))


def subject_of(report: ReportView, off: Sequence[MetricScore], key: str) -> str:
    """`4 gaps, widest in Delivery: plenty done, little changed`; without a gap what the headline `key` says."""
    if not off:
        if key == "unknown":
            missing = f": {report.business.missing}" if report.business.missing else ""
            return f"Too early to tell{missing}"[:150]
        return f"No gaps: {SAID_OF_ALL.get(key) or SAID[key]}"
    worst = next(s for s in report.systems if s.id == off[0].system_id)
    name = worst.name if len(worst.name) <= 60 else worst.name[:59].rstrip() + "…"
    counted = "1 gap, in" if len(off) == 1 else f"{len(off)} gaps, widest in"
    return f"{counted} {name}: {SAID[worst.verdict]}"


def goal_of(business: Business, report: ReportView, case: Case) -> Goal | None:
    """The ultimate outcome: its newest number, the plan, the number before."""
    metric = case.metric.get(f"e{business.goal_id}")
    if metric is None:
        return None
    level = report.metrics[metric.id].health
    known = [v for v in metric.values if v is not None]
    text = metric.statement or metric.name
    if not known:
        return Goal(text, "", "Nothing is counted for it yet.", level, HEALTH_WORDS[level])
    figure = amount(business, known[-1], metric.unit)
    state = state_of(case, metric)
    words = [f"{metric.name}: {figure}."]
    if state.plan:
        words.append(f"Plan: {plan_words(business, state.plan, metric.unit)}.")
    if len(metric.values) > 1 and metric.values[-1] is not None and metric.values[-2] is not None:
        before = amount(business, metric.values[-2], metric.unit)
        words.append(f"The {count(1, metric.cadence).split()[1]} before: {before}.")
    return Goal(text, figure, " ".join(words), level, HEALTH_WORDS[level])


def _gap(business: Business, report: ReportView, case: Case, metric: MetricScore, number: int) -> Gap:
    system = next(s for s in report.systems if s.id == metric.system_id)
    finding = finding_about(report, metric)
    pair = finding.subjects[0] if finding and len(finding.subjects) == 2 else ""
    produced = report.metrics[pair].score if pair in report.metrics and finding and finding.apart is not None else None
    verdict = "working, but off its plan" if system.verdict == "working" else system.verdict_name.lower()
    periods = run_of(case, metric, below=True)
    lasting = f", off plan for {count(periods, report.cadence)}" if periods else ""
    if periods == LOOK_BACK:
        lasting += " or more"
    over = ""
    if produced is not None:
        said = over_words(state_of(case, case.metric[pair]))
        over = f"{report.metrics[pair].name}: {said}." if said else ""
    anchor = f"#{finding.anchor}" if finding else ""
    return Gap(
        number=number,
        title=finding.title if finding else f"{metric.name}: not on its plan",
        url=address("workspace:alignment", business.slug) + anchor,
        level=metric.health,
        meta=f"{system.name}: {verdict}. {metric.name}: a gap of {metric.gap} points{lasting}.",
        next_step=next_step(finding),
        produced=produced,
        changed=metric.score if produced is not None else None,
        over=over,
    )


def finding_about(report: ReportView, metric: MetricScore) -> FindingView | None:
    """The finding to show for an outcome: what compares it with work first, then what else is said of it."""
    about = [f for f in (*report.findings, *report.not_now) if f.outcome_id == metric.element_id]
    return min(about, key=lambda f: (f.kind in KIND_WORDS, f.apart is None, f.number), default=None)


def next_step(finding: FindingView | None) -> str:
    """What somebody is doing about it, else what the finding proposes."""
    if finding is None:
        return "Ask what leads to it, and draw that on the map."
    action = next((a for a in finding.actions if a.state != "done"), None)
    return f"{action.text.rstrip('.')}. {action.chip}." if action else finding.next


def run_of(case: Case, metric: MetricScore, *, below: bool) -> int:
    """For how many periods, up to the newest, single readings have been off the plan, or on track (within a tenth).

    Every reading that misses the plan is off it, also one that is near: a gap is the distance to the plan.
    """
    least = 100 - 1e-9 if below else 100 * ON_FROM
    run = 0
    for length, score in enumerate(newest_first(case, [case.metric[metric.id]], LOOK_BACK), 1):
        if score is None:
            continue
        if (score < least) != below:
            break
        run = length
    return run


def going_well(business: Business, report: ReportView, case: Case) -> tuple[int, str]:
    """One thing that is on track, the one that has been so for longest, outcomes before outputs: periods, and words."""
    good = [m for m in report.metrics.values() if m.health == "on" and m.level is not None]
    best_kind = [m for m in good if m.kind == "outcome"] or [m for m in good if m.kind == "output"]
    if not best_kind:
        return 0, ""
    periods, best = max(((run_of(case, m, below=False), m) for m in best_kind), key=lambda run: (run[0], run[1].id))
    lasting = f", on track for {count(periods, report.cadence)}" if periods > 1 else ", on track"
    return periods, f"{best.name}: {amount(business, best.level, best.unit)}{lasting}."


def _task(business: Business, action: ActionView) -> Task:
    about = f"For “{action.outcome}”" if action.outcome else "Action"
    due = f", due {action.due:%a} {action.due.day} {action.due:%b}" if action.due else ""
    return Task(action.text, f"{about}{due}.", address("reports:action_edit", business.slug, action.id))


def _count_words(gaps: int) -> str:
    return "No gaps." if not gaps else "1 gap." if gaps == 1 else f"{gaps} gaps."


def _readings(due: int) -> str:
    return f"{due} reading{'' if due == 1 else 's'}"


def _due_words(due: int) -> str:
    return f"{_readings(due)} to record." if due else ""
