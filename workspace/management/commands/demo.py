"""`manage.py demo`: the sample business with its people, as on its first day, and its report."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from workspace.sample import story
from workspace.sample.actions import compute_now, link_actions, reset_demo

# Known to everybody who reads this, so it is never used where strangers can reach the site.
PASSWORD = "marlow-sample"  # noqa: S105


class Command(BaseCommand):
    help = "Loads the sample business (again: puts it back as it was) and prints its sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="load it in production too, with a password made for it")

    def handle(self, *args: Any, yes: bool, **options: Any) -> None:
        if settings.PRODUCTION and not yes:
            raise CommandError("This is a production site. Run `demo --yes` to load the sample business here too.")
        password = secrets.token_urlsafe(12) if settings.PRODUCTION else PASSWORD
        now = timezone.now()
        business = reset_demo(password=password, at=now)
        compute_now(business=business, at=now)
        link_actions(business=business)
        self.stdout.write(f"Sample business: {settings.SITE_URL}/b/{business.slug}/")
        self.stdout.write(f"Sign in with one of these; the password is {password}")
        for name, email, role in story.PEOPLE.values():
            self.stdout.write(f"  {email:<20} {name}, {role}")
