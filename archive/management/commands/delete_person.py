"""`manage.py delete_person ADDRESS`: somebody's account and name, for good; what they entered stays, under no name."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from archive.commands import as_owner, ask_or_not, asked
from archive.removal import Leaving, delete_person, leaving
from core.models import Refused


class Command(BaseCommand):
    help = "Deletes a person's account, rights and name; what they entered stays. Shows what goes and asks first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the email address of the account")
        ask_or_not(parser, "what would go")

    def handle(self, *args: Any, address: str, yes: bool, **options: Any) -> None:
        as_owner(f"delete_person {address}")
        user = User.objects.filter(email__iexact=address).first()
        if user is None:
            raise CommandError(f"Nobody has an account with the address {address!r}.")
        with transaction.atomic():
            found = leaving(user)
        self.show(user, found)
        if found.held:
            raise CommandError("Not yet: give each of these somebody first, or delete it. Nothing was done.")
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was deleted.")
            return
        if not yes:
            asked(f"Type the address {user.email} to delete this person for good: ", user.email)
        try:
            delete_person(user, timezone.now())
        except Refused as refusal:
            raise CommandError(f"{refusal} Nothing was done.") from None
        self.stdout.write("Deleted. Backups still hold the name until they age out.")

    def show(self, user: User, found: Leaving) -> None:
        """What goes with the account, a line each."""
        self.stdout.write(f"{user.called}, {user.email}")
        for membership in found.memberships:
            self.stdout.write(f"  leaves {membership.business.name} ({membership.role}); what was entered stays there")
        for business in found.samples:
            self.stdout.write(f"  the own copy of the sample {business.name} goes")
        for place in found.places:
            self.stdout.write(f"  leaves a practice ({place.role})")
        for practice in found.practices:
            self.stdout.write(f"  the practice {practice.name} goes, as nobody else is in it; its engagements end")
        for why in found.held:
            self.stdout.write(f"  ! {why}")
