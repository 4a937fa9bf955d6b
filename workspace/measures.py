"""What the map prints of a metric: newest reading, plan, score; prepared flat, one query for all metrics."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from alignment.attainment import over_delivery
from alignment.case import Plan as PlanLine
from businesses.models import Business
from core.charts import bar
from core.numbers import show_value
from metrics.models import Metric, Plan
from metrics.queries import with_complete
from reports.shapes import MetricScore

WORDS = {"on": "On track", "slip": "Slipping", "off": "Off track", "none": "Not measured"}


@dataclass(frozen=True)
class Measure:
    """One metric as a cell of the map prints it."""

    href: str
    name: str
    now: str
    plan: str
    health: str
    word: str
    say: str  # "63/100", "avg 11% over"
    after: str  # " plan in the last 4 weeks", for screen readers
    shape: bool  # whether the shape stands beside it: colour is spent on problems
    width: float | None
    fill: str  # css class of the bar


def metrics_with_plans(business: Business, today: date) -> dict[int, list[Metric]]:
    """Metrics in use by element, the main one first, each with the plan in force and the newest reading of a period
    that is over. One query."""
    plans = Plan.objects.filter(metric=OuterRef("pk"), since__lte=today).order_by("-since")
    now = plans.values(p=JSONObject(value="value", low="low", high="high"))[:1]
    rows = with_complete(Metric.objects.filter(business=business), [(business, today)])
    rows = rows.exclude(state=Metric.State.RETIRED)
    found: dict[int, list[Metric]] = {}
    for metric in rows.annotate(plan_now=Subquery(now)).order_by("-is_main", "id"):
        found.setdefault(metric.element_id, []).append(metric)
    return found


def plan_of(metric: Metric) -> PlanLine | None:
    """The plan in force, as the engine's arithmetic takes it."""
    plan: dict[str, Any] | None = getattr(metric, "plan_now", None)
    if not plan:
        return None
    low = plan["value"] if plan["value"] is not None else plan["low"]
    high = plan["value"] if plan["value"] is not None else plan["high"]
    return None if low is None or high is None else PlanLine(float(low), float(high))


def complete_value(metric: Metric) -> Decimal | None:
    """The newest reading of a period that is over."""
    value: Decimal | None = metric.complete_value  # type: ignore[attr-defined]
    return value


def plan_words(business: Business, metric: Metric) -> str:
    """`60%`, `20 to 30`, or nothing."""
    plan = plan_of(metric)
    if plan is None:
        return ""
    low = show_value(plan.lo, metric.unit, business.number_format)
    return low if plan.lo == plan.hi else f"{low} to {show_value(plan.hi, metric.unit, business.number_format)}"


class Measures:
    """Makes the measures of one map: what does not change from cell to cell is worked out once."""

    def __init__(self, business: Business, scores: Mapping[str, MetricScore], metrics: dict[int, list[Metric]]) -> None:
        self.business, self.scores, self.metrics = business, scores, metrics
        self.base = reverse("metrics:metric_detail", args=[business.slug, 0])

    def main(self, element_id: int) -> Metric | None:
        """The main metric of an element, in use or paused."""
        return next((m for m in self.metrics.get(element_id, []) if m.is_main), None)

    def score(self, metric: Metric) -> MetricScore | None:
        """What the newest report says of it."""
        return self.scores.get(f"e{metric.element_id}" if metric.is_main else f"m{metric.pk}")

    def href(self, metric: Metric) -> str:
        """The metric's own page."""
        return self.base.replace("/0/", f"/{metric.pk}/")

    def now(self, metric: Metric) -> str:
        """Its newest reading of a period that is over; a dash before the first."""
        value = complete_value(metric)
        return "–" if value is None else show_value(value, metric.unit, self.business.number_format, 2)

    def of(self, element_id: int, outcome: bool) -> Measure | None:
        """The measure of an element, or nothing when it has no metric."""
        metric = self.main(element_id)
        return self.measure(metric, outcome) if metric is not None else None

    def all_of(self, element_id: int, outcome: bool) -> list[Measure]:
        """All metrics of an element, the main one first."""
        return [self.measure(m, outcome) for m in self.metrics.get(element_id, [])]

    def measure(self, metric: Metric, outcome: bool) -> Measure:
        """One metric, flat."""
        found = self.score(metric)
        health = found.health if found else "none"
        score = found.score if found else None
        say, after = _say(found, metric, score)
        drawn = bar(float(score) + _over(found, metric)) if score is not None else None
        fill = (f"f-{health}" if outcome else "f-out") if drawn else ""
        plan = plan_words(self.business, metric)
        return Measure(
            self.href(metric), metric.name, self.now(metric), f"plan {plan}" if plan else "no plan yet", health,
            WORDS[health], say, after, health != "on", drawn.width if drawn else None, fill,
        )  # fmt: skip


def _percent_over(found: MetricScore | None, metric: Metric) -> tuple[str, int] | None:
    plan = plan_of(metric)
    if found is None or found.level is None or plan is None or found.health == "none":
        return None
    over = over_delivery(found.level, metric.direction, plan)  # type: ignore[arg-type]
    if over is None or over[0] not in ("over", "under"):
        return None
    percent = round(over[1] * 100)
    return (over[0], percent) if percent >= 1 else None


def _over(found: MetricScore | None, metric: Metric) -> float:
    """How far the bar runs past the plan."""
    over = _percent_over(found, metric)
    return float(over[1]) if over else 0.0


def _say(found: MetricScore | None, metric: Metric, score: int | None) -> tuple[str, str]:
    over = _percent_over(found, metric)
    if over is not None and found is not None:
        # The reading beside it is the newest; this is said of the level.
        return f"avg {over[1]}% {over[0]}", f" {'plan' if over[0] == 'over' else 'the limit'} in the last {found.span}"
    if found is not None and found.health == "none" and found.n < found.need:
        return ("not measured", "") if not found.n else (f"{found.n} of {found.need}", " readings")
    return ("no score yet", "") if score is None else (f"{score}/100", "")
