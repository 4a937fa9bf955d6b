"""`manage.py assess FILE.json` (or `-`): read one business, print its assessment as JSON."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from alignment import CaseError, assess, dumps, load_case


class Command(BaseCommand):
    """Needs no database. Exit 0 and one object, or exit 2 and one line that says where the file is wrong."""

    help = "Reads one business (a case file, or - for standard input) and prints its assessment as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="a case file, or - for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.stdout.write(dumps(assess(load_case(_read(options["file"])))))
        except CaseError as error:
            self.stderr.write(str(error), self.style.ERROR if self.stderr.isatty() else None)
            sys.exit(2)


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "not a file name"
        raise CaseError(f"{name!a}: cannot be read ({reason})") from error
