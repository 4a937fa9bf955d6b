"""The map in a browser: add in a cell, the drawer with undo, lines on demand; the same writes without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from businesses.context import tenant
from businesses.models import Business
from systems.models import Element, System
from tests.browser.looks import quiet, sign_in, violations
from tests.factories import make_business, make_contribution, make_element, make_system, make_user

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def business(live: str, page: Page) -> Business:
    """Leads with two steps, an output and what it leads to; its owner signed in."""
    owner = make_user(name="Nadia Marlow")
    business = make_business(owner, "Marlow")
    leads = make_system(business, "Leads")
    make_element(leads, "step", "Call back")
    make_element(leads, "step", "Write it down", position=1)
    make_contribution(make_element(leads, "output", "Good leads"), make_element(leads, "outcome", "They buy"))
    sign_in(page.context, live, owner)
    return business


def pk(business: Business, text: str) -> int:
    with tenant(business.pk):
        return Element.objects.get(text=text).pk


def test_enter_adds_the_next_line_and_escape_puts_the_cell_back(page: Page, live: str, business: Business) -> None:
    with quiet(page):
        page.goto(f"{live}/b/{business.slug}/map/")
        cell = page.locator(".sys .cell--in")
        cell.get_by_role("link", name="Add what comes in").click()
        line = cell.get_by_role("textbox")
        expect(line).to_be_focused()
        for text in ("Visits", "Replies"):
            line.fill(text)
            line.press("Enter")
            expect(cell.get_by_role("link", name=text, exact=True)).to_be_visible()
            expect(line).to_be_focused()
            expect(line).to_have_value("")
        expect(page.locator("#tray")).to_contain_text("Visits")
        line.press("Escape")
        expect(line).to_have_count(0)


def test_a_line_opened_while_the_last_one_is_still_being_saved_stays_with_its_words(
    page: Page, live: str, business: Business
) -> None:
    """What the answer to the last line does not know of is not swept away by it."""
    held: list[Route] = []
    with quiet(page):
        page.goto(f"{live}/b/{business.slug}/map/")
        coming, doing = page.locator(".sys .cell--in"), page.locator(".sys .cell--do")
        coming.get_by_role("link", name="Add what comes in").click()
        expect(coming.get_by_role("textbox")).to_be_focused()
        page.route("**/map/systems/*/*", lambda route: held.append(route), times=1)
        with page.expect_request("**/map/systems/*/*"):
            page.keyboard.type("Visits")
            page.keyboard.press("Enter")
        doing.get_by_role("link", name="Add").click()
        line = doing.get_by_role("textbox")
        expect(line).to_be_focused()
        page.keyboard.type("Ring bac")
        held[0].continue_()
        expect(coming.get_by_role("link", name="Visits", exact=True)).to_be_visible()
        expect(line).to_have_value("Ring bac")
        expect(line).to_be_focused()
        expect(coming.get_by_role("textbox")).to_have_value("")  # the first line is still open too
        page.keyboard.type("k")
        page.keyboard.press("Enter")
        expect(doing.get_by_role("link", name="Ring back", exact=True)).to_be_visible()
        expect(line).to_be_focused()


def test_the_drawer_edits_moves_removes_and_undoes(page: Page, live: str, business: Business) -> None:
    with quiet(page):
        page.goto(f"{live}/b/{business.slug}/map/")
        page.locator(".sys h2 a").click()
        expect(page.locator("#drawer-h")).to_be_focused()
        expect(page).to_have_url(re.compile(r"map/\?open=\d+$"))
        assert violations(page) == []
        steps = page.locator("#drawer #steps .steps__name")
        page.get_by_role("button", name="Move “Write it down” up").click()
        expect(steps.first).to_have_text("Write it down")
        page.get_by_role("button", name="Undo").click()
        expect(steps.first).to_have_text("Call back")
        page.get_by_role("button", name="Remove “Call back”").click()
        expect(steps).to_have_count(1)
        expect(page.locator("#drawer #steps :focus")).to_have_count(1)
        page.get_by_role("button", name="Undo").click()
        expect(steps).to_have_count(2)
        page.locator(f"#edit-{pk(business, 'Good leads')}").click()
        field = page.locator("#drawer #outputs input[name=text]")
        expect(field).to_be_focused()
        field.fill("")
        field.press_sequentially(
            "Lots of good leads"
        )  # key by key: htmx takes a fresh field over a moment after its focus
        expect(page.locator("#drawer #outputs .coach").first).to_contain_text("lots of")
        field.press("Enter")
        expect(page.locator("#drawer #outputs .steps__name")).to_have_text("Lots of good leads")
        page.keyboard.press("Escape")
        expect(page.locator("#drawer")).to_be_hidden()
        expect(page.locator(".sys h2 a")).to_be_focused()
        expect(page.locator(".sys .cell--out")).to_contain_text("Lots of good leads")


def rename_in_drawer(page: Page, business: Business) -> None:
    """Another name for the output, in the drawer of its system; the map behind it will be asked for again."""
    expect(page.locator("#drawer-h")).to_be_focused()
    page.locator(f"#edit-{pk(business, 'Good leads')}").click()
    field = page.locator("#drawer #outputs input[name=text]")
    expect(field).to_be_focused()
    field.fill("")
    field.press_sequentially("Better leads")
    field.press("Enter")
    expect(page.locator("#drawer #outputs .steps__name")).to_have_text("Better leads")


@pytest.mark.parametrize("opener", [".sys h2 a", ".sys .sys__links a"])
@pytest.mark.parametrize("late", [True, False], ids=["the answer after Escape", "Escape after the answer"])
def test_the_focus_returns_to_what_opened_the_drawer(
    page: Page, live: str, business: Business, opener: str, late: bool
) -> None:
    """The edited system is swapped under the focus, or while the drawer still has it."""
    held: list[Route] = []
    page.route("**/map/systems/*/", lambda route: held.append(route))
    with quiet(page):
        page.goto(f"{live}/b/{business.slug}/map/")
        page.locator(opener).click()
        with page.expect_request("**/map/systems/*/"):
            rename_in_drawer(page, business)
        page.locator(opener).evaluate("link => { link.dataset.old = 'yes' }")
        if late:
            page.keyboard.press("Escape")
            expect(page.locator("#drawer")).to_be_hidden()
            expect(page.locator(opener)).to_be_focused()
        held.pop().continue_()
        expect(page.locator(".sys .cell--out")).to_contain_text("Better leads")
        if not late:
            page.keyboard.press("Escape")
            expect(page.locator("#drawer")).to_be_hidden()
        expect(page.locator(opener)).not_to_have_attribute("data-old", "yes")
        expect(page.locator(opener)).to_be_focused()


def test_what_comes_in_the_place_of_what_is_gone_has_the_focus(page: Page, live: str, business: Business) -> None:
    """The link that shows the rest of a cell is taken away by its own answer."""
    with tenant(business.pk):
        leads = System.objects.get()
    for n in range(12):
        make_element(leads, "input", f"Way in {n}")
    page.goto(f"{live}/b/{business.slug}/map/")
    cell = page.locator(".sys .cell--in")
    shown = cell.locator("li").count()
    cell.locator(".cell__more").focus()
    page.keyboard.press("Enter")
    expect(cell.locator(".cell__more")).to_have_count(0)
    expect(cell.locator(".el").nth(shown)).to_be_focused()


def test_lines_are_drawn_only_for_the_entry_in_focus(page: Page, live: str, business: Business) -> None:
    page.goto(f"{live}/b/{business.slug}/map/")
    expect(page.locator(".trace path")).to_have_count(0)
    page.locator(f"#el-{pk(business, 'Good leads')}").focus()
    expect(page.locator(".trace path")).to_have_count(1)
    expect(page.locator(".is-lit")).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.locator(".trace path")).to_have_count(0)


def test_without_scripts_a_step_is_added_moved_and_linked(
    browser: Browser, live: str, business: Business, page: Page
) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(page.context.cookies(live))  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto(f"{live}/b/{business.slug}/map/")
    plain.get_by_role("link", name="Open Leads").click()
    plain.get_by_role("link", name="Add a step").click()
    plain.get_by_label("In a few words").fill("Ask one question")
    plain.get_by_role("button", name="Add a step").click()
    plain.get_by_role("button", name="Move “Ask one question” up").click()
    expect(plain.get_by_text("Moved to 2 of 3")).to_be_visible()
    plain.get_by_role("link", name="Ask one question", exact=True).click()
    plain.get_by_role("link", name="Link under “Serves”").click()
    plain.get_by_label("What it is for").select_option(label="Good leads")
    plain.get_by_role("button", name="Link", exact=True).click()
    expect(plain.locator("#links")).to_contain_text("Good leads")
    context.close()
