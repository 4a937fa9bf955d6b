"""Taking a business or a person out for good, as the owner of the tables: the application may not delete history.

What a person did for a business stays with the business, under no name (archive/traces.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from accounts.actions import NOBODY, remove_person
from accounts.models import User
from archive.reach import every_practice, row_counts, see_every_business
from archive.tenant import tenant_models
from archive.traces import GOES, rows_of
from businesses.actions import end_engagement
from businesses.audit import record
from businesses.context import see_businesses, see_practice, see_user
from businesses.models import (
    ApiToken,
    AuditRow,
    Business,
    ClientInvitation,
    Engagement,
    Invitation,
    Membership,
    Practice,
    PracticeInvitation,
    PracticeMember,
    PracticeRole,
    Role,
    Side,
)
from core.models import Refused
from jobs.actions import drop_due, drop_work
from reviews.actions import drop_review
from reviews.models import Review


@transaction.atomic
def delete_business(business: Business) -> dict[str, int]:
    """The business with everything in it, its history and what waits to be done for it. Gives the rows by table."""
    see_businesses([business.pk])
    counts = row_counts(business)
    drop_work(business_id=business.pk)
    Business.objects.filter(pk=business.pk).update(goal=None)
    for model in reversed(tenant_models()):  # children before what they hang on
        model._default_manager.filter(business=business).delete()
    business.delete()
    return counts


@dataclass(frozen=True)
class Leaving:
    """What goes with a person, and what would be left without anybody."""

    memberships: list[Membership]
    samples: list[Business]  # their own copies of the sample, which nobody else is in
    practices: list[Practice]  # nobody else is in them
    places: list[PracticeMember]  # in practices that go on
    held: list[str]  # why they cannot go yet


def leaving(user: User) -> Leaving:
    """Look before anything is done. From here on the transaction sees every business."""
    practices = every_practice()
    see_every_business()
    see_user(user.pk)
    mine = list(Membership.objects.filter(user=user).select_related("business").order_by("business__name", "pk"))
    others = _owners_besides(user, mine)
    samples, held = [], []
    for membership in mine:
        if membership.role != Role.OWNER or others.get(membership.business_id):
            continue
        if membership.business.is_sample:
            samples.append(membership.business)
        else:
            held.append(f"{membership.business.name} (/b/{membership.business.slug}/) has no other owner")
    alone, places = [], []
    for practice in practices:
        see_practice(practice.pk)
        people = list(PracticeMember.objects.filter(practice=practice))
        own = next((one for one in people if one.user_id == user.pk), None)
        rest = [one for one in people if one.user_id != user.pk]
        if own is None:
            continue
        if not rest:
            alone.append(practice)
        elif own.role == PracticeRole.LEAD and not any(one.role == PracticeRole.LEAD for one in rest):
            held.append(f"{practice.name} (/p/{practice.slug}/) has no other lead")
        else:
            places.append(own)
    going = {business.pk for business in samples}
    return Leaving([m for m in mine if m.business_id not in going], samples, alone, places, held)


def _owners_besides(user: User, memberships: Iterable[Membership]) -> dict[int, int]:
    """How many other owners each of these businesses has, where there are any."""
    owners = Membership.objects.filter(business__in=[m.business_id for m in memberships], role=Role.OWNER)
    return dict(owners.exclude(user=user).order_by().values_list("business").annotate(Count("pk")))


@transaction.atomic
def delete_person(user: User, at: datetime) -> None:
    """The person's account, rights, wishes and offers, and their name and address wherever they are kept.

    Raises Refused while a business would be left without an owner or a practice without a lead.
    """
    found = leaving(user)
    if found.held:
        raise Refused("; ".join(found.held) + ".")
    for sample in found.samples:
        delete_business(sample)
    businesses = see_every_business()
    for practice in found.practices:
        _end_practice(practice, user, at)
    practices = [practice.pk for practice in every_practice()]
    for review in Review.objects.filter(reviewer=user, state=Review.State.DRAFT).select_related("business"):
        drop_review(review=review)
    for membership in found.memberships:
        _tell_that_somebody_left(membership)
    for practice_id in (*practices, 0):
        see_practice(practice_id)
        for model, name in GOES:
            for row in rows_of(model, name, user.pk):
                if hasattr(row, "due_key"):
                    drop_due(row.due_key)
                row.delete()
        for offers in (Invitation, ClientInvitation, PracticeInvitation):
            offers._default_manager.filter(email__iexact=user.email).delete()
    for business_id in businesses:
        _forget_the_name(business_id, user)
    remove_person(user=user)


def _end_practice(practice: Practice, user: User, at: datetime) -> None:
    """A practice of one goes with its person; each client's history says that it ended."""
    see_practice(practice.pk)
    active = Engagement.objects.filter(practice=practice, state=Engagement.State.ACTIVE)
    for engagement in active.select_related("business", "practice"):
        end_engagement(engagement=engagement, actor=user, side=Side.PRACTICE, at=at)
    practice.delete()


def _tell_that_somebody_left(membership: Membership) -> None:
    """In the history of the business, where a member's end stands, without the name."""
    ApiToken.objects.filter(business=membership.business, made_by=membership.user_id).delete()
    record(business=membership.business, actor=None, what="member_remove", row=membership, label=NOBODY,
           before={"role": membership.role})  # fmt: skip


def _forget_the_name(business_id: int, user: User) -> None:
    """History tells people by name, and offers by address: from now on by neither."""
    quoted = {user.email, user.called} - {""}
    for row in AuditRow.objects.filter(business=business_id, object_type__in=PEOPLE).iterator():
        before = (row.label, row.before, row.after)
        after = tuple(_without(part, quoted) for part in before)
        if after != before:
            row.label, row.before, row.after = after
            row.save(update_fields=["label", "before", "after"])


# What history rows about people may quote; a system that happens to be called like one of them keeps its name.
PEOPLE = ("membership", "invitation", "engagement", "engagementperson", "subscription", "sendledger", "apitoken")


def _without(value: Any, quoted: Iterable[str]) -> Any:
    """The text, or the texts of this JSON, with each of these words made nobody's."""
    if isinstance(value, dict):
        return {key: _without(one, quoted) for key, one in value.items()}
    if isinstance(value, str):
        for words in quoted:
            value = value.replace(words, NOBODY)
    return value
