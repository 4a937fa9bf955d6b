"""What is sent to the API, and what is stored then."""

from datetime import date
from typing import Any

from businesses.context import see_businesses
from businesses.models import AuditRow, Business
from jobs.models import Job
from metrics.models import Metric, Reading, ReadingChange
from tests.factories import see

W48 = date(2026, 11, 23)


def stored(metric: Metric, period: date = W48) -> str | None:
    """The value of that period as text."""
    see_businesses([metric.business_id])
    value = Reading.objects.filter(metric=metric, period=period).values_list("value", flat=True).first()
    return None if value is None else format(value.normalize(), "f")


def traces(business: Business) -> tuple[int, int, int, int]:
    """Everything a write leaves besides the reading."""
    see(business)
    business.refresh_from_db()
    return (
        AuditRow.objects.count(),
        business.readings_revision,
        ReadingChange.objects.count(),
        Job.objects.filter(kind="alignment", state="queued").count(),
    )


def row(metric: Metric, **more: Any) -> dict[str, Any]:
    return {"metric": metric.pk, "period": "2026-w48", "value": "62"} | more
