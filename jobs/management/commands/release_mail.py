"""`manage.py release_mail`: mail is sent again after a backup was restored, or after the file send_epoch was lost."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count
from django.utils.module_loading import import_string

from jobs import epoch
from jobs.clock import database_now
from jobs.models import Beat, OutboxMail

State = OutboxMail.State
WAITED = "Waiting when a backup was restored: it may have been sent already"


class Command(BaseCommand):
    help = "Ends the waiting of all mail after a restore. Says what it will do, and asks, before it does anything."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        held = epoch.hold()
        if not held:
            self.stdout.write("No mail is held. Nothing was done.")
            return
        differs = epoch.differs()
        if differs == epoch.FOLDER:
            raise CommandError(f"All mail waits: {epoch.WHY[differs]}. Make {epoch.file().parent} writable first.")
        self.stdout.write(f"All mail waits: {epoch.WHY[held]}.")
        self.tell(differs)
        if not options["yes"] and input("Type release to go on: ").strip() != "release":
            raise CommandError("Nothing was done; all mail still waits.")
        self.release(differs)

    def tell(self, differs: str) -> None:
        """What there is, and what will be done about it."""
        waiting = OutboxMail.objects.filter(state=State.PENDING).values_list("kind").annotate(n=Count("pk"))
        kinds = ", ".join(f"{n} {kind}" for kind, n in waiting.order_by("kind")) or "none"
        self.stdout.write(f"Waiting mails: {kinds}.")
        if not differs:
            self.stdout.write("The file and the database agree again: nothing is skipped, mail goes on as it was.")
            return
        safe = ", ".join(settings.MAIL_RESEND_SAFE)
        self.stdout.write(
            "Digests that wait, and those of periods that have begun, will be noted as skipped: they may have been "
            f"sent. Of the other mails that were there before, these are sent and may arrive twice: {safe}; the rest "
            "is cancelled. What was asked for since the restore is sent."
        )

    @transaction.atomic
    def release(self, differs: str) -> None:
        """All of it, or nothing; the file last, when it is certain that the database has it."""
        now = database_now()
        if differs:
            for path in settings.MAIL_RELEASED:
                self.stdout.write(f"{import_string(path)(now)}.")
            self.stdout.write(f"{cancel_older()} other mails were cancelled.")
        Beat.objects.filter(name__in=epoch.FOR_ALL).delete()
        transaction.on_commit(self.agree)

    def agree(self) -> None:
        """From here on the file names a mail that this database knows."""
        newest = OutboxMail.objects.filter(attempts__gt=0).order_by("-pk").first()
        with epoch.turn():
            if newest is None:
                epoch.file().unlink(missing_ok=True)
            else:
                epoch.write(newest)
        self.stdout.write("Mail is sent again.")


def cancel_older() -> int:
    """Mails that may have been sent after the backup and must not arrive twice: those from before the waiting began."""
    since = Beat.objects.filter(name__in=epoch.FOR_ALL).values_list("at", flat=True).first()
    older = OutboxMail.objects.filter(state=State.PENDING, created_at__lt=since or database_now())
    older = older.exclude(kind__in=settings.MAIL_RESEND_SAFE)
    return older.update(state=State.CANCELLED, error=WAITED)
