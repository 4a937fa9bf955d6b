"""One metric's page: what its numbers say, in words, as a drawing and as a table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import CharField, Count, DecimalField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.urls import reverse

from accounts.models import User
from alignment.signals import UsualRange, usual_range
from businesses.models import Business
from core.periods import Period, last_complete, period_of
from metrics.charts import LARGE, SMALL, Drawing, Story, draw
from metrics.forms import may_be_below_zero
from metrics.models import Event, Metric, Plan, Reading, Skip
from metrics.queries import counted_metrics, due_period, gauge_of, plan_line
from metrics.standing import Standing, plan_in_force, series, standing
from metrics.talk import Talk
from metrics.words import PlanLine, full_name, in_words, plan_words

SHOWN = 13


@dataclass(frozen=True)
class Change:
    """What a reading was before it was corrected."""

    was: str
    why: str
    who: str
    at: datetime


@dataclass
class ReadingRow:
    """One line of the table."""

    period: Period
    name: str
    value: Decimal
    words: str
    who: str
    note: str
    version: int
    early: bool
    url: str
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Detail:
    """The page."""

    metric: Metric
    rows: list[ReadingRow]
    plans: list[PlanLine]
    plan_rows: list[tuple[Period, str, str]]
    events: list[Event]
    standing: Standing
    usual: UsualRange | None
    title: str
    say: str
    aria: str
    legend: list[tuple[str, str]]
    large: Drawing | None
    small: Drawing | None
    facts: list[tuple[str, str]]
    latest: ReadingRow | None  # of a complete period: it is judged
    early: ReadingRow | None  # of the running one
    why_unmeasured: str
    shown: int
    whole: int
    due: int
    current_missing: bool  # the newest complete period has no reading


def metric_with_due(business: Business, today: date) -> QuerySet[Metric]:
    """Metrics with the number of readings due in the business beside them, so that the page needs no query for it."""
    now = {"metric": OuterRef("pk"), "period": OuterRef("due")}
    due = counted_metrics(business).order_by().select_related(None).annotate(due=due_period(business, today))
    due = due.filter(~Exists(Reading.objects.filter(**now)), ~Exists(Skip.objects.filter(**now)))
    number = due.values("business").annotate(n=Count("pk")).values("n")
    return Metric.objects.select_related("element__system", "owner__user").annotate(due_count=Subquery(number))


def called(name: str | None, email: str | None) -> str:
    """How a person is named, from the columns of a join."""
    return User(name=name or "", email=email or "").called if email else ""


def readings_with_changes(metric: Metric, business: Business, today: date) -> list[ReadingRow]:
    """All readings, newest first, each with what it was before. One query."""
    fields = (
        "period", "value", "note", "version", "recorded_by__name", "recorded_by__email", "changes__id",
        "changes__value", "changes__why", "changes__changed_by__name", "changes__changed_by__email",
        "changes__changed_at",
    )  # fmt: skip
    rows: dict[date, ReadingRow] = {}
    held: dict[date, Decimal] = {}
    for r in Reading.objects.filter(metric=metric).order_by("-period", "-changes__id").values(*fields):
        period = Period(r["period"], metric.cadence, business.first_day)
        row = rows.get(period.start)
        if row is None:
            held[period.start] = r["value"]
            row = rows[period.start] = ReadingRow(
                period=period,
                name=full_name(period, period_of(today, metric.cadence, business.first_day)),
                value=r["value"],
                words=in_words(r["value"], metric.unit, business.number_format),
                who=called(r["recorded_by__name"], r["recorded_by__email"]),
                note=r["note"],
                version=r["version"],
                early=period.end >= today,
                url=reverse("metrics:reading_edit", args=[business.slug, metric.pk, period.slug]),
            )
        if r["changes__id"]:
            # Newest first: what it was before this change is what the next older one left behind.
            is_note = r["changes__value"] == held[period.start]
            held[period.start] = r["changes__value"]
            was = "" if is_note else in_words(r["changes__value"], metric.unit, business.number_format)
            who = called(r["changes__changed_by__name"], r["changes__changed_by__email"])
            row.changes.append(Change(was, r["changes__why"], who, r["changes__changed_at"]))
    return list(rows.values())


def plans_and_events(metric: Metric) -> tuple[list[PlanLine], list[Event]]:
    """Plans and events, oldest first. One query."""
    nothing = Value(None, output_field=DecimalField(max_digits=21, decimal_places=6))
    plans = Plan.objects.filter(metric=metric).values_list(
        Value("p", output_field=CharField()), "id", "since", "value", "low", "high", "benchmark"
    )
    events = Event.objects.filter(Q(metric=metric) | Q(metric=None), business=metric.business_id).values_list(
        Value("e", output_field=CharField()), "id", "day", nothing, nothing, nothing, "text"
    )
    lines, words = [], []
    for kind, pk, day, value, low, high, text in plans.union(events, all=True):
        if kind == "p":
            lines.append(plan_line(Plan(since=day, value=value, low=low, high=high, benchmark=text)))
        else:
            words.append(Event(pk=pk, day=day, text=text))
    return sorted(lines, key=lambda p: p.since), sorted(words, key=lambda e: (e.day, e.pk))


def detail(metric: Metric, business: Business, today: date, everything: bool = False) -> Detail:
    """The page of one metric, in two queries beside the metric's own."""
    rows = readings_with_changes(metric, business, today)
    plans, events = plans_and_events(metric)
    gauge, values = gauge_of(metric, business.first_day), {r.period.start: r.value for r in rows}
    stands = standing(gauge, values, plans, today)
    newest = last_complete(today, metric.cadence, business.first_day)
    complete = series(gauge, values, newest) if metric.cadence != "daily" else _days(values, newest)
    usual = usual_range(complete)
    periods = _shown_periods(rows, newest, everything)
    running = bool(periods) and periods[-1].end >= today
    talk = Talk(metric, business.number_format, usual, complete, newest, stands, events, len(periods) - running)
    # Of a reading that breaks several rules the first is said.
    signals = {newest.shift(s.index - len(complete) + 1).start: s.words for s in reversed(talk.signs)}
    story = Story(
        periods=periods,
        values=[float(values[p.start]) if p.start in values else None for p in periods],
        plans=[(float(p.low), float(p.high)) if p else None for p in (plan_in_force(plans, p.start) for p in periods)],
        signals=signals,
        usual=usual,
        events=[(e.day, e.text) for e in events],
        running=running,
        below_zero=may_be_below_zero(metric),
        show=talk.show,
    )
    first = periods[0].start if periods else today
    judged = [r for r in rows if not r.early]
    return Detail(
        metric=metric,
        rows=[r for r in rows if everything or r.period.start >= first],
        plans=plans,
        plan_rows=[_plan_row(p, metric, business) for p in reversed(plans)],
        events=events[::-1],
        standing=stands,
        usual=usual,
        title=talk.title,
        say=talk.say,
        aria=talk.aria(story),
        legend=talk.legend(plan_in_force(plans, newest.start)),
        large=draw(story, LARGE) if rows else None,
        small=draw(_tail(story), SMALL) if rows else None,
        facts=talk.facts(judged),
        latest=judged[0] if judged else None,
        early=rows[0] if rows and rows[0].early else None,
        why_unmeasured=talk.why_unmeasured(rows),
        shown=len(periods),
        whole=len(rows),
        current_missing=newest.start not in values,
        due=getattr(metric, "due_count", 0) or 0,
    )


def _days(values: dict[date, Decimal], newest: Period) -> list[float | None]:
    past = [day for day in values if day <= newest.start]
    if not past:
        return []
    first = Period(min(past), newest.cadence, newest.first_day)
    found = (values.get(first.shift(i).start) for i in range(first.until(newest) + 1))
    return [None if v is None else float(v) for v in found]


def _shown_periods(rows: Sequence[ReadingRow], newest: Period, everything: bool) -> list[Period]:
    """The periods of the chart: thirteen, or from the first reading on; the running one where it has a number."""
    if not rows:
        return []
    last = max(newest, rows[0].period, key=lambda p: p.start)
    first = rows[-1].period
    whole = first.until(last) + 1
    size = whole if everything else min(SHOWN, max(whole, 2))
    return [last.shift(i - size + 1) for i in range(size)]


def _tail(story: Story) -> Story:
    """The newest thirteen periods: what a phone can show."""
    cut = max(0, len(story.periods) - SHOWN)
    return Story(
        story.periods[cut:], story.values[cut:], story.plans[cut:], story.signals, story.usual, story.events,
        story.running, story.below_zero, story.show,
    )  # fmt: skip


def _plan_row(plan: PlanLine, metric: Metric, business: Business) -> tuple[Period, str, str]:
    words = plan_words(plan, metric.unit, metric.direction, business.number_format)
    return period_of(plan.since, metric.cadence, business.first_day), words, plan.benchmark
