"""The check-in of one period: which readings are asked for, what each row shows, how far it is."""

from dataclasses import dataclass
from datetime import date

from businesses.models import Business
from core.periods import DAILY, MONTHLY, QUARTERLY, WEEKLY, Period, last_complete, local_today
from metrics.queries import plans_of, readings_since, settled
from metrics.rows import SPARK_PERIODS, Asked, Group, Row, group_rows, is_mine, row_of

FINEST_FIRST = (WEEKLY, MONTHLY, QUARTERLY)
ALL = (DAILY, *FINEST_FIRST)


@dataclass
class CheckIn:
    """The page of one period for one person."""

    page: Period
    groups: list[Group]
    rows: list[Row]
    everything: int  # rows of everybody
    of_mine: int
    whose: str
    due: int  # of everybody, for the tab
    today: date
    before: Period | None = None
    after: Period | None = None

    @property
    def name(self) -> str:
        """`week 47`, `November 2026`, as it stands inside a sentence."""
        return self.page.name if self.page.cadence == MONTHLY else self.page.name[0].lower() + self.page.name[1:]

    @property
    def problems(self) -> list[Row]:
        """Rows that were not saved."""
        return [row for row in self.rows if row.wrong]

    @property
    def total(self) -> int:
        """Readings on this page."""
        return len(self.rows)

    @property
    def done(self) -> int:
        """Readings settled."""
        return sum(row.done for row in self.rows)

    @property
    def without_past(self) -> int:
        """Readings that are the first of their metric, as far as this page looks back."""
        return sum(not row.recorded for row in self.rows)

    @property
    def is_current(self) -> bool:
        """Whether it is the newest period that has ended."""
        return not self.running and self.page.shift(1).end >= self.today

    @property
    def running(self) -> bool:
        """Whether the period has not ended yet."""
        return self.page.end >= self.today


@dataclass(frozen=True)
class Agenda:
    """What a page asks for, what else is counted, and how many readings are due in the business."""

    page: Period
    asked: list[Asked]
    others: list[Asked]
    due: int


def row_periods(page: Period, today: date, first_day: int) -> dict[str, Period]:
    """By cadence, the period that this page asks for. A running period asks only for its own cadence.

    A page stays open until the next one is due; what ends in between belongs to it.
    """
    own = {page.cadence: page}
    if page.end >= today:
        return own
    at = min(today, page.shift(1).end)
    return {c: last_complete(at, c, first_day) for c in ALL} | own


def asked(business: Business, page: Period | None, today: date) -> Agenda:
    """What a page asks for, in the order of the map; without a page, the one that is due. One query.

    Of another cadence: what is still missing, what ended since the page's period began, and what was settled in it.
    """
    first_day = business.first_day
    due = {c: last_complete(today, c, first_day) for c in ALL}
    periods = row_periods(page, today, first_day) if page else due
    metrics = settled(business, *({c: p.start for c, p in by.items()} for by in (periods, due)))
    if page is None:
        used = {m.metric.cadence for m in metrics}
        page = due[next((c for c in FINEST_FIRST if c in used), business.main_cadence)]
    found, others = list[Asked](), list[Asked]()
    for metric, recorded, skipped, _ in metrics:
        at, period = recorded or skipped, periods.get(metric.cadence)
        one = Asked(metric, period or due[metric.cadence], recorded is not None, skipped is not None and not recorded)
        here = at and page.end < local_today(at, business.time_zone) <= page.shift(1).end
        due_here = period and (period.cadence == page.cadence or not at or period.end >= page.start or here)
        (found if due_here else others).append(one)
    return Agenda(page, found, others, sum(m.due for m in metrics))


def progress(business: Business, page: Period, today: date, whose: str, membership_id: int) -> tuple[int, int, int]:
    """(settled, asked for) on this page, and how many readings are due at all. One query."""
    agenda = asked(business, page, today)
    found = [a for a in agenda.asked if whose != "mine" or is_mine(a.metric, membership_id)]
    return sum(a.recorded or a.skipped for a in found), len(found), agenda.due


def check_in(business: Business, page: Period | None, today: date, membership_id: int, whose: str = "") -> CheckIn:
    """The page, in three queries; without a period, the one that is due.

    `whose`: mine, all, or empty = mine where there is any, unless only other people's are left.
    """
    agenda = asked(business, page, today)
    page, found = agenda.page, agenda.asked
    mine = sum(is_mine(a.metric, membership_id) for a in found)
    if whose not in ("mine", "all"):
        left = [is_mine(a.metric, membership_id) for a in found if not a.recorded and not a.skipped]
        whose = "mine" if mine and (not left or any(left)) else "all"
    metrics = [a.metric for a in (*found, *agenda.others)]
    since = {a.metric.cadence: a.period.shift(-SPARK_PERIODS).start for a in (*agenda.others, *found)}
    readings, plans = readings_since(metrics, since), plans_of(metrics)
    rows, others = (
        [row_of(business, a, page, readings.get(a.metric.pk, {}), plans.get(a.metric.pk, []), today) for a in some]
        for some in (found, agenda.others)
    )
    for row in rows:
        row.mine = is_mine(row.metric, membership_id)
    shown = [row for row in rows if whose == "all" or row.mine]
    after = page.shift(1)
    return CheckIn(
        page=page,
        groups=group_rows([*rows, *others], shown),
        rows=shown,
        everything=len(rows),
        of_mine=mine,
        whose=whose,
        due=agenda.due,
        today=today,
        before=page.shift(-1),
        after=after if after.start <= today else None,
    )
