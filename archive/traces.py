"""Where a person leaves traces: what goes with them, what stays under no name. Tests know every link to an account."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Model, QuerySet

from businesses.models import (
    ApiToken,
    AuditRow,
    ClientInvitation,
    EngagementPerson,
    Invitation,
    Membership,
    PracticeInvitation,
    PracticeMember,
)
from digests.models import SendLedger, Subscription
from metrics.models import Event, Plan, Reading, ReadingChange, Skip
from reports.models import Action
from reviews.models import Comment, Review, Suggestion, Thread
from systems.models import MapVersion

Link = tuple[type[Model], str]

# Rights, wishes and offers: deleted. In this order, so that nothing is deleted before what hangs on it.
GOES: tuple[Link, ...] = (
    (SendLedger, "user"),
    (Subscription, "user"),
    (EngagementPerson, "user"),
    (PracticeMember, "user"),
    (Membership, "user"),
    (Invitation, "invited_by"),
    (ClientInvitation, "invited_by"),
    (PracticeInvitation, "invited_by"),
    (ApiToken, "made_by"),
)
# Of the account itself: accounts.actions.remove_person.
ACCOUNT: tuple[Link, ...] = ((EmailAddress, "user"), (Authenticator, "user"), (UserSession, "user"))
# What they did for a business stays with the business.
STAYS: tuple[Link, ...] = (
    (AuditRow, "actor"),
    (MapVersion, "made_by"),
    (Plan, "made_by"),
    (Reading, "recorded_by"),
    (ReadingChange, "changed_by"),
    (Skip, "skipped_by"),
    (Event, "made_by"),
    (Action, "made_by"),
    (Review, "reviewer"),  # one that was not sent goes
    (Thread, "settled_by"),
    (Comment, "author"),
    (Suggestion, "decided_by"),
    (SendLedger, "asked_by"),
)


def rows_of(model: type[Model], name: str, user_id: int) -> "QuerySet[Any]":
    """The rows that point to this account by this field."""
    return model._default_manager.filter(**{name: user_id})
