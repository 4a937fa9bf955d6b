"""From a finding to an action and to done, in a browser, with scripts and without."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from businesses.context import tenant
from businesses.models import Business
from reports.actions import compute_report
from reports.models import Action, Finding
from tests.browser.looks import quiet, sign_in, violations
from tests.factories import make_business, make_contribution, make_element, make_metric, make_system, make_user

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def business(live: str, page: Page) -> Business:
    """One finding of false productivity on the page, its owner signed in."""
    owner = make_user(name="Nadia Marlow")
    business = make_business(owner, "Marlow")
    delivery = make_system(business, "Delivery")
    lessons = make_element(delivery, "output", "Lessons")
    pays = make_element(delivery, "outcome", "60% of graduates earn more than ads cost.", desired_for="money")
    newest = timezone.now().date() - timedelta(weeks=1)
    make_metric(lessons, "lessons", plan=450, values=[486] * 8, newest=newest)
    make_metric(pays, "graduates whose ads pay", plan=60, values=[34] * 8, newest=newest, unit="%", combine="mean")
    make_contribution(lessons, pays)
    compute_report(business_id=business.pk, at=timezone.now())
    sign_in(page.context, live, owner)
    return business


def first_finding(page: Page) -> str:
    """Where the finding of false productivity is decided."""
    return f"#decision-{Finding.objects.get(kind='false_productivity').pk}"


def test_made_an_action_put_aside_and_moved_in_place(page: Page, live: str, business: Business) -> None:
    with tenant(business.pk):
        place = page.locator(first_finding(page))
    with quiet(page):
        page.goto(f"{live}/b/{business.slug}/alignment/")
        place.get_by_role("link", name="Put aside").press("Enter")
        expect(place.get_by_role("form", name="Put aside")).to_be_focused()
        place.get_by_role("link", name="Cancel").click()
        expect(place.get_by_role("link", name="Make it an action")).to_be_focused()
        place.get_by_role("link", name="Put aside").click()
        place.get_by_label("Why put it aside?").fill("It is the season")
        place.get_by_label("Why put it aside?").press("Enter")
        expect(place.get_by_text("Put aside: It is the season")).to_be_focused()
        page.locator("#toasts").get_by_role("button", name="Undo").click()
        place.get_by_role("link", name="Make it an action").click()
        expect(place.get_by_label("Who does it?")).to_have_value(str(member_of(business)))
        assert violations(page) == []
        place.get_by_label("What will be done?").fill("Launch one ad before lesson four")
        place.get_by_role("button", name="Make it an action").click()
        expect(place.locator(".chip")).to_contain_text("Nadia Marlow, due")
        place.get_by_role("link").click()
        page.get_by_label("What will be done?").fill("Launch one ad in lesson three")
        page.get_by_role("button", name="Save action").click()
        page.locator("li.act").get_by_role("button", name="Start").click()
        expect(page.locator("section", has_text="Doing").get_by_role("heading", name="Launch one ad")).to_be_focused()
        page.locator("#toasts").get_by_role("button", name="Undo").click()
        expect(page.locator("li.act").get_by_role("button", name="Start")).to_be_visible()
        page.locator("li.act").get_by_role("button", name="Done").click()
        expect(page.get_by_text("34% before, 34% now")).to_be_visible()
    with tenant(business.pk):
        assert Action.objects.get().state == "done"
        assert Finding.objects.get(kind="false_productivity").state == "done"


def test_the_same_without_scripts(browser: Browser, live: str, business: Business) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    with tenant(business.pk):
        sign_in(context, live, business.memberships.get().user)
        place = page.locator(first_finding(page))
    page.goto(f"{live}/b/{business.slug}/alignment/")
    place.get_by_role("link", name="Make it an action").click()
    page.get_by_label("By which day?").fill((timezone.now() + timedelta(days=3)).date().isoformat())
    page.get_by_label("What will be done?").fill("")
    page.get_by_role("button", name="Make it an action").click()
    expect(page.get_by_role("link", name="Say what will be done.")).to_be_visible()
    page.get_by_label("What will be done?").fill("Launch one ad")
    page.get_by_role("button", name="Make it an action").click()
    expect(place.locator(".chip")).to_contain_text("Nadia Marlow, due")
    page.goto(f"{live}/b/{business.slug}/actions/")
    page.locator("li.act").get_by_role("button", name="Done").click()
    expect(page.get_by_text("34% before, 34% now")).to_be_visible()
    context.close()


def member_of(business: Business) -> int:
    with tenant(business.pk):
        return business.memberships.get().pk
