"""The live server is the application as it is served: its role, its policies, its static files."""

import pytest
from django.db import connection
from playwright.sync_api import Page, expect


def test_a_page_opens_without_a_word_in_the_console(page: Page, live: str) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("requestfailed", lambda request: said.append(request.url))

    answer = page.goto(f"{live}/")

    assert answer is not None
    assert answer.status == 200
    expect(page.locator("h1")).to_be_visible()
    assert said == []


@pytest.mark.django_db(transaction=True)
def test_the_database_is_reached_as_the_application(live: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("outcomes_app",)
