"""The addresses of signing up and in: allauth's views, each named here, so that a new release opens no door by itself.

Left out on purpose: confirming or resetting by link (codes do both), phone numbers, passkey sign-up, other providers.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views
from django.http import HttpRequest, HttpResponseBase
from django.urls import path

View = Callable[..., HttpResponseBase]


def honest(view: View) -> View:
    """A form that was not accepted answers 422, as everywhere else; the library would say 200."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        context = getattr(response, "context_data", None) or {}
        if request.method == "POST" and response.status_code == 200 and getattr(context.get("form"), "errors", None):
            response.status_code = 422
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
