"""A real Chromium and a live server for it to visit.

    def test_something(page: Page, live: str) -> None:
        page.goto(f"{live}/")

`live` commits for real (the database is emptied after each test) and runs as the application's database role.
"""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.chromium import find_or_install_chromium, flags


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    # Playwright keeps an event loop running in this thread; Django would take that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install_chromium(), args=flags())
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def live(live_server: LiveServer, transactional_db: None) -> str:
    """The address of the served site, without a slash at its end."""
    return live_server.url


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser: own cookies, gone after the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", timezone_id="UTC")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
