"""What settings of a production site must not be. Each refuses the start with what to do about it."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50
FEWEST_CHARACTERS = 10
# Words of secrets that were meant to be replaced, such as Django's own generated one and ours for tests.
NOT_SECRET = re.compile(r"change.?me|insecure|only-for-tests|example|placeholder|secret.?key|password", re.IGNORECASE)
SAFE_MAIL = ("smtp", "smtps", "smtp+tls", "smtp+ssl")


def check_secrets(key: str, *older: str) -> None:
    """The key that signs, and those that still verify during a rotation."""
    for secret in (key, *older):
        if len(secret) < SHORTEST_SECRET or len(set(secret)) < FEWEST_CHARACTERS or NOT_SECRET.search(secret):
            raise ImproperlyConfigured(
                f"SECRET_KEY and SECRET_KEY_FALLBACKS must be {SHORTEST_SECRET} random characters or more each,"
                " such as `openssl rand -hex 32` prints"
            )


def check_hosts(hosts: list[str]) -> None:
    """Names only: whoever may choose the host may choose where links lead."""
    if not hosts or any("*" in host or host.startswith(".") or not host.strip() for host in hosts):
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts, divided by commas, without wildcards")


def check_site_url(url: str, insecure: bool) -> None:
    """Links in mail start with it; over http a session could be read on the way."""
    try:
        parts = urlsplit(url)
        complete = bool(parts.hostname) and parts.scheme in ("http", "https") and not (parts.query or parts.fragment)
    except ValueError:
        complete = False
    if not complete:
        raise ImproperlyConfigured("SITE_URL must be the address people use, like https://outcomes.example.com")
    if parts.scheme != "https" and not insecure:
        raise ImproperlyConfigured(
            "SITE_URL must start with https://; for a try on one machine only, set SITE_URL_INSECURE=1"
        )


def check_mail(url: str) -> None:
    """Codes to sign in with go by mail: a server that only prints or drops them would lock everybody out, or in."""
    if urlsplit(url).scheme not in SAFE_MAIL:
        raise ImproperlyConfigured("EMAIL_URL must be set, like smtp+tls://user:password@mail.example.com:587")
