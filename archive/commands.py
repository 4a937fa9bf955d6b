"""What the operator's commands share: finding a business, writing a file whole or not at all, asking once more."""

import os
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from django.core.management.base import CommandError

from archive.reach import may_delete_history
from businesses.context import see_businesses, see_slug
from businesses.models import Business


class Out(Protocol):
    """Something that takes text."""

    def write(self, text: str, /) -> object: ...


def find_business(slug: str) -> Business:
    """The business with this slug; from here on the transaction sees its rows."""
    see_slug(slug)
    business = Business.objects.filter(slug=slug).first()
    see_slug("")
    if business is None:
        raise CommandError(f"There is no business with the address {slug!r}.")
    see_businesses([business.pk])
    return business


@contextmanager
def new_file(path: Path, replace: bool) -> Iterator[Out]:
    """A file that appears under its name when everything is in it, readable by its owner only."""
    if path.is_dir():
        raise CommandError(f"{path} is a folder.")
    if path.exists() and not replace:
        raise CommandError(f"{path} is there already. Add --force to replace it.")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    try:
        with open(handle, "w", encoding="utf-8", newline="\n") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from None
    finally:
        Path(name).unlink(missing_ok=True)


def asked(question: str, wanted: str) -> None:
    """Ask on the terminal for a word to be typed again; anything else ends the command, and nothing was done."""
    try:
        typed = input(question)
    except EOFError:
        raise CommandError("Nobody is there to answer. Add --yes to do it without asking.") from None
    if typed.strip() != wanted:
        raise CommandError("That is not the same. Nothing was done.")


def ask_or_not(parser: ArgumentParser, dry: str) -> None:
    """`--yes` and `--dry-run`, of which only one is given; `dry` says what the latter shows."""
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--yes", action="store_true", help="do not ask")
    how.add_argument("--dry-run", action="store_true", help=f"only say {dry}")


def as_owner(command: str) -> None:
    """Ends the command when its database account may not delete history."""
    if not may_delete_history():
        raise CommandError(
            "The application's database account may not delete history. Run it as the owner of the tables: "
            f"docker compose run --rm migrate {command}"
        )
