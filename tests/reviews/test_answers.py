"""What waits for an answer is counted alike everywhere, and whoever asked in a review is told of the answers once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from businesses.actions import end_engagement
from businesses.models import Business, Engagement, Role, Side
from digests.gather import Wanted, asked
from digests.models import Subscription
from jobs.models import OutboxMail
from portfolio.clients import judged
from portfolio.shapes import Client as Row
from reviews import mails
from reviews.actions import add_comment, keep_ours, send_review, settle_thread, start_review, use_suggestion
from reviews.list_page import open_threads
from reviews.models import Comment, Review, Thread
from reviews.queries import open_threads_of
from reviews.waiting import waiting_by_business
from systems.actions import remove_element
from systems.models import Element
from tests.factories import make_business, make_element, make_engagement, make_member, make_system, make_user, see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def owner() -> User:
    return make_user(name="Nadia")


@pytest.fixture
def business(owner: User) -> Business:
    return make_business(owner, "Marlow Ads School")


@pytest.fixture
def ines(business: Business) -> User:
    person = make_user(name="Ines")
    make_engagement(business, person)
    return person


@pytest.fixture
def things(business: Business) -> list[Element]:
    system = make_system(business, "Delivery")
    return [make_element(system, "outcome", f"Graduates {n}") for n in range(4)]


@pytest.fixture
def review(business: Business, ines: User, things: list[Element]) -> Review:
    """Two questions and two suggestions."""
    see(business)
    review = start_review(business=business, reviewer=ines)
    for n, thing in enumerate(things):
        say(thing, ines, f"Question {n}", review=review, suggestion=f"Words {n}" if n > 1 else "")
    send_review(review=review, verdict="comments", note="", at=AT)
    return review


def say(thing: Element, who: User, text: str, at: datetime = AT, **more: Any) -> Comment:
    return add_comment(
        business=thing.business, author=who, system=thing.system, element=thing, text=text, at=at, **more
    )


def everywhere(business: Business, person: User) -> set[int]:
    """How many wait for this person, by each place that counts them."""
    see(business)
    wanted: Any = Wanted(Subscription(), business, person, "owner", None, None, None, AT)
    in_digest = asked(open_threads_of([business.pk], [person.pk]).get(business.pk, []), wanted)
    return {
        waiting_by_business([business.pk], person.pk).get(business.pk, 0),
        len(open_threads(business, person).waiting),
        len(in_digest) if len(in_digest) < 3 else waiting_by_business([business.pk], person.pk)[business.pk],
    }


def threads(review: Review) -> list[Thread]:
    return list(Thread.objects.filter(comments__review=review).order_by("pk"))


def test_used_kept_answered_and_settled_wait_no_more(
    business: Business, owner: User, ines: User, review: Review, things: list[Element]
) -> None:
    assert everywhere(business, owner) == {4}
    assert everywhere(business, ines) == {0}, "nobody waits for themselves"
    used, kept = (c.suggestion for c in review.comments.exclude(suggestion=None).order_by("pk"))
    use_suggestion(suggestion=used, actor=owner, at=AT)
    assert everywhere(business, owner) == {3}
    keep_ours(suggestion=kept, actor=owner, at=AT)
    assert everywhere(business, owner) == {2}
    first, second, *_ = threads(review)
    say(things[0], owner, "They come from the podcast", thread=first)
    assert everywhere(business, owner) == {1}
    settle_thread(thread=second, actor=owner, settled=True, at=AT)
    assert everywhere(business, owner) == {0}
    say(things[0], ines, "And from where else?", thread=first, at=AT + 5 * MINUTE)
    assert waiting_by_business([business.pk], owner.pk) == {business.pk: 1}, "asked again"


def test_a_second_consultant_is_no_answer(
    business: Business, owner: User, review: Review, things: list[Element]
) -> None:
    colleague = make_user(name="Tomas")
    make_engagement(business, colleague)
    see(business)
    say(things[0], colleague, "I wonder too", thread=threads(review)[0])
    assert waiting_by_business([business.pk], owner.pk) == {business.pk: 4}
    assert waiting_by_business([business.pk], colleague.pk) == {business.pk: 3}


def test_what_left_the_map_waits_for_nobody(
    business: Business, owner: User, review: Review, things: list[Element]
) -> None:
    remove_element(business=business, actor=owner, element=things[0], at=AT)
    assert everywhere(business, owner) == {3}
    assert len(open_threads(business, owner).others) == 1


def test_clients_and_home_say_the_same(
    client: Client, business: Business, owner: User, ines: User, review: Review
) -> None:
    use_suggestion(suggestion=review.comments.exclude(suggestion=None)[0].suggestion, actor=owner, at=AT)
    row = judged({business.pk: Row(business, 1, [], True)}, ines.pk, AT)[0]
    assert row.questions == 3
    client.force_login(owner)
    for page, said in (("", "Answer 3 comments"), ("reviews/", "3 comments wait for your answer")):
        assert said in " ".join(client.get(f"/b/{business.slug}/{page}").content.decode().split())
    client.force_login(ines)
    page = " ".join(client.get(f"/b/{business.slug}/reviews/").content.decode().split())
    assert "for your answer" not in page
    assert "Answered, or asked by you, and not settled" in page


def waiting_mails() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(kind="review_answers").order_by("pk"))


def test_one_mail_for_a_round_of_answers(
    business: Business, owner: User, ines: User, review: Review, things: list[Element]
) -> None:
    use_suggestion(suggestion=review.comments.exclude(suggestion=None)[0].suggestion, actor=owner, at=AT)
    say(things[0], owner, "From the podcast", thread=threads(review)[0], at=AT + 5 * MINUTE)
    (mail,) = waiting_mails()
    assert mail.not_before == AT + 15 * MINUTE
    message = mails.answers(mail)
    assert message is not None
    assert message.to == [ines.email]
    assert message.subject == "Marlow Ads School answered your review 1: 1 suggestion used, 1 reply"
    assert "2 comments wait for an answer still." in message.body
    assert f"/b/{business.slug}/reviews/1/" in message.body
    see(business)
    OutboxMail.objects.filter(pk=mail.pk).update(state=OutboxMail.State.SENT)
    say(things[1], owner, "And that one", thread=threads(review)[1], at=AT + 60 * MINUTE)
    assert len(waiting_mails()) == 2, "the next round"


def test_it_goes_an_hour_after_the_first_answer_at_the_latest(
    business: Business, owner: User, review: Review, things: list[Element]
) -> None:
    thread = threads(review)[0]
    say(things[0], owner, "First", thread=thread)
    OutboxMail.objects.filter(kind="review_answers").update(created_at=AT)
    say(things[0], owner, "Last", thread=thread, at=AT + 59 * MINUTE)
    assert waiting_mails()[0].not_before == AT + 60 * MINUTE


def test_nobody_is_told_of_their_own_words_or_after_they_left(
    business: Business, owner: User, ines: User, review: Review, things: list[Element]
) -> None:
    thread = threads(review)[0]
    say(things[0], ines, "I mean the new ones", thread=thread)
    settle_thread(thread=thread, actor=ines, settled=True, at=AT)
    assert waiting_mails() == []
    say(things[0], owner, "From the podcast", thread=thread)
    end_engagement(
        engagement=Engagement.objects.get(business=business), actor=owner, side=Side.BUSINESS, at=AT + MINUTE
    )
    assert mails.answers(waiting_mails()[0]) is None


def test_who_may_settle(client: Client, business: Business, owner: User, review: Review, things: list[Element]) -> None:
    theirs = threads(review)[0]
    viewer = make_member(business, Role.VIEWER).user
    see(business)
    own = say(things[0], viewer, "What is happy?").thread
    client.force_login(viewer)
    page = client.get(f"/b/{business.slug}/comments/element/{things[0].pk}/").content.decode()
    assert f"/threads/{own.pk}/settle/" in page
    assert f"/threads/{theirs.pk}/settle/" not in page
    assert client.post(f"/b/{business.slug}/threads/{theirs.pk}/settle/", {"settled": "yes"}).status_code == 422
    assert client.post(f"/b/{business.slug}/threads/{own.pk}/settle/", {"settled": "yes"}).status_code == 302


def test_what_a_review_holds_goes_to_its_page_alone(
    client: Client, business: Business, ines: User, things: list[Element]
) -> None:
    client.force_login(ines)
    client.post(f"/b/{business.slug}/reviews/start/")
    add = f"/b/{business.slug}/comments/element/{things[0].pk}/add/"
    for page, sent in (("reviews/1/", True), (f"comments/element/{things[0].pk}/", False)):
        address = f"http://testserver/b/{business.slug}/{page}?review=1"
        headers = {"HX-Request": "true", "HX-Current-URL": address}
        answer = client.post(add, {"text": f"Said at {page}", "review": "1"}, headers=headers)
        assert (b'id="held"' in answer.content) is sent, page


def test_an_empty_place_says_so_until_the_first_word(
    client: Client, owner: User, business: Business, things: list[Element]
) -> None:
    client.force_login(owner)
    page = f"/b/{business.slug}/comments/element/{things[0].pk}/"
    assert b"Nothing was said here yet" in client.get(page).content
    answer = client.post(f"{page}add/", {"text": "First"}, headers={"HX-Request": "true"})
    assert b"Nothing was said here yet" not in answer.content
