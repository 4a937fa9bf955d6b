"""Writes of a business itself."""

import secrets
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from accounts.models import User
from businesses.audit import fields_of, record
from businesses.context import see_businesses
from businesses.models import Business, Membership, Role
from core.models import Conflict
from jobs.actions import set_due
from jobs.models import Due

ATTEMPTS = 5  # to find an address that is free
# What the report counts by: when one of these changes, the newest report is no longer true.
COUNTED_BY = {"time_zone", "first_day", "main_cadence"}


def _next_business_id() -> int | None:
    """The id a new business will have: row-level security must know it before the row exists."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('businesses_business', 'id'))")
        return int(cursor.fetchone()[0])


def address_of(name: str) -> str:
    """What a name is in an address."""
    return slugify(name)[:48].strip("-") or "business"


def other_address(base: str, attempt: int) -> str:
    """The address itself; when it is taken, with a few letters more."""
    return base if attempt == 0 else f"{base}-{secrets.token_hex(2)}"


def change_address(*, business: Business, name: str) -> None:
    """Give the business the address of another name; links to the one before lead nowhere."""
    for attempt in range(ATTEMPTS):
        slug = other_address(address_of(name), attempt)
        try:
            with transaction.atomic():
                Business.objects.filter(pk=business.pk).update(slug=slug)
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            business.slug = slug
            return


@transaction.atomic
def create_business(*, owner: User, name: str, **fields: Any) -> Business:
    """A new business with its first owner. The slug comes from the name; when it is taken, a few letters are added."""
    base = address_of(name)
    pk = _next_business_id()
    if pk is not None:
        see_businesses([pk])
    for attempt in range(ATTEMPTS):
        slug = other_address(base, attempt)
        try:
            with transaction.atomic():
                business = Business.objects.create(id=pk, name=name, slug=slug, **fields)
            break
        except IntegrityError:
            if attempt == ATTEMPTS - 1:
                raise
    Membership.objects.create(business=business, user=owner, role=Role.OWNER)
    record(business=business, actor=owner, what="business_create", row=business, label=name, after={"name": name})
    return business


@transaction.atomic
def change_business(*, business: Business, actor: User, version: int, **fields: Any) -> None:
    """Save the settings. Raises Conflict when somebody saved since `version` was read."""
    stored = Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    changed = {name: value for name, value in fields.items() if getattr(stored, name) != value}
    if not changed:
        return
    if stored.version != version:
        raise Conflict(theirs=fields_of(stored, list(fields)), mine=fields)
    before = fields_of(stored, list(changed))
    for name, value in changed.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save(update_fields=[*changed, "version"])
    if "time_zone" in changed:
        # Digests stay where they are: they come by the clock of the person who gets them.
        for due in Due.objects.filter(business_id=business.pk, kind__in=settings.DUE_BY_BUSINESS_CLOCK):
            set_due(
                kind=due.kind, key=due.key, business_id=business.pk, local_time=due.local_time, zone=stored.time_zone
            )
    record(
        business=stored,
        actor=actor,
        what="business_edit",
        row=stored,
        label=stored.name,
        before=before,
        after=changed,
        map_changed=bool(COUNTED_BY & changed.keys()),
    )
