"""Addresses that come from outside and that we would send somebody to: a path of this site, or nothing."""

from urllib.parse import unquote, urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_safe_path(text: str) -> bool:
    """True for a path on this site, like `/b/marlow/?x=1`; never for a host, a scheme, `//`, a backslash, a control."""
    plain = unquote(text)
    return (
        text.startswith("/")
        and len(text) <= 2000
        and not plain.startswith(("//", "/\\"))
        and text.isascii()
        and not any(ord(c) < 32 or c in "\\\x7f" for c in text)
        and not any(ord(c) < 32 or c == "\x7f" for c in plain)
        and url_has_allowed_host_and_scheme(text, allowed_hosts=None)
    )


def path_of(request: HttpRequest, address: str | None) -> str:
    """The path of a full address on this very site (a Referer, htmx's current page), or "" for any other."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    ours = parts.scheme in ("http", "https") and parts.netloc == request.get_host()
    return path if ours and is_safe_path(path) else ""
