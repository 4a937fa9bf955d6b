"""Text people type: refused only where it cannot be kept."""

import pytest
from django.core.exceptions import ValidationError

from core.text import NoteField, TextField


def test_ordinary_text_is_trimmed_and_normalised() -> None:
    assert TextField().clean("  Cafe\u0301  owners ") == "Café owners"
    assert NoteField().clean("one\r\ntwo") == "one\ntwo"


@pytest.mark.parametrize("typed", ["a\x00b", "a\ud800b", "a\x07b"])
def test_what_the_database_cannot_hold_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        TextField().clean(typed)


def test_markup_formulas_and_direction_marks_are_only_text() -> None:
    for typed in ("<svg onload=alert(1)>", "=HYPERLINK(1)", "\u202eabc"):
        assert TextField().clean(typed) == typed


def test_too_long_says_how_long() -> None:
    with pytest.raises(ValidationError, match="at most 300 characters; this has 10,000,000"):
        TextField().clean("x" * 10_000_000)


def test_nothing_is_asked_for_when_required() -> None:
    with pytest.raises(ValidationError):
        TextField().clean("   ")
