"""`manage.py delete_business SLUG`: a business with everything in it, for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from archive.commands import as_owner, ask_or_not, asked, find_business
from archive.reach import row_counts
from archive.removal import delete_business


class Command(BaseCommand):
    help = "Deletes a business with its map, numbers, reports, members and history. Shows what goes and asks first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the business's address, as in /b/SLUG/")
        ask_or_not(parser, "what would go")

    def handle(self, *args: Any, slug: str, yes: bool, **options: Any) -> None:
        as_owner(f"delete_business {slug}")
        with transaction.atomic():
            business = find_business(slug)
            told = ", ".join(f"{name} {rows:,}" for name, rows in row_counts(business).items())
        self.stdout.write(f"{business.name}: {told}.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was deleted.")
            return
        if not yes:
            asked(f"Type the address {slug} to delete it for good: ", slug)
        delete_business(business)
        self.stdout.write(f"{business.name} is deleted. Backups still hold it until they age out.")
