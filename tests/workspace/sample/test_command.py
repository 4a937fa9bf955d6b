"""`manage.py demo`: the sample practice, loaded on an empty site, again, kept, and in production."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from businesses.models import Business
from jobs.models import OutboxMail
from reports.models import Report
from reviews.models import Comment, Review, Suggestion
from systems.models import System
from tests.factories import see, see_user
from workspace.sample import story
from workspace.sample.practice import CLIENTS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_the_command_prints_the_sign_ins_and_computes_the_report() -> None:
    out = io.StringIO()
    call_command("demo", stdout=out)
    people = [person for told in CLIENTS for person in told.people.values()]
    ours = ["ines@example.com", "amara@example.com", *(email for _, email, _ in people)]
    for email in ["marlow-sample", "/p/okafor-consulting/", *ours]:
        assert email in out.getvalue()
    see_user(User.objects.get(email="nadia@example.com").pk)
    business = Business.objects.get(is_sample=True, name=story.NAME)
    see(business)
    assert Report.objects.filter(business=business).count() == 2
    call_command("demo", stdout=io.StringIO())
    see(business)
    assert Report.objects.filter(business=business).count() == 2


def test_the_consultant_looked_at_the_first_and_no_mail_left_for_it() -> None:
    for _ in range(2):
        call_command("demo", stdout=io.StringIO())
        see_user(User.objects.get(email="nadia@example.com").pk)
        business = Business.objects.get(is_sample=True, name=story.NAME)
        see(business)
        review = Review.objects.get(business=business)
        assert (review.number, review.state, review.verdict) == (1, "sent", "changes")
        assert review.sent_at == review.map_version.made_at
        assert Comment.objects.filter(business=business, review=review).count() == 4
        suggestion = Suggestion.objects.get(business=business)
        assert suggestion.before == suggestion.element.text != suggestion.text
        assert not OutboxMail.objects.exclude(state=OutboxMail.State.CANCELLED).exists()


def test_a_restart_keeps_what_was_changed_in_a_sample() -> None:
    call_command("demo", "--keep", stdout=io.StringIO())
    see_user(User.objects.get(email="nadia@example.com").pk)
    business = Business.objects.get(is_sample=True, name=story.NAME)
    see(business)
    System.objects.filter(business=business, name="Sales").update(name="Enrolment calls")
    out = io.StringIO()
    call_command("demo", "--keep", stdout=out)
    assert "as you left them" in out.getvalue()
    assert "nadia@example.com" in out.getvalue()
    see(business)
    assert System.objects.filter(business=business, name="Enrolment calls").exists()


def test_production_is_asked_first_and_gets_a_password_of_its_own(settings: Any) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--yes"):
        call_command("demo")
    assert not User.objects.exists()
    out = io.StringIO()
    call_command("demo", "--yes", stdout=out)
    assert "marlow-sample" not in out.getvalue()
    assert not User.objects.get(email="nadia@example.com").check_password("marlow-sample")
