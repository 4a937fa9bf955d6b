"""Forms of tenancy: invitations, roles, settings, the filter of the history."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import User
from accounts.zones import ZoneSelect, zone_choices
from businesses.models import WEEKDAYS, ApiToken, Business, Role
from businesses.roles import in_words
from core.forms import Form
from core.numbers import CURRENCIES, FORMATS
from core.periods import CADENCES
from core.text import NoteField, TextField

MOST_AT_ONCE = 50
TOKEN_DAYS = [(30, "30 days"), (90, "90 days"), (365, "one year"), (730, "two years")]
CURRENCY_NAMES = {
    "USD": "US dollar", "EUR": "Euro", "GBP": "British pound", "AUD": "Australian dollar", "CAD": "Canadian dollar",
    "NZD": "New Zealand dollar", "CHF": "Swiss franc", "INR": "Indian rupee", "JPY": "Japanese yen",
}  # fmt: skip
ROLE_ERRORS = {"required": "Choose a role", "invalid_choice": "Choose one of the four roles"}


def choose(what: str) -> dict[str, str]:
    """The messages of a choice."""
    return {"required": f"Choose {what}", "invalid_choice": f"Choose {what} from the list"}


class InviteForm(Form):
    """Several addresses at once, one role."""

    emails = NoteField(
        label="Email addresses",
        help_text="One or many, with commas or each on its own line.",
        error_messages={"required": "Enter at least one address, like name@example.com"},
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        choices=Role.choices, initial=Role.EDITOR, widget=forms.RadioSelect, label="Role", error_messages=ROLE_ERRORS
    )

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.business = business

    def clean_emails(self) -> list[str]:
        """The addresses, each once, in lower case; all of them right and new to the team."""
        found = addresses(self.cleaned_data["emails"])
        here = User.objects.filter(email__in=found, memberships__business=self.business)
        refuse_known(here.values_list("email", flat=True), "team")
        return found


def addresses(text: str) -> list[str]:
    """The addresses in a text, each once, in lower case. Raises ValidationError for none, too many, and wrong ones."""
    found = dict.fromkeys(part.lower() for part in re.split(r"[\s,;]+", text) if part)
    if not found:
        raise ValidationError("Enter at least one address, like name@example.com")
    if len(found) > MOST_AT_ONCE:
        raise ValidationError(f"Invite at most {MOST_AT_ONCE} people at once; these are {len(found)}.")
    wrong = [email for email in found if not is_address(email)]
    if wrong:
        raise ValidationError(f"Not an email address: {', '.join(w[:80] for w in wrong[:5])}")
    return list(found)


def refuse_known(here: Iterable[str], where: str) -> None:
    """Raises ValidationError that names those who are in already."""
    known = sorted(here)
    if known:
        raise ValidationError(f"In the {where} already: {', '.join(known[:5])}")


def is_address(text: str) -> bool:
    """Whether mail could be sent to it."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254 and text.isascii()


class RoleForm(Form):
    """Another role for a member, and the one that was shown."""

    role = forms.ChoiceField(choices=Role.choices, error_messages=ROLE_ERRORS)
    was = forms.ChoiceField(choices=Role.choices, error_messages=ROLE_ERRORS)


class SettingsForm(Form):
    """What a business is called and how it counts."""

    name = TextField(max_length=120, label="Name", error_messages={"required": "Give the business a name"})
    sells = TextField(max_length=300, required=False, label="What it sells", help_text="In one line, to whom.")
    time_zone = forms.ChoiceField(
        choices=zone_choices,
        widget=ZoneSelect,
        label="Time zone",
        help_text="Decides when a day, a week and a month are over.",
        error_messages=choose("a time zone"),
    )
    first_day = forms.TypedChoiceField(
        choices=WEEKDAYS, coerce=int, label="First day of the week", error_messages=choose("a day")
    )
    main_cadence = forms.ChoiceField(
        choices=CADENCES[:3],
        label="Compares",
        help_text="The usual rhythm of the alignment report.",
        error_messages=choose("a rhythm"),
    )
    currency = forms.ChoiceField(
        choices=[(code, f"{CURRENCY_NAMES[code]} ({sign.strip()})") for code, sign in CURRENCIES.items()],
        label="Currency",
        error_messages=choose("a currency"),
    )
    number_format = forms.ChoiceField(choices=FORMATS, label="Numbers look like", error_messages=choose("a format"))
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Readings belong to whole weeks: with a first reading the day on which a week begins is settled.
        if business.readings_revision:
            day = self.fields["first_day"]
            day.disabled = True
            day.help_text = "Settled, because readings are kept for whole weeks."


class TokenForm(Form):
    """A key for another tool."""

    name = TextField(
        max_length=60,
        label="What uses it",
        help_text="So that you know it again, like “Sales sheet”.",
        error_messages={"required": "Say what will use it, like “Sales sheet”"},
    )
    scope = forms.ChoiceField(
        choices=ApiToken.Scope.choices,
        initial=ApiToken.Scope.RECORD,
        widget=forms.RadioSelect,
        label="May",
        error_messages=choose("what it may do"),
    )
    days = forms.TypedChoiceField(
        choices=TOKEN_DAYS, initial=365, coerce=int, label="Works for", error_messages=choose("how long")
    )


class LogFilter(Form):
    """Whose changes, and which page of them."""

    by = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    page = forms.IntegerField(required=False, min_value=1, max_value=1000)
    after = forms.DateField(required=False, input_formats=["%Y-%m-%d"])  # the day that was shown last


def role_rows() -> list[tuple[str, str, str]]:
    """(value, name, what it may do) of each role, for the choice in the invitation."""
    return [(value, label, in_words(value)) for value, label in Role.choices]
