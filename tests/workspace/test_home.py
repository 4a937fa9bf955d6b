"""Home: the verdict first, then what needs me; the same number of queries whatever the size."""

from collections.abc import Iterator
from copy import copy
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from accounts.models import User
from businesses.context import tenant
from businesses.models import Business, Role
from core.numbers import plain
from digests.actions import choose
from metrics.models import Reading
from reports.models import Action
from reviews.actions import settle_thread
from systems.models import Element
from tests.factories import make_business, make_comment, make_member, make_metric, make_system, make_user, see
from tests.kept import kept
from tests.pages import flat
from tests.queries import count_queries
from workspace.sample.actions import compute_now, reset_demo

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def make_sample() -> Business:
    business = reset_demo(password="marlow-sample", at=NOW)
    compute_now(business=business, at=NOW)
    return business


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Business]:
    with kept(django_db_blocker, make_sample) as business:
        yield business


@pytest.fixture
def sample(made: Business, db: None) -> Business:
    return copy(made)


@pytest.fixture
def nadia(client: Client, sample: Business) -> Client:
    client.force_login(User.objects.get(email="nadia@example.com"))
    return client


def test_the_verdict_sentence_and_where_the_chain_breaks(nadia: Client, sample: Business) -> None:
    page = nadia.get(f"/b/{sample.slug}/").content.decode()
    assert "Plenty is getting done.<br>Not enough is changing." in page
    assert "Traffic and Delivery do the work they planned" in page
    assert "The chain breaks first at Traffic" in page


def test_every_number_is_the_databases(nadia: Client, sample: Business) -> None:
    with tenant(sample.pk):
        assert sample.goal_id
        goal = Element.objects.get(pk=sample.goal_id)
        newest = Reading.objects.filter(metric__element=goal).order_by("-period").first()
    assert newest is not None
    page = nadia.get(f"/b/{sample.slug}/").content.decode()
    assert f'">{plain(newest.value)}%</a>' in page
    assert "Sample business." in page


def test_before_the_first_report_it_says_what_to_do(client: Client) -> None:
    owner = make_user()
    business = make_business(owner)
    client.force_login(owner)
    page = client.get(f"/b/{business.slug}/").content.decode()
    assert "Your map is ready." in page
    assert "Your first numbers" in page
    assert "On track" not in page


def test_my_actions_and_nobody_elses(nadia: Client, sample: Business) -> None:
    with tenant(sample.pk):
        other = make_member(sample, Role.EDITOR)
        Action.objects.create(business=sample, text="Not mine to do", person=other)
    assert "Not mine to do" not in nadia.get(f"/b/{sample.slug}/").content.decode()


def test_start_goes_on_where_it_was_left(client: Client) -> None:
    owner = make_user()
    business = make_business(owner, start_step=2)
    client.force_login(owner)
    assert client.get(f"/b/{business.slug}/")["Location"] == f"/start/{business.slug}/2/"


def test_a_viewer_is_offered_nothing_to_record(client: Client, sample: Business) -> None:
    viewer = make_member(sample, Role.VIEWER)
    client.force_login(viewer.user)
    page = client.get(f"/b/{sample.slug}/").content.decode()
    assert ">Start</a>" not in page


def test_queries_stay_the_same_with_thirty_metrics_more(nadia: Client, sample: Business) -> None:
    address = f"/b/{sample.slug}/"
    nadia.get(address)
    with count_queries(14):
        nadia.get(address)
    see(sample)
    system = make_system(sample, "Support")
    for i in range(30):
        outcome = Element.objects.create(business=sample, system=system, kind="outcome", text=f"Outcome {i}")
        make_metric(outcome, plan=10, values=[8, 9, 8, 9])
    compute_now(business=sample, at=NOW)
    with count_queries(14):
        nadia.get(address)


def test_a_comment_that_waits_is_among_what_needs_me(nadia: Client, sample: Business) -> None:
    address = f"/b/{sample.slug}/"
    assert "Answer one comment" not in nadia.get(address).content.decode()
    see(sample)
    comment = make_comment(Element.objects.filter(business=sample, kind="outcome")[0], "Who makes these?")
    assert "Answer one comment" in flat(nadia.get(address).content.decode())
    see(sample)
    settle_thread(thread=comment.thread, actor=sample.memberships.all()[0].user, settled=True, at=NOW)
    assert "Answer one comment" not in nadia.get(address).content.decode()


def test_when_the_next_digest_comes_and_that_none_does(nadia: Client, sample: Business) -> None:
    address = f"/b/{sample.slug}/"
    assert "No email digest comes to you" in flat(nadia.get(address).content.decode())
    see(sample)
    user = User.objects.get(email="nadia@example.com")
    choose(scope=sample, user=user, kind="weekly", weekday=0, hour=8, at=timezone.now())
    said = flat(nadia.get(address).content.decode())
    assert "Email digest. Next: Monday, " in said
    assert f"/b/{sample.slug}/digest/preview/" in said
