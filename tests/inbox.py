"""A mail server that keeps what it gets, and a reader of it: the standard library's."""

import email
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.processes import free_port


class Greeter:
    """Counts the connections."""

    connections = 0

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Once a connection."""
        self.connections += 1
        session.host_name = hostname
        return responses


class Inbox(Greeter):
    """The mails it got."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.port = free_port()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """A whole mail, with its dots as they were written."""
        self.mails.append(envelope)
        return "250 taken"

    def raw(self) -> bytes:
        """The bytes of the only mail."""
        [envelope] = self.mails
        assert isinstance(envelope.original_content, bytes)
        return envelope.original_content


@contextmanager
def inbox() -> Iterator[Inbox]:
    """It listens while the block runs."""
    found = Inbox()
    controller = Controller(found, hostname="127.0.0.1", port=found.port)
    controller.start()
    yield found
    controller.stop()


def read(data: bytes) -> EmailMessage:
    """As a mail program reads it; nothing about it is out of order."""
    found = email.message_from_bytes(data, policy=default)
    assert isinstance(found, EmailMessage)
    for part in found.walk():
        assert part.defects == []
        body = part.get_payload(decode=True)
        assert part["Content-Transfer-Encoding"] != "7bit" or (isinstance(body, bytes) and body.isascii())
    lines = data.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= 998
    return found


def texts(mail: EmailMessage) -> list[tuple[str, str]]:
    """The kind and the words of each part."""
    return [(part.get_content_type(), plain_ends(part.get_content())) for part in mail.iter_parts()]


def plain_ends(text: str) -> str:
    """Every line ends as it does in Python."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
