"""What a sender did with each mail of a batch, in a file beside the database: so many small writes would be too many
for it, and a killed sender could not tell any more which one it was handing over.

One file a batch, named by its lease's token and locked by its process for as long as that lives. Line by line:
`5 begun` just before mail 5 is handed over, then `5 taken` or `5 refused`. It names the start of the machine it was
written on: after a power cut the last lines may be missing, and such a file proves nothing.
"""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings

TOKEN = re.compile(r"[0-9a-f]{32}", re.ASCII)
BEGUN, TAKEN, REFUSED = "begun", "taken", "refused"


class StillAlive(Exception):
    """The sender that wrote it lives: paused, or slow. Nothing may be decided for it."""


def path_of(token: str) -> Path:
    """Where the journal of this lease is."""
    if not TOKEN.fullmatch(token):
        raise ValueError("a token of 32 hexadecimal digits names a journal")
    return settings.SENDING_DIR / f"{token}.batch"


def machine() -> str:
    """Another word after each start of the machine; "" where it cannot be known."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


class Journal:
    """The journal of a batch that this process sends."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        # Whether the database knows all of it, so that the file may go.
        self.settled = False

    def note(self, mail_id: int, what: str) -> None:
        """In one write, unbuffered: it stands even when the process is killed the next moment."""
        self.file.write(f"{mail_id} {what}\n".encode())


@contextmanager
def kept(token: str) -> Iterator[Journal]:
    """A new journal, there and locked before the mails are claimed. It stays behind unless it was settled."""
    settings.SENDING_DIR.mkdir(parents=True, exist_ok=True)
    path = path_of(token)
    with path.open("xb", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(f"{machine()}\n".encode())
        journal = Journal(file)
        yield journal
        if journal.settled:
            path.unlink(missing_ok=True)


def read(token: str) -> dict[int, str] | None:
    """Mail → the last word about it; mails that are not in it were never begun. None: there is nothing to go by.

    Raises StillAlive while its writer has it.
    """
    try:
        with path_of(token).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            head, *lines = file.read().decode(errors="replace").split("\n")
    except BlockingIOError:
        raise StillAlive from None
    except (OSError, ValueError):
        return None
    if not head or head != machine():
        return None
    words = (line.split(" ") for line in lines if line)
    return {int(mail_id): (word or [""])[0] or BEGUN for mail_id, *word in words if mail_id.isdigit()}


def forget(token: str) -> None:
    """It was read, and the database knows now."""
    if TOKEN.fullmatch(token):
        path_of(token).unlink(missing_ok=True)
