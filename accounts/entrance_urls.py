"""The addresses of signing up and in: allauth's views, each named here, so that a new release opens no door by itself.

Left out on purpose: confirming or resetting by link (codes do both), phone numbers, passkey sign-up, other providers,
browsers that are trusted with one step, the list of sessions (accounts/views.py has its own).
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from allauth.mfa.base import views as second
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.http import HttpRequest, HttpResponseBase
from django.template.response import SimpleTemplateResponse
from django.urls import path
from django.views.generic import RedirectView

from accounts.sessions import keep_session_under_a_new_id
from accounts.zones import by_clock_of

View = Callable[..., HttpResponseBase]


def honest(view: View) -> View:
    """A form that was not accepted answers 422, as everywhere else; the library would say 200.

    Moments on the page of somebody who is signed in are by their own clock.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None) or {}
        wrong = any(getattr(context.get(name), "errors", None) for name in ("form", "webauthn_form"))
        if request.method == "POST" and response.status_code == 200 and wrong:
            response.status_code = 422
        if isinstance(response, SimpleTemplateResponse) and request.user.is_authenticated:
            with by_clock_of(request.user.time_zone):
                response.render()
        return response

    return answer


def renewing(view: View) -> View:
    """After the ways to sign in have changed, the session goes on under a new id: a stolen one is worth nothing."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
            keep_session_under_a_new_id(request)
        return response

    return answer


urlpatterns = [
    path(address, honest(view), name=f"account_{name}")
    for address, view, name in [
        ("signup/", views.signup, "signup"),
        ("confirm-email/", views.email_verification_sent, "email_verification_sent"),
        ("login/", views.login, "login"),
        ("login/code/", views.request_login_code, "request_login_code"),
        ("login/code/confirm/", views.confirm_login_code, "confirm_login_code"),
        ("logout/", views.logout, "logout"),
        ("inactive/", views.account_inactive, "inactive"),
        ("reauthenticate/", views.reauthenticate, "reauthenticate"),
        ("email/", views.email, "email"),
        ("password/change/", views.password_change, "change_password"),
        ("password/set/", views.password_set, "set_password"),
        ("password/reset/", views.password_reset, "reset_password"),
        ("password/reset/confirm/", views.confirm_password_reset_code, "confirm_password_reset_code"),
        ("password/reset/complete/", views.complete_password_reset, "complete_password_reset"),
        ("password/reset/done/", views.password_reset_from_key_done, "password_reset_completed"),
    ]
]

# Passkeys, an app for codes, recovery codes. Names are the library's: its redirects look for them.
urlpatterns += [
    path(address, honest(view), name=f"mfa_{name}")
    for address, view, name in [
        ("security/", second.index, "index"),
        ("login/second/", second.authenticate, "authenticate"),
        ("login/passkey/", passkeys.login_webauthn, "login_webauthn"),
        ("reauthenticate/code/", second.reauthenticate, "reauthenticate"),
        ("reauthenticate/passkey/", passkeys.reauthenticate_webauthn, "reauthenticate_webauthn"),
        ("security/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), "list_webauthn"),
        ("security/passkeys/add/", renewing(passkeys.add_webauthn), "add_webauthn"),
        ("security/passkeys/<int:pk>/name/", passkeys.edit_webauthn, "edit_webauthn"),
        ("security/passkeys/<int:pk>/remove/", renewing(passkeys.remove_webauthn), "remove_webauthn"),
        ("security/app/", renewing(app.activate_totp), "activate_totp"),
        ("security/app/remove/", renewing(app.deactivate_totp), "deactivate_totp"),
        ("security/codes/", codes.view_recovery_codes, "view_recovery_codes"),
        ("security/codes/new/", renewing(codes.generate_recovery_codes), "generate_recovery_codes"),
        ("security/codes/file/", codes.download_recovery_codes, "download_recovery_codes"),
    ]
]
