"""Forms about consultants and practices."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from businesses.forms import addresses, choose, is_address, refuse_known
from businesses.models import Business, Level, Practice, PracticeRole
from businesses.roles import practice_in_words
from core.forms import Form
from core.text import NoteField, TextField

WRONG_LEVEL = {"required": "Choose what they may do", "invalid_choice": "Choose one of the two"}
WRONG_HAND = "Choose a person from the list, to assign or to take off."
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


class NewBusinessForm(Form):
    """The business of somebody who has none here yet."""

    name = TextField(
        max_length=120,
        label="What is your business called?",
        help_text="You draw its map in the next step.",
        error_messages={"required": "Give the business a name"},
    )


class ColleagueForm(Form):
    """Several addresses at once, one role in the practice."""

    emails = NoteField(
        label="Email addresses",
        help_text="One or many, with commas or each on its own line.",
        error_messages={"required": "Enter at least one address, like name@example.com"},
        widget=forms.Textarea(attrs={"rows": 2, "autocapitalize": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        choices=PracticeRole.choices,
        initial=PracticeRole.CONSULTANT,
        widget=forms.RadioSelect,
        label="Role",
        error_messages=choose("a role"),
    )

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practice = practice

    def clean_emails(self) -> list[str]:
        """The addresses, each once, in lower case; all of them right and new to the practice."""
        found = addresses(self.cleaned_data["emails"])
        here = User.objects.filter(email__in=found, practices__practice=self.practice)
        refuse_known(here.values_list("email", flat=True), "practice")
        return found


class PracticeRoleForm(Form):
    """Another role for somebody of the practice, and the one that was shown."""

    role = forms.ChoiceField(choices=PracticeRole.choices, error_messages=choose("a role"))
    was = forms.ChoiceField(choices=PracticeRole.choices, error_messages=choose("a role"))


class AssignForm(Form):
    """Who of the practice, and whether they look after the client from now on."""

    member = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        max_value=2**62,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WRONG_HAND),
    )
    to = forms.ChoiceField(
        choices=[("on", "Assign"), ("off", "Take off")],
        error_messages=dict.fromkeys(("required", "invalid_choice"), WRONG_HAND),
    )


class PracticeForm(Form):
    """What the practice is called."""

    name = TextField(
        max_length=120,
        label="Name of the practice",
        help_text="Your clients see it. Addresses stay as they are.",
        error_messages={"required": "Give the practice a name"},
    )
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)


def practice_role_rows() -> list[tuple[str, str, str]]:
    """(value, name, what it may do) of each role in a practice, for the choice in the invitation."""
    return [(value, label, practice_in_words(value)) for value, label in PracticeRole.choices]
