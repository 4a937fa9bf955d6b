"""Writes of the sample business: one's own copy, and the one that `manage.py demo` keeps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from businesses.actions import assign, begin_engagement, create_business, create_practice
from businesses.context import see_businesses, see_practice, see_user
from businesses.models import (
    Business,
    ClientInvitation,
    Engagement,
    EngagementPerson,
    Level,
    Membership,
    Practice,
    PracticeInvitation,
    PracticeMember,
    PracticeRole,
    Side,
)
from businesses.practices import own_practice
from core.periods import local_today
from jobs.actions import cancel_mails
from jobs.models import Job
from reports.actions import compute_report
from reports.models import Action, Finding, Report
from reviews.actions import add_comment, send_review, start_review
from reviews.models import Review
from systems.models import Element, MapVersion
from workspace.sample.builder import empty_sample, fill_sample
from workspace.sample.practice import CLIENTS, COLLEAGUE, CONSULTANT, HERS, PRACTICE
from workspace.sample.shapes import Look, Story, texts_of
from workspace.sample.story import MARLOW


@dataclass(frozen=True)
class SamplePeople:
    """Who is in the sample practice."""

    lead: User
    colleague: PracticeMember


@transaction.atomic
def open_sample(*, owner: User, today: date) -> Business:
    """This person's own copy of the sample business: the one they have, else a new one. Pressing twice is once."""
    User.objects.select_for_update().get(pk=owner.pk)
    found = own_sample(owner)
    if found is not None:
        return found
    business = new_sample(owner, MARLOW)
    mine = Membership.objects.get(business=business, user=owner)
    fill_sample(business=business, people=dict.fromkeys(MARLOW.people, mine), actor=owner, today=today)
    return business


@transaction.atomic
def ready_sample(*, owner: User, at: datetime, today: date) -> Business:
    """This person's own copy, with its report: nobody waits for a worker to see the first verdict."""
    business = open_sample(owner=owner, today=today)
    see_businesses([business.pk])
    if not Report.objects.filter(business=business).exists():
        compute_now(business=business, at=at)
        link_actions(business=business)
    return business


def reset_demo(*, password: str, at: datetime) -> Business:
    """The first sample with its people, as on its first day: what was changed in it meanwhile is gone."""
    return reset_story(story=MARLOW, hashed=make_password(password), at=at)


@transaction.atomic
def engage(*, practice: Practice, people: SamplePeople, business: Business, story: Story) -> None:
    """The practice works for this sample, and nobody else does: its lead, in some with her colleague."""
    consultant, colleague = people.lead, people.colleague
    owner = User.objects.get(email=story.people[story.owner][1])
    see_user(owner.pk)
    see_practice(practice.pk)
    see_businesses([business.pk])
    Engagement.objects.filter(business=business).exclude(practice=practice).delete()
    here = [consultant, colleague.user] if story.key in HERS else [consultant]
    EngagementPerson.objects.filter(business=business).exclude(user__in=here).delete()
    engagement = begin_engagement(
        business=business, practice=practice, person=consultant, level=Level.REVIEW, side=Side.BUSINESS, actor=owner
    )
    if story.key in HERS:
        assign(engagement=engagement, member=colleague, actor=consultant)


@transaction.atomic
def open_practice(*, hashed: str) -> tuple[Practice, SamplePeople]:
    """The sample practice with its two people, as on its first day: the one that is there, else a new one."""
    lead, second = sample_person(*CONSULTANT, hashed), sample_person(*COLLEAGUE, hashed)
    see_user(lead.pk)
    practice = own_practice(lead) or create_practice(lead=lead, name=PRACTICE)
    see_practice(practice.pk)
    Practice.objects.filter(pk=practice.pk).update(name=PRACTICE)
    for model in (PracticeInvitation, ClientInvitation):
        model._default_manager.filter(practice=practice).delete()
    others = PracticeMember.objects.filter(practice=practice).exclude(user__in=[lead, second])
    see_businesses(Engagement.objects.filter(practice=practice).values_list("business_id", flat=True))
    EngagementPerson.objects.filter(practice=practice, user__in=others.values("user")).delete()
    others.delete()
    PracticeMember.objects.filter(practice=practice, user=lead).update(role=PracticeRole.LEAD)
    colleague, _ = PracticeMember.objects.update_or_create(
        practice=practice, user=second, defaults={"role": PracticeRole.CONSULTANT}
    )
    return practice, SamplePeople(lead, colleague)


def load_demo(*, password: str, at: datetime) -> tuple[Practice, list[Business]]:
    """Five clients as on their first day, each with its report and that of the week before, and their consultants."""
    hashed = make_password(password)
    practice, people = open_practice(hashed=hashed)
    loaded = []
    for story in CLIENTS:
        business = reset_story(story=story, hashed=hashed, at=at)
        engage(practice=practice, people=people, business=business, story=story)
        compute_week_before(business=business, at=at)
        compute_now(business=business, at=at)
        link_actions(business=business, story=story)
        if story.look:
            look_at(business=business, consultant=people.lead, look=story.look, story=story, at=at)
        loaded.append(business)
    return practice, loaded


@transaction.atomic
def reset_story(*, story: Story, hashed: str, at: datetime) -> Business:
    """One sample business as on its first day. `hashed` is the password of all its people."""
    users = {key: sample_person(name, email, story.time_zone, hashed) for key, (name, email, _) in story.people.items()}
    owner = users[story.owner]
    see_user(owner.pk)
    business = own_sample(owner) or new_sample(owner, story)
    see_businesses([business.pk])
    empty_sample(business=business)
    Membership.objects.filter(business=business).exclude(user__in=users.values()).delete()
    people = {}
    for key, (_, _, role) in story.people.items():
        people[key], _ = Membership.objects.update_or_create(
            business=business, user=users[key], defaults={"role": role}
        )
    fill_sample(business=business, people=people, actor=owner, today=local_today(at, story.time_zone), story=story)
    return business


def compute_week_before(*, business: Business, at: datetime) -> None:
    """The report as it was a week ago, so that there is something to compare the newest one with."""
    compute_report(business_id=business.pk, at=at - timedelta(days=7))


def compute_now(*, business: Business, at: datetime) -> None:
    """Compute the report that was asked for, as of `at`, by the code a worker runs; the job is then done."""
    compute_report(business_id=business.pk, at=at)
    Job.objects.filter(key=f"alignment:{business.pk}", state=Job.State.QUEUED).update(
        state=Job.State.IDLE, finished_at=at
    )


@transaction.atomic
def link_actions(*, business: Business, story: Story = MARLOW) -> None:
    """The actions of the story answer findings of its first report: from then on those are being worked on."""
    see_businesses([business.pk])
    for task in story.tasks:
        action = Action.objects.select_related("outcome").filter(business=business, text=task.text).first()
        about = f"e{action.outcome_id}" if action else ""
        keys = [f"{task.finding}:{about}", f">{about}"]
        open_ones = Finding.objects.filter(business=business, kind=task.finding)
        found = open_ones.filter(Q(key=keys[0]) | Q(key__endswith=keys[1])).first()
        if action and found:
            Action.objects.filter(pk=action.pk).update(finding=found)
            Finding.objects.filter(pk=found.pk).update(state=Finding.State.DOING)


@transaction.atomic
def look_at(*, business: Business, consultant: User, look: Look, story: Story, at: datetime) -> None:
    """The consultant's review, sent some days ago. No mail about it: the people of a sample have no mailbox."""
    see_businesses([business.pk])
    then = at - timedelta(days=look.days_ago)
    texts = texts_of(story)
    review = start_review(business=business, reviewer=consultant)
    Review.objects.filter(pk=review.pk).update(started_at=then)
    MapVersion.objects.filter(pk=review.map_version_id).update(made_at=then)  # what was looked at is no newer
    for remark in look.remarks:
        element = Element.objects.select_related("system").get(business=business, text=texts[remark.thing])
        add_comment(
            business=business, author=consultant, system=element.system, element=element, review=review, at=then,
            text=remark.text, suggestion=remark.instead,
        )  # fmt: skip
    send_review(review=review, verdict=look.verdict, note=look.note, at=then)
    cancel_mails(kind="review", object_ids=[review.pk])


def own_sample(owner: User) -> Business | None:
    """The sample business this person owns."""
    owned = Membership.objects.select_related("business").filter(user=owner, role="owner", business__is_sample=True)
    found = owned.order_by("pk").first()
    if found is None:
        return None
    see_businesses([found.business_id])
    return found.business


def new_sample(owner: User, story: Story) -> Business:
    """An empty sample business."""
    return create_business(
        owner=owner, name=story.name, sells=story.sells, time_zone=story.time_zone, is_sample=True, start_step=4
    )


def sample_person(name: str, email: str, time_zone: str, hashed: str) -> User:
    """One of the people, with a confirmed address and the password of all of them."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    user.name, user.time_zone, user.is_active = name, time_zone, True
    user.password = hashed
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user
