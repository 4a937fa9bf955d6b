"""`manage.py import_business FILE.json`: a file of export_business as a new business; `-` is standard input."""

import shutil
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.utils import timezone

from archive.commands import ask_or_not, asked
from archive.contents import Contents
from archive.errors import Unreadable, printable
from archive.people import joining
from archive.reading import examined
from archive.restore import import_business
from businesses.context import see_slug
from businesses.models import Business

LONGEST_SLUG = 60
TOLD = ("systems", "elements", "metrics", "readings", "reports")


class Command(BaseCommand):
    help = "Makes a new business of a file of export_business. Shows who is let in and asks first; sends nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.json", help="the file; - is standard input")
        parser.add_argument("--slug", default="", help="another address than the one in the file")
        parser.add_argument("--owner", default="", metavar="ADDRESS", help="let in this person only, as the owner")
        ask_or_not(parser, "what would come and who would be let in")

    def handle(self, *args: Any, file: str, slug: str, owner: str, yes: bool, **options: Any) -> None:
        owner, look = checked_owner(owner), options["dry_run"]
        try:
            with opened(file) as source:
                contents = examined(source)
                slug = free_slug(contents, slug)
                self.show(contents, slug, owner)
                if look:
                    self.stdout.write("Dry run: nothing was written.")
                    return
                if not yes:
                    if file == "-":
                        raise CommandError("Standard input is the file, so nobody can answer. Add --yes.")
                    asked(f"Type the address {slug} to go on: ", slug)
                source.seek(0)
                business = import_business(file=source, contents=contents, slug=slug, owner=owner, at=timezone.now())
        except Unreadable as error:
            raise CommandError(f"{file}: {error}") from None
        self.stdout.write(f"Done: {settings.SITE_URL}/b/{business.slug}/. Its report is asked for.")

    def show(self, contents: Contents, slug: str, owner: str) -> None:
        """What the file holds, and who is let in by it."""
        rows = contents.rows
        counts = ", ".join(f"{rows[name]:,} {name}" for name in TOLD)
        self.stdout.write(f"{printable(contents.business['name'])} will be /b/{slug}/: {counts}.")
        self.stdout.write("These people will be let in:")
        letting_in = joining(contents, owner)
        for one in letting_in:
            account = "has an account here" if one.known else "gets an account, opened by a code sent to the address"
            self.stdout.write(f"  {printable(one.email)}, {one.role}: {account}")
        inside = {one.email for one in letting_in}
        others = sum(row["email"] not in inside for row in contents.kept["people"])
        if others:
            kept = "kept as names, without their addresses" if owner else "named in its history and not let in"
            self.stdout.write(f"{others} more {'is' if others == 1 else 'are'} {kept}.")
        if rows["consultants"]:
            self.stdout.write(f"{rows['consultants']} of its consultants are not brought back: invite them again.")


@contextmanager
def opened(file: str) -> Iterator[BufferedIOBase]:
    """The file, to be read twice."""
    try:
        if file != "-":
            with open(file, "rb") as source:
                yield source
            return
        with tempfile.TemporaryFile() as copy:
            shutil.copyfileobj(sys.stdin.buffer, copy)
            copy.seek(0)
            yield copy
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None


def checked_owner(owner: str) -> str:
    """An address in small letters, as accounts keep it."""
    if not owner:
        return ""
    try:
        validate_email(owner)
    except ValidationError:
        raise CommandError(f"{owner!r} is no address.") from None
    return owner.lower()


def free_slug(contents: Contents, wanted: str) -> str:
    """The address of the new business: the one that was asked for, else that of the file."""
    slug = wanted or str(contents.business.get("slug"))
    try:
        validate_slug(slug)
    except ValidationError:
        raise CommandError(f"{slug!r} cannot be an address: use letters, digits, - and _.") from None
    if len(slug) > LONGEST_SLUG:
        raise CommandError(f"An address has at most {LONGEST_SLUG} characters.")
    with transaction.atomic():
        see_slug(slug)
        taken = Business.objects.filter(slug=slug).exists()
        see_slug("")
    if taken:
        raise CommandError(f"There is a business with the address {slug!r} already. Give another one with --slug.")
    return slug
