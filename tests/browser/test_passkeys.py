"""The passkey ceremony with Chromium's virtual authenticator: make one, sign in with it, use it as second step."""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from playwright.sync_api import CDPSession, Page, expect

from accounts.actions import create_person
from accounts.models import User
from tests.browser.looks import look, quiet

pytestmark = [pytest.mark.django_db(transaction=True)]
PASSWORD = "seven green windows"


@pytest.fixture
def device(page: Page) -> Iterator[CDPSession]:
    """A laptop with a fingerprint reader that always knows the finger."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield cdp
    cdp.detach()


@pytest.fixture
def nadia(live: str) -> User:
    return create_person(email="nadia@example.com", password=PASSWORD, name="Nadia")


def sign_in(page: Page, live: str) -> None:
    page.goto(f"{live}/accounts/login/?next=/settings/")
    page.get_by_label("Email").fill("nadia@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def make_passkey(page: Page, live: str) -> None:
    """From the account page to the list that shows it, the password once more on the way."""
    page.goto(f"{live}/settings/")
    page.get_by_role("link", name="Look at passkeys and the second step").click()
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("Nadia's laptop")
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    page.get_by_role("link", name="How you sign in").click()
    expect(page.get_by_role("link", name="Remove Nadia's laptop")).to_be_visible()


def sign_out(page: Page, live: str) -> None:
    page.goto(f"{live}/accounts/logout/")
    page.get_by_role("button", name="Sign out", exact=True).click()


def session_id(page: Page) -> str:
    return next(c["value"] for c in page.context.cookies() if c["name"] == settings.SESSION_COOKIE_NAME)


def test_make_one_sign_out_and_in_with_nothing_else(page: Page, live: str, nadia: User, device: CDPSession) -> None:
    with quiet(page):
        sign_in(page, live)
        expect(page.get_by_role("heading", name="Your account")).to_be_visible()
        before = session_id(page)
        make_passkey(page, live)
        assert session_id(page) != before
        sign_out(page, live)
        page.goto(f"{live}/accounts/login/?next=/settings/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    assert key.last_used_at is not None


def test_a_passkey_is_the_second_step_of_a_password_and_proves_who_is_there(
    page: Page, live: str, nadia: User, device: CDPSession
) -> None:
    sign_in(page, live)
    make_passkey(page, live)
    sign_out(page, live)
    sign_in(page, live)
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    look(page, page.url, "second-step")
    page.get_by_role("button", name="Use your passkey").click()
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.goto(f"{live}/accounts/security/")
    look(page, page.url, "security")
    page.get_by_role("link", name="Remove Nadia's laptop").click()
    page.get_by_role("link", name="Use a passkey").click()
    look(page, page.url, "passkey-again")
    page.get_by_role("button", name="Use your passkey").click()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page.get_by_text("None yet.")).to_be_visible()
    assert not Authenticator.objects.exists(), "the recovery codes go with the last of them"


def test_a_passkey_that_was_removed_here_is_refused_in_words(
    page: Page, live: str, nadia: User, device: CDPSession
) -> None:
    sign_in(page, live)
    make_passkey(page, live)
    sign_out(page, live)
    Authenticator.objects.all().delete()
    page.goto(f"{live}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This was not accepted")).to_be_visible()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_called_off_is_said_and_can_be_tried_again(page: Page, live: str, nadia: User, device: CDPSession) -> None:
    page.goto(f"{live}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Nothing was done")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_enabled()


def test_the_pages_of_apps_codes_and_sessions(page: Page, live: str, nadia: User, device: CDPSession) -> None:
    sign_in(page, live)
    make_passkey(page, live)
    for address, name in (
        ("/accounts/security/app/", "app-add"), ("/accounts/security/passkeys/add/", "passkey-add"),
        ("/accounts/security/codes/", "recovery-codes"), ("/accounts/security/codes/new/", "recovery-codes-new"),
        ("/settings/sessions/", "sessions"),
    ):  # fmt: skip
        look(page, live + address, name)
