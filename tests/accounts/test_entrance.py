"""Signing up and in: by code or password, the same answer for known and unknown addresses, limits, safe ways back."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.actions import create_person
from accounts.models import User
from tests.pages import flat, without_tokens

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PASSWORD = "seven green windows"


@pytest.fixture
def nadia() -> User:
    return create_person(email="nadia@example.com", password=PASSWORD, name="Nadia")


def code() -> str:
    found = re.search(r"\b([A-Z]{4}-[A-Z]{4})\b", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found.group(1)


def signed_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def test_signing_up_takes_an_email_and_a_code_and_keeps_the_time_zone_of_the_browser(client: Client) -> None:
    answer = client.post("/accounts/signup/", {"email": "New@Example.com", "time_zone": "Pacific/Auckland"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/confirm-email/")
    assert not signed_in(client)
    assert mail.outbox[-1].to == ["new@example.com"]
    page = client.get("/accounts/confirm-email/").content.decode()
    assert "new@example.com" in page
    assert code() not in page
    answer = client.post("/accounts/confirm-email/", {"code": code().lower().replace("-", " ")})
    assert (answer.status_code, answer["Location"]) == (302, "/businesses/")
    assert signed_in(client)
    user = User.objects.get()
    assert (user.email, user.time_zone, user.has_usable_password()) == ("new@example.com", "Pacific/Auckland", False)
    assert EmailAddress.objects.get().verified


@pytest.mark.parametrize("zone", ["", "Mars/Base", "../../etc/passwd", "\x00", "x" * 5000])
def test_a_strange_time_zone_keeps_nobody_out(client: Client, zone: str) -> None:
    answer = client.post("/accounts/signup/", {"email": "new@example.com", "time_zone": zone})
    if "\x00" in zone or len(zone) > 254:
        assert answer.status_code == 422
    else:
        assert answer.status_code == 302
        assert User.objects.get().time_zone == "UTC"


def test_a_wrong_code_is_said_beside_the_field_and_the_third_ends_it(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "new@example.com"})
    right = code()
    for _ in range(2):
        answer = client.post("/accounts/confirm-email/", {"code": "WRNG-CODE"})
        assert answer.status_code == 422
        assert 'id="id_code_error"' in answer.content.decode()
        assert "<title>Error: " in flat(answer.content.decode())
        assert 'value="WRNG-CODE"' in answer.content.decode()
    assert client.post("/accounts/confirm-email/", {"code": "WRNG-CODE"}).status_code == 302
    client.post("/accounts/confirm-email/", {"code": right})
    assert not signed_in(client)


def test_password_signs_in_and_the_session_id_changes(client: Client, nadia: User) -> None:
    client.get("/accounts/login/?next=/settings/")
    client.cookies["sessionid"] = "chosenbysomebodyelse0000000000aa"
    answer = client.post("/accounts/login/", {"login": "NADIA@example.com", "password": PASSWORD, "next": "/settings/"})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/")
    assert client.cookies["sessionid"].value != "chosenbysomebodyelse0000000000aa"
    assert signed_in(client)


def test_no_password_sends_a_code(client: Client, nadia: User) -> None:
    answer = client.post("/accounts/login/", {"login": "nadia@example.com", "password": ""})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/code/confirm/")
    client.post("/accounts/login/code/confirm/", {"code": code()})
    assert signed_in(client)


def test_a_code_works_once(client: Client, nadia: User) -> None:
    client.post("/accounts/login/code/", {"email": "nadia@example.com"})
    used = code()
    client.post("/accounts/login/code/confirm/", {"code": used})
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/confirm/", {"code": used})
    assert not signed_in(client)


def test_a_reset_by_code_signs_in_here_and_out_everywhere_else(client: Client, nadia: User) -> None:
    elsewhere = Client()
    elsewhere.force_login(nadia)
    assert signed_in(elsewhere)
    client.post("/accounts/password/reset/", {"email": "nadia@example.com"})
    answer = client.post("/accounts/password/reset/confirm/", {"code": code()})
    assert answer["Location"] == "/accounts/password/reset/complete/"
    answer = client.post("/accounts/password/reset/complete/", {"password1": "short"})
    assert answer.status_code == 422
    assert "10 characters" in answer.content.decode()
    client.post("/accounts/password/reset/complete/", {"password1": "nine purple chairs"})
    assert signed_in(client)
    assert not signed_in(elsewhere)
    nadia.refresh_from_db()
    assert nadia.check_password("nine purple chairs")


@pytest.mark.parametrize(
    ("address", "field", "then"),
    [
        ("/accounts/signup/", "email", "/accounts/confirm-email/"),
        ("/accounts/login/", "login", "/accounts/login/code/confirm/"),
        ("/accounts/login/code/", "email", "/accounts/login/code/confirm/"),
        ("/accounts/password/reset/", "email", "/accounts/password/reset/confirm/"),
    ],
)
def test_known_and_unknown_addresses_get_the_same_answer(nadia: User, address: str, field: str, then: str) -> None:
    answers = []
    for email in ("nadia@example.com", "nobody@example.com"):
        client = Client()
        sent = client.post(address, {field: email})
        page = client.get(then)
        wrong = client.post(then, {"code": "WRNG-CODE"})
        shown = [without_tokens(p.content).replace(email.encode(), b"") for p in (sent, page, wrong)]
        answers.append((sent.status_code, sent["Location"], page.status_code, wrong.status_code, *shown))
    assert answers[0] == answers[1]
    assert answers[0][0] == 302
    assert answers[0][3] == 422
    assert len(mail.outbox) == 2


def test_a_wrong_password_says_the_same_for_known_and_unknown_addresses(client: Client, nadia: User) -> None:
    answers = [
        client.post("/accounts/login/", {"login": email, "password": "wrong words here"})
        for email in ("nadia@example.com", "nobody@example.com")
    ]
    assert [a.status_code for a in answers] == [422, 422]
    known, unknown = (without_tokens(a.content) for a in answers)
    assert known.replace(b"nadia@example.com", b"") == unknown.replace(b"nobody@example.com", b"")
    assert b"nadia@example.com" in known, "what was typed is kept"
    assert b"wrong words here" not in known


def test_links_in_mail_never_come_from_the_host_header(client: Client, settings: object) -> None:
    client.post("/accounts/login/code/", {"email": "nobody@example.com"}, headers={"host": "127.0.0.1"})
    assert "http://127.0.0.1/" not in str(mail.outbox[-1].body)
    assert "/accounts/signup/" in str(mail.outbox[-1].body)
    assert (
        client.post("/accounts/login/code/", {"email": "a@example.com"}, headers={"host": "evil.example"}).status_code
        == 400
    )
    assert len(mail.outbox) == 1


def test_many_tries_are_stopped_kindly(client: Client, nadia: User) -> None:
    seen = [
        client.post("/accounts/login/", {"login": "nadia@example.com", "password": f"guess number {n}"})
        for n in range(7)
    ]
    assert "Too many tries" in seen[-1].content.decode()
    assert seen[-1].status_code == 422
    blocked = client.post("/accounts/login/", {"login": "nadia@example.com", "password": PASSWORD})
    assert "Too many tries" in blocked.content.decode()
    assert not signed_in(client)


def test_many_sign_ups_from_one_place_answer_429(client: Client) -> None:
    codes = [client.post("/accounts/signup/", {"email": "no address"}).status_code for _ in range(21)]
    assert codes[0] == 422
    assert codes[-1] == 429
    assert "Nothing was changed" in client.post("/accounts/signup/", {}).content.decode()


BYPASSES = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "https://evil.example",
    "http://evil.example",
    "http:evil.example",
    "https:/evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "/%5cevil.example",
    "/%2f%2fevil.example",
    "//evil.example/%2f..",
    "/%2fevil.example",
    "/\tevil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/%09/evil.example",
    "/%0a/evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    " //evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil.example@testserver",
    "https://testserver@evil.example",
    "https://testserver.evil.example",
    "//testserver:80@evil.example",
    "evil.example",
    "www.evil.example",
    "@evil.example",
    "//evil%E3%80%82example",
    "//evil。example",
    "/／evil.example",
    "／／evil.example",
    "/\u2028/evil.example",
    "/\x00/evil.example",
    "//[::1]",
    "//127.0.0.1",
    "//0x7f000001",
    "///\\evil.example",
    "/\x0b/evil.example",
    "/\x0c//evil.example",
    "\x01//evil.example",
    "http://testserver/settings/",
    "https://testserver/settings/",
    "//testserver/settings/",
    "ftp://testserver/",
    "?next=//evil.example",
    "#//evil.example",
    "..//evil.example",
    "./",
    "~//evil.example",
    "http://",
    "//",
    "///",
    "http:///evil.example",
    "/" + "a" * 3000,
    "//evil.example%00.testserver",
    "/%00",
    "/\x7f/evil.example",
]


@pytest.mark.parametrize("bad", BYPASSES)
def test_no_way_out_through_next(bad: str) -> None:
    nadia = create_person(email="nadia@example.com")
    client = Client()
    client.force_login(nadia)
    answer = client.get("/accounts/login/", {"next": bad})
    if "\x00" not in bad:
        assert (answer.status_code, answer["Location"]) == (302, "/businesses/")
    answer = client.post("/settings/theme/", {"theme": "dark"}, headers={"referer": bad})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/")
    answer = client.post("/accounts/logout/", {"next": bad})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_mail_server_that_is_away_is_said_and_is_no_error_page(
    client: Client, nadia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object, **kwargs: object) -> int:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    answer = client.post("/accounts/login/code/", {"email": "nadia@example.com"}, follow=True)
    assert answer.status_code == 200
    assert "We could not send the mail just now" in answer.content.decode()


def test_the_address_changes_only_with_the_code_sent_to_the_new_one(client: Client, nadia: User) -> None:
    client.post("/accounts/login/", {"login": "nadia@example.com", "password": PASSWORD})
    answer = client.post("/accounts/email/", {"email": "new@example.com", "action_add": "1"})
    assert answer["Location"].startswith("/accounts/reauthenticate/"), "the password is asked for once more"
    assert client.post(answer["Location"], {"password": "not this one"}).status_code == 422
    answer = client.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == "/accounts/confirm-email/"
    nadia.refresh_from_db()
    assert nadia.email == "nadia@example.com"
    answer = client.post("/accounts/confirm-email/", {"code": code()})
    assert answer["Location"] == "/settings/"
    nadia.refresh_from_db()
    assert nadia.email == "new@example.com"
    assert [m.to for m in mail.outbox][-1] in (["nadia@example.com"], ["new@example.com"])
    assert ["nadia@example.com"] in [m.to for m in mail.outbox], "the old address is told"


def test_an_address_of_somebody_else_is_not_taken_over_nor_given_away(client: Client, nadia: User) -> None:
    create_person(email="tomas@example.com")
    client.force_login(nadia)
    answer = client.post("/accounts/email/", {"email": "tomas@example.com", "action_add": "1"})
    answer = client.post(answer["Location"], {"password": PASSWORD})
    assert answer["Location"] == "/accounts/confirm-email/"
    nadia.refresh_from_db()
    assert nadia.email == "nadia@example.com"


def test_every_page_of_the_entrance_is_ours(client: Client, nadia: User) -> None:
    for address in ("signup", "login", "login/code", "password/reset", "inactive", "password/reset/done"):
        page = client.get(f"/accounts/{address}/")
        assert page.status_code == 200, address
        assert "entrance__sheet" in page.content.decode(), address
    client.force_login(nadia)
    for address in ("password/change", "email", "logout", "reauthenticate"):
        page = client.get(f"/accounts/{address}/", follow=True)
        assert page.status_code == 200, address
        assert "entrance__sheet" in page.content.decode(), address
    nadia.set_password(None)
    nadia.save()
    client.force_login(nadia)
    assert "entrance__sheet" in client.get("/accounts/password/set/").content.decode()


def test_what_we_left_out_is_not_there(client: Client) -> None:
    for address in (
        "3rdparty/",
        "password/reset/key/1-abc/",
        "confirm-email/abc/",
        "phone/verify/",
        "signup/passkey/",
        "social/signup/",
    ):
        assert client.get(f"/accounts/{address}").status_code == 404, address
