"""The bytes that a server gets: read by the standard library they are the same mail, whatever people are called."""

import email
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import EmailMessage as Parsed
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from jobs import wire
from tests.inbox import Inbox, inbox, plain_ends, read, texts

STOP = f"<https://outcomes.example/d/stop/{'x' * 43}/>"
SUBJECTS = [
    "4 gaps, widest in Delivery: plenty done, little changed",
    "Lücken größer als früher, am weitesten in Übergabe: viel getan, wenig verändert, und noch mehr Wörter",
    "🚀🚀🚀 " * 20,
    "👩‍👩‍👧 Family",
    "פער אחד, בתפעול: הרבה נעשה, מעט השתנה " * 4,
    "ascii first, then 中文字符 and  two  spaces",
    "w" * 150,
    "word " * 29 + "end",
    "w" * 1200,
    "=?utf-8?q?not_encoded?=",
    "“Quoted”: and, (commented) <x@y.example>; done",
    ".",
    "\x00\x07",
    "",
]
TEXTS = [
    "Hello\n",
    "no line end",
    "Größe\nעברית\n🚀\n",
    ".\n..\n.hidden\n\n.\nFrom me\n--\n",
    "a\r\nb\rc\n\n\n",
    "x" * 998 + "\n" + "é" * 499 + "\n",
    "x" * 999 + "\n",
    "é" * 500 + "\n.\n",
    "\x0bpage\x0c\x85\u2028end\n",
]


@pytest.fixture(scope="module")
def server() -> Iterator[Inbox]:
    with inbox() as found:
        yield found


@pytest.fixture
def backend(server: Inbox) -> Iterator[EmailBackend]:
    server.mails.clear()
    found = EmailBackend(host="127.0.0.1", port=server.port)
    found.open()
    yield found
    found.close()


def made(subject: str = "Hello", text: str = "Hello\n", sender: str = "Outcomes <o@x.example>", **more: Any) -> Any:
    headers = {"List-Unsubscribe": STOP, "Message-ID": "<1.2@x.example>"}
    mail = EmailMultiAlternatives(subject, text, sender, **{"to": ["nadia@x.example"], "headers": headers} | more)
    mail.attach_alternative(f"<p>{text}</p>\n", "text/html")
    return mail


def sent(backend: EmailBackend, server: Inbox, mail: EmailMessage) -> tuple[Envelope, Parsed]:
    wire.send(backend, mail)
    return server.mails[0], read(server.raw())


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_is_read_as_it_was_written(backend: EmailBackend, server: Inbox, subject: str) -> None:
    mail = made(subject)
    assert wire.written(mail) is not None
    _, found = sent(backend, server, mail)
    assert found["Subject"] == subject
    assert (found["From"], found["To"]) == ("Outcomes <o@x.example>", "nadia@x.example")
    assert (found["List-Unsubscribe"], found["Message-ID"]) == (STOP, "<1.2@x.example>")
    assert found["Date"].datetime
    assert found["MIME-Version"] == "1.0"
    assert len(found.keys()) == len(set(found.keys())) == 8


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_as_it_was_written(backend: EmailBackend, server: Inbox, text: str) -> None:
    """Also one that has to go the library's way."""
    _, found = sent(backend, server, made(text=text))
    assert found.get_content_type() == "multipart/alternative"
    assert texts(found) == [("text/plain", plain_ends(text)), ("text/html", plain_ends(f"<p>{text}</p>\n"))]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_alone_too(backend: EmailBackend, server: Inbox, text: str) -> None:
    mail = EmailMessage("Hello", text, "o@x.example", ["nadia@x.example"])
    _, found = sent(backend, server, mail)
    assert found.get_content_type() == "text/plain"
    assert plain_ends(found.get_content()).rstrip("\n") == plain_ends(text).rstrip("\n")


def test_which_ways_they_go() -> None:
    long = [text for text in TEXTS if wire.written(made(text=text)) is None]
    assert long == ["x" * 998 + "\n" + "é" * 499 + "\n", "x" * 999 + "\n", "é" * 500 + "\n.\n"], "with the paragraph"
    unusual: list[dict[str, Any]] = [
        {"cc": ["a@x.example"]}, {"bcc": ["a@x.example"]}, {"reply_to": ["a@x.example"]}, {"to": []},
        {"attachments": [("a.txt", "text", "text/plain")]}, {"headers": {"from": "a@x.example"}},
        {"to": ["übung@x.example"]}, {"to": ["Nadia <nadia@x.example>"]}, {"sender": "o@ü.example"},
    ]  # fmt: skip
    for more in unusual:
        assert wire.written(made(**more)) is None, more


@pytest.mark.parametrize(
    ("sender", "said"),
    [
        ("o@x.example", "o@x.example"),
        ("Müller & Söhne <o@x.example>", "Müller & Söhne <o@x.example>"),
        (f"{'Ein langer Name ' * 6}ß <o@x.example>", f"{'Ein langer Name ' * 6}ß <o@x.example>"),
        ('"Outcomes, Inc." <o@x.example>', '"Outcomes, Inc." <o@x.example>'),
        ("מדידה 🚀 <o@x.example>", "מדידה 🚀 <o@x.example>"),
    ],
)
def test_a_sender_in_any_letters(backend: EmailBackend, server: Inbox, sender: str, said: str) -> None:
    mail = made(sender=sender)
    assert wire.written(mail) is not None
    envelope, found = sent(backend, server, mail)
    # The newer parser of Python 3.11 leaves the space between two encoded words of a name.
    first = email.message_from_bytes(server.raw())["From"]
    assert str(make_header(decode_header(first))) == said
    assert found["From"].addresses[0].addr_spec == "o@x.example"
    assert (envelope.mail_from, envelope.rcpt_tos) == ("o@x.example", ["nadia@x.example"])


def test_several_recipients(backend: EmailBackend, server: Inbox) -> None:
    to = [f"{'n' * 40}{n}@{'x' * 30}.example" for n in range(12)]
    envelope, found = sent(backend, server, made(to=to))
    assert envelope.rcpt_tos == to
    assert [a.addr_spec for a in found["To"].addresses] == to


@pytest.mark.parametrize(
    "to", ["übung@x.example", "nadia@bücher.example", "Nadia Ö <nadia@x.example>", '"a b"@x.example']
)
def test_other_addresses_go_the_librarys_way(backend: EmailBackend, server: Inbox, to: str) -> None:
    mail = made(to=[to])
    assert wire.written(mail) is None
    _, found = sent(backend, server, mail)
    assert texts(found)[0] == ("text/plain", "Hello\n")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("where", ["subject", "sender", "to", "headers"])
def test_a_line_break_cannot_start_another_header(backend: EmailBackend, server: Inbox, where: str, end: str) -> None:
    words = f"Nadia{end}Bcc: eve@x.example"
    value: Any = {"to": [f"nadia@x.example{end}RCPT TO:<eve@x.example>"], "headers": {"X-Words": words}}.get(
        where, words
    )
    with pytest.raises((BadHeaderError, ValueError)):
        wire.send(backend, made(**{where: value}))
    assert server.mails == []


def test_the_mark_between_parts_is_another_each_time() -> None:
    marks = {read(wire.written(made()) or b"").get_boundary() for _ in range(5)}
    assert len(marks) == 5


def test_a_batch_is_one_connection(backend: EmailBackend, server: Inbox) -> None:
    wire.send(backend, made())
    before = server.connections
    for _ in range(5):
        wire.send(backend, made())
        wire.send(backend, made(text="x" * 2000))
    assert server.connections == before
    assert len(server.mails) == 11


def test_control_sent_as_they_are_long_lines_and_dots_would_be_seen() -> None:
    with pytest.raises(AssertionError):
        read(b"Subject: x\r\n\r\n" + b"x" * 999)
    with pytest.raises(AssertionError):
        read(b"Subject: x\r\n\r\na\nb")
