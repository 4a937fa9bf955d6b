"""`manage.py coach FILE` (or `-`): judge one statement a line, print one JSON object a line."""

from __future__ import annotations

import io
import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from alignment.statement import judge


@contextmanager
def lines_of(name: str) -> Iterator[IO[str]]:
    """The file, or standard input for `-`, as text; bytes that are no UTF-8 become a replacement mark."""
    if name == "-":
        yield io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
        return
    try:
        with Path(name).open(encoding="utf-8", errors="replace") as opened:
            yield opened
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}", returncode=2) from error


class Command(BaseCommand):
    """The statement coach on the command line, for labelling and for checking it on statements of one's own."""

    help = "Reads one statement a line and prints what the coach says, one JSON object a line."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One argument: where the statements are."""
        parser.add_argument("file", help="a text file, one statement a line; - reads standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge line by line, so the length of the file does not matter."""
        with lines_of(options["file"]) as lines:
            for line in lines:
                told = judge(line)
                self.stdout.write(
                    json.dumps(
                        {
                            "class": told.cls,
                            "score": told.score,
                            "elements": told.elements,
                            "questions": told.questions,
                            "vague_words": told.vague_words,
                        },
                        ensure_ascii=False,
                    )
                )
