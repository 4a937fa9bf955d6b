"""The grid of first numbers: a plan for every metric and its last eight periods."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import CharField, DecimalField, Exists, F, OuterRef, QuerySet, Value
from django.urls import reverse

from businesses.models import Business
from core.numbers import NumberError, parse_number, plain, show_number
from core.periods import DAILY, MONTHLY, QUARTERLY, WEEKLY, Period, last_complete, parse_slug
from metrics.actions import Amount, Entry
from metrics.doubts import HUNDRED, doubt
from metrics.forms import amount_doubt, may_be_below_zero, parse_amount
from metrics.models import Metric, Plan, Reading, Skip
from metrics.queries import due_period, live_metrics
from metrics.words import full_name
from systems.models import Element

PERIODS = 8
PAGE_ROWS = 50
TITLES = {DAILY: "Every day", WEEKLY: "Every week", MONTHLY: "Every month", QUARTERLY: "Every quarter"}


@dataclass
class Cell:
    """One number of the grid: what is stored, what was typed, what is wrong with it."""

    period: Period
    name: str
    label: str
    value: Decimal | None = None
    version: int = 0
    raw: str | None = None
    wrong: str = ""
    pasted: bool = False
    shown: str = ""  # what is stored now, as one would type it
    sure: bool = False  # what is odd about it was asked, and it was sent again as it is
    doubted: bool = False
    changes: bool = False  # what is pasted would change what is stored


@dataclass
class GridRow:
    """One metric: its plan and its cells, oldest first."""

    metric: Metric
    cells: list[Cell]
    url: str
    plan: Amount | None = None
    plan_since: date | None = None
    plan_open: bool = True  # several dated plans are changed on the metric's own page
    plan_raw: str | None = None
    plan_shown: str = ""
    plan_sure: bool = False
    plan_doubted: bool = False
    plan_wrong: str = ""

    @property
    def versions(self) -> str:
        """`2026-w47:1`: the readings the page shows, for telling two writers apart."""
        return ",".join(f"{c.period.slug}:{c.version}" for c in self.cells if c.version)


@dataclass
class Table:
    """The metrics of one rhythm."""

    cadence: str
    title: str
    word: str
    periods: list[Period]
    rows: list[GridRow] = field(default_factory=list)

    @property
    def newest(self) -> Period:
        """Its last column."""
        return self.periods[-1]


@dataclass
class Grid:
    """The page."""

    tables: list[Table]
    bare: list[Element]  # outputs and outcomes that nothing counts yet
    due: int
    number_format: str
    first: int = 1
    last: int = 0
    whole: int = 0
    page: int = 1

    @property
    def rows(self) -> list[GridRow]:
        """All rows on the page."""
        return [row for table in self.tables for row in table.rows]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """(id of the field, what is wrong)."""
        found = [(f"p{r.metric.pk}", f"{r.metric.name}: {r.plan_wrong}") for r in self.rows if r.plan_wrong]
        cells = [(c.name, f"{c.label}: {c.wrong}") for r in self.rows for c in r.cells if c.wrong]
        return found + cells


def show_amount(amount: Amount | None, number_format: str) -> str:
    """A plan as one would type it."""
    if amount is None:
        return ""
    if amount.value is not None:
        return show_number(amount.value, number_format)
    return f"{show_number(amount.low or 0, number_format)}–{show_number(amount.high or 0, number_format)}"


def plain_amount(amount: Amount | None) -> str:
    """A plan as the page remembers it, whatever the number format."""
    parts = (amount.value, amount.low, amount.high) if amount else ()
    return " ".join("" if part is None else plain(part) for part in parts)


def unmeasured(business: Business) -> QuerySet[Element]:
    """Outputs and outcomes on the map that no metric counts."""
    counted = Metric.objects.filter(element=OuterRef("pk")).exclude(state=Metric.State.RETIRED)
    return (
        Element.objects.filter(
            business=business, removed_at=None, system__removed_at=None, kind__in=("output", "outcome")
        )
        .exclude(Exists(counted))
        .select_related("system")
        .order_by("system__kind", "system__position", "system_id", F("kind").desc(), "position", "id")
    )


def build(business: Business, today: date, page: int = 1) -> Grid:
    """The grid, in three queries: metrics, their readings and plans together, and what nothing counts yet."""
    now = {"metric": OuterRef("pk"), "period": OuterRef("due")}
    counted = live_metrics(business).filter(state=Metric.State.ACTIVE).annotate(due=due_period(business, today))
    settled = Exists(Reading.objects.filter(**now)) | Exists(Skip.objects.filter(**now))
    metrics = list(counted.annotate(settled=settled))
    pages = max(1, -(-len(metrics) // PAGE_ROWS))
    start = (min(max(page, 1), pages) - 1) * PAGE_ROWS
    shown = metrics[start : start + PAGE_ROWS]
    newest = {c: last_complete(today, c, business.first_day) for c in TITLES}
    tables = [
        Table(c, TITLES[c], newest[c].word, [newest[c].shift(i - PERIODS + 1) for i in range(PERIODS)]) for c in TITLES
    ]
    by_cadence = {table.cadence: table for table in tables}
    readings, plans = _dated(shown, min(t.periods[0].start for t in tables))
    for metric in shown:
        table = by_cadence[metric.cadence]
        table.rows.append(_row(business, metric, table.periods, readings[metric.pk], plans[metric.pk]))
    return Grid(
        tables=[table for table in tables if table.rows],
        bare=list(unmeasured(business)),
        due=sum(not m.settled for m in metrics),
        number_format=business.number_format,
        first=start + 1,
        last=start + len(shown),
        whole=len(metrics),
        page=start // PAGE_ROWS + 1,
    )


Readings = dict[int, dict[date, tuple[Decimal, int]]]
Plans = dict[int, list[tuple[date, Amount]]]


def _dated(metrics: Sequence[Metric], since: date) -> tuple[Readings, Plans]:
    """Readings and plans of these metrics in one query."""
    ids = [m.pk for m in metrics]
    nothing = Value(None, output_field=DecimalField(max_digits=21, decimal_places=6))
    rows = Reading.objects.filter(metric__in=ids, period__gte=since).values_list(
        Value("r", output_field=CharField()), "metric_id", "period", "value", nothing, nothing, "version"
    )
    of_plans = Plan.objects.filter(metric__in=ids).values_list(
        Value("p", output_field=CharField()), "metric_id", "since", "value", "low", "high", Value(0)
    )
    readings: Readings = defaultdict(dict)
    plans: Plans = defaultdict(list)
    for kind, pk, day, value, low, high, version in rows.union(of_plans, all=True):
        if kind == "r":
            readings[pk][day] = (value, version)
        else:
            plans[pk].append((day, Amount(value, low, high)))
    return readings, plans


def _row(
    business: Business,
    metric: Metric,
    periods: list[Period],
    readings: Mapping[date, tuple[Decimal, int]],
    plans: list[tuple[date, Amount]],
) -> GridRow:
    cells = []
    for period in periods:
        value, version = readings.get(period.start, (None, 0))
        label = f"{metric.name}, {full_name(period, periods[-1])}"
        cells.append(Cell(period, f"c{metric.pk}-{period.slug}", label, value, version))
    row = GridRow(metric, cells, reverse("metrics:metric_edit", args=[business.slug, metric.pk]))
    if plans:
        row.plan_since, row.plan = max(plans, key=lambda plan: plan[0])
        row.plan_open = len(plans) == 1
    return row


def read_post(grid: Grid, post: Mapping[str, str]) -> None:
    """What was typed into the cells and plans; nothing is lost, whatever it is."""
    for row in grid.rows:
        shown = dict(part.split(":", 1) for part in post.get(f"v{row.metric.pk}", "").split(",") if ":" in part)
        if row.plan_open and f"p{row.metric.pk}" in post:
            row.plan_raw = post[f"p{row.metric.pk}"]
            row.plan_sure = post.get(f"sp{row.metric.pk}") == row.plan_raw
        for cell in row.cells:
            if cell.name in post:
                cell.raw = post[cell.name]
                cell.sure = post.get(f"s{cell.name}") == cell.raw
                version = shown.get(cell.period.slug, "0")
                cell.version = int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0


def left_over(grid: Grid, post: Mapping[str, str], business: Business) -> list[str]:
    """Numbers that were typed for a metric or a period that the grid no longer has: somebody took it off, or a week
    ended, while they were typed. Numbers that stand there as they were sent are none of them.

    One query where there was any that the page had shown, else none.
    """
    here = {cell.name for row in grid.rows for cell in row.cells}
    found: list[tuple[str, int, Period | None]] = []
    for name, typed in post.items():
        key, _, slug = name.partition("-")
        if name in here or not re.fullmatch(r"c[0-9]{1,18}", key) or not typed.strip():
            continue
        shown = {part.partition(":")[0] for part in post.get(f"v{key[1:]}", "").split(",")}
        period = parse_slug(slug, business.first_day) if slug in shown else None
        found.append((" ".join(typed.split())[:40], int(key[1:]), period))
    asked = {(pk, period.start) for _, pk, period in found if period}
    stored: dict[tuple[int, date], Decimal] = {}
    if asked:
        read = Reading.objects.filter(business=business, metric__in={pk for pk, _ in asked})
        read = read.filter(period__in={day for _, day in asked})
        stored = {(pk, day): value for pk, day, value in read.values_list("metric", "period", "value")}
    return [
        typed
        for typed, pk, period in found
        if period is None or not _says(typed, stored.get((pk, period.start)), grid.number_format)
    ]


def _says(typed: str, value: Decimal | None, number_format: str) -> bool:
    """Whether what was typed is this number."""
    try:
        return parse_number(typed, number_format) == value
    except NumberError:
        return False


def check(grid: Grid) -> tuple[list[tuple[Cell, Entry]], list[tuple[GridRow, Amount]]]:
    """The changes that can be written; what cannot says so in its place."""
    entries, amounts = [], []
    for row in grid.rows:
        if row.plan_raw is not None:
            amount = _amount(row, grid.number_format)
            if amount and amount != row.plan and not _asks_about_plan(row, amount, grid.number_format):
                amounts.append((row, amount))
        found = [(cell, entry) for cell in row.cells if (entry := _entry(row.metric, cell, grid.number_format))]
        entries += [(cell, entry) for cell, entry in found if not _asks(row, cell, entry, found, grid.number_format)]
    return entries, amounts


ASKED = "Is this right? Save again if it is."


def _asks_about_plan(row: GridRow, amount: Amount, number_format: str) -> bool:
    """Whether a plan is odd and nobody has said that it is meant; then it says so."""
    words = amount_doubt(amount, row.metric, number_format)
    if words and not row.plan_sure:
        row.plan_wrong, row.plan_doubted = f"{words}. {ASKED}", True
    return row.plan_doubted


def _asks(row: GridRow, cell: Cell, entry: Entry, found: Sequence[tuple[Cell, Entry]], number_format: str) -> bool:
    """Whether a new number is odd beside the others of its row and nobody said that it is meant; then it says so."""
    if entry.value == cell.value or cell.sure:
        return False
    stored = [other.value for other in row.cells if other is not cell]
    typed = [other.value for at, other in found if at is not cell]
    plan = [row.plan.value, row.plan.low, row.plan.high] if row.plan else []
    words = doubt(entry.value, row.metric.unit, number_format, [*_within(typed), *stored, *plan])
    if words:
        cell.wrong, cell.doubted = f"{words}. {ASKED}", True
    return cell.doubted


def _within(values: Sequence[Decimal | None]) -> list[Decimal]:
    """Those that are no odd share themselves: several odd ones at once do not vouch for each other."""
    return [value for value in values if value is not None and 0 <= value <= HUNDRED]


def _amount(row: GridRow, number_format: str) -> Amount | None:
    try:
        amount = parse_amount(row.plan_raw or "", row.metric.direction, number_format, row.metric.unit)
    except ValidationError as error:
        row.plan_wrong = error.messages[0]
        return None
    if amount is None and row.plan is not None:
        row.plan_wrong = "Type what would be enough. A plan is taken out on the metric's own page."
    return amount


def _entry(metric: Metric, cell: Cell, number_format: str) -> Entry | None:
    if cell.raw is None:
        return None
    text = cell.raw.strip()
    if not text:
        return Entry(metric.pk, cell.period.start, None, cell.version) if cell.version else None
    try:
        value = parse_number(text, number_format, unit=metric.unit)
    except NumberError as error:
        cell.wrong = str(error)
        return None
    if value < 0 and not may_be_below_zero(metric):
        cell.wrong = f"{metric.unit[:1].upper()}{metric.unit[1:]} cannot be below 0"
        return None
    return Entry(metric.pk, cell.period.start, value, cell.version)


@dataclass(frozen=True)
class PasteReading:
    """How a paste was read: how many numbers, which of which metric, what they would change, what has no place."""

    numbers: int
    changed: int
    rows: list[tuple[str, str]]
    left_out: list[str]


def reading_of(table: Table, left_out: list[str]) -> PasteReading:
    """What stands in the table now because of the paste; what cannot be read is no number."""
    pasted = [(row, [cell for cell in row.cells if cell.pasted]) for row in table.rows]
    return PasteReading(
        numbers=sum(cell.doubted or not cell.wrong for _, cells in pasted for cell in cells),
        changed=sum(cell.changes for _, cells in pasted for cell in cells),
        rows=[(row.metric.name, spans([cell.period for cell in cells])) for row, cells in pasted if cells],
        left_out=left_out,
    )


def spans(periods: list[Period]) -> str:
    """`Week 40 to Week 42, Week 44`."""
    runs: list[list[Period]] = []
    for period in periods:
        if runs and runs[-1][-1].until(period) == 1:
            runs[-1].append(period)
        else:
            runs.append([period])
    return ", ".join(run[0].name + (f" to {run[-1].name}" if len(run) > 1 else "") for run in runs)
