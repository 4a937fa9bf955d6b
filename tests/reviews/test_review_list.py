"""The list of reviews: what was sent, fifty at a time, one's own open one, and what waits for an answer."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from businesses.models import Business, Role
from reviews.models import Thread
from systems.models import Element
from tests.factories import (
    make_business,
    make_comment,
    make_element,
    make_member,
    make_review,
    make_system,
    make_user,
    see,
)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def owner(client: Client) -> User:
    owner = make_user(name="Nadia")
    client.force_login(owner)
    return owner


@pytest.fixture
def business(owner: User) -> Business:
    return make_business(owner)


@pytest.fixture
def lessons(business: Business) -> Element:
    return make_element(make_system(business, "Delivery"), "output", "Lessons <b>finished")


def page(client: Client, business: Business, query: str = "", **headers: str) -> str:
    text = client.get(f"/b/{business.slug}/reviews/{query}", headers=headers).content.decode()
    see(business)
    return " ".join(text.split())


def numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r">Review (\d+)</a>", text)]


def test_fifty_at_a_time_the_newest_first(client: Client, business: Business, owner: User) -> None:
    made = [make_review(business, sent=True).number for _ in range(70)][::-1]
    mine = make_review(business, owner)
    first = page(client, business)
    assert numbers(first) == made[:50]
    assert f"Review {mine.number} is not sent yet" in first
    assert f'href="/b/{business.slug}/reviews/?shown=100"' in first
    assert numbers(page(client, business, "?shown=100")) == made
    part = page(client, business, "?shown=100", **HTMX)
    assert numbers(part) == made[50:]
    assert "not sent yet" not in part
    assert "Show more" not in part


def test_what_waits_is_what_everybody_may_read(client: Client, business: Business, lessons: Element) -> None:
    reviewer = make_member(business, Role.EDITOR, make_user(name="Tomas <i>")).user
    make_comment(lessons, "Open & plain", author=reviewer)
    make_comment(lessons, "Held back", review=make_review(business, reviewer))
    settled = make_comment(lessons, "Settled long ago", author=reviewer)
    see(business)
    Thread.objects.filter(pk=settled.thread_id).update(settled_at=timezone.now())
    make_comment(lessons, suggestion="Lessons that were finished", author=reviewer)
    text = page(client, business)
    assert "2 comments wait for your answer" in text
    assert "Open &amp; plain" in text
    assert "Suggests: Lessons that were finished" in text
    assert "Lessons &lt;b&gt;finished" in text
    assert "Tomas &lt;i&gt;" in text
    assert "Held back" not in text
    assert "Settled" not in text
    assert f'href="/b/{business.slug}/comments/element/{lessons.pk}/"' in text


def test_a_long_comment_is_cut_and_what_left_the_map_has_no_answer(
    client: Client, business: Business, lessons: Element
) -> None:
    make_comment(lessons, " ".join(f"word{i}" for i in range(40)))
    see(business)
    Element.objects.filter(pk=lessons.pk).update(removed_at=timezone.now())
    text = page(client, business)
    assert "word29…" in text
    assert "word30" not in text
    assert "no longer on the map" in text
    assert "Answer<" not in text


def test_a_row_is_light(client: Client, business: Business, owner: User) -> None:
    """performance.md, goal 4: at most 400 bytes a row and 60 kB for a page of a hundred."""
    for _ in range(100):
        make_review(business, sent=True)
    fifty, hundred = (len(client.get(f"/b/{business.slug}/reviews/?shown={shown}").content) for shown in (50, 100))
    assert (hundred - fifty) / 50 < 400
    assert hundred < 60_000
