"""The stop link: a token made from the site's secret and the subscription's nonce. Only its hash is stored."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings


def new_nonce() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def token_for(nonce: str, secret: str | None = None) -> str:
    """The token of a nonce: 256 bits, safe in an address."""
    key = b"digests.stop" + (secret or settings.SECRET_KEY).encode()
    return base64.urlsafe_b64encode(hmac.new(key, nonce.encode(), hashlib.sha256).digest()).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What is stored and looked up."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def token_with_hash(nonce: str, token_hash: str) -> str | None:
    """The token again, when a mail is written: also under a secret that was replaced since."""
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        token = token_for(nonce, secret)
        if hmac.compare_digest(hash_of(token), token_hash):
            return token
    return None
