"""Reads of digests: who still belongs, what was sent, and with which report the next one is compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Model, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from businesses.context import see_businesses
from businesses.models import Business, Engagement, EngagementPerson, Membership, Practice, PracticeMember
from businesses.roles import Can, consultant, may
from digests.models import SendLedger, Subscription
from digests.reasons import WATCHING
from reports.models import Report

HISTORY = 30
State = SendLedger.State
LEFT = (State.SENT, State.UNKNOWN, State.QUEUED)
# What the next digest is compared with: the last one that left, or what stood when somebody began to watch.
COMPARED = Q(state__in=LEFT, asked=False) | Q(reason=WATCHING)


def with_role(rows: QuerySet[Any], user: str, business: str) -> QuerySet[Any]:
    """Rows with the role of a person in a business now, as member or as consultant: see `role_of`."""
    members = Membership.objects.filter(business=OuterRef(business), user=OuterRef(user))
    people = EngagementPerson.objects.filter(business=OuterRef(business), user=OuterRef(user))
    active = people.filter(engagement__state=Engagement.State.ACTIVE).order_by("engagement__level")
    found: QuerySet[Any] = rows.annotate(
        member_id=Subquery(members.values("pk")[:1]),
        member_role=Subquery(members.values("role")[:1]),
        level=Subquery(active.values("engagement__level")[:1]),
    )
    return found


def role_of(row: Any) -> str:
    """The role of a row of `with_role`; "" for neither member nor consultant."""
    return row.member_role or (consultant(row.level) if row.level else "")


def own_digest(business: Business, user: User) -> Subscription | None:
    """Somebody's own digest about a business, also one that is off; None where they never had one. One query."""
    return Subscription.objects.filter(business=business, user=user).first()


def works_in(practice_id: int, user: User) -> bool:
    """Whether somebody is of a practice now."""
    return user.is_active and PracticeMember.objects.filter(practice=practice_id, user=user).exists()


def newest_reports(businesses: Iterable[int]) -> dict[int, int]:
    """Business → its newest report. One query."""
    found = Report.objects.filter(business__in=list(businesses)).values_list("business").annotate(Max("pk"))
    return dict(found.order_by())


def last_report(subscription: str) -> Subquery:
    """As SQL: the report that the next digest is compared with."""
    past = SendLedger.objects.filter(COMPARED, subscription=OuterRef(subscription)).exclude(report=None)
    return Subquery(past.order_by("-pk").values("report")[:1])


def report_before(subscription: Subscription) -> int | None:
    """The report of the last digest that left; None before the first."""
    past = SendLedger.objects.filter(COMPARED, subscription=subscription).exclude(report=None)
    return past.order_by("-pk").values_list("report_id", flat=True).first()


def edition_before(subscription: Subscription) -> SendLedger | None:
    """The edition that the next one is told from: its moment, and the report of each client then."""
    return SendLedger.objects.filter(COMPARED, subscription=subscription).order_by("-pk").first()


def assigned(user: User, practice_id: int) -> list[EngagementPerson]:
    """The clients of a practice that somebody is assigned to now, with their businesses. One query."""
    found = EngagementPerson.objects.filter(user=user, practice=practice_id, engagement__state=Engagement.State.ACTIVE)
    return list(found.select_related("business").order_by("pk"))


@dataclass(frozen=True)
class Place:
    """A business or a practice of a person, with their digest about it."""

    scope: Business | Practice
    role: str  # in the business; "" for a consultant, and in a practice
    subscription: Subscription | None

    @property
    def may_manage(self) -> bool:
        """Whether they see everybody's digests of it."""
        return may(self.role, Can.MANAGE)

    @property
    def is_practice(self) -> bool:
        """Whether it is about all clients."""
        return isinstance(self.scope, Practice)


def places_of(user: User) -> list[Place]:
    """Every practice and business of this person; from here on the transaction sees these businesses. Four queries."""
    mine = {m.business_id: m for m in Membership.objects.select_related("business").filter(user=user)}
    guests = EngagementPerson.objects.filter(user=user, engagement__state=Engagement.State.ACTIVE)
    found: dict[int, tuple[Business, str]] = {
        p.business_id: (p.business, "") for p in guests.select_related("business")
    }
    found |= {pk: (m.business, m.role) for pk, m in mine.items()}
    see_businesses(found)
    subscriptions: dict[Model, Subscription] = {}
    for row in Subscription.objects.filter(user=user).select_related("business", "practice"):
        if scope := row.business or row.practice:
            subscriptions[scope] = row
    practices = Practice.objects.filter(members__user=user).order_by("name", "pk")
    places = [Place(b, role, subscriptions.get(b)) for b, role in found.values()]
    places.sort(key=lambda p: (getattr(p.scope, "is_sample", False), p.scope.name.casefold(), p.scope.pk))
    return [*(Place(p, "", subscriptions.get(p)) for p in practices), *places]


def history(user: User, places: Iterable[Place]) -> list[SendLedger]:
    """What was sent to this person, and to everybody about the businesses they manage; newest first."""
    seen = [p.scope.pk for p in places if not p.is_practice]
    practices = [p.scope.pk for p in places if p.is_practice]
    managed = [p.scope.pk for p in places if p.may_manage]
    mine = Q(user=user) & (Q(business__in=seen) | Q(practice__in=practices))
    rows = SendLedger.objects.filter(mine | Q(business__in=managed))
    rows = rows.select_related("user", "business", "practice", "subscription", "asked_by")
    return list(rows.order_by("-at", "-pk")[:HISTORY])


def entries(pks: Iterable[int]) -> QuerySet[SendLedger]:
    """Lines of the ledger with all that a mail is written from but the reports, and the role of who gets it."""
    rows = SendLedger.objects.filter(pk__in=list(pks)).select_related("subscription__user", "business")
    return with_role(rows, "user", "business")
