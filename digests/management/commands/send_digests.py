"""`manage.py send_digests`: what the timetable does with digests, by hand; `--dry-run` says what it would do."""

import argparse
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from businesses.context import tenant
from digests.actions import MAIL_KIND
from digests.models import SendLedger
from jobs.mail import send_mail
from jobs.models import Due, OutboxMail
from jobs.timetable import serve_due


def moment(text: str) -> datetime:
    """An ISO time; without an offset it is UTC."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("must be a time like 2026-11-23T08:00+01:00") from None
    return at if at.tzinfo else timezone.make_aware(at)


class Command(BaseCommand):
    help = "Decides the digests that are due and sends them. Harmless beside the worker: each is sent once."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--at", type=moment, help="act as if it were this time, such as 2026-11-23T08:00+01:00")
        parser.add_argument("--dry-run", action="store_true", help="say what would be sent; record and send nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        at: datetime = options["at"] or timezone.now()
        with transaction.atomic():
            waiting = Due.objects.filter(kind=MAIL_KIND, next_due__lte=at)
            found = {pk for pk in waiting.values_list("business_id", flat=True) if pk is not None}
            newest = {pk: newest_entry(pk) for pk in sorted(found)}
            while serve_due(at, MAIL_KIND):
                pass
            for pk, last in newest.items():
                self.tell(pk, last)
            transaction.set_rollback(options["dry_run"])
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was recorded and nothing was sent.")
        else:
            self.stdout.write(f"{send_waiting(at)} sent.")

    def tell(self, business_id: int, after: int) -> None:
        """One line a digest that was decided now."""
        with tenant(business_id):
            entries = SendLedger.objects.filter(business=business_id, pk__gt=after).select_related("user", "business")
            for entry in entries.order_by("pk"):
                said = entry.subject if entry.state == SendLedger.State.QUEUED else entry.reason
                what = "send" if entry.state == SendLedger.State.QUEUED else entry.state
                self.stdout.write(f"{what}: {entry.business.name} to {entry.user.email}, {entry.period}: {said}")


def newest_entry(business_id: int) -> int:
    """The last entry of a business before anything is decided."""
    with tenant(business_id):
        last = SendLedger.objects.filter(business=business_id).order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def send_waiting(at: datetime) -> int:
    """Hand over the digests in the outbox whose time has come. Leases run by the real clock."""
    now = max(at, timezone.now())
    waiting = OutboxMail.objects.filter(kind=MAIL_KIND, state=OutboxMail.State.PENDING, not_before__lte=now)
    ids = list(waiting.order_by("not_before", "pk").values_list("pk", flat=True))
    for pk in ids:
        send_mail(pk, now)
    return OutboxMail.objects.filter(pk__in=ids, state=OutboxMail.State.SENT).count()
