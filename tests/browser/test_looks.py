"""The looking itself turns red: a fault that is there at one width or in one theme only is found."""

from urllib.parse import quote

import pytest
from playwright.sync_api import Page

from tests.browser.looks import look

PAGE = (
    '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>A page</title>'
    "<style>:root {{ color-scheme: light dark; background: light-dark(#fff, #000); color: light-dark(#000, #fff) }}"
    "{style}</style><main><h1>A page</h1>{body}</main>"
)


@pytest.mark.parametrize(
    ("style", "body", "said"),
    [
        ("p { color: light-dark(#000, #333) }", "<p>Pale</p>", "at 1440 in dark"),
        ("p { color: light-dark(#ccc, #fff) }", "<p>Pale</p>", "at 1440 in light"),
        ("@media (max-width: 400px) { p { color: light-dark(#000, #333) } }", "<p>Pale</p>", "at 390 in dark"),
        ("label { display: none } @media (min-width: 800px) { label { display: block } }",
         '<label for="n">Name</label><input id="n">', "at 768 in light"),
        ("p { width: 700px }", "<p>Wide</p>", "sideways at 390"),
        ("p { width: 350px } body { margin: 0 }", "<p>Wide</p>", "sideways at 320"),
    ],
)  # fmt: skip
def test_a_fault_is_found(page: Page, style: str, body: str, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        look(page, "data:text/html," + quote(PAGE.format(style=style, body=body)), "page")


def test_control_a_page_without_a_fault(page: Page) -> None:
    look(page, "data:text/html," + quote(PAGE.format(style="", body="<p>Good</p>")), "page")
