"""Taking a business or a person out for good, as the owner of the tables: the application may not delete history.

What a person did for a business stays with the business, under no name (archive/traces.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count

from accounts.actions import NOBODY, remove_person
from accounts.models import User
from archive.history import models_by_name
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
    EngagementPerson,
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

Row = tuple[str, int]  # the name of a table and an id in it


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
    own, clients = set[Row](), set[int]()
    for practice in found.practices:
        own |= _end_practice(practice, user, at)
    practices = [practice.pk for practice in every_practice()]
    for review in Review.objects.filter(reviewer=user, state=Review.State.DRAFT).select_related("business"):
        drop_review(review=review)
    for membership in found.memberships:
        _tell_that_somebody_left(membership)
    for practice_id in (*practices, 0):
        see_practice(practice_id)
        if PracticeMember.objects.filter(practice=practice_id, user=user).exists():
            clients.update(Engagement.objects.filter(practice=practice_id).values_list("business", flat=True))
        for model, name in GOES:
            for row in rows_of(model, name, user.pk):
                if hasattr(row, "due_key"):
                    drop_due(row.due_key)
                own.add((str(model._meta.model_name), row.pk))
                row.delete()
        for offers in (Invitation, ClientInvitation, PracticeInvitation):
            offers._default_manager.filter(email__iexact=user.email).delete()
    for business_id in businesses:
        _forget_the_name(business_id, user, own, was_client=business_id in clients)
    remove_person(user=user)


def _end_practice(practice: Practice, user: User, at: datetime) -> set[Row]:
    """A practice of one goes with its person; each client's history says that it ended. Gives what went."""
    see_practice(practice.pk)
    engagements = list(Engagement.objects.filter(practice=practice).select_related("business", "practice"))
    people = EngagementPerson.objects.filter(practice=practice).values_list("pk", flat=True)
    own = {("engagement", engagement.pk) for engagement in engagements} | {("engagementperson", pk) for pk in people}
    for engagement in engagements:
        if engagement.state == Engagement.State.ACTIVE:
            end_engagement(engagement=engagement, actor=user, side=Side.PRACTICE, at=at)
    practice.delete()
    return own


def _tell_that_somebody_left(membership: Membership) -> None:
    """In the history of the business, where a member's end stands, without the name."""
    ApiToken.objects.filter(business=membership.business, made_by=membership.user_id).delete()
    record(business=membership.business, actor=None, what="member_remove", row=membership, label=NOBODY,
           before={"role": membership.role})  # fmt: skip


def _forget_the_name(business_id: int, user: User, own: set[Row], *, was_client: bool) -> None:
    """History tells people by name, and offers by address: from now on by neither.

    Only where a row is about what was theirs: somebody else may be called the same, or call himself "owner".
    """
    rows = AuditRow.objects.filter(business=business_id)
    was_here = was_client or rows.filter(actor=user).exists()
    for row in rows.filter(object_type__in=(*CALLED, *OFFERED)).iterator():
        about = (row.object_type, row.object_id or 0)
        if row.object_type == "engagement":
            label = row.label.replace(user.called, NOBODY) if about in own else row.label
        elif row.label.lower() == user.email.lower() or (row.object_type in CALLED and about in own):
            label = NOBODY
        else:
            theirs = was_here and row.label == user.called and row.object_type in CALLED and not _is_there(*about)
            label = NOBODY if theirs else row.label
        if label != row.label:
            row.label = label
            row.save(update_fields=["label"])


# Rows of the history about these have somebody's name for a label, about those an address or a practice's name.
CALLED = ("membership", "engagementperson", "subscription", "sendledger")
OFFERED = ("invitation", "engagement")


def _is_there(name: str, pk: int) -> bool:
    """Whether a row of this name and id is left: then it is somebody else's."""
    model = models_by_name()[name]
    return model._default_manager.filter(pk=pk).exists()
