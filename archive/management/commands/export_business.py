"""`manage.py export_business SLUG FILE.json`: the whole business as one file; `-` is standard output."""

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from archive.commands import Out, find_business, new_file
from archive.export import export_business, snapshot


class Command(BaseCommand):
    help = "Writes everything that belongs to a business into one JSON file that import_business reads."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the business's address, as in /b/SLUG/")
        parser.add_argument("file", metavar="FILE.json", help="where to; - is standard output")
        parser.add_argument("--force", action="store_true", help="replace the file when it is there")

    def handle(self, *args: Any, slug: str, file: str, force: bool, **options: Any) -> None:
        told: dict[str, Any] = {}
        with snapshot():
            business = find_business(slug)
            with self.here() if file == "-" else new_file(Path(file), force) as out:
                for piece in export_business(business=business, at=timezone.now(), told=told):
                    out.write(piece)
        rows = sum(section["rows"] for section in told.values())
        self.stderr.write(f"{business.name}: {rows:,} rows in {len(told)} sections.")

    @contextmanager
    def here(self) -> Iterator[Out]:
        """Standard output, without the line ends that Django would add."""
        self.stdout.ending = ""
        yield self.stdout
