"""What a digest says, as HTML and as text of equal worth."""

import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from digests.compose import Facts, compose, subject_of
from digests.gather import Wanted, gather
from digests.letter import Press, html, plain_text, rows_of
from digests.models import Subscription
from digests.shapes import Ask, Digest, Place
from metrics.models import Reading
from reports.queries import latest_report
from reports.words import HEADLINES
from tests.digests.conftest import NOW, World
from tests.factories import make_contribution, make_element, make_metric, make_system, see

pytestmark = pytest.mark.sqlite
STOP = "https://outcomes.example/d/stop/token/"


def facts(world: World, **changes: Any) -> Facts:
    see(world.business)
    report = latest_report(world.business)
    assert report is not None
    subscription = Subscription(business=world.business, user=world.user, kind="weekly")
    [made] = gather([Wanted(subscription, world.business, world.user, "owner", None, report.id, None, NOW, STOP)])
    assert made is not None
    return Facts(**{**made.__dict__, **changes})


@pytest.fixture
def digest(world: World) -> Digest:
    world.report()
    return compose(facts(world))


def words(page: str) -> str:
    """The text of a page, without its head."""
    body = re.sub(r"<(style|title)>.*?</\1>", "", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_subject_counts_the_gaps_and_names_the_worst_system(digest: Digest) -> None:
    assert digest.subject == "1 gap, in Delivery: plenty done, little changed"


@pytest.mark.parametrize(("short", "said"), [(0, "The work"), (1, "Most of the work"), (2, "Some of the work")])
def test_without_a_gap_the_subject_says_what_the_headline_says(world: World, short: int, said: str) -> None:
    """Every outcome is on its plan, while some of the four systems produce less than they planned."""
    see(world.business)
    Reading.objects.filter(metric=world.ads).update(value=60)
    for n in range(3):
        system = make_system(world.business, f"System {n}", position=n + 2)
        made, change = make_element(system, "output"), make_element(system, "outcome")
        make_contribution(made, change)
        make_metric(made, f"Made {n}", plan=100, values=[70 if n < short else 100] * 8)
        make_metric(change, f"Changed {n}", plan=100, values=[100] * 8)
    world.report()
    digest = compose(facts(world))
    assert digest.gaps == []
    assert f"{digest.say_first} {digest.say_second}".startswith(said)
    assert digest.subject == f"No gaps: {said.lower()} makes the difference"


def test_there_is_a_subject_for_every_headline(world: World) -> None:
    world.report()
    report = latest_report(world.business)
    assert report is not None
    said = {key: subject_of(report, [], key) for key in HEADLINES}
    assert len(set(said.values())) == len(HEADLINES)


def test_several_gaps_are_counted_and_the_widest_comes_first(world: World) -> None:
    finance = make_system(world.business, "Finance", position=2)
    cost = make_element(finance, "outcome", "Profit")
    make_metric(cost, "Profit a week", plan=100, values=[10] * 8)
    world.report()
    digest = compose(facts(world))
    assert digest.subject.startswith("2 gaps, widest in Finance: ")
    assert [g.number for g in digest.gaps] == [1, 2]
    assert "Profit a week: a gap of 90 points" in digest.gaps[0].meta


def test_near_the_plan_is_off_it_too(world: World) -> None:
    """A gap is the distance to the plan: six weeks at 95 of 100 before two at 70 make eight weeks off it."""
    cost = make_element(make_system(world.business, "Finance", position=2), "outcome", "Profit")
    make_metric(cost, "Profit a week", plan=100, values=[95] * 6 + [70, 70])
    world.report()
    [gap] = [gap for gap in compose(facts(world)).gaps if "Profit a week" in gap.meta]
    assert gap.meta.endswith("off plan for 8 weeks.")


def test_each_gap_has_its_verdict_how_long_and_a_next_step(digest: Digest) -> None:
    (gap,) = digest.gaps
    assert gap.meta == "Delivery: busy, not working. Ads that pay: a gap of 40 points, off plan for 8 weeks."
    assert (gap.produced, gap.changed, gap.over) == (100, 60, "Lessons finished: 8% over plan in 4 weeks.")
    assert gap.next_step.endswith(".")
    assert "alignment/#finding-" in gap.url


def test_the_goal_says_number_plan_and_the_one_before(digest: Digest) -> None:
    assert digest.goal is not None
    assert digest.goal.words == "Ads that pay: 36%. Plan: 60%. The week before: 36%."
    assert (digest.goal.figure, digest.goal.word) == ("36%", "Off track")


def test_one_thing_that_goes_well(digest: Digest) -> None:
    assert digest.going_well == "Lessons finished: 108, on track for 8 weeks."


def test_what_changed_is_new_worse_fixed_better(world: World) -> None:
    before = world.report()
    see(world.business)
    Reading.objects.filter(metric=world.ads).update(value=59)
    Reading.objects.filter(metric=world.lessons).update(value=40)
    world.business.readings_revision += 1
    world.business.save()
    world.report()
    digest = compose(facts(world, before=before))
    said = [f"{line.label}: {line.text}" for line in digest.since]
    assert "Worse: Lessons finished moved away from its plan: on average 40." in said
    assert "Fixed: Ads that pay is on track again: on average 59%." in said
    assert said[-1].endswith("is no longer found.")
    assert digest.changes >= 3
    assert digest.something_to_say


def test_the_same_report_changed_nothing(world: World) -> None:
    report = world.report()
    digest = compose(facts(world, before=report))
    assert digest.since == []
    assert not digest.something_to_say


def test_it_never_claims_a_cause(world: World) -> None:
    before = world.report()
    see(world.business)
    Reading.objects.filter(metric=world.ads).update(value=20)
    world.business.readings_revision += 1
    world.business.save()
    world.report()
    page = words(html(compose(facts(world, before=before))))
    said = page.replace("because you own Marlow Ads School", "")
    assert not re.search(r"\b(because|caused?|due to|thanks to|leads to|led to|drives?)\b", said, re.IGNORECASE)
    assert "!" not in page.replace("! Slipping", "")


def test_both_parts_say_the_same(world: World) -> None:
    before = world.report()
    see(world.business)
    Reading.objects.filter(metric=world.ads).update(value=50)
    world.business.readings_revision += 1
    world.business.save()
    world.report()
    ask = Ask("Ines", "What if the finish line was the first sale?", "Six lessons", "https://outcomes.example/r/1/")
    digest = compose(facts(world, before=before, due=7, asks=[ask]))
    page, text = words(html(digest)).lower(), " ".join(plain_text(digest).split()).lower()
    told = [
        digest.lead, digest.say_first, digest.say_second, digest.going_well, digest.why, ask.text,
        digest.goal.words if digest.goal else "", *(g.title for g in digest.gaps), *(g.meta for g in digest.gaps),
        *(g.next_step for g in digest.gaps), *(line.text for line in digest.since), digest.check_in_words,
        digest.due_words.rstrip("."), "ines asks",
    ]  # fmt: skip
    for sentence in told:
        assert sentence.lower() in page, sentence
        assert sentence.lower() in text, sentence
    for url in (digest.check_in_url, digest.change_url, digest.stop_url, ask.url, *(g.url for g in digest.gaps)):
        assert f'href="{url}"' in html(digest)
        assert url in plain_text(digest).split()


def test_lines_of_the_text_are_short_except_for_addresses(digest: Digest) -> None:
    assert max(len(line) for line in plain_text(digest).splitlines() if "http" not in line) <= 72


def test_readings_due_lead_to_the_check_in(world: World) -> None:
    world.report()
    digest = compose(facts(world, due=7, first_due=5))
    assert digest.due_words == "7 readings, about 2 minutes."
    assert digest.check_in_words == "Do the check-in for week 47"
    assert digest.check_in_url.endswith("/check-in/#r5")
    assert "All readings are in." in words(html(compose(facts(world))))


def test_links_are_made_from_the_configured_origin_only(world: World, settings: Settings) -> None:
    world.report()
    settings.SITE_URL = "https://outcomes.example"
    digest = compose(facts(world, due=2))
    found = re.findall(r'href="([^"]+)"', html(digest)) + re.findall(r"\S+://\S+", plain_text(digest))
    assert len(found) >= 8
    assert {url for url in found if not url.startswith("https://outcomes.example/")} == set()


def test_the_html_is_small_needs_no_image_and_no_stylesheet(digest: Digest) -> None:
    page = html(digest)
    assert len(page.encode()) < 40_000
    assert not re.search(r"<(img|link|script)|@import|url\(", page)
    assert 'width="600"' in page
    assert "prefers-color-scheme: dark" in page


def test_names_that_people_chose_cannot_become_markup(world: World) -> None:
    world.business.name = '<b>Marlow</b> & "Co"'
    world.report()
    page = html(compose(facts(world)))
    assert "<b>Marlow</b>" not in page
    assert "&lt;b&gt;Marlow&lt;/b&gt; &amp; &quot;Co&quot;" in page


def test_the_message_stops_by_one_click(digest: Digest) -> None:
    mail = Press().letter(digest, "nadia@example.com")
    assert mail.extra_headers["List-Unsubscribe"] == f"<{STOP}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = mail.message()
    assert [part.get_content_type() for part in list(raw.walk())[1:]] == ["text/plain", "text/html"]
    assert mail.to == ["nadia@example.com"]


def test_without_numbers_it_is_too_early_to_tell(world: World) -> None:
    see(world.business)
    Reading.objects.all().delete()
    world.report()
    report = latest_report(world.business)
    assert report is not None
    assert subject_of(report, [], "unknown").startswith("Too early to tell")
    digest = compose(facts(world))
    assert digest.gaps == []
    assert "Nothing is counted for it yet." in words(html(digest))


def test_a_long_chain_stands_in_even_rows() -> None:
    chain = [Place(f"S{n}", "on", "On track") for n in range(8)]
    assert [len(row) for row in rows_of(chain)] == [4, 4]
    assert [[p.name if p else "" for p in row] for row in rows_of(chain[:7])][1] == ["S4", "S5", "S6", ""]
    assert rows_of([]) == []


def test_the_link_of_a_gap_leads_to_its_finding(digest: Digest, world: World, client: Client) -> None:
    address, _, anchor = digest.gaps[0].url.partition("#")
    client.force_login(world.user)
    page = client.get(urlsplit(address).path).content.decode()
    assert f'id="{anchor}"' in page
