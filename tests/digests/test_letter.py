"""A digest as its reader's mail program gets it, whatever people and things are called."""

from dataclasses import replace
from datetime import UTC, datetime
from html import escape
from typing import Any

import pytest
from django.core.mail.backends.smtp import EmailBackend

from businesses.models import Business
from digests import letter
from digests.compose import compose, story_of
from digests.letter import Letter, Press
from jobs import wire
from jobs.mail import send_batch
from jobs.outbox import Which
from jobs.timetable import serve_due
from metrics.models import Metric
from systems.models import Element, System
from tests.digests.conftest import World
from tests.digests.test_compose import facts
from tests.factories import see
from tests.inbox import inbox, plain_ends, read, texts

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # 08:00 in Berlin

NAMES = [
    "Übergröße & Söhne <Ltd>",
    "🚀👩‍👩‍👧 Raketen",
    "מדידה בע״מ",
    "日本語の会社",
    ".hidden",
    "Two\r\nlines\rBcc: eve@example.com",
    "=?utf-8?q?coded?=",
    "w" * 120,
    ("Wort " * 24).strip(),
]


def call(world: World, name: str, goal: str = "") -> None:
    """Everything has this name."""
    see(world.business)
    Business.objects.filter(pk=world.business.pk).update(name=name)
    System.objects.update(name=name)
    Metric.objects.update(name=name)
    Element.objects.update(text=goal or name)
    world.user.name = name
    world.user.save()


def sent(world: World) -> tuple[Letter, bytes]:
    """The mail of a digest, and what the server got."""
    world.report()
    world.subscribe()
    serve_due(MONDAY, "digest")
    with inbox() as server:
        with EmailBackend(host="127.0.0.1", port=server.port) as backend:
            [result] = send_batch(MONDAY, backend, Which())
        assert (result.state, result.error) == ("sent", "")
        assert isinstance(result.message, Letter)
        assert server.mails[0].rcpt_tos == ["nadia@example.com"]
        return result.message, server.raw()


def same(mail: Letter, data: bytes) -> None:
    """It is read as it was written."""
    found = read(data)
    assert found["Subject"] == mail.subject
    assert found["To"] == "nadia@example.com"
    assert found["List-Unsubscribe"].strip() == mail.extra_headers["List-Unsubscribe"]
    assert "Bcc" not in found
    page = str(mail.alternatives[0][0])
    assert texts(found) == [("text/plain", plain_ends(str(mail.body))), ("text/html", plain_ends(page))]


@pytest.mark.parametrize("name", NAMES)
def test_whatever_things_are_called(world: World, name: str) -> None:
    call(world, name)
    mail, data = sent(world)
    same(mail, data)
    words = " ".join(name.split())
    assert words.upper() in " ".join(str(mail.body).upper().split())
    assert escape(words) in " ".join(str(mail.alternatives[0][0]).split())
    assert wire.written(mail) is not None, "none of these needs the library"


def test_a_subject_of_150_characters(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ("Größer werdende Lücke 🚀 " * 9)[:150].strip()
    monkeypatch.setattr("digests.compose.subject_of", lambda *given: f"{said} and more"[:150])
    mail, data = sent(world)
    assert len(mail.subject) >= 149
    same(mail, data)


def test_a_line_longer_than_smtp_allows(world: World) -> None:
    """A word of 300 letters of four bytes each."""
    call(world, "Raketen", goal="🚀" * 300)
    mail, data = sent(world)
    assert max(len(line.encode()) for line in str(mail.body).splitlines()) > 998
    assert wire.written(mail) is None, "the library writes it"
    same(mail, data)


def test_every_line_of_a_digest_in_letters_of_three_bytes_is_short(world: World) -> None:
    """Otherwise all mails of such a business would go the slow way."""
    call(world, "日本語の会社", goal="日本語の会社 " * 42)
    mail, _ = sent(world)
    assert max(len(line.encode()) for line in str(mail.alternatives[0][0]).splitlines()) <= 998


def test_what_is_written_once_is_not_anothers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """People share what they are told alike; what one is asked, why it came and how it stops are their own."""
    drawn: list[str] = []
    draw = letter.part

    def counted(name: str, **values: Any) -> str:
        drawn.append(name)
        return draw(name, **values)

    monkeypatch.setattr(letter, "part", counted)
    world.report()
    base = facts(world)
    told = story_of(world.business, base.report, None)
    own = [(2, "You own it."), (2, "You own it."), (2, "You work in it."), (0, "You own it.")]
    digests = [
        compose(replace(base, due=due, why=why, stop_url=f"https://x.example/{n}/"), told)
        for n, (due, why) in enumerate(own)
    ]
    press = Press()
    together = [press.pages(digest) for digest in digests]
    assert (drawn.count("story"), drawn.count("person"), drawn.count("foot")) == (1, 2, 2)
    assert together == [Press().pages(digest) for digest in digests]
    assert len(set(together)) == 4
    assert ["All readings are in." in text for text, _ in together] == [False, False, False, True]
    assert ["All readings are in." in page for _, page in together] == [False, False, False, True]
    for n, page in enumerate(together):
        assert all(f"https://x.example/{n}/" in part for part in page)
