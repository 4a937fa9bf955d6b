"""Forms of comments and reviews."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.forms import Form
from core.text import NoteField, TextField
from reviews.models import MAX_COMMENT, Review

ROWS = {"rows": 3}


class InReview(Form):
    """Where it was sent from, so that the answer leads back there: the number of a review's page, the kind of place."""

    review = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)
    # "system" where the thread of an element was shown among all of its system.
    place = forms.ChoiceField(
        required=False, choices=[("system", "system"), ("element", "element")], widget=forms.HiddenInput
    )


class ReplyForm(Form):
    """An answer in a thread."""

    text = NoteField(
        max_length=MAX_COMMENT,
        label="Reply",
        error_messages={"required": "Write something first"},
        widget=forms.Textarea(attrs=ROWS),
    )


class CommentForm(Form):
    """A new comment; on an element also other words for it."""

    text = NoteField(max_length=MAX_COMMENT, required=False, label="Comment", widget=forms.Textarea(attrs=ROWS))
    suggestion = TextField(required=False, label="Suggest new words", help_text="Leave it empty to comment only.")

    def __init__(self, *args: Any, now: str | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        if now is None:
            del self.fields["suggestion"]

    def clean(self) -> dict[str, Any]:
        """Something must be said, and a suggestion must differ."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned.get("suggestion") == self.now:
            cleaned["suggestion"] = ""
        if not cleaned.get("text") and not cleaned.get("suggestion"):
            self.add_error("text", ValidationError("Write something first"))
        return cleaned


class SettleForm(Form):
    """Settle a thread, or open it again."""

    settled = forms.TypedChoiceField(
        choices=[("yes", "Settle"), ("no", "Open again")],
        coerce=lambda value: value == "yes",
        error_messages={"required": "Choose to settle or to open", "invalid_choice": "Choose to settle or to open"},
    )


class UseForm(Form):
    """The version that the new words replace: the one they were written for, or one that was shown since."""

    version = forms.IntegerField(required=False, min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)


class SendForm(Form):
    """The verdict, and a word to it."""

    verdict = forms.ChoiceField(
        choices=Review.Verdict.choices,
        label="Your verdict",
        error_messages={"required": "Choose a verdict", "invalid_choice": "Choose one of the three verdicts"},
    )
    note = NoteField(
        max_length=MAX_COMMENT, required=False, label="A word to the owner", widget=forms.Textarea(attrs={"rows": 2})
    )
