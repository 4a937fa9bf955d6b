"""Forms of passkeys, app codes and recovery codes: allauth's, in our markup and words, and safe against any input."""

import re
import struct
from typing import Any

from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as app_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.core.exceptions import ValidationError

from accounts.forms import EntranceForm
from accounts.second_step import NOT_ACCEPTED
from core.forms import Form
from core.text import TextField

MAX_CREDENTIAL = 20_000
# Half a character, or NUL: neither can be stored, and no browser sends them.
NOT_STORABLE = re.compile(r"\\u(0000|d[89a-f])", re.IGNORECASE)
# What reading a crafted answer of a passkey can end with; the libraries promise only some of these.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)


class CodeForm(EntranceForm):
    """A code from the app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = "Code from your app, or a recovery code"
        field.error_messages["required"] = "Enter a code"
        field.widget.attrs["inputmode"] = "numeric"


class SecondStepForm(CodeForm, code_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class CodeAgainForm(CodeForm, code_forms.ReauthenticateForm):  # type: ignore[misc]
    """A code once more, before something that matters."""


class AppForm(CodeForm, app_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code proves that the app knows the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = "The six digits your app shows now"


class CredentialField(forms.JSONField):
    """What the browser's passkey ceremony gave: a small JSON object, written by our script."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget = forms.HiddenInput()
        self.error_messages.update(required=NOT_ACCEPTED, invalid=NOT_ACCEPTED)

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        if len(text) > MAX_CREDENTIAL or NOT_STORABLE.search(text):
            raise ValidationError(NOT_ACCEPTED, code="invalid")
        try:
            found = super().to_python(value)
        except RecursionError:
            raise ValidationError(NOT_ACCEPTED, code="invalid") from None
        if found is not None and not isinstance(found, dict):
            raise ValidationError(NOT_ACCEPTED, code="invalid")
        return found


class PasskeyForm(Form):
    """Before allauth's class in the bases: an answer that cannot be read is refused in words."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except UNREADABLE as problem:
            raise ValidationError(NOT_ACCEPTED, code="invalid") from problem


class PasskeySignInForm(PasskeyForm, passkey_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """Signing in with nothing but a passkey."""

    credential = CredentialField()


class PasskeyStepForm(PasskeyForm, passkey_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step."""

    credential = CredentialField()


class PasskeyAgainForm(PasskeyForm, passkey_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey once more, before something that matters."""

    credential = CredentialField()


class AddPasskeyForm(Form, passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: always one that also signs in by itself, so it asks for a finger, a face or a PIN."""

    name = TextField(max_length=60, required=False, label="Name", help_text="So that you know it again in the list.")
    credential = CredentialField()
    passwordless = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean_passwordless(self) -> bool:
        return True

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean() or {}
        except UNREADABLE as problem:
            raise ValidationError(NOT_ACCEPTED, code="invalid") from problem


class NamePasskeyForm(Form, passkey_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    name = TextField(max_length=60, label="Name")
