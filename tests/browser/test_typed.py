"""What is typed into the forms of numbers in a real browser: kept, warned about, pasted, and never lost."""

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from businesses.models import Business
from core.periods import last_complete, local_today
from metrics.models import Metric, Reading
from tests.browser.looks import quiet, sign_in
from tests.factories import make_business, make_element, make_metric, make_system, make_user, see

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def business(live: str, page: Page) -> Business:
    owner = make_user(name="Sam Hill")
    business = make_business(owner, name="Hill Heating")
    system = make_system(business, "The job")
    for position, name in enumerate(("Calls answered", "Quotes sent", "Jobs done")):
        make_metric(make_element(system, "output", name, position=position), name, unit="calls")
    sign_in(page.context, live, owner)
    return business


def numbers(live: str, business: Business) -> str:
    return f"{live}/b/{business.slug}/numbers/"


def cells(page: Page, row: int) -> list[str]:
    """What stands in one row of the grid."""
    return [cell.input_value() for cell in page.locator(".grid__table tbody tr").nth(row).locator("[data-cell]").all()]


def put(page: Page, row: int, column: int, text: str) -> None:
    """Paste a text into a cell."""
    cell = page.locator(".grid__table tbody tr").nth(row).locator("[data-cell]").nth(column)
    cell.evaluate(
        """(cell, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            cell.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_numbers_typed_and_not_saved_are_kept_and_leaving_warns(page: Page, live: str, business: Business) -> None:
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    page.goto(numbers(live, business))
    page.get_by_label("Calls answered, Week").last.click()
    page.keyboard.type("41")
    page.get_by_label("Plan for Quotes sent").click()
    page.keyboard.type("60")
    page.get_by_role("link", name="Map", exact=True).click()
    page.wait_for_url("**/map/")
    assert asked == ["beforeunload"]
    page.go_back()
    expect(page.get_by_text("We kept what you typed here: 2 fields are not saved yet.")).to_be_visible()
    assert cells(page, 0)[-1] == "41"
    expect(page.get_by_label("Plan for Quotes sent")).to_have_value("60")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("2 numbers saved.")).to_be_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    page.wait_for_url("**/map/")
    page.go_back()
    expect(page.get_by_label("Plan for Quotes sent")).to_have_value("60")
    expect(page.get_by_text("We kept what you typed")).to_have_count(0)
    assert asked == ["beforeunload"], "what is saved needs no warning"


def test_what_was_kept_can_be_put_back(page: Page, live: str, business: Business) -> None:
    page.goto(numbers(live, business))
    page.get_by_label("Calls answered, Week").last.fill("41")
    page.goto(f"{live}/b/{business.slug}/map/")
    page.goto(numbers(live, business))
    page.get_by_role("button", name="Put back what was there").click()
    assert cells(page, 0)[-1] == ""
    page.goto(numbers(live, business))
    expect(page.get_by_text("We kept what you typed")).to_have_count(0)


def test_signing_out_takes_what_was_kept_along(page: Page, live: str, business: Business) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(numbers(live, business))
    page.get_by_label("Calls answered, Week").last.fill("41")
    page.goto(f"{live}/settings/")
    kept = "Object.keys(sessionStorage).filter((key) => key.startsWith('kept:')).length"
    assert page.evaluate(kept) == 1
    page.locator('form[action$="/accounts/logout/"] button').first.click()
    page.wait_for_url(f"{live}/")
    assert page.evaluate(kept) == 0


def test_what_was_refused_is_still_there_after_leaving(page: Page, live: str, business: Business) -> None:
    page.goto(numbers(live, business))
    page.get_by_label("Calls answered, Week").last.fill("many")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("One number was not saved")).to_be_visible()
    page.goto(f"{live}/b/{business.slug}/map/")
    page.goto(numbers(live, business))
    assert cells(page, 0)[-1] == "many"
    expect(page.get_by_text("one field is not saved yet")).to_be_visible()


def test_somebody_elses_number_meanwhile_is_not_written_over(page: Page, live: str, business: Business) -> None:
    page.goto(numbers(live, business))
    page.get_by_label("Calls answered, Week").last.fill("41")
    page.goto(f"{live}/b/{business.slug}/map/")
    newest = last_complete(local_today(timezone.now(), business.time_zone), "weekly", business.first_day)
    with transaction.atomic():
        see(business)
        metric = Metric.objects.get(name="Calls answered")
        Reading.objects.create(business=business, metric=metric, period=newest.start, value=33)
    page.goto(numbers(live, business))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("saved 33 while you were writing").first).to_be_visible()
    assert cells(page, 0)[-1] == "41"


def test_a_block_pasted_into_a_cell_says_what_did_not_fit_and_can_be_undone(
    page: Page, live: str, business: Business
) -> None:
    with quiet(page):
        page.goto(numbers(live, business))
        put(page, 1, 6, "1\t2\n3\t4\n5\t6")
        assert cells(page, 1)[-2:] == ["1", "2"]
        assert cells(page, 2)[-2:] == ["3", "4"]
        words = "4 numbers filled in, not saved yet. 2 did not fit and are not in the table: 5, 6."
        expect(page.get_by_text(words)).to_be_visible()
        page.get_by_role("button", name="Undo").click()
        assert cells(page, 1)[-2:] == ["", ""]
        put(page, 0, 7, "7\n8")
        expect(page.get_by_text("2 numbers filled in, not saved yet.")).to_be_visible()


def test_a_paste_that_was_shown_is_kept_until_it_is_saved(page: Page, live: str, business: Business) -> None:
    page.goto(numbers(live, business))
    page.get_by_text("Paste from a spreadsheet").first.click()
    page.locator("textarea[name=paste]").fill("Calls answered;7;8")
    page.get_by_role("button", name="Show how it is read").click()
    expect(page.get_by_text("2 numbers read from your paste")).to_be_visible()
    page.goto(f"{live}/b/{business.slug}/map/")
    page.goto(numbers(live, business))
    expect(page.get_by_text("2 fields are not saved yet")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("2 numbers saved.")).to_be_visible()
    expect(page.get_by_text("We kept what you typed")).to_have_count(0)
    assert cells(page, 0)[-2:] == ["7", "8"]


def test_start_keeps_what_is_typed_into_its_steps(page: Page, live: str, business: Business) -> None:
    page.goto(f"{live}/start/")
    page.get_by_label("What is your business called?").fill("Wen Plumbing")
    page.get_by_text("Money", exact=True).click()
    page.goto(f"{live}/help/")
    page.goto(f"{live}/start/")
    expect(page.get_by_label("What is your business called?")).to_have_value("Wen Plumbing")
    expect(page.locator("input[name=desired_for][value=money]")).to_be_checked()
    page.get_by_label("If this works, what changes").fill("Homes are dry.")
    page.get_by_role("button", name="Go on to the systems").click()
    page.wait_for_url("**/2/")
    page.get_by_role("button", name="Go on to what they change").click()
    page.wait_for_url("**/3/")
    step_3 = page.url
    page.locator("#id_leads-output-text").fill("Jobs we can quote")
    page.goto(f"{live}/start/")
    expect(page.get_by_label("What is your business called?")).to_have_value("")
    page.goto(step_3)
    expect(page.locator("#id_leads-output-text")).to_have_value("Jobs we can quote")


def test_without_scripts_the_browser_itself_keeps_what_is_typed(
    browser: Browser, live: str, business: Business, page: Page
) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    plain.goto(numbers(live, business))
    plain.get_by_label("Calls answered, Week").last.fill("41")
    plain.get_by_role("link", name="Map", exact=True).click()
    plain.wait_for_url("**/map/")
    plain.go_back()
    expect(plain.get_by_label("Calls answered, Week").last).to_have_value("41")
    plain.goto(f"{live}/start/")
    plain.get_by_label("What is your business called?").fill("Wen Plumbing")
    plain.get_by_label("If this works, what changes").fill("Homes are dry.")
    plain.get_by_role("link", name="Help").first.click()
    plain.wait_for_url("**/help/**")
    plain.go_back()
    expect(plain.get_by_label("What is your business called?")).to_have_value("Wen Plumbing")
    expect(plain.get_by_label("If this works, what changes")).to_have_value("Homes are dry.")


def check_in(page: Page, live: str, business: Business) -> None:
    page.goto(f"{live}/b/{business.slug}/check-in/?whose=all")


def test_the_check_in_by_the_keyboard_stays_where_something_is_wrong(page: Page, live: str, business: Business) -> None:
    with quiet(page):
        check_in(page, live, business)
        first, second, third = page.locator("[data-reading]").all()
        # What a person has pulled larger has a style of its own; a swap must not copy it, the policy refuses that.
        page.evaluate("document.getElementById('progress').style.width = '9rem'")
        first.fill("40 calls")
        page.keyboard.press("Enter")
        expect(page.locator(".say").first).to_have_text("Saved.")
        expect(second).to_be_focused()
    second.fill("many")
    page.keyboard.press("Enter")
    expect(page.locator("[data-wrong]")).to_be_visible()
    expect(second).to_be_focused()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    expect(third).to_be_focused()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    note = page.get_by_label("Anything worth remembering")
    expect(note).to_be_focused()
    page.keyboard.type("A wet week")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Finish check-in").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 readings recorded.")).to_be_visible()


def test_each_save_waits_for_the_one_before_it(page: Page, live: str, business: Business) -> None:
    """Two at once would each count without the other, and the last answer would say one too few."""
    held: list[Route] = []
    page.route("**/check-in/*/r/*/", lambda route: held.append(route) if not held else route.continue_())
    with page.expect_request("**/check-in/*/r/*/"):
        page.goto(f"{live}/b/{business.slug}/check-in/")
        page.locator("input[data-reading]").first.click()
        for number in ("41", "42", "43"):
            page.keyboard.type(number)
            page.keyboard.press("Enter")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if "/r/" in request.url else None)
    expect(page.locator("#progress-say")).to_have_text("0 of 3 done")
    assert sent == []
    held[0].continue_()
    expect(page.locator("#progress-say")).to_have_text("All done")
    assert len(sent) == 2


def test_same_goes_on_to_the_next(page: Page, live: str, business: Business) -> None:
    with transaction.atomic():
        see(business)
        newest = last_complete(local_today(timezone.now(), business.time_zone), "weekly", business.first_day)
        for metric in Metric.objects.all():
            Reading.objects.create(business=business, metric=metric, period=newest.shift(-1).start, value=33)
    with quiet(page):
        check_in(page, live, business)
        first, second, third = page.locator("[data-reading]").all()
        page.get_by_role("button", name="Same").first.click()
        expect(first).to_have_value("33")
        expect(second).to_be_focused()
        page.keyboard.type("=")
        expect(second).to_have_value("33")
        expect(third).to_be_focused()
        expect(page.locator("#progress-say")).to_have_text("2 of 3 done")


def test_the_check_in_without_scripts_saves_at_every_enter(
    browser: Browser, live: str, business: Business, page: Page
) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    plain = context.new_page()
    check_in(plain, live, business)
    first, second, third = (plain.locator("[data-reading]").nth(i) for i in range(3))
    first.fill("40")
    plain.keyboard.press("Enter")
    expect(plain.locator("#progress-say")).to_have_text("1 of 3 done")
    expect(second).to_be_focused()
    second.fill("many")
    third.fill("9")
    plain.get_by_role("button", name="Finish check-in").last.click()
    expect(plain.get_by_role("heading", name="One number was not saved")).to_be_visible()
    expect(plain.locator("#progress-say")).to_have_text("2 of 3 done")
    expect(second).to_have_value("many")
    second.fill("12")
    plain.get_by_role("button", name="Finish check-in").last.click()
    expect(plain.get_by_text("3 readings recorded.")).to_be_visible()


def test_typing_a_percent_sign_chooses_the_average_unless_chosen_by_hand(
    page: Page, live: str, business: Business
) -> None:
    with transaction.atomic():
        see(business)
        metric = Metric.objects.get(name="Jobs done")
    page.goto(f"{live}/b/{business.slug}/metrics/{metric.pk}/edit/")
    combine, unit = page.get_by_label("For a longer time"), page.get_by_label("Unit")
    expect(combine).to_have_value("sum")
    unit.fill("%")
    expect(combine).to_have_value("mean")
    combine.select_option("sum")
    unit.fill("calls")
    unit.fill("%")
    expect(combine).to_have_value("sum")


def test_what_does_not_fit_is_said(page: Page, live: str, business: Business) -> None:
    page.goto(f"{live}/start/")
    name = page.get_by_label("What is your business called?")
    name.fill("x" * 130)
    page.get_by_role("button", name="Go on to the systems").click()
    expect(page.get_by_text("Use at most 120 characters; this has 130.").first).to_be_visible()
    expect(name).to_have_value("x" * 130)
    page.goto(f"{live}/b/{business.slug}/")
    page.keyboard.press("Control+k")
    field = page.locator("dialog input[maxlength]").first
    field.evaluate(
        """(field) => {
            const data = new DataTransfer();
            data.setData("text/plain", "y".repeat(field.maxLength + 7));
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
        }"""
    )
    expect(page.get_by_text("The last 7 of what you pasted were left out.")).to_be_attached()
