"""First numbers: plans and the last eight periods as a grid, typed or pasted."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.models import Conflict, Refused
from core.numbers import show_number
from metrics.access import require
from metrics.actions import Amount, Clash, Entry, Written, hold_metrics, record_readings, set_plan
from metrics.forms import PasteForm
from metrics.grid import (
    Cell,
    Grid,
    GridRow,
    PasteReading,
    build,
    check,
    left_over,
    plain_amount,
    read_post,
    reading_of,
    show_amount,
)
from metrics.labels import LabelError
from metrics.paste import Placed, Sheet, place, split_cells
from metrics.queries import last_writer
from metrics.views.check_in import today_of
from metrics.words import enough_words


@business_view(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def first_numbers(request: BusinessRequest) -> HttpResponse:
    """The grid. POST reads a paste into it, or saves what is valid and keeps the rest where it was typed."""
    today = today_of(request)
    text = (request.POST or request.GET).get("page", "1")
    grid = build(request.business, today, int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 1)
    if request.method != "POST":
        return page(request, grid, PasteForm(tables=grid.tables))
    read_post(grid, request.POST)
    if request.POST.get("do") == "read":
        return read_paste(request, grid)
    return save(request, grid, today)


def page(
    request: BusinessRequest, grid: Grid, paste: PasteForm, status: int = 200, read: PasteReading | None = None
) -> HttpResponse:
    """The page itself."""
    for row in grid.rows:
        row.plan_shown = show_amount(row.plan, grid.number_format)
        row.plan_raw = row.plan_shown if row.plan_raw is None else row.plan_raw
        for cell in row.cells:
            cell.shown = show_number(cell.value, grid.number_format) if cell.value is not None else ""
            cell.raw = cell.shown if cell.raw is None else cell.raw
    context = {
        "tab": "check-in",
        "grid": grid,
        "paste": paste,
        "read": read,
        "due_count": grid.due,
        "may_edit": request.can(Can.EDIT_MAP),
        "plan_was": {row.metric.pk: plain_amount(row.plan) for row in grid.rows},
        "enough": enough_words(request.business.main_cadence),
    }
    return render(request, "metrics/first_numbers.html", context, status=status)


def read_paste(request: BusinessRequest, grid: Grid) -> HttpResponse:
    """Put what was pasted into the cells, unsaved, so that the reading can be checked before it is kept."""
    form = PasteForm(request.POST, tables=grid.tables)
    if not form.is_valid():
        return page(request, grid, form, status=422)
    into, by_period = form.cleaned_data["into"], form.cleaned_data["rows_are"] == "period"
    cells = split_cells(form.cleaned_data["paste"], grid.number_format)
    table = next(t for t in grid.tables if into == t.cadence or any(into == str(r.metric.pk) for r in t.rows))
    names = [row.metric.name for row in table.rows]
    sheet = Sheet(names, table.periods, grid.number_format)
    if into != table.cadence:
        at = next(i for i, row in enumerate(table.rows) if into == str(row.metric.pk))
        sheet = Sheet(names[at : at + 1], table.periods, grid.number_format, first=at)
    try:
        placed = place(cells, sheet, by_period=by_period)
    except LabelError as error:
        form.add_error("paste", f"{error} Nothing was put into the table.")
        return page(request, grid, form, status=422)
    if not placed.cells:
        left_out = f" Left out: {'; '.join(placed.left_out[:5])}." if placed.left_out else ""
        form.add_error("paste", f"No numbers found. Copy the cells with the numbers, and paste them here.{left_out}")
        return page(request, grid, form, status=422)
    fill(table.rows, placed)
    entries, _ = check(grid)
    for cell, entry in entries:
        cell.changes = cell.pasted and cell.value is not None and entry.value != cell.value
    return page(request, grid, form, read=reading_of(table, placed.left_out))


def fill(rows: list[GridRow], placed: Placed) -> None:
    """The pasted texts into their cells."""
    for (at, column), text in placed.cells.items():
        cell = rows[at].cells[column]
        cell.raw, cell.pasted = text, True


def save(request: BusinessRequest, grid: Grid, today: date) -> HttpResponse:
    """Save every valid cell and plan. What is wrong stays in its cell, 422; what somebody else wrote meanwhile, 409."""
    entries, amounts = check(grid)
    if amounts:
        require(request, Can.EDIT_MAP)
    hold_metrics(business=request.business, ids={e.metric_id for _, e in entries} | {r.metric.pk for r, _ in amounts})
    clashed = save_plans(request, amounts)
    kept = save_cells(request, entries, today)
    if lost := left_over(grid, request.POST, request.business):
        numbers = "One number was" if len(lost) == 1 else f"{len(lost)} numbers were"
        why = "what was counted, or its week, has gone from this page meanwhile"
        messages.error(request, f"{numbers} not saved: {why}. You typed {', '.join(lost[:20])}.")
    clashed = clashed or any(isinstance(answer, Clash) for answer in kept)
    if grid.problems:
        return page(request, grid, PasteForm(request.POST, tables=grid.tables, touched=False), 409 if clashed else 422)
    written = sum(isinstance(answer, Written) and answer.change != "same" for answer in kept) + len(amounts)
    saved = f"{written} number{'' if written == 1 else 's'} saved."
    messages.success(request, saved if written else "Nothing had changed.")
    if request.POST.get("do") == "verdict":
        return redirect("workspace:alignment", request.business.slug)
    here = reverse("metrics:first_numbers", args=[request.business.slug])
    return redirect(f"{here}?page={request.POST.get('page', '1')}" if grid.whole > len(grid.rows) else here)


def save_plans(request: BusinessRequest, amounts: list[tuple[GridRow, Amount]]) -> bool:
    """Plans: a first one holds for all the periods shown, a single one is corrected. Whether one clashed."""
    clashed = False
    for row, amount in amounts:
        since = row.plan_since or row.cells[0].period.start
        shown = request.POST.get(f"q{row.metric.pk}", "")
        try:
            if shown != plain_amount(row.plan):
                raise Conflict({"amount": row.plan}, {"amount": amount})
            set_plan(metric=row.metric, actor=request.user, since=since, amount=amount, was=row.plan)
        except Conflict as conflict:
            theirs = show_amount(conflict.theirs["amount"], request.business.number_format) or "nothing"
            row.plan_wrong = f"Somebody set this to {theirs} while you were writing. Save again to use yours."
            row.plan = conflict.theirs["amount"]
            clashed = True
        except Refused as refused:
            row.plan_wrong = str(refused)
    return clashed


def save_cells(request: BusinessRequest, entries: list[tuple[Cell, Entry]], today: date) -> list[Written | Clash]:
    """The numbers of the grid; a clash says both in its cell and can be saved again."""
    answers = record_readings(
        business=request.business,
        actor=request.user,
        entries=[entry for _, entry in entries],
        today=today,
        source="page",
    )
    for (cell, _), answer in zip(entries, answers, strict=True):
        if isinstance(answer, Clash):
            theirs = answer.theirs
            who = last_writer(theirs) if theirs else "Somebody"
            now = f"saved {show_number(theirs.value, request.business.number_format)}" if theirs else "took this out"
            cell.wrong = f"{who} {now} while you were writing. Save again to use yours."
            cell.version = theirs.version if theirs else 0
        elif answer.reading is not None and answer.change != "cleared":
            cell.version, cell.value = answer.reading.version, answer.reading.value
        else:
            cell.version, cell.value = 0, None
    return answers
