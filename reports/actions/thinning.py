"""Old reports: every change makes one, but of a period long past only the last is ever read."""

from datetime import datetime, timedelta

from django.db.models import ManyToOneRel, Max, Model

from businesses.context import tenant
from reports.models import Report

KEPT_WHOLE = timedelta(days=30)


def thin_reports(*, business_id: int, at: datetime) -> int:
    """Delete reports older than 30 days that a later one of the same last day replaced; returns how many.

    Those that something else refers to (a review, a digest that was sent) stay.
    """
    with tenant(business_id):
        mine = Report.objects.filter(business_id=business_id)
        last = mine.order_by().values("as_of").annotate(last=Max("pk")).values("last")
        replaced = mine.filter(computed_at__lt=at - KEPT_WHOLE).exclude(pk__in=last)
        for model, field in referring():
            used = model._base_manager.filter(business_id=business_id, **{f"{field}__isnull": False})
            replaced = replaced.exclude(pk__in=set(used.values_list(field, flat=True)))
        # The numbers first: PostgreSQL plans them once, and nothing written meanwhile is caught.
        gone = list(replaced.values_list("pk", flat=True))
        Report.objects.filter(business_id=business_id, pk__in=gone).delete()
        return len(gone)


def referring() -> list[tuple[type[Model], str]]:
    """Every table that refers to a report, with the field: asked of Django, since higher apps are not named here."""
    relations = Report._meta.get_fields(include_hidden=True)
    return [(r.related_model, r.field.name) for r in relations if isinstance(r, ManyToOneRel)]
