"""Bad input, for any form: what people, spreadsheets and attackers send.

`NASTY` names the values; `body` sends a text as it is, also one that is no text (lone surrogates); `fields_of` finds
out which fields a route reads by sending it nothing and watching the forms it makes, so no list of them is kept.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from django import forms
from django.core.exceptions import ValidationError

NASTY: dict[str, str] = {
    "empty": "",
    "spaces": "   ",
    "nul": "a\x00b",
    "control": "a\x01\x1f\x7fb",
    "lone surrogate": "a\ud800b",
    "surrogate pair in halves": "\udc00\ud800",
    "not utf-8": "\udcff\udcfe",
    "nan": "NaN",
    "infinity": "-Infinity",
    "too large a number": "1e400",
    "an exponent": "1e5",
    "negative": "-5",
    "minus nought": "-0",
    "huge whole number": "9" * 40,
    "past bigint": "9223372036854775808",
    "many decimals": "0.12345678901234567890",
    "other digits": "１２３",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "formula with a tab": "\t=1+1",
    "markup": "<svg onload=alert(1)>",
    "end of an attribute": "\" autofocus onfocus=alert(1) x='",
    "end of a script": "</script><script>alert(1)</script>",
    "template": "{{ 7|add:7 }}{% debug %}",
    "percent": "%s%n%(x)s%00",
    "sql": "'; DROP TABLE businesses_business; --",
    "header": "a\r\nBcc: all@evil.example",
    "path": "../../../../etc/passwd",
    "right to left": "\u202egnp.exe\u202c \u2066x\u2069",
    "zero width": "a\u200b\u200d\ufeffb",
    "emoji": "👩‍👩‍👧 ❤️",
    "combining": "e" + "\u0301" * 200,
    "a date that is none": "2026-02-31",
    "a period that is none": "2026-w99",
    "json": '{"a": [1, 2]}',
    "long": "x" * 20_000,
}
# Sent into each field always; the others take turns, a third of them a field, unless the whole grid is asked for.
ALWAYS = ("empty", "nul", "lone surrogate", "nan", "too large a number", "markup", "past bigint", "long")
TEN_MEGABYTES = "x" * 10_000_000
CANDIDATES = ("Words that say something", "60", "2026-11-16", "UTC", "on", "")
FORM = "application/x-www-form-urlencoded"


def some(turn: int) -> dict[str, str]:
    """The values for the field with this number."""
    if os.environ.get("OUTCOMES_MATRIX") == "full":
        return NASTY
    rest = [what for what in NASTY if what not in ALWAYS]
    return {what: NASTY[what] for what in (*ALWAYS, *rest[turn % 3 :: 3])}


def body(data: dict[str, str]) -> bytes:
    """A form as bytes; what is not text is sent all the same."""
    return "&".join(f"{quote_plus(k)}={quote_plus(v, errors='surrogatepass')}" for k, v in data.items()).encode()


def in_path(text: str) -> str:
    """A text as one part of an address."""
    return quote(text, safe="", errors="surrogatepass")


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[forms.BaseForm]]:
    """Every form that is validated meanwhile."""
    seen: list[forms.BaseForm] = []
    validate = forms.BaseForm.full_clean

    def full_clean(form: forms.BaseForm) -> None:
        if form.is_bound:
            seen.append(form)
        validate(form)

    with monkeypatch.context() as patch:
        patch.setattr(forms.BaseForm, "full_clean", full_clean)
        yield seen


def fields_of(seen: list[forms.BaseForm]) -> dict[str, forms.Field]:
    """Name as it is sent → field."""
    return {form.add_prefix(name): field for form in seen for name, field in form.fields.items()}


def good(field: forms.Field) -> str:
    """Something this field accepts."""
    if isinstance(field, forms.BooleanField):
        return ""
    choices = getattr(field, "choices", None)
    if choices:
        values = [str(value) for value, _ in flat(choices)]
        return next((value for value in values if value), "")
    if isinstance(field, forms.EmailField):
        return "somebody@example.com"
    for candidate in CANDIDATES:
        try:
            field.clean(candidate)
        except (ValidationError, TypeError):
            continue
        return candidate
    return "1"


def flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from flat(label)
        else:
            yield value, label


def typed(field: forms.Field) -> bool:
    """Whether a person types into it and so must find it again: no password, nothing hidden, no choice."""
    kind = getattr(field.widget, "input_type", "text")
    return not getattr(field, "choices", None) and kind not in (
        "hidden",
        "password",
        "checkbox",
        "radio",
        "file",
        "select",
    )


def printable(text: str) -> bool:
    """Whether a page can show the text again just as it was sent."""
    return (
        text == text.strip()
        and len(text) <= 2_000
        and not any(ord(c) < 32 or ord(c) == 127 or 0xD800 <= ord(c) <= 0xDFFF for c in text)
    )
