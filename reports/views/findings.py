"""Deciding about a finding: make it an action, put it aside, bring it back.

Each answers with what stands in `#decision-<id>` of the alignment page, or without scripts goes back there.
"""

from datetime import date, timedelta
from typing import Any

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
from reports.access import get_finding, get_finding_to_act_on
from reports.forms import ActionForm, ReasonForm, VersionForm
from reports.models import Finding
from reports.queries import decision_of, outcome_for, outcome_levels, undecided
from reports.views.shared import conflict, said

A_WEEK = timedelta(days=7)


@business_view(Can.READ)
@require_safe
def finding_decision(request: BusinessRequest, finding_id: int) -> HttpResponse:
    """What is decided: what Cancel puts back."""
    finding = get_finding(request, finding_id)
    return decided(request, finding) if is_htmx(request) else to_finding(request, finding)


@business_view(Can.ACT_ON_FINDINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def finding_act(request: BusinessRequest, finding_id: int) -> HttpResponse:
    """Who does what by when; the words, the person, the day and the outcome are filled in to start with."""
    finding = get_finding_to_act_on(request, finding_id)
    today = local_today(timezone.now(), request.business.time_zone)
    if request.method != "POST":
        return ask(request, finding, action_form(request, finding, today))
    form = action_form(request, finding, today, request.POST)
    if not form.is_valid():
        return ask(request, finding, form, 422)
    outcome = form.cleaned_data["outcome"]
    level = outcome_levels(request.business).get(outcome.pk) if outcome else None
    try:
        actions.plan_action(
            business=request.business,
            actor=request.user,
            finding=finding,
            level_before=level.level if level else None,
            version=form.cleaned_data["version"],
            **form.changes,
        )
    except Conflict as error:
        return stale(request, finding, error)
    return settled(request, finding, "It is an action now")


@business_view(Can.ACT_ON_FINDINGS)
@require_http_methods(["GET", "HEAD", "POST"])
def finding_dismiss(request: BusinessRequest, finding_id: int) -> HttpResponse:
    """Put it aside, with a reason."""
    finding = get_finding(request, finding_id)
    if request.method != "POST":
        return ask(request, finding, ReasonForm(initial={"version": finding.version}, auto_id=f"d{finding.pk}-%s"))
    form = ReasonForm(request.POST, auto_id=f"d{finding.pk}-%s")
    if not form.is_valid():
        return ask(request, finding, form, 422)
    try:
        actions.dismiss_finding(business=request.business, actor=request.user, finding=finding, **form.cleaned_data)
    except Conflict as error:
        return stale(request, finding, error)
    return settled(request, finding, "Put aside", undo=True)


@business_view(Can.ACT_ON_FINDINGS)
@require_POST
def finding_reopen(request: BusinessRequest, finding_id: int) -> HttpResponse:
    """Bring it back among the open ones."""
    finding = get_finding(request, finding_id)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        actions.reopen_finding(business=request.business, actor=request.user, finding=finding, version=version)
    except Conflict as error:
        return stale(request, finding, error)
    return settled(request, finding, "It is open again")


def action_form(request: BusinessRequest, finding: Finding, today: date, data: Any = None) -> ActionForm:
    """The form for a new action, with what is likely."""
    initial = {
        "text": undecided(request.business, finding).next[:300] if data is None else "",
        "person": request.membership.pk,
        "due": today + A_WEEK,
        "outcome": outcome_for(finding) if data is None else None,
        "version": finding.version,
    }
    return ActionForm(data, business=request.business, today=today, initial=initial, auto_id=f"a{finding.pk}-%s")


def ask(request: BusinessRequest, finding: Finding, form: ActionForm | ReasonForm, status: int = 200) -> HttpResponse:
    """The form, in place or as a page."""
    name = "finding_act" if isinstance(form, ActionForm) else "finding_dismiss"
    context = {
        "tab": "alignment",
        "finding": undecided(request.business, finding),
        "form": form,
        "back": place(request, finding),
    }
    template = f"reports/{name}.html" + ("#form" if is_htmx(request) else "")
    return render(request, template, context, status=status)


def decided(request: BusinessRequest, finding: Finding, **context: Any) -> HttpResponse:
    """What stands in `#decision-<id>`."""
    context |= {"finding": decision_of(request.business, finding), "may_act": request.can(Can.ACT_ON_FINDINGS)}
    return render(request, "reports/_finding_choice.html", {**context, "fragment": True})


def settled(request: BusinessRequest, finding: Finding, text: str, undo: bool = False) -> HttpResponse:
    """After a decision: show it where it was made, and say so."""
    if not is_htmx(request):
        said(request, text)
        return to_finding(request, finding)
    address = reverse("reports:finding_reopen", args=[request.business.slug, finding.pk]) if undo else ""
    toast = {
        "text": text,
        "undo": address,
        "undo_target": f"#decision-{finding.pk}",
        "fields": {"version": finding.version},
    }
    return decided(request, finding, toast=toast)


def place(request: BusinessRequest, finding: Finding) -> str:
    """Where the finding stands on the alignment page."""
    return reverse("workspace:alignment", args=[request.business.slug]) + f"#decision-{finding.pk}"


def to_finding(request: BusinessRequest, finding: Finding) -> HttpResponse:
    return redirect(place(request, finding))


def stale(request: BusinessRequest, finding: Finding, error: Conflict) -> HttpResponse:
    """409: somebody decided in between; both decisions, and what was typed is sent again by "Use mine"."""
    finding.refresh_from_db()
    fields = [{"label": "Decision", "theirs": error.theirs["decision"], "mine": error.mine["decision"]}]
    return conflict(
        request, fields, back=place(request, finding), version=finding.version, target=f"#decision-{finding.pk}"
    )
