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


def clean_text(value: str) -> str:
    """Normalise to NFC and trim. Raises ValidationError for NUL, lone surrogates and control characters.

    Marks that change the reading direction are kept (people write in Arabic and Hebrew); pages isolate them with `bdi`.
    """
    if any(0xD800 <= ord(c) <= 0xDFFF for c in value):
        raise ValidationError("This holds a character that cannot be stored. Type it again.", code="surrogate")
    if any(unicodedata.category(c) == "Cc" and c not in "\t\n\r" for c in value):
        raise ValidationError("This holds a control character that cannot be stored. Type it again.", code="control")
    return unicodedata.normalize("NFC", value).strip()


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
        self.widget.attrs.setdefault("maxlength", str(max_length))

    def to_python(self, value: Any) -> str:
        text = clean_text(str(value or ""))
        text = " ".join(text.split())
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
        text = clean_text(str(value or "")).replace("\r\n", "\n").replace("\r", "\n")
        if len(text) > self.limit:
            raise ValidationError(f"Use at most {self.limit:,} characters; this has {len(text):,}.", code="max_length")
        return text
