"""`manage.py demo`: the sample practice with its five clients and their people, as on their first day."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from workspace.sample.actions import load_demo
from workspace.sample.practice import CLIENTS, COLLEAGUE, CONSULTANT

# Known to everybody who reads this, so it is never used where strangers can reach the site.
PASSWORD = "marlow-sample"  # noqa: S105


class Command(BaseCommand):
    help = "Loads the sample businesses (again: puts them back as they were) and prints the sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="load it in production too, with a password made for it")
        parser.add_argument("--keep", action="store_true", help="leave samples that are already there as they are")

    def handle(self, *args: Any, yes: bool, keep: bool, **options: Any) -> None:
        if settings.PRODUCTION and not yes:
            raise CommandError("This is a production site. Run `demo --yes` to load the sample businesses here too.")
        password = secrets.token_urlsafe(12) if settings.PRODUCTION else PASSWORD
        if keep and User.objects.filter(email=CONSULTANT[1]).exists():
            self.stdout.write(f"The sample businesses are as you left them; the password is {password}")
            for _, email, _ in (CONSULTANT, COLLEAGUE, *(story.people[story.owner] for story in CLIENTS)):
                self.stdout.write(f"  {email}")
            return
        practice, businesses = load_demo(password=password, at=timezone.now())
        self.stdout.write(f"Sign in with one of these; the password is {password}")
        self.stdout.write(f"{practice.name}: {settings.SITE_URL}/p/{practice.slug}/")
        for (name, email, _), what in ((CONSULTANT, "lead, of all five"), (COLLEAGUE, "consultant of two of them")):
            self.stdout.write(f"  {email:<20} {name}, {what}")
        for business, story in zip(businesses, CLIENTS, strict=True):
            self.stdout.write(f"{story.name}: {settings.SITE_URL}/b/{business.slug}/")
            for name, email, role in story.people.values():
                self.stdout.write(f"  {email:<20} {name}, {role}")
