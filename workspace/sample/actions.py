"""Writes of the sample business: one's own copy, and the one that `manage.py demo` keeps."""

from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from accounts.models import User
from businesses.actions import create_business
from businesses.context import see_businesses, see_user
from businesses.models import Business, Membership
from core.periods import local_today
from jobs.models import Job
from jobs.work import run_job
from reports.models import Action, Finding
from workspace.sample import story
from workspace.sample.builder import empty_sample, fill_sample


@transaction.atomic
def open_sample(*, owner: User, today: date) -> Business:
    """This person's own copy of the sample business: the one they have, else a new one. Pressing twice is once."""
    User.objects.select_for_update().get(pk=owner.pk)
    found = own_sample(owner)
    if found is not None:
        return found
    business = new_sample(owner)
    mine = Membership.objects.get(business=business, user=owner)
    fill_sample(business=business, people=dict.fromkeys(story.PEOPLE, mine), actor=owner, today=today)
    return business


@transaction.atomic
def reset_demo(*, password: str, at: datetime) -> Business:
    """The sample with its four people, as on its first day: what was changed in it meanwhile is gone."""
    hashed = make_password(password)
    users = {key: sample_person(key, hashed) for key in story.PEOPLE}
    see_user(users["nadia"].pk)
    found = own_sample(users["nadia"])
    business = found or new_sample(users["nadia"])
    see_businesses([business.pk])
    empty_sample(business=business)
    Membership.objects.filter(business=business).exclude(user__in=users.values()).delete()
    people = {}
    for key, (_, _, role) in story.PEOPLE.items():
        people[key], _ = Membership.objects.update_or_create(
            business=business, user=users[key], defaults={"role": role}
        )
    today = local_today(at, story.TIME_ZONE)
    fill_sample(business=business, people=people, actor=users["nadia"], today=today)
    return business


def compute_now(*, business: Business, at: datetime) -> None:
    """Run the report that was asked for here and now, by the same code as a worker."""
    job = Job.objects.get(key=f"alignment:{business.pk}")
    run_job(job.pk, at=max(at, job.run_after))


@transaction.atomic
def link_actions(*, business: Business) -> None:
    """The actions of the story answer findings of its first report: from then on those are being worked on."""
    see_businesses([business.pk])
    for task in story.TASKS:
        action = Action.objects.select_related("outcome").filter(business=business, text=task.text).first()
        about = f"e{action.outcome_id}" if action else ""
        keys = [f"{task.finding}:{about}", f">{about}"]
        open_ones = Finding.objects.filter(business=business, kind=task.finding)
        found = open_ones.filter(Q(key=keys[0]) | Q(key__endswith=keys[1])).first()
        if action and found:
            Action.objects.filter(pk=action.pk).update(finding=found)
            Finding.objects.filter(pk=found.pk).update(state=Finding.State.DOING)


def own_sample(owner: User) -> Business | None:
    """The sample business this person owns."""
    owned = Membership.objects.select_related("business").filter(user=owner, role="owner", business__is_sample=True)
    found = owned.order_by("pk").first()
    if found is None:
        return None
    see_businesses([found.business_id])
    return found.business


def new_sample(owner: User) -> Business:
    """An empty sample business."""
    return create_business(
        owner=owner, name=story.NAME, sells=story.SELLS, time_zone=story.TIME_ZONE, is_sample=True, start_step=4
    )


def sample_person(key: str, hashed: str) -> User:
    """One of the four, with a confirmed address and the password of all four."""
    name, email, _ = story.PEOPLE[key]
    user = User.objects.filter(email=email).first() or User.objects.create_user(email)
    user.name, user.time_zone, user.is_active = name, story.TIME_ZONE, True
    user.password = hashed
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user
