"""Where a person is signed in, signing out elsewhere, and what ends sessions by itself."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.actions import create_person
from accounts.models import User
from accounts.sessions import browser_words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PASSWORD = "seven green windows"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Mobile Safari/604.1"


@pytest.fixture
def nadia() -> User:
    return create_person(email="nadia@example.com", password=PASSWORD, name="Nadia")


def browser(agent: str = FIREFOX) -> Client:
    """A browser that has signed in with the password."""
    client = Client(headers={"user-agent": agent})
    answer = client.post("/accounts/login/", {"login": "nadia@example.com", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def signed_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def test_each_sign_in_is_listed_this_one_first(nadia: User) -> None:
    here, phone = browser(), browser(PHONE)
    page = here.get("/settings/sessions/").content.decode()
    assert page.index("Firefox on Windows") < page.index("This browser") < page.index("Safari on iPhone")
    assert phone.get("/settings/sessions/").content.decode().count("This browser") == 1


def test_signing_out_everywhere_else_leaves_this_one(nadia: User) -> None:
    here, phone = browser(), browser(PHONE)
    stranger = Client()
    stranger.force_login(create_person(email="other@example.com"))
    answer = here.post("/settings/sessions/", follow=True)
    assert "You are signed out everywhere else" in answer.content.decode()
    assert (signed_in(here), signed_in(phone), signed_in(stranger)) == (True, False, True)
    assert UserSession.objects.filter(user=nadia).count() == 1
    assert "You were signed in only here" in here.post("/settings/sessions/", follow=True).content.decode()


def test_a_session_that_has_no_row_is_still_shown(client: Client, nadia: User) -> None:
    client.force_login(nadia)
    page = client.get("/settings/sessions/").content.decode()
    assert "This browser" in page
    assert "You are signed in nowhere else" in page


def test_a_new_password_ends_every_other_session_and_renews_this_one(nadia: User) -> None:
    here, phone = browser(), browser(PHONE)
    before = here.cookies["sessionid"].value
    asked = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "nine purple chairs"})
    if asked["Location"].startswith("/accounts/reauthenticate/"):
        here.post(asked["Location"], {"password": PASSWORD})
    nadia.refresh_from_db()
    assert nadia.check_password("nine purple chairs")
    assert here.cookies["sessionid"].value != before
    assert (signed_in(here), signed_in(phone)) == (True, False)
    stolen = Client()
    stolen.cookies["sessionid"] = before
    assert not signed_in(stolen), "the id of before is worth nothing"


def test_a_session_ends_a_month_after_its_last_use_and_three_after_its_beginning(nadia: User) -> None:
    start = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        used, idle = browser(), browser(PHONE)
        for day in (20, 40, 60, 80, 89):
            clock.move_to(start + timedelta(days=day))
            assert signed_in(used), day
        assert not signed_in(idle)
        clock.move_to(start + timedelta(days=90, minutes=1))
        assert not signed_in(used)


def test_a_session_in_use_is_written_once_a_day(nadia: User) -> None:
    start = datetime(2026, 3, 1, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        here = browser()
        for day, writes in ((0, False), (1.01, True), (1.02, False)):
            clock.move_to(start + timedelta(days=day))
            with CaptureQueriesContext(connection) as seen:
                here.get("/settings/")
            written = [q["sql"] for q in seen.captured_queries if q["sql"].startswith(("UPDATE", "INSERT"))]
            assert bool(written) is writes, written


@pytest.mark.parametrize(("agent", "words"), [
    (FIREFOX, "Firefox on Windows"), (PHONE, "Safari on iPhone"), ("", "Unknown browser"), ("curl/8.5", "curl/8.5"),
    ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Linux"),
    ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
    ("<script>alert(1)</script>", "scriptalert1/script"), ("x" * 300, "x" * 40),
])  # fmt: skip
def test_browsers_in_words(agent: str, words: str) -> None:
    assert browser_words(agent) == words
