"""Jump to anything with the keyboard alone, and the shortcuts that the help page lists."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from businesses.models import Business
from tests.browser.looks import picture, quiet, sign_in, violations
from workspace.sample.actions import compute_now, reset_demo

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sample(live: str, page: Page) -> Business:
    """The sample business with its report, its owner signed in."""
    now = datetime.now(UTC)
    business = reset_demo(password="marlow-sample", at=now)
    compute_now(business=business, at=now)
    sign_in(page.context, live, User.objects.get(email="nadia@example.com"))
    return business


def test_from_any_page_to_a_system_without_a_mouse(page: Page, live: str, sample: Business) -> None:
    base = f"{live}/b/{sample.slug}"
    with quiet(page):
        page.goto(f"{base}/team/")
        page.keyboard.press("Control+k")
        field = page.get_by_role("combobox", name="Type a page, system, metric, person or action")
        expect(field).to_be_focused()
        options = page.locator("#palette").get_by_role("option")
        expect(options.first).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-expanded", "true")
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                picture(page, f"palette-{width}-{theme}")
                assert violations(page) == []
        page.set_viewport_size({"width": 1440, "height": 900})
        page.keyboard.type("deliv")
        expect(options).to_have_count(1)
        expect(page.locator("#palette-say")).to_have_text("One result")
        page.keyboard.press("Escape")
        expect(page.locator("#palette")).to_be_hidden()
        # The browser takes the focus from what is hidden a moment later.
        expect(page.locator("#palette input")).not_to_be_focused()
        page.keyboard.press("/")
        expect(field).to_have_value("")
        expect(options.nth(1)).to_be_visible()
        page.keyboard.press("ArrowDown")
        expect(options.nth(1)).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-activedescendant", "p2")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(options.last).to_have_attribute("aria-selected", "true")
        page.keyboard.type("delivery")
        expect(options).to_have_count(1)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(rf"{base}/systems/\d+/"))


def test_nothing_found_is_said_and_enter_stays(page: Page, live: str, sample: Business) -> None:
    page.goto(f"{live}/b/{sample.slug}/team/")
    page.get_by_role("link", name="Jump to…").click()
    page.keyboard.type("no such thing")
    expect(page.locator("#palette-say")).to_contain_text("Nothing has")
    page.keyboard.press("Enter")
    expect(page.locator("#palette input")).to_be_focused()


def test_the_shortcuts_that_help_lists(page: Page, live: str, sample: Business) -> None:
    base = f"{live}/b/{sample.slug}"
    page.goto(f"{base}/team/")
    for keys, address in (
        (("g", "m"), "/map/"), (("g", "c"), "/check-in/"), (("g", "r"), "/reviews/"), (("g", "h"), "/"),
        (("g", "a"), "/alignment/"),
    ):  # fmt: skip
        for key in keys:
            page.keyboard.press(key)
        expect(page).to_have_url(re.compile(re.escape(base + address) + "([0-9]{4}.*)?$"))
        page.wait_for_load_state()  # its scripts listen once it has loaded
    for key, number in (("j", 1), ("j", 2), ("j", 3), ("k", 2)):
        page.keyboard.press(key)
        expect(page.locator(f"#f{number}")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()


def test_letters_turned_off_leave_control_k(page: Page, live: str, sample: Business) -> None:
    User.objects.filter(email="nadia@example.com").update(keys_on=False)
    page.goto(f"{live}/b/{sample.slug}/alignment/")
    for key in ("/", "?", "j", "g", "m"):
        page.keyboard.press(key)
    expect(page).to_have_url(f"{live}/b/{sample.slug}/alignment/")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator(".finding:focus")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused()
