"""Writes about who works for a business: begin, assign people of the practice, end.

Locks are taken in one order, the business before the practice.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from businesses.actions.business import create_business
from businesses.actions.practices import create_practice, hold_practice
from businesses.audit import record
from businesses.context import see_businesses, see_user
from businesses.engaged import MOST_CLIENTS
from businesses.models import (
    Business,
    ClientInvitation,
    Engagement,
    EngagementPerson,
    Invitation,
    Level,
    Membership,
    Practice,
    PracticeMember,
    Side,
)
from businesses.offers import offers, refusal_of
from businesses.practices import own_practice
from businesses.roles import Can, may
from core.models import Refused

OVER = "This engagement has ended already."


@transaction.atomic
def accept_engagement(*, invitation: Invitation, user: User, at: datetime, practice_name: str = "") -> Engagement:
    """Begin to work for the business that invited this person, in their practice; without one, it is made.

    The business row is locked first: of many presses at once the first begins, the others find it used.
    """
    see_user(user.pk)
    Business.objects.select_for_update(no_key=True).get(pk=invitation.business_id)
    found = offers(Invitation).get(pk=invitation.pk)
    why = refusal_of(found, at)
    if why:
        raise Refused(why)
    if Membership.objects.filter(business=found.business, user=user).exists():
        raise Refused("You are in the team of this business already.")
    found.accepted_at = at
    found.save(update_fields=["accepted_at"])
    practice = own_practice(user) or create_practice(lead=user, name=practice_name)
    return begin_engagement(
        business=found.business, practice=practice, person=user, level=found.level, side=Side.BUSINESS, actor=user
    )


@transaction.atomic
def accept_client(*, invitation: ClientInvitation, business: Business, owner: User, at: datetime) -> Engagement:
    """An owner lets the practice in; the caller has checked whose address it is. Raises Refused when it is dead."""
    Business.objects.select_for_update(no_key=True).get(pk=business.pk)
    hold_practice(invitation.practice_id)
    found = offers(ClientInvitation).select_for_update(of=("self",), no_key=True).get(pk=invitation.pk)
    why = refusal_of(found, at)
    mine = Membership.objects.filter(business=business, user=owner).first()
    if not why and (mine is None or not may(mine.role, Can.MANAGE)):
        why = "Only an owner can let a consultant in."
    if not why and Membership.objects.filter(business=business, user_id=found.invited_by_id).exists():
        why = "Whoever sent this is in the team of that business already."
    if why:
        raise Refused(why)
    found.accepted_at = at
    found.save(update_fields=["accepted_at"])
    return begin_engagement(
        business=business,
        practice=found.practice,
        person=found.invited_by,
        level=found.level,
        side=Side.PRACTICE,
        actor=owner,
    )


@transaction.atomic
def accept_client_with_new_business(
    *, invitation: ClientInvitation, name: str, owner: User, at: datetime
) -> Engagement:
    """An owner without a business here begins one and lets the practice in: both or neither."""
    business = create_business(owner=owner, name=name, time_zone=owner.time_zone, start_step=1)
    return accept_client(invitation=invitation, business=business, owner=owner, at=at)


@transaction.atomic
def begin_engagement(
    *, business: Business, practice: Practice, person: User, level: str, side: str, actor: User
) -> Engagement:
    """One active engagement a pair: a second offer changes its level and assigns the person.

    Raises Refused when the person left the practice meanwhile, and when it has as many clients as it can.
    """
    hold_practice(practice.pk)
    if not PracticeMember.objects.filter(practice=practice, user=person).exists():
        raise Refused(f"{person.called} is no longer in {practice.name}.")
    active = Engagement.objects.filter(practice=practice, state=Engagement.State.ACTIVE)
    if active.exclude(business=business).count() >= MOST_CLIENTS:
        raise Refused(f"{practice.name} has {MOST_CLIENTS} clients, the most a practice can have. One must end first.")
    engagement, made = Engagement.objects.update_or_create(
        business=business,
        practice=practice,
        state=Engagement.State.ACTIVE,
        defaults={"level": level},
        create_defaults={"level": level, "invited_by": side},
    )
    EngagementPerson.objects.get_or_create(
        engagement=engagement, user=person, defaults={"business": business, "practice": practice}
    )
    record(
        business=business,
        actor=actor,
        what="engagement_start" if made else "engagement_edit",
        row=engagement,
        label=practice.name,
        after={"level": Level(level).value},
    )
    return engagement


@transaction.atomic
def assign(*, engagement: Engagement, member: PracticeMember, actor: User) -> bool:
    """From their next request on this person of the practice is a consultant of the business. False: they were already.

    The caller has looked both up in one practice. Raises Refused when the engagement or the membership ended meanwhile,
    and for a person in the team of the business: nobody is both.
    """
    _hold_active(engagement)
    hold_practice(engagement.practice_id)
    if not PracticeMember.objects.filter(pk=member.pk, practice_id=engagement.practice_id).exists():
        raise Refused(f"{member.user.called} is no longer in the practice.")
    if Membership.objects.filter(business_id=engagement.business_id, user_id=member.user_id).exists():
        raise Refused(f"{member.user.called} is in the team of this business already.")
    person, made = EngagementPerson.objects.get_or_create(
        engagement=engagement,
        user_id=member.user_id,
        defaults={"business_id": engagement.business_id, "practice_id": engagement.practice_id},
    )
    if made:
        _record_assignment(person, engagement.business, actor, "assignment_add", member.user.called)
    return made


@transaction.atomic
def unassign(*, engagement: Engagement, member: PracticeMember, actor: User) -> bool:
    """From their next request on the business is closed to this person. False: they were not assigned."""
    _hold_active(engagement)
    return end_assignments(
        found=EngagementPerson.objects.filter(engagement=engagement, user_id=member.user_id),
        actor=actor,
        called=member.user.called,
    )


def end_assignments(*, found: QuerySet[EngagementPerson], actor: User, called: str) -> bool:
    """Delete these assignments of one person and tell each business. The transaction sees the businesses."""
    rows = list(found.select_related("business", "engagement"))
    for person in rows:
        if person.engagement.state == Engagement.State.ACTIVE:
            _record_assignment(person, person.business, actor, "assignment_remove", called)
    EngagementPerson.objects.filter(pk__in=[person.pk for person in rows]).delete()
    return bool(rows)


def _hold_active(engagement: Engagement) -> None:
    """The engagement cannot end while this lasts. Raises Refused when it has."""
    see_businesses([engagement.business_id])
    Business.objects.select_for_update(no_key=True).get(pk=engagement.business_id)
    if not Engagement.objects.filter(pk=engagement.pk, state=Engagement.State.ACTIVE).exists():
        raise Refused(OVER)


def _record_assignment(person: EngagementPerson, business: Business, actor: User, what: str, called: str) -> None:
    record(business=business, actor=actor, what=what, row=person, label=called)


@transaction.atomic
def end_engagement(*, engagement: Engagement, actor: User, side: str, at: datetime) -> None:
    """Whoever ends it, its people find nothing here on their next request."""
    Business.objects.select_for_update(no_key=True).get(pk=engagement.business_id)
    active = Engagement.objects.filter(pk=engagement.pk, state=Engagement.State.ACTIVE)
    if not active.update(state=Engagement.State.ENDED, ended_by=side, ended_at=at):
        raise Refused(OVER)
    record(
        business=engagement.business, actor=actor, what="engagement_end", row=engagement, label=engagement.practice.name
    )
