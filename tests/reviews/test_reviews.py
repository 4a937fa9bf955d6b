"""A review: a numbered snapshot, held until it is sent, one mail, answered by the owner; and comments without one."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import create_person
from accounts.models import User
from businesses.actions import end_engagement
from businesses.models import AuditRow, Business, Engagement, Role, Side
from businesses.words import has_words
from core.models import Conflict, Refused
from jobs.models import OutboxMail
from reviews import mails
from reviews.actions import add_comment, send_review, start_review, use_suggestion
from reviews.models import MAX_COMMENT, Comment, Review, Suggestion, Thread
from systems.actions import add_element, edit_element, remove_element
from systems.models import Element, MapVersion
from tests.factories import (
    make_business,
    make_comment,
    make_element,
    make_engagement,
    make_member,
    make_system,
    make_user,
    see,
)
from tests.pages import flat
from tests.queries import count_queries
from workspace.sample.builder import empty_sample

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner() -> User:
    return create_person(email="nadia@example.com", name="Nadia Marlow")


@pytest.fixture
def business(owner: User) -> Business:
    return make_business(owner, "Marlow Ads School")


@pytest.fixture
def lessons(business: Business) -> Element:
    return make_element(make_system(business, "Delivery"), "outcome", "Graduates are happy")


@pytest.fixture
def ines(business: Business) -> User:
    person = make_user(name="Ines Okafor")
    make_engagement(business, person)
    return person


def path(business: Business, rest: str = "") -> str:
    return f"/b/{business.slug}/{rest}"


def begin(client: Client, business: Business, who: User) -> str:
    client.force_login(who)
    return str(client.post(path(business, "reviews/start/"))["Location"])


def body(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_review_is_held_until_it_is_sent(
    client: Client, business: Business, lessons: Element, owner: User, ines: User
) -> None:
    address = begin(client, business, ines)
    assert address == path(business, "reviews/1/")
    said = {"text": "Happy is not an outcome", "suggestion": "Half earn more than they spend", "review": "1"}
    assert client.post(path(business, f"comments/element/{lessons.pk}/add/"), said).status_code == 302
    page = body(client.get(address))
    assert "Not sent yet" in page
    assert "1 comment and 1 suggestion" in page
    client.force_login(owner)
    assert client.get(address).status_code == 404
    for unseen in ("reviews/", f"comments/element/{lessons.pk}/", f"comments/system/{lessons.system_id}/"):
        assert "Happy is not an outcome" not in body(client.get(path(business, unseen)))
    assert not OutboxMail.objects.filter(kind="review").exists()
    client.force_login(ines)
    assert client.post(f"{address}send/", {"verdict": "changes", "note": "Good bones"}).status_code == 302
    client.force_login(owner)
    page = body(client.get(address))
    assert "Happy is not an outcome" in page
    assert "Asks for changes" in flat(page)
    assert "Good bones" in page
    assert "Use this" in page
    see(business)
    assert [r.what for r in AuditRow.objects.filter(what__startswith="review").order_by("pk")] == [
        "review_start", "review_send",
    ]  # fmt: skip


def test_one_mail_goes_to_the_owners(client: Client, business: Business, lessons: Element, ines: User) -> None:
    make_member(business, Role.OWNER, create_person(email="tomas@example.com", name="Tomas"))
    make_member(business, Role.EDITOR, create_person(email="priya@example.com", name="Priya"))
    address = begin(client, business, ines)
    for _ in range(3):
        client.post(f"{address}send/", {"verdict": "approve"})
    mail = OutboxMail.objects.get(kind="review")
    message = mails.review(mail)
    assert message is not None
    assert message.to == ["nadia@example.com", "tomas@example.com"]
    assert message.subject == "Ines Okafor reviewed Marlow Ads School: approved"
    assert f"/b/{business.slug}/reviews/1/" in message.body


def test_no_mail_once_the_engagement_has_ended(business: Business, lessons: Element, owner: User, ines: User) -> None:
    see(business)
    review = start_review(business=business, reviewer=ines)
    send_review(review=review, verdict="approve", note="", at=timezone.now())
    assert mails.review(OutboxMail.objects.get(kind="review")) is not None
    see(business)
    end_engagement(engagement=Engagement.objects.get(), actor=owner, side=Side.BUSINESS, at=timezone.now())
    assert mails.review(OutboxMail.objects.get(kind="review")) is None


def test_the_next_one_opens_on_the_difference(
    client: Client, business: Business, lessons: Element, owner: User, ines: User
) -> None:
    see(business)
    gone = make_element(lessons.system, "step", "Six lessons, one a week")
    address = begin(client, business, ines)
    client.post(f"{address}send/", {"verdict": "approve"})
    see(business)
    edit_element(business=business, actor=owner, element=lessons, version=1, text="Graduates earn")
    add_element(business=business, actor=owner, system=lessons.system, kind="input", text="Booked calls")
    remove_element(business=business, actor=owner, element=gone, at=timezone.now())
    make_element(lessons.system, "output", "Untouched until now")
    page = body(client.get(begin(client, business, ines)))
    assert "4 changes since the last one" in flat(page)
    assert "<del>Graduates are happy</del><ins>Graduates earn</ins>" in flat(page)
    assert "<ins>Booked calls</ins>" in flat(page)
    assert "No longer on the map" in flat(page)
    assert "<del>Six lessons, one a week</del>" in flat(page)
    see(business)
    assert list(MapVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_map_that_did_not_change_is_the_same_version(
    client: Client, business: Business, lessons: Element, ines: User
) -> None:
    client.post(f"{begin(client, business, ines)}send/", {"verdict": "approve"})
    page = body(client.get(begin(client, business, ines)))
    assert "nothing changed since the last one" in page
    see(business)
    assert MapVersion.objects.count() == 1
    assert Review.objects.count() == 2


def test_a_sent_review_is_never_changed(business: Business, lessons: Element, ines: User) -> None:
    see(business)
    review = start_review(business=business, reviewer=ines)
    send_review(review=review, verdict="approve", note="", at=timezone.now())
    with pytest.raises(Refused, match="sent already"):
        send_review(review=review, verdict="changes", note="", at=timezone.now())
    with pytest.raises(Refused, match="sent already"):
        add_comment(
            business=business, author=ines, system=lessons.system, text="Late", review=review, at=timezone.now()
        )


def test_an_empty_review_is_sent_only_to_approve(
    client: Client, business: Business, lessons: Element, ines: User
) -> None:
    address = begin(client, business, ines)
    answer = client.post(f"{address}send/", {"verdict": "comments"})
    assert answer.status_code == 422
    assert "Write a comment first, or approve." in body(answer)
    for wrong in ({}, {"verdict": "burn"}, {"verdict": "approve", "note": "x" * (MAX_COMMENT + 1)}):
        assert client.post(f"{address}send/", wrong).status_code == 422
    assert client.post(f"{address}send/", {"verdict": "approve"}).status_code == 302


def test_a_review_can_be_thrown_away(client: Client, business: Business, lessons: Element, ines: User) -> None:
    address = begin(client, business, ines)
    client.post(path(business, f"comments/element/{lessons.pk}/add/"), {"text": "Never mind", "review": "1"})
    assert client.post(f"{address}discard/").status_code == 302
    assert client.get(address).status_code == 404
    see(business)
    assert not Comment.objects.exists()
    assert not Thread.objects.exists()


def test_a_comment_is_taken_back_before_it_is_sent(
    client: Client, business: Business, lessons: Element, owner: User, ines: User
) -> None:
    address = begin(client, business, ines)
    client.post(path(business, f"comments/element/{lessons.pk}/add/"), {"text": "Never mind", "review": "1"})
    see(business)
    comment = Comment.objects.get()
    client.force_login(owner)
    assert client.post(path(business, f"comments/{comment.pk}/remove/")).status_code == 404
    client.force_login(ines)
    assert client.post(path(business, f"comments/{comment.pk}/remove/"))["Location"].startswith(address)
    see(business)
    assert not Thread.objects.exists()


# --- The owner answers --------------------------------------------------------------------------


def sent_suggestion(business: Business, lessons: Element, ines: User) -> Suggestion:
    see(business)
    review = start_review(business=business, reviewer=ines)
    make_comment(lessons, "Who?", review=review, suggestion="Half of them earn")
    see(business)
    send_review(review=review, verdict="changes", note="", at=timezone.now())
    return Suggestion.objects.select_related("business", "comment").get()


def test_use_this_changes_the_map(
    client: Client, business: Business, lessons: Element, owner: User, ines: User
) -> None:
    suggestion = sent_suggestion(business, lessons, ines)
    client.force_login(owner)
    address = path(business, f"suggestions/{suggestion.pk}/use/")
    answer = client.post(address, {"review": "1"})
    assert answer["Location"] == path(business, f"reviews/1/#thread-e{lessons.pk}")
    assert "Used" in body(client.get(path(business, "reviews/1/")))
    see(business)
    lessons.refresh_from_db()
    assert lessons.text == "Half of them earn"
    assert client.post(address).status_code == 422


def test_words_that_changed_since_are_shown_beside(
    client: Client, business: Business, lessons: Element, owner: User, ines: User
) -> None:
    suggestion = sent_suggestion(business, lessons, ines)
    edit_element(business=business, actor=owner, element=lessons, version=1, text="Ours, rewritten")
    with pytest.raises(Conflict):
        use_suggestion(suggestion=suggestion, actor=owner, at=timezone.now())
    client.force_login(owner)
    address = path(business, f"suggestions/{suggestion.pk}/use/")
    answer = client.post(address)
    assert answer.status_code == 409
    assert "Ours, rewritten" in body(answer)
    assert "Half of them earn" in body(answer)
    assert 'name="version" value="2"' in body(answer)
    assert client.post(address, {"version": "2"}).status_code == 302
    see(business)
    lessons.refresh_from_db()
    assert lessons.text == "Half of them earn"


def test_keep_ours(client: Client, business: Business, lessons: Element, owner: User, ines: User) -> None:
    suggestion = sent_suggestion(business, lessons, ines)
    client.force_login(owner)
    answer = client.post(path(business, f"suggestions/{suggestion.pk}/keep/"), {"review": "1"}, headers=HTMX)
    assert answer.status_code == 200
    assert f'id="thread-e{lessons.pk}"' in body(answer)
    assert "Kept as it was" in body(answer)
    see(business)
    lessons.refresh_from_db()
    assert lessons.text == "Graduates are happy"


def test_a_suggestion_for_what_is_gone_is_refused(
    client: Client, business: Business, lessons: Element, owner: User, ines: User
) -> None:
    suggestion = sent_suggestion(business, lessons, ines)
    remove_element(business=business, actor=owner, element=lessons, at=timezone.now())
    with pytest.raises(Refused, match="no longer on the map"):
        use_suggestion(suggestion=suggestion, actor=owner, at=timezone.now())


def test_reply_settle_and_open_again(
    client: Client, business: Business, lessons: Element, owner: User, ines: User
) -> None:
    thread = make_comment(lessons, "Who makes these?", author=ines).thread
    client.force_login(owner)
    reply = path(business, f"threads/{thread.pk}/reply/")
    assert "They come" in body(client.post(reply, {"text": "They come from the podcast"}, headers=HTMX))
    assert client.post(reply, {"text": " "}, headers=HTMX).status_code == 422
    settle = path(business, f"threads/{thread.pk}/settle/")
    assert "Settled by" in body(client.post(settle, {"settled": "yes"}, headers=HTMX))
    assert client.post(settle, {"settled": "maybe"}).status_code == 422
    assert "Settled by" not in body(client.post(settle, {"settled": "no"}, headers=HTMX))
    client.post(settle, {"settled": "yes"})
    client.post(reply, {"text": "One more thing"})
    see(business)
    thread.refresh_from_db()
    assert thread.settled_at is None, "an answer opens it again"


# --- Comments anywhere --------------------------------------------------------------------------


def test_a_viewer_comments_and_cannot_suggest(client: Client, business: Business, lessons: Element) -> None:
    client.force_login(make_member(business, Role.VIEWER).user)
    address = path(business, f"comments/element/{lessons.pk}/add/")
    assert client.post(address, {"text": "What is happy?"}).status_code == 302
    answer = client.post(address, {"text": "And", "suggestion": "Other words"})
    assert answer.status_code == 422
    assert "Other words" in body(answer)
    assert "What is happy?" in body(client.get(path(business, f"comments/system/{lessons.system_id}/")))
    see(business)
    assert Comment.objects.count() == 1


def test_a_thread_answered_among_its_system_stays_there(
    client: Client, business: Business, lessons: Element, owner: User
) -> None:
    thread = make_comment(lessons, "Who makes these?").thread
    client.force_login(owner)
    address = path(business, f"threads/{thread.pk}/reply/")
    answer = client.post(address, {"text": "We do", "place": "system"}, headers=HTMX)
    assert f'id="thread-s{lessons.system_id}"' in body(answer)
    assert client.post(address, {"text": "All of us", "place": "system"})["Location"] == path(
        business, f"comments/system/{lessons.system_id}/"
    )


def test_pressing_twice_says_it_once(client: Client, business: Business, lessons: Element, owner: User) -> None:
    client.force_login(owner)
    for _ in range(2):
        client.post(path(business, f"comments/system/{lessons.system_id}/add/"), {"text": "Twice"})
    see(business)
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("said", [{}, {"text": "  "}, {"text": "x" * (MAX_COMMENT + 1)}, {"text": "a\x00b"}])
def test_what_cannot_be_said_stays_typed(
    client: Client, business: Business, lessons: Element, owner: User, said: dict[str, str]
) -> None:
    client.force_login(owner)
    answer = client.post(path(business, f"comments/element/{lessons.pk}/add/"), said)
    assert answer.status_code == 422
    see(business)
    assert not Thread.objects.exists()


def test_html_is_text(client: Client, business: Business, lessons: Element, owner: User) -> None:
    make_comment(lessons, "<script>alert(1)</script>", suggestion="<b>bold</b>")
    client.force_login(owner)
    page = body(client.get(path(business, f"comments/element/{lessons.pk}/")))
    assert "<script>alert" not in page
    assert "&lt;b&gt;bold" in page


def test_a_sample_is_emptied_with_its_reviews(business: Business, lessons: Element, ines: User) -> None:
    sent_suggestion(business, lessons, ines)
    make_comment(lessons, "Outside a review")
    Business.objects.filter(pk=business.pk).update(is_sample=True)
    business.refresh_from_db()
    empty_sample(business=business)
    assert not Comment.objects.exists()
    assert not Review.objects.exists()


def test_every_key_has_its_words() -> None:
    for what in (
        "comment_add", "thread_settle", "thread_reopen", "review_start", "review_send", "review_remove",
        "suggestion_use", "suggestion_keep", "engagement_start", "engagement_edit", "engagement_end",
    ):  # fmt: skip
        assert has_words(what)


@pytest.mark.parametrize("many", [1, 30])
def test_queries_of_a_review(
    client: Client, business: Business, lessons: Element, owner: User, ines: User, many: int
) -> None:
    see(business)
    review = start_review(business=business, reviewer=ines)
    for n in range(many):
        make_comment(make_element(lessons.system, "step"), f"Comment {n}", review=review)
    see(business)
    send_review(review=review, verdict="comments", note="", at=timezone.now())
    client.force_login(owner)
    client.get(path(business, "reviews/1/"))
    # session, person, door, review with its snapshot, comments with their threads, readings due
    with count_queries(6):
        assert client.get(path(business, "reviews/1/?show=all")).status_code == 200
