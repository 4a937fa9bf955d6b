"""Actions: who does what by when, and did it help."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from businesses.access import BusinessRequest, business_view
from businesses.roles import Can
from core.htmx import is_htmx
from core.models import Conflict
from core.periods import local_today
from reports import actions
from reports.access import get_action
from reports.action_page import action_page, more_rows
from reports.forms import ActionForm, FilterForm, MoveForm
from reports.models import Action
from reports.queries import outcome_levels
from reports.views.shared import conflict, said

MOVED = {"open": "Moved to Open", "doing": "Moved to Doing", "done": "Done"}


@business_view(Can.READ)
@require_safe
def action_list(request: BusinessRequest) -> HttpResponse:
    """Open, Doing and Done; of one person or of all. The answer to "Show more" is rows alone."""
    asked = FilterForm(request.GET)
    if not is_htmx(request):
        return render(request, "reports/action_list.html", page_context(request, asked))
    if not asked.only:
        return render(request, "reports/action_list.html#actions", page_context(request, asked))
    may_act = request.can(Can.ACT_ON_FINDINGS)
    found = more_rows(request.business, today_of(request), asked.person_id, asked.shown, asked.only, may_act=may_act)
    return render(request, "reports/_action_rows.html", {"list": found, "may_act": may_act})


@business_view(Can.ACT_ON_FINDINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def action_edit(request: BusinessRequest, action_id: int) -> HttpResponse:
    """Change who does what by when, and what should move."""
    action = get_action(request, action_id)
    if request.method != "POST":
        return edit_page(request, action, edit_form(request, action))
    form = edit_form(request, action, request.POST)
    if not form.is_valid():
        return edit_page(request, action, form, 422)
    outcome = form.cleaned_data["outcome"]
    level = outcome_levels(request.business).get(outcome.pk) if outcome and outcome != action.outcome else None
    try:
        actions.edit_action(
            business=request.business,
            actor=request.user,
            action=action,
            level=level.level if level else None,
            version=form.cleaned_data["version"],
            **form.changes,
        )
    except Conflict as error:
        fields = [
            {"label": str(form.fields[n].label), "theirs": shown(t), "mine": shown(error.mine[n])}
            for n, t in error.theirs.items()
        ]
        return conflict(request, fields, back=back_to(request), version=action.version, target="")
    said(request, "Action saved")
    return redirect(back_to(request))


@business_view(Can.ACT_ON_FINDINGS)
@require_POST
def action_move(request: BusinessRequest, action_id: int) -> HttpResponse:
    """To Open, Doing or Done. The answer is the lists, `#actions`."""
    action, asked = get_action(request, action_id), FilterForm(request.POST)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return render(request, "400.html", {"why": "Choose Open, Doing or Done."}, status=422)
    to = form.cleaned_data["to"]
    before, version = action.state, form.cleaned_data["version"]
    try:
        actions.move_action(
            business=request.business, actor=request.user, action=action, to=to, at=timezone.now(), version=version
        )
    except Conflict as error:
        fields = [{"label": "List", "theirs": str(error.theirs["state"]), "mine": str(error.mine["state"])}]
        return conflict(request, fields, back=back_to(request, asked), version=action.version, target="#actions")
    if not is_htmx(request):
        said(request, MOVED[to])
        return redirect(back_to(request, asked))
    undo = {"to": before, "version": action.version, **query_of(asked)}
    toast = {"text": f"{MOVED[to]}: {action.text}", "undo": request.path if before != to else "", "fields": undo}
    context = page_context(request, asked, (action.pk, to)) | {"toast": toast, "fragment": True}
    return render(request, "reports/action_list.html#actions", context)


def page_context(request: BusinessRequest, asked: FilterForm, moved: tuple[int, str] = (0, "")) -> dict[str, Any]:
    """What the list shows; `moved` = an action and where it went."""
    may_act = request.can(Can.ACT_ON_FINDINGS)
    view = action_page(request.business, today_of(request), asked.person_id, asked.shown, may_act=may_act, moved=moved)
    return {"tab": "", "view": view, "may_act": may_act}


def today_of(request: BusinessRequest) -> date:
    return local_today(timezone.now(), request.business.time_zone)


def edit_form(request: BusinessRequest, action: Action, data: Any = None) -> ActionForm:
    today = today_of(request)
    initial = {name: getattr(action, name) for name in ("text", "due", "expected", "version")}
    initial |= {"person": action.person_id, "outcome": action.outcome_id}
    return ActionForm(data, business=request.business, today=today, action=action, initial=initial)


def edit_page(request: BusinessRequest, action: Action, form: ActionForm, status: int = 200) -> HttpResponse:
    context = {"tab": "", "action": action, "form": form, "back": back_to(request)}
    return render(request, "reports/action_edit.html", context, status=status)


def back_to(request: BusinessRequest, asked: FilterForm | None = None) -> str:
    """The list, filtered and shown as far as it was."""
    query = urlencode(query_of(asked)) if asked else ""
    return reverse("reports:action_list", args=[request.business.slug]) + (f"?{query}" if query else "")


def query_of(asked: FilterForm) -> dict[str, Any]:
    """Whose actions, and how far down each list."""
    return {**({"person": asked.person_id} if asked.person_id else {}), **asked.shown}


def shown(value: Any) -> str:
    """A value of either text of a conflict."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return value.user.called if hasattr(value, "user") else str(value)
