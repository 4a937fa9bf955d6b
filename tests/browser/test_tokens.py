"""A token from the page to the first call: made, copied, used, revoked; with scripts and without."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Browser, BrowserContext, Page, expect

from businesses.context import tenant
from businesses.models import Business
from metrics.models import Metric
from tests.browser.looks import fits, look, picture, quiet, sign_in, violations
from tests.factories import make_business, make_element, make_metric, make_system, make_user


@pytest.fixture
def business(live: str) -> Business:
    with transaction.atomic():
        business = make_business(make_user("nadia@example.com", name="Nadia Marlow"), "Marlow Ads School")
        make_metric(make_element(make_system(business, "Delivery"), "outcome", "Ads pay"), "Ads that pay", plan=60)
    return business


def call(live: str, token: str, path: str, body: Any = None) -> tuple[int, Any]:
    """As a script does it."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{live}/api/v1/{path}", data, headers)) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refusal:
        return refusal.code, json.load(refusal)


def test_made_copied_used_and_revoked(page: Page, context: BrowserContext, live: str, business: Business) -> None:
    with tenant(business.pk):
        sign_in(context, live, business.memberships.select_related("user").get().user)
        metric = Metric.objects.get()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    with quiet(page):
        page.goto(f"{live}/b/{business.slug}/settings/")
        page.get_by_role("link", name="Tokens for other tools").click()
        page.get_by_label("What uses it").fill("Sales sheet")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="The token for “Sales sheet”")).to_be_visible()
        expect(page.locator(".secret")).to_be_focused()
        page.get_by_role("button", name="Copy the token").click()
        expect(page.get_by_text("Copied.")).to_be_visible()
        token = page.locator("#token-text").inner_text()
        assert page.evaluate("() => navigator.clipboard.readText()") == token
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # no colour is caught on its way
            for width in (1440, 390):
                page.set_viewport_size({"width": width, "height": 900})
                picture(page, f"token-made-{width}-{theme}")
                assert violations(page) == [], f"the token at {width} in {theme}"
                assert fits(page)

    found = call(live, token, "metrics/")[1]["metrics"]
    assert [row["name"] for row in found] == ["Ads that pay"]
    sent = {"metric": found[0]["id"], "date": metric.created_at.date().isoformat(), "value": 36.5}
    assert call(live, token, "readings/", sent)[0] == 200
    page.goto(f"{live}/b/{business.slug}/metrics/{metric.pk}/")
    expect(page.locator("#readings")).to_contain_text("36.5")

    with quiet(page):
        page.goto(f"{live}/b/{business.slug}/tokens/")
        expect(page.locator("table.team")).to_contain_text("today")
        page.get_by_role("link", name="Revoke the token for Sales sheet").click()
        page.get_by_role("button", name="Revoke it").click()
        expect(page.get_by_text("is revoked")).to_be_visible()
        expect(page.get_by_text("Sales sheet", exact=True)).to_have_count(0)
    assert call(live, token, "metrics/")[0] == 401


def test_without_scripts_the_token_is_text_to_select(browser: Browser, live: str, business: Business) -> None:
    context = browser.new_context(java_script_enabled=False)
    with tenant(business.pk):
        sign_in(context, live, business.memberships.select_related("user").get().user)
    page = context.new_page()
    page.goto(f"{live}/b/{business.slug}/tokens/")
    page.get_by_label("What uses it").fill("Cron on the old server")
    page.get_by_role("radio", name="metrics, plans and readings").check()
    page.get_by_label("Works for").select_option("30 days")
    page.get_by_role("button", name="Make the token").click()
    expect(page.locator("#token-text")).to_contain_text("out_")
    expect(page.get_by_role("button", name="Copy the token")).to_have_count(0)
    assert call(live, page.locator("#token-text").inner_text(), "readings/", {"metric": 1})[0] == 403
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_role("link", name="Say what will use it, like “Sales sheet”")).to_be_visible()
    context.close()


def test_the_pages_look_right(page: Page, context: BrowserContext, live: str, business: Business) -> None:
    with tenant(business.pk):
        sign_in(context, live, business.memberships.select_related("user").get().user)
    with quiet(page):
        look(page, f"{live}/b/{business.slug}/tokens/", "tokens-none")
        page.get_by_label("What uses it").fill("Sales sheet, every Monday, from the copy that Sam keeps")
        page.keyboard.press("Enter")
        expect(page.locator(".secret")).to_be_focused()
        look(page, f"{live}/b/{business.slug}/tokens/", "tokens")
        page.get_by_role("link", name="Revoke the token for").click()
        look(page, page.url, "token-revoke")
    look(page, f"{live}/help/api/", "help-api")
