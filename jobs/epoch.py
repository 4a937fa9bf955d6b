"""Whether this database is the one that the mail was sent from, or an older one that somebody restored.

A backup of yesterday says "not sent" of mail that went out since. So the last mail that was begun is named in a file
outside the database, `send_epoch`, before it is handed over: while the database does not know that mail as begun, or
mail was begun and there is no file, no mail is sent at all, until an operator says so (`manage.py release_mail`).
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from jobs.clock import database_now
from jobs.models import Beat, OutboxMail

HELD = "mail held: "
# Why, as a row of Beat says it to processes that do not see the file, and as people read it.
RESTORED, MISSING, FOLDER = "restored", "no file", "no folder"
WHY = {
    RESTORED: "this database is older than the mail that was sent from it: it was restored",
    MISSING: "mail was sent before, and the file send_epoch that tells which is missing",
    FOLDER: "the folder of the file send_epoch cannot be written to",
}


# Found by one process, these hold all of them; without its folder only that process sends nothing.
FOR_ALL = (f"{HELD}{RESTORED}", f"{HELD}{MISSING}")


class Epoch(NamedTuple):
    """The last mail that was begun, and its how manieth attempt that was."""

    mail_id: int
    attempt: int
    message_id: str


UNREADABLE = Epoch(0, 1, "")


def file() -> Path:
    """Where it is kept."""
    return Path(settings.SENDING_DIR) / "send_epoch"


@contextmanager
def turn() -> Iterator[Epoch | None]:
    """What the file says; one process of this machine at a time, so that the last one named was the last one begun."""
    file().parent.mkdir(parents=True, exist_ok=True)
    with (file().parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield read()


def read() -> Epoch | None:
    """What the file says; None when there is none. One that cannot be read names a mail that no database knows."""
    try:
        mail_id, attempt, message_id = file().read_text().split()
        return Epoch(int(mail_id), int(attempt), message_id)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return UNREADABLE


def write(mail: OutboxMail) -> None:
    """Whole or not at all, and on the disk before the mail is on its way."""
    part = file().with_suffix(".part")
    with part.open("w") as text:
        text.write(f"{mail.pk} {mail.attempts} {mail.message_id}\n")
        text.flush()
        os.fsync(text.fileno())
    part.replace(file())


def agrees_sql(known: Epoch | None) -> tuple[str, list[object]]:
    """The condition that the file and the database tell the same story, and that no mail is held."""
    held = "NOT EXISTS (SELECT 1 FROM jobs_beat WHERE name IN (%s, %s))"
    begun = "EXISTS (SELECT 1 FROM jobs_outboxmail WHERE attempts > 0)"
    if known is None:
        return f"{held} AND NOT {begun}", [*FOR_ALL]
    same = "EXISTS (SELECT 1 FROM jobs_outboxmail WHERE id = %s AND attempts >= %s AND message_id = %s)"
    return f"{held} AND {same}", [*FOR_ALL, *known]


def differs() -> str:
    """Why mail would have to wait as things are now; "" when it need not.

    In turn with the senders: between claiming its first mail and naming it, one of them looks like a lost file.
    """
    folder = file().parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return FOLDER
    if not os.access(folder, os.W_OK):
        return FOLDER
    with turn() as known:
        if known is None:
            return MISSING if OutboxMail.objects.filter(attempts__gt=0).exists() else ""
        same = OutboxMail.objects.filter(pk=known.mail_id, attempts__gte=known.attempt, message_id=known.message_id)
        return "" if same.exists() else RESTORED


def hold() -> str:
    """Hold all mail if it must wait, for every process that sends from this database; why, or "".

    Only an operator ends it: a second machine whose own file is older cannot see what the first one saw. What is wrong
    with a folder ends when it is right.
    """
    beat = Beat.objects.filter(name__in=FOR_ALL).first()
    if beat is not None:
        return beat.name.removeprefix(HELD)
    why = differs()
    if why:
        Beat.objects.get_or_create(name=f"{HELD}{why}", defaults={"at": database_now()})
    else:
        Beat.objects.filter(name=f"{HELD}{FOLDER}").delete()
    return why
