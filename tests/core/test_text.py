"""Text people type: refused only where it cannot be kept."""

import time
import unicodedata

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


def test_markup_and_formulas_are_only_text() -> None:
    for typed in ("<svg onload=alert(1)>", "=HYPERLINK(1)"):
        assert TextField().clean(typed) == typed


def test_nothing_turns_a_name_around() -> None:
    for typed in ("\u202eDelivery", "\u2067Delivery\u2069", "\u202aDeli\u202cvery"):
        assert TextField().clean(typed) == "Delivery"
        assert NoteField().clean(typed) == "Delivery"


@pytest.mark.parametrize("word", ["می\u200cخواهم", "שלום\u200f!", "👩\u200d🔧", "•"])
def test_marks_that_a_script_needs_stay(word: str) -> None:
    assert TextField().clean(word) == word


@pytest.mark.parametrize("typed", ["\u200b\u200b", "\u2060\ufeff", "\u3164", "\u2800 \u2800", "\u202e", "\u0300"])
def test_a_name_that_nobody_can_see_is_none(typed: str) -> None:
    assert TextField(required=False).clean(typed) == ""
    with pytest.raises(ValidationError):
        TextField().clean(typed)


def test_too_long_says_how_long() -> None:
    with pytest.raises(ValidationError, match="at most 300 characters; this has 10,000,000"):
        TextField().clean("x" * 10_000_000)


@pytest.mark.parametrize("marks", ["\u0300\u0316", "\u0f73", "\u0344\u0323"])
def test_a_heap_of_marks_is_refused_before_they_are_put_in_order(marks: str) -> None:
    """A paste may be this long; putting the marks in order would take minutes."""
    heap = "a" + marks * (100_000 // len(marks))
    before = time.process_time()
    with pytest.raises(ValidationError, match="too many accents"):
        NoteField(max_length=200_000).clean(heap)
    assert time.process_time() - before < 2


@pytest.mark.parametrize("word", ["Việt Nam", "שָׁלוֹם", "क्षि", "กี่", "ཧཱུྃ", "x\u0300\u0301\u0302\u0303"])
def test_the_marks_of_languages_are_kept(word: str) -> None:
    field = TextField()
    assert field.clean(unicodedata.normalize("NFD", word)) == unicodedata.normalize("NFC", word)


def test_a_text_at_its_limit_may_be_spelled_with_separate_marks() -> None:
    assert TextField().clean(unicodedata.normalize("NFD", "ệ" * 300)) == "ệ" * 300


def test_nothing_is_asked_for_when_required() -> None:
    with pytest.raises(ValidationError):
        TextField().clean("   ")
