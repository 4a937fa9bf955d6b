"""Things to test with, made through the models in the context of their business, so that row-level security is on.

Each `make_…` takes what matters and fills in the rest. `see(a, b)` lets the test itself read rows of these businesses.
"""

from datetime import date
from itertools import count
from typing import Any

from django.utils import timezone

from accounts.models import User
from businesses.actions import create_business, create_practice
from businesses.context import see_businesses, see_practice, see_user, tenant
from businesses.models import (
    Business,
    Engagement,
    EngagementPerson,
    Level,
    Membership,
    Practice,
    PracticeMember,
    PracticeRole,
    Role,
    Side,
)
from core.periods import period_of
from metrics.models import Metric, Plan, Reading
from reviews.actions import add_comment
from reviews.models import Comment, Review
from systems.actions.versions import content_of
from systems.models import Contribution, Element, Flow, MapVersion, Serves, System
from systems.queries import load_map

numbers = count(1)


def see(*businesses: Business) -> None:
    """From here on in this transaction the test sees these businesses (requests of the test client change it)."""
    see_businesses([b.pk for b in businesses])


def make_user(email: str = "", **fields: Any) -> User:
    """A person who can sign in with `client.force_login`."""
    n = next(numbers)
    return User.objects.create_user(
        email or f"person{n}@example.com",
        fields.pop("password", None),
        name=fields.pop("name", f"Person {n}"),
        **fields,
    )


def make_business(owner: User | None = None, name: str = "", **fields: Any) -> Business:
    """A business with an owner; leaves the test seeing it."""
    fields.setdefault("start_step", 4)
    business = create_business(owner=owner or make_user(), name=name or f"Business {next(numbers)}", **fields)
    see(business)
    return business


def make_member(business: Business, role: str = Role.EDITOR, user: User | None = None) -> Membership:
    """A member with this role."""
    with tenant(business.pk):
        return Membership.objects.create(business=business, user=user or make_user(), role=role)


def make_engagement(business: Business, user: User | None = None, level: str = Level.REVIEW) -> Engagement:
    """A consultant with a practice of one, at work for this business."""
    user = user or make_user()
    with tenant(business.pk):
        practice = create_practice(lead=user, name=f"Practice {next(numbers)}")
        engagement = Engagement.objects.create(
            business=business, practice=practice, level=level, invited_by=Side.BUSINESS
        )
        EngagementPerson.objects.create(business=business, practice=practice, engagement=engagement, user=user)
    return engagement


def make_colleague(practice: Practice, role: str = PracticeRole.CONSULTANT, user: User | None = None) -> PracticeMember:
    """Somebody else of this practice; leaves the test seeing it."""
    see_practice(practice.pk)
    return PracticeMember.objects.create(practice=practice, user=user or make_user(), role=role)


def make_system(business: Business, name: str = "Delivery", **fields: Any) -> System:
    """A system of the chain."""
    with tenant(business.pk):
        return System.objects.create(business=business, name=name, **fields)


def make_element(system: System, kind: str, text: str = "", **fields: Any) -> Element:
    """An element; `kind` is one of Element.Kind."""
    if kind == "resource":
        fields.setdefault("facet", "people")
    with tenant(system.business_id):
        return Element.objects.create(
            business_id=system.business_id, system=system, kind=kind, text=text or f"{kind} {next(numbers)}", **fields
        )


def make_contribution(source: Element, target: Element, **fields: Any) -> Contribution:
    """The claim that source leads to target."""
    with tenant(source.business_id):
        return Contribution.objects.create(business_id=source.business_id, source=source, target=target, **fields)


def make_serves(step: Element, target: Element) -> Serves:
    """A step that serves a target."""
    with tenant(step.business_id):
        return Serves.objects.create(business_id=step.business_id, step=step, target=target)


def make_flow(output: Element, input: Element, **fields: Any) -> Flow:
    """A hand-off."""
    with tenant(output.business_id):
        return Flow.objects.create(business_id=output.business_id, output=output, input=input, **fields)


def make_metric(
    element: Element,
    name: str = "",
    plan: Any = None,
    values: list[Any] | None = None,
    newest: date | None = None,
    **fields: Any,
) -> Metric:
    """A metric, with a plan from far back and readings that end with the period that holds `newest`."""
    with tenant(element.business_id):
        metric = Metric.objects.create(
            business_id=element.business_id, element=element, name=name or element.text, **fields
        )
        if plan is not None:
            Plan.objects.create(business_id=element.business_id, metric=metric, since=date(2020, 1, 6), value=plan)
        if values:
            last = period_of(newest or date(2026, 11, 16), metric.cadence)
            start = 1 - len(values)
            for i, value in enumerate(values):
                if value is not None:
                    make_reading(metric, value, last.shift(start + i).start)
    return metric


def make_reading(metric: Metric, value: Any, period: date, **fields: Any) -> Reading:
    """One reading; keeps the metric's newest value true."""
    with tenant(metric.business_id):
        reading = Reading.objects.create(
            business_id=metric.business_id, metric=metric, period=period, value=value, **fields
        )
        if metric.last_period is None or period >= metric.last_period:
            metric.last_period, metric.last_value = period, reading.value
            metric.save(update_fields=["last_period", "last_value"])
    return reading


def make_review(business: Business, reviewer: User | None = None, sent: bool = False) -> Review:
    """A review of the map as it is now."""
    with tenant(business.pk):
        version = MapVersion.objects.create(
            business=business, number=next(numbers) + 1000, content=content_of(load_map(business))
        )
        outcome: dict[str, Any] = {"state": "sent", "verdict": "comments", "sent_at": timezone.now()} if sent else {}
        return Review.objects.create(
            business=business,
            number=next(numbers) + 1000,
            map_version=version,
            reviewer=reviewer or make_user(),
            **outcome,
        )


def make_comment(
    element: Element, text: str = "", author: User | None = None, review: Review | None = None, suggestion: str = ""
) -> Comment:
    """A comment in a thread of its own, held where there is a review that was not sent."""
    with tenant(element.business_id):
        return add_comment(
            business=Business.objects.get(pk=element.business_id),
            author=author or (review.reviewer if review else make_user()),
            system=System.objects.get(pk=element.system_id),
            element=element,
            text=text,
            suggestion=suggestion,
            review=review,
            at=timezone.now(),
        )


__all__ = [
    "make_business", "make_colleague", "make_comment", "make_contribution", "make_element", "make_engagement",
    "make_flow", "make_member", "make_metric", "make_reading", "make_review", "make_serves", "make_system",
    "make_user", "see", "see_user",
]  # fmt: skip
