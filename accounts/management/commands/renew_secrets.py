"""manage.py renew_secrets: after SECRET_KEY was changed, write apps' and recovery codes' secrets under the new one."""

from typing import Any

from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.second_step import locks

# Where each kind keeps its secret.
KEPT_IN = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class Command(BaseCommand):
    help = "Writes the secrets of apps and recovery codes under the newest SECRET_KEY."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Afterwards the old key may be taken out of SECRET_KEY_FALLBACKS."""
        box, renewed, lost = locks(), 0, 0
        for row in Authenticator.objects.select_for_update().filter(type__in=KEPT_IN).order_by("pk"):
            place = KEPT_IN[row.type]
            try:
                row.data[place] = box.rotate(row.data[place].encode()).decode()
            except InvalidToken:
                lost += 1
                continue
            row.save(update_fields=["data"])
            renewed += 1
        self.stdout.write(f"{renewed} renewed, {lost} that none of the keys opens")
