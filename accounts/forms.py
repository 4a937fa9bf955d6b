"""Forms about a person. Those of sign-up and sign-in are allauth's, in our markup and words."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.core.validators import EmailValidator, MaxLengthValidator, ProhibitNullCharactersValidator

from accounts.models import User
from accounts.zones import ZoneSelect, known_zones, zone_choices
from core.forms import Form
from core.text import TextField

MAX_PASSWORD = 200
PASSWORD_HINT = "At least 10 characters. Three or four words are easy to keep and hard to guess."  # noqa: S105
NOT_STORABLE = "This holds a character that cannot be stored. Type it again."
EMPTY = {
    "login": "Enter your email, like name@example.com",
    "email": "Enter your email, like name@example.com",
    "password": "Enter your password",
    "password1": "Enter a password",
    "oldpassword": "Enter your current password",
    "code": "Enter the code from the mail",
}
LABELS = {
    "login": "Email",
    "email": "Email",
    "password": "Password",
    "password1": "New password",
    "oldpassword": "Current password",
}


class EntranceForm(Form):
    """Before allauth's class in the bases: our labels and messages, no placeholders, one field for a new password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # With the password in sight there is nothing to type twice.
        self.fields.pop("password2", None)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = LABELS.get(name, field.label)
            field.error_messages["required"] = EMPTY.get(name, "Fill this in")
            field.error_messages["invalid"] = EMPTY.get(name, "Fill this in")
            field.help_text = PASSWORD_HINT if name == "password1" else ""
            self._limit(name, field)

    @staticmethod
    def _limit(name: str, field: forms.Field) -> None:
        limit = MAX_PASSWORD if "password" in name else 254
        field.validators = [
            v for v in field.validators if not isinstance(v, ProhibitNullCharactersValidator | MaxLengthValidator)
        ]
        for validator in field.validators:
            if name in ("email", "login") and isinstance(validator, EmailValidator):
                validator.message = EMPTY["email"]
        field.validators += [
            ProhibitNullCharactersValidator(message=NOT_STORABLE),
            MaxLengthValidator(limit, f"Use at most {limit} characters"),
        ]


class SignUpForm(EntranceForm, allauth_forms.SignupForm):  # type: ignore[misc]
    """An email, nothing else; the browser adds its time zone."""

    time_zone = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-browser-zone": ""}))
    field_order = ["email", "time_zone"]

    def clean_time_zone(self) -> str:
        """A zone we know, else none: nobody is kept out by what their browser says."""
        zone = self.cleaned_data["time_zone"]
        return zone if zone in known_zones() else ""


class SignInForm(EntranceForm, allauth_forms.LoginForm):  # type: ignore[misc]
    """Email and password; without the password a code is sent."""

    def _setup_password_field(self) -> None:
        self.fields["password"].required = False


class CodeRequestForm(EntranceForm, allauth_forms.RequestLoginCodeForm):  # type: ignore[misc]
    """Email, to get a code."""


class CodeForm(EntranceForm, allauth_forms.ConfirmLoginCodeForm):  # type: ignore[misc]
    """The code that was sent."""


class EmailCodeForm(EntranceForm, allauth_forms.ConfirmEmailVerificationCodeForm):  # type: ignore[misc]
    """The code that proves an address."""


class ResetForm(EntranceForm, allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Email, to set a new password."""


class ResetCodeForm(EntranceForm, allauth_forms.ConfirmPasswordResetCodeForm):  # type: ignore[misc]
    """The code that allows a new password."""


class NewPasswordForm(EntranceForm, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """The new password after a reset."""


class SetPasswordForm(EntranceForm, allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """A first password."""


class ChangePasswordForm(EntranceForm, allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """Another password."""


class ChangeEmailForm(EntranceForm, allauth_forms.AddEmailForm):  # type: ignore[misc]
    """Another address."""


class ReauthenticateForm(EntranceForm, allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""


class ProfileForm(Form):
    """What a person may choose for themselves."""

    name = TextField(max_length=120, required=False, label="Your name", help_text="How your team sees you.")
    time_zone = forms.ChoiceField(
        choices=zone_choices,
        widget=ZoneSelect,
        label="Your time zone",
        help_text="For your own mail. A business counts its weeks in its own.",
        error_messages={"required": "Choose a time zone", "invalid_choice": "Choose a time zone from the list"},
    )
    theme = forms.ChoiceField(
        choices=User.Theme.choices,
        required=False,
        widget=forms.RadioSelect,
        label="Light or dark",
        error_messages={"invalid_choice": "Choose one of the three"},
    )
    keys_on = forms.BooleanField(
        required=False,
        label="Use single letters as shortcuts",
        help_text="G, then H, M, C or A, goes to a page. Z takes the last change back.",
    )


class ThemeForm(Form):
    """The switch at the top of every page."""

    theme = forms.ChoiceField(choices=[("light", "Light"), ("dark", "Dark"), ("toggle", "The other one")])
