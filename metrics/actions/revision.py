"""Which revision of the business's numbers last changed a metric, so that a report reads again only what changed."""

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Subquery

from businesses.audit import record
from businesses.models import AuditRow, Business
from metrics.models import Metric

READINGS, DEFINITION = "readings_revision", "definition_revision"


def record_numbers(*, business: Business, metrics: Iterable[int], changed: str, **audit: Any) -> AuditRow:
    """`record` for what changes numbers, in the same transaction. `changed`: READINGS, or DEFINITION for all else.

    The metrics are stamped after the business's revision is raised, while this transaction holds its row: so whoever
    sees a revision sees everything that was stamped with it or with one before.
    """
    entry = record(business=business, readings_changed=True, **audit)
    now = Business.objects.filter(pk=OuterRef("business_id")).values("readings_revision")
    Metric.objects.filter(pk__in=list(metrics)).update(**{changed: Subquery(now)})
    return entry
