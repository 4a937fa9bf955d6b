"""What the tests of practices share."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.models import User
from businesses.context import see_practice, see_user, tenant
from businesses.models import Business, Engagement, EngagementPerson, Practice, PracticeMember, Side
from tests.factories import make_user, see


@contextmanager
def in_practice(practice: Practice) -> Iterator[None]:
    """The test sees this practice."""
    see_practice(practice.pk)
    yield


def role_in(practice: Practice, user: User) -> str | None:
    """The role of somebody in it, None for a stranger."""
    with in_practice(practice):
        return PracticeMember.objects.filter(practice=practice, user=user).values_list("role", flat=True).first()


def engage(practice: Practice, actor: User, business: Business, person: User | None = None) -> Engagement:
    """The practice works for the business; nobody is assigned but `person`. Leaves the test seeing both."""
    see(business)
    see_practice(practice.pk)
    engagement = Engagement.objects.create(business=business, practice=practice, invited_by=Side.BUSINESS)
    if person is not None:
        assign_to(engagement, actor, person)
    return engagement


def assign_to(engagement: Engagement, actor: User, *people: User, without: User | None = None) -> None:
    """These people of the practice look after the business, past the action and its rules."""
    with tenant(engagement.business_id):
        see_practice(engagement.practice_id)
        for user in people:
            EngagementPerson.objects.create(
                business_id=engagement.business_id, practice_id=engagement.practice_id, engagement=engagement, user=user
            )
        if without is not None:
            EngagementPerson.objects.filter(engagement=engagement, user=without).delete()


def stranger() -> User:
    """Somebody who belongs nowhere."""
    user = make_user()
    see_user(user.pk)
    return user
