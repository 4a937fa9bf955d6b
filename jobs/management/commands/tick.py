"""`manage.py tick`: one round by hand of what beat starts every ten seconds; harmless beside it."""

from typing import Any

from django.core.management.base import BaseCommand

from jobs.models import Job, OutboxMail
from jobs.work import tick


class Command(BaseCommand):
    help = "Serves what is due, sends waiting mail and runs waiting work, once."

    def handle(self, *args: Any, **options: Any) -> None:
        tick()
        jobs = Job.objects.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).count()
        mails = OutboxMail.objects.filter(state__in=[OutboxMail.State.PENDING, OutboxMail.State.SENDING]).count()
        self.stdout.write(f"Done. Still waiting or under way: {jobs} jobs, {mails} mails.")
