"""Start in a real browser: the three steps with scripts, by the keyboard, and what the pages look like."""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.looks import look, quiet, sign_in
from tests.factories import make_business

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(live: str, page: Page) -> User:
    user = User.objects.create_user("sam@example.com", name="Sam Hill", time_zone="UTC")
    sign_in(page.context, live, user)
    return user


def about(page: Page, live: str) -> None:
    page.goto(f"{live}/start/")
    page.get_by_label("What is your business called?").fill("Hill Heating")
    page.get_by_label("What does it sell?").fill("Boiler repairs")
    page.get_by_text("Time", exact=True).click()


def test_suggestions_fill_the_fields_and_the_map_follows(page: Page, live: str, person: User) -> None:
    about(page, live)
    with quiet(page):
        page.get_by_role("button", name="Homeowners are warm again").click()
        expect(page.get_by_label("If this works, what changes")).to_have_value(
            "Homeowners are warm again the same day, and nobody has to come twice."
        )
        expect(page.locator("#preview")).to_contain_text("Homeowners are warm again")
        expect(page.locator("#preview")).to_contain_text("Hill Heating")
        page.get_by_role("button", name="Go on to the systems").click()
        page.wait_for_url("**/start/*/2/")  # with its scripts: before them nothing listens to what is typed
        expect(page.get_by_label("A trade or local service")).to_be_checked()
        page.locator("#id_label_conversion").fill("Quotes")
        expect(page.locator("#preview")).to_contain_text("Quotes")
        page.get_by_role("button", name="Go on to what they change").click()
        page.wait_for_url("**/start/*/3/")
        page.get_by_role("button", name="homeowners each week within our driving distance").click()
        text = page.locator("#id_traffic-outcome-text")
        expect(text).to_be_focused()
        coach = page.locator("#id_traffic-outcome-text_coach")
        expect(coach).to_contain_text("Clear once your number stands in the blank.")
        # The blank is selected: the number replaces it.
        page.keyboard.type("12")
        expect(text).to_have_value("12 homeowners each week within our driving distance ask us first.")
        expect(page.locator("#id_traffic-outcome-metric")).to_have_value("Homeowners nearby who ask")
        expect(coach).to_contain_text("Clear enough to check")


def test_what_is_typed_is_there_after_leaving_and_back_works(page: Page, live: str, person: User) -> None:
    about(page, live)
    page.get_by_label("If this works, what changes").fill("Homes are warm again.")
    page.keyboard.press("Enter")
    page.wait_for_url("**/2/")
    page.get_by_role("button", name="Go on to what they change").click()
    page.wait_for_url("**/3/")
    step_3 = page.url
    field = page.locator("#id_leads-output-text")
    field.fill("Jobs we can quote")
    with page.expect_response("**/3/keep/"):
        page.keyboard.press("Enter")  # to the next field, not off the page
    assert page.url == step_3
    page.go_back()
    page.wait_for_url("**/2/")
    page.goto(f"{live}/businesses/all/")
    page.get_by_role("link", name="Go on with Start").click()
    page.wait_for_url(step_3)
    expect(field).to_have_value("Jobs we can quote")


def test_the_time_zone_comes_from_the_browser(page: Page, live: str, person: User) -> None:
    page.add_init_script(
        "const real = Intl.DateTimeFormat; Intl.DateTimeFormat = function (...a) { const f = new real(...a);"
        " const said = f.resolvedOptions(); f.resolvedOptions = () => ({...said, timeZone: 'Europe/Lisbon'});"
        " return f; };"
    )
    page.goto(f"{live}/start/")
    expect(page.get_by_label("Your time zone")).to_have_value("Europe/Lisbon")


def test_the_steps_look_right(page: Page, live: str, person: User) -> None:
    about(page, live)
    page.get_by_label("If this works, what changes").fill("Run ads")
    page.get_by_role("button", name="Go on to the systems").click()
    page.wait_for_url("**/2/")
    base = page.url.removesuffix("2/")
    with quiet(page):
        look(page, f"{base}1/", "start-1")
        look(page, f"{base}2/", "start-2")
    page.goto(f"{base}2/")
    page.get_by_role("button", name="Go on to what they change").click()
    page.wait_for_url("**/3/")
    with quiet(page):
        look(page, f"{base}3/", "start-3")


def test_the_list_looks_right_empty_and_full(page: Page, live: str, person: User) -> None:
    with quiet(page):
        look(page, f"{live}/businesses/all/", "businesses-none")
    page.get_by_role("button", name="Explore a sample business").click()
    page.wait_for_url("**/b/marlow-ads-school/")
    make_business(person, name="Half way", start_step=2)
    with quiet(page):
        look(page, f"{live}/businesses/all/", "businesses")
