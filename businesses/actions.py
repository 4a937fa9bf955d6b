"""Writes of tenancy: businesses, members, roles."""

import secrets
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.text import slugify

from accounts.models import User
from businesses.audit import record
from businesses.context import see_businesses
from businesses.models import Business, Membership, Role


def _next_business_id() -> int | None:
    """The id a new business will have: row-level security must know it before the row exists."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('businesses_business', 'id'))")
        return int(cursor.fetchone()[0])


@transaction.atomic
def create_business(*, owner: User, name: str, **fields: Any) -> Business:
    """A new business with its first owner. The slug comes from the name; when it is taken, a few letters are added."""
    base = slugify(name)[:48].strip("-") or "business"
    pk = _next_business_id()
    if pk is not None:
        see_businesses([pk])
    for attempt in range(5):
        slug = base if attempt == 0 else f"{base}-{secrets.token_hex(2)}"
        try:
            with transaction.atomic():
                business = Business.objects.create(id=pk, name=name, slug=slug, **fields)
            break
        except IntegrityError:
            if attempt == 4:
                raise
    Membership.objects.create(business=business, user=owner, role=Role.OWNER)
    record(business=business, actor=owner, what="business_create", row=business, label=name, after={"name": name})
    return business
