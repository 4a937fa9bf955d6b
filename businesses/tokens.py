"""Tokens, of which only the hash is stored: that of an invitation's link, made from the site's secret and the row's
nonce so that the mail can be written later; and that of the API, random and shown once.
"""

import base64
import hashlib
import hmac
import re
import secrets

from django.conf import settings

# The prefix lets scanners for leaked secrets find one.
API_TOKEN = re.compile(r"out_[A-Za-z0-9_-]{43}", re.ASCII)


def new_nonce() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def token_for(nonce: str, secret: str) -> str:
    """The token of a nonce under a secret: 256 bits, safe in an address."""
    digest = hmac.new(b"businesses.invitation" + secret.encode(), nonce.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What is stored and looked up."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def new_token(nonce: str) -> str:
    """The token of a nonce under today's secret."""
    return token_for(nonce, settings.SECRET_KEY)


def token_with_hash(nonce: str, token_hash: str) -> str | None:
    """The token again, when its mail is written: also under a secret that was replaced in between."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = token_for(nonce, secret)
        if hmac.compare_digest(hash_of(token), token_hash):
            return token
    return None


def new_api_token() -> str:
    """A key for another tool: 256 random bits behind our prefix."""
    return f"out_{secrets.token_urlsafe(32)}"
