"""Passkeys without a browser: other people's are not there, and no answer that somebody made up is an error page."""

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client, override_settings

from accounts.actions import create_person
from accounts.models import User
from accounts.second_step import SecondStepAdapter
from tests.security.corpus import FORM, NASTY, body

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
PASSWORD = "seven green windows"
PARTS = ("id", "rawId", "type", "response", "clientExtensionResults", "authenticatorAttachment")
MADE_UP: list[Any] = [
    [], {}, 1, None, "x", {"id": "x"}, dict.fromkeys(PARTS, "eA"), {key: {} for key in PARTS},
    {**dict.fromkeys(PARTS, "eA"), "response": {"clientDataJSON": "eA", "authenticatorData": "eA", "signature": "eA"}},
    {**dict.fromkeys(PARTS, "eA"), "response": {"clientDataJSON": "e30", "attestationObject": "oA", "userHandle": ""}},
    {"id": "eA", "rawId": "eA", "type": "public-key", "response": {
        "clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiZUEiLCJvcmlnaW4iOiJ4In0",
        "authenticatorData": "A" * 50, "signature": "eA", "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}},
]  # fmt: skip
ANSWERS = [*map(json.dumps, MADE_UP), "[" * 9000, '{"a":"\\u0000"}', '{"a":"\\ud800"}', "{" * 30_000, *NASTY.values()]


@pytest.fixture
def nadia() -> User:
    return create_person(email="nadia@example.com", password=PASSWORD, name="Nadia")


@pytest.fixture
def signed_in(nadia: User, client: Client) -> Client:
    """Signed in, and asked who is there a moment ago."""
    client.post("/accounts/login/", {"login": nadia.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def test_a_made_up_answer_signs_nobody_in(client: Client, nadia: User) -> None:
    for credential in ANSWERS:
        cache.clear()
        client.get("/accounts/login/passkey/", headers={"accept": "application/json"})
        answer = client.post("/accounts/login/passkey/", body({"credential": credential}), content_type=FORM)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/"), credential[:100]
        assert client.get("/settings/").status_code == 302


def test_a_made_up_answer_makes_no_passkey(signed_in: Client) -> None:
    for credential in ANSWERS:
        assert signed_in.get("/accounts/security/passkeys/add/").status_code == 200
        data = body({"credential": credential, "name": "x"})
        answer = signed_in.post("/accounts/security/passkeys/add/", data, content_type=FORM)
        assert answer.status_code == 422, credential[:100]
    assert not Authenticator.objects.exists()


def test_other_peoples_passkeys_are_not_there(signed_in: Client) -> None:
    tomas = create_person(email="tomas@example.com")
    theirs = Authenticator.objects.create(user=tomas, type="webauthn", data={"name": "His", "credential": {}})
    for what in ("name", "remove"):
        for address in (f"/accounts/security/passkeys/{theirs.pk}/{what}/", f"/accounts/security/passkeys/0/{what}/"):
            assert signed_in.get(address).status_code == 404
            assert signed_in.post(address, {"name": "Mine"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.data["name"] == "His"


def test_any_name_is_kept_or_refused(signed_in: Client, nadia: User) -> None:
    mine = Authenticator.objects.create(user=nadia, type="webauthn", data={"name": "Old", "credential": {}})
    for what, name in NASTY.items():
        answer = signed_in.post(f"/accounts/security/passkeys/{mine.pk}/name/", body({"name": name}), content_type=FORM)
        assert answer.status_code in (302, 422), what


def test_it_belongs_to_the_configured_host_whatever_the_request_says(client: Client) -> None:
    with override_settings(SITE_URL="https://outcomes.example.com"):
        assert SecondStepAdapter().get_public_key_credential_rp_entity()["id"] == "outcomes.example.com"
    options = client.get(
        "/accounts/login/passkey/", headers={"accept": "application/json", "host": "127.0.0.1"}
    ).json()["request_options"]["publicKey"]
    assert options["rpId"] == "localhost"
    assert options["userVerification"] == "required"
    assert options["allowCredentials"] == [], "nobody learns which passkeys there are"


def test_a_passkey_is_asked_for_before_codes_nobody_has_seen(client: Client) -> None:
    ines = create_person(email="ines@example.com")
    client.force_login(ines)
    Authenticator.objects.create(user=ines, type="webauthn", data={"name": "Mine", "credential": {}})
    Authenticator.objects.create(user=ines, type="recovery_codes", data={"seed": "", "used_mask": 0})
    asked = client.get("/accounts/security/codes/")
    assert asked["Location"].startswith("/accounts/reauthenticate/passkey/")
