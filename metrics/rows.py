"""The rows of a check-in: one reading that is asked for, with what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from businesses.models import Business
from core.charts import Spark, sparkline
from core.numbers import show_number
from core.periods import Period, starts
from metrics.doubts import doubt
from metrics.models import Skip
from metrics.queries import Counted, Recorded, gauge_of, plans_of, readings_since, values_of
from metrics.standing import Standing, plan_in_force, standing, system_health
from metrics.words import PlanLine, full_name, in_words, is_odd, meets, missed_words, named, plan_words, sign_of

SPARK_PERIODS = 13


@dataclass(frozen=True)
class Asked:
    """A metric and the period it is asked for on this page."""

    metric: Counted
    period: Period
    recorded: bool
    skipped: bool


@dataclass
class Row:
    """One reading that is asked for, with what stands beside it. `raw` and `wrong` are what was typed and why it was
    not kept; `recorded` are the readings around it. What only some pages show is worked out when they ask for it.
    """

    metric: Counted
    period: Period
    recorded: Mapping[date, Recorded]
    plans: Sequence[PlanLine]
    value: Decimal | None
    version: int
    note: str
    last: Decimal | None
    last_words: str
    plan: PlanLine | None
    skipped: bool
    early: bool
    today: date
    number_format: str
    mine: bool = False
    when: str = ""  # the period in words, where it is not that of the page
    raw: str = ""
    wrong: str = ""
    moved: str = ""

    @cached_property
    def standing(self) -> Standing:
        """How the metric stands."""
        return self._stands(0)

    @cached_property
    def stood(self) -> Standing:
        """How it stood a period ago."""
        return self._stands(1)

    def _stands(self, back: int) -> Standing:
        gauge = gauge_of(self.metric, self.period.first_day)
        return standing(gauge, values_of(self.recorded), self.plans, self.today, back)

    @property
    def spark(self) -> Spark:
        """The readings of the last periods, and this one where it is in."""
        days = starts(self.period.shift(-SPARK_PERIODS), SPARK_PERIODS + (self.period.start in self.recorded))
        values = [self.recorded[day].value if day in self.recorded else None for day in days]
        return sparkline(values, self.plan.low if self.plan else None, width=10 * (len(days) - 1))

    @property
    def plan_words(self) -> str:
        """The plan as the owner would say it, or nothing."""
        if self.plan is None:
            return ""
        return plan_words(self.plan, self.metric.unit, self.metric.direction, self.number_format)

    @property
    def done(self) -> bool:
        """Settled: a number, or skipped."""
        return self.value is not None or self.skipped

    @property
    def shown(self) -> str:
        """What stands in the field: what was typed, else what is stored."""
        return self.raw or (show_number(self.value, self.number_format) if self.value is not None else "")

    @property
    def last_shown(self) -> str:
        """The reading before, as one would type it."""
        return show_number(self.last, self.number_format) if self.last is not None else ""

    @property
    def sign(self) -> str:
        """The currency sign in front."""
        return sign_of(self.metric.unit)

    @property
    def say(self) -> tuple[str, str]:
        """What the row says about itself, and in which tone."""
        if self.wrong:
            return self.wrong, "off"
        if self.skipped:
            return "Skipped. It stays missing for the verdict.", "none"
        if self.value is None:
            return "", ""
        beside = [self.last, self.plan.low, self.plan.high] if self.plan else [self.last]
        if words := doubt(self.value, self.metric.unit, self.number_format, beside):
            return f"Saved. {words}. Keep it if it is right.", "slip"
        if is_odd(self.value, self.last):
            last = in_words(self.last, self.metric.unit, self.number_format)
            return f"Very different from {self.last_words.lower()} ({last}). Keep it if it is right.", "slip"
        if self.early:
            return f"Saved early. The {self.period.word} is still running.", "on"
        if self.plan is None:
            return "Saved.", "on"
        if meets(self.value, self.plan, self.metric.direction):
            return "Saved. On plan.", "on"
        return f"Saved. {missed_words(self.value, self.plan, self.metric.direction)}.", "slip"


@dataclass
class Group:
    """The rows of one system, with its health."""

    name: str
    system: Sequence[Row]  # all its metrics, those of other people and those not asked for now too
    rows: list[Row]

    @cached_property
    def health(self) -> str:
        """How the system stands."""
        return health_of_system(self.system)

    @cached_property
    def before(self) -> str:
        """How it stood a period ago."""
        return health_of_system(self.system, "stood")


def is_mine(metric: Counted, membership_id: int) -> bool:
    """Looked after by this member: named for the metric, or for its system where the metric names nobody."""
    return membership_id in (metric.owner_id, None if metric.owner_id else metric.system_owner_id)


def row_of(
    business: Business,
    what: Asked,
    page: Period,
    readings: Mapping[date, Recorded],
    plans: Sequence[PlanLine],
    today: date,
) -> Row:
    """One row from what was read."""
    metric, period = what.metric, what.period
    reading = readings.get(period.start)
    past = [day for day in readings if day < period.start]
    last = readings[max(past)] if past else None
    return Row(
        metric=metric,
        period=period,
        recorded=readings,
        plans=plans,
        value=reading.value if reading else None,
        version=reading.version if reading else 0,
        note=reading.note if reading else "",
        last=last.value if last else None,
        last_words=named(Period(last.period, metric.cadence, business.first_day), period) if last else "",
        plan=plan_in_force(plans, period.start),
        skipped=what.skipped,
        early=period.end >= today,
        today=today,
        number_format=business.number_format,
        when="" if period == page else full_name(period, page),
    )


def group_rows(rows: Sequence[Row], shown: Sequence[Row]) -> list[Group]:
    """Rows by system; its health counts all its metrics, also those of other people and those not asked for now."""
    of_system: dict[int, list[Row]] = {}
    for row in rows:
        of_system.setdefault(row.metric.system_id, []).append(row)
    by_system = groupby(shown, key=lambda row: (row.metric.system_id, row.metric.system_name))
    return [Group(name, of_system[pk], list(members)) for (pk, name), members in by_system]


def health_of_system(rows: Sequence[Row], when: str = "standing") -> str:
    """The worse of what it produces and what it changes; metrics of one element share its weight."""
    shares: dict[int, int] = {}
    for row in rows:
        shares[row.metric.element_id] = shares.get(row.metric.element_id, 0) + 1

    def axis(kind: str) -> list[tuple[float, Standing]]:
        of_kind = [r for r in rows if r.metric.kind == kind]
        return [(1 / shares[r.metric.element_id], getattr(r, when)) for r in of_kind]

    return system_health(axis("output"), axis("outcome"))


def row_now(business: Business, metric: Counted, period: Period, today: date) -> Row:
    """One row as it is stored now."""
    readings = readings_since([metric], {metric.cadence: period.shift(-SPARK_PERIODS).start}).get(metric.pk, {})
    skipped = Skip.objects.filter(metric=metric.pk, period=period.start).exists()
    what = Asked(metric, period, period.start in readings, skipped)
    return row_of(business, what, period, readings, plans_of([metric]).get(metric.pk, []), today)
