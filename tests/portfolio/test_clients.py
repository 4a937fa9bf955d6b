"""The client list: who needs attention first, and why; the same queries for one client and for thirty."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from alignment.words import TEMPLATES
from businesses.actions import begin_engagement, create_practice, end_engagement
from businesses.context import tenant
from businesses.models import Business, Engagement, Level, Membership, Practice, PracticeMember, Side
from portfolio.common import SAID
from reports.actions import compute_report
from reports.models import Finding
from reviews.actions import send_review, start_review
from systems.models import System
from tests.businesses.practice import engage as at_work
from tests.factories import (
    make_business,
    make_colleague,
    make_comment,
    make_contribution,
    make_element,
    make_metric,
    make_system,
    make_user,
    see,
)
from tests.pages import flat
from tests.queries import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def ines() -> User:
    return make_user(name="Ines Okafor")


@pytest.fixture
def practice(ines: User) -> Practice:
    return create_practice(lead=ines, name="Okafor Advisory")


def engage(practice: Practice, ines: User, business: Business) -> Engagement:
    with tenant(business.pk):
        return begin_engagement(
            business=business, practice=practice, person=ines, level=Level.REVIEW, side=Side.BUSINESS, actor=ines
        )


def client_business(name: str, pays: float, weeks_ago: int = 0) -> Business:
    """A business whose outcome stands at `pays` of 60 planned, with its newest reading so many weeks ago."""
    business = make_business(make_user(name=f"Owner of {name}"), name)
    delivery = make_system(business, "Delivery")
    output = make_element(delivery, "output", "Lessons finished")
    outcome = make_element(delivery, "outcome", "Graduates whose ads pay", desired_for="money")
    newest = timezone.now().date() - timedelta(weeks=1 + weeks_ago)
    make_metric(output, plan=50, values=[50] * 8, newest=newest)
    make_metric(outcome, plan=60, values=[pays] * 8, newest=newest, unit="%", combine="mean")
    make_contribution(output, outcome)
    see(business)
    Business.objects.filter(pk=business.pk).update(goal=outcome)
    compute_report(business_id=business.pk, at=timezone.now())
    business.refresh_from_db()
    return business


def page(client: Client, practice: Practice, query: str = "") -> str:
    return flat(client.get(f"/p/{practice.slug}/{query}").content.decode())


def order(html: str, *names: str) -> list[str]:
    headings = {name: f"<bdi>{name}</bdi></a></h2>" for name in names}
    return sorted((n for n in names if headings[n] in html), key=lambda n: html.index(headings[n]))


def test_who_needs_attention_most_comes_first_and_why(client: Client, practice: Practice, ines: User) -> None:
    for name, pays, ago in (("Well", 60.0, 0), ("Quiet", 60.0, 6), ("Slips", 50.0, 0), ("Off", 20.0, 0)):
        engage(practice, ines, client_business(name, pays, ago))
    engage(practice, ines, make_business(name="Empty"))
    client.force_login(ines)
    html = page(client, practice)
    assert order(html, "Well", "Quiet", "Slips", "Off", "Empty") == ["Off", "Slips", "Quiet", "Empty", "Well"]
    for reason in (
        "Off track: Delivery", "Slipping: Delivery", "Gone quiet: no readings for", "Nothing on the map yet",
        "On track, never reviewed", "points apart in Delivery", "20%, plan 60%", "Owner of Off",
    ):  # fmt: skip
        assert reason in html, reason
    assert "wait for a review, one went quiet" in html


def test_search_and_filter(client: Client, practice: Practice, ines: User) -> None:
    engage(practice, ines, client_business("Marlow", 60.0))
    engage(practice, ines, client_business("Harbour", 60.0, 6))
    client.force_login(ines)
    assert order(page(client, practice, "?q=marl"), "Marlow", "Harbour") == ["Marlow"]
    assert order(page(client, practice, "?show=quiet"), "Marlow", "Harbour") == ["Harbour"]
    assert "No client matches" in page(client, practice, "?q=nobody")
    for odd in ("?show=everything", "?q=" + "x" * 5000):
        assert client.get(f"/p/{practice.slug}/{odd}").status_code == 200


def test_a_review_takes_a_client_off_the_list_to_review(client: Client, practice: Practice, ines: User) -> None:
    business = client_business("Marlow", 60.0)
    engage(practice, ines, business)
    see(business)
    send_review(review=start_review(business=business, reviewer=ines), verdict="approve", note="", at=timezone.now())
    client.force_login(ines)
    html = page(client, practice)
    assert "On track: nothing needs you" in html
    assert "Approve, " in html
    assert "To review 0" in html


def test_open_comments_are_counted_and_held_ones_are_not(client: Client, practice: Practice, ines: User) -> None:
    business = client_business("Marlow", 60.0)
    engage(practice, ines, business)
    element = make_element(make_system(business, "Sales"), "step")
    make_comment(element, "Open to all")
    see(business)
    make_comment(element, "Held", review=start_review(business=business, reviewer=ines))
    client.force_login(ines)
    assert "1 open comment<" in flat(page(client, practice))


def test_an_ended_engagement_is_gone(client: Client, practice: Practice, ines: User) -> None:
    business = make_business(make_user(), "Marlow")
    engagement = engage(practice, ines, business)
    client.force_login(ines)
    assert "Marlow" in page(client, practice)
    see(business)
    end_engagement(engagement=engagement, actor=ines, side=Side.PRACTICE, at=timezone.now())
    html = page(client, practice)
    assert "Marlow" not in html
    assert "Invite your first client" in html


def test_strangers_and_other_practices_find_nothing(client: Client, practice: Practice, ines: User) -> None:
    engage(practice, ines, make_business(make_user(), "Marlow"))
    other = make_user()
    create_practice(lead=other, name="Another")
    client.force_login(other)
    assert client.get(f"/p/{practice.slug}/").status_code == 404
    assert client.get("/p/no-such-practice/").status_code == 404
    client.logout()
    assert client.get(f"/p/{practice.slug}/").status_code == 302


def test_signing_in_leads_a_consultant_to_the_clients(client: Client, practice: Practice, ines: User) -> None:
    client.force_login(ines)
    assert client.get("/businesses/")["Location"] == f"/p/{practice.slug}/"
    assert practice.name in client.get("/businesses/all/").content.decode()


@pytest.mark.parametrize("clients", [1, 30])
def test_the_same_queries_for_one_and_for_thirty(client: Client, practice: Practice, ines: User, clients: int) -> None:
    first = client_business("First", 20.0)
    engage(practice, ines, first)
    for n in range(clients - 1):
        engage(practice, ines, make_business(make_user(), f"Client {n}"))
    client.force_login(ines)
    address, wall = f"/p/{practice.slug}/", 1 if connection.vendor == "postgresql" else 0
    client.get(address)  # the first visit of a day is noted
    # session, person, door, clients, who is assigned, owners, goals, ages, put aside, reports, reviews, threads
    for headers in ({}, {"HX-Request": "true"}):
        with count_queries(12 + wall):
            assert client.get(address, headers=headers).status_code == 200
        with count_queries(13 + wall):  # and which systems are alike
            assert client.get(f"{address}?view=systems", headers=headers).status_code == 200


# --- Several people in one practice -----------------------------------------------------------------


@pytest.fixture
def amara(practice: Practice) -> PracticeMember:
    return make_colleague(practice, user=make_user(name="Amara Nwosu"))


def test_a_consultant_sees_only_the_assigned_and_a_lead_all_with_whose_they_are(
    client: Client, practice: Practice, ines: User, amara: PracticeMember
) -> None:
    marlow, harbour, larch = (make_business(name=name) for name in ("Marlow", "Harbour", "Larch"))
    at_work(practice, ines, marlow, amara.user)
    at_work(practice, ines, harbour, ines)
    at_work(practice, ines, larch)
    client.force_login(amara.user)
    html = page(client, practice)
    assert order(html, "Marlow", "Harbour", "Larch") == ["Marlow"]
    assert "Looked after by" not in html
    client.force_login(ines)
    html = page(client, practice)
    assert "Looked after by<bdi>Amara Nwosu</bdi>" in html
    assert html.count("Nobody looks after it") == 1
    assert order(html, "Marlow", "Harbour", "Larch") == ["Harbour"], "a name is a way in only where one may enter"
    assert f"/b/{marlow.slug}/" not in html
    assert "Nobody’s 1" in html
    assert "<bdi>Larch</bdi>" in page(client, practice, "?show=nobody")
    assert "<bdi>Marlow</bdi>" not in page(client, practice, "?show=nobody")
    mine = page(client, practice, f"?who={ines.pk}")
    assert ("<bdi>Harbour</bdi>" in mine, "<bdi>Marlow</bdi>" in mine) == (True, False)
    assert "<bdi>Marlow</bdi>" in page(client, practice, "?who=999999"), "somebody unknown is left out of the question"


def test_a_consultant_without_clients_reads_how_one_gets_some(
    client: Client, practice: Practice, amara: PracticeMember
) -> None:
    client.force_login(amara.user)
    assert "No client is yours yet" in page(client, practice)


def test_one_sorts_as_one_likes(client: Client, practice: Practice, ines: User) -> None:
    for name, pays, ago in (("Bakery", 60.0, 0), ("Zoo", 20.0, 0), ("Abbey", 55.0, 6)):
        engage(practice, ines, client_business(name, pays, ago))
    client.force_login(ines)
    names = ("Bakery", "Zoo", "Abbey")
    assert order(page(client, practice), *names) == ["Zoo", "Abbey", "Bakery"]
    assert order(page(client, practice, "?sort=name"), *names) == ["Abbey", "Bakery", "Zoo"]
    assert order(page(client, practice, "?sort=age"), *names)[0] == "Abbey"
    assert order(page(client, practice, "?sort=gap"), *names)[0] == "Zoo"
    assert order(page(client, practice, "?sort=nothing"), *names) == ["Zoo", "Abbey", "Bakery"]
    part = client.get(f"/p/{practice.slug}/?sort=name&q=o", headers={"HX-Request": "true"}).content.decode()
    assert part.lstrip().startswith('<div class="clients__part" id="clients">')
    assert order(flat(part), *names) == ["Abbey", "Bakery", "Zoo"], "the words are looked for in owners, too"


def test_work_done_and_change_made_are_drawn_where_the_gap_is(client: Client, practice: Practice, ines: User) -> None:
    engage(practice, ines, client_business("Off", 20.0))
    engage(practice, ines, make_business(name="Empty"))
    client.force_login(ines)
    html = page(client, practice)
    assert html.count('<polyline class="c-line l-off"') == 1
    assert "points apart in Delivery" in html
    assert "Nothing worked out yet" in html


def test_what_comes_up_most_counts_each_client_once(
    client: Client, practice: Practice, ines: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portfolio.common.MOST", 30)
    for name, pays in (("First", 20.0), ("Second", 20.0), ("Third", 60.0)):
        engage(practice, ines, client_business(name, pays))
    client.force_login(ines)
    html = page(client, practice)
    section = html[html.index("What comes up most") :]
    said = section[section.index(SAID["false_productivity"]) :]
    assert '<b>2</b> <span class="meta">of 3</span>'.replace(" <", "<") in section
    assert ("<bdi>First</bdi>" in said, "<bdi>Second</bdi>" in said) == (True, True)
    assert "What comes up most" not in page(client, practice, "?q=First")


def test_what_was_put_aside_does_not_come_up(client: Client, practice: Practice, ines: User) -> None:
    for name in ("First", "Second"):
        business = client_business(name, 20.0)
        engage(practice, ines, business)
        see(business)
        Finding.objects.filter(kind="false_productivity").update(state=Finding.State.DISMISSED, reason="Known")
    client.force_login(ines)
    assert SAID["false_productivity"] not in page(client, practice)


def test_every_kind_of_finding_has_its_words() -> None:
    assert set(SAID) == set(TEMPLATES)


def test_systems_of_all_clients_side_by_side(client: Client, practice: Practice, ines: User) -> None:
    for name, pays, slot in (("Marlow", 20.0, "delivery"), ("Harbour", 60.0, "")):
        business = client_business(name, pays)
        engage(practice, ines, business)
        see(business)
        System.objects.filter(business=business).update(slot=slot)
    client.force_login(ines)
    html = page(client, practice, "?view=systems")
    table = html[html.index("<table>") : html.index("</table>")]
    rows = table.split("<tr>")[2:]
    assert [row[: row.index("</th>")] for row in rows] == [
        '<th scope="row">Delivery', '<th scope="row">Other systems',
    ]  # fmt: skip
    assert "Off track" in rows[0]
    assert "Not on the map" in rows[0]
    assert "On track" in rows[1]
    assert table.index(">Marlow<") < table.index(">Harbour<"), "who needs attention most comes first here as well"
    assert "No client matches" in page(client, practice, "?view=systems&q=nobody")


def test_the_most_a_practice_can_have_is_said(
    client: Client, practice: Practice, ines: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portfolio.views.MOST_CLIENTS", 1)
    engage(practice, ines, make_business(name="Marlow"))
    client.force_login(ines)
    assert "1 clients: that is the most a practice can have" in page(client, practice)


def test_a_review_that_was_begun_is_finished_from_here(client: Client, practice: Practice, ines: User) -> None:
    business = client_business("Marlow", 60.0)
    engage(practice, ines, business)
    see(business)
    number = start_review(business=business, reviewer=ines).number
    client.force_login(ines)
    html = page(client, practice)
    assert f'href="/b/{business.slug}/reviews/{number}/"' in html
    assert "Finish your review" in html


def test_a_client_leads_back_to_the_list(client: Client, practice: Practice, ines: User) -> None:
    business = make_business(make_user(), "Marlow")
    engage(practice, ines, business)
    client.force_login(ines)
    html = flat(client.get(f"/b/{business.slug}/").content.decode())
    assert 'data-lead="p" href="/businesses/"' in html
    assert client.get("/businesses/")["Location"] == f"/p/{practice.slug}/"
    assert f"/b/{business.slug}/settings/" not in html, "what they may not do is not offered"
    see(business)
    client.force_login(Membership.objects.get(business=business).user)
    html = flat(client.get(f"/b/{business.slug}/").content.decode())
    assert ('data-lead="p"' in html, f"/b/{business.slug}/settings/" in html) == (False, True)
