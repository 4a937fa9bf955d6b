"""App codes and recovery codes: set up, asked for, used once, removed; each change asks who is there."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.management import call_command
from django.test import Client, override_settings

from accounts.actions import create_person
from accounts.models import User
from accounts.second_step import SecondStepAdapter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]
PASSWORD = "seven green windows"


@pytest.fixture
def nadia() -> User:
    return create_person(email="nadia@example.com", password=PASSWORD, name="Nadia")


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows now, or so many half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def sign_in(client: Client) -> str:
    return client.post("/accounts/login/", {"login": "nadia@example.com", "password": PASSWORD})["Location"]


def signed_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


def prove(client: Client, address: str) -> None:
    """The password once more, as the page asks for it."""
    asked = client.get(address)
    assert asked["Location"].startswith("/accounts/reauthenticate/"), "nothing is changed without asking who is there"
    assert client.post(asked["Location"], {"password": PASSWORD})["Location"] == address


def add_app(client: Client) -> str:
    prove(client, "/accounts/security/app/")
    page = client.get("/accounts/security/app/").content.decode()
    found = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert found
    assert 'src="data:image/svg+xml;base64,' in page
    secret = found.group(1)
    answer = client.post("/accounts/security/app/", {"code": code_of(secret, -1)})
    assert answer["Location"] == "/accounts/security/codes/"
    return secret


def test_with_an_app_signing_in_takes_its_code(client: Client, nadia: User) -> None:
    sign_in(client)
    before = client.cookies["sessionid"].value
    secret = add_app(client)
    assert client.cookies["sessionid"].value != before
    assert mail.outbox[-1].subject == "An app for codes was added"
    client.post("/accounts/logout/")
    assert sign_in(client) == "/accounts/login/second/"
    assert not signed_in(client)
    half_way = client.cookies["sessionid"].value
    wrong = client.post("/accounts/login/second/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "This was not accepted" in wrong.content.decode()
    assert client.post("/accounts/login/second/", {"code": code_of(secret)})["Location"] == "/businesses/"
    assert signed_in(client)
    assert client.cookies["sessionid"].value != half_way


def test_a_code_from_the_mail_is_not_enough_either(client: Client, nadia: User) -> None:
    sign_in(client)
    add_app(client)
    other = Client()
    other.post("/accounts/login/code/", {"email": "nadia@example.com"})
    found = re.search(r"\b([A-Z]{4}-[A-Z]{4})\b", str(mail.outbox[-1].body))
    assert found
    answer = other.post("/accounts/login/code/confirm/", {"code": found.group(1)})
    assert answer["Location"] == "/accounts/login/second/"
    assert not signed_in(other)


def test_an_app_code_works_once(client: Client, nadia: User) -> None:
    sign_in(client)
    secret = add_app(client)
    used = code_of(secret)
    for who, accepted in ((Client(), True), (Client(), False)):
        sign_in(who)
        assert (who.post("/accounts/login/second/", {"code": used}).status_code == 302) is accepted
        assert signed_in(who) is accepted


def test_guessing_is_stopped(client: Client, nadia: User) -> None:
    sign_in(client)
    secret = add_app(client)
    thief = Client()
    sign_in(thief)
    answers = [thief.post("/accounts/login/second/", {"code": f"{n:06}"}) for n in range(7)]
    assert "Too many tries" in answers[-1].content.decode()
    thief.post("/accounts/login/second/", {"code": code_of(secret)})
    assert not signed_in(thief)


def test_a_recovery_code_stands_in_once_and_new_ones_replace_the_old(client: Client, nadia: User) -> None:
    sign_in(client)
    add_app(client)
    codes = re.findall(r"<code>(\d{8})</code>", client.get("/accounts/security/codes/").content.decode())
    assert len(set(codes)) == 10
    assert codes[0] in client.get("/accounts/security/codes/file/").content.decode()
    for who, accepted in ((Client(), True), (Client(), False)):
        sign_in(who)
        assert (who.post("/accounts/login/second/", {"code": codes[0]}).status_code == 302) is accepted
    assert client.post("/accounts/security/codes/new/")["Location"] == "/accounts/security/codes/"
    assert mail.outbox[-1].subject == "New recovery codes were made"
    who = Client()
    sign_in(who)
    assert who.post("/accounts/login/second/", {"code": codes[1]}).status_code == 422


def test_removing_asks_again_and_takes_the_recovery_codes_along(client: Client, nadia: User) -> None:
    sign_in(client)
    secret = add_app(client)
    fresh = Client()
    sign_in(fresh)
    fresh.post("/accounts/login/second/", {"code": code_of(secret)})
    assert fresh.post("/accounts/security/app/remove/")["Location"].startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.count() == 2, "a session alone removes nothing"
    assert client.post("/accounts/security/app/remove/")["Location"] == "/accounts/security/"
    assert Authenticator.objects.count() == 0
    assert mail.outbox[-1].subject == "The app for codes was removed"
    assert sign_in(Client()) == "/businesses/"


def test_secrets_are_kept_encrypted_and_survive_a_change_of_the_key(client: Client, nadia: User) -> None:
    sign_in(client)
    secret = add_app(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    adapter = SecondStepAdapter()
    kept = adapter.encrypt("abc")
    old = "only-for-tests-" + "x" * 40
    with override_settings(SECRET_KEY="another" * 9, SECRET_KEY_FALLBACKS=[old]):
        assert adapter.decrypt(kept) == "abc"
    with override_settings(SECRET_KEY="another" * 9, SECRET_KEY_FALLBACKS=[]):
        lost = adapter.decrypt(kept), adapter.decrypt(kept)
        assert "abc" not in lost
        assert lost[0] != lost[1], "what cannot be read is no secret that anybody could know"


def test_renewing_writes_secrets_under_the_new_key(
    client: Client, nadia: User, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in(client)
    secret = add_app(client)
    with override_settings(SECRET_KEY="another" * 9, SECRET_KEY_FALLBACKS=["only-for-tests-" + "x" * 40]):
        call_command("renew_secrets")
    assert capsys.readouterr().out == "2 renewed, 0 that none of the keys opens\n"
    with override_settings(SECRET_KEY="another" * 9, SECRET_KEY_FALLBACKS=[]):
        kept = Authenticator.objects.get(type="totp").data["secret"]
        assert SecondStepAdapter().decrypt(kept) == secret


def test_the_pages_say_what_there_is(client: Client, nadia: User) -> None:
    sign_in(client)
    page = client.get("/accounts/security/").content.decode()
    assert "Add a passkey" in page
    assert "Recovery codes" not in page
    add_app(client)
    page = client.get("/accounts/security/").content.decode()
    assert "10 codes are left" in page
    assert "/accounts/security/app/remove/" in page
    assert "/accounts/security/" in client.get("/settings/").content.decode()
