"""Audit rows and revisions: every action that changes something calls `record` once, in its own transaction."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Model

from accounts.models import User
from businesses.models import AuditRow, Business
from core.logs import request_id
from jobs.actions import request_job


def plain(value: Any) -> Any:
    """A value as JSON can keep it: decimals and dates as text, rows as their id."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value.is_finite() else None
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Model):
        return value.pk
    return value


def fields_of(row: Model, names: list[str]) -> dict[str, Any]:
    """The named fields of a row, ready for `before` or `after`."""
    return {name: plain(getattr(row, name)) for name in names}


def record(
    *,
    business: Business,
    actor: User | None,
    what: str,
    row: Model | None = None,
    label: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    map_changed: bool = False,
    readings_changed: bool = False,
) -> AuditRow:
    """Write who changed what, raise the revisions, and ask for a fresh report when one of them moved.

    `before` and `after` hold only what changed. The report is computed at once after a first change and at most once a
    minute after that (jobs/actions.py).
    """
    entry = AuditRow.objects.create(
        business=business,
        actor=actor,
        what=what,
        object_type=row._meta.model_name if row is not None and row._meta.model_name else "",
        object_id=row.pk if row is not None else None,
        label=label[:320],
        before={k: plain(v) for k, v in before.items()} if before is not None else None,
        after={k: plain(v) for k, v in after.items()} if after is not None else None,
        request_id=request_id.get()[:12],
    )
    if map_changed or readings_changed:
        raised = {}
        if map_changed:
            raised["map_revision"] = F("map_revision") + 1
        if readings_changed:
            raised["readings_revision"] = F("readings_revision") + 1
        Business.objects.filter(pk=business.pk).update(**raised)
        request_job(kind="alignment", business_id=business.pk)
    return entry
