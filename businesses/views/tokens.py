"""API tokens: what other tools use to read numbers and send readings."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.access import asks_again
from businesses.access import BusinessRequest, business_view, get_token
from businesses.actions import add_token, revoke_token
from businesses.forms import TokenForm
from businesses.models import ApiToken
from businesses.queries import day_words, tokens_of
from businesses.roles import Can, may, role_name, scope_allows
from core.models import Refused
from core.periods import local_today

SCOPES = [
    (ApiToken.Scope.READ, "Read", "metrics, plans and readings"),
    (ApiToken.Scope.RECORD, "Record", "readings, and read all of that"),
]


@business_view(Can.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
@asks_again()
def token_list(request: BusinessRequest) -> HttpResponse:
    """The tokens there are; POST makes one, and this answer is the only place that ever shows it."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    made: tuple[ApiToken, str] | None = None
    if form.is_valid():
        try:
            made = add_token(business=request.business, actor=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            form = TokenForm()
    today = local_today(timezone.now(), request.business.time_zone)
    context = {
        "form": form,
        "scopes": SCOPES,
        "tokens": [token_row(token, role, today) for token, role in tokens_of(request.business)],
        "made": made and {"token": made[0], "text": made[1]},
    }
    return render(request, "businesses/token_list.html", context, status=422 if form.errors else 200)


def token_row(token: ApiToken, role: str, today: date) -> dict[str, Any]:
    """A token in words, with what is left of its rights where its maker's have become less."""
    lost = [can for can in Can if scope_allows(token.scope, can) and not may(role, can)]
    why = ""
    if not role or not token.made_by.is_active:
        why = f"does nothing: {token.made_by.called} has left"
    elif lost:
        said = " and ".join(can.value for can in lost)
        why = f"cannot {said} now: {token.made_by.called} is {role_name(role).lower()}"
    return {
        "token": token,
        "may": token.get_scope_display(),
        "why": why,
        "over": token.expires_at <= timezone.now(),
        "used": day_words(token.last_used_on, today),
    }


@business_view(Can.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def token_revoke(request: BusinessRequest, token_id: int) -> HttpResponse:
    """Ask first: it cannot be taken back."""
    token = get_token(request, token_id)
    if request.method != "POST":
        return render(request, "businesses/token_revoke.html", {"token": token})
    revoke_token(token=token, actor=request.user, at=timezone.now())
    messages.success(request, f"The token “{token.name}” is revoked")
    return redirect("businesses:token_list", request.business.slug)
