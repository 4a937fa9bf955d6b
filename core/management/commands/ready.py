"""`manage.py ready [check …]`: what /readyz says, for a shell and for a container's health check."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.health import ask_everything


class Command(BaseCommand):
    help = "Prints whether everything this site needs is there; ends with status 1 when it is not."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("checks", nargs="*", help="only these decide")

    def handle(self, *args: Any, checks: list[str], **options: Any) -> None:
        unknown = set(checks) - set(settings.HEALTH_CHECKS)
        if unknown:
            raise CommandError(f"Unknown: {', '.join(sorted(unknown))}. Known: {', '.join(settings.HEALTH_CHECKS)}")
        found = ask_everything()
        self.stdout.write(json.dumps(found, indent=2))
        wanted = checks or list(settings.HEALTH_CHECKS)
        missing = [name for name in wanted if not found["checks"][name]["ok"]]
        if missing:
            raise CommandError(f"Not ready: {', '.join(missing)}")
