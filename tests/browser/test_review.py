"""A consultant's review and the owner's answer, in two browsers; the end of the engagement."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from businesses.context import tenant
from businesses.models import Business
from jobs.models import OutboxMail
from reviews import mails
from systems.models import Element
from tests.browser.looks import look, quiet, sign_in, violations
from tests.factories import make_business, make_element, make_engagement, make_system, make_user

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def owner() -> User:
    return make_user("nadia@example.com", name="Nadia Marlow")


@pytest.fixture
def business(live: str, owner: User) -> Business:
    business = make_business(owner, "Marlow Ads School")
    delivery = make_system(business, "Delivery")
    make_element(delivery, "step", "Six lessons, one a week")
    make_element(delivery, "outcome", "Graduates are happy with the course")
    return business


@pytest.fixture
def ines(business: Business) -> User:
    person = make_user(name="Ines Okafor")
    make_engagement(business, person)
    return person


@pytest.fixture
def hers(browser: Browser) -> Iterator[BrowserContext]:
    """The consultant's own browser."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()


def test_a_review_and_its_answer(
    page: Page, hers: BrowserContext, live: str, business: Business, owner: User, ines: User
) -> None:
    base = f"{live}/b/{business.slug}"
    sign_in(hers, live, ines)
    sign_in(page.context, live, owner)
    consultant = hers.new_page()
    with quiet(consultant):
        consultant.goto(f"{base}/reviews/")
        consultant.get_by_role("button", name="Review the map").click()
        consultant.get_by_role("link", name="Comment on Graduates are happy").click()
        words = consultant.get_by_label("Comment on “Graduates are happy with the course”")
        expect(words).to_be_focused()
        words.fill("Happy is not an outcome.")
        consultant.get_by_text("Suggest new words").click()
        consultant.get_by_label("Instead of “Graduates").fill("Graduates’ ads earn more than they cost")
        assert violations(consultant) == []
        consultant.get_by_role("button", name="Add to review").click()
        expect(consultant.get_by_text("Not sent yet")).to_be_visible()
        expect(consultant.locator("#held")).to_have_text("1 comment and 1 suggestion")
    page.goto(f"{base}/reviews/")
    expect(page.get_by_text("No review yet")).to_be_visible()
    look(consultant, f"{base}/reviews/1/", "review-draft")
    consultant.get_by_text("Ask for changes").click()
    consultant.get_by_role("button", name="Send review").click()
    expect(consultant.get_by_text("Review sent")).to_be_visible()
    mail = mails.review(OutboxMail.objects.get(kind="review"))
    assert mail is not None
    assert mail.to == ["nadia@example.com"]
    with quiet(page):
        page.goto(live + mail.body[mail.body.index("/b/") :].split()[0])
        expect(page.get_by_text("Happy is not an outcome.")).to_be_visible()
        page.get_by_text("Reply", exact=True).click()
        page.get_by_label("Your reply").fill("You are right.")
        page.get_by_role("button", name="Send reply").click()
        expect(page.get_by_text("You are right.")).to_be_visible()
        page.get_by_role("button", name="Use this").click()
        expect(page.get_by_text("Used", exact=True)).to_be_visible()
        page.get_by_role("button", name="Settle").click()
        expect(page.get_by_text("Settled by")).to_be_visible()
    look(page, f"{base}/reviews/1/", "review-sent")
    look(page, f"{base}/reviews/", "reviews")
    with tenant(business.pk):
        outcome = Element.objects.get(kind="outcome")
        assert outcome.text == "Graduates’ ads earn more than they cost"
    consultant.goto(f"{base}/systems/{outcome.system_id}/")
    expect(consultant.get_by_text("Happy is not an outcome.")).to_be_visible()
    assert violations(consultant) == []


def test_the_end_of_an_engagement(
    page: Page, hers: BrowserContext, live: str, business: Business, owner: User, ines: User
) -> None:
    base = f"{live}/b/{business.slug}"
    sign_in(hers, live, ines)
    sign_in(page.context, live, owner)
    consultant = hers.new_page()
    consultant.goto(f"{base}/map/")
    expect(consultant.get_by_role("heading", level=1)).to_be_visible()
    look(page, f"{base}/team/", "team-with-consultant")
    page.get_by_role("link", name="End the engagement").click()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("has ended")).to_be_visible()
    gone = consultant.goto(f"{base}/map/")
    assert gone is not None
    assert gone.status == 404


def test_a_review_without_scripts(browser: Browser, live: str, business: Business, ines: User) -> None:
    context = browser.new_context(java_script_enabled=False)
    sign_in(context, live, ines)
    page = context.new_page()
    page.goto(f"{live}/b/{business.slug}/reviews/")
    page.get_by_role("button", name="Review the map").click()
    page.get_by_role("link", name="Comment on Six lessons").click()
    page.get_by_label("Comment on “Six lessons").fill("Why six?")
    page.get_by_role("button", name="Add to review").click()
    expect(page.get_by_text("Why six?")).to_be_visible()
    page.get_by_label("Just comments").check()
    page.get_by_role("button", name="Send review").click()
    expect(page.get_by_text("Review sent")).to_be_visible()
    context.close()


def test_the_clients_of_a_practice(hers: BrowserContext, live: str, business: Business, ines: User) -> None:
    sign_in(hers, live, ines)
    page = hers.new_page()
    with quiet(page):
        page.goto(f"{live}/businesses/")
        expect(page.get_by_role("heading", name="Your clients")).to_be_visible()
        look(page, page.url, "clients")
        page.get_by_label("Find a client").fill("nobody at all")
        page.get_by_label("Find a client").press("Enter")
        expect(page.get_by_text("No client matches")).to_be_visible()
        page.get_by_role("link", name="Show all clients").click()
        page.get_by_role("link", name="Invite a client").click()
    look(page, page.url, "client-invite")
