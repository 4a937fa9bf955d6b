"""Reads of digests: who still belongs, what a digest is made from, what was sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from accounts.models import User
from businesses.context import see_businesses
from businesses.models import Business, Engagement, EngagementPerson, Membership
from businesses.roles import Can, consultant, may
from core.periods import local_today
from digests.compose import Facts, address
from digests.models import SendLedger, Subscription
from digests.shapes import Ask
from digests.words import shortened, why_words
from metrics.queries import due_metrics
from reports.models import Action, Report
from reports.queries import action_view, get_report, latest_report
from reports.shapes import ActionView, ReportView
from reviews.models import Review
from reviews.queries import threads_of

SOON = timedelta(days=7)
MOST_ACTIONS = 5
MOST_ASKS = 3
LONGEST_QUESTION = 240
HISTORY = 30
State = SendLedger.State
LEFT = (State.SENT, State.UNKNOWN, State.QUEUED)


def belongs(business_id: int, user_id: int) -> tuple[str, Membership | None]:
    """The person's role in this business now, as a member or as a consultant who works for it; "" for neither."""
    membership = Membership.objects.filter(business=business_id, user=user_id).first()
    if membership is not None:
        return membership.role, membership
    people = EngagementPerson.objects.filter(business=business_id, user=user_id)
    active = people.filter(engagement__state=Engagement.State.ACTIVE).order_by("engagement__level")
    level = active.values_list("engagement__level", flat=True).first()
    return consultant(level) if level else "", None


def open_actions(business: Business, membership: Membership | None, today: date) -> list[ActionView]:
    """What this person said they would do and is due within a week, or was due. One query."""
    if membership is None:
        return []
    mine = Action.objects.filter(business=business, person=membership, due__lte=today + SOON)
    rows = mine.exclude(state=Action.State.DONE).select_related("person__user", "outcome", "finding")
    return [action_view(a) for a in rows.order_by("due", "pk")[:MOST_ACTIONS]]


def open_questions(business: Business, user: User) -> list[Ask]:
    """What a reviewer asked and nobody answered or settled, the newest first. Two queries."""
    found = []
    for waiting in threads_of(business, user, settled_at=None):
        last = waiting.comments[-1]
        asked = last.review is not None and last.review.state == Review.State.SENT
        if last.review is None or not asked or last.author is None or last.author_id == user.pk or not waiting.on_map:
            continue
        suggestion = getattr(last, "suggestion", None)
        text = last.text or (f"Would you rather say “{suggestion.text}”?" if suggestion else "")
        url = address("reviews:review_detail", business.slug, last.review.number)
        found.append(Ask(last.author.called, shortened(text, LONGEST_QUESTION), waiting.about, url))
    return found[::-1][:MOST_ASKS]


def report_before(subscription: Subscription, until: SendLedger | None = None) -> Report | None:
    """The report of the last digest that left; None before the first."""
    past = SendLedger.objects.filter(subscription=subscription, state__in=LEFT, asked=False).exclude(report=None)
    if until is not None:
        past = past.filter(pk__lt=until.pk)
    last = past.select_related("report").order_by("-pk").first()
    return last.report if last else None


def facts_of(
    subscription: Subscription,
    business: Business,
    report: ReportView,
    before: Report | None,
    at: datetime,
    stop_url: str,
) -> Facts:
    """What the digest is made from, as it is now; the report is the one given. Six queries."""
    today = local_today(at, business.time_zone)
    role, membership = belongs(business.pk, subscription.user_id)
    due = list(due_metrics(business, today).values_list("pk", flat=True)) if may(role, Can.RECORD) else []
    return Facts(
        business=business,
        report=report,
        before=before,
        today=today,
        due=len(due),
        first_due=due[0] if due else None,
        why=why_words(subscription, membership, business.name),
        stop_url=stop_url,
        actions=open_actions(business, membership, today),
        asks=open_questions(business, subscription.user),
    )


def report_for(business: Business, entry: SendLedger) -> ReportView | None:
    """The report a digest was decided with; the newest when that one is gone."""
    found = get_report(business, entry.report_id) if entry.report_id else None
    return found or latest_report(business)


@dataclass(frozen=True)
class Place:
    """A business of a person, with their digest of it."""

    business: Business
    role: str  # "" for a consultant
    subscription: Subscription | None

    @property
    def may_manage(self) -> bool:
        """Whether they see everybody's digests of it."""
        return may(self.role, Can.MANAGE)


def places_of(user: User) -> list[Place]:
    """Every business of this person; from here on the transaction sees all of them. Three queries."""
    mine = {m.business_id: m for m in Membership.objects.select_related("business").filter(user=user)}
    guests = EngagementPerson.objects.filter(user=user, engagement__state=Engagement.State.ACTIVE)
    found: dict[int, tuple[Business, str]] = {
        p.business_id: (p.business, "") for p in guests.select_related("business")
    }
    found |= {pk: (m.business, m.role) for pk, m in mine.items()}
    see_businesses(found)
    subscriptions = {s.business_id: s for s in Subscription.objects.filter(user=user, business__in=found)}
    places = [Place(b, role, subscriptions.get(pk)) for pk, (b, role) in found.items()]
    return sorted(places, key=lambda p: (p.business.is_sample, p.business.name.casefold(), p.business.pk))


def history(user: User, managed: Iterable[int]) -> QuerySet[SendLedger]:
    """What was sent to this person, and to everybody about the businesses they manage; newest first."""
    rows = SendLedger.objects.filter(Q(user=user) | Q(business__in=list(managed)))
    return rows.select_related("user", "business", "subscription", "asked_by").order_by("-at", "-pk")[:HISTORY]
