"""`manage.py send_digests`: what the timetable does with digests, by hand; `--dry-run` says what it would do."""

import argparse
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from digests.models import SendLedger
from digests.scopes import DIGEST, EDITION, seeing
from jobs import epoch
from jobs.mail import Draft, Dropped, read_together, send_due_mails
from jobs.models import Due, OutboxMail
from jobs.timetable import serve_due

KINDS = (DIGEST, EDITION)
State = SendLedger.State
Scopes = dict[tuple[int | None, int | None], int]  # business or practice → the last line of its ledger
LONG = 3600.0  # seconds


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
            before = scopes_due(at)
            for kind in KINDS:
                while serve_due(at, kind):
                    pass
            if options["dry_run"]:
                self.tell(before, drafts_of(at))
                transaction.set_rollback(True)
        if options["dry_run"]:
            self.stdout.write("Dry run: nothing was recorded and nothing was sent.")
            return
        if why := epoch.hold():
            raise CommandError(f"All mail waits: {epoch.WHY[why]}. See `manage.py release_mail`.")
        # Leases run by the real clock.
        sent = send_due_mails(max(at, timezone.now()), KINDS, seconds=LONG)
        self.tell(before, {})
        self.stdout.write(f"{sent} sent.")

    def tell(self, before: Scopes, drafts: Mapping[int, Draft]) -> None:
        """One line a digest that was decided now: what became of it, or what its draft says."""
        for (business_id, practice_id), last in before.items():
            with seeing(business_id, practice_id):
                lines = SendLedger.objects.filter(business=business_id, practice=practice_id, pk__gt=last)
                for line in lines.select_related("user", "business", "practice").order_by("pk"):
                    name = (line.business or line.practice or line.user).name
                    what, said = fate_of(line, drafts.get(line.pk))
                    self.stdout.write(f"{what}: {name} to {line.user.email}, {line.period}: {said}")


def fate_of(line: SendLedger, draft: Draft | None) -> tuple[str, str]:
    """What happens to it, and what it says or why not."""
    if line.state != State.QUEUED:
        return line.state, line.subject or line.reason
    if draft is None:
        return "waits", "on its way"
    try:
        message = draft()
    except Dropped as why:
        return "skip", str(why)
    return "send", str(message.subject) if message else ""


def scopes_due(at: datetime) -> Scopes:
    """The businesses and practices with a digest due, and the last line of each ledger before anything is decided."""
    due = Due.objects.filter(kind__in=KINDS, next_due__lte=at).values_list("business_id", "practice_id")
    found: Scopes = {}
    for business_id, practice_id in sorted(set(due), key=lambda ids: (ids[0] or 0, ids[1] or 0)):
        with seeing(business_id, practice_id):
            lines = SendLedger.objects.filter(business=business_id, practice=practice_id).order_by("-pk")
            found[business_id, practice_id] = lines.values_list("pk", flat=True).first() or 0
    return found


def drafts_of(at: datetime) -> dict[int, Draft]:
    """What writes each digest that waits now, by its line of the ledger."""
    waiting = OutboxMail.objects.filter(kind__in=KINDS, state=OutboxMail.State.PENDING, not_before__lte=at)
    mails = list(waiting.order_by("pk"))
    lines = {mail.pk: mail.object_id or 0 for mail in mails}
    return {lines[pk]: draft for pk, draft in read_together(mails).items()}
