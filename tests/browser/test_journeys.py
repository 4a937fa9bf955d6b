"""The long ways through the product in a real browser: sign-up to verdict, a check-in, no leak."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import User
from businesses.context import tenant
from businesses.models import Business
from jobs.work import tick
from metrics.models import Reading
from tests.browser.looks import quiet, sign_in
from tests.core.test_up import Site
from tests.factories import make_business, make_element, make_metric, make_system, make_user
from workspace.sample.actions import compute_now, reset_demo

CODE = re.compile(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b")
OUTCOME = "Families cook together in a kitchen that was ready on the promised day."
# Eight weeks: what is produced is on plan, what it should change is not.
PRODUCED, CHANGED = ["21", "22", "20", "23", "21", "22", "24", "22"], ["9", "8", "9", "10", "8", "9", "8", "9"]


@pytest.fixture(scope="module")
def run_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """What `./run` serves: SQLite, a real Celery worker, mail in a folder."""
    site = Site(tmp_path_factory.mktemp("run") / "var")
    try:
        site.read_until("Ctrl-C stops it.")
        yield site.address.rstrip("/")
    finally:
        site.process.terminate()
        site.process.communicate(timeout=60)


def code_in_the_mail_page(context: BrowserContext, base: str) -> str:
    """The newest code at /dev/mail/."""
    page = context.new_page()
    page.goto(f"{base}/dev/mail/")
    page.locator("tbody a").first.click()
    found = CODE.search(page.locator("main").inner_text())
    page.close()
    assert found
    return found[1]


def start_a_map(page: Page) -> None:
    """The three steps of Start, with a suggestion for each sentence and a plan of 20 for each number."""
    page.get_by_label("What is your business called?").fill("Harbour Kitchens")
    page.get_by_label("What does it sell?").fill("fitted kitchens")
    page.get_by_label("If this works, what changes for your customer?").fill(OUTCOME)
    page.get_by_label("Money").check(force=True)
    page.get_by_role("button", name="Go on to the systems").click()
    expect(page.get_by_text("2 of 3")).to_be_visible()
    page.locator("main form").get_by_role("button", name="Go on").last.click()
    page.wait_for_url("**/3/")  # with its scripts: before them nothing listens to what is pressed
    expect(page.get_by_text("3 of 3")).to_be_visible()


def fill_the_grid(page: Page) -> None:
    """Eight weeks for every metric: outputs on plan, outcomes far from it (rows alternate)."""
    rows = page.locator("table tbody tr")
    assert rows.count() >= 2
    for i in range(rows.count()):
        values = PRODUCED if i % 2 == 0 else CHANGED
        cells = rows.nth(i).locator("input[name^=c]")
        for cell, value in zip(cells.all(), values, strict=True):
            cell.fill(value)


def test_from_sign_up_to_the_first_verdict_on_ones_own_numbers(browser: Browser, run_site: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, timezone_id="Europe/Berlin")
    page = context.new_page()
    with quiet(page):
        page.goto(run_site)
        page.get_by_label("Your email").fill("mara@example.org")
        page.get_by_role("button", name="Start my map").click()
        page.locator("input[name=code]").fill(code_in_the_mail_page(context, run_site))
        page.keyboard.press("Enter")
        expect(page.get_by_label("Your time zone")).to_have_value("Europe/Berlin")
        start_a_map(page)
        for offers in page.locator("ul.offers").all():
            offers.locator("button").first.click()
        for plan in page.locator("input[name$=plan]").all():
            plan.fill("20")
        page.get_by_role("button", name="Draw my map").last.click()
        expect(page.get_by_role("heading", name="How Harbour Kitchens works")).to_be_visible()
        page.get_by_role("link", name="Enter your numbers").click()
        expect(page.get_by_role("heading", name="Your numbers")).to_be_visible()
        fill_the_grid(page)
        page.get_by_role("button", name="Save and see the verdict").click()
        # A Celery worker computes it: the map's own report came at once, this one shares the minute's second run.
        verdict = page.get_by_role("heading", name="Plenty is getting done. Not enough is changing.")
        expect(verdict).to_be_visible(timeout=90_000)
        expect(page.get_by_role("cell", name="100").first).to_be_visible()
        page.get_by_role("link", name="Home", exact=True).click()
        expect(page.get_by_role("heading", name="Plenty is getting done.")).to_be_visible()
        page.get_by_role("link", name="Map", exact=True).click()
        expect(page.get_by_text("Busy, not working").first).to_be_visible()
    context.close()


def sample_due_this_week() -> Business:
    """The sample as it was a week ago, so that this week's readings are due."""
    before = datetime.now(UTC) - timedelta(days=7)
    business = reset_demo(password="marlow-sample", at=before)
    compute_now(business=business, at=before)
    return business


def typed_count(business: Business) -> int:
    with tenant(business.pk):
        newest = Reading.objects.filter(business=business).order_by("-period").values_list("period", flat=True)[0]
        return Reading.objects.filter(business=business, period=newest, value=41).count()


@pytest.mark.django_db(transaction=True)
def test_a_weeks_check_in_with_the_keyboard_alone(page: Page, live: str) -> None:
    business = sample_due_this_week()
    sign_in(page.context, live, User.objects.get(email="nadia@example.com"))
    with quiet(page):
        page.goto(f"{live}/b/{business.slug}/")
        page.keyboard.press("g")
        page.keyboard.press("c")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Check-in")
        page.wait_for_load_state()  # its scripts listen once it has loaded
        fields = page.locator("input[data-reading]")
        count = fields.count()
        assert count >= 4
        for _ in range(80):  # Tab from the top until the first reading has the focus
            page.keyboard.press("Tab")
            if fields.first.evaluate("e => e === document.activeElement"):
                break
        expect(fields.first).to_be_focused()
        for i in range(count):
            expect(fields.nth(i)).to_be_focused()
            page.keyboard.type("41")
            page.keyboard.press("Enter")
        expect(page.locator("#progress-say")).to_contain_text("All done")
        expect(page.get_by_label("Anything worth remembering")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="See the verdict")).to_be_visible()
    assert typed_count(business) == count


@pytest.mark.django_db(transaction=True)
def test_from_sign_up_to_the_verdict_and_a_check_in_without_scripts(browser: Browser, live: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(live)
    page.get_by_label("Your email").fill("mara@example.org")
    page.get_by_role("button", name="Start my map").click()
    found = CODE.search(str(mail.outbox[-1].body))
    assert found
    page.locator("input[name=code]").fill(found[1])
    page.locator("main form").get_by_role("button").first.click()
    start_a_map(page)
    for i in range(page.locator("ul.offers").count()):
        page.locator("ul.offers").nth(i).locator("button").first.click()
    for plan in page.locator("input[name$=plan]").all():
        plan.fill("20")
    page.get_by_role("button", name="Draw my map").last.click()
    expect(page.get_by_role("heading", name="How Harbour Kitchens works")).to_be_visible()
    page.get_by_role("link", name="Enter your numbers").click()
    expect(page.get_by_role("heading", name="Your numbers")).to_be_visible()
    fill_the_grid(page)
    page.get_by_role("button", name="Save and see the verdict").click()
    tick()  # what the worker does ten seconds later at most
    page.reload()
    expect(page.get_by_role("heading", name="Plenty is getting done. Not enough is changing.")).to_be_visible()
    page.get_by_role("link", name="Check-in").click()
    expect(page.get_by_text("All readings are in")).to_be_visible()
    context.close()


@pytest.mark.django_db(transaction=True)
def test_two_businesses_see_nothing_of_each_other(browser: Browser, live: str) -> None:
    secret = "Walnut Street Bakery"
    theirs = make_business(make_user(), name=secret)
    system = make_system(theirs, "Ovens of Walnut Street")
    outcome = make_element(system, "outcome", "Walnut regulars come back")
    metric = make_metric(outcome, "Walnut regulars", values=[12, 13, 14])
    mine = make_user()
    make_business(mine, name="Harbour Kitchens")
    context = browser.new_context()
    page = context.new_page()
    sign_in(context, live, mine)
    page.goto(f"{live}/businesses/all/")
    expect(page.get_by_text("Harbour Kitchens").first).to_be_visible()
    assert "Walnut" not in page.content()
    base = f"{live}/b/{theirs.slug}"
    addresses = [
        "", "/map/", "/alignment/", "/check-in/", "/numbers/", "/team/", "/settings/", "/history/", "/actions/",
        f"/systems/{system.pk}/", f"/systems/{system.pk}/outcome/{outcome.pk}/", f"/metrics/{metric.pk}/",
    ]  # fmt: skip
    for address in addresses:
        answer = page.goto(base + address)
        assert answer is not None
        assert answer.status == 404, address
        assert "Walnut" not in page.content(), address
    context.close()
