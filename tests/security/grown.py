"""A business and a practice with thirty of everything, for pages that must ask the same number of times at any size."""

from django.utils import timezone

from accounts.models import User
from businesses.actions import add_token, create_practice, invite, invite_client, invite_colleagues
from businesses.context import tenant
from businesses.models import Business, Engagement, Membership, Practice, Role, Side
from digests.actions import get_or_make, skip
from metrics.models import Event
from reports.actions import compute_report
from reports.models import Action, Finding
from tests.businesses.practice import assign_to, in_practice
from tests.factories import (
    make_business,
    make_colleague,
    make_comment,
    make_contribution,
    make_element,
    make_engagement,
    make_flow,
    make_member,
    make_metric,
    make_review,
    make_serves,
    make_system,
    make_user,
    see,
)
from tests.security.stock import Stock, told

MORE = 29


def fill(stock: Stock) -> None:
    """One of everything, with its report."""
    for name in (
        "contribution", "serves", "flow", "resource", "removed_system", "removed_output", "other_metric", "plan",
        "event", "finding", "dismissed_finding", "action", "member", "invitation", "engagement", "digest",
        "review_number", "thread", "suggestion", "practice_invitation", "client_invitation", "colleague",
        "token",
    ):  # fmt: skip
        getattr(stock, name)
    business, at = stock.business, timezone.now()
    owner = _owner(business)
    with tenant(business.pk):
        Action.objects.filter(pk=stock.action.pk).update(person=stock.member)
        skip(subscription=get_or_make(business, owner, at), period="weekly", reason="Nothing", at=at)
    compute_report(business_id=business.pk, at=at)


def grow(stock: Stock) -> None:
    """Twenty-nine more of it: in the system there is, and a system of each."""
    business, at = stock.business, timezone.now()
    owner = _owner(business)
    for n in range(MORE):
        _more_systems(stock, n)
        member = make_member(business, Role.VIEWER)
        make_engagement(business)
        with tenant(business.pk):
            invite(business=business, actor=owner, emails=[f"more{n}@example.com"], role=Role.EDITOR, at=at)
            add_token(business=business, actor=owner, name=f"Tool {n}", scope="read", days=30, at=at)
            Event.objects.create(business=business, metric=stock.metric, day=at.date(), text=f"Event {n}")
            Action.objects.create(business=business, finding=stock.finding, text=f"Action {n}", person=member)
            Finding.objects.create(
                business=business, key=f"stale:e{n}", kind="stale", latest=told("stale", f"e{stock.output.pk}")
            )
            skip(subscription=get_or_make(business, owner, at), period=f"weekly {n}", reason="Nothing", at=at)
        make_review(business, sent=True)
        make_comment(stock.output, f"Comment {n}", author=member.user, suggestion=f"Words {n}")
    compute_report(business_id=business.pk, at=at)


def _more_systems(stock: Stock, n: int) -> None:
    """In the system there is and in a new one: what comes in, is done, made and changed, with numbers and links."""
    for system in (stock.system, make_system(stock.business, f"System {n}")):
        output, outcome = (make_element(system, kind, f"{kind} {n}") for kind in ("output", "outcome"))
        step, entry = make_element(system, "step", f"Step {n}"), make_element(stock.next_system, "input", f"Input {n}")
        make_element(system, "resource", f"Tool {n}")
        make_element(system, "output", f"Gone {n}", removed_at=timezone.now())
        make_metric(output, f"Number {n}", plan=60, values=[50, 55, 61, 58])
        make_metric(outcome, f"Change {n}", plan=60, values=[20, 25, 22, 21])
        make_contribution(output, outcome)
        make_contribution(stock.output, outcome)
        make_serves(step, output)
        make_flow(output, entry)


def _owner(business: Business) -> User:
    with tenant(business.pk):
        return Membership.objects.select_related("user").filter(business=business, role=Role.OWNER)[0].user


def grow_person(person: User) -> None:
    """Twenty-nine more businesses and practices of this person."""
    for n in range(MORE):
        make_business(person, f"Further business {n}")
        create_practice(lead=person, name=f"Further practice {n}")


def grow_practice(practice: Practice, lead: User) -> None:
    """Twenty-nine more people, clients and offers of this practice."""
    at = timezone.now()
    for n in range(MORE):
        colleague = make_colleague(practice)
        business = make_business(make_user(), f"Further client {n}")
        make_element(make_system(business), "outcome")
        compute_report(business_id=business.pk, at=at)
        see(business)
        with in_practice(practice):
            engagement = Engagement.objects.create(business=business, practice=practice, invited_by=Side.BUSINESS)
        assign_to(engagement, lead, lead, colleague.user)
        with in_practice(practice):
            invite_client(practice=practice, actor=lead, email=f"client{n}@example.com", level="review", at=at)
            invite_colleagues(practice=practice, actor=lead, emails=[f"more{n}@example.com"], role="consultant", at=at)
