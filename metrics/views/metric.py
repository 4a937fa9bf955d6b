"""One metric: is this change real. Its readings, corrections and events."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.models import Conflict, Refused
from core.numbers import show_number
from core.periods import Period, period_of
from metrics.access import get_event, get_metric, get_period
from metrics.actions import add_event, clear_reading, record_reading, remove_event
from metrics.detail import detail, metric_with_due
from metrics.forms import EventForm, ReadingForm
from metrics.models import Metric, Reading
from metrics.views.check_in import today_of

OFFERED = {"daily": 35, "weekly": 53, "monthly": 24, "quarterly": 12}  # periods a reading can be added for


@business_view(Can.READ)
@require_http_methods(["GET", "HEAD"])
def metric_detail(request: BusinessRequest, metric_id: int) -> HttpResponse:
    """The chart, the readings, the plans, the events."""
    return page(request, metric_id)


def page(
    request: BusinessRequest,
    metric_id: int,
    add: ReadingForm | None = None,
    event: EventForm | None = None,
    status: int = 200,
    chosen: str = "",
) -> HttpResponse:
    """The page itself, with a form that was refused where there is one."""
    today = today_of(request)
    live = metric_with_due(request.business, today).filter(
        business=request.business, element__removed_at=None, element__system__removed_at=None
    )
    metric = get_object_or_404(live, pk=metric_id)
    found = detail(metric, request.business, today, everything=request.GET.get("show") == "all")
    running = period_of(today, metric.cadence, request.business.first_day)
    offered = [running.shift(-i) for i in range(OFFERED[metric.cadence] + 1)]
    free = offered[1] if found.current_missing else offered[0]
    context = {
        "tab": "map",
        "metric": metric,
        "d": found,
        "due_count": found.due,
        "add": add or ReadingForm(metric=metric, number_format=request.business.number_format),
        "event_form": event or EventForm(initial={"day": today}),
        "offered": [(p.slug, f"{p.name}, {p.dates}{', still running' if p.end >= today else ''}") for p in offered],
        "chosen": chosen or free.slug,
        "may_record": request.can(Can.RECORD) and metric.state != Metric.State.RETIRED,
        "may_edit": request.can(Can.EDIT_MAP),
        "everything": request.GET.get("show") == "all",
    }
    return render(request, "metrics/metric_detail.html", context, status=status)


@business_view(Can.RECORD)
@require_POST
def reading_add(request: BusinessRequest, metric_id: int) -> HttpResponse:
    """A reading for any period; one that is there already is shown, not overwritten."""
    metric, today = get_metric(request, metric_id), today_of(request)
    period = get_period(request, request.POST.get("period", ""), today, metric.cadence)
    data = {"value": request.POST.get("value"), "note": request.POST.get("note"), "version": "0"}
    form = ReadingForm(data, metric=metric, number_format=request.business.number_format)
    if form.is_valid() and form.cleaned_data["value"] is None:
        form.add_error("value", "Enter a number, like 60")
    if not form.is_valid():
        return page(request, metric_id, add=form, status=422, chosen=period.slug)
    return write(request, metric, period, form, today)


@business_view(Can.RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def reading_edit(request: BusinessRequest, metric_id: int, period: str) -> HttpResponse:
    """Correct one reading, with a reason, or take it out."""
    metric, today = get_metric(request, metric_id), today_of(request)
    wanted = get_period(request, period, today, metric.cadence)
    reading = Reading.objects.filter(metric=metric, period=wanted.start).first()
    number_format = request.business.number_format
    if request.method != "POST":
        initial = (
            {"value": reading.value, "note": reading.note, "version": reading.version} if reading else {"version": 0}
        )
        form = ReadingForm(initial=initial, metric=metric, number_format=number_format)
        return edit_page(request, metric, wanted, reading, form)
    form = ReadingForm(request.POST, metric=metric, number_format=number_format)
    if not form.is_valid():
        return edit_page(request, metric, wanted, reading, form, status=422)
    if "take_out" in request.POST:
        return take_out(request, metric, wanted, form, today)
    if form.cleaned_data["value"] is None:
        form.add_error("value", "Enter a number, like 60, or take it out")
        return edit_page(request, metric, wanted, reading, form, status=422)
    return write(request, metric, wanted, form, today)


def edit_page(
    request: BusinessRequest,
    metric: Metric,
    period: Period,
    reading: Reading | None,
    form: ReadingForm,
    status: int = 200,
) -> HttpResponse:
    """The form of one reading."""
    context = {"tab": "map", "metric": metric, "period": period, "reading": reading, "form": form}
    return render(request, "metrics/reading_edit.html", context, status=status)


def write(request: BusinessRequest, metric: Metric, period: Period, form: ReadingForm, today: date) -> HttpResponse:
    """Save it; somebody else's number in between is shown beside this one."""
    data = form.cleaned_data
    try:
        answer = record_reading(
            metric=metric,
            actor=request.user,
            period=period.start,
            value=data["value"],
            today=today,
            version=data["version"],
            note=data["note"],
            why=data["why"],
        )
    except Conflict as conflict:
        return stale(request, metric, period, form, conflict)
    except Refused as refused:
        form.add_error("value", str(refused))
        return edit_page(request, metric, period, None, form, status=422)
    words = {"new": "saved", "corrected": "corrected; the number before it is kept"}.get(answer.change, "as it was")
    messages.success(request, f"{period.name} {words}.")
    return redirect(f"{reverse('metrics:metric_detail', args=[request.business.slug, metric.pk])}#readings")


def take_out(request: BusinessRequest, metric: Metric, period: Period, form: ReadingForm, today: date) -> HttpResponse:
    """Remove a wrong reading."""
    version, why = form.cleaned_data["version"], form.cleaned_data["why"]
    try:
        clear_reading(metric=metric, actor=request.user, period=period.start, today=today, version=version, why=why)
    except Conflict as conflict:
        return stale(request, metric, period, form, conflict)
    messages.success(request, f"{period.name} taken out. It is kept in the log.")
    return redirect(f"{reverse('metrics:metric_detail', args=[request.business.slug, metric.pk])}#readings")


def stale(
    request: BusinessRequest, metric: Metric, period: Period, form: ReadingForm, conflict: Conflict
) -> HttpResponse:
    """409: the number that is there, the one that was typed, and the choice."""
    theirs: Reading | None = conflict.theirs["reading"]
    number_format = request.business.number_format

    def words(value: Any) -> str:
        return "no number" if value is None else show_number(value, number_format)

    fields = [
        {
            "label": f"{metric.name}, {period.name}",
            "theirs": words(conflict.theirs["value"]),
            "mine": words(conflict.mine["value"]),
        }
    ]
    mine_note = conflict.mine["note"]
    if theirs and mine_note is not None and mine_note != theirs.note:
        fields.append({"label": "Note", "theirs": theirs.note, "mine": mine_note})
    hidden = [(name, form.data.get(name) or "") for name in ("value", "note", "why")]
    hidden.append(("version", theirs.version if theirs else 0))
    if "take_out" in request.POST:
        hidden.append(("take_out", "1"))
    context = {
        "tab": "map",
        "metric": metric,
        "fields": fields,
        "hidden": hidden,
        "action": reverse("metrics:reading_edit", args=[request.business.slug, metric.pk, period.slug]),
        "back": reverse("metrics:metric_detail", args=[request.business.slug, metric.pk]),
    }
    return render(request, "metrics/conflict.html", context, status=409)


@business_view(Can.RECORD)
@require_POST
def event_add(request: BusinessRequest, metric_id: int) -> HttpResponse:
    """Words on this chart."""
    metric = get_metric(request, metric_id)
    form = EventForm(request.POST)
    if not form.is_valid():
        return page(request, metric_id, event=form, status=422)
    add_event(business=request.business, actor=request.user, metric=metric, **form.cleaned_data)
    messages.success(request, "It stands on the chart now.")
    return redirect(f"{reverse('metrics:metric_detail', args=[request.business.slug, metric.pk])}#events")


@business_view(Can.RECORD)
@require_POST
def event_remove(request: BusinessRequest, metric_id: int, event_id: int) -> HttpResponse:
    """Take words off the chart."""
    metric = get_metric(request, metric_id)
    remove_event(event=get_event(request, metric, event_id), actor=request.user)
    messages.success(request, "Taken off the chart.")
    return redirect(f"{reverse('metrics:metric_detail', args=[request.business.slug, metric.pk])}#events")
