"""How allauth's passkeys, app codes and recovery codes behave here: our words, our host, secrets kept encrypted."""

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet  # comes with allauth's passkeys
from django.conf import settings

from accounts.models import User

NOT_ACCEPTED = "This was not accepted. Take the newest code, or try your passkey again."


def locks() -> MultiFernet:
    """What secrets are kept under: the site's key, and those it had before."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [hashlib.sha256(b"second step\0" + key.encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The library's own behaviour, with what is ours."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": NOT_ACCEPTED,
        "unverified_email": "Finish the change of your email first.",
        "cannot_generate_recovery_codes": "Add a passkey or an app first: recovery codes stand in for them.",
    }

    def encrypt(self, text: str) -> str:
        """A copy of the database alone does not give anybody's codes away."""
        return locks().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What no key of this site opens becomes a secret that nobody has: no code fits, and no page fails."""
        try:
            return locks().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()

    def generate_authenticator_name(self, user: User, type: str) -> str:
        """`Passkey`, then `Passkey 2`."""
        n: int = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {n + 1}" if n else "Passkey"

    def get_totp_issuer(self) -> str:
        """What the person's app shows above the code."""
        return "Outcomes"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The host of the configured address, never of the request: a passkey belongs to it for good."""
        return {"id": urlsplit(settings.SITE_URL).hostname or "localhost", "name": "Outcomes"}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """What the device shows beside the passkey."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**entity, "name": user.email, "display_name": user.called}
