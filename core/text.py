"""Text that people type: what is refused, what is kept as it is."""

import html
import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

MAX_TEXT = 300
MAX_NOTE = 10_000
# Accents and the like on one letter. No language comes near it (UAX 15 draws the same line), and putting many
# thousands in order would keep a worker busy for minutes.
MOST_MARKS = 30
# Embeddings, overrides and isolates of the reading direction (UAX 9); the plain marks between words are not among them.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
# Of no width or without ink, although Unicode calls them letters and signs.
BLANKS = "\u115f\u1160\u3164\uffa0\u2800"


def clean_text(value: str) -> str:
    """Normalise to NFC and trim. Raises ValidationError for NUL, lone surrogates, control characters, heaps of marks.

    Letters of every direction are kept, and the marks that scripts need between them; pages isolate with `bdi`. What
    turns the text around by force is taken out: no language needs it, and it makes names read as others. A text in
    which nothing can be seen is no text.
    """
    if any(0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise ValidationError("This holds a character that cannot be stored. Type it again.", code="surrogate")
    if any(unicodedata.category(c) == "Cc" and c not in "\t\n\r" for c in value):
        raise ValidationError("This holds a control character that cannot be stored. Type it again.", code="control")
    if value.isascii():
        return value.strip()
    if most_marks(value) > MOST_MARKS:
        raise ValidationError("This holds too many accents on one letter. Type it again.", code="marks")
    plain = unicodedata.normalize("NFC", value.translate(TURNING)).strip()
    return plain if any(is_seen(c) for c in plain) else ""


def is_seen(c: str) -> bool:
    """Whether a letter, sign or picture shows."""
    return unicodedata.category(c)[0] not in "CZM" and c not in BLANKS


def most_marks(value: str) -> int:
    """The longest run of marks in a text."""
    run = most = 0
    for c in value:
        run = run + 1 if unicodedata.category(c)[0] == "M" or unicodedata.combining(c) else 0
        most = max(most, run)
    return most


def escaped(value: str) -> SafeString:
    """Plain text as HTML. For rows by the hundred: a template asks of every value whether it is lazy, at its cost."""
    return SafeString(html.escape(value))


def options(choices: Iterable[tuple[object, str]], chosen: object = None) -> SafeString:
    """The options of a list to choose from: what each sends, and its name."""
    return SafeString(
        "".join(
            f'<option value="{html.escape(str(value))}"{" selected" if value == chosen else ""}>'
            f"{html.escape(name)}</option>"
            for value, name in choices
        )
    )


class TextField(forms.CharField):
    """One line of text, 300 characters unless told. Line breaks become spaces."""

    def __init__(self, *, max_length: int = MAX_TEXT, **kwargs: Any) -> None:
        self.limit = max_length
        kwargs.setdefault("strip", True)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return self.fitting(" ".join(self.cleaned(value).split()))

    def cleaned(self, value: Any) -> str:
        """The text, looked at closely only when it can be short enough: one letter takes four characters at most."""
        raw = str(value or "")
        return clean_text(raw if len(raw) <= 4 * self.limit else self.fitting(raw))

    def fitting(self, text: str) -> str:
        """The text, when it is short enough."""
        if len(text) > self.limit:
            raise ValidationError(f"Use at most {self.limit:,} characters; this has {len(text):,}.", code="max_length")
        return text

    def prepare_value(self, value: Any) -> Any:
        return value


class NoteField(TextField):
    """Several lines of text, up to 10,000 characters."""

    widget = forms.Textarea

    def __init__(self, *, max_length: int = MAX_NOTE, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return self.fitting(self.cleaned(value).replace("\r\n", "\n").replace("\r", "\n"))
