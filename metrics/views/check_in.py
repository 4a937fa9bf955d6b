"""The check-in: every due reading on one page, each saved by itself, or all at once without scripts."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.htmx import is_htmx, render_fragment
from core.models import Refused
from core.numbers import show_number
from core.periods import Period, local_today
from metrics.access import get_metric, get_period, require
from metrics.actions import Clash, Entry, add_event, record_readings, skip, unskip
from metrics.checkin import CheckIn, progress
from metrics.checkin import check_in as check_in_of
from metrics.finish import finished, moves, next_due
from metrics.forms import ReadingForm, WeekNoteForm, reading_form
from metrics.lines import page_of, saves_to
from metrics.queries import counted_of, last_writer
from metrics.rows import Row, row_now
from metrics.words import in_words


def today_of(request: BusinessRequest) -> date:
    """The date where the business is."""
    return local_today(timezone.now(), request.business.time_zone)


@business_view(Can.READ)
@require_http_methods(["GET", "HEAD"])
def check_in(request: BusinessRequest) -> HttpResponse:
    """The check-in that is due now."""
    today = today_of(request)
    found = check_in_of(request.business, None, today, request.membership.pk or 0, request.GET.get("whose", ""))
    return page(request, found)


@business_view(Can.READ)
@require_http_methods(["GET", "HEAD", "POST"])
def check_in_period(request: BusinessRequest, period: str) -> HttpResponse:
    """One period's check-in; POST saves everything on it that is valid."""
    today = today_of(request)
    wanted = get_period(request, period, today)
    whose = (request.POST or request.GET).get("whose", "")
    found = check_in_of(request.business, wanted, today, request.membership.pk or 0, whose)
    if request.method == "POST":
        require(request, Can.RECORD)
        return save_all(request, found)
    if "finished" in request.GET:
        return render(request, "metrics/finished.html", {"tab": "check-in", **finished(request.business, found)})
    return page(request, found)


def page(request: BusinessRequest, found: CheckIn, note: WeekNoteForm | None = None, status: int = 200) -> HttpResponse:
    """The page itself."""
    focus = next((row.metric.pk for row in found.rows if not row.done), None) if "next" in request.GET else None
    printed = page_of(request.business, found.page, found.rows, request.can(Can.RECORD), focus)
    context = {
        "tab": "check-in",
        "ci": found,
        "groups": [
            {"name": g.name, "health": g.health, "lines": [printed.line(row) for row in g.rows]} for g in found.groups
        ],
        "saves": saves_to(request.business, found.page),
        "note_form": note or WeekNoteForm(),
        "may_record": request.can(Can.RECORD),
        "may_edit": request.can(Can.EDIT_MAP),
        "due_count": found.due,
        "links": links(request, found),
        "next_due": next_due(found),
        "moves": moves(found),
    }
    return render(request, "metrics/check_in.html", context, status=status)


def links(request: BusinessRequest, found: CheckIn) -> dict[str, str]:
    """Addresses of this page and its neighbours, keeping whose readings are shown."""

    def to(period: Period, **query: str) -> str:
        address = reverse("metrics:check_in_period", args=[request.business.slug, period.slug])
        return f"{address}?{urlencode(query)}" if query else address

    return {
        "here": to(found.page),
        "before": to(found.before, whose=found.whose) if found.before else "",
        "after": to(found.after, whose=found.whose) if found.after else "",
        "mine": to(found.page, whose="mine"),
        "all": to(found.page, whose="all"),
    }


def save_all(request: BusinessRequest, found: CheckIn) -> HttpResponse:
    """Save what is valid, say beside its field what is not, and finish when nothing is wrong."""
    post = request.POST
    entries: list[tuple[Row, Entry]] = []
    for row in found.rows:
        if f"r{row.metric.pk}" in post:
            form = reading_form(post, row.metric, request.business.number_format, row.last_shown)
            entry = entry_of(row, form, same=post.get("same") == str(row.metric.pk))
            if entry:
                entries.append((row, entry))
    clashed = write(request, found, entries)
    note = WeekNoteForm(post)
    pressed = press(request, found)
    if not note.is_valid() or found.problems:
        return page(request, as_saved(request, found), note, status=409 if clashed else 422)
    if note.cleaned_data["text"]:
        add_event(
            business=request.business,
            actor=request.user,
            day=min(found.page.end, found.today),
            text=note.cleaned_data["text"],
        )
    here = reverse("metrics:check_in_period", args=[request.business.slug, found.page.slug])
    way = {"finished": ""} if "finish" in post and not pressed else {"next": ""} if "save" in post else {}
    query = urlencode(way | {"whose": found.whose})
    return redirect(f"{here}?{query}" + (f"#r{pressed}" if pressed else ""))


def as_saved(request: BusinessRequest, found: CheckIn) -> CheckIn:
    """The page as it is stored now, with what was typed and not saved in its place."""
    fresh = check_in_of(request.business, found.page, found.today, request.membership.pk or 0, found.whose)
    wrong = {row.metric.pk: row for row in found.problems}
    for row in fresh.rows:
        if typed := wrong.get(row.metric.pk):
            row.raw, row.wrong, row.note, row.version = typed.raw, typed.wrong, typed.note, typed.version
    return fresh


def entry_of(row: Row, form: ReadingForm, same: bool = False) -> Entry | None:
    """What is to be written for a row; None when nothing is. What is wrong goes to the row."""
    row.raw = str(form.data.get("value") or "")
    if not form.is_valid():
        row.wrong = form.first_error
        row.note = str(form.data.get("note") or "")
        return None
    value: Decimal | None = form.cleaned_data["value"]
    note, version = form.cleaned_data["note"], form.cleaned_data["version"]
    if same and row.last is not None:
        value = row.last
    if value is None and note and not version:
        row.wrong, row.note = "Enter the number this note belongs to.", note
        return None
    if value is None and not version:
        return None
    return Entry(row.metric.pk, row.period.start, value, version, None if value is None else note)


def write(request: BusinessRequest, found: CheckIn, entries: list[tuple[Row, Entry]]) -> bool:
    """Write the entries; the row of a clash gets both texts and the new version. Whether there was one."""
    answers = record_readings(
        business=request.business, actor=request.user, entries=[entry for _, entry in entries], today=found.today
    )
    clashed = False
    for (row, entry), answer in zip(entries, answers, strict=True):
        if isinstance(answer, Clash):
            clashed = True
            row.wrong = clash_words(row, answer)
            row.version = answer.theirs.version if answer.theirs else 0
            row.note = entry.note or row.note
    return clashed


def clash_words(row: Row, clash: Clash) -> str:
    """Both numbers, and what to do."""
    unit, number_format = row.metric.unit, row.number_format
    mine = "no number" if clash.entry.value is None else in_words(clash.entry.value, unit, number_format)
    if clash.theirs is None:
        return f"Somebody took this number out while you were writing. Yours is {mine}. Finish again to use yours."
    who = last_writer(clash.theirs)
    theirs = in_words(clash.theirs.value, unit, number_format)
    return f"{who} saved {theirs} while you were writing. Yours is {mine}. Finish again to use yours, or type theirs."


def press(request: BusinessRequest, found: CheckIn) -> str:
    """Same, Skip and Ask again, pressed without scripts. The id of the row, or nothing."""
    for row in found.rows:
        pk = str(row.metric.pk)
        try:
            if request.POST.get("skip") == pk:
                skip(
                    metric=get_metric(request, row.metric.pk),
                    actor=request.user,
                    period=row.period.start,
                    today=found.today,
                )
                return pk
            if request.POST.get("unskip") == pk:
                unskip(metric=get_metric(request, row.metric.pk), actor=request.user, period=row.period.start)
                return pk
        except Refused as refused:
            row.wrong = str(refused)
        if request.POST.get("same") == pk:
            return pk
    return ""


@business_view(Can.RECORD)
@require_POST
def reading_save(request: BusinessRequest, period: str, metric_id: int) -> HttpResponse:
    """One field of the check-in: saves it and answers with its line, the progress and the number at the tab."""
    today = today_of(request)
    metric = get_metric(request, metric_id)
    wanted = get_period(request, period, today, metric.cadence)
    at = get_period(request, request.POST.get("page", "") or wanted.slug, today)
    row = row_now(request.business, counted_of(metric), wanted, today)
    status: int = 200
    extra: dict[str, Any] = {}
    try:
        if request.POST.get("skip") == str(metric.pk):
            skip(metric=metric, actor=request.user, period=wanted.start, today=today)
        elif request.POST.get("unskip") == str(metric.pk):
            unskip(metric=metric, actor=request.user, period=wanted.start)
        else:
            status, extra = save_one(request, row, today)
    except Refused as refused:
        row.wrong, status = str(refused), 422
    if not is_htmx(request):
        return redirect("metrics:check_in_period", request.business.slug, wanted.slug)
    return say(request, row, at, today, extra, status)


def save_one(request: BusinessRequest, row: Row, today: date) -> tuple[int, dict[str, Any]]:
    """Write what one field holds. Status, and what the fragment needs to offer."""
    form = reading_form(request.POST, row.metric, request.business.number_format, row.last_shown)
    entry = entry_of(row, form)
    if entry is None:
        return (422 if row.wrong else 200), {}
    (answer,) = record_readings(business=request.business, actor=request.user, entries=[entry], today=today)
    if isinstance(answer, Clash):
        row.wrong = clash_words(row, answer).split(" Finish again")[0]
        theirs = answer.theirs
        return 409, {
            "clash": True,
            "mine": row.raw,
            "theirs": show_number(theirs.value, row.number_format) if theirs else "",
            "theirs_version": theirs.version if theirs else 0,
        }
    return 200, {
        "cleared": answer.change == "cleared",
        "was": in_words(answer.before, row.metric.unit, row.number_format),
    }


def say(
    request: BusinessRequest, row: Row, at: Period, today: date, extra: dict[str, Any], status: int
) -> HttpResponse:
    """The fragment of one row as it is now, on the page `at`."""
    done, total, due = progress(request.business, at, today, request.POST.get("whose", ""), request.membership.pk or 0)
    now = row_now(request.business, row.metric, row.period, today)
    now.raw, now.wrong = row.raw, row.wrong
    context = {
        "row": now,
        "saves": saves_to(request.business, now.period),
        "done": done,
        "total": total,
        "due_count": due,
        **extra,
    }
    return render_fragment(request, "metrics/_say.html", context, status=status)
