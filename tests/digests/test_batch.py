"""A hundred digests of many businesses read together: few queries, and nothing of a neighbour's in anybody's."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from django.core import mail as django_mail
from django.core.mail import get_connection
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from businesses.models import Business, Membership
from digests.actions import choose
from digests.letter import Letter
from digests.models import SendLedger
from jobs.journal import kept
from jobs.mail import send_claimed, send_due_mails
from jobs.models import OutboxMail
from jobs.outbox import claim, new_token
from jobs.timetable import serve_due, serve_some
from reports.actions import compute_report, plan_action
from reports.models import Finding
from reviews.models import Review
from reviews.queries import ThreadView, open_threads_of
from tests.digests.conftest import NOW, tick
from tests.factories import (
    make_business,
    make_comment,
    make_contribution,
    make_element,
    make_engagement,
    make_member,
    make_metric,
    make_review,
    make_system,
    make_user,
    see,
)
from tests.queries import MARKS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
MONDAY = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


def make_client(word: str, people: int) -> Business:
    """A business in which everything is called by its own word; its people get a digest on Monday."""
    owner = make_user(f"{word}0@example.com", name=f"{word} owner")
    business = make_business(owner, f"{word} business")
    system = make_system(business, f"{word} delivery")
    made, change = make_element(system, "output", f"{word} lessons"), make_element(system, "outcome", f"{word} pays")
    make_contribution(made, change)
    make_metric(made, f"{word} lessons done", plan=100, values=[108] * 8)
    make_metric(change, f"{word} that pay", plan=60, values=[36] * 8, unit="%")
    see(business)
    Business.objects.filter(pk=business.pk).update(goal=change)
    compute_report(business_id=business.pk, at=NOW)
    see(business)
    finding = Finding.objects.filter(business=business).order_by("pk").first()
    assert finding is not None
    plan_action(
        business=business, actor=owner, finding=finding,
        text=f"{word} asks graduates", person=Membership.objects.get(user=owner), due=MONDAY.date(), outcome=None,
    )  # fmt: skip
    reviewer = make_user(f"{word}r@example.com", name=f"{word} reviewer")
    make_engagement(business, reviewer)
    review = make_review(business, reviewer)
    make_comment(change, f"{word} question", review=review)
    see(business)
    Review.objects.filter(pk=review.pk).update(state="sent", verdict="comments", sent_at=NOW)
    users = [
        owner,
        *(make_member(business, "recorder", make_user(f"{word}{n}@example.com")).user for n in range(1, people)),
    ]
    see(business)
    for user in users:
        choose(scope=business, user=user, kind="weekly", weekday=0, hour=8, at=NOW)
    return business


WORDS = ["aldern", "birken", "cedren", "dornen"]


@pytest.fixture
def clients(db: None) -> list[Business]:
    return [make_client(word, 25) for word in WORDS]


def made_by(queries: CaptureQueriesContext) -> list[str]:
    return [q["sql"][:200] for q in queries.captured_queries if not q["sql"].startswith(MARKS)]


@pytest.mark.django_db(transaction=True)
def test_a_hundred_are_decided_and_sent_in_few_queries(transactional_db: None) -> None:
    """As a worker does it, with no transaction around it: performance.md goal 14."""
    with transaction.atomic():
        for word in WORDS:
            make_client(word, 25)
    with CaptureQueriesContext(connection) as deciding:
        assert serve_some(MONDAY, "digest") == 100
    token = new_token()
    with CaptureQueriesContext(connection) as sending, kept(token) as notes:
        mails = claim(token, MONDAY)
        results = send_claimed(mails, MONDAY, get_connection(), notes)
    assert [result.state for result in results] == ["sent"] * 100
    assert len(django_mail.outbox) == 100
    assert len(made_by(deciding)) <= 11, made_by(deciding)
    assert len(made_by(sending)) <= 8, made_by(sending)


def test_nothing_of_a_neighbour_is_in_anybodys(clients: list[Business]) -> None:
    serve_due(MONDAY, "digest")
    send_due_mails(MONDAY)
    for message in django_mail.outbox:
        own = re.match(r"[a-z]+", message.to[0])
        assert own
        assert isinstance(message, Letter)
        said = str(message.body) + str(message.alternatives[0][0])
        for word in WORDS:
            assert (word in said) == (word == own[0]), (message.to, word)
        told = [f"{own[0]} question", f"{own[0]} that pay", f"{own[0]} business"]
        told += [f"{own[0]} asks graduates"] if message.to[0] == f"{own[0]}0@example.com" else []
        assert all(words in said for words in told)
    see(*clients)
    for line in SendLedger.objects.select_related("business", "user"):
        assert line.business is not None
        assert line.business.name.split()[0] in line.user.email
        assert line.business.name.split()[0] in line.subject


def test_control_read_by_the_wrong_business_it_would_be_seen(
    clients: list[Business], monkeypatch: pytest.MonkeyPatch
) -> None:
    def everybodys(ids: Iterable[int], authors: Iterable[int]) -> dict[int, list[ThreadView]]:
        found = open_threads_of(ids, authors)
        return {pk: [thread for threads in found.values() for thread in threads] for pk in found}

    monkeypatch.setattr("digests.gather.open_threads_of", everybodys)
    with pytest.raises(AssertionError):
        test_nothing_of_a_neighbour_is_in_anybodys(clients)


def test_a_hundred_due_at_once_are_no_message_to_celery(
    clients: list[Business],
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    told: list[str] = []
    monkeypatch.setattr("jobs.actions.publish", lambda task, row_id, wait=0.0: told.append(task))
    with django_capture_on_commit_callbacks(execute=True):
        tick(MONDAY)
    assert OutboxMail.objects.filter(state="sent").count() == 100
    assert told == []
