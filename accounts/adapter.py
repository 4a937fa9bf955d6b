"""How allauth behaves here: our words, our addresses, our idea of a safe way back."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from accounts.sessions import begin
from core.paths import is_safe_path

AGAIN = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate:webauthn": "Use a passkey",
    "mfa_reauthenticate": "Use a code",
}

log = logging.getLogger(__name__)

WORDS = {
    "account_inactive": "This account is closed.",
    "duplicate_email": "This is your address already.",
    "email_password_mismatch": "This address and password do not go together. Leave the password empty to get a code.",
    "enter_current_password": "This is not your current password.",
    "incorrect_code": "This is not the code we sent last. Look for the newest mail.",
    "incorrect_password": "This is not your password.",
    "invalid_login": "Enter your email, like name@example.com",
    "too_many_login_attempts": "Too many tries. Wait five minutes, then try again.",
    "rate_limited": "A code is on its way already. Wait ten seconds before asking for another.",
    "max_email_addresses": "One address at a time: finish or cancel the change that is open.",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """The library's own behaviour, in our words and with our addresses."""

    error_messages = {**DefaultAccountAdapter.error_messages, **WORDS}

    def is_safe_url(self, url: str) -> bool:
        """Only a path on this site is a way back; the library would also take addresses with a host."""
        return bool(url) and is_safe_path(str(url))

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """A new person has the time zone their browser named, else UTC."""
        user.time_zone = form.cleaned_data.get("time_zone") or "UTC"
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def login(self, request: HttpRequest, user: User) -> None:
        """A session that begins now, under a new id."""
        super().login(request, user)
        begin(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mail with a code goes out at once, because the person waits for it. A mail server that is away is said,
        in the same words whether or not the address is known, and is never an error page."""
        message = self.render_mail(template_prefix, email, {**context, "email": email, "site_url": settings.SITE_URL})
        try:
            message.send()
        except (OSError, SMTPException):
            log.exception("mail could not be handed over: %s", template_prefix)
            messages.error(self.request, "We could not send the mail just now. Wait a minute, then ask for it again.")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to prove once more who is there; each page of one offers the others by these names.

        The first is asked for: a passkey before codes, which nobody has seen yet when their first passkey is there.
        """
        ways = [{**way, "description": AGAIN[way["id"]]} for way in super().get_reauthentication_methods(user)]
        return sorted(ways, key=lambda way: list(AGAIN).index(way["id"]))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to the profile, where the change is visible."""
        return reverse("accounts:profile")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Back to the profile after a change of address."""
        return reverse("accounts:profile")
