"""Events: dated words on the charts."""

from datetime import date

from django.db import transaction

from accounts.models import User
from businesses.audit import fields_of, record
from businesses.models import Business
from metrics.models import Event, Metric

FIELDS = ["day", "text"]


@transaction.atomic
def add_event(*, business: Business, actor: User | None, day: date, text: str, metric: Metric | None = None) -> Event:
    """Note what changed that day, on one metric's chart or on all. The same words on the same day are kept once."""
    event, made = Event.objects.get_or_create(
        business=business, metric=metric, day=day, text=text, defaults={"made_by": actor}
    )
    if made:
        record(business=business, actor=actor, what="event_add", row=event, label=text, after=fields_of(event, FIELDS))
    return event


@transaction.atomic
def remove_event(*, event: Event, actor: User | None) -> None:
    """Take the words off the chart. Twice is once."""
    stored = Event.objects.select_for_update(no_key=True).filter(pk=event.pk).first()
    if stored is None:
        return
    record(
        business=stored.business,
        actor=actor,
        what="event_remove",
        row=stored,
        label=stored.text,
        before=fields_of(stored, FIELDS),
    )
    stored.delete()
