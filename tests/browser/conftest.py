"""A real Chromium and a live server for it to visit.

    def test_something(page: Page, live: str) -> None:
        page.goto(f"{live}/")

`live` commits for real (the database is emptied after each test) and runs as the application's database role. A module
that only looks at pages takes `kept_live`.
"""

import os
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import DjangoDbBlocker

from tests.browser.served import Site
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


@pytest.fixture(scope="session")
def server(django_db_setup: None) -> Iterator[Site]:
    site = Site()
    site.begin()
    yield site
    site.terminate()


@pytest.fixture(autouse=True)
def settled(request: pytest.FixtureRequest) -> Iterator[None]:
    """No request outlives its test: it would hold up the emptying of the database, or write into the next test's."""
    if "server" not in request.fixturenames:
        yield
        return
    site = request.getfixturevalue("server")
    browser = request.getfixturevalue("browser") if "browser" in request.fixturenames else None
    if "transactional_db" in request.fixturenames:
        request.getfixturevalue("transactional_db")  # before us, so that it empties the database after us
    yield
    for left_open in browser.contexts if browser else ():
        left_open.close()
    site.settle()


@pytest.fixture
def live(server: Site, transactional_db: None) -> str:
    """The address of the served site, without a slash at its end."""
    return server.url


@pytest.fixture(scope="module")
def kept_live(server: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The same, for a module whose tests only look and are `django_db` without `transaction=True`.

    What the module's own fixtures made is committed and there until its end; the site does not see a test's own rows.
    """
    with django_db_blocker.unblock():
        yield server.url
        call_command("flush", interactive=False, verbosity=0, reset_sequences=False)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser: own cookies, gone after the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US", timezone_id="UTC")
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
