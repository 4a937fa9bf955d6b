"""`manage.py compute_alignment [--business SLUG | --all]`: the same code as the scheduled job."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from businesses.context import see_slug, tenant
from businesses.models import Business
from jobs.models import Job
from reports.actions import compute_report
from reports.headline import headline
from reports.queries import latest_report
from reports.words import HEADLINES


class Command(BaseCommand):
    help = "Computes alignment reports where something changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--business", metavar="SLUG", help="one business")
        which.add_argument("--all", action="store_true", help="every business that has a map")

    def handle(self, *args: Any, **options: Any) -> None:
        for business_id in self.chosen(options["business"]):
            made = compute_report(business_id=business_id, at=timezone.now())
            with tenant(business_id):
                business = Business.objects.filter(pk=business_id).first()
                newest = latest_report(business) if business else None
                said = " ".join(HEADLINES[headline(business, newest)]).strip() if business and newest else ""
            if business is not None and said:
                self.stdout.write(f"{business.slug}: {said}{'' if made else ' (nothing changed)'}")

    def chosen(self, slug: str | None) -> list[int]:
        """The ids of the businesses. All are known by their jobs: row-level security hides the table itself."""
        if slug is None:
            return [pk for pk in Job.objects.filter(kind="alignment").values_list("business_id", flat=True) if pk]
        with transaction.atomic():
            see_slug(slug)
            pk = Business.objects.filter(slug=slug).values_list("pk", flat=True).first()
        if pk is None:
            raise CommandError(f"There is no business with the address {slug!r}.")
        return [pk]
