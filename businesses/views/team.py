"""The team: who may do what, who is invited."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import asks_again
from businesses.access import BusinessRequest, business_view, get_invitation, get_member
from businesses.actions import change_role, invite, leave_business, remove_member, revoke_invitation
from businesses.forms import InviteForm, RoleForm, role_rows
from businesses.forms_practice import LEVELS, ConsultantForm
from businesses.models import Role
from businesses.queries import day_words, open_roles_of
from businesses.roles import Can, consultant, in_words, may, role_name
from businesses.team import FEW, SHOWN, Team, Working, member_row, team_of
from businesses.views.ending import leave_as_consultant
from core.forms import ShownForm
from core.htmx import is_htmx, render_fragment
from core.models import Conflict, Refused
from core.periods import local_today


def team_context(
    request: BusinessRequest,
    form: InviteForm | None = None,
    consultants: ConsultantForm | None = None,
    end: int = SHOWN,
) -> dict[str, Any]:
    """The rows of the page, members down to the place `end`; forms only for those who may use them."""
    now = timezone.now()
    today = local_today(now, request.business.time_zone)
    managing = request.can(Can.MANAGE)
    team = team_of(request.business, with_invited=managing)
    few = managing and len(team.members) <= FEW
    rows = members_context(request, team, today, 0, end)
    invitations = [{"invitation": i, "role": role_name(i.role), "over": i.expires_at <= now} for i in team.invited]
    return {
        **rows,
        "people": len(team.members),
        "few": list(zip(team.members, rows["members"], strict=True)) if few else [],
        "invitations": invitations,
        "form": form or InviteForm(business=request.business),
        "role_rows": role_rows(),
        "roles": Role.choices,
        "mine": request.membership,
        "engagements": [engagement_row(working, today) for working in team.working],
        "consultants": consultants or ConsultantForm(business=request.business),
        "levels": LEVELS,
    }


def members_context(request: BusinessRequest, team: Team, today: date, start: int, end: int) -> dict[str, Any]:
    """The members from one place to another (0 is the first), and how far down the next page goes."""
    managing = request.can(Can.MANAGE)
    # Without scripts a form that was refused shows the page at its own address.
    here = reverse("businesses:team", args=[request.business.slug]) if request.method == "POST" else ""
    return {
        "members": [
            member_row(m, today, request.membership, managing=managing, team=here) for m in team.members[start:end]
        ],
        "managing": managing,
        "more": end + SHOWN if len(team.members) > end else 0,
    }


def engagement_row(working: Working, today: date) -> dict[str, Any]:
    """A practice, its people and what they may do."""
    people = sorted(working.people, key=lambda p: (p.called.casefold(), p.user_id))
    seen = max((p.last_seen_on for p in people if p.last_seen_on), default=None)
    return {
        "engagement": working,
        "people": people,
        "may": in_words(consultant(working.level)),
        "seen": day_words(seen, today),
    }


def answer(
    request: BusinessRequest,
    said: str,
    *,
    wrong: bool = False,
    form: InviteForm | None = None,
    consultants: ConsultantForm | None = None,
) -> HttpResponse:
    """After a write: the list again with htmx, the page again without; what was wrong with its own status."""
    if form is not None or consultants is not None or (wrong and is_htmx(request)):
        template = "businesses/team.html#team" if is_htmx(request) else "businesses/team.html"
        context = {**team_context(request, form, consultants), "refused": said}
        return render_fragment(request, template, context, status=422)
    if is_htmx(request):
        return render_fragment(request, "businesses/team.html#team", {**team_context(request), "said": said})
    (messages.error if wrong else messages.success)(request, said)
    return redirect("businesses:team", request.business.slug)


@business_view(Can.READ)
@require_safe
def team(request: BusinessRequest) -> HttpResponse:
    """Everybody, with their role in words, fifty at a time; with htmx the further ones alone."""
    end = ShownForm(request.GET).rows(SHOWN)
    if not is_htmx(request):
        return render(request, "businesses/team.html", team_context(request, end=end))
    today = local_today(timezone.now(), request.business.time_zone)
    context = members_context(request, team_of(request.business, with_invited=False), today, end - SHOWN, end)
    return render(request, "businesses/_members.html", {**context, "part": True})


def touches_owners(request: HttpRequest) -> bool:
    """Whether somebody is to become an owner, or to be one no more."""
    return Role.OWNER in (request.POST.get("role"), request.POST.get("was"))


@business_view(Can.MANAGE)
@require_POST
@asks_again(touches_owners)
def invitation_add(request: BusinessRequest) -> HttpResponse:
    """Invite several addresses at once."""
    form = InviteForm(request.POST, business=request.business)
    if not form.is_valid():
        return answer(request, "", form=form)
    emails = form.cleaned_data["emails"]
    before = open_roles_of(request.business, emails)
    try:
        invite(
            business=request.business,
            actor=request.user,
            emails=emails,
            role=form.cleaned_data["role"],
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error("emails", str(refusal))
        return answer(request, "", form=form)
    said = f"Invited {emails[0]}" if len(emails) == 1 else f"Invited {len(emails)} people"
    return answer(request, said + replaced_words(before, form.cleaned_data["role"]))


def replaced_words(before: dict[str, str], role: str) -> str:
    """Whose open invitation as something else this one has replaced."""
    changed = [f"{email} (was {role_name(was).lower()})" for email, was in sorted(before.items()) if was != role]
    if not changed:
        return ""
    return f" as {role_name(role).lower()}. The links sent before no longer work: {', '.join(changed[:5])}"


@business_view(Can.MANAGE)
@require_POST
def invitation_revoke(request: BusinessRequest, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    invitation = get_invitation(request, invitation_id)
    try:
        revoke_invitation(invitation=invitation, actor=request.user, at=timezone.now())
    except Refused as refusal:
        return answer(request, str(refusal), wrong=True)
    return answer(request, f"Invitation to {invitation.email} taken back")


@business_view(Can.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again(touches_owners)
def member_role(request: BusinessRequest, membership_id: int) -> HttpResponse:
    """Give a member another role. Its form is asked for here where the team is too large to print one in each row."""
    member = get_member(request, membership_id)
    if request.method != "POST":
        asked = {"pk": member.pk, "role": member.role, "called": member.user.called}
        return render(request, "businesses/member_role.html", {"member": asked, "roles": Role.choices, "alone": True})
    form = RoleForm(request.POST)
    if not form.is_valid():
        return answer(request, "Choose one of the four roles", wrong=True)
    try:
        changed = change_role(membership=member, actor=request.user, **form.cleaned_data)
    except Refused as refusal:
        return answer(request, str(refusal), wrong=True)
    except Conflict as conflict:
        theirs, mine = (Role(side["role"]) for side in (conflict.theirs, conflict.mine))
        context = {
            "fields": [{"label": f"Role of {member.user.called}", "theirs": theirs.label, "mine": mine.label}],
            "hidden": [("role", mine.value), ("was", theirs.value)],
        }
        return render(request, "businesses/role_conflict.html", {**context, "member": member}, status=409)
    if changed.user_id == request.user.pk and not may(changed.role, Can.MANAGE):
        # What may be seen has changed with the role, so the whole page is fetched anew.
        request.membership.role = changed.role
        messages.success(request, f"You are {changed.get_role_display().lower()} now")
        return redirect("businesses:team", request.business.slug)
    return answer(request, f"{changed.user.called} is {changed.get_role_display().lower()} now")


@business_view(Can.MANAGE)
@asks_again()
def member_remove(request: BusinessRequest, membership_id: int) -> HttpResponse:
    """Ask first, then take a person out."""
    member = get_member(request, membership_id)
    context: dict[str, Any] = {"member": member, "action": "businesses:member_remove"}
    if request.method != "POST":
        return render(request, "businesses/member_remove.html", context)
    try:
        remove_member(membership=member, actor=request.user)
    except Refused as refusal:
        return render(request, "businesses/member_remove.html", {**context, "refused": str(refusal)}, status=422)
    if member.user_id == request.user.pk:
        messages.success(request, f"You left {request.business.name}")
        return redirect("workspace:business_list")
    messages.success(request, f"{member.user.called} is out of the team")
    return redirect("businesses:team", request.business.slug)


@business_view(Can.READ)
def leave(request: BusinessRequest) -> HttpResponse:
    """Ask first, then go. A consultant ends the engagement."""
    if request.membership.pk is None:
        return leave_as_consultant(request)
    context: dict[str, Any] = {"member": request.membership, "leaving": True}
    if request.method != "POST":
        return render(request, "businesses/member_remove.html", context)
    try:
        leave_business(membership=request.membership)
    except Refused as refusal:
        return render(request, "businesses/member_remove.html", {**context, "refused": str(refusal)}, status=422)
    messages.success(request, f"You left {request.business.name}")
    return redirect("workspace:business_list")
