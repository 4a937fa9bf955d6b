"""What a metric is, and what would be enough: adding and editing metrics and their plans."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from businesses.access import BusinessRequest, business_view
from businesses.models import Membership
from businesses.roles import Can
from core.models import Conflict, Refused
from core.numbers import show_number
from core.periods import Period, period_of
from metrics.access import get_metric, get_plan
from metrics.actions import Amount, add_metric, edit_metric, make_main, remove_plan, set_plan, set_state
from metrics.actions.metric import EDITABLE, MEASURABLE
from metrics.forms import MetricForm, PlanForm
from metrics.grid import show_amount
from metrics.models import Metric, Plan
from metrics.queries import plan_line
from metrics.views.check_in import today_of
from metrics.words import plan_words
from systems.access import get_element

PLANS_BACK, PLANS_AHEAD = 12, 4


def members_of(request: BusinessRequest) -> list[Membership]:
    """Who could read a metric."""
    rows = Membership.objects.filter(business=request.business).select_related("user")
    return sorted(rows, key=lambda member: member.user.called.casefold())


def plan_periods(cadence: str, today: date, first_day: int) -> list[Period]:
    """Periods a plan can start with: some back, the running one, some ahead."""
    running = period_of(today, cadence, first_day)
    return [running.shift(i) for i in range(-PLANS_BACK, PLANS_AHEAD + 1)]


def plan_form(request: BusinessRequest, metric: Metric, first: bool, data: Any = None) -> PlanForm:
    """The plan form of a metric; a first plan starts far enough back to judge the readings there are."""
    periods = plan_periods(metric.cadence, today_of(request), request.business.first_day)
    start = 0 if first else PLANS_BACK
    form = PlanForm(
        data, metric=metric, number_format=request.business.number_format, periods=periods,
        current=periods[start].start,
    )  # fmt: skip
    if first:
        form.fields[
            "since"
        ].help_text = "Far enough back to judge the readings that are there. Choose a later one if it was agreed later."
    return form


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
def metric_add(request: BusinessRequest, element_id: int) -> HttpResponse:
    """A new metric of an element, with its first plan."""
    element = get_element(request, element_id)
    if element.kind not in MEASURABLE:
        raise Http404
    members = members_of(request)
    initial = {
        "name": element.text[:120],
        "unit": element.unit[:30],
        "direction": Metric.Direction.HIGHER,
        "cadence": request.business.main_cadence,
    }
    data = request.POST if request.method == "POST" else None
    form = MetricForm(data, business=request.business, members=members, initial=initial)
    blank = Metric(
        direction=data.get("direction", "") if data is not None else "",
        cadence=request.business.main_cadence,
        unit=data.get("unit", "").strip()[:30] if data is not None else "",
    )
    if data is not None and data.get("cadence") in dict(form.fields["cadence"].choices):  # type: ignore[attr-defined]
        blank.cadence = data["cadence"]
    plan = plan_form(request, blank, first=True, data=data)
    plan.fields[
        "amount"
    ].help_text += (
        f" It also holds for the readings you enter first, up to {PLANS_BACK} back; that can be changed under Edit."
    )
    valid = data is not None and all([form.is_valid(), plan.is_valid()])
    if valid:
        try:
            return made(request, form, plan, add_metric_and_plan(request, element, form, plan))
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {"tab": "map", "element": element, "form": form, "plan": plan}
    return render(request, "metrics/metric_add.html", context, status=200 if data is None else 422)


@transaction.atomic
def add_metric_and_plan(request: BusinessRequest, element: Any, form: MetricForm, plan: PlanForm) -> Metric:
    """Both or neither."""
    metric = add_metric(element=element, actor=request.user, **form.values)
    if plan.cleaned_data["amount"]:
        first = plan_periods(metric.cadence, today_of(request), request.business.first_day)[0].start
        set_plan(metric=metric, actor=request.user, since=first, amount=plan.cleaned_data["amount"],
                 benchmark=plan.cleaned_data["benchmark"])  # fmt: skip
    return metric


def made(request: BusinessRequest, form: MetricForm, plan: PlanForm, metric: Metric) -> HttpResponse:
    """On to its numbers."""
    messages.success(request, f"{metric.name} is counted now. Enter its last readings, even rough ones.")
    return redirect(f"{reverse('metrics:first_numbers', args=[request.business.slug])}#p{metric.pk}")


@business_view(Can.EDIT_MAP)
@require_http_methods(["GET", "HEAD", "POST"])
def metric_edit(request: BusinessRequest, metric_id: int) -> HttpResponse:
    """What the metric is; its plans are on the same page."""
    metric = get_metric(request, metric_id)
    initial = {name: getattr(metric, name) for name in EDITABLE} | {"owner": metric.owner_id, "version": metric.version}
    if request.method != "POST":
        form = MetricForm(business=request.business, members=members_of(request), initial=initial)
        return edit_page(request, metric, form)
    form = MetricForm(request.POST, business=request.business, members=members_of(request), initial=initial)
    if not form.is_valid():
        return edit_page(request, metric, form, status=422)
    try:
        edit_metric(metric=metric, actor=request.user, version=form.cleaned_data["version"], **form.values)
    except Refused as refused:
        form.add_error(None, str(refused))
        return edit_page(request, metric, form, status=422)
    except Conflict as conflict:
        return stale(request, metric, form, conflict)
    messages.success(request, "Saved.")
    return redirect("metrics:metric_detail", request.business.slug, metric.pk)


def edit_page(
    request: BusinessRequest, metric: Metric, form: MetricForm | None = None, plan: PlanForm | None = None,
    status: int = 200, wrong: str = "",
) -> HttpResponse:  # fmt: skip
    """The page with everything that can be changed about a metric."""
    plans = list(Plan.objects.filter(metric=metric).order_by("-since"))
    number_format, first_day = request.business.number_format, request.business.first_day
    if form is None:
        initial = {name: getattr(metric, name) for name in EDITABLE}
        initial |= {"owner": metric.owner_id, "version": metric.version}
        form = MetricForm(business=request.business, members=members_of(request), initial=initial)
    context = {
        "tab": "map",
        "metric": metric,
        "form": form,
        "plan": plan or plan_form(request, metric, first=not plans),
        "wrong": wrong,
        "plans": [
            {
                "id": row.pk,
                "since": period_of(row.since, metric.cadence, first_day),
                "words": plan_words(plan_line(row), metric.unit, metric.direction, number_format),
                "benchmark": row.benchmark,
            }
            for row in plans
        ],
    }
    return render(request, "metrics/metric_edit.html", context, status=status)


def stale(request: BusinessRequest, metric: Metric, form: MetricForm, conflict: Conflict) -> HttpResponse:
    """409: both texts, and the choice."""
    metric.refresh_from_db()
    fields = [
        {"label": form.fields[name].label, "theirs": said(request, theirs), "mine": said(request, conflict.mine[name])}
        for name, theirs in conflict.theirs.items()
    ]
    hidden = [(name, form.data.get(name, "")) for name in form.fields if name != "version"]
    address = reverse("metrics:metric_edit", args=[request.business.slug, metric.pk])
    context = {
        "tab": "map", "metric": metric, "fields": fields, "action": address, "back": address,
        "hidden": [*hidden, ("version", metric.version)],
    }  # fmt: skip
    return render(request, "metrics/conflict.html", context, status=409)


def said(request: BusinessRequest, value: Any) -> str:
    """A field's value for the page that shows both texts."""
    if isinstance(value, Membership):
        return value.user.called
    if isinstance(value, Amount):
        return show_amount(value, request.business.number_format)
    if value is None or isinstance(value, str):
        return value or ""
    return show_number(value, request.business.number_format)


@business_view(Can.EDIT_MAP)
@require_POST
def metric_state(request: BusinessRequest, metric_id: int) -> HttpResponse:
    """Count it, pause it, retire it."""
    metric = get_metric(request, metric_id)
    state = request.POST.get("state", "")
    if state not in Metric.State.values:
        return edit_page(request, metric, status=422, wrong="Choose: counted, paused or retired.")
    set_state(metric=metric, actor=request.user, state=state)
    said_so = {"active": "It is counted again.", "paused": "Paused. It is not asked for until you count it again.",
               "retired": "Retired. Its readings stay."}  # fmt: skip
    messages.success(request, said_so[state])
    return redirect("metrics:metric_edit", request.business.slug, metric.pk)


@business_view(Can.EDIT_MAP)
@require_POST
def metric_main(request: BusinessRequest, metric_id: int) -> HttpResponse:
    """Let it stand for its element."""
    metric = get_metric(request, metric_id)
    try:
        make_main(metric=metric, actor=request.user)
    except Refused as refused:
        return edit_page(request, metric, status=422, wrong=str(refused))
    messages.success(request, "This is the main number now: the map and the links show it.")
    return redirect("metrics:metric_edit", request.business.slug, metric.pk)


@business_view(Can.EDIT_MAP)
@require_POST
def plan_set(request: BusinessRequest, metric_id: int) -> HttpResponse:
    """Plan from a period on; past plans stay."""
    metric = get_metric(request, metric_id)
    exists = Plan.objects.filter(metric=metric).exists()
    form = plan_form(request, metric, first=not exists, data=request.POST)
    if form.is_valid() and form.cleaned_data["amount"] is None:
        form.add_error("amount", "Plan must be a number, like 60")
    if not form.is_valid():
        return edit_page(request, metric, plan=form, status=422)
    try:
        set_plan(metric=metric, actor=request.user, **form.values)
    except Refused as refused:
        form.add_error("amount", str(refused))
        return edit_page(request, metric, plan=form, status=422)
    messages.success(request, "Plan saved.")
    return redirect(f"{reverse('metrics:metric_edit', args=[request.business.slug, metric.pk])}#plans")


@business_view(Can.EDIT_MAP)
@require_POST
def plan_remove(request: BusinessRequest, metric_id: int, plan_id: int) -> HttpResponse:
    """Take a plan out."""
    metric = get_metric(request, metric_id)
    remove_plan(plan=get_plan(request, metric, plan_id), actor=request.user)
    messages.success(request, "Plan taken out. The one before it holds.")
    return redirect(f"{reverse('metrics:metric_edit', args=[request.business.slug, metric.pk])}#plans")
