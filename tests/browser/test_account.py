"""Signing up, the account and the team in a real browser: each state looked at, the whole with scripts and without."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.actions import create_person
from accounts.models import User
from businesses.actions import create_business, invite
from businesses.context import tenant
from businesses.models import Business, Membership, Role
from businesses.tokens import new_token
from tests.browser.looks import fits, look, quiet, sign_in, violations

pytestmark = [pytest.mark.django_db(transaction=True)]
PASSWORD = "seven green windows"


def newest_code() -> str:
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", str(mail.outbox[-1].body))
    assert found
    return found.group()


@pytest.fixture
def nadia(live: str) -> User:
    return create_person(email="nadia@example.com", name="Nadia Marlow", password=PASSWORD)


@pytest.fixture
def business(nadia: User) -> Business:
    with transaction.atomic():
        business = create_business(owner=nadia, name="Marlow Ads School", start_step=4)
        Membership.objects.create(
            business=business, user=create_person(email="tomas@example.com", name="Tomas Reyes"), role=Role.EDITOR
        )
    return business


@pytest.mark.parametrize("scripts", [True, False])
def test_from_an_email_to_an_account(browser: Browser, live: str, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts, timezone_id="Pacific/Auckland")
    page = context.new_page()
    page.goto(f"{live}/accounts/signup/")
    page.get_by_role("textbox", name="Email").fill("not an address")
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your email, like name@example.com")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("textbox", name="Email")).to_have_value("not an address")
    page.get_by_role("textbox", name="Email").fill("guest@example.com")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("textbox", name="Code").fill("WRNG-CODE")
    page.get_by_role("button", name="This is my address").click()
    expect(page.locator("#id_code_error")).to_contain_text("This is not the code we sent last")
    page.get_by_role("textbox", name="Code").fill(newest_code())
    page.get_by_role("button", name="This is my address").click()
    expect(page.get_by_role("link", name="guest, your account")).to_be_visible()
    assert User.objects.get().time_zone == ("Pacific/Auckland" if scripts else "UTC")
    context.close()


def test_the_pages_around_signing_in(page: Page, live: str, nadia: User) -> None:
    page.goto(f"{live}/accounts/login/")
    page.get_by_role("textbox", name="Email").fill("nadia@example.com")
    page.get_by_role("button", name="Sign in", exact=True).click()
    with quiet(page):
        look(page, f"{live}/accounts/login/code/confirm/", "account-code")
    sign_in(page.context, live, nadia)
    with quiet(page):
        for path in ("password/change", "logout", "reauthenticate", "password/reset", "inactive"):
            look(page, f"{live}/accounts/{path}/", f"account-{path.replace('/', '-')}")


def test_the_team_with_scripts(page: Page, live: str, nadia: User, business: Business) -> None:
    sign_in(page.context, live, nadia)
    page.goto(f"{live}/b/{business.slug}/team/")
    page.get_by_label("Email addresses").fill("good@example.com, bad@")
    page.get_by_role("button", name="Send invitations").click()
    expect(page.get_by_role("alert")).to_contain_text("Not an email address: bad@")
    expect(page.get_by_label("Email addresses")).to_have_value("good@example.com, bad@")
    assert violations(page) == []
    page.get_by_label("Email addresses").fill("good@example.com")
    page.get_by_role("button", name="Send invitations").click()
    expect(page.get_by_role("status").filter(has_text="Invited good@example.com")).to_be_focused()
    page.get_by_label("Role of Tomas Reyes", exact=True).select_option("viewer")
    page.get_by_role("button", name="Save role of Tomas Reyes").click()
    expect(page.get_by_role("status").filter(has_text="Tomas Reyes is viewer now")).to_be_visible()
    assert violations(page) == []
    with tenant(business.pk):
        tomas = Membership.objects.get(user__name="Tomas Reyes")
    with quiet(page):
        look(page, f"{live}/b/{business.slug}/team/", "team-with-invitation")
        look(page, f"{live}/b/{business.slug}/team/{tomas.pk}/remove/", "team-remove")
        look(page, f"{live}/b/{business.slug}/team/leave/", "team-leave")


def test_two_owners_save_the_settings_at_once(browser: Browser, page: Page, live: str, business: Business) -> None:
    with tenant(business.pk):
        Membership.objects.update(role=Role.OWNER)
    other = browser.new_context()
    pages = [page, other.new_page()]
    for one, email in zip(pages, ("nadia@example.com", "tomas@example.com"), strict=True):
        sign_in(one.context, live, User.objects.get(email=email))
        one.goto(f"{live}/b/{business.slug}/settings/")
    for one, name in zip(pages, ("Marlow and Daughters", "Marlow Limited"), strict=True):
        one.get_by_label("Name", exact=True).fill(name)
        one.get_by_role("button", name="Save settings").click()
    second = pages[1]
    expect(second.get_by_role("alert")).to_contain_text("Somebody changed this while you were writing")
    expect(second.get_by_text("Marlow and Daughters")).not_to_have_count(0)
    assert violations(second) == []
    assert fits(second)
    second.get_by_role("button", name="Use mine").click()
    expect(second.get_by_label("Name", exact=True)).to_have_value("Marlow Limited")
    other.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_invitation_from_the_mail_to_the_team(
    browser: Browser, live: str, nadia: User, business: Business, scripts: bool
) -> None:
    with tenant(business.pk):
        [invitation] = invite(
            business=business, actor=nadia, emails=["guest@example.com"], role=Role.VIEWER, at=timezone.now()
        )
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{live}/invitations/{new_token(invitation.nonce)}/")
    page.get_by_role("link", name="Make an account").click()
    page.get_by_role("textbox", name="Email").fill("guest@example.com")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("textbox", name="Code").fill(newest_code())
    page.get_by_role("button", name="This is my address").click()
    expect(page.get_by_role("heading", name="Nadia Marlow invites you to Marlow Ads School")).to_be_visible()
    if scripts:
        assert violations(page) == []
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("You are in Marlow Ads School now")).to_be_visible()
    assert urlsplit(page.url).path == f"/b/{business.slug}/"
    context.close()
