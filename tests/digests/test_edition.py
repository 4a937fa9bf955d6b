"""The edition of a practice: all clients of one consultant, who needs a call first; and what may never be in it."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from businesses.actions import end_engagement, remove_colleague
from businesses.context import see_businesses, tenant
from businesses.models import EngagementPerson, PracticeMember, Side
from digests import clients
from digests.actions import found_by, send_now, stop
from digests.mails import stop_address
from digests.models import Subscription
from digests.reasons import GONE_PRACTICE, NO_CLIENTS, NOTHING, STOPPED
from digests.tasks import night
from jobs.mail import send_due_mails
from jobs.models import Due, OutboxMail
from jobs.timetable import Turn, serve_due
from portfolio.clients import judged
from reviews.actions import add_comment, send_review, start_review
from reviews.models import Thread
from systems.models import Element, System
from tests.digests.conftest import NOW, tick
from tests.digests.practice import Office, make_office
from tests.factories import make_business, make_colleague, see

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # 08:00 in Berlin
WEEK = timedelta(weeks=1)


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def busy(office: Office) -> Office:
    """One of each: off track, slipping, on track, silent, nothing on the map."""
    for name, pays, ago in (("Larch", 60, 0), ("Quill", 60, 6), ("Slate", 50, 0), ("Orme", 20, 0)):
        office.client(name, pays, ago)
    office.engage("Elm", make_business(name="Elm"))
    return office


def sent() -> EmailMultiAlternatives:
    message = django_mail.outbox[-1]
    assert isinstance(message, EmailMultiAlternatives)
    return message


def parts(message: EmailMultiAlternatives) -> tuple[str, str]:
    """The text as one line, and the words of the HTML."""
    page = re.sub(r"<(style|title)>.*?</\1>", "", str(message.alternatives[0][0]), flags=re.DOTALL)
    return " ".join(str(message.body).split()), " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def told(text: str, *names: str) -> list[str]:
    """The clients in the order in which they are told of, after the subject's and the headline's mention."""
    begin = text.index("WHO NEEDS YOU")
    return sorted(names, key=lambda name: text.index(f" {name}", begin))


def test_clients_come_by_severity_with_the_reason_and_the_silent_last(busy: Office) -> None:
    busy.subscribe()
    tick(NOW + timedelta(days=7))
    message = sent()
    assert message.to == ["ines@example.com"]
    assert message.subject == "3 clients need a call, Orme first"
    text, page = parts(message)
    assert told(text, "Larch", "Quill", "Slate", "Orme", "Elm") == ["Orme", "Slate", "Elm", "Larch", "Quill"]
    for said in (
        "Three clients need a call.", "Orme first: off track: Delivery.", "One went quiet.", "ff track: Delivery",
        "lipping: Delivery", "othing on the map yet", "o readings for 49 days", "20%, plan 60%",
        "points apart in Delivery", "Going well", "you work in Okafor Consulting",
    ):  # fmt: skip
        assert said.lower() in text.lower(), said
        assert said.lower() in page.lower(), said
    [line] = busy.ledger()
    assert (line.state, line.period, line.totals["clients"], line.totals["call"]) == ("sent", "weekly 2026-w49", 5, 3)


def test_both_parts_have_the_same_links_and_stop_by_one_click(busy: Office) -> None:
    busy.subscribe()
    tick(MONDAY)
    message = sent()
    html = str(message.alternatives[0][0])
    links = set(re.findall(r'href="([^"]+)"', html))
    assert links == set(re.findall(r"http\S+", str(message.body)))
    assert message.extra_headers["List-Unsubscribe"].strip("<>") in links
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert len(html.encode()) < 40_000
    assert max(len(line) for line in str(message.body).splitlines() if "http" not in line) <= 72


def test_two_hundred_clients_still_make_a_small_mail(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.client("Orme", 20)
    template = office.clients["Orme"]
    monkeypatch.setattr(clients, "judged", lambda mine, user_id, at: judged(mine, user_id, at) * 200)
    office.subscribe()
    tick(MONDAY)
    assert len(str(sent().alternatives[0][0]).encode()) < 40_000
    assert "And 188 more on the page of your clients." in str(sent().body)
    assert str(sent().body).count(f"{template.name}: off track") == 12


def test_what_changed_at_each_client_since_the_last_one(busy: Office) -> None:
    busy.subscribe()
    tick(MONDAY)
    busy.moves(busy.clients["Orme"], 60, MONDAY + timedelta(days=2))
    tick(MONDAY + WEEK)
    text, page = parts(sent())
    assert "Fixed: Ads that pay is on track again: on average 60%." in text
    assert "Ads that pay is on track again" in page
    assert busy.ledger()[-1].totals["changes"] > 0
    busy.see()
    send_now(scope=busy.practice, user=busy.ines, at=MONDAY + WEEK + timedelta(days=1))
    send_due_mails(MONDAY + WEEK + timedelta(days=1))
    assert "is on track again" not in parts(sent())[0], "told once"


def test_nothing_is_sent_and_that_is_recorded_when_there_is_nothing_to_say(busy: Office) -> None:
    busy.subscribe()
    tick(MONDAY)
    tick(MONDAY + timedelta(days=1))
    for week in (1, 2):
        tick(MONDAY + week * WEEK)
    assert len(django_mail.outbox) == 2, "the others fell silent meanwhile, which is said once"
    assert "Three went quiet" in str(sent().body) or "went quiet" in str(sent().body)
    tick(MONDAY + 5 * WEEK)
    assert [(e.state, e.reason) for e in busy.ledger()][-1] == ("skipped", NOTHING)


def test_answers_and_unsent_reviews_wait_for_the_consultant(busy: Office) -> None:
    busy.subscribe()
    tick(MONDAY)
    business = busy.clients["Larch"]
    with tenant(business.pk):
        review = start_review(business=business, reviewer=busy.ines)
        element = Element.objects.filter(business=business, kind="outcome").get()
        system = System.objects.get(business=business)
        add_comment(
            business=business, system=system, element=element, author=busy.ines, text="Which ads?", suggestion="",
            review=review, at=MONDAY,
        )  # fmt: skip
        send_review(review=review, verdict="comments", note="", at=MONDAY)
        thread = Thread.objects.get(business=business)
        owner = business.memberships.get().user
        reply = thread.comments.create(business=business, author=owner, text="The new ones")
    tick(MONDAY + WEEK)
    text, page = parts(sent())
    assert "Waits for you: 1 answer to you" in text
    assert "Waits for you: 1 answer to you" in page
    with tenant(business.pk):
        reply.delete()
        start_review(business=business, reviewer=busy.ines)
    tick(MONDAY + 2 * WEEK)
    assert "is not sent" in parts(sent())[0]


def test_before_there_are_clients_it_is_skipped(office: Office) -> None:
    office.subscribe()
    tick(MONDAY)
    assert [(e.state, e.reason) for e in office.ledger()] == [("skipped", NO_CLIENTS)]


# --- who may not be in it, and who may not have it --------------------------------------------------------


def test_an_engagement_that_ends_takes_the_client_out_also_of_what_is_queued(busy: Office) -> None:
    busy.subscribe()
    serve_due(MONDAY, "practice_digest")
    off = busy.clients["Orme"]
    with tenant(off.pk):
        end_engagement(engagement=busy.engagements["Orme"], actor=busy.ines, side=Side.BUSINESS, at=MONDAY)
    send_due_mails(MONDAY)
    text, page = parts(sent())
    assert sent().subject == "2 clients need a call, Slate first"
    assert "Orme" not in text + page
    assert off.slug not in str(sent().body) + str(sent().alternatives[0][0])


def test_control_without_asking_again_it_would_still_be_in_it(busy: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The query that is asked when the mail is written, without its condition that the engagement is active."""
    busy.subscribe()
    serve_due(MONDAY, "practice_digest")
    off = busy.clients["Orme"]
    with tenant(off.pk):
        end_engagement(engagement=busy.engagements["Orme"], actor=busy.ines, side=Side.BUSINESS, at=MONDAY)

    def ever(user: object, practice_id: int) -> list[EngagementPerson]:
        see_businesses([b.pk for b in busy.clients.values()])
        return list(EngagementPerson.objects.filter(user=busy.ines).select_related("business").order_by("pk"))

    monkeypatch.setattr(clients, "assigned", ever)
    send_due_mails(MONDAY)
    assert sent().subject == "3 clients need a call, Orme first"


def test_it_holds_no_client_of_a_colleague_whatever_the_practice_has(busy: Office) -> None:
    """Somebody else of the practice looks after the worst one."""
    off = busy.clients["Orme"]
    with tenant(off.pk):
        EngagementPerson.objects.filter(business=off).update(user=make_colleague(busy.practice).user)
    busy.subscribe()
    tick(MONDAY)
    assert off.slug not in str(sent().body)
    if connection.vendor == "postgresql":
        busy.see()
        see_businesses([])
        facts = clients.edition_facts(busy.practice, busy.subscribe(), None, NOW, "")
        assert facts is not None
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.businesses')")
            seen = {int(pk) for pk in cursor.fetchone()[0].strip("{}").split(",")}
        assert seen == {b.pk for b in busy.clients.values()} - {off.pk}


def leave(office: Office) -> None:
    office.see()
    make_colleague(office.practice, "lead")
    remove_colleague(member=PracticeMember.objects.get(user=office.ines), actor=office.ines)


def test_who_leaves_the_practice_gets_nothing_more_neither_queued_nor_later(busy: Office) -> None:
    busy.subscribe()
    serve_due(MONDAY, "practice_digest")
    leave(busy)
    send_due_mails(MONDAY)
    busy.moves(busy.clients["Orme"], 60, MONDAY + timedelta(days=2))
    tick(MONDAY + WEEK)
    assert django_mail.outbox == []
    assert [(e.state, e.reason) for e in busy.ledger()] == [("cancelled", STOPPED), ("cancelled", GONE_PRACTICE)]
    busy.see()
    assert Subscription.objects.get(practice=busy.practice).kind == "off"
    assert not Due.objects.filter(kind="practice_digest").exists()


def test_control_who_stays_gets_both(busy: Office) -> None:
    busy.subscribe()
    serve_due(MONDAY, "practice_digest")
    send_due_mails(MONDAY)
    busy.moves(busy.clients["Orme"], 60, MONDAY + timedelta(days=2))
    tick(MONDAY + WEEK)
    assert len(django_mail.outbox) == 2


def test_what_is_stopped_after_it_was_queued_is_not_sent(busy: Office, client: Client) -> None:
    link = stop_address(busy.subscribe()).removeprefix("http://localhost:8000")
    serve_due(MONDAY, "practice_digest")
    page = client.get(link).content.decode()
    assert "all clients of <bdi>Okafor Consulting" in page or "all clients of Okafor Consulting" in page
    assert client.post(link).status_code == 200
    send_due_mails(MONDAY)
    assert django_mail.outbox == []
    assert [e.state for e in busy.ledger()] == ["cancelled"]


def test_the_stop_link_opens_nothing_but_its_own(busy: Office) -> None:
    subscription = busy.subscribe()
    token = stop_address(subscription).rstrip("/").rsplit("/", 1)[1]
    see()
    found = found_by(token)
    assert found is not None
    assert found.practice == busy.practice
    stop(subscription=found, at=NOW)
    busy.see()
    assert Subscription.objects.get(pk=subscription.pk).kind == "off"


def test_the_outbox_holds_ids_only(busy: Office) -> None:
    busy.subscribe()
    serve_due(MONDAY, "practice_digest")
    row = OutboxMail.objects.get()
    assert (row.business_id, row.practice_id) == (None, busy.practice.pk)
    assert row.key == f"digest:p{busy.practice.pk}:u{busy.ines.pk}:weekly 2026-w49"


# --- who gets one without asking, and by hand ------------------------------------------------------------


def test_the_night_of_a_client_gives_its_consultant_the_usual_one_once(busy: Office) -> None:
    for name in ("Larch", "Orme"):
        night(Turn("nightly", busy.clients[name].pk, NOW.date(), NOW))
    busy.see()
    mine = Subscription.objects.get(practice=busy.practice)
    assert (mine.user, mine.kind, mine.weekday, mine.hour) == (busy.ines, "weekly", 0, 8)
    assert Due.objects.filter(kind="practice_digest").count() == 1
    busy.subscribe("off")
    night(Turn("nightly", busy.clients["Orme"].pk, NOW.date(), NOW))
    busy.see()
    assert Subscription.objects.get(practice=busy.practice).kind == "off", "a stopped one is not given back"


def test_samples_give_none_by_themselves_but_can_be_asked_for(office: Office) -> None:
    business = office.client("Sample school", 20, is_sample=True)
    night(Turn("nightly", business.pk, NOW.date(), NOW))
    office.see()
    assert not Subscription.objects.filter(practice=office.practice).exists()
    send_now(scope=office.practice, user=office.ines, at=NOW)
    send_due_mails(NOW)
    assert "These are sample businesses. Every person and number in them is made up." in parts(sent())[0]


def test_send_me_one_now_always_sends_and_takes_no_turn(busy: Office) -> None:
    busy.subscribe()
    busy.see()
    send_now(scope=busy.practice, user=busy.ines, at=NOW)
    busy.see()
    send_now(scope=busy.practice, user=busy.ines, at=NOW + timedelta(seconds=20))
    send_due_mails(NOW + timedelta(seconds=30))
    assert len(django_mail.outbox) == 1, "pressed twice within a minute is once"
    tick(MONDAY)
    assert len(django_mail.outbox) == 2


def test_the_same_queries_for_three_clients_and_for_twelve(office: Office) -> None:
    office.subscribe()

    def queries() -> int:
        office.see()
        send_now(scope=office.practice, user=office.ines, at=NOW + timedelta(hours=len(office.clients)))
        with CaptureQueriesContext(connection) as made:
            send_due_mails(NOW + timedelta(days=1))
        return len([q for q in made.captured_queries if "SAVEPOINT" not in q["sql"]])

    for n in range(3):
        office.client(f"Client {n}", 20)
    few = queries()
    for n in range(3, 12):
        office.client(f"Client {n}", 20)
    assert queries() == few
