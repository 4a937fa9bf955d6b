"""One of everything a business can hold, made when a route asks for it. A new kind of object: one property here."""

from datetime import date
from functools import cached_property
from typing import Any

from django.utils import timezone

from businesses.actions import add_token, invite, invite_client, invite_colleagues
from businesses.context import practice_alone, tenant
from businesses.models import (
    ApiAnswer,
    ApiToken,
    Business,
    ClientInvitation,
    Engagement,
    Invitation,
    Membership,
    PracticeInvitation,
    PracticeMember,
    Role,
)
from digests.actions import get_or_make, skip
from digests.models import SendLedger
from metrics.models import Event, Metric, Plan, Reading
from reports.models import Action, Finding
from reviews.models import Comment, Review, Suggestion, Thread
from systems.models import Contribution, Element, Flow, Serves, System
from tests.factories import (
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
)


def told(kind: str, subject: str) -> dict[str, Any]:
    """A finding as a report keeps it."""
    words = {"title": "Busy, not working", "text": "Lessons are made.", "next": "Ask five graduates."}
    return {"kind": kind, "subject": subject, "numbers": {}, **words}


class Stock:
    """Things of one business. Two stocks of one business hold different things."""

    def __init__(self, business: Business) -> None:
        self.business = business

    @cached_property
    def system(self) -> System:
        return make_system(self.business, "Delivery")

    @cached_property
    def next_system(self) -> System:
        return make_system(self.business, "Leads")

    @cached_property
    def removed_system(self) -> System:
        return make_system(self.business, "Gone", removed_at=timezone.now())

    @cached_property
    def input(self) -> Element:
        return make_element(self.next_system, "input", "Graduates")

    @cached_property
    def step(self) -> Element:
        return make_element(self.system, "step", "Record a lesson")

    @cached_property
    def resource(self) -> Element:
        return make_element(self.system, "resource", "Camera")

    @cached_property
    def output(self) -> Element:
        return make_element(self.system, "output", "Lessons finished")

    @cached_property
    def outcome(self) -> Element:
        return make_element(self.system, "outcome", "Ads that pay")

    @cached_property
    def removed_output(self) -> Element:
        return make_element(self.system, "output", "Gone", removed_at=timezone.now())

    @cached_property
    def contribution(self) -> Contribution:
        return make_contribution(self.output, self.outcome)

    @cached_property
    def serves(self) -> Serves:
        return make_serves(self.step, self.output)

    @cached_property
    def flow(self) -> Flow:
        return make_flow(self.output, self.input)

    @cached_property
    def metric(self) -> Metric:
        return make_metric(self.output, "Lessons", plan=60, values=[50, 55, 61, 58])

    @cached_property
    def other_metric(self) -> Metric:
        return make_metric(self.outcome, "Ads that pay", plan=60, values=[20, 25])

    @cached_property
    def plan(self) -> Plan:
        with tenant(self.business.pk):
            return Plan.objects.get(metric=self.metric)

    @cached_property
    def reading(self) -> Reading:
        with tenant(self.business.pk):
            return Reading.objects.filter(metric=self.metric).latest("period")

    @cached_property
    def event(self) -> Event:
        with tenant(self.business.pk):
            return Event.objects.create(
                business=self.business, metric=self.metric, day=date(2026, 11, 2), text="Lessons became recorded"
            )

    @cached_property
    def finding(self) -> Finding:
        with tenant(self.business.pk):
            return Finding.objects.create(
                business=self.business,
                key=f"false_productivity:s{self.system.pk}",
                kind="false_productivity",
                latest=told("false_productivity", f"s{self.system.pk}"),
            )

    @cached_property
    def dismissed_finding(self) -> Finding:
        with tenant(self.business.pk):
            return Finding.objects.create(
                business=self.business,
                key=f"unlinked_output:e{self.output.pk}",
                kind="unlinked_output",
                state="dismissed",
                reason="Known",
                latest=told("unlinked_output", f"e{self.output.pk}"),
            )

    @cached_property
    def action(self) -> Action:
        with tenant(self.business.pk):
            return Action.objects.create(business=self.business, finding=self.finding, text="Shorten the lessons")

    @cached_property
    def member(self) -> Membership:
        return make_member(self.business, Role.EDITOR)

    @cached_property
    def invitation(self) -> Invitation:
        with tenant(self.business.pk):
            owner = Membership.objects.filter(business=self.business, role=Role.OWNER).select_related("user").first()
            assert owner is not None
            return invite(
                business=self.business,
                actor=owner.user,
                emails=[f"guest{self.business.pk}@example.com"],
                role=Role.EDITOR,
                at=timezone.now(),
            )[0]

    @cached_property
    def token(self) -> ApiToken:
        with tenant(self.business.pk):
            owner = Membership.objects.filter(business=self.business, role=Role.OWNER).select_related("user").first()
            assert owner is not None
            now, name = timezone.now(), f"Sheet {ApiToken.objects.count()}"
            return add_token(business=self.business, actor=owner.user, name=name, scope="read", days=30, at=now)[0]

    @cached_property
    def api_answer(self) -> ApiAnswer:
        with tenant(self.business.pk):
            return ApiAnswer.objects.create(
                business=self.business, token=self.token, key_hash="k", request_hash="r", packed=b""
            )

    @cached_property
    def digest(self) -> SendLedger:
        with tenant(self.business.pk):
            subscription = get_or_make(self.business, self.member.user, timezone.now())
            return skip(subscription=subscription, period="weekly 2026-w46", reason="Nothing", at=timezone.now())

    @cached_property
    def edition(self) -> SendLedger:
        with tenant(self.business.pk):
            practice, person = self.engagement.practice, self.engagement.people.select_related("user").get().user
        with practice_alone(practice.pk):
            subscription = get_or_make(practice, person, timezone.now())
            return skip(subscription=subscription, period="weekly 2026-w46", reason="Nothing", at=timezone.now())

    @cached_property
    def engagement(self) -> Engagement:
        with tenant(self.business.pk):
            return make_engagement(self.business)

    @cached_property
    def practice_slug(self) -> str:
        with tenant(self.business.pk):
            return self.engagement.practice.slug

    @cached_property
    def client_invitation(self) -> ClientInvitation:
        with tenant(self.business.pk):
            engagement = self.engagement
            return invite_client(
                practice=engagement.practice,
                actor=engagement.people.select_related("user").get().user,
                email=f"client{self.business.pk}@example.com",
                level="review",
                at=timezone.now(),
            )

    @cached_property
    def practice_invitation(self) -> PracticeInvitation:
        with tenant(self.business.pk):
            engagement = self.engagement
            return invite_colleagues(
                practice=engagement.practice,
                actor=engagement.people.select_related("user").get().user,
                emails=[f"colleague{self.business.pk}@example.com"],
                role="consultant",
                at=timezone.now(),
            )[0]

    @cached_property
    def colleague(self) -> PracticeMember:
        return make_colleague(self.engagement.practice)

    @cached_property
    def review_number(self) -> int:
        return make_review(self.business, sent=True).number

    @cached_property
    def draft(self) -> Review:
        return make_review(self.business)

    @cached_property
    def draft_number(self) -> int:
        return self.draft.number

    @cached_property
    def thread(self) -> Thread:
        return make_comment(self.output, "Who makes these?").thread

    @cached_property
    def suggestion(self) -> Suggestion:
        return make_comment(self.output, suggestion="Lessons that lead to a live ad").suggestion

    @cached_property
    def held_comment(self) -> Comment:
        return make_comment(self.output, "Not sent yet", review=self.draft)

    def key(self, name: str) -> str | int:
        """What stands in an address for this thing."""
        thing = getattr(self, name)
        return thing if isinstance(thing, str | int) else int(thing.pk)
