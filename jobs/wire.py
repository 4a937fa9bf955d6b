"""A mail as the bytes that a server gets, put together in one pass.

The library builds a tree of objects for each mail and walks it: more than a third of the time of sending a digest. So
what is plain is written here: text, with HTML beside it or not, to addresses of plain letters, no line longer than SMTP
allows. Everything else goes the library's way, which knows all cases.
"""

import re
import secrets
from email.header import Header
from email.utils import formatdate, parseaddr
from functools import lru_cache

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

LONGEST = 998  # bytes of a line without its end (RFC 5322, 2.1.1)
FOLDED = 76  # characters of a header's line, where it can be broken
WORD = r"[\w!#$%&'*+/=?^`{|}~-]+"
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# An address that stands on the envelope and in the header as it is.
PLAIN = re.compile(rf"{WORD}(?:\.{WORD})*@{LABEL}(?:\.{LABEL})*", re.ASCII | re.IGNORECASE)
# A mail that brings one of these along itself is not plain.
OURS = {"from", "to", "cc", "reply-to", "subject", "date", "mime-version", "content-type", "content-transfer-encoding"}


def send(connection: BaseEmailBackend, message: EmailMessage) -> None:
    """Hand a mail over. Raises what the library raises."""
    server = connection.connection if isinstance(connection, EmailBackend) else None
    data = written(message) if server else None
    if server is None or data is None:
        connection.send_messages([message])
    else:
        server.sendmail(message.from_email, message.to, data)


def written(message: EmailMessage) -> bytes | None:
    """The whole mail; None where it is not plain. Raises BadHeaderError for a line break in a header."""
    sender = sender_of(message.from_email)
    parts = parts_of(message) if sender and is_plain(message) else None
    if sender is None or parts is None:
        return None
    headers = {
        "Subject": message.subject,
        "From": sender,
        "To": ", ".join(message.to),
        "Date": formatdate(localtime=settings.EMAIL_USE_LOCALTIME),
        **message.extra_headers,
        "MIME-Version": "1.0",
    }
    head = b"".join([header(name, str(value)) for name, value in headers.items()])
    return head + (parts[0] if len(parts) == 1 else alternatives(parts))


@lru_cache(maxsize=16)
def sender_of(sender: str) -> str | None:
    """The header of a sender: a name in other letters is encoded. None where the address itself is not plain."""
    if not PLAIN.fullmatch(parseaddr(sender)[1]):
        return None
    return str(EmailMessage(from_email=sender).message()["From"]).replace("\n ", " ")  # broken anew with its name


def is_plain(message: EmailMessage) -> bool:
    """Whether all about it but its sender and its text can be written here."""
    more = message.attachments or message.cc or message.bcc or message.reply_to or message.encoding
    if more or not message.to or not OURS.isdisjoint(map(str.lower, message.extra_headers)):
        return False
    return all(map(PLAIN.fullmatch, message.to))


def parts_of(message: EmailMessage) -> list[bytes] | None:
    """Its text and what else says the same, each with its headers; None where a line is too long."""
    others = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    parts: list[bytes] = []
    for text, kind in [(message.body, f"text/{message.content_subtype}"), *others]:
        if not text or not isinstance(text, str) or kind not in ("text/plain", "text/html"):
            return None
        data = with_line_ends(text).encode()
        if max(map(len, data.split(b"\r\n"))) > LONGEST:
            return None
        way = "7bit" if data.isascii() else "8bit"
        head = f'Content-Type: {kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {way}\r\n\r\n'
        parts.append(head.encode() + data)
    return parts


def with_line_ends(text: str) -> str:
    """Every line ends as SMTP wants it."""
    return re.sub(r"\r\n?|\n", "\r\n", text) if "\r" in text else text.replace("\n", "\r\n")


def alternatives(parts: list[bytes]) -> bytes:
    """Several parts that say the same, the best one last."""
    mark = secrets.token_hex(16)  # drawn after the text was written: it is in none
    head = f'Content-Type: multipart/alternative; boundary="{mark}"\r\n'.encode()
    line = f"\r\n--{mark}".encode()
    return b"".join([head, *(piece for part in parts for piece in (line, b"\r\n", part)), line, b"--\r\n"])


def header(name: str, value: str) -> bytes:
    """One header with its line end."""
    size = len(name) + len(value) + 2
    if (size <= FOLDED or (" " not in value and size <= LONGEST)) and stands(value):
        return f"{name}: {value}\r\n".encode()
    return folded(name, value)


def stands(value: str) -> bool:
    """Whether it may stand in a header as it is: plain letters, and nothing that looks as if it were encoded."""
    return value.isascii() and value.isprintable() and "=?" not in value


@lru_cache(maxsize=256)
def folded(name: str, value: str) -> bytes:
    """One header that is encoded, or goes on in further lines. Raises BadHeaderError for a line break in it.

    Only a subject is encoded although its letters are plain: any other header would mean something else then.
    """
    if "\n" in value or "\r" in value:
        raise BadHeaderError(f"a line break in the header {name}")
    breaks = max(map(len, value.split(" "))) < FOLDED - len(name) - 2
    bare = value.isascii() if name != "Subject" else stands(value) and breaks
    lines = Header(value, "us-ascii" if bare else "utf-8", FOLDED, name).encode(linesep="\r\n")
    return f"{name}: {lines}\r\n".encode()
