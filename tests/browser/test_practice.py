"""A practice of several people: invited, assigned, taken out; its clients; invitations opened by strangers."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.actions import create_person
from accounts.models import User
from businesses import mails
from businesses.actions import create_practice, invite, invite_client, invite_colleagues
from businesses.models import Business, Level, Offer, Practice
from businesses.tokens import new_token
from jobs.models import OutboxMail
from tests.browser.looks import look, quiet, sign_in, violations
from tests.businesses.practice import engage
from tests.factories import make_business, make_element, make_system, make_user
from workspace.sample.actions import load_demo

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def ines(live: str) -> User:
    return make_user("ines@example.com", name="Ines Okafor")


@pytest.fixture
def practice(ines: User) -> Practice:
    return create_practice(lead=ines, name="Okafor Consulting")


@pytest.fixture
def clients(practice: Practice, ines: User) -> dict[str, Business]:
    """Two clients that nobody looks after yet."""
    found = {}
    for name in ("Marlow Ads School", "Osei Plumbing"):
        with transaction.atomic():
            found[name] = make_business(make_user(), name)
            make_element(make_system(found[name], "Delivery"), "outcome", "Graduates’ ads pay")
            engage(practice, ines, found[name])
    return found


@pytest.fixture
def theirs(browser: Browser) -> Iterator[BrowserContext]:
    """The other person's own browser."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def newest_code() -> str:
    found = re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", str(mail.outbox[-1].body))
    assert found
    return found.group()


def sign_up(page: Page, email: str) -> None:
    page.get_by_role("textbox", name="Email").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_role("textbox", name="Code").fill(newest_code())
    page.get_by_role("button", name="This is my address").click()


def link_in(kind: str, compose: Callable[[OutboxMail], mail.EmailMessage | None]) -> str:
    """The path of the link in the newest mail of this kind."""
    message = compose(OutboxMail.objects.filter(kind=kind).latest("pk"))
    assert message is not None
    found = re.search(r"https?://[^/\s]+(/\S+/invitations/\S+|/invitations/\S+)", str(message.body))
    assert found
    return found[1]


def test_from_an_invitation_to_the_end_of_the_work(
    page: Page, theirs: BrowserContext, live: str, practice: Practice, ines: User, clients: dict[str, Business]
) -> None:
    marlow, osei = clients.values()
    base = f"{live}/p/{practice.slug}"
    sign_in(page.context, live, ines)
    with quiet(page):
        page.goto(f"{base}/team/")
        page.get_by_label("Email addresses").fill("amara@example.com")
        page.get_by_role("button", name="Send invitations").click()
        expect(page.get_by_text("Invited amara@example.com")).to_be_visible()
        assert violations(page) == []

    # The invited has no account: she reads who invites to what, signs up, and comes back to the button.
    hers = theirs.new_page()
    with quiet(hers):
        hers.goto(live + link_in("practice_invitation", mails.practice_invitation))
        expect(hers.get_by_role("heading", name="Ines Okafor invites you to Okafor Consulting")).to_be_visible()
        hers.get_by_role("link", name="Make an account").click()
        sign_up(hers, "amara@example.com")
        hers.get_by_role("button", name="Join").click()
        expect(hers.get_by_text("You are in Okafor Consulting now")).to_be_visible()
        expect(hers.get_by_role("heading", name="No client is yours yet")).to_be_visible()
        assert violations(hers) == []

    # The lead assigns her in the client's own row, and herself nowhere.
    with quiet(page):
        page.get_by_role("link", name="Clients").click()
        expect(page.get_by_text("Nobody looks after it")).to_have_count(2)
        page.get_by_role("link", name="Assign people to Marlow Ads School").click()
        page.get_by_role("button", name="Assign amara").click()
        expect(page.get_by_role("button", name="Take off amara")).to_be_focused()
        assert violations(page) == []
        page.get_by_role("link", name="Done").click()
        expect(page.get_by_text("Looked after by amara")).to_be_visible()
    refused = page.goto(f"{live}/b/{marlow.slug}/")
    assert refused is not None
    assert refused.status == 404, "a lead who is not assigned does not enter"

    with quiet(hers):
        hers.reload()
        expect(hers.get_by_role("link", name="Marlow Ads School", exact=True)).to_be_visible()
        expect(hers.get_by_text("Osei Plumbing")).to_have_count(0)
        hers.keyboard.press("j")
        hers.keyboard.press("Enter")
        expect(hers.get_by_role("heading", level=1)).to_be_visible()
    assert hers.url == f"{live}/b/{marlow.slug}/"
    hers.keyboard.press("g")
    hers.keyboard.press("p")
    expect(hers.get_by_role("heading", name="Your clients")).to_be_visible()
    not_hers = hers.goto(f"{live}/b/{osei.slug}/")
    assert not_hers is not None
    assert not_hers.status == 404

    # Taken out of the practice, she finds nothing on her next request.
    page.goto(f"{base}/team/")
    page.get_by_role("link", name="Remove amara").click()
    expect(page.get_by_text("Nobody else looks after")).to_contain_text("Marlow Ads School")
    assert violations(page) == []
    page.get_by_role("button", name="Remove amara").click()
    expect(page.get_by_text("amara is out of the practice")).to_be_visible()
    for path in (f"/b/{marlow.slug}/", f"/p/{practice.slug}/"):
        gone = hers.goto(live + path)
        assert gone is not None
        assert gone.status == 404, path


def test_an_engagement_ends_from_the_side_of_the_practice(
    page: Page, theirs: BrowserContext, live: str, practice: Practice, ines: User, clients: dict[str, Business]
) -> None:
    marlow = clients["Marlow Ads School"]
    sign_in(page.context, live, ines)
    sign_in(theirs, live, ines)
    page.goto(f"{live}/p/{practice.slug}/")
    page.get_by_role("link", name="Assign people to Marlow Ads School").click()
    page.get_by_role("button", name="Assign Ines Okafor").click()
    expect(page.get_by_role("button", name="Take off Ines Okafor")).to_be_visible()
    inside = theirs.new_page()
    inside.goto(f"{live}/b/{marlow.slug}/map/")
    expect(inside.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{live}/p/{practice.slug}/team/")
    page.get_by_role("link", name="Marlow Ads School").click()
    look(page, page.url, "client-people")
    page.get_by_role("link", name="End the engagement").click()
    look(page, page.url, "client-end")
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("You work for Marlow Ads School no more")).to_be_visible()
    gone = inside.reload()
    assert gone is not None
    assert gone.status == 404


def test_a_practice_without_scripts(
    browser: Browser, live: str, practice: Practice, ines: User, clients: dict[str, Business]
) -> None:
    create_person(email="amara@example.com", name="Amara Nwosu")
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live, ines)
    page = context.new_page()
    page.goto(f"{live}/p/{practice.slug}/")
    page.get_by_role("link", name="Assign people to Osei Plumbing").click()
    page.get_by_role("button", name="Assign Ines Okafor").click()
    expect(page.get_by_role("button", name="Take off Ines Okafor")).to_be_visible()
    page.get_by_role("link", name="Clients").first.click()
    page.get_by_label("Find a client").fill("osei")
    page.get_by_text("Systems", exact=True).click()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("columnheader", name="Osei Plumbing")).to_be_visible()
    expect(page.get_by_text("Marlow Ads School")).to_have_count(0)
    page.goto(f"{live}/p/{practice.slug}/settings/")
    page.get_by_label("Name of the practice").fill("Okafor & Co")
    page.get_by_role("button", name="Save settings").click()
    expect(page.get_by_text("Practice settings saved")).to_be_visible()
    context.close()


def test_the_pages_of_the_sample_practice(page: Page, live: str) -> None:
    practice, _ = load_demo(password="marlow-sample", at=datetime.now(UTC))
    base = f"{live}/p/{practice.slug}"
    sign_in(page.context, live, User.objects.get(email="amara@example.com"))
    with quiet(page):
        look(page, f"{base}/", "clients-of-a-consultant")
        look(page, f"{base}/team/", "practice-team-of-a-consultant")
    sign_in(page.context, live, User.objects.get(email="ines@example.com"))
    with quiet(page):
        for path, name in (
            ("", "clients"), ("?view=systems", "clients-systems"), ("team/", "practice-team"),
            ("settings/", "practice-settings"), ("invite/", "client-invite"), ("team/leave/", "practice-leave"),
        ):  # fmt: skip
            look(page, f"{base}/{path}", name)


def test_finding_sorting_and_keys(page: Page, live: str) -> None:
    practice, _ = load_demo(password="marlow-sample", at=datetime.now(UTC))
    sign_in(page.context, live, User.objects.get(email="ines@example.com"))
    cards = page.locator("[data-client] h2")
    with quiet(page):
        page.goto(f"{live}/p/{practice.slug}/")
        expect(cards).to_have_count(5)
        page.wait_for_function("() => window.htmx")
        page.keyboard.press("/")
        expect(page.get_by_label("Find a client")).to_be_focused()
        page.keyboard.type("larch")
        expect(cards).to_have_count(1)
        assert "q=larch" in page.url
        expect(page.get_by_label("Find a client")).to_be_focused()
        page.get_by_label("Find a client").fill("")
        expect(cards).to_have_count(5)
        page.get_by_label("Sorted by").select_option("name")
        expect(cards.first).to_have_text("Delgado Plumbing")
        page.get_by_label("Looked after by").select_option(label="Amara Nwosu")
        expect(cards).to_have_count(2)
        page.get_by_text("Systems", exact=True).click()
        expect(page.get_by_role("columnheader")).to_have_count(3)
        page.get_by_text("Cards", exact=True).click()
        expect(cards).to_have_count(2)
        assert violations(page) == []
        page.locator("body").click(position={"x": 5, "y": 5})
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        expect(cards.first.get_by_role("link")).to_be_focused()
        page.keyboard.press("r")
        page.wait_for_url(re.compile("/(reviews|alignment)/"))


# --- Invitations opened by strangers ----------------------------------------------------------------


def offered(kind: str, ines: User, practice: Practice) -> Offer:
    at = timezone.now()
    with transaction.atomic():
        if kind == "clients/invitations":
            return invite_client(practice=practice, actor=ines, email="guest@example.com", level=Level.REVIEW, at=at)
        if kind == "practices/invitations":
            return invite_colleagues(
                practice=practice, actor=ines, emails=["guest@example.com"], role="consultant", at=at
            )[0]
        business = make_business(ines, "Marlow Ads School")
        return invite(business=business, actor=ines, emails=["guest@example.com"], role="editor", at=at)[0]


@pytest.mark.parametrize("kind", ["invitations", "clients/invitations", "practices/invitations"])
def test_a_stranger_ends_at_the_button(page: Page, live: str, ines: User, practice: Practice, kind: str) -> None:
    address = f"{live}/{kind}/{new_token(offered(kind, ines, practice).nonce)}/"
    name = kind.replace("/", "-")
    with quiet(page):
        look(page, address, f"{name}-stranger")
        page.get_by_role("link", name="Make an account").click()
        sign_up(page, "guest@example.com")
        expect(page.locator("h1")).to_contain_text("Ines Okafor")
    assert page.url == address
    look(page, address, f"{name}-accept")
    if kind == "clients/invitations":
        page.get_by_role("button", name="Begin it and let them in").click()
        expect(page.get_by_role("alert")).to_contain_text("Give the business a name")
        assert violations(page) == []
        page.get_by_label("What is your business called?").fill("Harbour Kitchens")
        page.get_by_role("button", name="Begin it and let them in").click()
        expect(page.get_by_text("Ines Okafor is the consultant of Harbour Kitchens now")).to_be_visible()
        expect(page.get_by_label("What is your business called?")).to_have_value("Harbour Kitchens")
    else:
        page.get_by_role("button", name="Join").click()
        expect(page.get_by_text(re.compile("You are in .* now"))).to_be_visible()


def test_another_address_changes_and_comes_back(page: Page, live: str, ines: User, practice: Practice) -> None:
    address = f"{live}/invitations/{new_token(offered('invitations', ines, practice).nonce)}/"
    create_person(email="guest@example.com", password="seven green windows")
    sign_in(page.context, live, create_person(email="other@example.com"))
    page.goto(address)
    expect(page.get_by_role("heading", name="This invitation is for another address")).to_be_visible()
    look(page, address, "invitation-another-address")
    page.get_by_role("button", name="Use the other address").click()
    page.get_by_role("link", name="I have an account").click()
    page.get_by_role("textbox", name="Email").fill("guest@example.com")
    page.get_by_label("Password").fill("seven green windows")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("You are in Marlow Ads School now")).to_be_visible()
