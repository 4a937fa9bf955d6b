"""Forms about consultants and practices."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from businesses.forms import is_address
from businesses.models import Business, Level
from core.forms import Form
from core.text import TextField

WRONG_LEVEL = {"required": "Choose what they may do", "invalid_choice": "Choose one of the two"}
LEVELS = [
    (Level.REVIEW.value, "Review", "comments, suggests, reviews and acts on findings"),
    (Level.EDIT.value, "Review and edit", "also changes the map, metrics and plans"),
]


class OfferForm(Form):
    """One address, and what the consultant may do."""

    email = TextField(
        max_length=254,
        label="Email address",
        error_messages={"required": "Enter an address, like name@example.com"},
        widget=forms.EmailInput(attrs={"autocapitalize": "off", "spellcheck": "false"}),
    )
    level = forms.ChoiceField(
        choices=Level.choices, initial=Level.REVIEW, widget=forms.RadioSelect, error_messages=WRONG_LEVEL
    )

    def clean_email(self) -> str:
        """The address in lower case."""
        email: str = self.cleaned_data["email"].lower()
        if not is_address(email):
            raise ValidationError("Enter an address, like name@example.com")
        return email


class ConsultantForm(OfferForm):
    """Invite a consultant to this business."""

    prefix = "consultant"

    def __init__(self, *args: Any, business: Business, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.business = business

    def clean_email(self) -> str:
        """Nobody is a member and a consultant at once."""
        email = super().clean_email()
        if User.objects.filter(email=email, memberships__business=self.business).exists():
            raise ValidationError("This person is in the team already.")
        return email


class PracticeNameForm(Form):
    """What a new practice is called."""

    practice_name = TextField(
        max_length=120,
        required=False,
        label="Name of your practice",
        help_text="Your clients see it. Empty, it is called after you.",
    )


class ClientChoiceForm(Form):
    """Which business the practice is let into."""

    business = forms.TypedChoiceField(
        coerce=int,
        label="Business",
        error_messages={"required": "Choose a business", "invalid_choice": "Choose a business from the list"},
    )

    def __init__(self, *args: Any, offered: list[Business], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(b.pk, b.name) for b in offered]
        self.fields["business"].choices = choices  # type: ignore[attr-defined]
        if choices:
            self.fields["business"].initial = choices[0][0]
