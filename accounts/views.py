"""A person's own account: who they are, how pages look to them, how they sign in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access import PersonRequest, signed_in
from accounts.actions import change_profile, change_theme
from accounts.forms import ProfileForm, ThemeForm
from accounts.sessions import end_other_sessions, sessions_of
from core.htmx import is_htmx
from core.paths import path_of


@signed_in
def profile(request: PersonRequest) -> HttpResponse:
    """Name, time zone, theme and shortcuts; the ways to sign in."""
    user = request.user
    if request.method == "POST":
        form = ProfileForm(request.POST)
        if form.is_valid():
            change_profile(user=user, **form.cleaned_data)
            messages.success(request, "Your account is saved")
            return redirect("accounts:profile")
    else:
        form = ProfileForm(
            initial={"name": user.name, "time_zone": user.time_zone, "theme": user.theme, "keys_on": user.keys_on}
        )
    context = {"form": form, "has_password": user.has_usable_password()}
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@signed_in
def sessions(request: PersonRequest) -> HttpResponse:
    """Where this person is signed in; one button signs out everywhere else."""
    if request.method == "POST":
        ended = end_other_sessions(request, request.user)
        messages.success(request, "You are signed out everywhere else" if ended else "You were signed in only here")
        return redirect("accounts:sessions")
    return render(request, "accounts/sessions.html", {"sessions": sessions_of(request, request.user)})


@signed_in
@require_POST
def theme(request: PersonRequest) -> HttpResponse:
    """The switch at the top: saved in the background with scripts, and back to the page without."""
    form = ThemeForm(request.POST)
    if form.is_valid():
        change_theme(user=request.user, theme=form.cleaned_data["theme"])
    if is_htmx(request) or request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204 if form.is_valid() else 422)
    return redirect(path_of(request, request.headers.get("Referer")) or "accounts:profile")
