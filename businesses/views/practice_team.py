"""The people of a practice: who may do what, who looks after whom, who is invited."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import asks_again
from businesses.access_practice import PracticeRequest, get_colleague, get_practice_invitation, practice_view
from businesses.actions import (
    change_practice_role,
    invite_colleagues,
    leave_practice,
    remove_colleague,
    revoke_practice_invitation,
)
from businesses.forms_practice import ColleagueForm, PracticeRoleForm, practice_role_rows
from businesses.models import PracticeRole
from businesses.practices import left_alone_by, open_practice_invitations, team_of
from businesses.roles import PracticeCan
from core.htmx import is_htmx, render_fragment
from core.models import Conflict, Refused
from core.periods import local_today

HOME = "businesses:practice_team"


def team_context(request: PracticeRequest, form: ColleagueForm | None = None) -> dict[str, Any]:
    """The rows of the page; forms only for those who may use them."""
    now = timezone.now()
    running = request.can(PracticeCan.RUN)
    invitations = open_practice_invitations(request.practice) if running else []
    return {
        "tab": "team",
        "team": team_of(request.member, local_today(now, request.user.time_zone)),
        "invitations": [
            {"invitation": i, "role": PracticeRole(i.role).label, "over": i.expires_at <= now} for i in invitations
        ],
        "running": running,
        "form": form or ColleagueForm(practice=request.practice),
        "role_rows": practice_role_rows(),
        "roles": PracticeRole.choices,
        "mine": request.member,
        "time_zone": request.user.time_zone,
    }


def answer(
    request: PracticeRequest, said: str, *, wrong: bool = False, form: ColleagueForm | None = None
) -> HttpResponse:
    """After a write: the list again with htmx, the page again without; what was wrong with its own status."""
    if form is not None or (wrong and is_htmx(request)):
        template = "businesses/practice_team.html#team" if is_htmx(request) else "businesses/practice_team.html"
        context = {**team_context(request, form), "refused": said}
        return render_fragment(request, template, context, status=422)
    if is_htmx(request):
        return render_fragment(request, "businesses/practice_team.html#team", {**team_context(request), "said": said})
    (messages.error if wrong else messages.success)(request, said)
    return redirect(HOME, request.practice.slug)


@practice_view(PracticeCan.WORK)
@require_safe
def team(request: PracticeRequest) -> HttpResponse:
    """Everybody, with their role in words and the clients they look after."""
    return render(request, "businesses/practice_team.html", team_context(request))


def to_lead(request: HttpRequest) -> bool:
    """Whether somebody is to become a lead."""
    return request.POST.get("role") == PracticeRole.LEAD


@practice_view(PracticeCan.RUN)
@require_POST
@asks_again(to_lead)
def colleague_invite(request: PracticeRequest) -> HttpResponse:
    """Invite people into the practice."""
    form = ColleagueForm(request.POST, practice=request.practice)
    if not form.is_valid():
        return answer(request, "", form=form)
    emails, role = form.cleaned_data["emails"], form.cleaned_data["role"]
    try:
        invite_colleagues(practice=request.practice, actor=request.user, emails=emails, role=role, at=timezone.now())
    except Refused as refusal:
        form.add_error("emails", str(refusal))
        return answer(request, "", form=form)
    return answer(request, f"Invited {emails[0]}" if len(emails) == 1 else f"Invited {len(emails)} people")


@practice_view(PracticeCan.RUN)
@require_POST
def colleague_invite_revoke(request: PracticeRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_practice_invitation(request, invitation_id)
    try:
        revoke_practice_invitation(invitation=invitation, at=timezone.now())
    except Refused as refusal:
        return answer(request, str(refusal), wrong=True)
    return answer(request, f"Invitation to {invitation.email} taken back")


@practice_view(PracticeCan.RUN)
@require_POST
@asks_again()
def colleague_role(request: PracticeRequest, member_id: int) -> HttpResponse:
    """Make somebody lead or consultant."""
    member = get_colleague(request, member_id)
    form = PracticeRoleForm(request.POST)
    if not form.is_valid():
        return answer(request, "Choose a role from the list", wrong=True)
    try:
        changed = change_practice_role(member=member, **form.cleaned_data)
    except Refused as refusal:
        return answer(request, str(refusal), wrong=True)
    except Conflict as conflict:
        theirs, mine = (PracticeRole(side["role"]) for side in (conflict.theirs, conflict.mine))
        context = {
            "fields": [{"label": f"Role of {member.user.called}", "theirs": theirs.label, "mine": mine.label}],
            "hidden": [("role", mine.value), ("was", theirs.value)],
            "member": member,
        }
        return render(request, "businesses/practice_role_conflict.html", context, status=409)
    said = f"{changed.user.called} is {changed.get_role_display().lower()} now"
    if changed.user_id == request.user.pk:
        # What may be seen has changed with the role, so the whole page is fetched anew.
        messages.success(request, said)
        return redirect(HOME, request.practice.slug)
    return answer(request, said)


@practice_view(PracticeCan.RUN)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again()
def colleague_remove(request: PracticeRequest, member_id: int) -> HttpResponse:
    """Ask first, then take a person out of the practice and of its clients."""
    member = get_colleague(request, member_id)
    context: dict[str, Any] = {"tab": "team", "member": member}
    if request.method != "POST":
        return render(request, "businesses/colleague_remove.html", context | {"alone": left_alone_by(member)})
    try:
        remove_colleague(member=member, actor=request.user)
    except Refused as refusal:
        return render(request, "businesses/colleague_remove.html", {**context, "refused": str(refusal)}, status=422)
    if member.user_id == request.user.pk:
        messages.success(request, f"You left {request.practice.name}")
        return redirect("workspace:business_list")
    messages.success(request, f"{member.user.called} is out of the practice")
    return redirect(HOME, request.practice.slug)


@practice_view(PracticeCan.WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PracticeRequest) -> HttpResponse:
    """Ask first, then go."""
    context: dict[str, Any] = {"tab": "team", "member": request.member, "leaving": True}
    if request.method != "POST":
        return render(request, "businesses/colleague_remove.html", context | {"alone": left_alone_by(request.member)})
    try:
        leave_practice(member=request.member)
    except Refused as refusal:
        return render(request, "businesses/colleague_remove.html", {**context, "refused": str(refusal)}, status=422)
    messages.success(request, f"You left {request.practice.name}")
    return redirect("workspace:business_list")
