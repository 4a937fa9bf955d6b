"""A map at its limits (model.md §2): entry 2,001, link 5,001 and system 51 are refused in words by every way in, and
what was typed stays."""

import itertools
from typing import Any

import pytest
from django.utils import timezone

from businesses.models import Business, Role
from frameworks.actions import built_in, save_answers
from systems.models import MAX_CONTRIBUTIONS, MAX_ELEMENTS, MAX_SYSTEMS, Contribution, Element, System
from tests.factories import make_comment, make_element, make_system, make_user
from tests.systems.conftest import SmallMap
from tests.workspace.start.walk import CHANGES, SYSTEMS

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
HTMX = {"HX-Request": "true"}
EITHER: tuple[dict[str, str], ...] = ({}, HTMX)
NO_ENTRY, NO_LINK, NO_SYSTEM = "at most 2,000 entries", "at most 5,000 links", "at most 50 systems"


@pytest.fixture
def full(small: SmallMap) -> SmallMap:
    """As many entries as a map holds, all but five of them outputs."""
    missing = MAX_ELEMENTS - Element.objects.count()
    Element.objects.bulk_create(
        Element(business=small.business, system=small.leads, kind="output", text=f"Output {i}") for i in range(missing)
    )
    return small


@pytest.fixture
def linked(small: SmallMap) -> SmallMap:
    """As many links as a map holds."""
    places = [(kind, i) for kind in ("output", "outcome") for i in range(71)]
    made = Element.objects.bulk_create(
        Element(business=small.business, system=small.leads, kind=kind, text=f"{kind} {i}") for kind, i in places
    )
    pairs = itertools.islice(itertools.product(made[:71], made[71:]), MAX_CONTRIBUTIONS - Contribution.objects.count())
    Contribution.objects.bulk_create(Contribution(business=small.business, source=a, target=b) for a, b in pairs)
    return small


def entries(full: SmallMap) -> int:
    full.see()
    return Element.objects.filter(removed_at=None).count()


def kept(answer: Any, no: str, *typed: str) -> None:
    page = answer.content.decode()
    assert answer.status_code == 422
    assert no in page
    assert [text for text in typed if text not in page] == []


def test_entry_2001_is_refused_and_the_text_stays(full: SmallMap) -> None:
    ways = {
        f"systems/{full.leads.pk}/outcome/add/": {"text": "Sixty stay for a year"},
        f"systems/{full.leads.pk}/outcome/quick/": {"text": "Sixty stay for a year"},
        "coverage/answer/": {"system": "leads", "cell": "outcomes", "text": "Sixty stay for a year"},
    }
    for (path, typed), headers in itertools.product(ways.items(), EITHER):
        kept(full.client.post(full.url(path), typed, headers=headers), NO_ENTRY, "Sixty stay for a year")
    assert entries(full) == MAX_ELEMENTS
    assert System.objects.count() == 2, "the system that an answer would have made is not left behind"


@pytest.mark.parametrize("headers", EITHER)
def test_what_was_removed_comes_back_only_where_there_is_room(full: SmallMap, headers: dict[str, str]) -> None:
    gone = make_element(full.leads, "output", "Old reports", removed_at=timezone.now())
    answer = full.client.post(full.url(f"elements/{gone.pk}/restore/"), headers=headers, follow=True)
    assert NO_ENTRY in answer.content.decode()
    assert entries(full) == MAX_ELEMENTS
    full.client.post(full.url(f"elements/{full.elements['step'].pk}/remove/"))
    full.client.post(full.url(f"elements/{gone.pk}/restore/"), headers=headers)
    full.see()
    assert Element.objects.get(pk=gone.pk).removed_at is None


def test_a_suggestion_takes_no_room(full: SmallMap) -> None:
    comment = make_comment(full.elements["outcome"], "Clearer", suggestion="Sixty of a hundred stay")
    full.client.post(full.url(f"suggestions/{comment.suggestion.pk}/use/"), {"version": 1})
    full.see()
    assert Element.objects.get(pk=full.elements["outcome"].pk).text == "Sixty of a hundred stay"
    assert entries(full) == MAX_ELEMENTS


def test_a_map_that_others_filled_before_start_was_finished(full: SmallMap) -> None:
    full.sign_in(Role.OWNER)
    full.see()
    Business.objects.filter(pk=full.business.pk).update(start_step=2)
    save_answers(
        business=full.business, actor=make_user(), version_id=built_in().pk, outcome="Homes are warm again.",
        desired_for="time",
    )  # fmt: skip
    full.client.post(f"/start/{full.business.slug}/2/", SYSTEMS)
    answer = full.client.post(f"/start/{full.business.slug}/3/", CHANGES)
    page = answer.content.decode()
    assert NO_ENTRY in page
    assert "Calls from our area" in page
    assert entries(full) == MAX_ELEMENTS


@pytest.mark.parametrize("headers", EITHER)
def test_link_5001_is_refused_and_what_it_said_stays(linked: SmallMap, headers: dict[str, str]) -> None:
    output, outcome = make_element(linked.sales, "output", "Calls"), make_element(linked.sales, "outcome", "They buy")
    said = {"why": "They trust whom they met", "sign": "1", "strength": "strong"}
    for mine, way, other in ((output, "leads-to", outcome), (outcome, "fed-by", output)):
        url = linked.url(f"elements/{mine.pk}/links/{way}/add/")
        answer = linked.client.post(url, {**said, "other": other.pk}, headers=headers)
        kept(answer, NO_LINK, "They trust whom they met")
    linked.see()
    assert Contribution.objects.count() == MAX_CONTRIBUTIONS


@pytest.mark.parametrize("headers", EITHER)
def test_system_51_is_refused_and_one_that_was_removed_stays_so(small: SmallMap, headers: dict[str, str]) -> None:
    gone = make_system(small.business, "Old shop", removed_at=timezone.now())
    System.objects.bulk_create(System(business=small.business, name=f"System {i}") for i in range(MAX_SYSTEMS - 2))
    kept(small.client.post(small.url("systems/add/"), {"name": "One more", "kind": "chain"}), NO_SYSTEM, "One more")
    answer = small.client.post(small.url(f"systems/{gone.pk}/restore/"), headers=headers)
    to = answer["HX-Redirect"] if headers else answer["Location"]
    assert NO_SYSTEM in small.client.get(to).content.decode()
    small.see()
    assert System.objects.filter(removed_at=None).count() == MAX_SYSTEMS
